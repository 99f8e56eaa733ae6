"""Review on the screen: from the home screen through a sitting, and what it looks like."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.model.answer import Raw
from lessons.record import Event
from lessons.record.journal import Journal
from tests.helpers.place import journal_path, open_journal
from tests.helpers.play import Play, playing, request
from tests.helpers.reviewing import MONDAY, Calendar, do_lesson
from tui.screens.review import ReviewScreen

MISSES: dict[str, Raw] = {
    "find-loaded": [],
    "name-it": {"everyone": "slogan", "reckless": "loaded-language"},
    "who-stands-behind": {"cost": "office", "hate": "shop"},
}
TUESDAY = MONDAY.replace(day=6)


@cache
def lesson_events() -> tuple[Event, ...]:
    record = Calendar()
    do_lesson(record, MISSES)
    return tuple(record.kept)


@asynccontextmanager
async def reviewing(
    keys: str = "", *, size: tuple[int, int] = (80, 24), straight: bool = False
) -> AsyncIterator[Play]:
    """The program on the day after the lesson; ``straight`` as ``closeread review`` opens it."""
    journal = open_journal("ana")
    for event in lesson_events():
        journal.append(event, sync=False)
    wish = replace(request(journal=journal, now=TUESDAY), review=straight)
    async with playing(size=size, wish=wish) as play:
        for key in keys.split():
            await play.press(key)
            await play.app.workers.wait_for_complete()
        yield play


STATES = {
    "fresh": "r right space 1",
    "fresh-explained": "r right space 1 c",
    "article": "r s s s",
    "end": "r right space 1 c n s s s s s",
}


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("state", "size"),
    [*((state, (80, 24)) for state in STATES), ("fresh", (60, 20)), ("fresh-explained", (120, 40))],
)
async def test_looks(state: str, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with reviewing(STATES[state], size=size) as play:
        assert await play.shown() == golden


@pytest.mark.thorough
async def test_home_tells_how_much_is_due_and_review_leads_back_there() -> None:
    async with reviewing() as play:
        assert "r review (5 due)" in await play.shown()
        await play.press("r")
        await play.app.workers.wait_for_complete()
        assert "1/6" in await play.press("right space 1")
        assert "+ Right." in await play.press("c")
        shown = await play.press("escape")
        assert "A tiny course" in shown
        assert "r review (4 due)" in shown
    assert journal_path("ana").read_bytes().count(b'"event":"reviewed"') == 1


@pytest.mark.thorough
async def test_a_lesson_does_not_lose_its_place_by_review() -> None:
    async with reviewing("r s s s s s s") as play:
        assert "Before" not in await play.shown()
        shown = await play.press("escape enter")
        assert "The tiny tram" in shown
        assert "the end" in shown


@pytest.mark.thorough
async def test_the_command_opens_review_at_once_and_escape_leads_home() -> None:
    async with reviewing(straight=True) as play:
        await play.app.workers.wait_for_complete()
        assert "1/6" in await play.shown()
        assert "A tiny course" in await play.press("escape")


@pytest.mark.thorough
async def test_only_what_a_card_can_do_is_in_the_footer() -> None:
    async with reviewing("r right space 1 c", size=(120, 40)) as play:
        shown = await play.shown()
        for words in ("t try again", "d contest", "p back", "h hint"):
            assert words not in shown
        assert isinstance(play.app.screen, ReviewScreen)
        await play.press("t p h d")
        assert isinstance(play.app.screen, ReviewScreen)
        assert "+ Right." in await play.shown()


@pytest.mark.thorough
async def test_after_the_last_card_more_may_be_due() -> None:
    async with reviewing("r s s s s s s") as play:
        shown = await play.shown()
        assert "5 cards are still due today." in shown
        assert "r go on" in shown
        await play.press("r")
        await play.app.workers.wait_for_complete()
        assert "1/6" in await play.shown()


async def test_nothing_due_says_when_something_comes_and_nothing_missed_how_it_works() -> None:
    async with playing("r") as play:
        await play.app.workers.wait_for_complete()
        assert "What you miss in a lesson comes back here" in await play.shown()
        assert "r go on" not in await play.shown()


@pytest.mark.thorough
async def test_a_record_that_refuses_is_told_and_the_card_can_be_read_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from lessons.record import RecordError

    async with reviewing("r right space 1", size=(120, 40)) as play:

        def full(journal: Journal, event: Event, *, sync: bool) -> None:
            raise RecordError("here", "there is no room left to write", "room", "make room")

        monkeypatch.setattr(Journal, "append", full)
        assert "no room left" in await play.press("c")
    assert journal_path("ana").read_bytes().count(b'"event":"reviewed"') == 0


async def test_a_lesson_that_is_gone_is_told(tmp_path: Path) -> None:
    journal = open_journal("ana")
    for event in lesson_events():
        journal.append(event, sync=False)
    async with playing("r", wish=request([tmp_path], journal=journal)) as play:
        await play.app.workers.wait_for_complete()
        assert "Not asked: tiny: the lesson is not on this machine" in await play.shown()
