"""``match`` and ``ledger``: a share per cell, feedback per wrong answer, keys that reward one constant answer."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from lessons.model.form import GridForm
from lessons.model.result import Verdict
from tests.helpers.articles import span_in
from tests.helpers.bound_kinds import ARTICLE, BESIDE, make

TASK = {
    "rows": {"c1": "A claim.", "c2": {"quote": "a reckless tram plan"}, "c3": "A third."},
    "options": {
        "speaker": "The *president*",
        "writer": "The writer",
        "nobody": "Nobody",
        "other": "Somebody else",
    },
}
KEY: dict[str, Any] = {
    "rows": {
        "c1": "speaker",
        "c2": {
            "is": "writer",
            "also": ["nobody"],
            "why": "No poll.",
            "wrong": {"speaker": "He has stopped."},
        },
        "c3": "other",
    }
}


def test_one_share_a_row() -> None:
    made = make("match", TASK, KEY)
    assert made.faults == []
    assert made.worth({"c1": "speaker", "c2": "writer", "c3": "other"}) == 1
    assert made.worth({"c1": "speaker", "c2": "nobody", "c3": "writer"}) == Fraction(2, 3)
    assert made.worth({"c3": "other"}) == Fraction(1, 3)
    assert made.worth({}) == 0
    assert made.chance == Fraction(1, 3)
    assert made.perfect() == {
        "c1": {"answer": "speaker"},
        "c2": {"answer": "writer"},
        "c3": {"answer": "other"},
    }


def test_the_verdict_of_a_row_in_words() -> None:
    made = make("match", TASK, KEY)
    score = made.score({"c1": "speaker", "c2": "speaker"})
    right, wrong, blank = score.parts
    assert (right.verdict, right.text, right.given, right.expected) == (
        Verdict.RIGHT,
        "A claim.",
        "The president",
        "The president",
    )
    assert (wrong.verdict, wrong.given, wrong.expected) == (
        Verdict.WRONG,
        "The president",
        "The writer / Nobody",
    )
    assert wrong.why == "He has stopped.\n\nNo poll."
    assert made.parts({"c2": "other"})["c2"].why == "No poll."
    assert (blank.verdict, blank.given) == (Verdict.MISSED, "")
    assert score.arithmetic == "1 was left blank. Right: 1 of 3 = 33 of 100."


def test_a_row_that_quotes_knows_its_place() -> None:
    made = make("match", TASK, KEY)
    assert isinstance(made.form, GridForm)
    row = made.form.rows[1]
    assert (row.text, row.span, row.side) == (
        "\u201ca reckless tram plan\u201d",
        span_in(ARTICLE, "a reckless tram plan"),
        "main",
    )
    assert made.parts(None)["c2"].span == row.span


def test_a_row_may_quote_the_second_article() -> None:
    rows = {"c1": {"quote": "3 million", "in": "beside"}, "c2": "B"}
    task = {"rows": rows, "options": {"a": "A", "b": "B", "c": "C"}}
    made = make("match", task, {"rows": {"c1": "a", "c2": "b"}})
    assert isinstance(made.form, GridForm)
    assert (made.form.rows[0].span, made.form.rows[0].side) == (span_in(BESIDE, "3 million"), "beside")
    assert make("match", task, {"rows": {"c1": "a", "c2": "b"}}, beside=None).errors == ["K707"]


def test_markdown_in_a_quoted_row_means_nothing() -> None:
    from lessons.prose import plain
    from tests.helpers.articles import article_of

    article = article_of("1. Use *stars* and [b]brackets[/b] \\ <i>now</i>.")
    made = make(
        "match", {**TASK, "rows": {"c1": {"quote": article.text}}}, {"rows": {"c1": "writer"}}, article
    )
    assert isinstance(made.form, GridForm)
    assert plain(made.form.rows[0].text) == f"\u201c{article.text}\u201d"
    assert made.parts(None)["c1"].text == f"\u201c{article.text}\u201d"


@pytest.mark.parametrize(
    ("rows", "code", "at"),
    [
        ({**KEY["rows"], "c9": "writer"}, "K700", ("rows", "c9")),
        ({"c1": "speaker", "c2": "writer"}, "K701", ("rows",)),
        ({**KEY["rows"], "c1": "writr"}, "K702", ("rows", "c1", "is", 0)),
        ({**KEY["rows"], "c1": {"is": "speaker", "also": ["x"]}}, "K702", ("rows", "c1", "also", 0)),
        ({**KEY["rows"], "c1": {"is": "speaker", "wrong": {"x": "y"}}}, "K702", ("rows", "c1", "wrong", "x")),
        ({**KEY["rows"], "c1": ["speaker", "writer", "nobody", "other"]}, "K703", ("rows", "c1")),
        (
            {**KEY["rows"], "c1": {"is": "speaker", "wrong": {"speaker": "y"}}},
            "K704",
            ("rows", "c1", "wrong", "speaker"),
        ),
    ],
)
def test_faults_of_the_key(rows: dict[str, Any], code: str, at: tuple[str | int, ...]) -> None:
    made = make("match", TASK, {"rows": rows})
    assert code in made.errors + made.hints
    assert made.at(code) == at


@pytest.mark.parametrize(
    ("row", "code"),
    [({"text": "A", "quote": "Greedy"}, "K705"), ({"nth": 1}, "K706"), ({"quote": "absent"}, "A501")],
)
def test_faults_of_a_row(row: dict[str, Any], code: str) -> None:
    made = make("match", {**TASK, "rows": {"c1": row}}, {"rows": {"c1": "speaker"}})
    assert made.errors == [code]
    assert made.faults[0].at[:2] == ("rows", "c1")


def test_unknown_fields_are_refused_where_they_stand() -> None:
    with pytest.raises(ValidationError) as error:
        make("match", TASK, {"rows": {**KEY["rows"], "c1": {"is": "speaker", "whyy": "x"}}})
    assert error.value.errors()[0]["loc"] == ("rows", "c1", "whyy")


def test_one_constant_answer_must_not_pay() -> None:
    rows = {f"r{i}": f"Row {i}" for i in range(4)}
    key = {"rows": {"r0": "writer", "r1": "writer", "r2": "writer", "r3": "nobody"}}
    made = make("match", {**TASK, "rows": rows}, key)
    assert made.hints == ["K710"]
    assert made.faults[0].found == "answering 'writer' everywhere scores 3/4"
    lazy = {lazy.name: (made.worth(lazy.answer), lazy.most) for lazy in made.bound.lazy()}
    assert lazy["writer everywhere"] == (Fraction(3, 4), Fraction(3, 4))
    assert not any(lazy["speaker everywhere"])


def test_an_option_should_be_left_over() -> None:
    task = {"rows": {"a": "A", "b": "B"}, "options": {"x": "X", "y": "Y"}}
    assert make("match", task, {"rows": {"a": "x", "b": "y"}}).hints == ["K711"]
    more = {**task, "options": {"x": "X", "y": "Y", "z": "Z"}}
    assert make("match", more, {"rows": {"a": "x", "b": "y"}}).hints == []


LEDGER = {
    "rows": {"s1": "The president", "s2": "Citizens"},
    "columns": {
        "named": {"ask": "Named?"},
        "interest": {
            "ask": "Interest?",
            "options": {"party": "Yes", "outsider": "No", "unknown": "Cannot tell"},
        },
    },
}
LEDGER_KEY: dict[str, Any] = {
    "rows": {
        "s1": {"named": "yes", "interest": "party"},
        "s2": {"named": {"is": "no", "why": "Nobody is."}, "interest": ["unknown", "outsider"]},
    }
}


def test_a_ledger_counts_cells() -> None:
    made = make("ledger", LEDGER, LEDGER_KEY)
    assert made.faults == []
    perfect = {"s1": {"named": "yes", "interest": "party"}, "s2": {"named": "no", "interest": "unknown"}}
    assert made.perfect() == perfect
    assert made.worth(perfect) == 1
    assert made.worth({"s1": {"named": "yes"}, "s2": {"interest": "outsider", "named": "yes"}}) == Fraction(
        1, 2
    )
    assert made.chance == (Fraction(1, 2) + Fraction(1, 3) + Fraction(1, 2) + Fraction(2, 3)) / 4
    parts = made.parts({"s2": {"named": "yes"}})
    assert list(parts) == ["s1.named", "s1.interest", "s2.named", "s2.interest"]
    assert parts["s2.named"].text == "Citizens \u2013 Named?"
    assert (parts["s2.named"].given, parts["s2.named"].expected) == ("Yes", "No")
    assert parts["s2.interest"].expected == "Cannot tell / No"


def test_faults_of_a_ledger() -> None:
    rows = {"s1": {"named": "yes", "intrest": "party"}, "s2": {"named": "perhaps", "interest": "unknown"}}
    made = make("ledger", LEDGER, {"rows": rows})
    assert made.errors == ["K700", "K702"]
    assert [fault.at for fault in made.faults] == [
        ("rows", "s1", "intrest"),
        ("rows", "s2", "named", "is", 0),
    ]


def test_two_thirds_is_allowed_where_there_are_only_two_answers() -> None:
    task = {"rows": {f"s{i}": f"Source {i}" for i in range(6)}, "columns": {"named": {"ask": "Named?"}}}

    def hints(yes: int) -> list[str]:
        rows = {f"s{i}": {"named": "yes" if i < yes else "no"} for i in range(6)}
        return make("ledger", task, {"rows": rows}).hints

    assert hints(4) == []
    assert hints(5) == ["K710"]


def test_family_credit_must_not_make_every_technique_right() -> None:
    task = {"items": {"a": {"quote": "Greedy planners"}}}
    key = {"items": {"a": ["loaded-language", "slogan"]}, "family-credit": "1"}
    assert make("label", task, key).errors == ["K612"]
    assert make("label", task, {**key, "family-credit": "0.5"}).errors == []
