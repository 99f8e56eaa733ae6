"""Item statistics: published figures, implementations written another way, and what must hold of any class."""

from fractions import Fraction
from itertools import pairwise, permutations
from math import sqrt
from random import Random
from statistics import StatisticsError, correlation, covariance, mean, pstdev, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures import item_statistics
from lessons.figures.item_statistics import (
    class_size,
    cronbach_alpha,
    distribution,
    facility,
    upper_lower,
    upper_lower_all,
)
from lessons.model.exact import Exact
from tests.helpers.examples import examples

Columns = list[list[Fraction]]

LSAT = (
    "00000 3 00001 6 00010 2 00011 11 00100 1 00101 1 00110 3 00111 4 01000 1 01001 8 01011 16 01101 3 01110 2 "
    "01111 15 10000 10 10001 29 10010 14 10011 81 10100 3 10101 28 10110 15 10111 80 11000 16 11001 56 11010 21 "
    "11011 173 11100 11 11101 61 11110 28 11111 298"
)
"""Five items of a law school admission test and 1,000 people: each pattern of right answers and how many gave it.
Bock and Lieberman, "Fitting a response model for n dichotomously scored items" (1970)."""


def lsat() -> list[list[int]]:
    words = LSAT.split()
    rows = [
        pattern for pattern, times in zip(words[::2], words[1::2], strict=True) for _ in range(int(times))
    ]
    assert len(rows) == 1000
    return [[int(row[item]) for row in rows] for item in range(5)]


def test_the_facilities_of_the_law_school_test() -> None:
    assert [facility(column) for column in lsat()] == [
        Fraction(share, 1000) for share in (924, 709, 553, 763, 870)
    ]


def test_cronbach_of_the_law_school_test() -> None:
    """0.2949972: printed by R for these data, H. Doran on the list R-help, January 2007."""
    assert cronbach_alpha(lsat()) == pytest.approx(0.2949972, abs=5e-8)


def test_item_rest_of_the_law_school_test() -> None:
    """By the textbooks' formula for items that are right or wrong, the point-biserial correlation::

    (mean rest of those who are right - mean rest of the others) * sqrt(p q) / deviation of the rest
    """
    columns = lsat()
    for item, column in enumerate(columns):
        rest = [sum(row) - row[item] for row in zip(*columns, strict=True)]
        right = [points for points, score in zip(rest, column, strict=True) if score]
        wrong = [points for points, score in zip(rest, column, strict=True) if not score]
        share = len(right) / len(rest)
        expected = (mean(right) - mean(wrong)) * sqrt(share * (1 - share)) / pstdev(rest)
        assert item_statistics.correlation(column, rest) == pytest.approx(expected, abs=1e-6)


def test_discrimination_of_a_class_of_forty() -> None:
    """27 % of 40 is a group of 11; nine of the best and three of the weakest are right: (9 - 3) / 11."""
    scores = [1] * 9 + [0] * 2 + [0, 1] * 9 + [1] * 3 + [0] * 8
    assert upper_lower(scores, list(range(40, 0, -1))) == Fraction(6, 11)


SCORES = st.builds(Fraction, st.integers(0, 6), st.just(6)) | st.sampled_from(
    [Fraction(1, 7), Fraction(13, 17)]
)
MATRICES = st.tuples(st.integers(2, 6), st.integers(1, 9)).flatmap(
    lambda size: st.lists(
        st.lists(SCORES, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def totals_of(columns: Columns) -> list[Fraction]:
    return [sum(row, Fraction(0)) for row in zip(*columns, strict=True)]


def plain_item_rest(columns: Columns, item: int) -> float | None:
    """By the library, and the rest summed afresh without the item."""
    rest = [
        sum((score for at, score in enumerate(row) if at != item), Fraction(0))
        for row in zip(*columns, strict=True)
    ]
    if len(rest) < 3:
        return None
    try:
        return correlation([float(score) for score in columns[item]], [float(score) for score in rest])
    except StatisticsError:
        return None


def item_rest(columns: Columns, item: int) -> float | None:
    """By the program."""
    totals, column = totals_of(columns), columns[item]
    rest = [float(total - score) for total, score in zip(totals, column, strict=True)]
    return item_statistics.correlation([float(score) for score in column], rest)


@examples(100)
@given(MATRICES)
def test_item_rest_is_the_correlation_of_the_library(columns: Columns) -> None:
    totals = totals_of(columns)
    for item, column in enumerate(columns):
        constant = len({t - c for t, c in zip(totals, column, strict=True)}) == 1 or len(set(column)) == 1
        figure = item_rest(columns, item)
        assert (figure is None) == (constant or len(column) < 3)
        if figure is not None:
            assert figure == pytest.approx(plain_item_rest(columns, item), abs=1e-6)
            assert -1 <= figure <= 1


def pairwise_alpha(columns: Columns) -> Fraction | None:
    """From the covariances of all pairs of items: the mean covariance against the mean entry of the whole table."""
    count, learners = len(columns), len(columns[0])
    if learners < 2:
        return None

    def covary(one: list[Fraction], other: list[Fraction]) -> Fraction:
        return sum(
            ((one[i] - one[j]) * (other[i] - other[j]) for i in range(learners) for j in range(i)),
            Fraction(0),
        ) / (learners * (learners - 1))

    table = [[covary(one, other) for other in columns] for one in columns]
    whole = sum(map(sum, table), Fraction(0))
    between = sum((table[i][j] for i, j in permutations(range(count), 2)), Fraction(0))
    return Fraction(count, count - 1) * between / whole if whole else None


@examples(100)
@given(MATRICES)
def test_cronbach_is_that_of_all_pairs_of_items(columns: Columns) -> None:
    found, expected = cronbach_alpha(columns), pairwise_alpha(columns)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert found == pytest.approx(float(expected), rel=1e-6, abs=1e-6)
        assert found <= 1 + 1e-9


def test_cronbach_by_the_library() -> None:
    columns = [[3, 5, 1, 4, 1, 3], [4, 4, 3, 5, 3, 3], [3, 4, 4, 4, 4, 3]]
    totals = [sum(row) for row in zip(*columns, strict=True)]
    expected = 3 / 2 * (1 - sum(variance(column) for column in columns) / variance(totals))
    assert cronbach_alpha(columns) == pytest.approx(expected, abs=1e-9)
    assert cronbach_alpha(columns) == pytest.approx(
        3 / 2 * (1 - sum(covariance(column, column) for column in columns) / covariance(totals, totals)),
        abs=1e-9,
    )


def every_tie_break(scores: list[Fraction], totals: list[int], size: int) -> Fraction:
    """Upper less lower, averaged over every order of learners that their totals allow."""
    found: set[tuple[int, ...]] = {
        order
        for order in permutations(range(len(totals)))
        if all(totals[one] <= totals[other] for one, other in pairwise(order))
    }
    differences = [
        sum((scores[i] for i in order[-size:]), Fraction(0))
        - sum((scores[i] for i in order[:size]), Fraction(0))
        for order in sorted(found)
    ]
    return mean(differences) / size


@examples(60)
@given(
    st.lists(st.tuples(SCORES, st.integers(0, 3)), min_size=3, max_size=6), st.sampled_from(["27/100", "1/2"])
)
def test_ties_are_shared_as_if_broken_in_every_way(learners: list[tuple[Fraction, int]], share: str) -> None:
    scores, totals = [score for score, _ in learners], [total for _, total in learners]
    size = max(1, round(len(totals) * Fraction(share)))
    expected = every_tie_break(scores, totals, size) if len(set(totals)) > 1 else None
    assert upper_lower(scores, totals, Fraction(share)) == expected
    raised = [score + 1 for score in scores]
    assert upper_lower_all([scores, raised], totals, Fraction(share)) == [expected, expected]


@examples(60)
@given(MATRICES, st.randoms(use_true_random=False), st.sampled_from([Fraction(1, 2), Fraction(-3)]))
def test_neither_the_order_of_learners_nor_easier_marking_changes_a_figure(
    columns: Columns, random: Random, more: Fraction
) -> None:
    order = list(range(len(columns[0])))
    random.shuffle(order)
    shuffled = [[column[at] for at in order] for column in columns]
    assert item_rest(shuffled, 0) == item_rest(columns, 0)
    assert cronbach_alpha(shuffled) == cronbach_alpha(columns)
    assert [facility(column) for column in shuffled] == [facility(column) for column in columns]
    totals, mixed = totals_of(columns), totals_of(shuffled)
    assert upper_lower(shuffled[0], mixed) == upper_lower(columns[0], totals)
    raised = [[score + more for score in columns[0]], *columns[1:]]
    assert upper_lower(raised[0], totals_of(raised)) == upper_lower(columns[0], totals)
    one, other = item_rest(raised, 0), item_rest(columns, 0)
    assert one == (None if other is None else pytest.approx(other, abs=1e-6))
    one, other = cronbach_alpha(raised), cronbach_alpha(columns)
    assert one == (None if other is None else pytest.approx(other, rel=1e-6, abs=1e-6))


@given(st.lists(SCORES, max_size=40))
def test_facility_is_the_mean(scores: list[Fraction]) -> None:
    assert facility(scores) == (mean(scores) if scores else None)
    assert distribution(scores).total() == len(scores)


def test_facility_of_many_different_denominators() -> None:
    scores = [Fraction(1, n) for n in range(1, 400)]
    assert facility(scores) == sum(scores, Fraction(0)) / 399


def test_undefined() -> None:
    ones: list[Exact] = [1, 1, 1]
    rising: list[Exact] = [0, Fraction(1, 2), 1]
    assert item_statistics.correlation([1, 1, 1], [2, 3, 4]) is None, "a constant item"
    assert item_statistics.correlation([0, 0.5, 1], [0, 0, 0]) is None, "nothing is left of the total"
    assert item_statistics.correlation([0, 1], [1, 3]) is None, "two learners"
    assert item_statistics.correlation([], []) is None
    assert cronbach_alpha([rising]) is None
    assert cronbach_alpha([]) is None
    assert cronbach_alpha([[], []]) is None
    thirds: list[Exact] = [Fraction(1, 3), Fraction(2, 3), Fraction(1, 7)]
    assert cronbach_alpha([thirds, [1 - score for score in thirds]]) is None, "all totals are 1"
    assert upper_lower([0, 1, 1], ones) is None
    assert upper_lower([0, 1], [0, 1]) is None


def test_faults_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"one score a learner in every column; the columns have \[2, 3\]"):
        cronbach_alpha([[0, 1, 1], [0, 1]])
    with pytest.raises(ValueError, match="at most 1/2, not 2/3"):
        upper_lower([0, 1, 1], [0, 1, 2], Fraction(2, 3))


def test_what_a_class_is_big_enough_for() -> None:
    assert [class_size(n) for n in (0, 9, 10, 29, 30, 3000)] == [
        "counts",
        "counts",
        "small",
        "small",
        "full",
        "full",
    ]
    assert distribution([1, Fraction(1, 2), 0, 0]) == {"right": 1, "partly": 1, "wrong": 2}
