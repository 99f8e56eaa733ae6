"""Keys: one table, a footer that tells the truth in every state, a help that leaves nothing out, the palette."""

import importlib
import inspect
import pkgutil

import pytest
from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

import tui
from tests.helpers.play import Play, playing
from tui.action import CLASS_PLACES, LIVE_PLACES, PLACES, PREVIEW_PLACES, WRITE_PLACES, key_name, key_names
from tui.actions import Working, action_of, all_keys, bindings, table, working
from tui.app import CloseRead
from tui.screens.help import HelpScreen
from tui.screens.terms import SearchSheet
from tui.widgets.key_bar import KeyBar, _content, fitted, hints
from tui.widgets.sheet import Sheet

STATES = (
    "",
    "enter",
    "enter space a",
    "enter v right",
    "enter c c",
    "enter s right space",
    "enter s s s 1",
    "enter s s s s s s s s s",
    "enter s s s s s s s s s s s",
    "enter s s s s s s s s s s s escape",
    "enter g",
    "enter l",
    "g",
    "p",
    "r",
    "l",
    "question_mark",
    "comma",
    "colon",
    "enter colon",
)
ARROWS = {"left", "right", "up", "down"}
FORBIDDEN = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+q", "ctrl+s"}
"""Keys that old terminals send as Backspace, Tab, Newline and Enter, or that stop and start their output."""


def test_the_table_is_whole() -> None:
    ids = [action.id for action in table()]
    assert len(ids) == len(set(ids))
    for action in table():
        assert action.place in {*PLACES, *PREVIEW_PLACES, *CLASS_PLACES, *WRITE_PLACES, *LIVE_PLACES}
        assert action.label
        assert bool(action.help) != bool(action.under), f"{action.id} is told of once"
        assert action.under in {"", *ids}
        assert action.help or not action.show, f"{action.id} is in the footer but not in the help"
        assert not FORBIDDEN.intersection(action.key_list)
        held = any(key.startswith("ctrl+") for key in action.key_list)
        assert not held or action.place == "typing" or action.id in ("interrupt", "copy_text")
        assert bool(action.keys) == (action.kind != "hand")
    assert bindings(id for id in ids)


def classes() -> list[type[DOMNode]]:
    """Every app, screen and widget of the program."""
    found: list[type[DOMNode]] = []
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        for _name, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, App | Screen | Widget) and one.__module__.startswith("tui."):
                found.append(one)
    return sorted(set(found), key=lambda one: one.__qualname__)


@pytest.mark.parametrize("one", classes(), ids=lambda one: one.__qualname__)
def test_every_key_that_anything_handles_stands_in_the_table(one: type[DOMNode]) -> None:
    for key, handled in one._merge_bindings().key_to_bindings.items():
        for binding in handled:
            active = ActiveBinding(App(), binding, True, "")
            assert action_of(key, active) is not None, f"{key} of {one.__qualname__}"
    own = [name for base in one.__mro__ if base.__module__.startswith("tui.") for name in vars(base)]
    assert not [name for name in own if name.startswith("key_") and callable(getattr(one, name))]
    by_hand = [name for name in own if name in ("on_click", "on_mouse_down", "on_key", "check_consume_key")]
    assert not by_hand or hasattr(one, "by_hand"), f"{one.__qualname__} does not say what {by_hand} do"
    known = {action.id for action in table() if action.kind == "hand"}
    assert known >= set(getattr(one, "by_hand", ()))


@pytest.mark.parametrize("width", [56, 76, 116])
def test_the_footer_keeps_what_matters_most(width: int) -> None:
    found = [
        Working(action, all_keys(action), App(), action.label)
        for action in table()
        if action.show and action.keys
    ]
    rows = fitted(found, width, 3)
    left = {hint.action.id for row in rows for hint in row}
    assert {"help", "quit", "commit", "next", "skip", "hint"} <= left
    for row in rows:
        assert sum(_content(hint).cell_length + 2 for hint in row) - 2 <= width


def live(play: Play) -> list[Working]:
    return hints(play.app.screen.active_bindings)


@pytest.mark.sample(1)
@pytest.mark.parametrize("keys", STATES)
async def test_footer_and_help_tell_exactly_the_keys_that_work(keys: str) -> None:
    async with playing(keys, size=(120, 40)) as play:
        active = play.app.screen.active_bindings
        shown = {
            one.action.id
            for row in play.app.screen.query_one(KeyBar)._rows(116)
            for hint in row
            for one in (hint, *hint.more)
        }
        by_id = {action.id: action for action in table()}
        works: dict[str, set[str]] = {}
        for key, one in active.items():
            action = action_of(key, one)
            assert action is not None, f"{key} is not in the table"
            works.setdefault(action.under or action.id, set()).add(key)
        here = {id for id in works if by_id[id].show}
        assert shown == here - ({"interrupt"} if "quit" in here else set())
        assert ("help" in shown) == (keys != "question_mark")
        for hint in live(play):
            assert hint.node is not None
            name = hint.does.partition("(")[0].removeprefix("app.")
            assert hasattr(hint.node, f"action_{name}") or hasattr(play.app, f"action_{name}"), hint.does
        if keys == "question_mark":
            return
        at_hand = {one.action.id: one for one in working(active)}
        await play.press("f1")
        screen = play.app.screen
        assert isinstance(screen, HelpScreen)
        text = "\n".join(f"{one.lead.plain}|{one.body.plain}" for one in screen._here())
        for id, own in works.items():
            assert set(at_hand[id].keys) == own
            assert f"  {key_names(at_hand[id].keys)} " in text
            assert screen.meaning(by_id[id]) in text
        told = "\n".join(f"{one.lead.plain}|{one.body.plain}" for one in screen._entries())
        for place in screen.places():
            for action in table():
                if action.place == place and action.help and screen.told(action):
                    assert screen.meaning(action) in told, action.id


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "walk",
    [
        "space c c t right right space o O delete u h y n",
        "space a down delete o escape v right space c n",
        "s space right space l down enter 1 o O z z f f",
        "s s 1 o O u u u h 2 f c t 1 o escape",
        "s s s 1 down 2 right o o O delete u h a c n p",
    ],
)
async def test_the_footer_is_right_after_every_single_key(walk: str) -> None:
    async with playing("enter", size=(120, 40)) as play:
        for key in walk.split():
            await play.press(key)
            for bar in play.app.screen.query(KeyBar):
                bar._rows(116)
                assert bar._hints == live(play), f"after {key} of {walk}"


@pytest.mark.thorough
async def test_the_help_begins_with_what_works_here() -> None:
    async with playing("enter s s s question_mark", size=(80, 24)) as play:
        shown = await play.shown()
        assert shown.index("What works here and now") < shown.index("Choose by number")
    async with playing("question_mark", size=(80, 24)) as play:
        shown = await play.shown()
        assert "Change who is learning" in shown
        assert "Choose by number" not in shown


@pytest.mark.thorough
async def test_the_article_shows_keys_for_marks_and_selections_once_there_are_some() -> None:
    async with playing("enter", size=(120, 40)) as play:
        shown = await play.shown()
        assert "esc home" in shown
        assert "v shift+←→ select" in shown
        assert "space enter mark" in shown
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


@pytest.mark.thorough
async def test_every_footer_entry_can_be_clicked() -> None:
    async with playing("enter s s s s", size=(120, 40)) as play:
        bar = play.app.screen.query_one(KeyBar)
        row = next(
            number
            for number, hints in enumerate(bar._rows(116))
            if any(hint.action.id == "skip" for hint in hints)
        )
        left = 2
        for hint in bar._rows(116)[row]:
            if hint.action.id == "skip":
                break
            left += _content(hint).cell_length + 2
        await play.pilot.click(KeyBar, offset=(left, row))
        assert "6/16" in await play.shown()


@pytest.mark.thorough
@pytest.mark.parametrize("keys", ["enter s s s s s s s s s s s", "enter slash"])
async def test_no_key_that_types_a_character_is_told_as_a_command_while_typing(keys: str) -> None:
    signs = {key for action in table() for key in action.key_list if key_name(key).isprintable()}
    signs = {key for key in signs if len(key_name(key)) == 1 and key not in ARROWS}
    assert {"slash", "colon", "comma", "question_mark", "left_square_bracket", "a", "1"} <= signs
    async with playing(keys) as play:
        told = signs & set(play.app.screen.active_bindings)
        assert not told


@pytest.mark.thorough
async def test_letters_are_letters_while_typing_and_commands_after() -> None:
    async with playing("enter s s s s s s s s s s s") as play:
        assert "│ sqc?" in await play.press("s q c question_mark")
        assert "12/16" in await play.press("escape")
        assert "Help" in await play.press("question_mark")


async def test_quitting() -> None:
    async with playing("enter") as play:
        await play.press("q")
        assert play.app._exit


@pytest.mark.sample(1)
@pytest.mark.parametrize("keys", ["", "enter", "enter s s s s s s s s s s s h a l f", "g", "colon"])
async def test_ctrl_c_says_first_how_to_leave(keys: str) -> None:
    async with playing(keys) as play:
        assert "Press Ctrl+C again to leave" in await play.press("ctrl+c")
        assert not play.app._exit
        await play.press("ctrl+c")
        assert play.app._exit


@pytest.mark.thorough
async def test_ctrl_c_copies_what_is_selected_in_a_field() -> None:
    async with playing("enter s s s s s s s s s s s h a l f shift+left shift+left") as play:
        shown = await play.press("ctrl+c")
        assert "Sent to the clipboard of your terminal: “lf”" in shown
        assert play.app.clipboard == "lf"
        assert not play.app._exit


@pytest.mark.thorough
async def test_f_keys_command_while_typing() -> None:
    async with playing("enter s s s s s s s s s s s n o n e f4") as play:
        assert "How sure: a guess" in await play.shown()
        assert "Glossary" in await play.press("f2")
        assert "100 of 100" in await play.press("escape f10")


async def test_the_palette_lists_what_works_filters_and_does_it() -> None:
    async with playing("enter", size=(100, 40)) as play:
        can = {
            one.action.id for one in working(play.app.screen.active_bindings) if one.action.kind == "command"
        }
        await play.press("colon")
        sheet = play.app.screen.query_one(SearchSheet)
        assert set(sheet.keys) == can
        assert {"commit", "hint", "skip", "glossary", "zoom", "quit"} <= can
        shown = await play.type("HÍNT")
        assert "Search: HÍNT" in shown
        assert sheet.keys[0] == "hint"
        assert "commit" not in sheet.keys
        assert "Hint 1" in await play.press("enter")
        await play.press("colon")
        assert "No command has these letters" in await play.type("zzzz")
        await play.press("enter escape")
        assert "type to search" in await play.shown()
        assert "1/16" in await play.press("escape")


@pytest.mark.thorough
async def test_the_palette_commits_what_is_on_the_board() -> None:
    async with playing("enter s s s 1 1 colon") as play:
        await play.type("commit")
        await play.press("enter")
        assert "of 100" in await play.shown()


def test_textual_has_no_palette_of_its_own() -> None:
    assert not CloseRead.ENABLE_COMMAND_PALETTE
    assert all(isinstance(one, Binding) for one in CloseRead.BINDINGS)
    assert "ctrl+p" not in CloseRead._merge_bindings().key_to_bindings
    assert not [key for key in Sheet._merge_bindings().key_to_bindings if key.startswith("ctrl+")]
