"""What a form is made of on a plain page: values that the templates write, whatever asked for them.

Texts are Markdown source where a lesson wrote them; the templates write them through ``lessons.prose``, escaped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lessons.reports.html_text import ShownBlock


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser sent: values by name, none of them believed."""

    values: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The last value of a name; empty for none."""
        return (self.values.get(name) or ("",))[-1]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name."""
        return tuple(self.values.get(name, ()))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something that was sent is not taken, and the field where it can be mended."""

    why: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A box or a button of several."""

    value: str
    text: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick, or buttons of which one is pressed."""

    shape: ClassVar[str] = "ticks"
    name: str
    legend: str
    ticks: tuple[Tick, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Selector:
    """A list to choose from, with its label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    """Value and words; the empty value is offered besides."""
    value: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Selectors:
    """Lists to choose from that belong together."""

    shape: ClassVar[str] = "selectors"
    legend: str
    selectors: tuple[Selector, ...]
    language: str = ""
    """Of the legend, where it is a quotation."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A field to type in."""

    shape: ClassVar[str] = "writing"
    name: str
    label: str
    value: str = ""
    about: str = ""
    lines: int = 1
    most: int = 300
    """Characters."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences, a thing a line."""

    shape: ClassVar[str] = "telling"
    lines: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class MarkMade:
    """A mark that was made: its words, where they stand, and its technique where one is asked for."""

    number: int
    words: str
    place: str
    technique: Selector | None = None


@dataclass(frozen=True, slots=True)
class MarksMade:
    """The marks so far, each with a box to take it back."""

    shape: ClassVar[str] = "marks"
    marks: tuple[MarkMade, ...]
    language: str


@dataclass(frozen=True, slots=True)
class WordBoxes:
    """A sentence whose words can be ticked."""

    address: str
    text: str
    words: tuple[tuple[str, str], ...]
    """Number of the word in its text, and the word."""


@dataclass(frozen=True, slots=True)
class Tapping:
    """Sentences whose words can be ticked instead of typed: for fingers."""

    shape: ClassVar[str] = "tapping"
    sentences: tuple[WordBoxes, ...]
    language: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card of a shelf: its face, and its inside once it is open."""

    number: int
    face: tuple[str, ...]
    inside: tuple[ShownBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class CardsShown:
    """A shelf of cards; closed ones have a button while some may be opened."""

    shape: ClassVar[str] = "cards"
    cards: tuple[CardShown, ...]
    left: str
    can_open: bool


Shape = Ticks | Selectors | Writing | Telling | MarksMade | Tapping | CardsShown
