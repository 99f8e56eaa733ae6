"""Typing is never a command: what is typed into a field, or beside an open one, is text, and no key loses it."""

import pytest

from tests.helpers.bursts import at_rest, post
from tests.helpers.play import Play, playing
from tui.app import CloseRead
from tui.screens.contest import ContestScreen
from tui.widgets.answer_field import AnswerField

LETTERS = "q n s c d u g space 1 question_mark colon j x"
"""Keys that are commands elsewhere, and one that is not."""
TYPED = "qnscdug 1?:jx"
FIELDS = {
    "contest": "enter c c d",
    "contest, left for the menu": "enter c c d escape",
    "contest, refused as empty": "enter c c d enter enter",
    "learner": "l down enter",
    "short": "enter s s s s s s s s s s s",
    "rewrite": "enter s s s s s s s s s s s escape s",
}


async def type_letters(play: Play) -> None:
    for key in LETTERS.split():
        post(play.app, key)
    await at_rest(play.app)


@pytest.mark.sample(2)
@pytest.mark.parametrize("place", FIELDS)
async def test_every_letter_is_text(place: str) -> None:
    async with playing(FIELDS[place]) as play:
        screen = play.app.screen
        await type_letters(play)
        assert play.app.screen is screen
        assert screen.query_one(AnswerField).text == TYPED


async def test_a_name_that_is_refused_stays_in_its_field() -> None:
    async with playing("l down enter full_stop enter") as play:
        screen = play.app.screen
        await type_letters(play)
        assert play.app.screen is screen
        assert screen.query_one(AnswerField).text == "." + TYPED


async def test_a_reason_that_was_left_is_there_again() -> None:
    async with playing("enter c c d") as play:
        await type_letters(play)
        await play.press("escape escape d")
        assert isinstance(play.app.screen, ContestScreen)
        assert play.app.screen.unsent == TYPED
        await play.press("enter enter d")
        assert play.app.screen.unsent == TYPED
    assert isinstance(play.app, CloseRead)
