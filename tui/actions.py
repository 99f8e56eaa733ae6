"""One table of what a student can do: keys, footer label, help. Bindings, footer and help screen are made from it.

An action belongs to the place where its keys work. A screen or widget binds its own with ``bindings(place)``; which of
them work at this moment is said by ``check_action`` of that screen, and the footer shows exactly those.

Keys are letters, arrows and F-keys only: old terminals cannot tell ctrl+h, ctrl+i, ctrl+j and ctrl+m from other keys.
Digits always answer, letters always command.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from textual.binding import Binding

from lessons.i18n import _

Place = Literal["anywhere", "home", "lesson", "list", "order", "article", "typing"]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a student can do."""

    id: str
    """Name of the Textual action, for example ``"commit"`` for ``action_commit``."""
    place: Place
    keys: str
    """Textual key names, comma-separated; the first are shown, the rest are other names for them."""
    show: str
    """The keys as the footer shows them; empty for an action that the footer leaves to another entry."""
    label: str
    help: str
    """What it does, in one sentence, for the help screen."""


@cache
def table() -> tuple[Action, ...]:
    """Every action, in the order of the footer."""
    return (
        Action("learner", "home", "l", "l", _("learner"), _("Change who is learning on this machine.")),
        Action("settings", "home", "comma,f9", ",", _("colours"), _("Change the colours: dark, light, high contrast, the terminal's own.")),
        # Answering with a list
        Action("cursor_up", "list", "up,k", "↑↓", _("move"), _("Go up and down the lines.")),
        Action("cursor_down", "list", "down,j", "", _("down"), ""),
        Action("page_up", "list", "pageup", "", _("page up"), ""),
        Action("page_down", "list", "pagedown", "", _("page down"), ""),
        Action("first", "list", "home", "", _("first line"), ""),
        Action("last", "list", "end", "", _("last line"), ""),
        Action("choose", "list", "enter,space", "enter", _("choose"), _("Choose the line, or take the choice back. Digits choose at once.")),
        Action("cell_next", "list", "right", "← →", _("row"), _("Go to the next or previous row of the table.")),
        Action("cell_previous", "list", "left", "", _("previous row"), ""),
        Action("clear", "list", "delete,backspace,d", "del", _("clear"), _("Take back the answer or the mark on this line.")),
        Action("earlier", "order", "left,shift+up", "← →", _("move item"), _("Move the item up or down. A digit moves it to that place.")),
        Action("later", "order", "right,shift+down", "", _("later"), ""),
        # In a lesson
        Action("commit", "lesson", "c,f10", "c", _("commit"), _("Hand in the answer. After that you see what was right, and why.")),
        Action("next", "lesson", "n", "n", _("next"), _("Go to the next exercise, or to the end of the lesson.")),
        Action("previous", "lesson", "p", "p", _("back"), _("Go back to the exercise before.")),
        Action("retry", "lesson", "t", "t", _("try again"), _("Try again as practice. Your first answer stays the score.")),
        Action("skip", "lesson", "s,f6", "s", _("skip"), _("Leave this exercise for later and go on.")),
        Action("hint", "lesson", "h,f3", "h", _("hint"), _("Show the next hint. A hint costs nothing.")),
        Action("sure", "lesson", "u,f4", "u", _("how sure"), _("Say how sure you are: a guess, I think so, sure. It never changes the score.")),
        Action("name_mark", "lesson", "l,f5", "l", _("label"), _("Name the technique of a mark from a list.")),
        Action("switch", "lesson", "a,f7", "a", _("article"), _("Go from the exercise to the article and back.")),
        Action("other", "lesson", "b", "b", _("other text"), _("Show the other article, or both side by side.")),
        Action("zoom", "lesson", "z,f8", "z", _("zoom"), _("Give the article or the exercise the whole height, and back.")),
        Action("write", "lesson", "e,i", "e", _("write"), _("Type the answer.")),
        Action("done_writing", "typing", "escape", "esc", _("done typing"), _("Leave the field. After that, letters are commands again.")),
        # Anywhere
        Action("glossary", "anywhere", "g,f2", "g", _("glossary"), _("Look up a technique, or the eight questions.")),
        Action("help", "anywhere", "question_mark,f1", "?", _("help"), _("Show every key.")),
        Action("leave", "anywhere", "escape", "esc", _("leave"), _("Go back to where you came from. Nothing is lost.")),
        Action("quit", "anywhere", "q,ctrl+q", "q", _("quit"), _("Leave the program. Everything is saved; you go on where you stopped.")),
    )


PLACES: tuple[Place, ...] = ("anywhere", "home", "lesson", "list", "order", "article", "typing")


def place_name(place: Place) -> str:
    """The heading of a group in the help screen."""
    return {
        "anywhere": _("Anywhere"),
        "home": _("On the home screen"),
        "lesson": _("In a lesson"),
        "list": _("In a list of answers or notes"),
        "order": _("Putting things in order"),
        "article": _("In the article"),
        "typing": _("While typing"),
    }[place]


def action(id: str) -> Action:
    """The action with this id; ``KeyError`` when there is none."""
    return _by_id()[id]


@cache
def _by_id() -> dict[str, Action]:
    return {entry.id: entry for entry in table()}


def bindings(ids: Iterable[str]) -> list[Binding]:
    """Textual bindings for these actions."""
    return [Binding(key, id, action(id).label, id=f"{id}.{key}", show=False) for id in ids for key in action(id).keys.split(",")]
