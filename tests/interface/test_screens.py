"""Every screen at three sizes, as text: two tours of the program, and a look wherever it stands for a screen."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.helpers.play import SIZES, Play, playing

BEFORE_A_LESSON = {
    "home": "",
    "help": "question_mark",
    "colours": "escape comma",
    "learners": "escape l",
    "glossary": "escape g l o a",
}
IN_A_LESSON = {
    "mark": "enter space right right space",
    "mark-explained": "left space c",
    "label-list": "n right space l",
    "table": "escape s s 1",
    "table-explained": "2 c down",
    "pick-hint-and-sure": "n 2 u u",
    "two-questions": "s s s s 1 2",
    "order": "s enter down enter",
    "typing": "s s n o n e",
    "rewrite": "f9 w o r d s",
    "compare": "f9 1",
    "before-the-end": "s s s",
    "end": "end enter",
}
"""What is pressed from one look to the next, by what is seen then."""
EVERYWHERE = ("home", "mark", "mark-explained", "table", "compare", "end")
"""States whose layout depends most on the size: looked at in three sizes, the others in one."""
ONE_SIZE = (80, 24)
CASES = [
    pytest.param(size, marks=() if size == ONE_SIZE else pytest.mark.thorough, id="x".join(map(str, size)))
    for size in SIZES
]


async def look(play: Play, tour: dict[str, str], size: tuple[int, int], golden: SnapshotAssertion) -> None:
    """Take a tour; every look that is not as its golden is told, not only the first."""
    differing = []
    for state, keys in tour.items():
        shown = await play.press(keys)
        if (size == ONE_SIZE or state in EVERYWHERE) and shown != golden(name=state):
            differing.append(f"{state}:\n{shown}")
    assert not differing, "\n".join(differing)


@pytest.mark.parametrize("size", CASES)
async def test_looks_before_a_lesson(size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with playing(size=size) as play:
        await look(play, BEFORE_A_LESSON, size, golden)


@pytest.mark.parametrize("size", CASES)
async def test_looks_in_a_lesson(size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with playing(size=size) as play:
        await look(play, IN_A_LESSON, size, golden)


@pytest.mark.thorough
async def test_home_shows_where_to_go_on_and_what_is_done() -> None:
    async with playing("enter s 1 escape") as play:
        shown = await play.shown()
        assert "Go on:  The tiny tram" in shown
        assert "exercise 2 of 16" in shown
        again = await play.press("up enter")
        assert "2/16" in again
