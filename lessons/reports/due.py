"""How much is due for review, from the record alone: no lesson is opened, no key is read, nothing is scheduled.

Every answer in review says in the record on which day its item comes back, and every first submission what it
missed; that was worked out by ``lessons.review`` then. A key that was changed since may make a difference.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lessons.model.course import Course
from lessons.record.event import REVIEWED, Event
from lessons.record.reviews import is_review, missed_items, moment, said_day
from lessons.reports.standing import stored_number

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
    known = {(course.id, card.id) for course in courses for card in course.lessons if not card.trouble}
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
    days = Counter(max(now.date(), day) for day in _days(known, first, last, now))
    return Due(dict(sorted(days.items())), now.date(), len(seen), right)


def _days(
    known: Container[tuple[str, str]],
    first: Mapping[tuple[str, str, str], Event],
    last: dict[tuple[str, str, str, str], Event],
    now: datetime,
) -> Iterator[date]:
    """The day of each item."""
    for exercise, event in first.items():
        if exercise[:2] not in known or "score" not in event.data:  # no score: a test whose key is sealed
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
        day = _back(review, now) if asked_along and (course, lesson) in known else None
        if day is not None:
            yield day


def _back(review: Event, now: datetime) -> date | None:
    """The day on which an item comes back, as was said then."""
    return said_day(review.data.get("due")) or _day_after(review, now)


def _day_after(event: Event, now: datetime) -> date | None:
    time = moment(event.time, now)
    return None if time is None else time.astimezone(now.tzinfo).date() + timedelta(days=1)
