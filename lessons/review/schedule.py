"""When an item comes back: its answers replayed through the scheduler of ``fsrs``."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from lessons.record.reviews import Past

if TYPE_CHECKING:
    from fsrs import Rating, Scheduler

SOON = timedelta(days=1)
"""After a wrong answer, whatever went before on the same day."""
LEECH = 8
"""After so many wrong answers in a row, one a day at most, an item is set aside: asking again does not teach it."""
ASIDE = timedelta(days=30)
LONGEST = 365
"""Most days between two reviews."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When an item comes back, and how it stands."""

    due: datetime
    """UTC."""
    answers: int
    """Answers in review so far."""
    wrong: bool
    """Whether the last answer was wrong; the first submission, by which an item is missed, is one."""
    sure: bool
    """Whether the learner was sure of the last answer."""
    aside: bool = False
    """Whether it was missed so often that it is set aside for a while."""

    def day(self, now: datetime) -> date:
        """The day on which it is due, in the time zone of ``now``."""
        return self.due.astimezone(now.tzinfo).date()

    def is_due(self, now: datetime) -> bool:
        """Whether that day has come: an item is due all day, not from some minute on."""
        return self.day(now) <= now.date()


def plan(past: Past) -> Plan | None:
    """The plan of one item; ``None`` for one that was never missed and never asked.

    The first submission counts as a wrong answer, and an answer dated before it as given with it. After a wrong
    answer an item comes back the next day.
    """
    from fsrs import Card

    answers = [(past.missed, False, past.sure)] if past.missed is not None else []
    start = past.missed or datetime.min.replace(tzinfo=UTC)
    answers += [(max(start, review.time), review.right, review.sure) for review in past.reviews]
    if not answers:
        return None
    card = Card(card_id=0)
    for time, right, sure in answers:
        card, _log = _scheduler().review_card(card, _rating(right=right, sure=sure), time.astimezone(UTC))
    time, right, sure = answers[-1]
    due = card.due if right else min(card.due, time.astimezone(UTC) + SOON)
    aside = _wrong_days(answers) >= LEECH
    if aside:
        due = time.astimezone(UTC) + ASIDE
    return Plan(due, len(past.reviews), not right, sure == 3, aside)


def _wrong_days(answers: "list[tuple[datetime, bool, int | None]]") -> int:
    """The days of the wrong answers since the last right one."""
    days = set()
    for time, right, _sure in reversed(answers):
        if right:
            break
        days.add(time.astimezone(UTC).date())
    return len(days)


def _rating(*, right: bool, sure: int | None) -> "Rating":
    """A right answer that was a guess counts for less. Being sure earns nothing, so nobody gains by saying it."""
    from fsrs import Rating

    if not right:
        return Rating.Again
    return Rating.Hard if sure == 1 else Rating.Good


@cache
def _scheduler() -> "Scheduler":
    """Steps of whole days: feedback was just shown, so minutes later there is nothing to remember yet."""
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST)
