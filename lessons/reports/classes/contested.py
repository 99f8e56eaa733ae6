"""What learners contest in a lesson's key: who writes the hand-in writes the words, so nothing in them is trusted."""

from collections.abc import Iterable, Mapping

from lessons.assembly.lesson import Lesson
from lessons.model.answer import Raw
from lessons.reports.classes.values import ContestedItem
from lessons.store.event import Event
from lessons.text import normalise

LONGEST = 2_000
"""Characters of a reason."""


def contested_items(lesson: Lesson, events: Iterable[tuple[int, Event]]) -> tuple[ContestedItem, ...]:
    """The contested items from (learner's number, event ``contested``), each learner's oldest first.

    Of several contests of one item by one learner the last counts. Events without an item are passed over.
    """
    exercises = {exercise.id: number for number, exercise in enumerate(lesson.exercises)}
    made: dict[tuple[str, str], dict[int, Event]] = {}
    for learner, event in events:
        item = event.data.get("item")
        if event.exercise in exercises and isinstance(item, str):
            made.setdefault((event.exercise, item), {})[learner] = event
    found = [_item(exercise, item, [*by.values()]) for (exercise, item), by in made.items()]
    return tuple(sorted(found, key=lambda one: (exercises[one.exercise], -one.learners, one.item)))


def _item(exercise: str, item: str, events: list[Event]) -> ContestedItem:
    words = next(filter(None, (_line(event.data, "words") for event in events)), "")
    reasons = filter(None, (_line(event.data, "reason") for event in events))
    return ContestedItem(exercise, item, words, len(events), tuple(reasons))


def _line(data: Mapping[str, Raw], name: str) -> str:
    value = data.get(name)
    return " ".join(normalise(value).split())[:LONGEST] if isinstance(value, str) else ""
