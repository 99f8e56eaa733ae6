"""``compare``: sort, pick or mark what two articles say."""

from fractions import Fraction
from typing import Any

import pytest

from lessons.model.form import GridForm, MarkForm, PickForm
from lessons.model.result import Verdict
from tests.helpers.articles import span_in
from tests.helpers.bound_kinds import BESIDE, Made, make, worth

ROWS = {
    "vote": "The vote, 7 to 2",
    "cost": "The cost",
    "day": "The day",
    "tram": "A tram",
    "shop": "A shopkeeper",
}
KEY: dict[str, Any] = {
    "vote": {"is": "there", "why": "This page has no vote."},
    "cost": {"is": "there", "why": "Nor the cost."},
    "day": {"is": "here", "why": "Tuesday.", "wrong": {"there": "Read the first line again."}},
    "tram": "both",
    "shop": "neither",
}


def sort(**task: Any) -> Made:
    return make("compare", {"rows": ROWS, **task}, {"rows": KEY})


def mark(key: dict[str, Any], **task: Any) -> Made:
    return make("compare", {"mode": "mark", **task}, key)


def test_sorting_is_a_match_of_four_places() -> None:
    made = sort(here="The column", there="The report")
    assert made.faults == []
    assert isinstance(made.form, GridForm)
    assert [option.text for option in made.form.columns[0].options] == [
        "The column",
        "The report",
        "Both",
        "Neither",
    ]
    assert (
        made.worth({"vote": "there", "cost": "there", "day": "here", "tram": "both", "shop": "neither"}) == 1
    )
    assert made.worth({"vote": "there", "day": "there"}) == Fraction(1, 5)
    assert made.chance == Fraction(1, 4)
    part = made.parts({"day": "there"})["day"]
    assert (part.given, part.expected, part.why) == (
        "The report",
        "The column",
        "Read the first line again.\n\nTuesday.",
    )
    assert max(lazy.most for lazy in made.bound.lazy()) == Fraction(2, 5)


def test_picking_takes_what_stands_there_only() -> None:
    made = sort(mode="pick")
    assert isinstance(made.form, PickForm)
    assert made.form.several
    assert made.faults == []
    assert made.worth(["vote", "cost"]) == 1
    assert made.worth(["vote", "cost", "tram"]) == Fraction(1, 2)
    assert made.worth(list(ROWS)) == 0
    parts = made.parts(["vote", "day"])
    assert {id: part.verdict for id, part in parts.items()} == {
        "vote": Verdict.RIGHT,
        "cost": Verdict.MISSED,
        "day": Verdict.WRONG,
        "tram": Verdict.LEFT,
        "shop": Verdict.LEFT,
    }
    assert parts["day"].why == "Read the first line again.\n\nTuesday.\n\nIt stands in: This article."
    assert made.parts([])["day"].why == "Tuesday.\n\nIt stands in: This article."
    assert made.perfect() == ["cost", "vote"]


def test_a_fact_that_may_stand_elsewhere_too_is_open() -> None:
    rows = {**KEY, "cost": ["there", "both"]}
    made = make("compare", {"mode": "pick", "rows": ROWS}, {"rows": rows})
    assert made.worth(["vote", "cost"]) == made.worth(["vote"]) == 1
    part = made.parts(["cost"])["cost"]
    assert (part.verdict, worth(part)) == (Verdict.DEBATABLE, (0, 0))


def test_picking_needs_something_right_and_something_wrong() -> None:
    task = {"mode": "pick", "rows": {"a": "A", "b": "B"}}
    assert make("compare", task, {"rows": {"a": "here", "b": "both"}}).errors == ["K720"]
    assert make("compare", task, {"rows": {"a": "there", "b": "there"}}).errors == ["K721"]


def test_marking_is_done_in_the_second_article() -> None:
    made = mark(
        {"mark": [{"quote": "7 to 2", "why": "The vote."}], "traps": [{"quote": "tram line"}], "grace": 0}
    )
    assert made.errors == []
    assert isinstance(made.form, MarkForm)
    assert made.form.side == "beside"
    span = span_in(BESIDE, "7 to 2")
    assert made.worth([{"start": span.start, "end": span.end}]) == 1
    assert made.worth([{"start": 0, "end": len(BESIDE.text)}]) == 0
    assert made.worth([]) == 0
    assert made.perfect() == [{"start": span.start, "end": span.end}]
    assert all(made.worth(lazy.answer) <= lazy.most for lazy in made.bound.lazy())
    trap = made.score([{"quote": "tram line"}]).parts
    assert Verdict.TRAP in [part.verdict for part in trap]
    assert 0 < made.chance < Fraction(1, 2)
    assert made.bound.rule() == mark({"mark": [{"quote": "7 to 2"}]}).bound.rule()


@pytest.mark.parametrize("mode", ["sort", "pick", "mark"])
def test_a_second_article_is_needed(mode: str) -> None:
    task = {"mode": mode} | ({} if mode == "mark" else {"rows": ROWS})
    key: dict[str, Any] = {"mark": []} if mode == "mark" else {"rows": KEY}
    made = make("compare", task, key, beside=None)
    assert made.errors[0] == "K780"
    assert made.at("K780") == ("kind",)


@pytest.mark.parametrize(
    ("task", "key", "code"),
    [
        ({"mode": "mark", "rows": ROWS}, {"mark": [{"quote": "7 to 2"}]}, "K781"),
        ({"mode": "sort"}, {"rows": {}}, "K782"),
        ({"mode": "pick"}, {"rows": {}}, "K782"),
        ({"mode": "mark"}, {"mark": [{"quote": "7 to 2"}], "rows": KEY}, "K783"),
        ({"rows": ROWS}, {"rows": KEY, "grace": 2}, "K783"),
        ({"rows": ROWS}, {"rows": KEY, "traps": []}, "K783"),
        ({"mode": "mark"}, {}, "K784"),
        ({"rows": ROWS}, {}, "K784"),
    ],
)
def test_the_fields_of_each_mode(task: dict[str, Any], key: dict[str, Any], code: str) -> None:
    assert code in make("compare", task, key).errors


def test_three_modes_three_rules() -> None:
    rules = {made.bound.rule() for made in (sort(), sort(mode="pick"), mark({"mark": [{"quote": "7 to 2"}]}))}
    assert len(rules) == 3
