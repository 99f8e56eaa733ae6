"""The one table of keys: bindings, footer, help and palette are made from it.

An action belongs to the place where its keys work. A screen or widget binds its own with ``bindings``; which of them
work at this moment is said by ``check_action`` of that screen or widget, and ``working`` finds exactly those.

Keys are letters, signs, arrows and F-keys: old terminals cannot tell ctrl+h, ctrl+i, ctrl+j and ctrl+m from other keys,
and stop at ctrl+s and ctrl+q. Ctrl is used inside fields alone, and for the one key that everybody tries: ctrl+c.
Digits always answer, letters always command.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from textual.binding import ActiveBinding, Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from lessons.i18n import once_a_language
from tui.action import Action, KeyPlace, key_name, key_names
from tui.action_rows import (
    actions_anywhere,
    article_actions,
    class_actions,
    find_actions,
    home_actions,
    lesson_actions,
    list_actions,
    mouse_actions,
    preview_actions,
    typing_actions,
)
from tui.live_action_rows import live_actions
from tui.write_action_rows import blank_actions, write_actions


@once_a_language
def table() -> tuple[Action, ...]:
    """Every action, in the order of the footer."""
    return (
        *home_actions(),
        *article_actions(),
        *list_actions(),
        *typing_actions(),
        *find_actions(),
        *lesson_actions(),
        *preview_actions(),
        *write_actions(),
        *blank_actions(),
        *class_actions(),
        *live_actions(),
        *actions_anywhere(),
        *mouse_actions(),
    )


def first_key(id: str) -> str:
    """The key of an action as sentences name it; ``KeyError`` for one that is not in the table."""
    action = _by_id()[id]
    return action.show or key_name(action.keys.split(",")[0])


@once_a_language
def _by_id() -> dict[str, Action]:
    return {entry.id: entry for entry in table()}


@once_a_language
def _by_key() -> dict[tuple[str, str], Action]:
    """The actions by key and Textual action; of two the first in the table."""
    return {(key, one.textual(key)): one for one in reversed(table()) for key in one.key_list}


@once_a_language
def _all_keys() -> dict[str, tuple[str, ...]]:
    """By id, the keys of each action and of those it tells of."""
    keys: dict[str, dict[str, None]] = {}
    for one in table():
        for id in (one.id, one.under):
            keys.setdefault(id, {}).update(dict.fromkeys(one.key_list))
    return {id: tuple(own) for id, own in keys.items()}


def all_keys(action: Action) -> tuple[str, ...]:
    """The keys of an action and of those it tells of."""
    return _all_keys()[action.id]


def ids(place: KeyPlace) -> tuple[str, ...]:
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
            first = self.action.keys.partition(",")[0]
            own = self.action.show if first in self.keys else key_names(self.keys[:1])
        return " ".join([own, *(one.shown for one in self.more)])

    @property
    def does(self) -> str:
        """The Textual action of its first key."""
        return self.action.textual(self.keys[0])


def action_of(key: str, active: ActiveBinding) -> Action | None:
    """The action of a binding; ``None`` for a binding that is not in the table."""
    binding = active.binding
    return _by_id().get(binding.id or "") or _by_key().get((key, binding.action))


def working(active: Mapping[str, ActiveBinding]) -> list[Working]:
    """What works with these bindings, in the order of the table; an action tells of those under it."""
    all_keys, keys = _all_keys(), dict[str, list[str]]()
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
            tuple(key for key in all_keys[action.id] if key in keys[action.id]),
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
