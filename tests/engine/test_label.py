"""``label``: full marks for a right name, a part for the right family."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.base import Bench, Fault
from lessons.kinds.label import Label, LabelKey, LabelTask
from lessons.kinds.written_answers import read
from lessons.model.answer import Answer
from lessons.model.form import GridForm
from lessons.model.glossary import Glossary
from lessons.model.problem import Severity
from lessons.model.result import Score, Verdict
from tests.helpers.articles import article_of, span_in
from tests.helpers.examples import examples
from tests.helpers.marking import GLOSSARY, plain

TEXT = article_of("The greedy mayor pushed a reckless tram.", "Everyone hates it. Now or never.")
KIND = Label()
ITEMS = {"g": {"quote": "greedy"}, "e": {"quote": "Everyone hates it"}, "n": {"quote": "Now or never"}}
KEY: dict[str, Any] = {
    "g": {"is": "loaded", "why": "A judgement.", "wrong": {"slogan": "It does not rally."}},
    "e": {"is": "vague", "also": ["fear"], "why": "Nobody counted."},
    "n": {"is": ["slogan"], "why": "It ends the talk."},
}


class Labelling:
    """One exercise, ready to be answered."""

    def __init__(
        self, items: Any, key: Any, techniques: Any = (), glossary: Glossary = GLOSSARY, **more: Any
    ) -> None:
        task = {
            "id": "name",
            "strand": "language",
            "prompt": "Name it.",
            "items": items,
            "techniques": techniques,
        }
        bench = Bench(TEXT, None, glossary)
        typed = LabelTask.model_validate(plain(task))
        self.form: GridForm = KIND.form(typed, bench)
        hyphened = {name.replace("_", "-"): value for name, value in more.items()}
        fields = LabelKey.model_validate(plain({"items": key, "why": "Because.", **hyphened}))
        self.bound = KIND.bind(typed, fields, self.form, bench)
        self.faults: list[Fault] = bench.faults

    def score(self, raw: Any) -> Score:
        answer = raw if isinstance(raw, Answer) else read(self.form, raw, TEXT, None)
        return self.bound.score(answer)


def test_names_and_families() -> None:
    made = Labelling(ITEMS, KEY)
    assert [fault.code for fault in made.faults] == []
    assert made.form.columns[0].id == "technique"
    assert [row.span for row in made.form.rows] == [
        span_in(TEXT, quote) for quote in ("greedy", "Everyone hates it", "Now or never")
    ]
    assert made.score({"g": "loaded", "e": "vague", "n": "slogan"}).score == 1
    assert made.score({"g": "loaded", "e": "fear", "n": "slogan"}).score == 1
    near = made.score({"g": "vague", "e": "slogan", "n": "fear"})
    assert near.score == Fraction(1, 6)
    assert [part.verdict for part in near.parts] == [Verdict.PARTLY, Verdict.WRONG, Verdict.WRONG]


def test_what_is_said() -> None:
    made = Labelling(ITEMS, KEY)
    parts = made.score({"g": "slogan"}).parts
    assert [part.verdict for part in parts] == [Verdict.WRONG, Verdict.MISSED, Verdict.MISSED]
    assert "It does not rally." in parts[0].why
    assert parts[0].given == "Slogan"
    assert parts[0].expected == "Loaded language"
    assert "Vagueness" in parts[1].expected
    assert "Appeal to fear" in parts[1].expected
    assert [part.technique for part in parts] == ["loaded", "vague", "slogan"]
    assert parts[0].span == span_in(TEXT, "greedy")


def test_chance_is_the_mean_credit_of_the_options() -> None:
    made = Labelling(ITEMS, KEY)
    half = Fraction(1, 2)
    expected = ((1 + half) / 4 + (1 + half + 1) / 4 + Fraction(1, 4)) / 3
    assert made.bound.chance == expected


def test_family_credit() -> None:
    none = Labelling(ITEMS, KEY, family_credit=0)
    assert none.score({"g": "vague"}).score == 0
    assert "family" not in none.bound.rule()
    third = Labelling(ITEMS, KEY, family_credit=Fraction(1, 3))
    assert third.score({"g": "vague"}).score == Fraction(1, 9)
    assert "family a part" in third.bound.rule()


def test_the_choices_can_be_named() -> None:
    made = Labelling(ITEMS, KEY, techniques=["slogan", "loaded", "vague"])
    assert [option.id for option in made.form.columns[0].options] == ["slogan", "loaded", "vague"]
    assert made.bound.chance < 1
    assert made.score(made.bound.perfect()).score == 1


@pytest.mark.parametrize(
    ("items", "key", "techniques", "code", "at"),
    [
        (ITEMS, {**KEY, "n": {"is": "slogen", "why": "x"}}, (), "K702", ("items", "n", "is", 0)),
        (
            ITEMS,
            {**KEY, "n": {"is": "fear", "why": "x"}},
            ("loaded", "vague", "slogan"),
            "K702",
            ("items", "n", "is", 0),
        ),
        (ITEMS, {**KEY, "x": {"is": "slogan", "why": "x"}}, (), "K700", ("items", "x")),
        (ITEMS, {"g": KEY["g"], "e": KEY["e"]}, (), "K701", ("items",)),
        ({**ITEMS, "n": {"quote": "Never ever"}}, KEY, (), "A501", ("items", "n", "quote")),
        (ITEMS, KEY, ("loaded", "vague", "slogan", "lies"), "F302", ("techniques", 3)),
        ({"g": ITEMS["g"]}, {"g": KEY["g"]}, ("loaded",), "K611", ("techniques",)),
    ],
)
def test_faults(items: Any, key: Any, techniques: Any, code: str, at: Any) -> None:
    faults = Labelling(items, key, techniques).faults
    assert (code, at) in [(fault.code, fault.at) for fault in faults]


def test_one_name_for_everything_must_not_win() -> None:
    same = {id: {"is": "loaded", "why": "x"} for id in ITEMS}
    (found,) = Labelling(ITEMS, same).faults
    assert (found.severity, found.at) == (Severity.WARNING, ("items",))


NAMES = st.sampled_from(["loaded", "vague", "slogan", "fear"])


@examples(200)
@given(
    st.fixed_dictionaries(dict.fromkeys(ITEMS, NAMES)),
    st.fixed_dictionaries(dict.fromkeys(ITEMS, NAMES)),
    st.sampled_from(list(ITEMS)),
)
def test_properties(right: dict[str, str], given_names: dict[str, str], id: str) -> None:
    made = Labelling(ITEMS, {row: {"is": technique, "why": "x"} for row, technique in right.items()})
    score = made.score(given_names).score
    assert 0 <= score <= 1
    assert 0 <= made.bound.chance < 1
    assert made.score(made.bound.perfect()).score == 1
    assert made.score(None).score == 0
    assert made.score({**given_names, id: right[id]}).score >= score
    assert made.score(dict(reversed(given_names.items()))).score == score
    without = {row: technique for row, technique in given_names.items() if row != id}
    assert made.score(without).score <= score
    for lazy in made.bound.lazy():
        assert made.score(lazy.answer).score <= lazy.most
    mean = sum(
        (made.score({id: technique}).score for technique in ("loaded", "vague", "slogan", "fear")),
        Fraction(0),
    )
    assert mean / 4 <= made.bound.chance
