"""First answers of a class graded under the key of today, exercise by exercise.

What comes out is kept in the table ``grades`` until lesson or key change, so that a class of thousands is graded
once. It can be thrown away at any time: it is derived from the raw answers. The marks of a whole class are sets of
words: what many marked is looked up in the article once, and judged once.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, Select, and_, delete, or_, select

from lessons import __version__
from lessons.disk import read_file
from lessons.kinds.base import Bound
from lessons.kinds.kept_answers import reread
from lessons.kinds.marking import MarkKey, Tally, score_of, tally
from lessons.kinds.marking_words import aside_part, phrase_part
from lessons.kinds.written_answers import MOST_ENTRIES, read, write
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson, as_renamed
from lessons.loading.catalogue import LESSON_FILE
from lessons.loading.source import MAX_BYTES
from lessons.model.answer import Answer, AnswerError, MarkAnswer, Raw
from lessons.model.result import Part, Verdict
from lessons.record.attempts import counts
from lessons.record.event import Event
from lessons.school.db_schema import events, grades
from lessons.school.graded import (
    GradedPart,
    Submission,
    graded_part,
    hints_of,
    packed,
    raw_text,
    seconds_of,
    sure_of,
    tally_of,
    tally_text,
    unpacked,
)
from lessons.school.store import COUNTED, ClassStore, event_of_row

_MOST_REMEMBERED = 20_000
"""Different answers to one exercise whose grades are remembered while a class is graded."""
_SCORE = Submission._fields.index("score")
Judged = tuple[Fraction, str, str, int]
"""Score, parts, content and lost marks of a ``Submission``."""


def state_of(lesson: Lesson, key: AnswerKey) -> str:
    """A checksum of everything that scores depend on: the program, lesson.yaml, the key, the texts, the techniques."""
    parts = [__version__, sha256(read_file(lesson.folder / LESSON_FILE, MAX_BYTES)).hexdigest(), key.version]
    parts += [lesson.article.hash, lesson.beside.hash if lesson.beside is not None else ""]
    parts.append(repr(lesson.glossary))  # the family of a technique decides what naming it earns
    return sha256(" ".join(parts).encode()).hexdigest()


class Grader:
    """Grades the answers of many learners to one lesson; what many gave is judged once."""

    def __init__(self, lesson: Lesson, key: AnswerKey) -> None:
        self.lesson, self.state = lesson, state_of(lesson, key)
        self._judges: dict[str, Callable[[Raw], Judged]] = {}
        for exercise in lesson.exercises:
            bound = key.bound[exercise.id]
            marks = bound.marks
            self._judges[exercise.id] = (
                _Marks(lesson, exercise, marks) if marks is not None else _Others(lesson, exercise, bound)
            )

    def submissions(self, answers: Iterable[Event], learner: int = 0) -> list[Submission]:
        """The answers of a learner, graded; those to unknown exercises are left out."""
        return [
            self._graded(event, learner)
            for event in as_renamed(self.lesson, answers)
            if event.exercise in self._judges
        ]

    def _graded(self, event: Event, learner: int) -> Submission:
        score, parts, content, lost = self._judges[event.exercise](event.data.get("answer"))
        return Submission(
            course=self.lesson.course,
            lesson=self.lesson.id,
            exercise=event.exercise,
            learner=learner,
            state=self.state,
            event=event.id,
            time=event.time,
            sure=sure_of(event),
            seconds=seconds_of(event),
            hints=hints_of(event),
            score=score,
            parts=parts,
            content=content,
            lost=lost,
        )


def write_grades(store: ClassStore, graded: Iterable[Submission]) -> None:
    """Keep what was graded, where nothing is kept yet; inside ``ClassStore.writing``."""
    store.write_rows(
        grades, Submission._fields, [(*one[:_SCORE], str(one.score), *one[_SCORE + 1 :]) for one in graded]
    )


class _Marks:
    """Marks: nearly every learner's are different."""

    def __init__(self, lesson: Lesson, exercise: Exercise, marks: MarkKey) -> None:
        self.key, self.reader = marks, MarkReader(lesson, exercise, marks)

    def __call__(self, raw: Raw) -> Judged:
        counts, lost = self.reader(raw)
        return score_of(self.key, counts), "", tally_text(counts), lost


class _Others:
    """All other answers: many learners give the same one."""

    def __init__(self, lesson: Lesson, exercise: Exercise, bound: Bound) -> None:
        self.lesson, self.exercise, self.bound = lesson, exercise, bound
        self._known: dict[str, Judged] = {}

    def __call__(self, raw: Raw) -> Judged:
        text = raw_text(raw)
        judged = self._known.get(text)
        if judged is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            answer, lost = self._fitted(raw)
            score = self.bound.score(answer)
            parts = packed(map(graded_part, score.parts))
            judged = self._known[text] = score.score, parts, raw_text(write(answer)), lost
        return judged

    def _fitted(self, raw: Raw) -> tuple[Answer, int]:
        """The answer of today; one that has no form any more counts as blank."""
        form, lesson = self.exercise.form, self.lesson
        try:
            return reread(form, raw, lesson.article, lesson.beside)
        except AnswerError:
            return read(form, None, lesson.article, lesson.beside), 1


def grade_class(store: ClassStore, lesson: Lesson, key: AnswerKey) -> int:
    """Grade every first answer that is not graded yet under this lesson and key; how many that were.

    Raises ``RecordError``.
    """
    grader = Grader(lesson, key)
    here = and_(grades.c.course == lesson.course, grades.c.lesson == lesson.id)
    count = 0
    with store.writing() as connection:
        connection.execute(delete(grades).where(here, grades.c.state != grader.state))
        for exercise in lesson.exercises:
            own = and_(here, grades.c.exercise == exercise.id)
            fresh: list[Submission] = []
            for learner, event, stale in list(_ungraded(store, lesson, exercise, grader.state)):
                if stale:
                    connection.execute(delete(grades).where(own, grades.c.learner == learner))
                fresh += grader.submissions([event], learner)
            write_grades(store, fresh)
            count += len(fresh)
    return count


def _ungraded(
    store: ClassStore, lesson: Lesson, exercise: Exercise, state: str
) -> Iterator[tuple[int, Event, bool]]:
    """Learner, answer that counts, and whether another one is graded: where none is graded, or only a later one."""
    both = events.outerjoin(
        grades,
        and_(
            grades.c.course == events.c.course,
            grades.c.lesson == events.c.lesson,
            grades.c.exercise == exercise.id,
            grades.c.learner == events.c.learner,
            grades.c.state == state,
        ),
    )
    earlier = or_(
        grades.c.event.is_(None),
        events.c.time < grades.c.time,
        and_(events.c.time == grades.c.time, events.c.id < grades.c.event),
    )
    answers = (
        select(events, grades.c.event.label("graded"))
        .select_from(both)
        .where(events.c.course == lesson.course, events.c.lesson == lesson.id)
        .where(events.c.event == "committed", earlier, COUNTED)
        .where(events.c.exercise.in_((exercise.id, *exercise.was)))
        .order_by(events.c.learner, events.c.time, events.c.id)
    )
    done = -1
    for row in store.connection.execute(answers.execution_options(yield_per=1_000)):
        event = event_of_row(row)
        if row.learner != done and counts(event):
            done = row.learner
            yield done, event, row.graded is not None


def ungraded(store: ClassStore, lesson: Lesson, key: AnswerKey) -> int:
    """How many first answers have no grade under this lesson and key; 0 after ``grade_class``.

    Raises ``RecordError``.
    """
    state = state_of(lesson, key)
    with store.told():
        return sum(1 for exercise in lesson.exercises for _ in _ungraded(store, lesson, exercise, state))


def graded_answers(
    store: ClassStore, lesson: Lesson, key: AnswerKey, exercise: str, state: str | None = None
) -> Iterator[tuple[Submission, Event, tuple[GradedPart, ...]]]:
    """The first answers to one exercise as ``submissions`` has them, with their events and verdicts; by learner.

    Only those graded under ``state`` when it is given. Raises ``RecordError``.
    """
    marks = key.bound[exercise].marks
    verdicts = MarkVerdicts(marks) if marks is not None else None
    joined = grades.join(events, and_(grades.c.learner == events.c.learner, grades.c.event == events.c.id))
    with_events = select(
        grades, *(events.c[name].label(f"event_{name}") for name in ("event", "exercise", "data"))
    )
    for one, row in _graded(store, with_events.select_from(joined), lesson, exercise, state):
        parts = (
            verdicts.parts(tally_of(one.content, verdicts.key.counted))
            if verdicts is not None
            else unpacked(one.parts)
        )
        event = Event(
            *(row.event_event, one.course, one.lesson, row.event_exercise, json.loads(row.event_data)),
            *(one.event, one.time),
        )
        (event,) = as_renamed(lesson, [event])
        yield one, event, parts


def submissions(store: ClassStore, lesson: Lesson, exercise: str, state: str) -> Iterator[Submission]:
    """The first answers to one exercise, graded under ``state``, by learner. Raises ``RecordError``."""
    for one, _row in _graded(store, select(grades), lesson, exercise, state):
        yield one


def _graded(
    store: ClassStore, columns: Select[Any], lesson: Lesson, exercise: str, state: str | None
) -> Iterator[tuple[Submission, Row[Any]]]:
    """The rows of ``wanted``, whose first columns are those of the table ``grades``."""
    here = (grades.c.course == lesson.course, grades.c.lesson == lesson.id, grades.c.exercise == exercise)
    ordered = columns.where(*here).order_by(grades.c.learner)
    if state is not None:
        ordered = ordered.where(grades.c.state == state)
    fractions: dict[str, Fraction] = {}
    with store.told():
        for row in store.connection.execute(ordered.execution_options(yield_per=1_000)):
            text = row[_SCORE]
            score = fractions.get(text)
            if score is None:
                score = fractions[text] = Fraction(text)
            yield Submission._make((*row[:_SCORE], score, *row[_SCORE + 1 : len(Submission._fields)])), row


MOST_REMEMBERED = 50_000
"""Different marks, or ways to mark a phrase, that are remembered of one exercise."""
_FIELDS = ("start", "end", "exact", "prefix", "suffix", "technique")
_Place = tuple[int, str | None, bool]
"""Words of a mark, its technique, and whether it cuts through none of them."""


class MarkReader:
    """From kept answers to one marking exercise to their tallies."""

    def __init__(self, lesson: Lesson, exercise: Exercise, key: MarkKey) -> None:
        self.lesson, self.exercise, self.key = lesson, exercise, key
        self._known: dict[tuple[object, ...], _Place | None] = {}

    def __call__(self, raw: Raw) -> tuple[Tally, int]:
        """The marked words, and how many marks are lost in the text of today; no marks and 1 for no marks at all."""
        try:
            quick = self._remembered(raw) if isinstance(raw, list) else None
            if quick is not None:
                return quick
            answer, lost = reread(self.exercise.form, raw, self.lesson.article, self.lesson.beside)
        except AnswerError:
            return tally(self.key, MarkAnswer()), 1
        assert isinstance(answer, MarkAnswer)  # the form is that of marks
        return tally(self.key, answer), lost

    def _remembered(self, raw: list[Raw]) -> tuple[Tally, int] | None:
        """The union of the marks; ``None`` where one cuts through a word: others may have the rest of it."""
        if len(raw) > MOST_ENTRIES:
            return None
        everything = lost = 0
        named: dict[str, int] = {}
        for mark in raw:
            place = self._place(mark)
            if place is None:
                lost += 1
                continue
            words, technique, whole = place
            if not whole:
                return None
            everything |= words
            if technique is not None:
                named[technique] = named.get(technique, 0) | words
        techniques = tuple((named[name], name) for name in sorted(named)) if self.key.techniques else ()
        return Tally(everything, everything & self.key.counted, techniques), lost

    def _place(self, mark: Raw) -> _Place | None:
        if not isinstance(mark, dict):
            return None
        fields = tuple(map(mark.get, _FIELDS))
        if type(fields[0]) is not int or type(fields[1]) is not int:  # 1, 1.0 and true would be one key
            return None
        try:
            return self._known[fields]
        except KeyError:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            place = self._known[fields] = self._found(mark)
            return place
        except TypeError:  # a list where a text should be
            return self._found(mark)

    def _found(self, mark: Raw) -> _Place | None:
        answer, lost = reread(self.exercise.form, [mark], self.lesson.article, self.lesson.beside)
        if lost or not isinstance(answer, MarkAnswer):
            return None
        start, end = answer.marks[0].span
        table = self.key.units.table
        touched = table.between(start, end)
        whole = all(
            start <= table[edge][0] and table[edge][1] <= end for edge in (*touched[:1], *touched[-1:])
        )
        return self.key.units.marked([(start, end)]), answer.marks[0].technique, whole


Named = tuple[tuple[int, str], ...]


class MarkVerdicts:
    """The parts of ``lessons.kinds.marking_words.score_marks`` for many answers to one exercise."""

    def __init__(self, key: MarkKey) -> None:
        self.key = key
        self._phrases = [(one.extent, partial(phrase_part, key, one)) for one in key.phrases]
        self._asides = [
            (one.words, one.words & ~key.wanted, partial(aside_part, key, one, verdict=Verdict.DEBATABLE))
            for one in key.debatable
        ]
        self._asides += [
            (one.words, one.words & key.counted, partial(aside_part, key, one, verdict=Verdict.TRAP))
            for one in key.traps
        ]
        self._known: dict[tuple[int, int, Named], GradedPart] = {}

    def parts(self, counts: Tally) -> tuple[GradedPart, ...]:
        """All verdicts on an answer."""
        return (*self.phrases(counts), *self.asides(counts), *self.false_alarms(counts))

    def phrases(self, counts: Tally) -> list[GradedPart]:
        """The verdict on each phrase, in the order of the key."""
        return [
            self._judged(number, counts, extent, judge)
            for number, (extent, judge) in enumerate(self._phrases)
        ]

    def asides(self, counts: Tally) -> list[GradedPart]:
        """Debatable phrases and traps of which something was marked."""
        return [
            self._judged(number, counts, words, judge)
            for number, (words, telling, judge) in enumerate(self._asides, len(self._phrases))
            if counts.everything & telling
        ]

    def false_alarms(self, counts: Tally) -> Iterator[GradedPart]:
        """A part for each run of neighbouring marked words that belong to nothing in the key."""
        key = self.key
        wrong = counts.marked & ~key.wanted & ~key.trapped
        for number, span in enumerate(key.units.stretches(wrong)):
            words = " ".join(key.text[span.start : span.end].split())
            yield graded_part(Part(f"x{number}", Verdict.WRONG, words, given=words, span=span))

    def _judged(self, number: int, counts: Tally, within: int, judge: Callable[[Tally], Part]) -> GradedPart:
        named = tuple((words & within, name) for words, name in counts.named if words & within)
        place = (number, counts.everything & within, named)
        part = self._known.get(place)
        if part is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            part = self._known[place] = graded_part(judge(counts))
        return part
