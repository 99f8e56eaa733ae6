"""Marks laid over an article, found quickly by place: pure."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from lessons.text.spans import Span

MINE = "mine"
"""The style of the student's own marks: the ones that keys take away."""
MARK_STYLES = (
    MINE,
    "right",
    "partly",
    "missed",
    "wrong",
    "trap",
    "debatable",
    "left",
    "annotation",
    "credit",
)
"""The styles a mark may have: the student's own, the verdicts, and the notes of the finished article."""
INLINE_STYLES = ("emphasis", "strong", "code", "link")
"""The styles a source gives to its own words."""


@dataclass(frozen=True, slots=True)
class Decoration:
    """A stretch of text shown in a style, with a sign in the margin: the style is never the only cue."""

    span: Span
    style: str
    """One of ``MARK_STYLES`` or ``INLINE_STYLES``."""
    sign: str = ""
    """One or two characters for the right margin."""
    label: str = ""
    """A few words for the right margin, shown where there is room."""


class MarkIndex:
    """Decorations in reading order; of two that start together the longer comes first, and so lies below."""

    def __init__(self, decorations: Iterable[Decoration] = ()) -> None:
        self._marks = sorted(decorations, key=lambda mark: (mark.span.start, -mark.span.end))
        self._starts = array("I", (mark.span.start for mark in self._marks))
        self._reach = array("I", accumulate((mark.span.end for mark in self._marks), max))
        """The furthest end of each mark and all before it."""
        self.spans = tuple(mark.span for mark in self._marks)
        """The spans, sorted by start."""

    def __len__(self) -> int:
        """The number of marks."""
        return len(self._marks)

    def __iter__(self) -> Iterator[Decoration]:
        return iter(self._marks)

    def over(self, start: int, end: int) -> list[Decoration]:
        """The marks that share at least one character with ``start`` to ``end``, in order."""
        marks = []
        index = bisect_left(self._starts, end) - 1
        while index >= 0 and self._reach[index] > start:
            if self._marks[index].span.end > start:
                marks.append(self._marks[index])
            index -= 1
        marks.reverse()
        return marks

    def at(self, span: Span) -> Decoration | None:
        """The shortest mark over a span: the one a reader points at. ``None`` when there is none."""
        return min(self.over(*span), key=lambda mark: mark.span.end - mark.span.start, default=None)
