"""Lessons without their text on the screens: what to bring, how to bind, and then the lesson itself."""

from pathlib import Path

import pytest

from lessons.share.standoff.binding import bind_all
from tests.helpers.place import home
from tests.helpers.play import playing, request
from tests.helpers.standoff import textless
from tests.helpers.tiny import COURSE, TINY


@pytest.mark.thorough
async def test_an_unbound_lesson_says_what_to_bring_and_how(tmp_path: Path) -> None:
    textless(COURSE, tmp_path / "course")
    async with playing(size=(120, 40), wish=request([tmp_path / "course"])) as play:
        shown = await play.shown()
        assert "bring your copy" in shown
        assert "This lesson comes without its text. Bring" in shown
        shown = " ".join((await play.press("enter")).split())
        assert "Your copy stays on this machine." in shown
        assert "your own copy of: the text of the lesson 'The tiny tram', The Tiny Times" in shown
        assert "closeread bind" in shown
        assert "A tiny course" in await play.press("escape")


async def test_a_bound_lesson_is_like_any_other(tmp_path: Path) -> None:
    textless(COURSE, tmp_path / "course")
    bind_all([tmp_path / "course" / "tiny"], [TINY / "article.md", TINY / "beside.md"], home())
    async with playing(size=(120, 40), wish=request([tmp_path / "course"])) as play:
        assert "bring your copy" not in await play.shown()
        shown = await play.press("enter")
        assert "Mark the words" in shown
        assert "Tinytown" in shown
