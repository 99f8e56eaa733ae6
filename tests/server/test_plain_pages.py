"""The plain pages: a lesson is taken by forms alone, on the same record as in the terminal."""

from pathlib import Path

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.play.summary import Summary
from tests.helpers.place import home
from tests.helpers.plain_pages import PlainPage, Reader, answered, spoken
from tests.helpers.served import Served, served
from tests.helpers.tiny import TINY, TWO_STORIES


async def reader_at(own: Served, folder: Path, name: str = "Ana") -> tuple[Reader, PlainPage]:
    """A learner who came in and opened a lesson."""
    reader = Reader(await own.learner(name))
    lesson = open_lesson(folder, home())
    return reader, await reader.get(f"/plain/{lesson.course}/{lesson.id}")


async def summary_of(own: Served, folder: Path, name: str = "Ana") -> Summary:
    """The figures of what the class has of a learner."""
    member = own.hall.door.roll.find(name)
    assert member is not None
    assert member.learner is not None
    lesson = open_lesson(folder, home())
    return Session(lesson, await own.hall.served.seat(member.learner), lambda: open_key(lesson)).summary()


async def play_whole(own: Served, folder: Path) -> PlainPage:
    """Answer everything as the key does; the page at the end."""
    reader, page = await reader_at(own, folder)
    lesson = open_lesson(folder, home())
    key = open_key(lesson)
    page = await reader.send(page.form, "next")
    for number, exercise in enumerate(lesson.exercises, 1):
        assert f"Exercise {number} of {len(lesson.exercises)}" in spoken(page)
        page = await answered(reader, page, lesson, exercise, key.bound[exercise.id].perfect())
        assert page.status == 200, spoken(page)
        page = await reader.send(page.form, "hand-in")
        assert "Handed in. Saved." in spoken(page), (exercise.id, spoken(page)[:600])
        page = await reader.send(page.form, "next")
    return page


@pytest.mark.parametrize("folder", [TINY, TWO_STORIES], ids=["tiny", "two-stories"])
async def test_the_key_by_forms_is_100_of_100(folder: Path) -> None:
    async with served(roots=(folder.parent,)) as own:
        page = await play_whole(own, folder)
        assert "End of the lesson" in spoken(page)
        assert "Score: 100 of 100" in spoken(page)
        summary = await summary_of(own, folder)
        assert summary.score == 1
        assert summary.answered == summary.total
