"""Somebody who types faster than the program can follow: keys go to the program's own queue, none waits for another."""

import asyncio
import threading
import unicodedata
from collections.abc import Sequence
from time import monotonic
from typing import Any

from textual import events
from textual._queue import Queue
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message import Message
from textual.message_pump import MessagePump

from lessons.model.answer import Raw
from tui.program import InTurns

LETTERS = {"question_mark": "?", "colon": ":", "period": ".", "space": " ", "tab": "\t", "enter": "\r"}
"""What a terminal sends for keys whose names are longer than one character."""
QUIET = 3
"""Turns of the loop in which nothing is under way, before a program is called at rest."""
PATIENCE = 1.0
"""Seconds that work beside the screen is waited for."""
LATER = {"_follow", "ahead"}
"""Work that is never done, or for a lesson that may be opened: names or groups of Textual's workers."""
KEYS = (
    "home right space right space c",
    "home right space 1 c",
    "space right right space c",
    "1 2 c",
    "2 c",
    "1 3 5 c",
    "2 1 c",
    "1 2 2 1 c",
    "1 2 1 1 1 2 1 1 1 2 c",
    "2 c",
    "1 3 c",
    "t h r e e enter c",
    "t h e space m a y o r enter c",
    "1 2 1 2 c",
    "1 3 c",
    "space right right space c",
)
"""An answer to each exercise of the tiny lesson in turn, and the key that hands it in."""
ANSWERS: dict[str, Raw] = {
    "find-loaded": [{"exact": "greedy"}, {"exact": "mayor"}],
    "find-named": [{"exact": "greedy", "technique": "loaded-language"}],
    "find-nothing": [{"exact": "Work"}, {"exact": "in"}],
    "name-it": {"everyone": "loaded-language", "reckless": "exaggeration"},
    "who-says": ["brook"],
    "pick-sources": ["brook", "mayor", "survey"],
    "who-stands-behind": {"cost": "writer", "hate": "office"},
    "sources": {
        "s1": {"named": "yes", "interest": "outsider"},
        "s2": {"named": "no", "interest": "party"},
    },
    "whats-missing": {
        "vote": {"class": "matters", "claim": "hate"},
        "survey": {"class": "matters", "claim": "pushed"},
        "cost": {"class": "matters", "claim": "hate"},
        "shoes": {"class": "matters", "claim": "pushed"},
        "opening": {"class": "matters", "claim": "hate"},
    },
    "chain": ["vote", "page", "desk"],
    "slant": {"s1": "1", "s2": "3"},
    "count-police": "three",
    "plain-tram": "the mayor",
    "where-is-it": {"cost": "here", "result": "there", "shop": "here", "weather": "there"},
    "only-there": ["cost", "survey"],
    "mark-there": [{"exact": "Council"}, {"exact": "for"}],
}
"""What those keys answer; a mark by its words, a row with one question by its option."""
"""An answer to each exercise of the tiny lesson, in keys; each is whole, and wrong where that is shorter."""


def post(app: App[None], keys: str | Sequence[str]) -> None:
    """Send keys, separated by blanks, without a pause."""
    for key in keys.split() if isinstance(keys, str) else keys:
        character = LETTERS.get(key, key if len(key) == 1 else None)
        app.post_message(events.Key(key, character))


async def press(app: App[Any], *keys: str) -> None:
    """Press keys as Pilot does, each when the one before has had its effect; Pilot waits 40 ms at least for each."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        character: str | None
        try:
            character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
        except KeyError:
            character = name if len(name) == 1 else None
        app.post_message(events.Key(name, character))
        await at_rest(app)


async def at_rest(app: App[Any]) -> None:
    """Wait until every key has had its effect, what is worked out beside the screen is there, and all is drawn.

    Pilot instead waits until the processor has been idle for a while. Work that goes on for longer than ``PATIENCE`` is
    left to go on, as Pilot leaves it: some of it ends with the program.
    """
    until, quiet = monotonic() + PATIENCE, 0
    while quiet < QUIET and app.is_running:
        await asyncio.sleep(0 if quiet else 0.001)
        screen = app.screen
        drawing: asyncio.Event = screen._update_timer._active
        if _under_way(app) or (_beside(app) and monotonic() < until):
            quiet = 0
        elif drawing.is_set() or screen._callbacks:
            quiet = 0
            screen._on_timer_update()  # what its timer does within a sixtieth of a second
        else:
            quiet += 1


def _under_way(app: App[Any]) -> bool:
    """Whether a key or a message has not had its effect yet."""
    if isinstance(app, InTurns) and app.busy:
        return True
    return not all(_waits(pump) for pump in (app, *app.screen.walk_children(with_self=True)))


def _waits(pump: MessagePump) -> bool:
    """Whether it has dealt with its last message and waits for another, or for none any more."""
    queue: Queue[Message | None] = pump._message_queue
    return pump._closed or (queue.empty() and len(queue.ready_event._waiters) > 0)


def _beside(app: App[Any]) -> bool:
    """Whether a task or a thread works for the screen; what only may be wanted is not waited for."""
    named = [{worker.name, worker.group} for worker in app.workers if not worker.is_finished]
    return any(LATER.isdisjoint(names) for names in named) or any(
        "(run)" in thread.name for thread in threading.enumerate()
    )


def plain(answer: Raw) -> Raw:
    """An answer with the words of a mark, its technique, and the bare option of a cell."""
    if isinstance(answer, list):
        return [_mark(one) if isinstance(one, dict) else one for one in answer]
    if isinstance(answer, dict):
        return {row: _cell(cell) for row, cell in answer.items()}
    return answer


def extent(answer: Raw) -> object:
    """How much an answer says: in a sealed lesson the ids are others, and the options stand in another order."""
    if isinstance(answer, dict):
        return sorted(str(extent(cell)) for cell in answer.values())
    return len(answer) if isinstance(answer, list) else isinstance(answer, str)


def _mark(mark: dict[str, Raw]) -> Raw:
    return {name: mark[name] for name in ("exact", "technique") if name in mark}


def _cell(cell: Raw) -> Raw:
    return next(iter(cell.values())) if isinstance(cell, dict) and len(cell) == 1 else cell
