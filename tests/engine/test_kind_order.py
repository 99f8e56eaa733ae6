"""``order``: pairs in the right order, items that can stay, ties, and the chance counted over all arrangements."""

from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lessons.kinds.order import DRAWS, arrangements, longest, pairs_worth
from lessons.model.result import Verdict
from tests.helpers.bound_kinds import Made, make


def ordered(order: list[Any], shown: str = "", **key: Any) -> Made:
    ids = [id for group in order for id in ([group] if isinstance(group, str) else group)]
    items = {id: f"Item {id}" for id in (shown or reversed(ids))}
    return make("order", {"items": items}, {"order": order, **key})


@pytest.mark.parametrize(
    ("ids", "chance"), [("abc", 0.278), ("abcd", 0.264), ("abcde", 0.172), ("abcdef", 0.169)]
)
def test_the_chances_of_guessing(ids: str, chance: float) -> None:
    assert round(float(ordered(list(ids)).chance), 3) == chance


@pytest.mark.parametrize("order", [["a", ["b", "c"]], [["a", "b"], ["c", "d"]], ["a", ["b", "c", "d"], "e"]])
def test_the_chance_with_ties_equals_trying_every_arrangement(order: list[Any]) -> None:
    made = ordered(order)
    ids = [item.id for item in made.bound.rows]
    tried = [made.worth(list(arrangement)) for arrangement in permutations(ids)]
    assert made.chance == sum(tried, Fraction(0)) / len(tried)


def test_arrangements_are_counted_by_wrong_pairs_and_by_what_can_stay() -> None:
    assert arrangements((1, 1, 1)) == {(0, 3): 1, (1, 2): 2, (2, 2): 2, (3, 1): 1}
    assert arrangements((2, 1)) == {(0, 3): 1, (1, 2): 1, (2, 2): 1}
    assert sum(arrangements((1,) * 8).values()) == 40320
    assert sum(arrangements((1,) * 30).values()) == DRAWS


def test_the_better_of_two_counts() -> None:
    """By pairs twice the share less one; by what can stay what is above a random order's."""
    made = ordered(["a", "b", "c", "d", "e"], shown="edcba")
    assert made.worth(["a", "b", "c", "d", "e"]) == 1
    assert made.worth(["b", "a", "c", "d", "e"]) == Fraction(4, 5)
    assert made.worth(["b", "c", "a", "d", "e"]) == Fraction(3, 5)
    assert made.worth(["b", "c", "d", "e", "a"]) == Fraction(1, 2)
    assert made.worth(["e", "d", "c", "b", "a"]) == 0
    assert made.worth(None) == 0
    said = made.score(["b", "c", "a", "d", "e"]).arithmetic
    assert said == "8 of 10 pairs in the right order: 8 right less 2 wrong is 6 of 10 = 60 of 100."
    said = made.score(["b", "c", "d", "e", "a"]).arithmetic
    stay = "4 of 5 items can stay where they are; a random order keeps about 3: "
    assert said == stay + "(4 \u2212 3) / (5 \u2212 3) = 50 of 100."
    assert made.score(["e", "d", "c", "b", "a"]).arithmetic.endswith("leaves nothing. That is 0 of 100.")


@pytest.mark.parametrize(
    ("ids", "least"), [("abcd", 50), ("abcde", 50), ("abcdef", 66), ("abcdefgh", 75), ("abcdefghijkl", 85)]
)
def test_one_item_moved_anywhere_keeps_most_of_the_marks(ids: str, least: int) -> None:
    made = ordered(list(ids))
    for start in range(len(ids)):
        for end in range(len(ids)):
            order = list(ids)
            order.insert(end, order.pop(start))
            assert made.worth(order) * 100 >= least


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "order", [list("abcde"), ["a", ["b", "c"], "d"], [["a", "b"], ["c", "d"]], ["a", ["b", "c", "d"], "e"]]
)
def test_no_answer_recorded_before_earns_less_now(order: list[Any]) -> None:
    """Until 0.1 the score was that of the pairs alone; every arrangement, and every beginning of one, is tried."""
    made = ordered(order)
    ids, ranks = [item.id for item in made.bound.rows], made.bound.ranks
    for arrangement in permutations(ids):
        for length in range(len(ids) + 1):
            placed = arrangement[:length]
            right = sum(ranks[one] < ranks[other] for one, other in combinations(placed, 2))
            assert made.worth(list(placed)) >= pairs_worth(right, made.bound.pairs)


@given(st.lists(st.integers(0, 6), max_size=9))
def test_the_longest_run_is_the_longest(ranks: list[int]) -> None:
    tried = (
        length
        for length in range(len(ranks) + 1)
        if any(list(run) == sorted(run) for run in combinations(ranks, length))
    )
    assert longest(ranks) == max(list(tried))


def test_tied_items_may_stand_either_way() -> None:
    made = ordered(["a", ["b", "c"], "d"], shown="dcba")
    assert made.worth(["a", "b", "c", "d"]) == made.worth(["a", "c", "b", "d"]) == 1
    assert made.bound.pairs == 5
    assert made.worth(["b", "a", "c", "d"]) == 2 * Fraction(4, 5) - 1


def test_pairs_of_unplaced_items_are_wrong() -> None:
    made = ordered(["a", "b", "c", "d"], shown="dcba")
    assert made.worth(["a", "b", "c"]) == 0
    assert made.worth(["a", "b"]) == 0
    parts = made.parts(["a", "b", "c"])
    assert (parts["d"].verdict, parts["d"].given, parts["d"].expected) == (Verdict.MISSED, "", "place 4")


def test_each_item_says_where_it_belongs() -> None:
    made = ordered(["a", ["b", "c"], ["d", "e", "f"]], shown="fedcba", items={"a": "First of all."})
    parts = made.parts(["b", "a", "d", "c", "e", "f"])
    assert (parts["a"].verdict, parts["a"].given, parts["a"].expected) == (
        Verdict.PARTLY,
        "place 2",
        "place 1",
    )
    assert parts["a"].why == "First of all."
    assert (parts["c"].given, parts["c"].expected) == ("place 4", "place 2 or 3")
    assert (parts["e"].verdict, parts["e"].expected) == (Verdict.RIGHT, "place 4 to 6")
    last_first = made.parts(["f", "a", "b", "c", "d", "e"])
    assert last_first["f"].verdict is Verdict.WRONG  # before a, b and c; d and e are its equals
    assert last_first["a"].verdict is Verdict.PARTLY


def test_the_parts_add_up_to_the_pairs() -> None:
    made = ordered(["a", ["b", "c"], "d", "e"], shown="edcba")
    for raw in (["b", "a", "d", "c", "e"], ["a", "b"], ["e", "a", "b", "c", "d"]):
        score = made.score(raw)
        share = sum(part.credit for part in score.parts) / sum(part.weight for part in score.parts)
        assert score.score >= 2 * share - 1


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (["a", "b"], "K701"),
        (["a", "b", "c", "x"], "K700"),
        (["a", "b", "c", "a"], "K740"),
        ([["a", "b", "c"]], "K742"),
        (["c", "b", "a"], "K743"),
    ],
)
def test_faults_of_the_key(order: list[Any], code: str) -> None:
    made = make("order", {"items": {"c": "C", "b": "B", "a": "A"}}, {"order": order})
    assert made.errors == [code]


def test_feedback_for_no_item_is_an_error() -> None:
    assert ordered(["a", "b", "c"], items={"x": "?"}).errors == ["K741"]


def test_two_items_are_too_few() -> None:
    with pytest.raises(ValidationError):
        ordered(["a", "b"])


def test_doing_nothing_and_turning_round_do_not_pay() -> None:
    made = ordered(["a", "b", "c", "d"], shown="badc")
    assert made.worth(["b", "a", "d", "c"]) == Fraction(1, 3)
    for lazy in made.bound.lazy():
        assert made.worth(lazy.answer) <= lazy.most
