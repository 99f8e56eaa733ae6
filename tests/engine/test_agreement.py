"""Agreement of readers: published examples, and a second implementation that counts pair by pair."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.agreement import (
    Level,
    Value,
    agreement,
    alpha,
    alpha_of_counts,
    alpha_of_marks,
    kappa,
    mark_counts,
    mean_f1,
)
from lessons.figures.span_overlap import characters
from tests.helpers.examples import examples

Row = tuple[Value | None, ...]

FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff, "Computing Krippendorff's Alpha-Reliability", section C."""
MEG_AND_OWEN = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
"""There, section A."""
BEN_AND_GERRY = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")
"""There, section B."""


def units_of(observers: tuple[str, ...]) -> list[Row]:
    """One row a unit, from one line an observer."""

    def value(text: str) -> Value | None:
        return None if text == "." else int(text) if text.isdigit() else text

    return list(zip(*([value(text) for text in line.split()] for line in observers), strict=True))


def brute(units: list[Row], level: Level) -> float | None:
    """Alpha by walking over every pair of values: within the units, then among all values that can be paired."""
    paired = [[value for value in unit if value is not None] for unit in units]
    paired = [values for values in paired if len(values) > 1]
    every = [value for values in paired for value in values]
    if not every:
        return None

    def distance(one: Value, other: Value) -> float:
        if level == "nominal":
            return float(one != other)
        assert isinstance(one, int)
        assert isinstance(other, int)
        if level == "interval":
            return float((one - other) ** 2)
        low, high = min(one, other), max(one, other)
        between = sum(1 for value in every if isinstance(value, int) and low <= value <= high)
        return (between - (every.count(low) + every.count(high)) / 2) ** 2 if one != other else 0.0

    observed = sum(
        sum(distance(*pair) for pair in permutations(values, 2)) / (len(values) - 1) for values in paired
    ) / len(every)
    expected = sum(distance(*pair) for pair in permutations(every, 2)) / (len(every) * (len(every) - 1))
    return 1 - observed / expected if expected else None


@pytest.mark.parametrize(
    ("observers", "level", "published"),
    [
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
        (FOUR_OBSERVERS, "interval", 0.849),
        (MEG_AND_OWEN, "nominal", 0.095),
        (BEN_AND_GERRY, "nominal", 0.692),
    ],
)
def test_the_published_examples(observers: tuple[str, ...], level: Level, published: float) -> None:
    units = units_of(observers)
    found = alpha(units, level)
    assert found is not None
    assert round(float(found), 3) == published
    assert float(found) == pytest.approx(brute(units, level), abs=1e-6)


NUMBERS = st.lists(
    st.tuples(*[st.none() | st.integers(1, 5)] * 4).map(lambda row: tuple(row)), min_size=0, max_size=14
)


@examples(300)
@given(NUMBERS, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_the_same_as_pair_by_pair(units: list[Row], level: Level) -> None:
    found, expected = alpha(units, level), brute(units, level)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert float(found) == pytest.approx(expected, abs=1e-6)
        assert found <= 1


@examples(200)
@given(NUMBERS)
def test_neither_the_order_of_units_nor_that_of_readers_matters(units: list[Row]) -> None:
    for level in ("nominal", "ordinal", "interval"):
        assert alpha(units, level) == alpha([unit[::-1] for unit in reversed(units)], level)


def test_undefined_and_full_agreement() -> None:
    assert alpha([]) is None
    assert alpha([("a", None), (None, "b")]) is None
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "b"), ("b", "a")]) == Fraction(-1, 2)


def test_agreement_is_the_share_of_pairs() -> None:
    assert agreement([("a", "a", "b"), ("a", None, "a"), (None, None, "a")]) == Fraction(2, 4)
    assert agreement([("a", None)]) is None


def test_kappa_of_a_worked_example() -> None:
    """Fifty units, 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, expected 0.5."""
    pairs: list[tuple[Value | None, Value | None]] = [
        *[("yes", "yes")] * 20,
        *[("yes", "no")] * 5,
        *[("no", "yes")] * 10,
        *[("no", "no")] * 15,
    ]
    assert kappa(pairs) == Fraction(2, 5)
    assert kappa([*pairs, (None, "yes"), ("no", None)]) == Fraction(2, 5)


def test_kappa_of_three_categories() -> None:
    """A table of a hundred units, summed by hand from its margins."""
    table = [[25, 13, 12], [12, 2, 16], [3, 15, 2]]
    pairs: list[tuple[Value | None, Value | None]] = [
        (row, column) for row in range(3) for column in range(3) for _ in range(table[row][column])
    ]
    observed = Fraction(25 + 2 + 2, 100)
    rows, columns = [50, 30, 20], [40, 30, 30]
    expected = Fraction(sum(a * b for a, b in zip(rows, columns, strict=True)), 10_000)
    assert kappa(pairs) == (observed - expected) / (1 - expected)


def test_kappa_where_it_is_undefined() -> None:
    assert kappa([]) is None
    assert kappa([("a", "a"), ("a", "a")]) is None
    assert kappa([("a", "b"), ("a", "b")]) == 0


@examples(200)
@given(
    st.integers(1, 20).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.integers(0, 2**n - 1), max_size=4))
    )
)
def test_marks_by_word_are_a_table_of_words(drawn: tuple[int, list[int]]) -> None:
    count, marked = drawn
    units = [tuple(words >> unit & 1 for words in marked) for unit in range(count)]
    assert alpha_of_marks(marked, count) == alpha(units)
    assert mark_counts(marked, count) == [sum(unit) for unit in units]
    assert alpha_of_counts([sum(unit) for unit in units], len(marked)) == alpha(units)


@examples(50)
@given(st.integers(2, 40).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n), max_size=12))))
def test_counts_say_as_much_as_the_table(drawn: tuple[int, list[int]]) -> None:
    readers, counts = drawn
    units = [(1,) * count + (0,) * (readers - count) for count in counts]
    assert alpha_of_counts(counts, readers) == alpha(units)


def test_counts_that_cannot_be() -> None:
    assert alpha_of_counts([1, 0], 1) is None
    assert alpha_of_counts([], 5) is None
    with pytest.raises(ValueError, match="by 0 to 4 readers, not by 2 to 5"):
        alpha_of_counts([2, 5], 4)


def test_mean_f1_is_over_all_pairs() -> None:
    one, two, three = [(0, 10)], [(5, 15)], [(20, 30)]
    assert mean_f1([one, two, three]) == Fraction(1, 2) / 3
    assert mean_f1([one]) is None
    assert mean_f1([[], []]) == 1
    assert mean_f1([one, two]) == characters(two, one).f1
