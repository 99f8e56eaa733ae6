"""How far a learner is in each lesson, from the record alone: no lesson is opened and no key is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.model.course import Course, LessonCard
from lessons.record.attempts import since_forgotten
from lessons.record.event import REVIEWED, Event

if TYPE_CHECKING:
    from lessons.model.answer import Raw

_NUMBER = re.compile(r"[0-9]{1,40}(?:/0*[1-9][0-9]{0,39})?")


@dataclass(frozen=True, slots=True)
class Standing:
    """One lesson of one learner."""

    answered: int
    total: int
    index: int
    """The exercise where the learner stopped, from 0."""
    begun: bool = False
    finished: bool = False
    last: str = ""
    """Time of the last event, as the record writes it; sorts by time."""
    score: Fraction = Fraction(0)
    chance: Fraction = Fraction(0)
    """Score so far and what guessing would give, both over all exercises of the lesson."""
    sealed: bool = False
    """Whether answers were handed in to a test whose key is sealed: they have no score here."""


def standings(courses: Iterable[Course], events: Iterable[Event]) -> Mapping[tuple[str, str], Standing]:
    """The standing in every lesson of the courses, by (course id, lesson id); events are oldest first."""
    by_lesson: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        by_lesson.setdefault((event.course, event.lesson), []).append(event)
    return {
        (course.id, card.id): standing(card, by_lesson.get((course.id, card.id), ()))
        for course in courses
        for card in course.lessons
    }


def next_lesson(courses: Iterable[Course], events: Iterable[Event], folder: Path) -> LessonCard | None:
    """The lesson to go on with after the one in ``folder``; ``None`` when its course is done, or is not known.

    The next one of its course that is not finished and can be opened, or else the first such one before it.
    """
    wanted = folder.absolute()
    for course in courses:
        places = [number for number, card in enumerate(course.lessons) if card.folder.absolute() == wanted]
        if places:
            cards = (*course.lessons[places[0] + 1 :], *course.lessons[: places[0]])
            states = standings([course], events)
            ready = (card for card in cards if not card.trouble and not card.bring)
            return next((card for card in ready if not states[course.id, card.id].finished), None)
    return None


def standing(card: LessonCard, events: Iterable[Event]) -> Standing:
    """Sum up the events of one lesson, oldest first. Only first submissions before the finish count."""
    first: dict[str, Event] = {}
    index, begun, finished, last = 0, False, False, ""
    unscored: set[Raw] = set()
    for event in since_forgotten(events):
        if event.name == REVIEWED:  # looking back is not going on
            continue
        begun, last = True, event.time
        if event.name == "committed" and event.data.get("practice") is not True:
            first.setdefault(card.was.get(event.exercise, event.exercise), event)
        elif event.name == "moved" and isinstance(place := event.data.get("index"), int):
            index = max(0, min(place, len(card.exercises) - 1))
        elif event.name == "told" and isinstance(told := event.data.get("unscored"), list):
            unscored = {id for id in told if isinstance(id, str)}
        elif event.name == "finished":
            finished = True
    asked = [id for id in card.exercises if id not in unscored]
    known = [first[id] for id in asked if id in first]
    weight = sum((_weight(event) for event in known), Fraction(0))
    # The weights of exercises never answered are not in the record: they are taken to be the usual ones.
    missing = len(asked) - len(known)
    total = weight + missing * (weight / len(known) if known else 1)

    def mean(name: str) -> Fraction:
        earned = sum((stored_number(event.data.get(name)) * _weight(event) for event in known), Fraction(0))
        return earned / total if total else Fraction(0)

    sealed = any(event.data.get("sealed") is True for event in known)
    return Standing(
        len(known), len(asked), index, begun, finished, last, mean("score"), mean("chance"), sealed
    )


def _weight(event: Event) -> Fraction:
    return stored_number(event.data.get("weight"), Fraction(1))


def stored_number(value: "Raw", default: Fraction = Fraction(0)) -> Fraction:
    """A number as the record writes it (``"3/4"``); the default for anything else."""
    return Fraction(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else default
