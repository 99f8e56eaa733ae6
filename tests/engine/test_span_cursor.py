"""Walking an article word by word: steps, selections, marks; over any text and any width."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.model.article import Article
from lessons.text.spans import Span
from tests.helpers.articles import article_of, span_in
from tests.helpers.hard_text import ARTICLES
from tui.widgets.article_layout import ArticleLayout, PageCell, lay_out
from tui.widgets.article_marks import Decoration, MarkIndex
from tui.widgets.span_cursor import SpanCursor

STORY = article_of(
    "# Peace at last",
    "He spoke of peace. Nobody believed it! Why not?",
    "* * *",
    "“We want peace,” he said. The hall was silent.",
)
LAYOUT = lay_out(STORY, 20)
"""
0 Peace at last          5 * * *
2 He spoke of peace.     7 “We want peace,” he
3 Nobody believed it!    8 said. The hall was
4 Why not? (and a blank) 9 silent.
"""


def on(words: str, nth: int = 1) -> SpanCursor:
    return SpanCursor.begin(STORY).at(span_in(STORY, words, nth).start)


def word(cursor: SpanCursor) -> str:
    return STORY.text[slice(*cursor.span)]


def selected(cursor: SpanCursor) -> str | None:
    return None if cursor.selection is None else STORY.text[slice(*cursor.selection)]


def test_the_layout_is_the_one_the_tests_speak_of() -> None:
    rows = [LAYOUT.row(index) for index in range(len(LAYOUT))]
    assert [STORY.text[row.start : row.drawn] for row in rows] == [
        "Peace at last",
        "",
        "He spoke of peace.",
        "Nobody believed it!",
        "Why not?",
        "",
        "* * *",
        "",
        "“We want peace,” he",
        "said. The hall was",
        "silent.",
    ]


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        ("peace.", lambda c: c.by_word(1), "Nobody"),
        ("peace.", lambda c: c.by_word(-1), "of"),
        ("Peace", lambda c: c.by_word(-1), "Peace"),
        ("silent", lambda c: c.by_word(1), "silent"),
        ("spoke", lambda c: c.by_sentence(1), "Nobody"),
        ("silent", lambda c: c.by_sentence(1), "silent"),
        ("believed", lambda c: c.by_sentence(-1), "Nobody"),
        ("Nobody", lambda c: c.by_sentence(-1), "He"),
        ("Peace", lambda c: c.by_sentence(-1), "Peace"),
        ("believed", lambda c: c.by_block(1), "We"),  # past the block without words
        ("We", lambda c: c.by_block(-1), "He"),
        ("hall", lambda c: c.by_block(-1), "We"),
        ("hall", lambda c: c.by_block(1), "silent"),
        ("hall", lambda c: c.to_edge(-1), "Peace"),
        ("Peace", lambda c: c.to_edge(1), "silent"),
        ("believed", lambda c: c.to_row_edge(LAYOUT, -1), "Nobody"),
        ("believed", lambda c: c.to_row_edge(LAYOUT, 1), "it"),
        ("He", lambda c: c.by_row(LAYOUT, 1), "Nobody"),
        ("it!", lambda c: c.by_row(LAYOUT, -1), "peace"),
        ("He", lambda c: c.by_row(LAYOUT, -1), "Peace"),  # over the blank row
        ("not?", lambda c: c.by_row(LAYOUT, 1), "want"),  # over rows without words
        ("want", lambda c: c.by_row(LAYOUT, -1), "not"),
        ("silent", lambda c: c.by_row(LAYOUT, 1), "silent"),
        ("He", lambda c: c.by_row(LAYOUT, 100), "silent"),
        ("silent", lambda c: c.by_row(LAYOUT, -100), "Peace"),
    ],
)
def test_steps(start: str, step: Callable[[SpanCursor], SpanCursor], end: str) -> None:
    assert word(step(on(start))) == end


def test_up_and_down_keep_the_column() -> None:
    cursor = on("it!")
    assert [word(cursor := cursor.by_row(LAYOUT, 1)) for _ in range(3)] == ["not", "he", "was"]
    assert [word(cursor := cursor.by_row(LAYOUT, -1)) for _ in range(3)] == ["he", "not", "it"]
    assert word(cursor.by_word(-1).by_row(LAYOUT, 1)) == "not"


def test_extending_selects_whole_words_and_stops_when_walking_on() -> None:
    cursor = on("spoke").by_word(1, extend=True).by_word(1, extend=True)
    assert selected(cursor) == "spoke of peace"
    assert selected(cursor.by_word(-1, extend=True)) == "spoke of"
    assert selected(on("of").by_word(-1, extend=True)) == "spoke of"
    assert selected(cursor.by_word(1)) is None


def test_a_toggled_selection_stays_until_it_is_dropped() -> None:
    cursor = on("We").toggled()
    assert selected(cursor) == "We"
    assert selected(cursor.by_word(1).by_word(1)) == "We want peace"
    assert selected(cursor.by_word(2).toggled()) is None
    assert selected(cursor.by_word(2).dropped().by_word(1)) is None


def test_sentences_and_paragraphs_are_selected_whole() -> None:
    assert selected(on("He").by_sentence(1, extend=True)) == "He spoke of peace"
    two = on("He").toggled().by_sentence(1).by_sentence(1)
    assert selected(two) == "He spoke of peace. Nobody believed it"
    assert selected(on("He").by_block(1, extend=True)) == "He spoke of peace. Nobody believed it! Why not"
    assert selected(on("not").by_sentence(-1, extend=True)) == "Why not"
    assert selected(on("We").by_block(1, extend=True)) == "We want peace,” he said. The hall was silent"


def test_the_next_mark_is_found_from_wherever_the_cursor_stands() -> None:
    marks = sorted(span_in(STORY, words) for words in ["“We want", "spoke", "believed it"])
    assert on("Peace").next_mark(marks, 1) == span_in(STORY, "spoke")
    assert on("spoke").next_mark(marks, 1) == span_in(STORY, "believed it")
    assert on("it!").next_mark(marks, -1) == span_in(STORY, "believed it")
    assert on("believed").next_mark(marks, -1) == span_in(STORY, "spoke")
    assert on("We").next_mark(marks, 1) is None
    assert on("We").next_mark(marks, -1) == span_in(STORY, "believed it")
    assert on("He").next_mark(marks, -1) is None
    assert on("He").next_mark((), 1) is None


def test_a_click_goes_to_the_nearest_word_of_the_row() -> None:
    begin = SpanCursor.begin(STORY)
    assert word(begin.nearest(LAYOUT, PageCell(3, 9))) == "believed"
    assert word(begin.nearest(LAYOUT, PageCell(3, 60))) == "it"
    assert word(begin.nearest(LAYOUT, PageCell(3, -4))) == "Nobody"
    assert word(begin.nearest(LAYOUT, PageCell(6, 2))) == "We"
    assert word(begin.nearest(LAYOUT, PageCell(99, 0))) == "silent"


def test_where_words_have_no_spaces_each_character_is_a_step() -> None:
    article = article_of("警告する。平和")
    cursor = SpanCursor.begin(article)
    walked = [cursor := cursor.by_word(1) for _ in range(4)]
    assert [article.text[slice(*step.span)] for step in walked] == ["告", "す", "る", "平"]
    layout = lay_out(article, 6)
    assert article.text[slice(*cursor.by_row(layout, -1).span)] == "す"


def test_an_article_without_words_holds_the_cursor_still() -> None:
    article = article_of("* * *", "—")
    layout = lay_out(article, 20)
    cursor = SpanCursor.begin(article)
    for step in STEPS.values():
        assert step(cursor, layout) == cursor
    assert cursor.span == Span(0, 0)
    assert cursor.toggled().selection is None


STEPS: dict[str, Callable[[SpanCursor, ArticleLayout], SpanCursor]] = {
    "right": lambda c, layout: c.by_word(1),
    "left": lambda c, layout: c.by_word(-1),
    "down": lambda c, layout: c.by_row(layout, 1),
    "up": lambda c, layout: c.by_row(layout, -1),
    "page down": lambda c, layout: c.by_row(layout, 5),
    "page up": lambda c, layout: c.by_row(layout, -5),
    "sentence": lambda c, layout: c.by_sentence(1),
    "sentence back": lambda c, layout: c.by_sentence(-1),
    "block": lambda c, layout: c.by_block(1),
    "block back": lambda c, layout: c.by_block(-1),
    "home": lambda c, layout: c.to_row_edge(layout, -1),
    "end": lambda c, layout: c.to_row_edge(layout, 1),
    "extend right": lambda c, layout: c.by_word(1, extend=True),
    "extend down": lambda c, layout: c.by_row(layout, 1, extend=True),
    "extend sentence": lambda c, layout: c.by_sentence(1, extend=True),
    "extend back": lambda c, layout: c.by_sentence(-1, extend=True),
    "toggle": lambda c, layout: c.toggled(),
}


@given(ARTICLES, st.integers(1, 60), st.lists(st.sampled_from(sorted(STEPS)), max_size=25))
def test_no_walk_leaves_the_words(article: Article, width: int, walk: list[str]) -> None:
    layout = lay_out(article, width)
    cursor = SpanCursor.begin(article)
    for step in walk:
        cursor = STEPS[step](cursor, layout)
        if len(article.words):
            assert cursor.span == article.words[cursor.word]
        if cursor.selection is not None:
            assert cursor.selection.holds(cursor.span)
            assert cursor.selection.start in article.words.starts
            assert cursor.selection.end in article.words.ends


@given(ARTICLES, st.integers(1, 60))
def test_stepping_down_from_the_top_visits_every_row_with_a_word_once(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    cursor = SpanCursor.begin(article)
    rows = []
    for _ in range(len(layout) + 1):
        rows.append(layout.rows_of(cursor.span))
        after = cursor.by_row(layout, 1)
        if after.word == cursor.word:
            break
        assert after.word > cursor.word
        cursor = after
    between = article.words.between
    spoken = {row for row in range(len(layout)) if between(layout.starts[row], layout.ends[row])}
    assert {row for span in rows for row in span} == spoken


@given(ARTICLES, st.integers(1, 60), st.data())
def test_down_and_up_again_returns_to_the_column(article: Article, width: int, data: st.DataObject) -> None:
    layout = lay_out(article, width)
    words = article.words
    cursor = SpanCursor.begin(article).to(data.draw(st.integers(0, max(0, len(words) - 1))))
    down = cursor.by_row(layout, 1)
    one_row = len(layout.rows_of(cursor.span)) == 1 == len(layout.rows_of(down.span))
    joined = (
        layout.offset(layout.place(cursor.span.start)) != cursor.span.start
    )  # in the middle of a grapheme
    if down.word != cursor.word and one_row and not joined:
        assert down.by_row(layout, -1).span == cursor.span


@given(ARTICLES, st.sampled_from(["by_sentence", "by_block"]))
def test_jumps_forward_reach_the_end_and_back_the_beginning(article: Article, name: str) -> None:
    cursor = SpanCursor.begin(article)
    for _ in range(len(article.words) + 1):
        after: SpanCursor = getattr(cursor, name)(1)
        assert after.word > cursor.word or after.word == len(article.words) - 1 or not len(article.words)
        cursor = after
    assert cursor.word == max(0, len(article.words) - 1)
    for _ in range(len(article.words) + 1):
        cursor = getattr(cursor, name)(-1)
    assert cursor.word == 0


@given(ARTICLES, st.data())
def test_sentence_steps_are_those_of_the_whole_article(article: Article, data: st.DataObject) -> None:
    words, sentences = article.words, article.sentences
    if not len(words):
        return
    cursor = SpanCursor.begin(article).to(data.draw(st.integers(0, len(words) - 1)))
    here = sentences.at(cursor.span.start)
    firsts = [words.at(start) for start in sentences.starts]
    following = firsts[here + 1] if here + 1 < len(firsts) else len(words)
    assert cursor.by_sentence(1).word == min(following, len(words) - 1)
    assert cursor.by_sentence(-1).word == max((first for first in firsts if first < cursor.word), default=0)
    lasts = [inside[-1] for inside in (words.between(*sentence) for sentence in sentences) if inside]
    later = [last for last in lasts if last > cursor.word]
    assert cursor.by_sentence(1, extend=True).word == min(later, default=len(words) - 1)


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


@given(st.lists(SPANS, max_size=30), SPANS)
def test_marks_over_a_place_are_all_found_in_order(spans: list[Span], place: Span) -> None:
    index = MarkIndex(Decoration(span, "mine", str(number)) for number, span in enumerate(spans))
    found = index.over(*place)
    assert sorted(mark.span for mark in found) == sorted(span for span in spans if span.overlaps(place))
    assert found == [mark for mark in index if mark in found]
    shortest = index.at(place)
    assert (shortest is None) == (not found)
    assert shortest is None or all(length(shortest) <= length(mark) for mark in found)


def length(mark: Decoration) -> int:
    return mark.span.end - mark.span.start
