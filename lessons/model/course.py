"""A course, the short view of its lessons that a home screen needs, and how a sealed course is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lessons.i18n import _

Mode = Literal["test", "practice"]


@dataclass(frozen=True, slots=True)
class Seal:
    """The file seal.json of a course whose key is sealed. Nothing in it is secret."""

    pack: str
    """Short random name of the pack."""
    mode: Mode
    """``test``: one submission, nothing explained; ``practice``: a class code opens the key."""
    course: str
    """The name of the course where it was packed."""
    teacher: bytes
    """Public key of the teacher, 32 bytes."""
    minutes: int | None
    """Time limit of a test; ``None`` for none."""
    glossary: bool
    """Whether the glossary may be read."""
    salt: bytes
    """What the code of the pack is stretched with, 16 bytes."""
    for_teacher: bytes
    """Sealed for the teacher: the code, and what was packed."""
    digest: str
    """SHA-256 of the file's bytes."""

    @property
    def is_test(self) -> bool:
        """Whether the course is a test."""
        return self.mode == "test"


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a student needs for a lesson."""

    whole: int
    short: int | None = None
    """For its short path alone; ``None`` where there is none, or where nobody says."""

    def told(self) -> str:
        """``25/65 min``: the short path first, as it is offered first; empty where nobody says."""
        figures = "/".join(str(count) for count in (self.short, self.whole) if count)
        return _("{n} min").format(n=figures) if figures else ""


@dataclass(frozen=True, slots=True)
class LessonCard:
    """What a student sees of a lesson before opening it. Reading it needs no validation library."""

    id: str
    folder: Path
    title: str
    summary: str
    minutes: Minutes
    level: int
    goals: tuple[str, ...]
    exercises: tuple[str, ...]
    """Exercise ids in order."""
    short: tuple[str, ...] = ()
    """Those of the short path; empty where there is none."""
    was: Mapping[str, str] = field(default_factory=dict)
    """Exercise ids of today by those that they had before."""
    trouble: str = ""
    """Why the lesson cannot be opened, in one line; empty when nothing is known to be wrong."""
    bring: str = ""
    """The article that readers bring themselves, for a lesson without its text; else empty."""
    seal: Seal | None = None
    """How the lesson is taken when its key is sealed; ``None`` for other lessons."""


@dataclass(frozen=True, slots=True)
class Course:
    """A folder of lessons."""

    id: str
    folder: Path
    title: str
    summary: str
    language: str
    lessons: tuple[LessonCard, ...]
    glossary: Path | None = None
    """The techniques.yaml the course uses."""
    trouble: str = ""
    """Why the course cannot be read, in one line; empty when nothing is known to be wrong."""
