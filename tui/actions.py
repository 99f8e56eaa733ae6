"""The one table of keys: bindings, footer, help and palette are made from it.

An action belongs to the place where its keys work. A screen or widget binds its own with ``bindings``; which of them
work at this moment is said by ``check_action`` of that screen or widget, and ``working`` finds exactly those.

Keys are letters, signs, arrows and F-keys: old terminals cannot tell ctrl+h, ctrl+i, ctrl+j and ctrl+m from other keys,
and stop at ctrl+s and ctrl+q. Ctrl is used inside fields alone, and for the one key that everybody tries: ctrl+c.
Digits always answer, letters always command.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from textual.binding import ActiveBinding, Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from lessons.i18n import _
from tui.action import Action, Place, key_name, key_names
from tui.lesson_actions import (
    article_actions,
    find_actions,
    lesson_actions,
    list_actions,
    mouse_actions,
    typing_actions,
)
from tui.teaching_actions import class_actions, preview_actions


def _home() -> tuple[Action, ...]:
    progress = _("See what you did: strands over time, techniques strong and weak, how sure you were.")
    review = _("Ask again what you missed: a few cards a day.")
    early = _("Ask cards before their day, as practice: nothing is kept, and no card comes later for it.")
    forget = _("Make a lesson new again that you only opened; what was answered is never forgotten.")
    colours = _("Choose the colours: dark, light, high contrast, the terminal's own.")
    return (
        Action("progress", "home", "p", "p", _("progress"), progress),
        Action("review", "home", "r", "r", _("review"), review),
        Action("practise", "home", "t", "t", _("practise"), early),
        Action("forget", "home", "f", "f", _("forget"), forget),
        Action("learner", "home", "l", "l", _("learner"), _("Change who is learning on this machine.")),
        Action("settings", "home", "comma", ",", _("colours"), colours),
    )


def _anywhere() -> tuple[Action, ...]:
    glossary = _("Look up a technique, or the questions of the yardstick.")
    palette = _("List every command that works now; letters search the list.")
    parts = _("Go to the next part of the screen, or to the one before.")
    leave = _("Go back to where you came from. Nothing is lost.")
    stop = _("Copies what is selected. With nothing selected it says how to leave; pressed twice, it leaves.")
    done = _("Leave the program. Everything is saved; you go on where you stopped.")
    return (
        Action("glossary", "anywhere", "g,f2", "g", _("glossary"), glossary),
        Action("next_part", "anywhere", "tab", "", _("next part"), parts, "app.focus_next", kind="move"),
        Action(
            *("previous_part", "anywhere", "shift+tab", "", _("part before"), "", "app.focus_previous"),
            under="next_part",
            kind="move",
        ),
        Action("palette", "anywhere", "colon,f12", ":", _("commands"), palette),
        Action("help", "anywhere", "question_mark,f1", "?", _("help"), _("Show every key.")),
        Action("leave", "anywhere", "escape", "esc", _("close"), leave),
        Action("quit", "anywhere", "q", "q", _("quit"), done),
        Action("interrupt", "anywhere", "ctrl+c", "ctrl+c", _("quit"), stop, kind="move"),
        Action(
            *("copy_text", "anywhere", "super+c,ctrl+c", "", _("copy"), "", "screen.copy_text"),
            under="interrupt",
            kind="move",
        ),
    )


@cache
def table() -> tuple[Action, ...]:
    """Every action, in the order of the footer."""
    return (
        *_home(),
        *article_actions(),
        *list_actions(),
        *typing_actions(),
        *find_actions(),
        *lesson_actions(),
        *preview_actions(),
        *class_actions(),
        *_anywhere(),
        *mouse_actions(),
    )


def first_key(id: str) -> str:
    """The key of an action as sentences name it; ``KeyError`` for one that is not in the table."""
    action = _by_id()[id]
    return action.show or key_name(action.keys.split(",")[0])


@cache
def _by_id() -> dict[str, Action]:
    return {entry.id: entry for entry in table()}


@cache
def all_keys(action: Action) -> tuple[str, ...]:
    """The keys of an action and of those it tells of."""
    keys = (key for one in table() if action.id in (one.id, one.under) for key in one.key_list)
    return tuple(dict.fromkeys(keys))


def ids(place: Place) -> tuple[str, ...]:
    """The actions of a place that have keys."""
    return tuple(action.id for action in table() if action.place == place and action.keys)


def bindings(ids: Iterable[str]) -> list[BindingType]:
    """Textual bindings for the actions with these ids; ``KeyError`` for one that is not in the table."""
    return [
        Binding(key, one.textual(key), one.label, id=one.id, show=False)
        for one in (_by_id()[id] for id in ids)
        for key in one.key_list
    ]


@dataclass(frozen=True, slots=True)
class Working:
    """An action that works at this moment."""

    action: Action
    keys: tuple[str, ...]
    """Those of its keys, and of the actions it tells of, that work."""
    node: DOMNode | None
    """Who does it; ``None`` for what a hand does."""
    label: str
    """What it is called here."""
    more: tuple["Working", ...] = ()
    """Others that the footer tells of in the same entry, as they are called the same."""

    @property
    def shown(self) -> str:
        """The keys as the footer shows them."""
        if self.action.kind == "answer":
            own = key_names(self.keys)
        else:
            first = self.action.key_list[0]
            own = self.action.show if first in self.keys else key_names(self.keys[:1])
        return " ".join([own, *(one.shown for one in self.more)])

    @property
    def does(self) -> str:
        """The Textual action of its first key."""
        return self.action.textual(self.keys[0])


def action_of(key: str, active: ActiveBinding) -> Action | None:
    """The action of a binding; ``None`` for a binding that is not in the table."""
    known = _by_id().get(active.binding.id or "")
    if known is not None:
        return known
    own = (action for action in table() if action.textual(key) == active.binding.action)
    return next((action for action in own if key in action.key_list), None)


def working(active: Mapping[str, ActiveBinding]) -> list[Working]:
    """What works with these bindings, in the order of the table; an action tells of those under it."""
    keys: dict[str, list[str]] = {}
    nodes: dict[str, DOMNode] = {}
    for key, binding in active.items():
        action = action_of(key, binding)
        if action is not None and binding.enabled:
            teller = action.under or action.id
            keys.setdefault(teller, []).append(key)
            if not action.under or teller not in nodes:
                nodes[teller] = binding.node
    return [
        Working(
            action,
            tuple(key for key in all_keys(action) if key in keys[action.id]),
            nodes[action.id],
            getattr(nodes[action.id], "footer_labels", {}).get(action.id, action.label),
        )
        for action in table()
        if action.id in keys
    ]


@dataclass(frozen=True, slots=True)
class AtHand:
    """What works on a screen at a moment: with keys, and by hand."""

    actions: tuple[Working, ...]

    @classmethod
    def on(cls, screen: Screen[Any]) -> "AtHand":
        """What works on a screen as it is now."""
        hands = {id for widget in screen.query("*") if widget.display for id in _by_hand(widget, screen)}
        mouse = [Working(action, (), None, action.label) for action in table() if action.id in hands]
        return cls((*working(screen.active_bindings), *mouse))


def _by_hand(widget: Widget, screen: Screen[Any]) -> tuple[str, ...]:
    """What a hand does at a widget; letters are typed only where the focus is."""
    ids: tuple[str, ...] = getattr(widget, "by_hand", ())
    return ids if widget is screen.focused else tuple(id for id in ids if _by_id()[id].place == "mouse")
