"""``omission``: mattering facts against decoys, and the claims they change."""

import datetime
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest

from lessons.kinds.picking import share
from lessons.model.form import GridForm
from lessons.model.result import Verdict
from tests.helpers.bound_kinds import Made, make, worth

FACTS: dict[str, Any] = {
    "war": {
        "class": "matters",
        "claim": "c3",
        "known": "2022-02-24",
        "source": "A/RES/ES-11/1",
        "why": "Unnamed.",
    },
    "law": {
        "class": "matters",
        "claim": ["c3", "c9"],
        "why": "Matters too.",
        "wrong": {"beside": "Ask again."},
    },
    "length": {"class": "beside", "why": "True.", "wrong": {"matters": "Which claim would it change?"}},
    "place": {"class": ["in-text", "beside"], "why": "It is there."},
    "later": {"class": "later", "known": "2026-01-01", "why": "Too late."},
    "open": {"class": "beside", "debatable": True, "why": "Both can be argued."},
}
CLAIMS = {"c3": {"quote": "Everyone in the town knows"}, "c9": "Europe is in crisis.", "c7": "A third claim."}


def made_of(facts: dict[str, Any] | None = None, claims: dict[str, Any] | None = CLAIMS) -> Made:
    facts = FACTS if facts is None else facts
    task: dict[str, Any] = {"facts": {id: f"Fact {id}." for id in facts if id != "stranger"}}
    if claims:
        task["claims"] = claims
    else:
        facts = {
            id: {name: value for name, value in fact.items() if name != "claim"} for id, fact in facts.items()
        }
    return make("omission", task, {"facts": facts})


def matters(claim: str | None = None) -> dict[str, Any]:
    return {"class": "matters"} | ({"claim": claim} if claim else {})


def test_the_score_is_found_times_tied() -> None:
    made = made_of()
    assert made.faults == []
    assert made.worth({"war": matters("c3"), "law": matters("c9")}) == 1
    assert made.worth({"war": matters("c3"), "law": matters("c7")}) == Fraction(3, 4)
    assert made.worth({"war": matters(), "law": "matters"}) == Fraction(1, 2)
    assert made.worth({"war": matters("c3")}) == Fraction(1, 2) * Fraction(3, 2) / 2
    assert made.worth({"war": matters("c3"), "law": matters("c3"), "length": matters("c3")}) == Fraction(1, 2)
    assert made.worth({"war": "beside", "length": "beside", "place": "in-text"}) == 0
    assert made.worth({}) == 0


def test_without_claims_the_score_is_the_sorting() -> None:
    made = made_of(claims=None)
    assert isinstance(made.form, GridForm)
    assert len(made.form.columns) == 1
    assert made.worth({"war": "matters", "law": "matters"}) == 1
    assert made.worth({"war": "matters", "length": "matters"}) == 0
    assert made.worth({"war": "matters"}) == Fraction(1, 2)


def test_sorting_everything_as_mattering_scores_0_and_the_key_1() -> None:
    for made in (made_of(), made_of(claims=None)):
        assert all(made.worth(lazy.answer) <= lazy.most == 0 for lazy in made.bound.lazy())
        assert len(list(made.bound.lazy())) == 4
        assert made.worth(made.bound.perfect()) == 1


def test_debatable_facts_cost_and_earn_nothing() -> None:
    made = made_of()
    best = {"war": matters("c3"), "law": matters("c3")}
    assert made.worth({**best, "open": matters("c7")}) == 1
    part = made.parts({**best, "open": matters()})["open"]
    assert (part.verdict, worth(part), part.expected) == (Verdict.DEBATABLE, (0, 0), "either way")
    assert made.parts({"open": "beside"})["open"].verdict is Verdict.RIGHT
    assert made.parts({"open": "later"})["open"].verdict is Verdict.WRONG


def test_a_fact_that_may_matter_by_its_classes_is_neutral_too() -> None:
    made = made_of({**FACTS, "open": {"class": ["matters", "beside"], "why": "?"}})
    assert made.errors == []
    assert made.worth({"war": matters("c3"), "law": matters("c3"), "open": matters("c9")}) == 1


def test_the_verdicts_on_the_classes() -> None:
    made = made_of()
    parts = made.parts(
        {"war": matters("c3"), "law": "beside", "length": matters(), "place": "beside", "later": "in-text"}
    )
    assert {id: part.verdict for id, part in parts.items()} == {
        "war": Verdict.RIGHT,
        "war.claim": Verdict.RIGHT,
        "law": Verdict.MISSED,
        "length": Verdict.WRONG,
        "place": Verdict.RIGHT,
        "later": Verdict.WRONG,
        "open": Verdict.DEBATABLE,
    }
    assert parts["war"].why == "Unnamed.\n\nKnown since 2022-02-24. Source: A/RES/ES-11/1"
    assert parts["law"].why == "Ask again.\n\nMatters too."
    assert parts["length"].why == "Which claim would it change?\n\nTrue."
    assert (parts["length"].given, parts["length"].expected) == (
        "Missing, and it matters",
        "True, but beside the point",
    )
    assert worth(parts["length"]) == (-1, 0)
    assert worth(parts["later"]) == (0, 0)
    assert parts["place"].expected == "Already in the text / True, but beside the point"


def test_the_verdict_on_the_claim() -> None:
    facts = {**FACTS, "war": {**FACTS["war"], "wrong": {"c9": "Crisis is another matter."}}}
    made = made_of(facts)
    part = made.parts({"war": matters("c9")})["war.claim"]
    assert (part.verdict, part.given, part.why) == (
        Verdict.WRONG,
        "Europe is in crisis.",
        "Crisis is another matter.",
    )
    assert part.expected == "\u201cEveryone in the town knows\u201d"
    assert made.parts({"war": matters()})["war.claim"].verdict is Verdict.MISSED
    assert "war.claim" not in made.parts({"war": "beside"})
    said = made.score({"war": matters("c9"), "law": matters("c3")}).arithmetic
    found, whole, tied = said.split(". ", 2)
    assert found == "You found 2 of the 2 facts that are missing and matter"
    assert whole == "That makes 2 of 2"
    half = "Tied to the right claim: 1 of 2; half of your score hangs on that: "
    assert tied == half + "1 \u00d7 (1 + 1/2) / 2 = 75 of 100."


@pytest.mark.thorough
def test_the_chance_equals_trying_every_blind_answer() -> None:
    """m facts as mattering, each tied to any of the claims: all of them, for each m."""
    made = made_of()
    ids, best = list(FACTS), Fraction(0)
    for size in range(1, len(ids) + 1):
        total, count = Fraction(0), 0
        for chosen in combinations(ids, size):
            for claims in product(CLAIMS, repeat=size):
                total += made.worth({id: matters(claim) for id, claim in zip(chosen, claims, strict=True)})
                count += 1
        best = max(best, total / count)
    assert made.chance == best
    sorting = made_of(claims=None)
    picks = [list(combinations(ids, size)) for size in range(1, len(ids) + 1)]
    right, wrong = {"war", "law"}, {"length", "place", "later"}
    means = [
        sum((share(len(right & {*pick}), len(wrong & {*pick}), 2, 3) for pick in same), Fraction(0))
        / len(same)
        for same in picks
    ]
    assert sorting.chance == max(means)


def test_the_days_facts_were_known_are_kept_for_check() -> None:
    assert made_of().bound.known == {"war": datetime.date(2022, 2, 24)}


@pytest.mark.parametrize(
    "text", ["2022-2-24", "24 February 2022", "2022-02-30", "2022-02-24T00:00", "\u0662022-02-24"]
)
def test_a_bad_day_is_a_fault(text: str) -> None:
    made = made_of({**FACTS, "war": {**FACTS["war"], "known": text}})
    assert made.errors == ["K736"]
    assert made.at("K736") == ("facts", "war", "known")
    assert made.bound.known == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"war": {"class": "matter", "claim": "c3"}}, "K702"),
        ({"war": {"class": "matters", "claim": "c8"}}, "K702"),
        ({"war": {"class": "matters", "claim": "c3", "wrong": {"c8": "?"}}}, "K702"),
        ({"war": {"class": ["matters", "in-text", "beside", "later"]}}, "K731"),
        ({"war": {"class": "matters"}}, "K733"),
        ({"length": {"class": "beside", "claim": "c3"}}, "K734"),
        ({"war": {"class": "matters", "claim": ["c3", "c9", "c7"]}}, "K735"),
        ({"stranger": {"class": "beside"}}, "K700"),
        ({"war": {"class": "beside"}, "law": {"class": "later"}}, "K720"),
        ({id: {"class": "matters", "claim": "c3"} for id in ("length", "place", "later")}, "K721"),
        ({"length": {"class": "matters", "claim": "c3"}}, "K722"),
    ],
)
def test_faults_of_the_key(change: dict[str, Any], code: str) -> None:
    made = made_of({**FACTS, **change})
    assert code in made.errors + made.hints


def test_a_claim_where_none_is_asked_for() -> None:
    task = {"facts": {"a": "A", "b": "B"}}
    made = make(
        "omission", task, {"facts": {"a": {"class": "matters", "claim": "c"}, "b": {"class": "beside"}}}
    )
    assert made.errors == ["K732"]


def test_a_claim_must_not_be_called_like_a_class() -> None:
    assert "K730" in made_of(claims={**CLAIMS, "later": "A claim."}).errors
