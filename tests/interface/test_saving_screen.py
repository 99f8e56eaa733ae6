"""The lesson's screen while the record has not answered: keys wait, nothing is shown, and leaving is possible."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import Key

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Phase, Session
from tests.helpers.answering import say
from tests.helpers.late_record import FULL, LateRecord, phase_of
from tests.helpers.play import Play, playing
from tests.helpers.tiny import TINY, perfect_answers
from tui.screens import saving
from tui.screens.lesson import LessonScreen


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "LONG", 0.05)


@asynccontextmanager
async def answering(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Play, Session, LateRecord]]:
    """At the first exercise of a lesson, with its answer given."""
    lesson, record = open_lesson(TINY), LateRecord()
    session = Session(lesson, record, lambda: open_key(lesson))
    say(session, perfect_answers(lesson)[session.exercise.id])
    async with playing(size=size) as play:
        play.app.push_screen(LessonScreen(session))
        await play.pilot.pause()
        yield play, session, record


async def told_to_wait(play: Play) -> str:
    """Hand in; what the screen shows once it says that it is saving."""
    await play.press("c")
    while not play.app.screen.query_one("#desk").disabled:
        await play.pilot.pause(0.01)
    return await play.shown()


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_nothing_is_shown_before_the_answer_is_kept(size: tuple[int, int]) -> None:
    async with answering(size) as (play, session, record):
        shown = await told_to_wait(play)
        assert phase_of(session) is Phase.SAVING
        assert "saving ..." in shown
        assert "saved" not in shown
        assert "commit" not in shown
        assert "home" in shown
        record.answer()
        shown = await play.shown()
        assert phase_of(session) is Phase.EXPLAINED
        assert "saved" in shown


async def test_keys_typed_meanwhile_are_for_what_comes_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "LONG", 30.0)
    async with answering() as (play, session, record):
        play.app.post_message(Key("c", "c"))
        play.app.post_message(Key("n", "n"))
        while not record.waiting:
            await asyncio.sleep(0.01)
        assert phase_of(session) is Phase.SAVING
        assert session.index == 0
        record.answer()
        while session.index == 0:
            await asyncio.sleep(0.01)
        assert "2/1" in await play.shown()


async def test_a_refusal_is_told_and_the_answer_stands() -> None:
    async with answering() as (play, session, record):
        await told_to_wait(play)
        record.answer(FULL)
        shown = await play.shown()
        assert "Your answer is not saved" in shown
        assert "there is no room left to write" in shown
        assert "Go on without saving" not in shown
        assert phase_of(session) is Phase.ANSWERING
        shown = await play.press("enter")
        assert "not saved" in shown
        await play.press("c")
        record.answer()
        await play.shown()
        assert phase_of(session) is Phase.EXPLAINED


async def test_who_leaves_meanwhile_finds_the_answer_kept() -> None:
    async with answering() as (play, session, record):
        await told_to_wait(play)
        await play.press("2 space u h s e n")  # none of these means anything now
        assert phase_of(session) is Phase.SAVING
        shown = await play.press("escape")
        assert "A tiny course" in shown
        record.answer()
        await play.shown()
        assert record.memory.kept[-1].name == "committed"
