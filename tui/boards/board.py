"""The contract of a board."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from lessons.i18n import _
from lessons.model.answer import Answer
from lessons.model.article import Article
from lessons.model.form import MarkForm, Side
from lessons.text.spans import Span
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry

Passage = tuple[Side, Span]
"""Words in one of the two articles."""


class Board(ABC):
    """Lines to walk, marks on the article, and where in the article each line belongs."""

    @abstractmethod
    def entries(self) -> list[Entry]:
        """The lines, from the top."""

    def opens(self, key: str) -> bool:
        """Whether choosing this line leads somewhere."""
        return False

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """What to show on an article."""
        return ()

    def place(self, key: str) -> Passage | None:
        """Where the line with this key stands in an article, if it does."""
        return None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The line that belongs to these words of an article, if one does."""
        return None

    @property
    def page(self) -> Article | None:
        """A text of the exercise's own that is read now in the place of the main article; ``None`` for the article."""
        return None

    @property
    def marking(self) -> MarkForm | None:
        """Which words may be marked now; ``None`` where none may."""
        return None

    def mark(self, span: Span) -> str | None:
        """Add a mark where words may be marked. Returns its line, ``None`` to stay."""
        return None

    def unmark(self, span: Span) -> str | None:
        """Take away the marks that share a character with ``span``; like ``mark``."""
        return None

    def outside(self, span: Span) -> str:
        """That words, or some of them, are not asked about, in a sentence; empty for words that are."""
        return ""


class AnswerBoard(Board):
    """A form being filled in. Each change replaces ``answer``; nothing is judged here."""

    answer: Answer
    can: ClassVar[frozenset[str]] = frozenset({"choose"})
    """Actions of the table that mean something here."""

    def opens(self, key: str) -> bool:
        """Whether choosing this line answers something."""
        return "choose" in self.can

    @property
    @abstractmethod
    def blank(self) -> bool:
        """Whether nothing was answered yet."""

    @abstractmethod
    def answered(self) -> Iterator[Entry]:
        """The answer to look at, line by line, once it cannot be changed any more."""

    def missing(self) -> str:
        """What is not answered yet, in a sentence; empty when nothing is missing."""
        return _("Nothing is answered yet.") if self.blank else ""

    def progress(self) -> str:
        """How far the answer is, in a word or two, for the first line; empty when the lines themselves show it."""
        return ""

    def how(self) -> str:
        """How to answer, in a sentence; empty when the lines themselves say it."""
        return ""

    def start(self) -> str | None:
        """The line the cursor starts on; ``None`` for the first."""
        return None

    def choose(self, key: str) -> str | None:
        """Take or take back what the line offers. Returns the line the cursor goes to, ``None`` to stay."""
        return None

    def digits(self, key: str) -> int:
        """How many lines the digits choose from now; 0 when digits mean nothing here."""
        return 0

    def digit(self, number: int, key: str) -> str | None:
        """Answer with the ``number``-th of what is offered now; like ``choose``."""
        return None

    def clearable(self, key: str) -> bool:
        """Whether this line has an answer that could be taken back."""
        return False

    def clear(self, key: str) -> str | None:
        """Take the answer of this line back; like ``choose``."""
        return None

    def moved(self, key: str) -> str | None:
        """The cursor came to a line. Returns the line it should stand on instead, ``None`` when that is right."""
        return None

    def turn(self, way: int, key: str) -> str | None:
        """Left (-1) or right (+1) was pressed on a line; like ``choose``."""
        return None


TENTH = 10
"""What the digit 0 chooses."""


def numbered(number: int) -> str:
    """The digit that chooses the ``number``-th line (from 1): 0 for the tenth; blank beyond."""
    return f"{number % TENTH} " if number <= TENTH else "  "


def own_numbers(texts: Sequence[str]) -> dict[int, str] | None:
    """What follows the number that each text begins with, as the steps of a scale do: ``3: strong`` or ``3``.

    The key is that number, 0 to 9. ``None`` unless all have one, each another: then digits count the lines.
    """
    matches = [re.fullmatch(r"(\d)(?:: *(.*))?", text, re.DOTALL) for text in texts]
    own = {int(match[1]): match[2] or "" for match in matches if match is not None}
    return own if len(own) == len(texts) else None
