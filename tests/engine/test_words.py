"""What a word and a sentence are, and the table that holds them."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.phrases import loose_words
from lessons.text import SpanTable, sentences_of, words_of
from lessons.text.comparing import levelled
from tests.helpers.fixture_cases import Case, cases
from tests.helpers.hard_text import ARTICLES, PROSE


def cut(text: str, table: SpanTable) -> list[str]:
    return [text[start:end] for start, end in table]


@pytest.mark.parametrize("case", cases("words.txt"), ids=lambda case: case.title)
def test_words(case: Case) -> None:
    assert "|".join(cut(case.given, words_of(case.given))) == case.expected


@pytest.mark.parametrize("case", cases("sentences.txt"), ids=lambda case: case.title)
def test_sentences(case: Case) -> None:
    found = cut(case.given, sentences_of(case.given, [(0, len(case.given))]))
    assert "\n".join(found) == case.expected


@given(PROSE)
def test_words_lie_apart_and_in_order(text: str) -> None:
    end = 0
    for first, last in words_of(text):
        assert end <= first < last <= len(text)
        end = last


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_cut_and_compared_as_any_others(text: str) -> None:
    beside = f"{text} é"  # keeps a text from the way that is quicker for ASCII alone
    assert [*words_of(text)] == [*words_of(beside)][:-1]
    assert levelled(text) == levelled(beside)[:-1].rstrip()
    assert loose_words(text) == loose_words(beside)[:-1]


@given(PROSE)
def test_every_letter_and_digit_lies_in_a_word(text: str) -> None:
    words = words_of(text)
    covered = {index for start, end in words for index in range(start, end)}
    keycaps = {index for index in range(len(text)) if "\u20e3" in text[index + 1 : index + 3]}
    missed = {index for index, c in enumerate(text) if c.isalpha() or c.isdecimal()} - covered
    assert missed <= keycaps


@given(PROSE)
def test_a_word_has_a_letter_or_digit_and_no_space(text: str) -> None:
    for word in cut(text, words_of(text)):
        assert any(c.isalnum() for c in word)
        assert not any(c.isspace() for c in word)


@given(ARTICLES)
def test_sentences_hold_every_visible_character_of_every_block(article: object) -> None:
    from lessons.model.article import Article

    assert isinstance(article, Article)
    sentences = article.sentences
    covered = {index for start, end in sentences for index in range(start, end)}
    end = 0
    for first, last in sentences:
        assert end <= first < last
        assert any(block.span.start <= first and last <= block.span.end for block in article.blocks)
        assert not article.text[first].isspace()
        assert not article.text[last - 1].isspace()
        end = last
    assert {index for index, c in enumerate(article.text) if not c.isspace()} <= covered


_TABLES = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=30)


def table_of(steps: list[tuple[int, int]]) -> SpanTable:
    starts, ends, at = array("I"), array("I"), 0
    for gap, length in steps:
        starts.append(at + gap)
        at += gap + length
        ends.append(at)
    return SpanTable(starts, ends)


@given(_TABLES, st.integers(0, 120))
def test_at_is_the_span_that_holds_the_offset_or_the_next(steps: list[tuple[int, int]], offset: int) -> None:
    table = table_of(steps)
    expected = next((index for index, (_, end) in enumerate(table) if end > offset), len(table))
    assert table.at(offset) == expected


@given(_TABLES, st.integers(0, 120), st.integers(0, 120))
def test_between_are_the_spans_that_overlap(steps: list[tuple[int, int]], start: int, end: int) -> None:
    table = table_of(steps)
    expected = [index for index, (first, last) in enumerate(table) if max(first, start) < min(last, end)]
    assert list(table.between(start, end)) == expected


def test_a_table_is_a_sequence_of_pairs() -> None:
    table = table_of([(0, 2), (1, 3)])
    assert len(table) == 2
    assert list(table) == [(0, 2), (3, 6)]
    assert table[-1] == (3, 6)
    assert table == table_of([(0, 2), (1, 3)])
    with pytest.raises(IndexError):
        table[2]
    with pytest.raises(AttributeError):
        table.starts = array("I")  # type: ignore[misc]


def test_a_table_of_a_book_is_small() -> None:
    table = words_of("word and word. " * 40_000)
    assert len(table) == 120_000
    assert table.starts.itemsize + table.ends.itemsize == 8


HOSTILE = [
    ".",
    "!",
    ". ",
    '."',
    '"',
    "a.",
    "Mr. ",
    "a\u00ad",
    "\u200d",
    "-",
    "a-",
    "'a",
    "1,",
    "1\u20e3",
    "\u0301",
    "\n",
    "。",
    "。」",
]


@pytest.mark.sample(3)
@pytest.mark.parametrize("scrap", HOSTILE)
def test_a_long_run_of_anything_is_cut_in_time(scrap: str) -> None:
    """200,000 characters each: a rule that looked back over the run from every place would take minutes."""
    text = scrap * (200_000 // len(scrap))
    words, sentences = words_of(text), sentences_of(text, [(0, len(text))])
    assert len(words) <= len(text)
    assert len(sentences) <= len(text)
