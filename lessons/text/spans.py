"""Stretches of a text: one, and a table of them small enough for the words of a book."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Code points ``start`` to ``end`` (end exclusive) of a text; of an article, of its normalised text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character; touching is not overlapping."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


def merged(spans: Iterable[tuple[int, int]], *, touching: bool) -> list[tuple[int, int]]:
    """The spans from left to right, overlapping ones made one; touching ones too if asked."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if whole and (start < whole[-1][1] or (touching and start == whole[-1][1])):
            if end > whole[-1][1]:
                whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


@dataclass(frozen=True, slots=True)
class SpanTable:
    """Sorted spans that do not overlap, in two arrays: 8 bytes a span, found by bisection."""

    starts: "array[int]"
    ends: "array[int]"

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> Span:
        """The span with this index, negative from the end; ``IndexError`` outside."""
        return Span(self.starts[index], self.ends[index])

    def __iter__(self) -> Iterator[Span]:
        return map(Span, self.starts, self.ends)

    def at(self, offset: int) -> int:
        """Index of the span that holds ``offset``, or of the next one; ``len(self)`` after the last."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> range:
        """Indices of the spans that share at least one character with ``start`` to ``end``."""
        if start >= end:
            return range(0)
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))
