"""The plain pages: a lesson is taken by forms alone, on the same record as in the terminal."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from lessons.kinds.shelf_form import ShelfCard, ShelfForm
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.play.summary import Summary
from lessons.record.recorder import RecordError
from lessons.school.store import ClassStore
from tests.helpers.place import home
from tests.helpers.plain_pages import PlainPage, Reader, answered, spoken
from tests.helpers.served import Served, served
from tests.helpers.shipped_lessons import LESSONS
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


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", [TINY, TWO_STORIES], ids=["tiny", "two-stories"])
async def test_the_key_by_forms_is_100_of_100(folder: Path) -> None:
    await whole_lesson_is_100(folder)


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=[folder.name for folder in LESSONS])
async def test_every_shipped_lesson_is_played_to_its_end(folder: Path) -> None:
    await whole_lesson_is_100(folder)


async def whole_lesson_is_100(folder: Path) -> None:
    async with served(roots=(folder.parent,)) as own:
        page = await play_whole(own, folder)
        assert "End of the lesson" in spoken(page)
        assert "Score: 100 of 100" in spoken(page)
        summary = await summary_of(own, folder)
        assert summary.score == 1
        assert summary.answered == summary.total


async def at_exercise(own: Served, number: int, folder: Path = TINY) -> tuple[Reader, PlainPage]:
    reader, page = await reader_at(own, folder)
    page = await reader.send(page.form, "next")
    return reader, await reader.send(page.form, f"goto {number}")


def terminal_of(own: Served) -> object:
    return next(iter(own.hall.seats.values()), None)


# One record, one at work ---------------------------------------------------------------------------------------------


async def test_who_begins_on_pages_goes_on_in_the_terminal_and_back() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        page = await reader.send(page.form, "hand-in", pick="brook")
        assert "100 of 100" in spoken(page)
        terminal = await reader.visitor.page()
        await terminal.shows("5/16")
        old = page
        page = await reader.send(old.form, "next")  # while the terminal is at work
        assert page.status == 409
        assert "What you sent from this page just now was not kept" in spoken(page)
        await terminal.keys("n")
        await terminal.shows("6/16")
        page = await reader.send(page.forms["/plain/here"])
        await terminal.hears("part", "elsewhere")
        assert terminal_of(own) is None
        assert "Exercise 6 of 16" in spoken(page)


async def test_a_seat_without_a_line_gives_way_at_once() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        terminal = await reader.visitor.page()
        await terminal.shows("5/16")
        await terminal.socket.close()
        async with asyncio.timeout(10):
            while next(iter(own.hall.seats.values())).line is not None:
                await asyncio.sleep(0.01)
        page = await reader.get("/plain/course/tiny")
        assert "Exercise 5 of 16" in spoken(page)
        assert terminal_of(own) is None


# Forms that come twice, or late --------------------------------------------------------------------------------------


async def test_a_form_sent_twice_counts_once() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        twice = await asyncio.gather(*(reader.send(page.form, "hand-in", pick="brook") for _time in range(2)))
        assert sorted(one.status for one in twice) == [200, 409]
        member = own.hall.door.roll.find("Ana")
        assert member is not None
        record = await own.hall.served.seat(member.learner or 0)
        assert [event.name for event in record.everything()].count("committed") == 1


async def test_an_old_tab_overwrites_nothing_and_says_so() -> None:
    async with served() as own:
        reader, old = await at_exercise(own, 12)
        page = await reader.send(old.form, "keep", text="0")
        assert page.form.values["text"] == ["0"]
        page = await reader.send(old.form, "hand-in", text="7")
        assert page.status == 409
        assert "This page was old" in spoken(page)
        assert page.form.values["text"] == ["0"]
        assert "hand-in" in page.form.buttons  # it was not handed in either


async def test_a_tab_at_another_exercise_is_not_old() -> None:
    """Only a later answer to the same exercise makes a form old: two tabs may stand at two exercises."""
    async with served() as own:
        reader, pick = await at_exercise(own, 5)
        text = await reader.send(pick.form, "goto 12")
        await reader.send(text.form, "hand-in", text="0")
        page = await reader.send(pick.form, "hand-in", pick="brook")
        assert page.status == 200
        assert "Exercise 5 of 16" in spoken(page)
        assert "100 of 100" in spoken(page)


# Nothing of the key before the bytes are down ------------------------------------------------------------------------


async def test_nothing_is_explained_before_the_answer_is_on_the_disk() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        held, free = asyncio.Event(), Event()
        loop = asyncio.get_running_loop()

        def slow_disk(_store: object) -> None:
            loop.call_soon_threadsafe(held.set)
            free.wait(20)

        waiting = own.hall.served.do(slow_disk)
        await held.wait()
        handing_in = asyncio.create_task(reader.send(page.form, "hand-in", pick="brook"))
        await asyncio.sleep(0.2)  # each has a line of its own, and the form is to come first
        looking = asyncio.create_task(reader.get("/plain/course/tiny"))
        await asyncio.sleep(0.2)
        assert not handing_in.done()
        assert not looking.done()
        free.set()
        waiting.result(10)
        assert "100 of 100" in spoken(await handing_in)
        assert "100 of 100" in spoken(await looking)


async def test_a_refused_answer_is_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 5)
        kept = await reader.send(page.form, "keep", pick="brook")

        def full(*_rows: object) -> None:
            raise RecordError("8b.db", "the disk is full", "room", "make room")

        monkeypatch.setattr(ClassStore, "write_events", full)
        page = await reader.send(kept.form, "hand-in")
        assert page.status == 422
        assert "the disk is full" in spoken(page)
        assert "What came of it" not in page.source
        assert page.form.values["pick"] == ["brook"]
        monkeypatch.undo()
        page = await reader.send(page.form, "hand-in")
        assert "100 of 100" in spoken(page)


def inside(card: ShelfCard) -> str:
    return " ".join(card.inside.text[slice(*card.asked.scope[0])].split())


async def test_an_open_exercise_holds_nothing_of_the_key_and_no_closed_card() -> None:
    async with served(roots=(TWO_STORIES.parent,)) as own:
        lesson = open_lesson(TWO_STORIES, home())
        shelf = lesson.exercises[-1].form
        assert isinstance(shelf, ShelfForm)
        reader, page = await at_exercise(own, len(lesson.exercises), TWO_STORIES)
        page = await reader.send(page.form, "open 2")
        for number, card in enumerate(shelf.cards, 1):
            assert (inside(card) in page.text) == (number == 2)
        for number in (1, 3):
            page = await reader.send(page.form, f"open {number}")
        page = await reader.send(page.form, "open 4")
        assert page.status == 422
        assert "No opens are left" in spoken(page)
        assert inside(shelf.cards[3]) not in page.text


# Marks ---------------------------------------------------------------------------------------------------------------


async def test_words_are_marked_by_quoting_by_address_and_by_ticking() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 2)
        page = await reader.send(page.form, "keep", words="GREEDY")
        page = await reader.send(page.form, "keep", words="1.1.8")
        assert "“reckless”" not in spoken(page)
        assert "reckless paragraph 1, sentence 1, word 8" in spoken(page)
        words = dict(
            zip(page.form.offered["word"], [e.text for e in page.every("label") if e.text], strict=False)
        )
        assert words
        first = page.form.offered["word"][:2]
        page = await reader.send(page.form, "keep", word=first, technique_1="loaded-language")
        assert "The greedy paragraph 1, sentence 1, words 1 to 2" in spoken(page)
        assert page.form.values["technique-1"] == ["loaded-language"]
        page = await reader.send(page.form, "keep", unmark=["1", "3"])
        assert "greedy paragraph" not in spoken(page)
        page = await reader.send(page.form, "hand-in")
        assert "Without a technique: mark 1." in spoken(page)
        assert "hand-in all" in [e.attributes.get("value") for e in page.every("button")]


async def test_words_that_stand_in_several_places_are_asked_about() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 1)
        page = await reader.send(page.form, "keep", words="the")
        assert page.status == 422
        assert len(page.form.offered["place"]) > 3
        page = await reader.send(page.form, "keep", place=page.form.offered["place"][1])
        assert page.status == 200
        assert "the paragraph 1, sentence 1, word 11" in spoken(page)
        page = await reader.send(page.form, "keep", words="zebra")
        assert "'zebra' is not in the text." in spoken(page)
        assert page.form.values["words"] == ["zebra"]


async def test_nothing_to_mark_is_an_answer() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 3)
        asked = await reader.send(page.form, "hand-in")
        assert "You marked nothing." in spoken(asked)
        page = await reader.send(page.form, "hand-in", none="nothing")
        assert "100 of 100" in spoken(page)


# The rest of a lesson ------------------------------------------------------------------------------------------------


async def test_hints_sureness_practice_contesting_and_the_end() -> None:
    async with served() as own:
        reader, page = await at_exercise(own, 1)
        page = await reader.send(page.form, "hint", sure="2")
        assert page.form.values["sure"] == ["2"]
        page = await reader.send(page.form, "hand-in all")
        page = await reader.send(page.form, "contest", item="1")
        assert page.status == 422
        page = await reader.send(page.form, "contest", item="1", reason="<b>it</b> is praise")
        assert "Because: <b>it</b> is praise" in spoken(page)
        page = await reader.send(page.form, "again")
        assert "Practice" in spoken(page)
        page = await reader.send(page.form, "hand-in", words="greedy")
        assert "Your first answer stays the score: 0 of 100." in spoken(page)
        page = await reader.send(page.form, "finish")
        assert "Not answered: exercise 2, 3" in spoken(page)
        page = await reader.send(page.form, "finish all")
        assert "End of the lesson" in spoken(page)
        assert "What you missed" in spoken(page)
        page = await reader.send(page.form, "look 1")
        assert "What came of it" in spoken(page)
        listed = await reader.get("/plain")
        assert "Done, 0 of 100" in spoken(listed)
