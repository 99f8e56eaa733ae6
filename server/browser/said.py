"""What a page says to the server, read into one strict type: anything else ends the line."""

import json
from dataclasses import dataclass
from typing import Literal

Verb = Literal["keys", "paste", "size", "shown", "ping"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    verb: Verb
    text: str = ""
    """Of ``keys`` and ``paste``."""
    numbers: tuple[int, ...] = ()
    """Columns and rows of ``size``; bytes of ``shown``."""


def understood(message: str) -> Said | None:
    """The message of a page: a JSON list of a verb and what belongs to it; ``None`` for anything else."""
    try:
        parts = json.loads(message)
    except (ValueError, RecursionError):
        return None
    match parts:
        case ["keys" | "paste" as verb, str(text)]:
            return Said(verb, text)
        case ["size", int(columns), int(rows)] if type(columns) is int and type(rows) is int:
            return Said("size", numbers=(columns, rows))
        case ["shown", int(count)] if type(count) is int:
            return Said("shown", numbers=(count,))
        case ["ping"]:
            return Said("ping")
    return None
