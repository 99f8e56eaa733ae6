"""Keys: the table of actions, and a footer that tells the truth in every state."""

import pytest
from textual.app import App

from tests.helpers.play import Play, playing
from tui.action import CLASS_PLACES, PLACES, PREVIEW_PLACES
from tui.actions import bindings, table
from tui.widgets.key_bar import Hint, KeyBar, fitted, hints

STATES = (
    "",
    "enter",
    "enter space a",
    "enter c c",
    "enter s right space",
    "enter s s s 1",
    "enter s s s s s s s s s",
    "enter s s s s s s s s s s s",
    "enter s s s s s s s s s s s escape",
    "enter g",
    "g",
    "question_mark",
    "comma",
)
AMBIGUOUS = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
"""Keys that old terminals send as Backspace, Tab, Newline and Enter."""


def test_the_table_is_whole() -> None:
    ids = [action.id for action in table()]
    assert len(ids) == len(set(ids))
    for action in table():
        assert action.place in {*PLACES, *PREVIEW_PLACES, *CLASS_PLACES}
        assert action.label
        assert action.help or not action.show, f"{action.id} is in the footer but not in the help"
        assert not AMBIGUOUS.intersection(action.keys.split(","))
    assert bindings(ids)


@pytest.mark.parametrize("width", [56, 76, 116])
def test_the_footer_keeps_what_matters_most(width: int) -> None:
    shown = [action for action in table() if action.show]
    found = [Hint(action.show, action.label, action.id, action.id, App()) for action in shown]
    rows = fitted(found, width, 3)
    left = {hint.action for row in rows for hint in row}
    assert {"help", "quit", "commit", "next", "skip", "hint", "glossary"} <= left
    for row in rows:
        assert sum(hint.content.cell_length + 2 for hint in row) - 2 <= width


def live(play: Play) -> list[Hint]:
    return hints(play.app.screen.active_bindings)


@pytest.mark.parametrize("keys", STATES)
async def test_the_footer_shows_exactly_the_keys_that_work(keys: str) -> None:
    async with playing(keys, size=(120, 40)) as play:
        active = play.app.screen.active_bindings
        shown = {hint.action for row in play.app.screen.query_one(KeyBar)._rows(116) for hint in row}
        works = {
            action.id
            for action in table()
            if action.show
            and any(
                key in active and active[key].binding.action == action.textual and active[key].binding.id
                for key in action.keys.split(",")
            )
        }
        assert shown == works
        assert ("help" in shown) == (keys != "question_mark")
        assert "quit" in shown


async def test_the_article_shows_keys_for_marks_and_selections_once_there_are_some() -> None:
    async with playing("enter", size=(120, 40)) as play:
        shown = await play.shown()
        assert "esc home" in shown
        assert "del unmark" not in shown
        assert "tab next mark" not in shown
        shown = await play.press("v right")
        assert "esc unselect" in shown
        shown = await play.press("escape")
        assert "esc home" in shown
        shown = await play.press("space")
        assert "del unmark" in shown
        assert "tab next mark" in shown
        assert "A tiny course" in await play.press("escape")


async def test_every_footer_entry_can_be_clicked() -> None:
    async with playing("enter s s s s", size=(120, 40)) as play:
        bar = play.app.screen.query_one(KeyBar)
        row = next(
            number
            for number, hints in enumerate(bar._rows(116))
            if any(hint.action == "skip" for hint in hints)
        )
        left = 2
        for hint in bar._rows(116)[row]:
            if hint.action == "skip":
                break
            left += hint.content.cell_length + 2
        await play.pilot.click(KeyBar, offset=(left, row))
        assert "6/16" in await play.shown()


async def test_letters_are_letters_while_typing_and_commands_after() -> None:
    async with playing("enter s s s s s s s s s s s") as play:
        assert "│ sqc?" in await play.press("s q c question_mark")
        assert "12/16" in await play.press("escape")
        assert "Help" in await play.press("question_mark")


async def test_two_ways_to_quit() -> None:
    for keys in ("q", "ctrl+q"):
        async with playing("enter") as play:
            await play.press(keys)
            assert play.app._exit


async def test_f_keys_command_while_typing() -> None:
    async with playing("enter s s s s s s s s s s s n o n e f4") as play:
        assert "How sure: a guess" in await play.shown()
        assert "Glossary" in await play.press("f2")
        assert "100 of 100" in await play.press("escape f10")
