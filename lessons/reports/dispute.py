"""One thing in which readers and the key differ, and the words it is told in."""

from dataclasses import dataclass

from lessons.i18n import plural
from lessons.model.answer import Answer
from lessons.model.form import Side
from lessons.model.result import Result
from lessons.model.span import Span

Trail = tuple[str | int, ...]
_LONGEST = 80
_PAIRS = ("\u201c\u201d", '""')


@dataclass(frozen=True, slots=True)
class Given:
    """What one reader answered to an exercise, graded."""

    reader: str
    answer: Answer
    result: Result


@dataclass(frozen=True, slots=True)
class Dispute:
    """One thing in which at least half of the readers who answered differ from the key."""

    item: str
    """Id of the phrase, option or cell; ``x0``, ``x1`` ... for words that the key does not have."""
    words: str
    """What it is about."""
    said: str
    """The difference in one sentence."""
    readers: tuple[str, ...]
    """Who differs from the key."""
    of: int
    """How many readers answered."""
    trail: Trail | None = None
    """Where key.yaml can say ``debatable: true``; ``None`` where it cannot."""
    advice: str = ""
    """What else can be done, where it cannot."""
    span: Span | None = None
    side: Side = "main"

    @property
    def offered(self) -> bool:
        """Whether the key should be made to call it debatable: it can, and two readers or more ask for it."""
        return self.trail is not None and len(self.readers) > 1


def some_of(count: int, of: int) -> str:
    """``2 of 3 readers``."""
    return plural("{count} of {of} reader", "{count} of {of} readers", of).format(count=count, of=of)


def short(words: str) -> str:
    """Words for a sentence: without quotation marks around them all, and not too long."""
    if words[:1] + words[-1:] in _PAIRS and len(words) > 2 and not set(words[1:-1]) & set("".join(_PAIRS)):
        words = words[1:-1]
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "\u2026"
