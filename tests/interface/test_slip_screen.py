"""A slip about a real page on the screen: fields to type, a verdict, and no points until the teacher gives them."""

import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.engine.test_lookup_online import lesson_in
from tests.helpers.play import SIZES, playing, request
from tests.helpers.tiny import COURSE


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson; its second exercise is a slip."""
    folder = tmp_path / "course"
    folder.mkdir()
    shutil.copy(COURSE / "techniques.yaml", folder / "techniques.yaml")
    (folder / "course.yaml").write_text(
        "format: 1\nid: at-home\ntitle: At home\nlessons: [at-home]\n", "utf-8"
    )
    lesson_in(folder)
    return folder


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_the_slip_looks(course: Path, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with playing("enter w end enter", size=size, wish=request((course,))) as play:
        assert await play.shown() == golden(name="blank")
        await play.type("own.example")
        shown = await play.press("escape 1")
        assert "Page: own.example" in shown
        assert await play.press("c") == golden(name="gaps")
        assert await play.press("c") == golden(name="explained")
