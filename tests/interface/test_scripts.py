"""Lessons in other scripts on the screen: what runs from right to left says so, and nothing is cut off."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.helpers.play import playing, request
from tests.helpers.tiny import TINY

HINDI = "नगर परिषद ने सोमवार को फ़ैसला किया। "
ARABIC = "قرر المجلس يوم الاثنين. "


def lesson_with(folder: Path, paragraph: str) -> Path:
    """The tiny course with one more paragraph in its article."""
    shutil.copytree(TINY.parent, folder)
    path = folder / TINY.name / "article.md"
    path.write_text(path.read_text("utf-8") + f"\n{paragraph}\n", "utf-8")
    return folder


async def shown(tmp_path: Path, paragraph: str, size: tuple[int, int]) -> str:
    course = lesson_with(tmp_path / "course", paragraph)
    async with playing("enter", size=size, wish=request([course])) as play:
        return await play.press("end")


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_text_from_right_to_left_names_the_route_that_reads_it_right(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    screen = " ".join((await shown(tmp_path, ARABIC * 4, size)).split())
    assert "runs from right to left" in screen
    assert f"closeread read {TINY.name} --linear" in screen


@pytest.mark.thorough
async def test_nothing_stands_beside_a_text_whose_width_terminals_do_not_agree_on(tmp_path: Path) -> None:
    lines = (await shown(tmp_path, HINDI * 9, (120, 40))).splitlines()
    hindi = [line for line in lines if "फ़ैसला" in line]
    assert hindi
    for line in hindi:  # as most terminals draw it
        assert sum(unicodedata.category(one) not in ("Mn", "Me", "Cf") for one in line.rstrip()) <= 120
        assert line.count("\u2502") <= 1


@pytest.mark.thorough
async def test_a_text_in_english_says_nothing_of_it(tmp_path: Path) -> None:
    assert "right to left" not in await shown(tmp_path, "Plain words.", (120, 40))
