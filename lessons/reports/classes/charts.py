"""Two small charts as plain geometry; the template draws them, and tells the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lessons.model.result import percent
from lessons.reports.classes.values import ExerciseReport, LearnerReport

BINS = 10
"""Columns of the distribution, each ten points wide; 100 belongs to the last."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One column of the distribution. Lengths are in units of the drawing, from its upper left corner."""

    first: int
    last: int
    """Scores from ``first`` to ``last``, of 100."""
    count: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One exercise: its mean score, and a tick at what guessing would give, both of 100."""

    number: int
    name: str
    mean: int
    chance: int


def distribution(learners: Sequence[LearnerReport], height: int = 80) -> tuple[Bin, ...]:
    """How many learners have which score; the highest column is ``height`` high."""
    counts = [0] * BINS
    for one in learners:
        counts[min(BINS - 1, int(one.score * BINS))] += 1
    most = max(counts, default=0) or 1
    return tuple(
        Bin(
            100 // BINS * place,
            100 if place == BINS - 1 else 100 // BINS * (place + 1) - 1,
            count,
            -(-height * count // most),
        )
        for place, count in enumerate(counts)
    )


def bars(exercises: Sequence[ExerciseReport]) -> tuple[Bar, ...]:
    """The exercises that somebody answered."""
    return tuple(
        Bar(number, one.exercise.id, percent(one.facility), percent(one.chance))
        for number, one in enumerate(exercises, 1)
        if one.facility is not None
    )


def mean(values: Sequence[Fraction]) -> Fraction:
    """The mean; 0 for no values."""
    return sum(values, Fraction(0)) / max(1, len(values))
