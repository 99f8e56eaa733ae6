"""A table of spans small enough for the words of a book."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpanTable:
    """Sorted spans that do not overlap, in two arrays: 8 bytes a span, found by bisection."""

    starts: "array[int]"
    ends: "array[int]"

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> tuple[int, int]:
        """``(start, end)`` of the span with this index, negative from the end; ``IndexError`` outside."""
        return self.starts[index], self.ends[index]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def at(self, offset: int) -> int:
        """Index of the span that holds ``offset``, or of the next one; ``len(self)`` after the last."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> range:
        """Indices of the spans that share at least one character with ``start`` to ``end``."""
        if start >= end:
            return range(0)
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))
