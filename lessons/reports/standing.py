"""How far a learner is in each lesson, and what is due for review, from the record alone.

No lesson is opened, no key is read, nothing is scheduled. Every answer in review says in the record on which day its
item comes back, and every first submission what it missed; that was worked out by ``lessons.review`` then. A key that
was changed since may make a difference.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.model.course import Course, LessonCard
from lessons.record.attempts import since_forgotten
from lessons.record.event import PATH, REPLIED, REVIEWED, Event
from lessons.record.reviews import is_review, missed_items, moment, said_day

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
    short: bool = False
    """Whether all this is about the short path of the lesson, which the learner is on."""
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
    here = folder.absolute()
    for course in courses:
        places = [number for number, card in enumerate(course.lessons) if card.folder.absolute() == here]
        if places:
            cards = (*course.lessons[places[0] + 1 :], *course.lessons[: places[0]])
            states = standings([course], events)
            ready = (card for card in cards if not card.trouble and not card.bring)
            return next((card for card in ready if not states[course.id, card.id].finished), None)
    return None


def standing(card: LessonCard, events: Iterable[Event]) -> Standing:
    """Sum up the events of one lesson, oldest first. Only first submissions before the finish count."""
    first: dict[str, Event] = {}
    index, begun, short, last = 0, False, False, ""
    ends: set[bool] = set()
    unscored: set[Raw] = set()
    for event in since_forgotten(events):
        if event.name in (REVIEWED, REPLIED):  # looking back is not going on, nor is what the teacher writes
            continue
        begun, last = True, event.time
        if event.name == "committed" and event.data.get("practice") is not True:
            first.setdefault(card.was.get(event.exercise, event.exercise), event)
        elif event.name == "moved" and isinstance(place := event.data.get("index"), int):
            index = max(0, min(place, len(card.exercises) - 1))
        elif event.name == "told" and isinstance(ids := event.data.get("unscored"), list):
            unscored = {id for id in ids if isinstance(id, str)}
        elif event.name == PATH:
            short = event.data.get("short") is True and bool(card.short)
            there = card.short if short else card.exercises
            index = next((place for place, id in enumerate(there) if id not in first), 0)
        elif event.name == "finished":
            ends.add(event.data.get("short") is True)
    short = short and False not in ends
    asked = [id for id in (card.short if short else card.exercises) if id not in unscored]
    answers = [first[id] for id in asked if id in first]
    weight = sum((_weight(event) for event in answers), Fraction(0))
    # The weights of exercises never answered are not in the record: they are taken to be the usual ones.
    missing = len(asked) - len(answers)
    total = weight + missing * (weight / len(answers) if answers else 1)

    def mean(name: str) -> Fraction:
        earned = sum((stored_number(event.data.get(name)) * _weight(event) for event in answers), Fraction(0))
        return earned / total if total else Fraction(0)

    sealed = any(event.data.get("sealed") is True for event in answers)
    return Standing(
        *(len(answers), len(asked), index, begun, short in ends, last),
        *(mean("score"), mean("chance"), short, sealed),
    )


def _weight(event: Event) -> Fraction:
    return stored_number(event.data.get("weight"), Fraction(1))


def stored_number(value: "Raw", default: Fraction = Fraction(0)) -> Fraction:
    """A number as the record writes it (``"3/4"``); the default for anything else."""
    return Fraction(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else default


PLAIN = "plain"
"""The item of sentences with nothing to find, which are asked whether or not they were missed."""


@dataclass(frozen=True, slots=True)
class Due:
    """What comes back when."""

    days: Mapping[date, int]
    """Items per day, soonest first; what is overdue is due today."""
    today: date
    answered: int = 0
    """Answers in review so far."""
    right: int = 0

    @property
    def now(self) -> int:
        """Items due today."""
        return self.days.get(self.today, 0)

    @property
    def next(self) -> date | None:
        """The next day after today on which something comes back."""
        return next((day for day in self.days if day > self.today), None)


def due(courses: Iterable[Course], events: Iterable[Event], now: datetime) -> Due:
    """What is due of the lessons in these courses; ``now`` has the learner's time zone.

    Times of the record are compared as they are written, which puts them in order: the home screen waits for this.
    """
    lessons = {(course.id, card.id) for course in courses for card in course.lessons if not card.trouble}
    first: dict[tuple[str, str, str], Event] = {}
    last: dict[tuple[str, str, str, str], Event] = {}
    seen: set[str] = set()
    right = 0
    for event in events:
        if event.name == "committed":
            if event.exercise and not event.data.get("practice"):
                first.setdefault((event.course, event.lesson, event.exercise), event)
        elif event.name == REVIEWED and event.id not in seen and is_review(event):
            seen.add(event.id or f"no id {len(seen)}")
            right += event.data["right"] is True
            key = event.course, event.lesson, event.exercise, str(event.data["item"])
            if key not in last or last[key].time <= event.time:
                last[key] = event
    days = Counter(max(now.date(), day) for day in _days(lessons, first, last, now))
    return Due(dict(sorted(days.items())), now.date(), len(seen), right)


def _days(
    lessons: Container[tuple[str, str]],
    first: Mapping[tuple[str, str, str], Event],
    last: dict[tuple[str, str, str, str], Event],
    now: datetime,
) -> Iterator[date]:
    """The day of each item."""
    for exercise, event in first.items():
        if exercise[:2] not in lessons or "score" not in event.data:  # no score: a test whose key is sealed
            continue
        items = missed_items(event)
        failed = items is None and stored_number(event.data.get("score")) < 1
        for item in ("?",) if failed else items or ():
            review = last.pop((*exercise, item), None)
            day = _day_after(event, now) if review is None else _back(review, now)
            if day is not None:
                yield day
    for (course, lesson, exercise_id, item), review in last.items():
        asked_along = item == PLAIN and (course, lesson, exercise_id) in first
        day = _back(review, now) if asked_along and (course, lesson) in lessons else None
        if day is not None:
            yield day


def _back(review: Event, now: datetime) -> date | None:
    """The day on which an item comes back, as was said then."""
    return said_day(review.data.get("due")) or _day_after(review, now)


def _day_after(event: Event, now: datetime) -> date | None:
    time = moment(event.time, now)
    return None if time is None else time.astimezone(now.tzinfo).date() + timedelta(days=1)
