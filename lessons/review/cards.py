"""One item in review, with what can be asked about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from lessons.kinds.base import Bound
from lessons.kinds.item import Again
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.play.missed import PLAIN, Missed
from lessons.record.reviews import Past, Review
from lessons.review.schedule import Plan, plan


@dataclass(frozen=True, eq=False)
class Source:
    """A lesson with its key: the learner committed answers to it."""

    lesson: Lesson
    key: AnswerKey


@dataclass(frozen=True, eq=False)
class Card:
    """One item in review."""

    source: Source
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
        """The card once more was answered."""
        return replace(self, past=replace(self.past, reviews=(*self.past.reviews, review)))

    @property
    def id(self) -> tuple[str, str, str, str]:
        """Course, lesson, exercise, item: the card's name in the record."""
        lesson = self.source.lesson
        return lesson.course, lesson.id, self.exercise.id, self.missed.item

    @property
    def turn(self) -> tuple[Again, ...]:
        """The fresh sentences, the one whose turn it is first."""
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
        known = self.source.lesson.glossary.family_of(named) if named else None
        return known or f"{self.exercise.task.strand} {self.exercise.kind.name}"


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
