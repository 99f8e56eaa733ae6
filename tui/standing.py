"""How far a learner is in each lesson, from the record alone: no lesson is opened and no key is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lessons.model.answer import Raw
from lessons.model.course import LessonCard
from lessons.store.event import Event


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


def standing(card: LessonCard, events: Iterable[Event]) -> Standing:
    """Sum up the events of one lesson, oldest first. Only first submissions count."""
    first: dict[str, Event] = {}
    index, begun, finished, last = 0, False, False, ""
    for event in events:
        begun, last = True, event.time
        if event.name == "committed" and not event.data.get("practice"):
            first.setdefault(event.exercise, event)
        elif event.name == "moved" and isinstance(place := event.data.get("index"), int):
            index = max(0, min(place, len(card.exercises) - 1))
        elif event.name == "finished":
            finished = True
    known = [first[id] for id in card.exercises if id in first]
    weight = sum((_number(event.data.get("weight"), Fraction(1)) for event in known), Fraction(0))
    missing = len(card.exercises) - len(known)
    total = weight + missing * (weight / len(known) if known else 1)

    def mean(name: str) -> Fraction:
        earned = sum(
            (_number(event.data.get(name)) * _number(event.data.get("weight"), Fraction(1)) for event in known), Fraction(0)
        )
        return earned / total if total else Fraction(0)

    return Standing(len(known), len(card.exercises), index, begun, finished, last, mean("score"), mean("chance"))


def _number(value: Raw, default: Fraction = Fraction(0)) -> Fraction:
    """A number as the record writes it (``"3/4"``); the default for anything else."""
    try:
        return Fraction(str(value)) if isinstance(value, str | int) and len(str(value)) < 60 else default
    except (ValueError, ZeroDivisionError):
        return default
