"""How much is due for review, from the record alone: no lesson is opened, no key is read, nothing is scheduled.

Every answer in review says in the record on which day its item comes back, and every first submission what it
missed; that was worked out by ``lessons.session.reviewing`` then. A key that was changed since may make a difference.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lessons.model.course import Course
from lessons.reports.standing import stored_number
from lessons.store.event import Event
from lessons.store.reviews import History, Review, histories, missed_items, moment

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
    """What is due of the lessons in these courses; ``now`` has the learner's time zone."""
    known = {(course.id, card.id) for course in courses for card in course.lessons if not card.trouble}
    today = now.date()
    days: Counter[date] = Counter()
    answered = right = 0
    for lesson, past in histories(events, now).items():
        answered += len(past.reviews)
        right += sum(review.right for review in past.reviews)
        if lesson in known:
            days.update(max(today, day) for day in _days(past, now))
    return Due(dict(sorted(days.items())), today, answered, right)


def _days(past: History, now: datetime) -> Iterator[date]:
    """The day of each item of one lesson."""
    last: dict[tuple[str, str], Review] = {(one.exercise, one.item): one for one in past.reviews}
    for exercise, first in past.first.items():
        time = moment(first.time, now)
        if time is None or "score" not in first.data:  # an answer to a test whose key is sealed
            continue
        failed = stored_number(first.data.get("score")) < 1
        items = missed_items(first)
        for item in ("?",) if items is None and failed else items or ():
            review = last.pop((exercise, item), None)
            yield _back(review, now) if review is not None else _day_of(time, now) + timedelta(days=1)
    yield from (_back(review, now) for (_exercise, item), review in last.items() if item == PLAIN)


def _back(review: Review, now: datetime) -> date:
    return review.due or _day_of(review.time, now) + timedelta(days=1)


def _day_of(time: datetime, now: datetime) -> date:
    return time.astimezone(now.tzinfo).date()
