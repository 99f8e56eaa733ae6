"""A student's answer, typed by the form it fills in; ``lessons.kinds.written_answers`` reads it from raw JSON."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked stretch, with the technique the student named, if any."""

    span: Span
    technique: str | None = None


@dataclass(frozen=True, slots=True)
class MarkAnswer:
    """Marks in the order the student made them; they may touch, overlap and repeat."""

    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class PickAnswer:
    """Ids of the options picked."""

    picked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """Option id per (row id, column id); cells left blank are absent."""

    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """Item ids, first to last; items left out are unplaced."""

    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """What was typed."""

    text: str = ""


class CustomAnswer(ABC):
    """An answer to a ``CustomForm``: frozen; made without arguments it is the blank one."""

    @abstractmethod
    def written(self) -> "Raw":
        """The answer as a JSON value that the form's ``read`` takes back."""


Answer = MarkAnswer | PickAnswer | GridAnswer | OrderAnswer | TextAnswer | CustomAnswer
A = TypeVar("A", bound=Answer)


def answer_of(form: type[A], answer: Answer) -> A:
    """The answer, known to be of that form; ``TypeError`` for one of another form, which no file can cause."""
    if not isinstance(answer, form):
        raise TypeError(f"{form.__name__} expected, not {type(answer).__name__}")
    return answer


Raw = None | str | int | float | bool | list["Raw"] | dict[str, "Raw"]
"""A JSON value: the form in which answers are stored in the journal and read from a file."""


def is_given(answer: Answer | None) -> bool:
    """Whether there is anything in an answer; there is nothing in one that was never begun, or that is blank."""
    return answer is not None and answer != type(answer)()


class AnswerError(ValueError):
    """A raw answer does not have its form; nothing is graded."""

    def __init__(self, found: str, expected: str, fix: str = "") -> None:
        self.found, self.expected, self.fix = found, expected, fix
        super().__init__("; ".join(part for part in (found, expected, fix) if part))
