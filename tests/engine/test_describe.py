"""Any span as its shortest quote, and back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.anchoring.describe import Described, describe
from lessons.anchoring.places import trimmed
from lessons.anchoring.quote import as_yaml, locate
from lessons.text import normalise
from lessons.text.spans import Span
from tests.helpers.articles import article_of, span_in
from tests.helpers.examples import examples


def test_a_phrase_that_stands_once_needs_nothing() -> None:
    text = article_of("The feverish warnings went on.")
    assert describe(text, span_in(text, "feverish warnings")) == Described("feverish warnings")


def test_the_shortest_context_that_decides() -> None:
    text = article_of("One war ended. Another war began, and the war went on.")
    assert describe(text, span_in(text, "war")) == Described("war", before="One")
    assert describe(text, span_in(text, "war", 2)) == Described("war", after="began,")
    assert describe(text, span_in(text, "war", 3)) in (
        Described("war", before="the"),
        Described("war", after="went"),
    )


def test_two_sides_only_when_one_does_not_decide() -> None:
    text = article_of("a big war now, a big war then, a small war now")
    described = describe(text, span_in(text, "war"))
    assert described == Described("war", before="big", after="now,") or not (
        described.before and described.after
    )


def test_equal_paragraphs_are_told_apart_by_their_number() -> None:
    text = article_of(
        *["one two three four five six seven war eight nine ten eleven twelve thirteen fourteen"] * 4
    )
    assert describe(text, span_in(text, "war", 2)) == Described("war", where=("2",))


def test_a_count_is_the_last_resort() -> None:
    text = article_of("ha " * 40)
    described = describe(text, Span(60, 62))
    assert described == Described("ha", nth=21)


def test_a_part_of_a_word_beside_the_whole_word() -> None:
    text = article_of("They go to war, and they go toward war.")
    span = span_in(text, "war", 2)
    assert text.text[span.start - 2 : span.start] == "to"
    assert locate(text, describe(text, span)).spans == (span,)


def test_ends_without_words_are_left_out() -> None:
    text = article_of("One, \u00adtwo \u200b three")
    assert describe(text, Span(4, 11)).quote == "two"


@pytest.mark.parametrize("span", [Span(3, 4), Span(2, 2), Span(5, 3), Span(-1, 2), Span(0, 99)])
def test_what_is_no_stretch_of_words_is_refused(span: Span) -> None:
    with pytest.raises(ValueError, match="Span"):
        describe(article_of("one two"), span)


def test_yaml_to_paste() -> None:
    text = article_of("One war ended.", "A war began. A war began.")
    assert as_yaml(text, span_in(text, "war")) == 'before: "One"'
    assert as_yaml(text, span_in(text, "war", 2)) == 'after: "began. A"'
    text = article_of("war " * 40)
    assert as_yaml(text, Span(80, 83)) == "nth: 21"


WORDS = st.sampled_from(["war", "to", "the", "a", "aa", "\u4e2d", "9", "\u0301"])
SIGNS = st.sampled_from(
    [" ", " ", "  ", "\u00a0", "\u2019", "'", "-", "\u2013", ".", "?", "\u00ad", "\u200d"]
)
PIECES = st.one_of(WORDS, SIGNS)


@examples(300)
@example(["a", " ", "aaa"], (3, 4))
@example(["to war to", "war"], (7, 9))
@given(st.lists(PIECES, min_size=1, max_size=25), st.tuples(st.integers(0, 80), st.integers(1, 80)))
def test_what_was_described_is_found_again(pieces: list[str], ends: tuple[int, int]) -> None:
    middle = len(pieces) // 2
    blocks = [text for part in (pieces[:middle], pieces[middle:]) if (text := normalise("".join(part)))]
    article = article_of(*blocks)
    start = min(ends[0], len(article.text) - 1)
    span = Span(start, min(len(article.text), start + ends[1]))
    target = trimmed(article.text, span)
    if target.start == target.end:
        with pytest.raises(ValueError, match="no words"):
            describe(article, span)
    else:
        assert locate(article, describe(article, span)).spans == (target,)
