"""Item statistics of a class: how hard an item is, and whether it goes with the rest of the test.

The classical figures of item analysis: facility (mean score), item-rest correlation, the discrimination of upper and
lower 27 % (Kelley, "The Selection of Upper and Lower Groups for the Validation of Test Items", 1939) and Cronbach's
alpha ("Coefficient Alpha and the Internal Structure of Tests", 1951). All are point estimates: with a small class they
move far by chance alone, so ask ``class_size`` first what may be shown.

Means are exact fractions. Correlations and alpha are floats, from correctly rounded sums: the order of learners changes
no digit of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import fsum, sqrt
from operator import mul
from typing import Literal

from lessons.model.exact import Exact, exact_sum

Size = Literal["counts", "small", "full"]

SMALL = 10
"""Fewest learners for any figure; below, only counts are shown."""
FULL = 30
"""Fewest learners for figures without the remark that the class is small."""
FEWEST = 3
"""Fewest learners for a correlation or a comparison of groups."""
STILL = 1e-9
"""Numbers that stay this close to their mean count as constant: rounding errors must not correlate."""
KELLEY = Fraction(27, 100)
"""The share of learners in each of the two groups: the best one where totals are normally distributed."""


def class_size(learners: int) -> Size:
    """What a class is big enough for: ``counts`` alone (under 10), figures marked ``small`` (to 29), or ``full``."""
    return "counts" if learners < SMALL else "small" if learners < FULL else "full"


def facility(scores: Sequence[Exact]) -> Fraction | None:
    """The mean score: 1 where everyone has everything right, 0 where nobody has anything; ``None`` for no scores."""
    return exact_sum(scores) / len(scores) if scores else None


def _same_length(columns: Sequence[Sequence[Exact]]) -> None:
    lengths = sorted({len(column) for column in columns})
    if len(lengths) > 1:
        raise ValueError(f"one score a learner in every column; the columns have {lengths}")


def _centred(numbers: Sequence[float]) -> list[float]:
    """The distances from the mean; all 0 where the numbers are constant."""
    if not numbers:
        return []
    mean = fsum(numbers) / len(numbers)
    distances = [number - mean for number in numbers]
    return distances if max(map(abs, distances)) > STILL else [0.0] * len(numbers)


def _pearson(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """The correlation of two centred rows of numbers."""
    if len(ones) < FEWEST:
        return None
    spread = sqrt(_dot(ones, ones)) * sqrt(_dot(others, others))
    return max(-1.0, min(1.0, _dot(ones, others) / spread)) if spread else None


def _dot(ones: Iterable[float], others: Iterable[float]) -> float:
    return fsum(map(mul, ones, others))


def correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's correlation, over learners; ``None`` where one of the two is constant, and for fewer than 3."""
    return correlations([ones], others)[0]


def correlations(columns: Sequence[Sequence[float]], others: Sequence[float]) -> list[float | None]:
    """``correlation`` of several columns with the same other numbers."""
    centred = _centred(others)
    return [_pearson(_centred(column), centred) for column in columns]


def upper_lower(
    item_scores: Sequence[Exact], totals: Sequence[Exact], share: Fraction = KELLEY
) -> Fraction | None:
    """The item's mean score among the best learners less that among the weakest; -1 to 1 for scores of 0 to 1.

    Each group is ``share`` of the learners by total, rounded to whole learners (halves to the even number), at least
    one. Learners of equal totals at the edge of a group share its last places evenly, so that neither their order nor
    a draw decides: the result is the mean over all ways to break the tie. ``None`` where all totals are equal and for
    fewer than 3 learners. Raises ``ValueError`` for rows of different lengths and for a share not above 0 or over 1/2.
    """
    return upper_lower_all([item_scores], totals, share)[0]


def upper_lower_all(
    columns: Sequence[Sequence[Exact]], totals: Sequence[Exact], share: Fraction = KELLEY
) -> list[Fraction | None]:
    """``upper_lower`` of several items, one column each, by the same totals: the learners are ranked once."""
    _same_length((*columns, totals))
    if not 0 < share <= Fraction(1, 2):
        raise ValueError(f"the share of a group is above 0 and at most 1/2, not {share}")
    if len(totals) < FEWEST or min(totals) == max(totals):
        return [None] * len(columns)
    ranked = sorted(range(len(totals)), key=totals.__getitem__)
    ties = [list(learners) for _, learners in groupby(ranked, totals.__getitem__)]
    size = max(1, round(len(totals) * share))
    upper, lower = _group(reversed(ties), size), _group(ties, size)
    return [_mean(column, upper) - _mean(column, lower) for column in columns]


@dataclass(frozen=True, slots=True)
class _Group:
    """Learners at one end of the class, by their places in the columns."""

    whole: Sequence[int]
    edge: Sequence[int]
    """Those of equal totals who share the places that are left."""
    left: int


def _group(ties: Iterable[Sequence[int]], places: int) -> _Group:
    whole: list[int] = []
    for learners in ties:
        if len(whole) + len(learners) >= places:
            return _Group(whole, learners, places - len(whole))
        whole += learners
    raise AssertionError("a group is no larger than the class")


def _mean(column: Sequence[Exact], group: _Group) -> Fraction:
    whole = exact_sum([column[learner] for learner in group.whole])
    edge = exact_sum([column[learner] for learner in group.edge]) * Fraction(group.left, len(group.edge))
    return (whole + edge) / (len(group.whole) + group.left)


def cronbach_alpha(columns: Sequence[Sequence[Exact]]) -> float | None:
    """Cronbach's alpha of a complete matrix, one column an item with one score a learner; 1 at most, may be negative.

    ::

        alpha = k / (k - 1) * (1 - sum of the variances of the k items / variance of the totals)

    with unbiased variances. ``None`` for fewer than two items or learners and where all totals are equal. Raises
    ``ValueError`` for columns of different lengths.

    Caution: alpha is no proof that the items measure one thing, and it grows with their number. It is a lower bound of
    reliability only while errors of items are unrelated; several questions on one passage push it up. Items on
    different skills, as in a lesson that is meant to be varied, push it down without any fault of theirs.
    """
    _same_length(columns)
    if len(columns) < 2 or len(columns[0]) < 2:
        return None
    items = [_centred([float(score) for score in column]) for column in columns]
    totals = _centred([fsum(row) for row in zip(*items, strict=True)])
    # The divisor of an unbiased variance, learners - 1, is the same above and below the line.
    whole, parts = _dot(totals, totals), fsum(_dot(item, item) for item in items)
    return len(columns) / (len(columns) - 1) * (1 - parts / whole) if whole else None


def distribution(scores: Sequence[Exact]) -> Counter[Literal["right", "partly", "wrong"]]:
    """How many scores are 1, between, and 0: what a class of any size can be shown."""
    return Counter("right" if score == 1 else "wrong" if score == 0 else "partly" for score in scores)
