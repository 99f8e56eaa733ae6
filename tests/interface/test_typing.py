"""Typing is never a command: what is typed into a field, or beside an open one, is text, and no key loses it."""

import pytest

from lessons.record.event import REASON
from lessons.record.journal import read_journal
from lessons.share.handing_in.hand_in import to_bytes
from lessons.share.handing_in.handing_in import hand_in_of
from tests.helpers.bursts import at_rest, post
from tests.helpers.place import here, journal_path
from tests.helpers.play import Play, playing
from tests.helpers.tiny import TINY
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


@pytest.mark.sample(1)
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


@pytest.mark.thorough
async def test_a_reason_outlives_the_program_and_is_in_no_hand_in() -> None:
    async with playing("enter c c d") as play:
        await type_letters(play)
        await play.press("ctrl+c ctrl+c")
    kept = read_journal(journal_path("ana")).events
    assert [event.data["reason"] for event in kept if event.name == REASON] == [TYPED]
    async with playing("enter d") as play:
        assert play.app.screen.query_one(AnswerField).text == TYPED
        await play.press("escape down enter")
    assert [event.name for event in read_journal(journal_path("ana")).events].count(REASON) == 1
    handed_in = hand_in_of(TINY, here("ana"))
    assert handed_in is not None
    assert TYPED not in to_bytes(handed_in.hand_in).decode()


@pytest.mark.thorough
async def test_a_reason_that_was_left_is_there_again() -> None:
    async with playing("enter c c d") as play:
        await type_letters(play)
        await play.press("escape escape d")
        assert isinstance(play.app.screen, ContestScreen)
        assert play.app.screen.unsent == TYPED
        await play.press("enter enter d")
        assert play.app.screen.unsent == TYPED
    assert isinstance(play.app, CloseRead)
