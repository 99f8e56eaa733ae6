"""What the learner did, on the screen."""

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.model.answer import Raw
from lessons.record import Event
from tests.helpers.place import open_journal
from tests.helpers.play import Play, playing, request
from tests.helpers.reviewing import MONDAY, Calendar, do_lesson, review


@pytest.fixture(scope="module")
def kept() -> list[Event]:
    wrong: dict[str, Raw] = {"find-loaded": [], "who-says": ["writer"], "chain": None}
    record = Calendar()
    do_lesson(record, wrong, sure=3)
    review(record.on(1), lambda session: session.question.card.missed.item != "whole")
    return record.kept


async def opened(play: Play) -> str:
    await play.press("p")
    await play.app.workers.wait_for_complete()
    return await play.shown()


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: "x".join(map(str, size)))
async def test_looks(kept: list[Event], size: tuple[int, int], golden: SnapshotAssertion) -> None:
    journal = open_journal("ana")
    for event in kept:
        journal.append(event, sync=False)
    async with playing(size=size, wish=request(journal=journal, now=MONDAY.replace(day=7))) as play:
        assert await opened(play) == golden


@pytest.mark.thorough
async def test_the_page_can_be_read_to_its_end_and_escape_leads_home(kept: list[Event]) -> None:
    journal = open_journal("ana")
    for event in kept:
        journal.append(event, sync=False)
    async with playing(size=(60, 20), wish=request(journal=journal)) as play:
        await opened(play)
        shown = await play.press("end")
        assert "The tiny tram" in shown
        assert "A tiny course" in await play.press("escape")


async def test_without_a_record_it_says_so() -> None:
    async with playing() as play:
        assert "No lesson was begun yet." in await opened(play)
