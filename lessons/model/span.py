"""A stretch of an article's text."""

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
