"""One item in review: what can be asked about it, and when it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from typing import TYPE_CHECKING

from lessons.kinds.base import Bound
from lessons.kinds.item import Again
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.play.missed import PLAIN, Missed
from lessons.record.reviews import Past, Review

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
    import fsrs

    answers = [(past.missed, False, past.sure)] if past.missed is not None else []
    start = past.missed or datetime.min.replace(tzinfo=UTC)
    answers += [(max(start, review.time), review.right, review.sure) for review in past.reviews]
    if not answers:
        return None
    card = fsrs.Card(card_id=0)
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


@dataclass(frozen=True, eq=False)
class KeyedLesson:
    """A lesson with its key, to which the learner committed answers."""

    lesson: Lesson
    key: AnswerKey


@dataclass(frozen=True, eq=False)
class Card:
    """One item in review."""

    source: KeyedLesson
    exercise: Exercise
    missed: Missed
    fresh: tuple[Again, ...] = ()
    """Sentences that can be asked instead of the one in the article; asked in turn."""
    past: Past = field(default_factory=Past)
    """The first submission, and the answers in review."""
    lent: bool = False
    """Whether the fresh sentences are those of other items."""

    @cached_property
    def plan(self) -> Plan | None:
        """When it comes back; ``None`` for plain sentences that were never asked."""
        return plan(self.past)

    def after(self, review: Review) -> "Card":
        """The card after one more answer."""
        return replace(self, past=replace(self.past, reviews=(*self.past.reviews, review)))

    @property
    def id(self) -> tuple[str, str, str, str]:
        """Course, lesson, exercise, item: the card's name in the record."""
        lesson = self.source.lesson
        return lesson.course, lesson.id, self.exercise.id, self.missed.item

    @property
    def turn(self) -> tuple[Again, ...]:
        """The fresh sentences, beginning with the one whose turn it is."""
        begin = len(self.past.reviews) % max(1, len(self.fresh))
        return (*self.fresh[begin:], *self.fresh[:begin])

    @property
    def again(self) -> Again | None:
        """The fresh sentence to ask about; ``None`` for the article."""
        return next(iter(self.turn), None)

    def asking(self, again: Again | None) -> "Card":
        """The card with this sentence to ask about, or with ``None`` the article."""
        return replace(self, fresh=() if again is None else (again,))

    @property
    def technique(self) -> str:
        """What the card trains; cards of one technique do not follow each other."""
        if self.missed.item == PLAIN:
            return f"{PLAIN} {self.exercise.task.strand}"
        return self.missed.technique or "/".join(self.id[:3])

    @property
    def family(self) -> str:
        """Cards of one family look alike, and are held against each other."""
        named = self.missed.technique
        family = self.source.lesson.glossary.family_of(named) if named else None
        return family or f"{self.exercise.task.strand} {self.exercise.kind.name}"


def fresh_for(bound: Bound, item: str) -> tuple[Again, ...]:
    """The fresh sentences that a bound key has for an item."""
    if item == PLAIN:
        return tuple(again for again in every_sentence(bound) if again.span is None)
    for one in bound.items():
        if item in (one.id, one.id.partition(".")[0]):
            alarm = one.right is False
            return tuple(again for again in one.again if alarm or again.span is not None)
    return ()


def every_sentence(bound: Bound) -> Sequence[Again]:
    """All fresh sentences of a bound key, each once."""
    return tuple(dict.fromkeys(again for item in bound.items() for again in item.again))
