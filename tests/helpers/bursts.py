"""Somebody who types faster than the program can follow: keys go to the program's own queue, none waits for another."""

import asyncio
from collections.abc import Sequence

from textual import events
from textual.app import App

from lessons.model.answer import Raw
from tui.program import InTurns

LETTERS = {"question_mark": "?", "colon": ":", "period": ".", "space": " ", "tab": "\t", "enter": "\r"}
"""What a terminal sends for keys whose names are longer than one character."""
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


async def at_rest(app: InTurns) -> None:
    """Wait until every key has had its effect."""
    await asyncio.sleep(0)
    while app.message_queue_size or app.busy:
        await asyncio.sleep(0.01)


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
