"""``choice``: chances of the scoring rules, right minus wrong, feedback for every option."""

from fractions import Fraction

import pytest

from lessons.kinds import picking
from lessons.model.result import Verdict
from tests.helpers.bound_kinds import Made, make, worth


def several(right: int, wrong: int, debatable: int = 0) -> Made:
    options = (
        [f"r{i}" for i in range(right)]
        + [f"w{i}" for i in range(wrong)]
        + [f"d{i}" for i in range(debatable)]
    )
    key = {id: {"why": f"Why {id}."} | ({"credit": 1} if id[0] == "r" else {}) for id in options}
    for id in options:
        if id[0] == "d":
            key[id]["debatable"] = True
    return make(
        "choice", {"pick": "several", "options": {id: id.upper() for id in options}}, {"options": key}
    )


def one(**credits: object) -> Made:
    return make(
        "choice",
        {"options": {id: f"Option {id}" for id in credits}},
        {"options": {id: {"credit": credit, "why": f"Why {id}."} for id, credit in credits.items()}},
    )


@pytest.mark.parametrize(
    ("right", "wrong", "chance"), [(2, 4, Fraction(1, 6)), (3, 5, Fraction(1, 8)), (1, 3, Fraction(1, 4))]
)
def test_the_chances_of_picking_at_random(right: int, wrong: int, chance: Fraction) -> None:
    assert several(right, wrong).chance == chance


def test_right_minus_wrong() -> None:
    made = several(3, 3)
    assert made.worth(["r0", "r1"]) == Fraction(2, 3)
    assert made.worth(["r0", "r1", "w0"]) == Fraction(1, 3)
    assert made.worth(["r0", "w0", "w1"]) == 0
    assert made.worth(["r0", "r1", "r2", "w0", "w1", "w2"]) == 0
    assert made.worth([]) == 0
    assert made.faults == []


def test_a_wrong_pick_costs_more_where_wrong_options_are_few() -> None:
    made = several(4, 3)
    assert made.hints == ["K722"]
    assert made.worth(["r0", "r1", "r2", "r3", "w0"]) == (4 - Fraction(4, 3)) / 4
    assert made.worth(["r0", "r1", "r2", "r3", "w0", "w1", "w2"]) == 0
    said = made.score(["r0", "r1", "r2", "w0"]).arithmetic
    assert (
        said
        == "You picked 3 of the 4 right ones. 1 wrong pick takes 1 1/3 away. That makes 1 2/3 of 4 = 42 of 100."
    )


def test_debatable_options_cost_and_earn_nothing() -> None:
    made = several(2, 2, 2)
    assert made.worth(["r0", "d0", "d1"]) == made.worth(["r0"]) == Fraction(1, 2)
    part = made.parts(["r0", "d0"])["d0"]
    assert (part.verdict, worth(part), part.expected) == (Verdict.DEBATABLE, (0, 0), "either way")
    assert made.score(["d0"]).arithmetic == "You picked 0 of the 2 right ones. That makes 0 of 2 = 0 of 100."


def test_every_option_is_explained_whatever_was_picked() -> None:
    made = several(2, 2)
    parts = made.score(["r0", "w0"]).parts
    assert [(part.id, part.verdict, part.given, part.expected) for part in parts] == [
        ("r0", Verdict.RIGHT, "picked", "picked"),
        ("r1", Verdict.MISSED, "not picked", "picked"),
        ("w0", Verdict.WRONG, "picked", "not picked"),
        ("w1", Verdict.LEFT, "not picked", "not picked"),
    ]
    assert [part.why for part in parts] == ["Why r0.", "Why r1.", "Why w0.", "Why w1."]
    assert worth(parts[2]) == (-1, 0)
    assert worth(parts[3]) == (0, 0)
    assert sum(part.credit for part in parts) / sum(part.weight for part in parts) == made.worth(["r0", "w0"])


def test_one_pick_earns_the_credit_of_its_option() -> None:
    made = one(a=1, b="0.5", c=0, d=0)
    assert [made.worth([id]) for id in "abcd"] == [1, Fraction(1, 2), 0, 0]
    assert made.worth("a") == 1
    assert made.chance == Fraction(3, 8)
    assert made.perfect() == ["a"]
    assert made.score(["b"]).arithmetic == "Your pick earns 1/2 of 1 = 50 of 100."
    assert made.score(None).arithmetic == "You picked nothing. That is 0 of 100."
    assert list(made.bound.lazy()) == []


def test_the_verdicts_on_one_pick() -> None:
    made = one(a=1, b="0.5", c=0, d=1)
    wrong = made.score(["c"]).parts
    assert [(part.id, part.verdict) for part in wrong] == [
        ("a", Verdict.MISSED),
        ("c", Verdict.WRONG),
        ("d", Verdict.MISSED),
        ("b", Verdict.PARTLY),
    ]
    assert made.parts(["a"])["d"].expected == "right too"
    assert made.parts(["c"])["b"].expected == "earns 1/2"
    for raw in (["a"], ["b"], ["c"], ["d"], []):
        parts = made.score(raw).parts
        assert sum(part.credit for part in parts) / sum(part.weight for part in parts) == made.worth(raw)
        assert all(part.why for part in parts)


def test_texts_of_options_are_plain_in_verdicts() -> None:
    made = make(
        "choice",
        {"options": {"a": "The *writer*", "b": "1. A [link](http://x.example)"}},
        {"options": {"a": {"credit": 1}, "b": {}}},
    )
    assert [part.text for part in made.score(["a"]).parts] == ["The writer", "1. A link (http://x.example)"]


@pytest.mark.parametrize(
    ("pick", "options", "code"),
    [
        ("one", {"a": {"credit": "1/2"}, "b": {}}, "K723"),
        ("one", {"a": {"credit": 1}, "b": {"credit": 1}}, "K724"),
        ("one", {"a": {"credit": 1}, "b": {"debatable": True}}, "K725"),
        ("several", {"a": {"credit": 1}, "b": {"credit": "0.5"}, "c": {}}, "K726"),
        ("several", {"a": {"credit": 1}, "b": {"credit": 1, "debatable": True}, "c": {}}, "K727"),
        ("several", {"a": {}, "b": {}}, "K720"),
        ("several", {"a": {"credit": 1}, "b": {"credit": 1}}, "K721"),
        ("one", {"a": {"credit": 1}, "b": {}, "z": {}}, "K700"),
    ],
)
def test_faults_of_the_key(pick: str, options: dict[str, dict[str, object]], code: str) -> None:
    asked = {id: f"Option {id}" for id in options if id != "z"}
    made = make("choice", {"pick": pick, "options": asked}, {"options": options})
    assert made.errors == [code]


def test_an_option_without_answer_is_an_error_with_a_fix() -> None:
    made = make("choice", {"options": {"a": "A", "bee": "B"}}, {"options": {"a": {"credit": 1}, "bea": {}}})
    assert made.errors == ["K700"]  # what is misspelt is not missing too
    assert made.faults[0].fix == "did you mean 'bee'?"


def test_options_that_read_the_same_are_told() -> None:
    made = make("choice", {"options": {"a": "Yes", "b": "*yes*"}}, {"options": {"a": {"credit": 1}, "b": {}}})
    assert made.hints == ["K708"]
    assert made.at("K708") == ("options", "b")


def test_the_best_blind_pick_is_found_by_counting() -> None:
    """Against the plain definition: the mean over all picks of m options, for the best m."""
    from itertools import combinations

    options = ["r", "r", "r", "w", "w", "w", "w", "d"]
    best = Fraction(0)
    for size in range(1, len(options) + 1):
        picks = list(combinations(options, size))
        worth = [picking.share(pick.count("r"), pick.count("w"), 3, 4) for pick in picks]
        best = max(best, sum(worth, Fraction(0)) / len(picks))
    assert several(3, 4, 1).chance == best
