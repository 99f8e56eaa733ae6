"""What a student is asked to fill in. Five forms serve all exercise kinds, so a front end knows forms, not kinds.

A form holds only what a student may see before answering: nothing of the key.
All texts are Markdown source; a front end shows them through ``lessons.prose``.
"""

from dataclasses import dataclass
from typing import Literal

from lessons.text.spans import Span

Side = Literal["main", "beside"]
"""Which article a span lies in: the lesson's own, or the one it is compared with."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be picked."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a grid or of an order: a claim, a phrase, a fact, a source."""

    id: str
    text: str
    span: Span | None = None
    """Where the row's words stand, when the row is a quotation from an article."""
    side: Side = "main"


@dataclass(frozen=True, slots=True)
class Column:
    """One question asked of every row."""

    id: str
    text: str
    options: tuple[Option, ...]
    only_if: tuple[str, str] | None = None
    """(column id, option id): asked of a row only when that column was answered so."""
    steps: bool = False
    """Whether the options are the steps of a scale: their ids are whole numbers, the lowest first."""


@dataclass(frozen=True, slots=True)
class MarkForm:
    """Mark words in an article; with ``techniques``, name the technique of each mark."""

    side: Side
    scope: tuple[Span, ...]
    """The blocks asked about, in reading order. Words outside them are not counted."""
    techniques: tuple[Option, ...] = ()
    need: int | None = None
    """"Find at least n": shown to the student."""


@dataclass(frozen=True, slots=True)
class PickForm:
    """Pick one option, or several."""

    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class GridForm:
    """Answer each column's question for each row by one of its options."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """Put the items in order. ``items`` come in the order first shown."""

    items: tuple[Row, ...]
    first: str = ""
    last: str = ""
    """What the two ends mean, for example "strongest" and "weakest"."""


@dataclass(frozen=True, slots=True)
class TextForm:
    """Type a word, a number, a phrase or a sentence."""

    long: bool = False
    original: str = ""
    """The sentence to rewrite; empty for a short answer."""
    original_span: Span | None = None
    words: tuple[int, int] | None = None
    """Fewest and most words a rewrite may have, shown to the student."""
    must: tuple[str, ...] = ()
    """Rules shown to the student, one line each."""


Form = MarkForm | PickForm | GridForm | OrderForm | TextForm
