"""The end of a lesson on the screen: the file for the teacher."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.share.handing_in.hand_in import from_bytes
from tests.helpers.answering import say
from tests.helpers.place import open_journal
from tests.helpers.play import playing, request
from tests.helpers.tiny import TINY

LEARNER = "login-of-ana"


def finished() -> None:
    lesson = open_lesson(TINY)
    with open_journal(LEARNER) as record:
        session = Session(lesson, record, lambda: open_key(lesson))
        session.goto(4)
        say(session, "brook")
        session.commit()
        session.finish()


@pytest.mark.thorough
async def test_a_finished_lesson_is_handed_in_and_what_is_wrong_is_said_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: SnapshotAssertion
) -> None:
    (tmp_path / "[b]in").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLOSEREAD_INBOX", "missing")
    finished()
    async with playing(wish=request(lesson=TINY, learner=LEARNER), size=(80, 24)) as play:
        assert "i hand in" in await play.shown()
        await play.press("i up up enter")
        for _ in range(40):
            await play.press("backspace")
        await play.type("blue otter")
        assert await play.press("enter") == golden
        shown = await play.press("enter")
        assert "Nothing was handed in: there is no folder" in shown
        assert "to mend it: name a folder that is there" in shown
        await play.press("enter")
        for _ in range(8):
            await play.press("backspace")
        await play.type("[b]in")
        await play.press("enter")
        shown = await play.press("enter")
        (file,) = (tmp_path / "[b]in").iterdir()
        assert from_bytes(file.read_bytes()).learner == "blue otter"
        assert LEARNER.encode() not in file.read_bytes()
        assert "1 answer is handed in:" in shown
        assert "[b]in/" in "".join(
            line.strip() for line in shown.splitlines()
        )  # a long path goes on in the next line
        assert "The tiny tram" in await play.press("enter")
        assert "blue otter" in await play.press("i")


async def test_nothing_is_handed_in_of_what_is_not_saved_or_not_finished() -> None:
    finished()
    with open_journal(LEARNER):
        async with playing("enter", wish=request(lesson=TINY, learner=LEARNER), size=(120, 40)) as play:
            shown = await play.shown()
            assert "not saved" in shown
            assert "i hand in" not in shown
    async with playing(wish=request(lesson=TINY, learner="ben"), size=(120, 40)) as play:
        assert "i hand in" not in await play.shown()
