"""What the command line hands to the screen: which lesson, which courses, whose record."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.context import Context
    from lessons.record.journal import Journal
    from lessons.reports.classes.roster import Roster


@dataclass(frozen=True, slots=True)
class ClassWish:
    """A wish to look at a class, or to choose one. Making one opens no database."""

    path: Path | None = None
    """The file of the class; ``None`` for the list of classes."""
    lesson: str | None = None
    """The lesson's name, or course/lesson; ``None`` for the list of lessons."""
    anonymous: bool = False
    """Whether numbers stand in the place of names from the start."""
    roster: "Roster | None" = None
    """Who hides behind which pseudonym."""


@dataclass(frozen=True, slots=True)
class PlayRequest:
    """A wish to play. Making one reads no lesson and opens no record."""

    lesson: Path | None
    """The lesson's folder; ``None`` for the home screen."""
    roots: tuple[Path, ...]
    """Course folders, in the order of the home screen; each holds a course.yaml."""
    context: "Context"
    """Who learns, and where that is kept."""
    preview: bool = False
    """Whether the lesson is shown to the person who writes it: read again after each save, nothing kept."""
    classes: ClassWish | None = None
    """Given when a teacher looks at classes instead: then no lesson is played and no record opened."""
    review: bool = False
    """Whether to begin with what is due for review."""
    record: "Journal | None" = None
    """The learner's journal where it is open already; without it the one of ``context`` is opened."""

    def open_record(self) -> "Journal":
        """The learner's journal, open and locked; close it when done. Raises ``RecordError``.

        Where nothing is learnt, in a preview or on classes, nobody calls this.
        """
        return self.record if self.record is not None else self.context.open_journal()


Play = Callable[[PlayRequest], int]
"""Shows a screen until the learner leaves; returns the exit code."""
