"""A shelf of cards on the screen: opened once, read in the place of the article, and proved by marked words."""

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.lesson.opening import open_lesson
from lessons.text.spans import Span
from tests.helpers.play import SIZES, Play, playing, request
from tests.helpers.tiny import STORIES, TWO_STORIES
from tui.boards.shelf_board import ShelfBoard
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView

LAST = len(open_lesson(TWO_STORIES).exercises)
TO_SHELF = "enter w end enter"


def screen_of(play: Play) -> LessonScreen:
    screen = play.app.screen
    assert isinstance(screen, LessonScreen)
    return screen


def draft(play: Play) -> ShelfAnswer:
    answer = screen_of(play).session.draft
    assert isinstance(answer, ShelfAnswer)
    return answer


def article(play: Play) -> str:
    return screen_of(play).desk.view("main").article.text


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_the_shelf_looks(size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with playing(TO_SHELF, size=size, wish=request((STORIES,))) as play:
        assert await play.shown() == golden(name="closed")
        assert await play.press("down down down enter") == golden(name="asked")
        assert await play.press("enter") == golden(name="open")
        assert await play.press("c") == golden(name="gaps")
        assert await play.press("c") == golden(name="explained")


async def test_a_card_is_opened_only_when_that_was_asked_of_it() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        assert "It cannot be closed again" in await play.press("enter")
        assert screen_of(play).session.draft is None
        assert "It cannot be closed again" not in await play.press("down")
        assert "It cannot be closed again" in await play.press("up enter")
        shown = await play.press("enter")
        assert draft(play).opened == ("quiet",)
        assert "2 of 3 opens left" in shown
        assert "We are neighbours who want to sleep" in article(play)


async def test_no_more_cards_than_may_be_opened() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        await play.press("enter enter down enter enter down enter enter")
        assert draft(play).opened == ("quiet", "board", "hours")
        assert "No opens are left" in await play.press("down enter")
        await play.press("enter enter")
        assert draft(play).opened == ("quiet", "board", "hours")
        assert draft(play).card is None


async def test_the_open_card_is_read_in_the_place_of_the_article_and_the_article_comes_back() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        before = article(play)
        before_word = screen_of(play).desk.view("main").cursor.span
        await play.press("enter enter")
        assert article(play) != before
        assert screen_of(play).desk.view("main").marking
        await play.press("down")
        assert article(play) == before
        assert not screen_of(play).desk.view("main").marking
        assert screen_of(play).desk.view("main").cursor.span == before_word
        await play.press("up")
        assert article(play) != before
        await play.press("p")
        assert article(play) == before


async def test_marked_words_prove_it_and_name_the_card() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        await play.press("down down down enter enter a")
        view = screen_of(play).focused
        assert isinstance(view, ArticleView)
        await play.press("right right right right right v right right right right space")
        answer = draft(play)
        assert answer.card == "papers"
        assert [view.article.text[slice(*span)] for span in answer.words] == [
            "They came from nine households"
        ]
        assert "proof" in await play.shown()
        await play.press("space")
        assert draft(play).words == ()
        await play.press("space a 2")
        assert draft(play).verdict == "few"
        assert "You named" not in await play.press("c")


async def test_naming_another_card_drops_the_words_and_undo_brings_them_back_and_opens_nothing() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        await play.press("enter enter a space a down enter enter")
        marked = draft(play)
        assert marked.card == "quiet"
        assert marked.words
        await play.press("enter")
        assert (draft(play).card, draft(play).words) == ("board", ())
        await play.press("o")
        assert draft(play) == marked
        await play.press("o o o o")
        assert draft(play) == ShelfAnswer(("quiet", "board"))
        board = screen_of(play).board
        assert isinstance(board, ShelfBoard)
        assert board.page is not None


async def test_gaps_are_asked_about_once() -> None:
    async with playing(TO_SHELF, wish=request((STORIES,))) as play:
        await play.press("enter enter")
        shown = await play.press("c")
        for gap in ("There is no verdict yet.", "No card is named that decides.", "No words are marked"):
            assert gap in " ".join(shown.split())
        assert "of 100" in await play.press("c")


def test_an_answer_that_was_handed_in_is_looked_at_and_asks_nothing() -> None:
    form = open_lesson(TWO_STORIES).exercise("owner").form
    assert isinstance(form, ShelfForm)
    board = ShelfBoard(form, ShelfAnswer(("quiet", "papers"), "few", "papers", (Span(8, 20),)))
    told = [entry.body.plain for entry in board.answered()]
    assert told[0].startswith("We are many")
    assert told[-1] == "No, far fewer did"
    assert not [line for line in told if "Enter" in line or "It cannot be closed" in line]
    assert [entry.lead.plain for entry in board.answered()][-1] == "verdict: "
