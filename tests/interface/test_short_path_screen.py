"""The short path on the screen: offered where a lesson opens, left at its end, told on the home screen."""

import shutil
from pathlib import Path

import pytest

from tests.helpers.play import SIZES, playing, request
from tests.helpers.tiny import TINY

SHORT = "short: [find-loaded, who-says]"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The tiny course with a short path of two exercises."""
    shutil.copytree(TINY.parent, tmp_path / "course")
    file = tmp_path / "course" / TINY.name / "lesson.yaml"
    text = file.read_text().replace("\nexercises:\n", f"\n{SHORT}\nexercises:\n", 1)
    file.write_text(text.replace("minutes: 5\n", "minutes: {whole: 30, short: 5}\n", 1))
    return tmp_path / "course"


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_chosen_taken_and_told_on_the_home_screen(course: Path, size: tuple[int, int]) -> None:
    wish = request((course,))
    async with playing(size=size, wish=wish, reading=True) as play:
        assert "5/30 min" in await play.shown()
        await play.press("enter")
        shown = await play.press("tab")
        assert "Short path: 2 exercises, about 5 minutes" in shown
        assert "1/2" in await play.press("enter")
        shown = await play.press("c c n")
        assert "2/2" in shown
        shown = await play.press("c c n")
        assert "on the short path" in shown
        assert "More: Whole lesson: 16 exercises" in shown
        shown = await play.press("escape")
        assert "done, short" in shown


async def test_its_end_leads_to_the_rest_and_the_list_back(course: Path) -> None:
    async with playing(wish=request((course,)), reading=True) as play:
        await play.press("enter tab enter c c n c c n")
        shown = await play.press("home")
        for _ in range(30):
            if not any("More:" in row and row.startswith(">") for row in shown.split("\n")):
                shown = await play.press("down")
        shown = await play.press("enter")
        assert "2/16" in shown
        shown = await play.press("w end")
        assert "Short path: 2 exercises" in shown
        assert "the end" in await play.press("enter")
