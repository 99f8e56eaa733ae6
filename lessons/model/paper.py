"""What stands on paper in the place of a form: lists, tables with empty cells, lines to write on. Texts are plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lessons.i18n import _
from lessons.model.answer import AnswerError

_SHORT, _HALF = 32, 52
"""Most characters of a line of which three, or two, stand beside each other on paper."""


@dataclass(frozen=True, slots=True)
class PaperText:
    """A sentence that says what to do, or words to read."""

    shape: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class PaperList:
    """Lines with a letter or a number each; with ``boxes``, one to tick before each."""

    shape: ClassVar[str] = "list"
    lines: tuple[tuple[str, str], ...]
    """Label and words."""
    boxes: bool = False

    @property
    def columns(self) -> int:
        """How many lines stand beside each other: short ones save paper."""
        longest = max((len(words) for _label, words in self.lines), default=0)
        return 3 if longest <= _SHORT else 2 if longest <= _HALF or not self.boxes else 1


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Rows under heads; an empty cell is for the pencil."""

    shape: ClassVar[str] = "table"
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    roomy: bool = False
    """Whether words are written into the empty cells, and not a letter or a number."""


@dataclass(frozen=True, slots=True)
class PaperLines:
    """Lines to write on."""

    shape: ClassVar[str] = "lines"
    count: int
    title: str = ""


PaperPart = PaperText | PaperList | PaperTable | PaperLines


@dataclass(frozen=True, slots=True)
class Paper:
    """A form on paper."""

    front: tuple[PaperPart, ...]
    back: tuple[PaperPart, ...] = ()
    """What may be read only after something was ticked: on a sheet of its own."""


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lettered(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The texts, each with its letter; with its number where there are more than letters."""
    return tuple(zip(LETTERS, texts, strict=False)) if len(texts) <= len(LETTERS) else numbered(texts)


def numbered(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The texts, each with its number."""
    return tuple((str(number), text) for number, text in enumerate(texts, 1))


OPEN = "-"
"""What is typed for something that was left open on a sheet."""


def named_by(name: str, ids: Mapping[str, str]) -> str:
    """The id that goes by a letter, small or capital, or by a number. Raises ``AnswerError``."""
    id = ids.get(name.upper())
    if id is None:
        told = ", ".join(ids) if len(ids) <= 12 else f"{next(iter(ids))} \u2026 {[*ids][-1]}"
        raise AnswerError(_("there is no {name}").format(name=name[:20]), told, _("look at the sheet again"))
    return id
