"""Wrapping an article into rows: every character once, no row too wide, places and offsets that agree."""

import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lessons.model.article import Article, Masthead
from lessons.text.spans import Span
from tests.helpers.articles import article_of
from tests.helpers.hard_text import ARTICLES, PROSE, make_article
from tui import cells
from tui.line_breaks import NEVER_FIRST, NEVER_LAST
from tui.widgets.article_layout import MEASURE, ArticleLayout, PageCell, lay_out

WIDTHS = st.integers(1, 90)


def drawn(layout: ArticleLayout) -> list[str]:
    """The text of each row as it is shown, without margin and indent."""
    rows = [layout.row(index) for index in range(len(layout))]
    return [layout.text[row.start : row.drawn] for row in rows]


@given(ARTICLES, WIDTHS)
def test_every_character_stands_in_exactly_one_row(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    assert layout.starts[0] == 0
    assert layout.ends[-1] == len(article.text)
    assert all(end == start for end, start in zip(layout.ends, layout.starts[1:], strict=False))
    assert all(before < after for before, after in pairwise(layout.starts))


@given(ARTICLES, WIDTHS)
def test_no_row_is_wider_than_the_measure(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    assert layout.measure == min(MEASURE, max(4, width))
    for index, text in enumerate(drawn(layout)):
        row = layout.row(index)
        alone = len(list(cells.graphemes(layout.text, row.start, row.drawn))) == 1  # it cannot be cut
        assert row.indent + cells.most(text) <= layout.measure or alone


@given(ARTICLES, WIDTHS)
def test_only_blanks_are_left_undrawn(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    rows = [layout.row(index) for index in range(len(layout))]
    assert all(not layout.text[row.drawn : row.end].strip(" \u3000\n") for row in rows)
    assert "\n" not in "".join(drawn(layout))


@given(ARTICLES, WIDTHS)
def test_a_row_begins_between_graphemes(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    begins = {first for block in article.blocks for first, _, _ in cells.graphemes(layout.text, *block.span)}
    for index in range(len(layout)):
        row = layout.row(index)
        broken = row.start > 0 and layout.text[row.start - 1] == "\n"
        assert row.blank or broken or row.start in begins


@given(ARTICLES, WIDTHS)
def test_a_row_is_full_before_it_breaks(article: Article, width: int) -> None:
    """Greedy: what the next row begins with, up to its first blank, would not have fitted into this row."""
    layout = lay_out(article, width)
    for index in range(len(layout) - 1):
        row, following = layout.row(index), layout.row(index + 1)
        if row.blank or following.first or following.blank or layout.text[row.end - 1] == "\n":
            continue
        rest = layout.text[following.start : following.drawn]
        piece = rest.split(" ")[0] or rest[:2]  # a blank with a mark on it does not hang
        gap = layout.text[row.drawn : row.end]
        text = layout.text[row.start : row.drawn] + gap + piece
        if row.wide and NEVER_FIRST.union(NEVER_LAST).intersection(text):
            continue  # a character may have gone down with a sign that no row begins or ends with
        assert cells.most(text) > layout.measure - row.indent


@given(ARTICLES, WIDTHS, st.data())
def test_offset_to_place_and_back(article: Article, width: int, data: st.DataObject) -> None:
    layout = lay_out(article, width)
    offset = data.draw(st.integers(0, len(article.text)))
    place = layout.place(offset)
    row = layout.row(place.row)
    assert row.start <= offset <= row.end
    assert row.indent <= place.cell <= layout.measure
    back = layout.offset(place)
    assert layout.place(back) == place
    visible = [first for first, last, size in cells.graphemes(layout.text, row.start, row.drawn) if size]
    if offset in visible:
        assert back <= offset
        assert cells.width(layout.text[back:offset]) == 0


@given(ARTICLES, WIDTHS, st.integers(-3, 400), st.integers(-3, 100))
def test_any_place_has_an_offset_in_its_row(article: Article, width: int, y: int, cell: int) -> None:
    layout = lay_out(article, width)
    row = layout.row(min(max(y, 0), len(layout) - 1))
    assert row.start <= layout.offset(PageCell(y, cell)) <= row.drawn


@given(ARTICLES, WIDTHS, st.data())
def test_rows_of_a_span_hold_a_part_of_it(article: Article, width: int, data: st.DataObject) -> None:
    layout = lay_out(article, width)
    start = data.draw(st.integers(0, len(article.text)))
    end = data.draw(st.integers(start, len(article.text)))
    holding = [n for n in range(len(layout)) if max(layout.starts[n], start) < min(layout.ends[n], end)]
    assert list(layout.rows_of(Span(start, end))) == holding


@given(ARTICLES, WIDTHS)
def test_each_row_knows_its_block(article: Article, width: int) -> None:
    layout = lay_out(article, width)
    firsts = [index for index in range(len(layout)) if layout.row(index).first]
    assert [layout.starts[index] for index in firsts] == [block.span.start for block in article.blocks]
    for index in range(len(layout)):
        assert layout.block(index) == article.block_at(layout.starts[index])


@given(ARTICLES, WIDTHS, WIDTHS)
def test_a_resize_and_back_changes_nothing(article: Article, width: int, other: int) -> None:
    layout = lay_out(article, width)
    lay_out(article, other)
    assert lay_out(article, width) == layout


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.integers(0, 80))
@example("ab\ud800\x1b[0m\u202e", 3)
def test_clip_never_exceeds_the_room(text: str, room: int) -> None:
    shown = cells.clip(cells.drawable(text), room)
    assert cells.most(shown) <= room
    assert shown == cells.drawable(text) or room == 0 or shown.endswith("…")


@given(st.one_of(PROSE, st.text(st.characters(exclude_categories=["Cs"]), max_size=80)))
@example("\u200d\u200daa\ufe0f")
def test_graphemes_cover_the_text_and_add_up(text: str) -> None:
    parts = list(cells.graphemes(text))
    assert "".join(text[first:last] for first, last, _ in parts) == text
    assert cells.width(text) <= sum(size for _, _, size in parts) <= cells.most(text)
    if cells.is_simple(text):
        assert cells.width(text) == len(text)


def test_words_wrap_at_blanks_dashes_and_hyphens() -> None:
    article = article_of("The well-known president—he said nothing-at-all—left.")
    rows = ["The well-known", "president—he", "said nothing-at-", "all—left."]
    assert drawn(lay_out(article, 16)) == rows
    assert drawn(lay_out(article_of("from -5 to 3-4 degrees"), 9)) == ["from -5", "to 3-4", "degrees"]


def test_a_long_word_is_cut_and_blanks_hang() -> None:
    assert drawn(lay_out(article_of("aaaaaaaaaa bb"), 4)) == ["aaaa", "aaaa", "aa", "bb"]
    assert drawn(lay_out(article_of("aaaa      bb"), 4)) == ["aaaa", "bb"]
    assert drawn(lay_out(article_of("aaaa      "), 4)) == ["aaaa"]


def test_wide_characters_break_anywhere_and_count_two_cells() -> None:
    layout = lay_out(article_of("警告する。 ab 文字"), 7)
    assert drawn(layout) == ["警告す", "る。 ab", "文字"]
    assert layout.place(4) == PageCell(1, 2)
    assert layout.offset(PageCell(1, 3)) == 4
    assert layout.offset(PageCell(1, 5)) == 6


def test_joined_emoji_and_combining_marks_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    layout = lay_out(article_of(f"{family}{family}{family} cafe\u0301"), 12)
    assert drawn(layout) == [family * 2, f"{family} cafe\u0301"]  # a family may take 6 cells
    assert layout.place(1) == PageCell(0, 0)
    assert layout.offset(PageCell(0, 3)) == len(family)


def test_blank_rows_stand_between_blocks_but_not_within_furniture() -> None:
    layout = lay_out(article_of(":ad", ":promo", "#Head", "Text."), 30)
    assert drawn(layout) == ["ad", "promo", "", "Head", "", "Text."]
    assert [layout.row(index).indent for index in range(6)] == [2, 2, 2, 0, 0, 0]
    assert [layout.row(index).blank for index in range(6)] == [False, False, True, False, True, False]


def test_a_list_item_hangs_from_its_lead() -> None:
    layout = lay_out(make_article([("paragraph", "one two three")], lead="• "), 9)
    assert drawn(layout) == ["one two", "three"]
    assert {layout.row(0).indent, layout.row(1).indent} == {2}


def test_what_could_steer_a_terminal_is_replaced_in_place() -> None:
    article = article_of("a\x1b[31mb\tc\u202ed\r\x9be")
    assert lay_out(article, 30).text == "a\ufffd[31mb c\ufffdd\ufffd\ufffde"


def test_an_article_without_blocks_has_one_empty_row() -> None:
    layout = lay_out(Article(Masthead("Empty"), "", ()), 40)
    assert len(layout) == 1
    assert layout.row(0).blank
    assert layout.place(0) == PageCell(0, 0)
    assert layout.offset(PageCell(3, 3)) == 0


@pytest.mark.parametrize("name", ["article_layout", "article_marks", "span_cursor"])
def test_the_arithmetic_needs_no_screen(name: str) -> None:
    code = f"import sys, tui.widgets.{name}; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


HINDI = "नगर परिषद ने सोमवार को फ़ैसला किया। इस निर्दयी फ़ैसले ने पूरे शहर को हिला दिया। छात्रों को अँधेरे में छोड़ा जा रहा है।"
TAMIL = "நகர சபை திங்கட்கிழமை முடிவு செய்தது. இந்தக் கொடூரமான முடிவு முழு நகரத்தையும் உலுக்கியது."
KHMER = "ក្រុមប្រឹក្សាក្រុងបានសម្រេចចិត្តនៅថ្ងៃច័ន្ទ"
BURMESE = "မြို့တော်ကောင်စီက တနင်္လာနေ့တွင် ဆုံးဖြတ်ခဲ့သည်။"


@pytest.mark.parametrize("text", [HINDI, TAMIL, KHMER, BURMESE], ids=["Hindi", "Tamil", "Khmer", "Burmese"])
@pytest.mark.parametrize("width", [20, 44, 72])
def test_no_row_is_cut_where_a_terminal_gives_spacing_marks_a_cell(text: str, width: int) -> None:
    layout = lay_out(article_of(f"{text} {text}"), width)
    for row in drawn(layout):
        assert sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in row) <= width


@pytest.mark.parametrize("text", [HINDI, TAMIL], ids=["Hindi", "Tamil"])
def test_words_with_spacing_marks_are_broken_between_words_only(text: str) -> None:
    layout = lay_out(article_of(text), 30)
    assert " ".join(drawn(layout)) == text
    assert len(drawn(layout)) > 2


@pytest.mark.parametrize("width", range(6, 30))
def test_no_row_of_japanese_begins_with_a_closing_sign_or_ends_with_an_opening_one(width: int) -> None:
    text = "市議会は月曜日に、「夜行バスの廃止」を決めた。学生は（暗闇に）取り残される、という。ちょっと、待って！"
    for row in drawn(lay_out(article_of(text), width)):
        assert row[0] not in "、。」）！ょっゃ"
        assert row[-1] not in "「（"
