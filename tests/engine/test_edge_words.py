"""``mark``: articles at the edges of a key phrase may be marked and need not be, in the article's language."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.languages import articles_of
from lessons.model.article import Article, Block, Masthead
from lessons.text.spans import Span
from tests.helpers.marking import Marking, mark_of, marking


def article(text: str, language: str) -> Article:
    return Article(Masthead("T", language=language), text, (Block("1", "paragraph", Span(0, len(text))),))


def made_of(text: str, language: str, quote: str, **more: object) -> Marking:
    return marking(
        article(text, language), [{"quote": quote, "why": "So.", **more}], otherwise="No.", grace=0
    )


@pytest.mark.parametrize(
    ("language", "text", "quote", "without"),
    [
        (
            "en",
            "They pushed a reckless plan through the council on Monday.",
            "a reckless plan",
            "reckless plan",
        ),
        ("en-GB", "They hated the plan and all of the mad rest.", "the mad rest", "mad rest"),
        ("de", "Er nannte den Rat die letzte Plage und ging.", "die letzte Plage", "letzte Plage"),
        ("fr-CA", "Il a dit que les pires voleurs viennent demain.", "les pires voleurs", "pires voleurs"),
        ("it", "Dice che gli sciagurati vengono domani sera.", "gli sciagurati", "sciagurati"),
        ("nl", "Zij noemt het gekke plan een ramp voor ons.", "het gekke plan", "gekke plan"),
        ("el", "Λένε πως ο τρελός δήμαρχος φεύγει αύριο το πρωί.", "ο τρελός δήμαρχος", "τρελός δήμαρχος"),
        ("hu", "Azt mondta hogy az őrült terv ma megbukik.", "az őrült terv", "őrült terv"),
    ],
)
def test_an_article_at_the_edge_costs_nothing(language: str, text: str, quote: str, without: str) -> None:
    made = made_of(text, language, quote)
    assert made.faults == ()
    for words in (quote, without):
        score = made.score([mark_of(made.article, words)])
        assert score.score == 1
        assert [part.verdict for part in score.parts] == ["right"]
    alone = quote.split()[0]
    assert made.score([mark_of(made.article, f"{alone} {without}"[: len(alone)])]).score == 0


def test_what_carries_meaning_must_be_found() -> None:
    text = "They say every honest man and our brave boys agree on it."
    assert (
        made_of(text, "en", "every honest man").score([mark_of(article(text, "en"), "honest man")]).score < 1
    )
    assert made_of(text, "en", "our brave boys").score([mark_of(article(text, "en"), "brave boys")]).score < 1
    assert made_of(text, "pl", "our brave boys").score([mark_of(article(text, "pl"), "brave boys")]).score < 1


def test_a_core_of_the_author_and_a_quote_of_articles_stay_as_they_are() -> None:
    text = "They pushed the plan through the council and said so twice."
    made = made_of(text, "en", "the plan", core="the plan")
    assert made.score([mark_of(made.article, "plan")]).score < 1
    made = made_of(text, "en", "the")
    assert "A502" in {fault.code for fault in made.faults}
    made = made_of(text, "en", "the", nth=1)
    assert made.score([mark_of(made.article, "the")]).score == 1


def test_check_asks_for_a_core_where_the_language_is_not_known() -> None:
    text = "Dywedodd y maer fod y pwll yn wych. Mae y dref yn falch."
    assert [fault.code for fault in made_of(text, "cy", "y dref yn falch").faults] == ["K616"]
    assert made_of(text, "cy", "y dref yn falch", core="dref yn falch").faults == ()
    assert made_of(text, "cy", "dref yn falch").faults == ()
    assert articles_of("ru") == frozenset()
    assert articles_of("cy") is None


@given(seed=st.integers(0, 2**32))
def test_articles_at_the_edges_change_nothing(seed: int) -> None:
    """Marks on key phrases with or without the articles at their edges score the same; everything still scores 0."""
    random = Random(seed)
    language = random.choice(["en", "de", "fr", "es", "pt", "sv"])
    small = sorted(articles_of(language) or ())
    words: list[str] = []
    quotes: list[str] = []
    for number in range(random.randint(1, 4)):
        words += [f"w{number}x{index}" for index in range(random.randint(4, 8))]
        core = [f"q{number}x{index}" for index in range(random.randint(1, 3))]
        quote = [random.choice(small), *core] + ([random.choice(small)] if random.random() < 0.3 else [])
        quotes.append(" ".join(quote))
        words += [*quote, "stop"]
    made = marking(
        article(" ".join(words), language), [{"quote": quote} for quote in quotes], grace=random.randint(0, 2)
    )
    full, bare = [], []
    for chosen in random.sample(quotes, random.randint(1, len(quotes))):
        full.append(mark_of(made.article, chosen))
        bare.append(
            mark_of(made.article, " ".join(word for word in chosen.split() if word[0] == "q" and "x" in word))
        )
    assert made.score(full).score == made.score(bare).score > 0
    for lazy in made.bound.lazy():
        assert made.score(lazy.answer).score == 0
    assert made.score(made.bound.perfect()).score == Fraction(1)
