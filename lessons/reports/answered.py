"""First submissions as figures: means, and how they went over time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

FORTNIGHT, WEEK = 14, 7
MOST_STEPS = 26
"""Steps that are told; older ones are left out."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One first submission. ``strand`` is empty where only the stored score is known."""

    strand: str
    weight: Fraction
    score: Fraction
    chance: Fraction
    day: date | None = None
    """The learner's day; ``None`` where the record does not tell it."""
    sure: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Weighted means over answered exercises, 0 to 1."""

    score: Fraction
    chance: Fraction
    answered: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """The strands step by step, oldest first, without gaps in time."""

    days: int = 1
    """Days of a step: 1, or 7 from Monday on."""
    steps: tuple[tuple[date, Mapping[str, Figures]], ...] = ()
    """First day, and the strands that were answered in these days; none in a step without answers."""

    def of(self, strand: str) -> tuple[Figures | None, ...]:
        """One strand, step by step; ``None`` where nothing of it was answered."""
        return tuple(strands.get(strand) for _day, strands in self.steps)


def mean(answers: Iterable[Answered]) -> Figures:
    """The means; 0 for no answers."""
    chosen = list(answers)
    weight = sum((one.weight for one in chosen), Fraction(0)) or Fraction(1)
    score = sum((one.weight * one.score for one in chosen), Fraction(0))
    chance = sum((one.weight * one.chance for one in chosen), Fraction(0))
    return Figures(score / weight, chance / weight, len(chosen))


def by_strand(answers: Sequence[Answered]) -> dict[str, Figures]:
    """The means of each strand, in the order in which they come."""
    strands = dict.fromkeys(one.strand for one in answers if one.strand)
    return {strand: mean(one for one in answers if one.strand == strand) for strand in strands}


def over_time(answers: Iterable[Answered]) -> OverTime:
    """The strands day by day; week by week (ISO weeks) when they span more than a fortnight."""
    dated = [(one.day, one) for one in answers if one.day is not None and one.strand]
    if not dated:
        return OverTime()
    first, last = min(day for day, _one in dated), max(day for day, _one in dated)
    size = 1 if (last - first).days < FORTNIGHT else WEEK
    if size == WEEK:
        first -= timedelta(days=first.weekday())
    groups: dict[date, list[Answered]] = {}
    for day, one in dated:
        groups.setdefault(first + timedelta(days=(day - first).days // size * size), []).append(one)
    count = (last - first).days // size + 1
    days = [first + timedelta(days=size * step) for step in range(max(0, count - MOST_STEPS), count)]
    return OverTime(size, tuple((day, by_strand(groups.get(day, []))) for day in days))
