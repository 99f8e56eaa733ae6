"""How far readers agree: Krippendorff's alpha, Cohen's kappa, character F1 and alpha by word for marks. Exact.

Krippendorff, "Content Analysis", chapter 12; the same formulas stand in his "Computing Krippendorff's
Alpha-Reliability" (2011). Each value ``c`` of a unit with ``m`` values is paired with each other value ``k`` of it and
adds 1 / (m - 1) to ``o(c, k)``; ``n(c)`` is the sum of ``o(c, k)`` over all k, and ``n`` that of all ``n(c)``. With the
squared distance ``d(c, k)`` of the level of measurement::

    alpha = 1 - (n - 1) * sum of o(c, k) d(c, k) / sum of n(c) n(k) d(c, k)

    nominal   d = 0 if c = k else 1
    ordinal   d = (sum of n(g) for g from c to k, less (n(c) + n(k)) / 2) squared
    interval  d = (c - k) squared

Cohen, "A Coefficient of Agreement for Nominal Scales" (1960)::

    kappa = (p_o - p_e) / (1 - p_e)

with ``p_o`` the share of units on which two readers agree and ``p_e`` the share expected of their own frequencies.

1 is full agreement, 0 what chance would give, less than 0 worse than chance. Both are undefined, ``None``, where
there is nothing to compare or where only one value occurs at all.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal

from lessons.figures.span_overlap import characters

Level = Literal["nominal", "ordinal", "interval"]
Value = str | int
"""A category, or for the ordinal and interval levels a number."""
Units = Sequence[Sequence[Value | None]]
"""For each unit one value a reader, in the same order of readers; ``None`` where a reader gave none."""


def alpha(units: Units, level: Level = "nominal") -> Fraction | None:
    """Krippendorff's alpha; ``None`` where it is undefined. Above the nominal level all values are numbers."""
    groups = Counter(tuple(value for value in unit if value is not None) for unit in units)
    return _alpha(groups, level)


def _alpha(groups: Mapping[tuple[Value, ...], int], level: Level) -> Fraction | None:
    """Alpha from the values of each unit, and how many units have just these."""
    together: dict[tuple[Value, Value], Fraction] = {}
    sums: dict[Value, Fraction] = {}
    for values, times in groups.items():
        if len(values) < 2:
            continue
        counts = Counter(values)
        for one, many in counts.items():
            sums[one] = sums.get(one, Fraction(0)) + many * times
            for other, more in counts.items():
                pairs = many * (more - (one == other))
                if pairs:
                    share = Fraction(pairs * times, len(values) - 1)
                    together[one, other] = together.get((one, other), Fraction(0)) + share
    distance = _distance(sums, level)
    observed = sum((weight * distance(*pair) for pair, weight in together.items()), Fraction(0))
    expected = sum(
        (sums[one] * sums[other] * distance(one, other) for one in sums for other in sums), Fraction(0)
    )
    if not expected:
        return None
    return 1 - (sum(sums.values(), Fraction(0)) - 1) * observed / expected


def _distance(sums: Mapping[Value, Fraction], level: Level) -> Callable[[Value, Value], Fraction]:
    """The squared distance of two values."""
    if level == "nominal":
        return lambda one, other: Fraction(one != other)
    if level == "interval":
        return lambda one, other: Fraction(int(one) - int(other)) ** 2
    middle: dict[Value, Fraction] = {}
    below = Fraction(0)
    for value in sorted(sums, key=int):
        middle[value] = below + sums[value] / 2
        below += sums[value]
    # From the middle of one rank to that of the other: the sum of the formula, without its loop.
    return lambda one, other: (middle[one] - middle[other]) ** 2


def agreement(units: Units) -> Fraction | None:
    """The share of pairs of readers that gave the same value, over all units; ``None`` without any pair."""
    same = pairs = 0
    for unit in units:
        for one, other in combinations([value for value in unit if value is not None], 2):
            same += one == other
            pairs += 1
    return Fraction(same, pairs) if pairs else None


def kappa(pairs: Sequence[tuple[Value | None, Value | None]]) -> Fraction | None:
    """Cohen's kappa of two readers, from the two values of each unit; ``None`` where it is undefined."""
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not both:
        return None
    firsts, seconds = Counter(one for one, _ in both), Counter(other for _, other in both)
    expected = Fraction(sum(times * seconds[value] for value, times in firsts.items()), len(both) ** 2)
    if expected == 1:
        return None
    return (Fraction(sum(one == other for one, other in both), len(both)) - expected) / (1 - expected)


def alpha_of_marks(marked: Sequence[int], units: int) -> Fraction | None:
    """Krippendorff's alpha, nominal, over the words of a text: marked or not.

    ``marked`` is one set of words a reader, word ``i`` of ``units`` words being bit ``i``.
    """
    return alpha_of_counts(mark_counts(marked, units), len(marked))


def mark_counts(marked: Sequence[int], units: int) -> list[int]:
    """How many readers marked each of the ``units`` words, word 0 first; ``marked`` as for ``alpha_of_marks``."""
    # Counters of all words side by side: plane p holds bit p of every word's count, and a reader's set is added with
    # carry. Two operations a reader on the average, however long the text.
    planes: list[int] = []
    for words in marked:
        carry, at = words & ((1 << units) - 1), 0
        while carry:
            if at == len(planes):
                planes.append(0)
            planes[at], carry = planes[at] ^ carry, planes[at] & carry
            at += 1
    return [sum((plane >> word & 1) << at for at, plane in enumerate(planes)) for word in range(units)]


def alpha_of_counts(counts: Sequence[int], readers: int) -> Fraction | None:
    """``alpha_of_marks`` from how many of the ``readers``, who all read the whole text, marked each word.

    With two values and nobody missing the formula above needs no more than the counts. Raises ``ValueError`` for a
    count that is not between 0 and ``readers``.
    """
    if any(not 0 <= count <= readers for count in counts):
        raise ValueError(
            f"each word is marked by 0 to {readers} readers, not by {min(counts)} to {max(counts)}"
        )
    marks, pairs = sum(counts), readers * len(counts)
    if readers < 2 or not 0 < marks < pairs:
        return None
    split = Fraction(sum(count * (readers - count) for count in counts), readers - 1)
    return 1 - (pairs - 1) * split / (marks * (pairs - marks))


def mean_f1(marks: Sequence[Sequence[tuple[int, int]]]) -> Fraction | None:
    """The mean character F1 over all pairs of readers; ``None`` for fewer than two.

    F1 as in ``lessons.figures.span_overlap``: it is the same whichever of the two is taken for the gold.
    """
    pairs = [characters(one, other).f1 for one, other in combinations(marks, 2)]
    return sum(pairs, Fraction(0)) / len(pairs) if pairs else None
