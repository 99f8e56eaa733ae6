"""A course and the short view of its lessons that a home screen needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.model.seal import Seal


@dataclass(frozen=True, slots=True)
class LessonCard:
    """What a student sees of a lesson before opening it. Reading it needs no validation library."""

    id: str
    folder: Path
    title: str
    summary: str
    minutes: int
    level: int
    goals: tuple[str, ...]
    exercises: tuple[str, ...]
    """Exercise ids in order."""
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
