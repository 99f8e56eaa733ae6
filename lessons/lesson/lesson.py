"""A lesson ready to be played: everything a student may see, and a way to its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from lessons.kinds.base import Bound, Key, Kind, Task
from lessons.lesson.renames import Renames
from lessons.model.article import Article
from lessons.model.form import Form, Side
from lessons.model.glossary import Glossary
from lessons.model.seal import Seal
from lessons.model.span import Span


@dataclass(frozen=True)
class Exercise:
    """One exercise as a student sees it before answering."""

    id: str
    kind: Kind[Task, Key]
    task: Task
    form: Form
    scope: tuple[Span, ...]
    """The blocks asked about, in the main article, in reading order."""
    side: Side = "main"
    """Which article to show first."""
    was: tuple[str, ...] = ()
    """Ids that the exercise had before."""
    renames: Renames = field(default_factory=Renames)
    """Ids that things in it had before."""


@dataclass(frozen=True)
class Lesson:
    """One lesson. Nothing in it comes from key.yaml."""

    id: str
    """Folder name; with the course id it names the lesson in the record."""
    course: str
    folder: Path
    title: str
    summary: str
    minutes: int
    level: int
    goals: tuple[str, ...]
    article: Article
    beside: Article | None
    exercises: tuple[Exercise, ...]
    glossary: Glossary
    seal: Seal | None = None
    """How the lesson is taken when its key is sealed; ``None`` for other lessons."""
    unscored: tuple[str, ...] = ()
    """Ids of exercises that cannot be scored, as their files have errors: they are not among ``exercises``."""

    def exercise(self, id: str) -> Exercise:
        """The exercise with this id; ``KeyError`` when there is none."""
        return next(exercise for exercise in self.exercises if exercise.id == id)


@dataclass(frozen=True, slots=True)
class Note:
    """One annotation or credit of the finished article."""

    spans: tuple[Span, ...]
    side: Side
    quote: str
    why: str
    technique: str | None = None
    direction: str | None = None
    plain: str = ""
    debatable: bool = False
    credit: bool = False
    """True for "what this article did well"."""


@dataclass(frozen=True)
class AnswerKey:
    """The bound key of a lesson: never in the hands of a front end before the answer is committed."""

    version: str
    """SHA-256 of key.yaml's bytes: stored with each committed answer."""
    bound: Mapping[str, Bound]
    """Bound key per exercise id."""
    why: Mapping[str, str]
    notes: tuple[Note, ...]
    weights: Mapping[str, Fraction]
