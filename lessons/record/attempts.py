"""How an attempt at a lesson begins anew: what was only opened is forgotten, what is finished is practised again."""

from collections.abc import Iterable

from lessons.record.event import Event

FORGOTTEN = "forgotten"
"""What was done before in this lesson was opening it and looking around: it is new again."""
BEGUN_AGAIN = "begun again"
"""A finished lesson is practised from its start with clean pages; the first answers stay the score."""


def since_forgotten(events: Iterable[Event]) -> list[Event]:
    """The events of a lesson that count, oldest first: those after it was forgotten. What was answered stays."""
    kept: list[Event] = []
    answered = False
    for event in events:
        if event.name == FORGOTTEN and not answered:
            kept.clear()
        else:
            kept.append(event)
            answered |= event.name == "committed"
    return kept


def opened_only(events: Iterable[Event]) -> bool:
    """Whether the events of a lesson, oldest first, tell that it was opened and nothing was answered in it."""
    own = since_forgotten(events)
    return bool(own) and not any(event.data.get("answer") or event.name == "committed" for event in own)
