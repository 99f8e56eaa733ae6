"""The boards: how a form is filled in, without a screen."""

from lessons.model.answer import GridAnswer, Mark, MarkAnswer, OrderAnswer, PickAnswer
from lessons.model.form import Column, GridForm, MarkForm, Option, OrderForm, PickForm, Row
from lessons.text.spans import Span
from tests.helpers.articles import article_of, span_in
from tui.boards.answers import OrderBoard, PickBoard
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.safe_text import plain
from tui.widgets.sheet import Entry, laid_out

STORY = article_of("The greedy mayor pushed a reckless tram through the council.")
OPTIONS = (Option("a", "First"), Option("b", "Second"))
TECHNIQUES = (Option("loaded", "Loaded"), Option("slogan", "Slogan"))


def words(text: str) -> Span:
    return span_in(STORY, text)


def marks(*spans: Span, techniques: tuple[Option, ...] = ()) -> MarkBoard:
    form = MarkForm("main", (STORY.blocks[0].span,), techniques)
    return MarkBoard(form, MarkAnswer(tuple(Mark(span) for span in spans)), STORY)


def test_a_wider_mark_takes_the_place_of_those_it_covers_and_keeps_their_label() -> None:
    board = marks(words("greedy"), words("tram"), techniques=TECHNIQUES)
    board.label(words("greedy"), "slogan")
    board.mark(words("greedy mayor"))
    assert board.answer == MarkAnswer((Mark(words("tram")), Mark(words("greedy mayor"), "slogan")))


def test_naming_words_marks_them() -> None:
    board = marks(techniques=TECHNIQUES)
    board.label(words("reckless"), board.technique(2))
    assert board.answer == MarkAnswer((Mark(words("reckless"), "slogan"),))
    assert board.technique(3) is None


def test_taking_a_mark_away_leaves_the_others() -> None:
    board = marks(words("greedy"), words("reckless"))
    board.clear(board.key_at("main", words("greedy")) or "")
    assert board.answer.marks == (Mark(words("reckless")),)
    assert not board.blank


def test_picking_one_replaces_and_picking_again_takes_back() -> None:
    board = PickBoard(PickForm(OPTIONS), PickAnswer())
    board.digit(1, "")
    board.digit(2, "")
    assert board.answer.picked == {"b"}
    board.choose("b")
    assert board.blank
    board.digit(9, "")
    assert board.blank


def test_picking_several_adds() -> None:
    board = PickBoard(PickForm(OPTIONS, several=True), PickAnswer())
    board.digit(1, "")
    board.digit(2, "")
    assert board.answer.picked == {"a", "b"}


def grid() -> GridBoard:
    columns = (Column("is", "Missing?", OPTIONS), Column("claim", "Which?", OPTIONS, only_if=("is", "a")))
    return GridBoard(GridForm((Row("x", "X"), Row("y", "Y")), columns), GridAnswer())


def test_a_digit_answers_and_goes_on_to_the_next_question_asked() -> None:
    board = grid()
    assert board.digit(1, "") == "x/claim/a"
    assert board.digit(2, "") == "y/is/a"
    assert board.digit(2, "") == "y/is/b"
    assert board.answer.cells == {("x", "is"): "a", ("x", "claim"): "b", ("y", "is"): "b"}


def test_an_answer_goes_with_the_question_it_hangs_on() -> None:
    board = grid()
    board.digit(1, "")
    board.digit(2, "")
    board.choose("x/is/b")
    assert board.answer.cells == {("x", "is"): "b"}
    assert "x/claim" not in [entry.key for entry in board.entries()]


def test_the_cursor_opens_the_cell_it_comes_to() -> None:
    board = grid()
    assert board.moved("y/is") == "y/is/a"
    assert board.moved("y/is/b") is None
    assert board.turn(-1, "y/is/a") == "x/is/a"
    assert board.turn(-1, "x/is/a") is None


def test_an_order_untouched_is_blank_and_a_digit_places_an_item() -> None:
    board = OrderBoard(OrderForm((Row("a", "A"), Row("b", "B"), Row("c", "C"))), OrderAnswer())
    assert board.blank
    board.digit(1, "c")
    assert board.answer.items == ("c", "a", "b")
    board.turn(1, "c")
    assert board.answer.items == ("a", "c", "b")
    board.turn(-1, "a")
    assert board.answer.items == ("a", "c", "b")
    board.clear("a")
    assert board.blank
    assert board.order == ["a", "b", "c"]


def test_lines_wrap_under_their_body_and_keep_the_right_side() -> None:
    entry = Entry(plain("one two three four five six"), "k", plain("1. "), right=plain("now"), gap=1)
    rows = [row.content.plain for row in laid_out([entry], 26)]
    assert rows == ["", "1. one two three four  now", "   five six"]


def test_wide_letters_never_pass_the_edge() -> None:
    rows = laid_out([Entry(plain("警告する日本語の長い見出し" * 3), indent=2)], 20)
    assert all(row.content.cell_length <= 20 for row in rows)
    assert "".join(row.content.plain.strip() for row in rows) == "警告する日本語の長い見出し" * 3


def test_only_the_first_line_makes_room_for_what_stands_at_its_end() -> None:
    rows = laid_out([Entry(plain("one two three four five six"), right=plain("right"))], 22)
    assert [row.content.plain for row in rows] == ["one two three    right", "four five six"]


def test_a_line_that_is_cut_stays_one_line() -> None:
    rows = laid_out([Entry(plain("one two three four five six"), right=plain("right"), most=1)], 22)
    assert [row.content.plain for row in rows] == ["one two three …  right"]


def test_a_table_says_which_rows_are_missing() -> None:
    form = GridForm(tuple(Row(id, id) for id in "xyz"), (Column("is", "Is?", OPTIONS),))
    assert GridBoard(form, GridAnswer({})).missing() == "Nothing is answered yet."
    assert GridBoard(form, GridAnswer({("y", "is"): "a"})).missing() == "Rows 1, 3 are not answered yet."
    assert GridBoard(form, GridAnswer({(id, "is"): "a" for id in "xyz"})).missing() == ""


def test_a_mark_outside_what_is_asked_about_is_told_at_once() -> None:
    story = article_of("# Trams", "One two three.", "Four five six.", "Seven eight.")
    form = MarkForm("main", (story.blocks[1].span, story.blocks[2].span))
    board = MarkBoard(form, MarkAnswer(), story)

    def told(text: str, start: int = 0) -> str:
        at = story.text.index(text, start)
        return board.outside(Span(at, at + len(text)))

    assert told("two") == told("Four five six.") == told("three.\n\nFour") == ""
    assert "(1, 2). It does not count." in told("Seven")
    assert "outside" in told("Trams")
    assert "That part does not count." in told("six.\n\nSeven")
    assert "That part does not count." in told("Trams\n\nOne")
    board.mark(Span(0, 5))
    shown = [row.content.plain for row in laid_out(board.entries(), 76)]
    assert any("It does not count." in row for row in shown)
