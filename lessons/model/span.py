"""A stretch of an article's text."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Code points ``start`` to ``end`` (end exclusive) of an article's normalised text."""

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
