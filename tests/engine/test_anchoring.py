"""Quotes become spans: exactly, through folded typography, or with a repair; never by guessing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.anchoring.describe import Described
from lessons.anchoring.quote import Located, Trouble, locate
from lessons.anchoring.reanchor import CONTEXT, SavedMark, reanchor
from lessons.model.article import Article
from lessons.model.fields import Quote
from lessons.text.spans import Span
from tests.helpers.articles import article_of, span_in
from tests.helpers.examples import examples

TALE = article_of(
    ":Advert: a betting company",
    "#Moscow wants peace",
    "The feverish warnings of war went on. Don\u2019t panic, he said \u2013 twice.",
    "War was near; the war goes on. He calls the feverish warnings \u201cnonsense\u201d.",
    "Nothing\u00a0new here: a co\u00adoperation of 12 states, toward peace.",
)


def only(article: Article, **fields: object) -> Span:
    located = locate(article, Described(**fields))  # type: ignore[arg-type]
    assert located.trouble is None
    (span,) = located.spans
    return span


def trouble(article: Article, **fields: object) -> Trouble:
    located = locate(article, Described(**fields))  # type: ignore[arg-type]
    assert located.spans == ()
    assert located.trouble is not None
    return located.trouble


def test_exact() -> None:
    assert only(TALE, quote="betting company") == span_in(TALE, "betting company")


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Don't panic", "Don\u2019t panic"),
        ("said - twice", "said \u2013 twice"),
        ('"nonsense"', "\u201cnonsense\u201d"),
        ("Nothing new", "Nothing\u00a0new"),
        ("Nothing \n  new", "Nothing\u00a0new"),
        ("cooperation", "co\u00adoperation"),
        ("co\u00adoper\u200bation of", "co\u00adoperation of"),
        ("  12 states \n", "12 states"),
        ("twice. War was", "twice.\n\nWar was"),
    ],
)
def test_typography_does_not_matter(quote: str, stands: str) -> None:
    assert only(TALE, quote=quote) == span_in(TALE, stands)


def test_blocks_are_not_glued_together() -> None:
    assert trouble(TALE, quote="twice.War").code == "A501"


def test_a_decomposed_quote_is_composed() -> None:
    assert only(article_of("Un caf\u00e9 noir"), quote="cafe\u0301") == Span(3, 7)


def test_letter_for_letter_decides_between_lookalikes() -> None:
    text = article_of("it\u2019s here and it's there")
    assert only(text, quote="it's") == span_in(text, "it's")
    assert only(text, quote="it\u2019s") == span_in(text, "it\u2019s")
    assert trouble(text, quote="it`s").code == "A502"


def test_whole_words_come_first() -> None:
    text = article_of("War in the toward warnings of war-torn wars: war's end")
    assert trouble(text, quote="war").code == "A502"
    text = article_of("toward warnings of war")
    assert only(text, quote="war") == span_in(text, "war", 3)
    assert locate(text, Described("war", all=True)).spans == (span_in(text, "war", 3),)
    assert only(text, quote="nings") == span_in(text, "nings")


def test_scripts_without_spaces_have_no_word_ends() -> None:
    text = article_of("\u6218\u4e89\u4e0e\u548c\u5e73\uff0c\u548c\u5e73\u3002")
    assert trouble(text, quote="\u548c\u5e73").code == "A502"
    assert only(text, quote="\u4e0e\u548c") == Span(2, 4)


def test_two_places_are_an_error_with_context_to_paste() -> None:
    fault = trouble(TALE, quote="feverish warnings")
    assert (fault.code, fault.field) == ("A502", "quote")
    assert "paragraph 1" in fault.found
    assert "paragraph 2" in fault.found
    assert 'for paragraph 1 add after: "of"' in fault.fix
    assert "for paragraph 2 add " in fault.fix
    assert only(TALE, quote="feverish warnings", after="of") == span_in(TALE, "feverish warnings")
    assert only(TALE, quote="feverish warnings", before="calls the") == span_in(TALE, "feverish warnings", 2)


def test_repeated_everything_needs_nth() -> None:
    text = article_of(" ".join(["peace now"] * 40))
    fault = trouble(text, quote="peace", where=("1",))
    assert "nth: 2" in fault.fix
    assert only(text, quote="peace", nth=2) == span_in(text, "peace", 2)


def test_context_ignores_white_space_and_typography() -> None:
    text = article_of('He said: "war"(again)', "She said \u2014 war again")
    assert only(text, quote="war", before="said:  \u201c") == span_in(text, "war")
    assert only(text, quote="war", before="-") == span_in(text, "war", 2)
    assert only(text, quote="war", after='"(again') == span_in(text, "war")


def test_where() -> None:
    start, _end = span_in(TALE, "war went")
    assert only(TALE, quote="war", where=("1",)) == Span(start, start + 3)
    assert only(TALE, quote="peace", where=("h1",)) == span_in(TALE, "peace")
    assert only(TALE, quote="on. Don't", where=("1", "2")) == span_in(TALE, "on. Don\u2019t")
    assert only(TALE, quote="twice. War", where=("1", "2")) == span_in(TALE, "twice.\n\nWar")
    fault = trouble(TALE, quote="twice. War", where=("1",))
    assert (fault.code, fault.field) == ("A504", "where")


def test_default_where_is_used_when_the_quote_names_no_block() -> None:
    anchor = Described("peace")
    assert locate(TALE, anchor).trouble is not None
    assert locate(TALE, anchor, default_where=("3",)).spans == (span_in(TALE, "peace", 2),)
    assert locate(TALE, Described("peace", where=("h1",)), default_where=("3",)).spans == (
        span_in(TALE, "peace"),
    )
    fault = locate(TALE, Described("betting"), default_where=("1", "2")).trouble
    assert fault is not None
    assert (fault.code, fault.field) == ("A504", "quote")
    assert "furniture f1" in fault.found
    assert "where: [f1]" in fault.fix


def test_unknown_labels() -> None:
    fault = trouble(TALE, quote="peace", where=("h11",))
    assert (fault.code, fault.field) == ("A505", "where")
    assert "did you mean h1?" in fault.fix
    assert locate(TALE, Described("betting"), default_where=("99",)).spans == (span_in(TALE, "betting"),)


def test_nth() -> None:
    assert only(TALE, quote="feverish warnings", nth=2) == span_in(TALE, "feverish warnings", 2)
    fault = trouble(TALE, quote="feverish warnings", nth=3)
    assert (fault.code, fault.field) == ("A503", "nth")
    assert "2 places" in fault.found
    assert "1 to 2" in fault.fix
    assert "leave nth out" in trouble(TALE, quote="betting", nth=2).fix
    assert trouble(TALE, quote="feverish warnings", nth=1, all=True).code == "A508"


def test_all() -> None:
    both = locate(TALE, Described("feverish warnings", all=True)).spans
    assert both == (span_in(TALE, "feverish warnings"), span_in(TALE, "feverish warnings", 2))
    curly = article_of("it\u2019s here and it's there")
    assert len(locate(curly, Described("it's", all=True)).spans) == 2
    assert locate(article_of("ha ha ha ha"), Described("ha ha", all=True)).spans == (Span(0, 5), Span(6, 11))


def test_the_closest_passage_is_named_with_its_block() -> None:
    fault = trouble(TALE, quote="feverish warning of a war")
    assert (fault.code, fault.field) == ("A501", "quote")
    assert '"feverish warnings of war" in paragraph 1' in fault.fix
    assert '"Don\u2019t panic" in paragraph 1' in trouble(TALE, quote="don't panic").fix
    assert '"betting company" in furniture f1' in trouble(TALE, quote="beting compony").fix
    assert trouble(TALE, quote="xylophone quartets").fix == "copy the words from the article"


def test_a_wrong_context_is_told_apart_from_a_missing_quote() -> None:
    fault = trouble(TALE, quote="betting", before="the")
    assert (fault.code, fault.field) == ("A506", "before")
    assert '"Advert: a"' in fault.fix
    fault = trouble(TALE, quote="betting", before="a", after="firm")
    assert (fault.code, fault.field) == ("A506", "after")
    assert '"company' in fault.fix


@pytest.mark.parametrize("quote", ["", "  \n", "\u00ad\u200b"])
def test_an_empty_quote(quote: str) -> None:
    assert trouble(TALE, quote=quote).code == "A507"


def test_an_empty_article() -> None:
    empty = Article(TALE.masthead, "", ())
    assert trouble(empty, quote="peace").code == "A501"


def test_the_fields_of_a_file_are_an_anchor() -> None:
    quote = Quote.model_validate({"quote": "betting company", "where": ["f1"]})
    assert locate(TALE, quote) == Located((span_in(TALE, "betting company"),))


def test_messages_are_short_and_on_one_line() -> None:
    fault = trouble(TALE, quote="so long\n" * 500)
    assert "\n" not in fault.found
    assert len(fault.found) < 150


@examples(200)
@given(st.data())
def test_a_found_quote_is_the_quote(data: st.DataObject) -> None:
    """Whatever is found reads like the quote once typography is folded; what stands there is always found."""
    alphabet = st.sampled_from(list("abAB \u00a0'\u2019-\u2013\u00ad.\u4e2d"))
    words = st.text(alphabet, min_size=1, max_size=30).filter(lambda text: text.strip() != "")
    article = article_of(*data.draw(st.lists(words, min_size=1, max_size=4)))
    start = data.draw(st.integers(0, len(article.text) - 1))
    end = data.draw(st.integers(start + 1, len(article.text)))
    quote = article.text[start:end].replace("\u2019", "'").replace("\u2013", "-").replace("\u00ad", "")
    located = locate(article, Described(quote, all=True))
    if not quote.strip():
        assert located.trouble is not None
        return
    assert located.spans
    for span in located.spans:
        assert folded(article.text[span.start : span.end]) == folded(quote)


def folded(text: str) -> str:
    """Folding by hand, from the description in the format."""
    plain = text.replace("\u2019", "'").replace("\u2013", "-").replace("\u00ad", "")
    return " ".join(plain.split())


@pytest.mark.thorough
def test_errors_stay_quick_in_a_very_long_article() -> None:
    """The time limit of a test is what a search without bounds would meet here."""
    rng = random.Random(7)
    words = ["".join(rng.choices("abcdefghij", k=rng.randint(2, 8))) for _ in range(5_000)]
    long = article_of(*(" ".join(rng.choices(words, k=100)) for _ in range(1_000)))
    assert trouble(long, quote=" ".join(words[:60])).code == "A501"
    assert trouble(long, quote="zzzzzz " * 2_000).code == "A501"
    assert trouble(long, quote=words[3]).code in ("A501", "A502")


def saved(text: str, span: Span) -> SavedMark:
    start, end = span
    return SavedMark(
        start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    )


def mark_of(article: Article, words: str, nth: int = 1) -> SavedMark:
    return saved(article.text, span_in(article, words, nth))


def test_a_saved_mark_moves_with_its_words() -> None:
    mark = mark_of(TALE, "feverish warnings")
    changed = article_of("A new first paragraph.", *TALE.text.split("\n\n"))
    assert reanchor(TALE.text, mark) == span_in(TALE, "feverish warnings")
    assert reanchor(changed.text, mark) == span_in(changed, "feverish warnings")


def test_a_saved_mark_is_lost_rather_than_moved_to_a_lookalike() -> None:
    mark = mark_of(TALE, "feverish warnings")
    without = TALE.text.replace("The feverish warnings of war", "The calm words of war")
    assert "feverish warnings" in without
    assert reanchor(without, mark) is None
    assert reanchor("", mark) is None
    assert reanchor(TALE.text, SavedMark(0, 0, "", "", "")) is None


def test_a_saved_mark_stays_when_one_side_of_it_changed() -> None:
    mark = mark_of(TALE, "betting company")
    assert reanchor(TALE.text.replace("Advert: a", "This is an ad for a"), mark) is not None
    both = TALE.text.replace("Advert: a", "An").replace("company\n\nMoscow", "company.\n\nKyiv")
    assert reanchor(both, mark) is None


def test_equal_surroundings_in_two_places_are_lost() -> None:
    text = ("x" * 40 + " peace " + "y" * 40 + " ") * 2
    mark = saved(text, Span(41, 46))
    assert reanchor(text, mark) is None


@examples(200)
@given(st.text("ab ", min_size=1, max_size=60), st.text("ab ", max_size=20), st.data())
def test_insertions_elsewhere_never_move_a_mark_to_other_words(
    text: str, extra: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    mark = saved(text, Span(start, end))
    assert reanchor(extra + text, mark) in (None, Span(start + len(extra), end + len(extra)))
    found = reanchor(text + extra, mark)
    assert found is None or (text + extra)[found.start : found.end] == mark.exact
