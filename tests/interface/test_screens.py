"""Every screen at three sizes, as text."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.helpers.play import SIZES, playing

STATES = {
    "home": "",
    "mark": "enter space right right space",
    "mark-explained": "enter space right space c",
    "label-list": "enter s right space l",
    "table": "enter s s s 1",
    "table-explained": "enter s s s 1 2 c down",
    "pick-hint-and-sure": "enter s s s s 2 u u",
    "two-questions": "enter s s s s s s s s 1 2",
    "order": "enter s s s s s s s s s enter down enter",
    "typing": "enter s s s s s s s s s s s n o n e",
    "rewrite": "enter s s s s s s s s s s s f9 w o r d s",
    "compare": "enter s s s s s s s s s s s f9 f9 1",
    "before-the-end": "enter space c n s s s s s s s s s s f9 f9 s s s",
    "end": "enter right space c n s s s s s s s s s s f9 f9 s s s end enter",
    "glossary": "g l o a",
    "help": "question_mark",
    "colours": "comma",
    "learners": "l",
}


EVERYWHERE = ("home", "mark", "mark-explained", "table", "compare", "end")
"""States whose layout depends most on the size: looked at in three sizes, the others in one."""
CASES = [
    pytest.param(state, size, marks=() if size == (80, 24) else pytest.mark.thorough)
    for state in STATES
    for size in SIZES
    if size == (80, 24) or state in EVERYWHERE
]


@pytest.mark.parametrize(
    ("state", "size"), CASES, ids=lambda part: "x".join(map(str, part)) if isinstance(part, tuple) else part
)
async def test_looks(state: str, size: tuple[int, int], golden: SnapshotAssertion) -> None:
    async with playing(STATES[state], size=size) as play:
        assert await play.shown() == golden


async def test_home_shows_where_to_go_on_and_what_is_done() -> None:
    async with playing("enter s 1 escape") as play:
        shown = await play.shown()
        assert "Go on:  The tiny tram" in shown
        assert "exercise 2 of 16" in shown
        again = await play.press("up enter")
        assert "2/16" in again
