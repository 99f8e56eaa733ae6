"""What one learner did, over all lessons: figures derived afresh from the raw answers where the lesson is at hand.

A lesson that is gone or cannot be opened any more keeps the scores that were stored with its answers, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from lessons.assembly.keys import open_key
from lessons.assembly.opening import open_lesson
from lessons.model.course import Course, LessonCard
from lessons.model.form import MarkForm
from lessons.model.problem import LessonError
from lessons.model.result import Result, Verdict
from lessons.reports.standing import Standing, standing, stored_number
from lessons.session import Session
from lessons.store.event import Event
from lessons.store.memory import MemoryRecord


@dataclass(frozen=True, slots=True)
class Figures:
    """Weighted means over answered exercises, 0 to 1."""

    score: Fraction
    chance: Fraction
    answered: int


@dataclass(frozen=True, slots=True)
class Techniques:
    """How often a technique of a key was found and missed."""

    name: str
    found: int
    missed: int


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """One lesson that was begun."""

    course: str
    lesson: str
    title: str
    standing: Standing
    derived: bool
    """Whether the scores were derived from the raw answers just now; else they are the stored ones."""
    why_stored: str = ""
    """Why they could not be derived."""


@dataclass(frozen=True, slots=True)
class Progress:
    """All lessons a learner has begun, and what they add up to. Only first submissions count."""

    lessons: tuple[LessonProgress, ...]
    overall: Figures
    strands: Mapping[str, Figures]
    techniques: Mapping[str, Techniques]
    """By technique id."""
    hits: int
    false_alarms: int


@dataclass
class _Tally:
    """Sums over answered exercises."""

    exercises: list[tuple[str, Fraction, Fraction, Fraction]] = field(default_factory=list)
    """(strand, weight, score, chance) of each; the strand is empty where only the stored score is known."""
    techniques: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    hits: int = 0
    false_alarms: int = 0

    def add(self, session: Session) -> None:
        """Count the first submissions of a session."""
        for exercise in session.lesson.exercises:
            result = session.first_result(exercise.id)
            if result is not None:
                task = exercise.task
                self.exercises.append((task.strand, task.weight, result.score, result.chance))
                self._add_parts(result, isinstance(exercise.form, MarkForm), session)

    def _add_parts(self, result: Result, marking: bool, session: Session) -> None:
        for part in result.parts:
            found = part.verdict in (Verdict.RIGHT, Verdict.PARTLY)
            if part.technique and part.weight:
                self.techniques.setdefault(part.technique, [0, 0])[0 if found else 1] += 1
                technique = session.lesson.glossary.technique(part.technique)
                self.names[part.technique] = technique.name if technique else part.technique
            if marking:
                self.hits += found
                self.false_alarms += part.verdict in (Verdict.WRONG, Verdict.TRAP)

    def figures(self, strand: str | None = None) -> Figures:
        """The means over all exercises, or over those of one strand."""
        chosen = [one for one in self.exercises if strand in (None, one[0])]
        weight = sum((one[1] for one in chosen), Fraction(0)) or Fraction(1)
        score = sum((one[1] * one[2] for one in chosen), Fraction(0))
        chance = sum((one[1] * one[3] for one in chosen), Fraction(0))
        return Figures(score / weight, chance / weight, len(chosen))


def progress(courses: Iterable[Course], events: Sequence[Event]) -> Progress:
    """Sum up a learner's events, oldest first; lessons in the order of the courses, then those not in any course."""
    by_lesson: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        by_lesson.setdefault((event.course, event.lesson), []).append(event)
    tally = _Tally()
    begun = []
    for course in courses:
        for card in course.lessons:
            own = by_lesson.pop((course.id, card.id), None)
            if own:
                begun.append(_lesson(course, card, own, tally))
    begun += [_gone(key, own, tally) for key, own in by_lesson.items()]
    strands = dict.fromkeys(strand for strand, *_rest in tally.exercises if strand)
    return Progress(
        lessons=tuple(begun),
        overall=tally.figures(),
        strands={strand: tally.figures(strand) for strand in strands},
        techniques={
            id: Techniques(tally.names[id], found, missed)
            for id, (found, missed) in sorted(tally.techniques.items())
        },
        hits=tally.hits,
        false_alarms=tally.false_alarms,
    )


def _lesson(course: Course, card: LessonCard, events: list[Event], tally: _Tally) -> LessonProgress:
    stored = standing(card, events)
    try:
        lesson = open_lesson(card.folder)
        session = Session(lesson, MemoryRecord(events), lambda: open_key(lesson))
        summary = session.summary()
    except LessonError as error:
        _add_stored(events, tally)
        why = str(error.problems[0]) if error.problems else card.trouble
        return LessonProgress(course.id, card.id, card.title, stored, False, why)
    tally.add(session)
    state = Standing(
        answered=summary.answered,
        total=summary.total,
        index=stored.index,
        begun=True,
        finished=stored.finished,
        last=stored.last,
        score=summary.score,
        chance=summary.chance,
    )
    return LessonProgress(course.id, card.id, lesson.title, state, True)


def _gone(key: tuple[str, str], events: list[Event], tally: _Tally) -> LessonProgress:
    """A lesson of the record that no known course has: its size is not known, only what was answered."""
    course, lesson = key
    ids = dict.fromkeys(event.exercise for event in events if event.name == "committed")
    card = LessonCard(lesson, Path(), lesson, "", 0, 0, (), tuple(ids))
    _add_stored(events, tally)
    return LessonProgress(course, lesson, lesson, standing(card, events), False)


def _add_stored(events: list[Event], tally: _Tally) -> None:
    first: dict[str, Event] = {}
    for event in events:
        if event.name == "committed" and event.data.get("practice") is not True:
            first.setdefault(event.exercise, event)
    for event in first.values():
        if event.data.get("sealed") is True:  # an answer to a test: only its teacher can score it
            continue
        score, chance = (stored_number(event.data.get(name)) for name in ("score", "chance"))
        tally.exercises.append(("", stored_number(event.data.get("weight"), Fraction(1)), score, chance))
