"""A problem in a file, told to the person who can mend it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The lesson cannot be played, or its scores would be wrong."""
    WARNING = "warning"
    """The lesson plays, but a student or a score would suffer."""
    ADVICE = "advice"
    """It could be better."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file. ``line`` and ``column`` count from 1; 0 means "the file as a whole"."""

    file: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """``file:line:column``, the form editors jump to."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else str(self.file)


@dataclass(frozen=True, slots=True)
class Problem:
    """Where, what was found, what was expected, how to mend it."""

    place: Place
    code: str
    """A stable code listed in docs/checks.md, for example ``"Y104"``."""
    found: str
    expected: str
    fix: str
    severity: Severity = Severity.ERROR
    add: tuple[str, ...] = ()
    """Lines of YAML that mend it when they stand beside the value at the place; empty when there are none."""

    def __str__(self) -> str:
        """One line: ``file:line:col: code: found; expected ...; fix``."""
        return f"{self.place}: {self.code}: {self.found}; expected {self.expected}; {self.fix}"


class LessonError(Exception):
    """A file cannot be used. Carries every problem found, never only the first."""

    def __init__(self, problems: "tuple[Problem, ...] | list[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
