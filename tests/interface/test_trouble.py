"""What a student sees when a file is broken, the disk refuses, or another window is open."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.cli.call import Exit
from lessons.record.event import Event
from lessons.record.journal import Journal
from lessons.record.recorder import RecordError
from tests.helpers.place import journal_path, open_journal
from tests.helpers.play import playing, request
from tests.helpers.tiny import COURSE


class StubbornDisk(Journal):
    """A journal that stops writing when told to."""

    full = False

    def append(self, event: Event, *, sync: bool) -> Event | None:  # type: ignore[override]
        if self.full:
            raise RecordError(
                str(self.path), "there is no room left to write", "a few free kilobytes", "delete something"
            )
        super().append(event, sync=sync)
        return None


def broken_course(folder: Path, mend: Callable[[Path], None]) -> Path:
    course = folder / "course"
    shutil.copytree(COURSE, course)
    mend(course / "tiny")
    return course


async def test_a_broken_lesson_says_where_and_how_to_mend_it(tmp_path: Path) -> None:
    def spoil(lesson: Path) -> None:
        file = lesson / "lesson.yaml"
        file.write_text(file.read_text().replace("minutes: 5", "minuts: 5"))

    async with playing("enter", size=(120, 40), wish=request([broken_course(tmp_path, spoil)])) as play:
        shown = await play.shown()
        assert "This lesson cannot be opened" in shown
        assert "> lesson.yaml:" in shown
        assert "did you mean 'minutes'?" in shown
        assert "A tiny course" in await play.press("escape")


async def test_unreadable_yaml_is_seen_on_the_home_screen(tmp_path: Path) -> None:
    def spoil(lesson: Path) -> None:
        (lesson / "lesson.yaml").write_text("format: 1\ntitle: [")

    async with playing(wish=request([broken_course(tmp_path, spoil)])) as play:
        assert "cannot be opened" in await play.shown()
        assert "This lesson cannot be opened" in await play.press("enter")


@pytest.mark.thorough
async def test_an_exercise_that_cannot_be_scored_is_left_out_and_that_is_said_first(tmp_path: Path) -> None:
    def spoil(lesson: Path) -> None:
        file = lesson / "key.yaml"
        file.write_text(file.read_text().replace("core: Everyone, ", "core: Somebody, "))

    course = broken_course(tmp_path, spoil)
    async with playing("enter", size=(60, 20), wish=request([course])) as play:
        shown = await play.shown()
        assert "1 exercise of this lesson cannot be scored" in shown
        assert "Somebody" not in shown
        shown = await play.press("enter")
        assert "1/15" in shown
        assert "name each technique" in shown
        await play.press("escape")
        assert "1/15" in await play.press("enter")


@pytest.mark.thorough
async def test_a_key_that_broke_since_is_said_on_opening(tmp_path: Path) -> None:
    course = broken_course(tmp_path, lambda lesson: None)
    async with playing("enter space c n", wish=request([course])) as play:
        await play.press("q")
    (course / "tiny" / "key.yaml").write_text("format: 1\nanswers: {}\n")
    async with playing("enter", wish=request([course])) as play:
        assert "This lesson cannot be opened" in await play.shown()
        assert "A tiny course" in await play.press("escape")


@pytest.mark.thorough
async def test_learners_take_turns_at_one_machine() -> None:
    async with playing("enter right space escape l down enter") as play:
        await play.type("ben")
        shown = await play.press("enter")
        assert "ben" in shown.splitlines()[0]
        assert "Go on" not in shown
        await play.press("l")
        shown = await play.press("up enter")
        assert "ana" in shown.splitlines()[0]
        assert "Go on:  The tiny tram" in shown


async def test_a_full_disk_keeps_the_answer_and_asks() -> None:
    disk = StubbornDisk(journal_path("ana"), "ana")
    async with playing("enter s s s s 2", wish=request(journal=disk)) as play:
        disk.full = True
        shown = await play.press("c")
        assert "Your answer is not saved" in shown
        assert "there is no room left to write" in shown
        back = await play.press("enter")
        assert "(x) Ada Brook" in back
        assert "not saved" in await play.press("u")
        unsaved = await play.press("c down enter")
        assert "100 of 100" in unsaved
        assert "not saved" in unsaved
        await play.press("q")
    assert play.app.exit_code == Exit.RECORD


@pytest.mark.thorough
async def test_when_the_disk_is_mended_the_answer_is_saved() -> None:
    disk = StubbornDisk(journal_path("ana"), "ana")
    async with playing("enter s s s s 2", wish=request(journal=disk)) as play:
        disk.full = True
        await play.press("c enter")
        disk.full = False
        shown = await play.press("c")
        assert "100 of 100" in shown
        assert "not saved" not in shown
        await play.press("q")
    assert play.app.exit_code == 0


@pytest.mark.thorough
async def test_a_learner_who_cannot_be_remembered_is_told_and_saved() -> None:
    settings = journal_path("ana").parent.parent / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{")
    async with playing("l") as play:
        await play.type("ben")
        shown = await play.press("enter")
        assert "Not remembered" in shown
        assert "settings that cannot be understood" in shown
        await play.press("enter enter s s s s 2")
        assert "not saved" not in await play.press("c")
    assert settings.read_text() == "{"


@pytest.mark.thorough
async def test_another_window_has_this_learner_open() -> None:
    with open_journal("ana"):
        async with playing() as play:
            shown = await play.shown()
            assert "Another window has this learner open" in shown
            await play.press("enter enter s s s s 2")
            shown = await play.press("c")
            assert "100 of 100" in shown
            assert "not saved" in shown


@pytest.mark.thorough
async def test_a_second_window_goes_on_from_what_the_first_has_saved_and_says_that_it_saves_nothing() -> None:
    async with playing("enter s s s s 2 c"), playing() as play:
        shown = await play.press("enter")
        assert "not saved" in shown
        assert "Go on:  The tiny tram" in shown
        assert "100 of 100" in await play.press("enter")
        assert "not saved" in await play.press("n")
    async with playing() as play:
        assert "exercise 5 of 16" in await play.shown()
        assert "not saved" not in await play.shown()


@pytest.mark.thorough
async def test_what_was_typed_is_there_after_quitting_at_once() -> None:
    async with playing("enter s s s s s s s s s s s") as play:
        await play.type("non")
        await play.press("ctrl+c ctrl+c")
    async with playing("enter") as play:
        assert "│ non" in await play.shown()
