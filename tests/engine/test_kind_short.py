"""``short``: what counts as the same words, which typos are forgiven, and which never."""

import time
from fractions import Fraction
from typing import Any

import pytest

from lessons.kinds.languages import language_of
from lessons.kinds.spelling import allowed, slips
from lessons.model.article import Article, Block, Masthead
from lessons.model.result import Verdict
from lessons.text.spans import Span
from tests.helpers.bound_kinds import Made, make


def key(*accept: Any, **more: Any) -> Made:
    return make("short", {}, {"accept": list(accept), **more})


@pytest.mark.parametrize(
    "typed",
    [
        "a credible source",
        "Credible source",
        "  credible\u00a0 source. ",
        "\u201ccredible source\u201d",
        "cre\u00addible source",
    ],
)
def test_the_same_words_count(typed: str) -> None:
    made = key("credible source")
    assert made.worth(typed) == 1
    assert made.parts(typed)["answer"].why == ""


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("it\u2019s theirs", "It's theirs"),
        ("non\u2011aligned", "non-aligned"),
        ("\ufb01ve", "five"),
        ("STRASSE", "straße"),
    ],
)
def test_quotes_dashes_and_ligatures_do_not_matter(accepted: str, typed: str) -> None:
    assert key(accepted).worth(typed) == key(typed).worth(accepted) == 1


def test_the_first_list_that_fits_decides() -> None:
    made = key(
        "zero",
        {"text": "very few", "credit": "1/2", "why": "Not quite."},
        reject=[{"text": "once", "why": "Look again."}],
    )
    assert made.faults == []
    assert made.worth("zero") == 1
    part = made.parts("very few")["answer"]
    assert (part.verdict, part.credit, part.why) == (Verdict.PARTLY, Fraction(1, 2), "Not quite.")
    part = made.parts("Once!")["answer"]
    assert (part.verdict, part.given, part.expected, part.why) == (
        Verdict.WRONG,
        "Once!",
        "zero",
        "Look again.",
    )
    assert made.parts("something")["answer"].why == ""


@pytest.mark.parametrize("typed", [None, "", "   ", "?!", "\u200b"])
def test_nothing_typed_is_blank(typed: str | None) -> None:
    part = key("zero").parts(typed)["answer"]
    assert (part.verdict, part.credit) == (Verdict.MISSED, Fraction(0))


@pytest.mark.parametrize(("length", "count"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (20, 2)])
def test_how_many_slips_a_word_forgives(length: int, count: int) -> None:
    assert allowed("x" * length) == count


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("propaganda", "propoganda"),
        ("propaganda", "porpagnada"),
        ("anonymous sources", "anonimous sorces"),
        ("quote", "qoute"),
        ("impartial", "inpartial"),
    ],
)
def test_small_typos_are_forgiven_and_named(accepted: str, typed: str) -> None:
    part = key(accepted).parts(typed)["answer"]
    assert (part.verdict, part.why) == (Verdict.RIGHT, f"Accepted; spelling: {accepted}.")
    assert key(accepted, spelling=False).worth(typed) == 0


@pytest.mark.parametrize(
    ("accepted", "typed"),
    [
        ("1936", "1939"),
        ("in 1936 exactly", "in 1939 exactly"),
        ("covid-19", "covid-18"),
        ("war", "wars"),
        ("credible", "incredible"),
        ("incredible", "credible"),
        ("named", "unnamed"),
        ("aligned", "nonaligned"),
        ("honest", "dishonest"),
        ("cannon", "cannot"),
        ("one word", "oneword"),
        ("propaganda", "propagandistic"),
    ],
)
def test_what_is_no_typo(accepted: str, typed: str) -> None:
    assert key(accepted).worth(typed) == 0


def test_a_word_of_the_lesson_is_no_typo() -> None:
    """The article says "planners" and "reckless", the glossary "slogan", the key itself "councils"."""
    assert key("planner").worth("planners") == 0
    assert key("slogans").worth("slogan") == 0
    assert key("council", reject=["councils"]).worth("councils") == 0
    assert key("council").worth("concil") == 1


def test_a_rejected_wording_that_is_as_near_wins() -> None:
    made = key("fifteen", reject=[{"text": "fifties", "why": "No."}])
    assert made.worth("fiftees") == 0
    assert made.parts("fiftees")["answer"].why == "No."
    assert key("fifteen").worth("fiftees") == 1


@pytest.mark.parametrize(
    ("pattern", "typed", "counts"),
    [
        ("the president * said", "president said", True),
        ("president * said", "president Somebody of Somewhere said", True),
        ("president * said", "president said so", False),
        ("* poll", "no, I mean an opinion poll", None),
        ("sanction*", "sanctioned", True),
        ("sanction*", "sanctions relief", False),
        ("* war * war *", "war war", True),
        ("* war * war *", "war", False),
        ("a * b * c", "a b c b c", True),
        ("speaker *", "speaker didn't say", None),
        ("not * war", "not a war", True),
    ],
)
def test_stars(pattern: str, typed: str, counts: bool | None) -> None:
    """``None``: a "not" stands where any words may stand, so a teacher must look."""
    part = key(pattern).parts(typed)["answer"]
    if counts is None:
        assert (part.verdict, part.credit) == (Verdict.DEBATABLE, Fraction(0))
        assert "Ask your teacher" in part.why
    else:
        assert part.credit == Fraction(counts)


@pytest.mark.parametrize("order", [1, -1])
def test_a_wording_with_its_own_not_counts_whichever_line_it_is(order: int) -> None:
    made = key(*["* alarm *", "* alarm * not *", "* no alarm *"][::order])
    assert made.worth("why the alarm stayed silent") == 1
    assert made.worth("why the alarm did not ring") == 1
    assert made.worth("there was no alarm") == 1
    assert made.parts("why nobody saw the alarm")["answer"].verdict is Verdict.DEBATABLE
    assert made.parts("no, the alarm did not ring")["answer"].verdict is Verdict.DEBATABLE


def test_the_words_of_a_star_are_shown_as_an_ellipsis() -> None:
    made = key("president * said", "sanction*")
    assert made.parts("x")["answer"].expected == "president \u2026 said or sanction\u2026"
    assert made.perfect() == "president said"


@pytest.mark.parametrize(
    ("accept", "reject", "code"),
    [
        (["*"], [], "K760"),
        (["* *"], [], "K760"),
        (["ok"], ["*"], "K760"),
        (["?!"], [], "K761"),
        (["pro*ganda"], [], "K762"),
        (["*ganda"], [], "K762"),
        ([{"text": "x", "credit": "0.5"}], [], "K763"),
        (["a war", "peace"], ["war"], "K764"),
        (["the war"], ["* war"], "K764"),
        ([{"text": "war", "credit": "1/2"}, "war"], [], "K764"),
    ],
)
def test_faults_of_the_key(accept: list[Any], reject: list[Any], code: str) -> None:
    assert key(*accept, reject=reject).errors == [code]


def test_numbers_are_text() -> None:
    made = key(0, "none", -5)
    assert made.worth("0") == made.worth("none") == made.worth("-5") == 1
    assert made.worth("5") == made.worth("00") == 0


def test_the_language_of_the_article_decides_which_words_are_small() -> None:
    text = "Der Rat stimmte ab."
    article = Article(
        Masthead("Titel", language="de-AT"), text, (Block("1", "paragraph", Span(0, len(text))),)
    )
    made = make("short", {}, {"accept": ["Bürgermeister", "* Quelle"]}, article)
    assert made.worth("der Bürgermeister") == 1
    assert made.worth("the Bürgermeister") == 0
    assert made.parts("keine Quelle")["answer"].verdict is Verdict.DEBATABLE
    assert language_of("xx") is language_of("en_GB")


def test_long_hostile_answers_are_quick() -> None:
    made = key("a * a * a * b", "credible source", "x" * 60, reject=["* z * z * z"])
    started = time.process_time()
    for typed in (
        "a " * 10_000,
        "x" * 20_000,
        "(((" * 6_000,
        "z " * 9_999 + "y",
        "credible " * 2_000,
        "*" * 20_000,
    ):
        assert made.worth(typed[:20_000]) == 0
    assert time.process_time() - started < 5  # a regular expression that backtracks would take for ever


def test_slips_need_the_same_number_of_words() -> None:
    english = language_of("en")
    assert slips(("anonymous", "sorce"), ("anonymous", "source"), [], english) == 1
    assert slips(("anonymous",), ("anonymous", "source"), [], english) is None
    assert slips(("anonimos", "surce"), ("anonymous", "source"), [], english) == 3
    assert slips(("sorce",), ("source",), [{"sorce"}], english) is None
