"""``scale``: full marks in the range, half one step off on a long scale."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from lessons.model.form import GridForm
from lessons.model.result import Verdict
from tests.helpers.bound_kinds import Made, make

STEPS = {1: "plain", 2: "mild", 3: "noticeable", 4: "strong", 5: "slogan"}


def rated(key: dict[str, Any], steps: dict[int, str] | None = None) -> Made:
    items = {id: f"Sentence {id}" for id in key}
    return make("scale", {"steps": steps or STEPS, "items": items}, {"items": key})


def test_right_and_one_step_off() -> None:
    made = rated({"s1": {"is": 2}, "s2": {"is": [3, 4]}})
    assert made.faults == []
    assert [made.worth({"s1": step}) for step in range(1, 6)] == [
        Fraction(1, 4),
        Fraction(1, 2),
        Fraction(1, 4),
        0,
        0,
    ]
    assert [made.worth({"s2": step}) for step in range(1, 6)] == [
        0,
        Fraction(1, 4),
        Fraction(1, 2),
        Fraction(1, 2),
        Fraction(1, 4),
    ]
    assert made.worth({"s1": 2, "s2": 4}) == 1
    assert made.worth({}) == 0
    assert made.chance == (Fraction(2, 5) + Fraction(3, 5)) / 2
    assert made.perfect() == {"s1": {"answer": "2"}, "s2": {"answer": "3"}}


def test_a_short_scale_gives_no_half_marks() -> None:
    made = rated({"s1": {"is": 1}}, {1: "no", 2: "a little", 3: "much", 4: "very"})
    assert [made.worth({"s1": step}) for step in range(1, 5)] == [1, 0, 0, 0]
    assert made.chance == Fraction(1, 4)
    assert "one step off" not in made.bound.rule()
    assert made.score({"s1": 2}).arithmetic == "Right: 0 of 1 = 0 of 100."


def test_what_is_said_to_those_who_rated_it_higher_or_lower() -> None:
    made = rated({"s1": {"is": 3, "why": "One word.", "high": "Too high.", "low": "Too low."}})
    verdicts = {step: made.parts({"s1": step})["s1"] for step in range(1, 6)}
    assert [part.verdict for part in verdicts.values()] == [
        Verdict.WRONG,
        Verdict.PARTLY,
        Verdict.RIGHT,
        Verdict.PARTLY,
        Verdict.WRONG,
    ]
    assert verdicts[1].why == verdicts[2].why == "Too low.\n\nOne word."
    assert verdicts[3].why == "One word."
    assert verdicts[4].why == verdicts[5].why == "Too high.\n\nOne word."
    assert (verdicts[1].given, verdicts[1].expected) == ("1: plain", "3: noticeable")
    assert made.parts(None)["s1"].verdict is Verdict.MISSED
    assert made.score({"s1": 4}).arithmetic == "0 of 1 right, 1 one step off: 1/2 of 1 = 50 of 100."


def test_a_range_in_words() -> None:
    assert rated({"s1": [3, 4]}).parts({"s1": 1})["s1"].expected == "3 to 4"


def test_the_steps_run_from_the_smallest_to_the_largest() -> None:
    made = rated({"s1": {"is": 0}}, {-2: "against", 2: "for"})
    assert isinstance(made.form, GridForm)
    options = made.form.columns[0].options
    assert [option.id for option in options] == ["-2", "-1", "0", "1", "2"]
    assert [option.text for option in options] == ["-2: against", "-1", "0", "1", "2: for"]
    assert made.worth({"s1": "-1"}) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ({"s1": {"is": [4, 3]}}, "K751"),
        ({"s1": {"is": 6}}, "K752"),
        ({"s1": {"is": [0, 2]}}, "K752"),
        ({"s1": {"is": [1, 5]}}, "K754"),
    ],
)
def test_faults_of_the_key(key: dict[str, Any], code: str) -> None:
    assert rated(key).errors == [code]


def test_wide_ranges_and_wide_scales_are_told() -> None:
    assert rated({"s1": {"is": [2, 4]}}).hints == ["K753"]
    assert rated({"s1": {"is": 1}}, {1: "a", 100: "b"}).errors == ["K750"]


def test_a_step_is_a_whole_number() -> None:
    with pytest.raises(ValidationError):
        rated({"s1": {"is": "two"}})


def test_the_same_step_everywhere_earns_what_it_is_worth() -> None:
    made = rated({"s1": {"is": 1}, "s2": {"is": 5}, "s3": {"is": 3}})
    for lazy in made.bound.lazy():
        assert made.worth(lazy.answer) == lazy.most <= Fraction(1, 2)
