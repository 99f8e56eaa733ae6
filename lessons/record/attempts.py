"""Which events of a record count in an attempt, and under which name of its lesson.

A lesson may have had several names: what was answered before its folder was renamed or copied is found under each.
An event ``joined`` says that a lesson of another name is the one that it names itself. Nothing already written is
changed: the names are followed when a record is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lessons.record.event import Event

FORGOTTEN = "forgotten"
"""What was done before in this lesson was opening it and looking around: it is new again."""
BEGUN_AGAIN = "begun again"
"""A finished lesson is practised from its start with clean pages; the first answers stay the score."""


def since_forgotten(events: Iterable[Event]) -> list[Event]:
    """The events of a lesson that count, oldest first: those since it was forgotten. Answers are never forgotten."""
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
    """Whether a lesson was opened and nothing was answered in it, by its events, oldest first."""
    own = since_forgotten(events)
    return bool(own) and not any(event.data.get("answer") or event.name == "committed" for event in own)


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


JOINED = "joined"
"""Its data has ``course`` and ``lesson``: the name that the lesson had before."""
Name = tuple[str, str]
"""Course and lesson."""


def names_of_today(events: Iterable[Event]) -> Mapping[Name, Name]:
    """The newest name of each lesson that had another one before."""
    later: dict[Name, Name] = {}
    for event in events:
        if event.name == JOINED:
            course, lesson = event.data.get("course"), event.data.get("lesson")
            if isinstance(course, str) and isinstance(lesson, str):
                later[course, lesson] = (event.course, event.lesson)
    return {old: _followed(later, old) for old in later}


def _followed(later: Mapping[Name, Name], name: Name) -> Name:
    """The end of a chain of names; in a circle, which only a tampered record has, the alphabetically first."""
    chain = [name]
    while (following := later.get(chain[-1])) is not None:
        if following in chain:
            return min(chain[chain.index(following) :])
        chain.append(following)
    return chain[-1]


def under_names_of_today(events: Sequence[Event]) -> tuple[Event, ...]:
    """All events, each under the newest name of its lesson."""
    today = names_of_today(events)
    return tuple(_under(event, today.get((event.course, event.lesson))) for event in events)


def of_lesson(events: Sequence[Event], course: str, lesson: str) -> tuple[Event, ...]:
    """The events of one lesson, also those under its other names, all under the name that was asked for."""
    today, asked = names_of_today(events), (course, lesson)
    newest = today.get(asked, asked)
    return tuple(
        _under(event, asked)
        for event in events
        if today.get(name := (event.course, event.lesson), name) == newest
    )


def _under(event: Event, name: Name | None) -> Event:
    if name is None or name == (event.course, event.lesson):
        return event
    return replace(event, course=name[0], lesson=name[1])
