"""Which of a learner's submissions counts: the first that was no practice."""

from collections.abc import Iterable

from lessons.record.event import Event


def counts(event: Event) -> bool:
    """Whether an event is a submission that may count."""
    return event.name == "committed" and bool(event.exercise) and event.data.get("practice") is not True


def first_answers(events: Iterable[Event]) -> dict[str, Event]:
    """The submission that counts of each exercise. ``events`` oldest first."""
    first: dict[str, Event] = {}
    for event in events:
        if event.exercise not in first and counts(event):
            first[event.exercise] = event
    return first


def oldest_first(events: Iterable[Event]) -> list[Event]:
    """In the order in which they count: by time, then by id."""
    return sorted(events, key=lambda event: (event.time, event.id))
