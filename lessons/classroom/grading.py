"""First answers of a class graded under the key of today, exercise by exercise.

What comes out is kept in the table ``grades`` until lesson or key change, so that a class of thousands is graded
once. It can be thrown away at any time: it is derived from the raw answers.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select

from lessons import __version__
from lessons.assembly.lesson import AnswerKey, Exercise, Lesson
from lessons.classroom.collecting import first_answers
from lessons.classroom.schema import events, grades
from lessons.classroom.store import ClassStore
from lessons.kinds.grading import grade
from lessons.kinds.reading import read
from lessons.kinds.saved import restore
from lessons.loading.catalogue import LESSON_FILE
from lessons.model.answer import AnswerError, Raw
from lessons.model.result import Part, Verdict
from lessons.model.span import Span
from lessons.store.event import Event

_BY_SIGN = {verdict.sign: verdict for verdict in Verdict}
_MOST_REMEMBERED = 20_000
"""Different answers to one exercise whose grades are remembered while it is graded."""


@dataclass(frozen=True, slots=True)
class GradedPart:
    """The verdict on one item of one learner's answer."""

    id: str
    """As in the exercise's result; ``x0``, ``x1`` ... for marks that belong to nothing in the key."""
    verdict: Verdict
    share: float
    """Credit earned of the item's weight, 0 to 1; 0 where the item earns nothing."""
    given: str
    """What was answered, in plain words; empty for what is right."""
    span: Span | None = None
    """Of marks that are no key phrase: where they stand."""


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """One learner's first answer to one exercise, graded."""

    learner: int
    event: Event
    """As it was committed: ``sure``, ``hints``, ``seconds`` and the time are in it."""
    score: Fraction
    parts: tuple[GradedPart, ...]
    lost: int
    """Marks that a changed text no longer holds."""

    @property
    def sure(self) -> int | None:
        """1 a guess, 2 I think so, 3 sure; ``None`` when nothing usable was said."""
        level = self.event.data.get("sure")
        return level if isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= 3 else None

    @property
    def seconds(self) -> float | None:
        """Time spent, at most a day; ``None`` when nothing usable was said."""
        value = self.event.data.get("seconds")
        usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 86_400
        return float(value) if usable and isinstance(value, (int, float)) else None

    @property
    def hints(self) -> int:
        """Hints shown before the answer."""
        value = self.event.data.get("hints")
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 else 0


def state_of(lesson: Lesson, key: AnswerKey) -> str:
    """A checksum of everything that scores depend on: the program, lesson.yaml, the key, the texts, the techniques."""
    parts = [__version__, sha256((lesson.folder / LESSON_FILE).read_bytes()).hexdigest(), key.version]
    parts += [lesson.article.hash, lesson.beside.hash if lesson.beside is not None else ""]
    parts.append(repr(lesson.glossary))  # the family of a technique decides what naming it earns
    return sha256(" ".join(parts).encode()).hexdigest()


def grade_class(store: ClassStore, lesson: Lesson, key: AnswerKey) -> int:
    """Grade every first answer that is not graded yet under this lesson and key; how many that were.

    Raises ``RecordError``.
    """
    state = state_of(lesson, key)
    here = and_(grades.c.course == lesson.course, grades.c.lesson == lesson.id)
    with store.writing() as connection:
        connection.execute(delete(grades).where(here, grades.c.state != state))
    return sum(_grade_exercise(store, lesson, key, exercise, state) for exercise in lesson.exercises)


def _grade_exercise(store: ClassStore, lesson: Lesson, key: AnswerKey, exercise: Exercise, state: str) -> int:
    here = and_(
        grades.c.course == lesson.course, grades.c.lesson == lesson.id, grades.c.exercise == exercise.id
    )
    remembered: dict[str, tuple[str, str, int]] = {}
    with store.writing() as connection:
        done = {
            row.learner: row.event
            for row in connection.execute(select(grades.c.learner, grades.c.event).where(here))
        }
        fresh = []
        for learner, event in _first(connection, lesson, exercise):
            if done.get(learner) == event.id:
                continue
            raw = event.data.get("answer")
            text = json.dumps(raw, sort_keys=True)
            if text not in remembered:
                if len(remembered) >= _MOST_REMEMBERED:
                    remembered.clear()
                remembered[text] = _graded(lesson, key, exercise, raw)
            score, parts, lost = remembered[text]
            told = {"course": lesson.course, "lesson": lesson.id, "exercise": exercise.id, "learner": learner}
            fresh.append(
                told | {"state": state, "event": event.id, "score": score, "parts": parts, "lost": lost}
            )
        for stale in [row["learner"] for row in fresh if row["learner"] in done]:
            connection.execute(delete(grades).where(here, grades.c.learner == stale))
        if fresh:
            connection.execute(insert(grades), fresh)
    return len(fresh)


def _first(connection: Connection, lesson: Lesson, exercise: Exercise) -> Iterator[tuple[int, Event]]:
    """Each learner's answer that counts."""
    wanted = (
        select(events)
        .where(events.c.course == lesson.course, events.c.lesson == lesson.id)
        .where(events.c.event == "committed", events.c.exercise == exercise.id)
        .order_by(events.c.learner, events.c.time, events.c.id)
    )
    own: list[Event] = []
    learner = -1
    for row in connection.execute(wanted.execution_options(yield_per=1_000)):
        if row.learner != learner:
            yield from ((learner, event) for event in first_answers(own).values())
            own, learner = [], row.learner
        own.append(
            Event(row.event, row.course, row.lesson, row.exercise, json.loads(row.data), row.id, row.time)
        )
    yield from ((learner, event) for event in first_answers(own).values())


def _graded(lesson: Lesson, key: AnswerKey, exercise: Exercise, raw: Raw) -> tuple[str, str, int]:
    """Score, parts and lost marks of an answer; one that has no form any more counts as blank."""
    try:
        fitted, lost = restore(exercise.form, raw, lesson.article, lesson.beside)
        answer = read(exercise.form, fitted, lesson.article, lesson.beside)
    except AnswerError:
        answer, lost = read(exercise.form, None, lesson.article, lesson.beside), 1
    result = grade(exercise.kind, key.bound[exercise.id], "", answer)
    return str(result.score), json.dumps([_packed(part) for part in result.parts], ensure_ascii=False), lost


def _packed(part: Part) -> list[Any]:
    """A part as it is kept: ``[id, sign, share, given, span]`` without what is empty at the end."""
    share = float(part.credit / part.weight) if part.weight and part.credit > 0 else 0.0
    right = part.verdict is Verdict.RIGHT
    packed: list[Any] = [part.id, part.verdict.sign, round(share, 6), "" if right else part.given[:300]]
    if part.verdict in (Verdict.WRONG, Verdict.TRAP, Verdict.DEBATABLE) and part.span is not None:
        packed.append([part.span.start, part.span.end])
    return packed


def _unpacked(packed: list[Any]) -> GradedPart:
    id, sign, share, given, *span = packed
    return GradedPart(id, _BY_SIGN[sign], share, given, Span(*span[0]) if span else None)


def ungraded(store: ClassStore, lesson: Lesson, key: AnswerKey) -> int:
    """How many first answers have no grade under this lesson and key; 0 after ``grade_class``.

    Raises ``RecordError``.
    """
    known = {exercise.id for exercise in lesson.exercises}
    own: dict[int, list[Event]] = {}
    for learner, event in store.events(lesson.course, lesson.id, ("committed",)):
        own.setdefault(learner, []).append(event)
    first = {
        (learner, event.id)
        for learner, events_of in own.items()
        for id, event in first_answers(events_of).items()
        if id in known
    }
    wanted = select(grades.c.learner, grades.c.event).where(
        grades.c.course == lesson.course,
        grades.c.lesson == lesson.id,
        grades.c.state == state_of(lesson, key),
    )
    with store.told():
        return len(first - {(row.learner, row.event) for row in store.connection.execute(wanted)})


def graded_answers(
    store: ClassStore, lesson: Lesson, exercise: str, state: str | None = None
) -> Iterator[GradedAnswer]:
    """The graded first answers to one exercise, by learner; only those graded under ``state`` when it is given.

    Raises ``RecordError``.
    """
    joined = grades.join(events, and_(grades.c.learner == events.c.learner, grades.c.event == events.c.id))
    wanted = (
        select(
            grades.c.learner,
            grades.c.score,
            grades.c.parts,
            grades.c.lost,
            events.c.id,
            events.c.time,
            events.c.data,
        )
        .select_from(joined)
        .where(grades.c.course == lesson.course, grades.c.lesson == lesson.id, grades.c.exercise == exercise)
        .order_by(grades.c.learner)
    )
    if state is not None:
        wanted = wanted.where(grades.c.state == state)
    with store.told():
        for row in store.connection.execute(wanted.execution_options(yield_per=1_000)):
            event = Event(
                "committed", lesson.course, lesson.id, exercise, json.loads(row.data), row.id, row.time
            )
            parts = tuple(_unpacked(part) for part in json.loads(row.parts))
            yield GradedAnswer(row.learner, event, Fraction(row.score), parts, row.lost)
