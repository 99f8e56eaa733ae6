"""The grade book of a class: what counts for each learner, and how it came about. Nothing in it is ever changed.

The last row of a learner's exercise stands; the lesson's total is kept like one more exercise with an empty id. A new
key raises scores, and lowers none unless the teacher says why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from sqlalchemy import ColumnElement, exists, func, select

from lessons.disk import read_file
from lessons.lesson.keys import key_text
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.loading.catalogue import is_file
from lessons.loading.kept_ids import IDS_FILE
from lessons.loading.source import MAX_BYTES
from lessons.model.exact import exact_sum
from lessons.record.event import now
from lessons.school.db_schema import grades, keys, scores
from lessons.school.store import ClassStore

Cause = Literal["collected", "rescored", "kept", "lowered", "void", "marked"]
_COLUMNS = ("course", "lesson", "learner", "exercise", "key", "score", "cause", "reason", "time")
_ENTRY = [scores.c[name] for name in ("learner", "score", "exercise", "key", "cause", "reason", "time")]
TOTAL = ""
"""Stands for the lesson's total where an exercise's id is asked for."""
Scores = dict[tuple[int, str], Fraction]
"""By learner's number and exercise."""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One row of the book."""

    learner: int
    exercise: str
    key: str
    score: Fraction
    cause: Cause
    reason: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """What a new key does to one score."""

    learner: int
    exercise: str
    before: Fraction
    derived: Fraction
    """What the key of today gives."""
    cause: Cause

    @property
    def after(self) -> Fraction:
        """What stands now."""
        return self.before if self.cause == "kept" else self.derived


def derived_scores(store: ClassStore, lesson: Lesson) -> Scores:
    """The scores of all graded answers that the program can score. Raises ``RecordError``."""
    graded = select(grades.c.learner, grades.c.exercise, grades.c.score).where(*_scored(lesson))
    fractions = _Fractions()
    with store.told():
        return {
            (learner, exercise): fractions[score]
            for learner, exercise, score in store.connection.execute(
                graded.execution_options(yield_per=1_000)
            )
        }


def _scored(lesson: Lesson) -> tuple[ColumnElement[bool], ...]:
    """Where the table ``grades`` is about what the program scores in a lesson."""
    ids = [exercise.id for exercise in lesson.exercises if exercise.teachers_weight is None]
    return grades.c.course == lesson.course, grades.c.lesson == lesson.id, grades.c.exercise.in_(ids)


class _Fractions(dict[str, Fraction]):
    """Fractions by their text: many learners have the same score."""

    def __missing__(self, text: str) -> Fraction:
        fraction = self[text] = Fraction(text)
        return fraction


def totals(lesson: Lesson, by_exercise: Mapping[tuple[int, str], Fraction]) -> Scores:
    """Each learner's total: the mean by weight over all exercises, those without an answer counted 0.

    An exercise that the teacher marks counts for whoever has a mark, and only then.
    """
    weights = {exercise.id: exercise.weight for exercise in lesson.exercises}
    by_hand = {one.id: one.teachers_weight for one in lesson.exercises if one.teachers_weight is not None}
    whole = exact_sum(weights.values())
    earned: dict[int, list[Fraction]] = {}
    more: dict[int, Fraction] = {}
    for (learner, exercise), score in by_exercise.items():
        weight = by_hand.get(exercise, weights.get(exercise))
        if weight is not None:
            earned.setdefault(learner, []).append(score if weight == 1 else weight * score)
        if exercise in by_hand:
            more[learner] = more.get(learner, Fraction(0)) + by_hand[exercise]
    return {
        (learner, TOTAL): exact_sum(scores) / (whole + more.get(learner, 0) or 1)
        for learner, scores in earned.items()
    }


def standing_scores(store: ClassStore, lesson: Lesson) -> dict[tuple[int, str], BookEntry]:
    """What stands in the book. Raises ``RecordError``."""
    last = (
        select(func.max(scores.c.number))
        .where(scores.c.course == lesson.course, scores.c.lesson == lesson.id)
        .group_by(scores.c.learner, scores.c.exercise)
    )
    was = {old: exercise.id for exercise in lesson.exercises for old in exercise.was}
    return {  # of an exercise that was renamed the row written last stands
        (one.learner, was.get(one.exercise, one.exercise)): replace(
            one, exercise=was.get(one.exercise, one.exercise)
        )
        for one in _rows(store, scores.c.number.in_(last), scores.c.cause != "void")
    }


def history(store: ClassStore, lesson: Lesson, learner: int, exercise: str) -> Sequence[BookEntry]:
    """All rows of one learner's exercise, oldest first. Raises ``RecordError``."""
    here = (scores.c.course == lesson.course, scores.c.lesson == lesson.id)
    was = [old for one in lesson.exercises if one.id == exercise for old in one.was]
    return [*_rows(store, *here, scores.c.learner == learner, scores.c.exercise.in_((exercise, *was)))]


def key_versions(store: ClassStore, lesson: Lesson) -> dict[str, str]:
    """The versions of the key that scores were given by, the first one first, with the time each was first used."""
    here = (keys.c.course == lesson.course, keys.c.lesson == lesson.id, keys.c.version != IDS_FILE)
    with store.told():
        rows = store.connection.execute(
            select(keys.c.version, keys.c.seen).where(*here).order_by(keys.c.seen)
        )
        return {row.version: row.seen for row in rows}


def _rows(store: ClassStore, *where: object) -> Iterator[BookEntry]:
    with store.told():
        entries = select(*_ENTRY).where(*where).order_by(scores.c.number)  # type: ignore[arg-type]
        fractions, shared = _Fractions(), dict[tuple[str, ...], tuple[str, ...]]()
        for learner, score, *others in store.connection.execute(entries.execution_options(yield_per=1_000)):
            exercise, key, cause, reason, time = shared.setdefault(tuple(others), tuple(others))
            yield BookEntry(learner, exercise, key, fractions[score], cause, reason, time)  # type: ignore[arg-type]


def enter(store: ClassStore, lesson: Lesson, key: AnswerKey) -> int:
    """Put scores into the book that are not in it yet; how many answers those were. What stands is never lowered.

    A total grows with further answers. Call it after ``grade_class``.
    """
    text = key_text(lesson)
    store.keep_key(lesson.course, lesson.id, key.version, text)
    if is_file(lesson.folder / IDS_FILE):
        store.keep_ids(lesson.course, lesson.id, read_file(lesson.folder / IDS_FILE, MAX_BYTES))
    if not _anything_new(store, lesson):
        return 0
    standing = standing_scores(store, lesson)
    derived = derived_scores(store, lesson)
    fresh = [
        BookEntry(learner, exercise, key.version, score, "collected")
        for (learner, exercise), score in derived.items()
        if (learner, exercise) not in standing
    ]
    book = {place: entry.score for place, entry in standing.items()} | {
        (entry.learner, entry.exercise): entry.score for entry in fresh
    }
    touched = {entry.learner for entry in fresh}
    for (learner, exercise), score in totals(lesson, book).items():
        before = standing.get((learner, exercise))
        if before is None or (learner in touched and score > before.score):
            fresh.append(BookEntry(learner, exercise, key.version, score, "collected"))
    _write(store, lesson, fresh)
    return sum(entry.exercise != TOTAL for entry in fresh)


def _anything_new(store: ClassStore, lesson: Lesson) -> bool:
    """Whether a graded answer is not in the book, or something in it was made void."""
    here = (scores.c.course == lesson.course, scores.c.lesson == lesson.id)
    void = select(scores.c.number).where(*here, scores.c.cause == "void").limit(1)
    same = [grades.c[name] == scores.c[name] for name in ("course", "lesson", "learner", "exercise")]
    ungraded = select(grades.c.learner).where(*_scored(lesson)).where(~exists().where(*same)).limit(1)
    with store.told():
        return any(store.connection.execute(one).first() is not None for one in (ungraded, void))


def mark(
    store: ClassStore,
    lesson: Lesson,
    key: AnswerKey,
    learner: int,
    exercise: str,
    given: Fraction,
    words: str,
) -> None:
    """Put a teacher's mark into the book, 0 to 1, with the words to the learner, and the total that comes of it.

    Call it after ``grade_class``. Raises ``RecordError``.
    """
    enter(store, lesson, key)
    book = {place: entry.score for place, entry in standing_scores(store, lesson).items()}
    before = book.get((learner, TOTAL))
    total = totals(lesson, {**book, (learner, exercise): given})[learner, TOTAL]
    rows = [BookEntry(learner, exercise, key.version, given, "marked", words)]
    if total != before:
        rows.append(BookEntry(learner, TOTAL, key.version, total, "marked"))
    _write(store, lesson, rows)


def weigh_anew(store: ClassStore, lesson: Lesson, key: AnswerKey, reason: str) -> int:
    """Bring the totals to the exercises of ``lesson``, as a class goes over to its short path or back; how many change.

    Unlike a new key this lowers totals too, for the ``reason`` that is kept with each: another part of the lesson
    counts. Call it after ``grade_class``. Raises ``RecordError``.
    """
    enter(store, lesson, key)
    standing = standing_scores(store, lesson)
    fresh = totals(lesson, {place: entry.score for place, entry in standing.items()})
    rows = []
    for (learner, exercise), entry in standing.items():
        score = fresh.get((learner, exercise))
        if exercise == TOTAL and score != entry.score:
            cause: Cause = "void" if score is None else "rescored" if score > entry.score else "lowered"
            rows.append(BookEntry(learner, TOTAL, key.version, score or Fraction(0), cause, reason))
    _write(store, lesson, rows)
    return len(rows)


def rescore(
    store: ClassStore, lesson: Lesson, key: AnswerKey, *, allow_lower: bool = False, reason: str = ""
) -> tuple[ScoreChange, ...]:
    """Bring the book to the key of today; what changes, or would change. Doing it twice changes nothing more.

    Scores go up. A score that would go down is kept, unless ``allow_lower``; then ``reason`` is kept with it.
    Call it after ``grade_class``. Raises ``RecordError``.
    """
    enter(store, lesson, key)
    standing = standing_scores(store, lesson)
    changes = [
        change
        for place, score in derived_scores(store, lesson).items()
        if (change := _change(standing[place], score, key, allow_lower))
    ]
    book = {place: entry.score for place, entry in standing.items()}
    book |= {(change.learner, change.exercise): change.after for change in changes}
    for place, score in totals(lesson, book).items():
        change = _change(standing[place], score, key, allow_lower)
        if change is not None:
            changes.append(change)
    _write(store, lesson, [_entry(change, key, reason) for change in changes])
    return tuple(changes)


def _change(entry: BookEntry, derived: Fraction, key: AnswerKey, allow_lower: bool) -> ScoreChange | None:
    if derived == entry.score:
        return None
    if derived > entry.score:
        return ScoreChange(entry.learner, entry.exercise, entry.score, derived, "rescored")
    if allow_lower:
        return ScoreChange(entry.learner, entry.exercise, entry.score, derived, "lowered")
    kept = entry.cause == "kept" and entry.key == key.version
    return None if kept else ScoreChange(entry.learner, entry.exercise, entry.score, derived, "kept")


def _entry(change: ScoreChange, key: AnswerKey, reason: str) -> BookEntry:
    why = reason if change.cause == "lowered" else ""
    return BookEntry(change.learner, change.exercise, key.version, change.after, change.cause, why)


def pending_in(
    standing: Mapping[tuple[int, str], BookEntry], derived: Mapping[tuple[int, str], Fraction], key: AnswerKey
) -> int:
    """How many answers in the book the key of today would score in another way."""
    return sum(
        _change(standing[place], score, key, allow_lower=False) is not None
        for place, score in derived.items()
        if place in standing
    )


def _write(store: ClassStore, lesson: Lesson, entries: Iterable[BookEntry]) -> None:
    time = now()
    rows = [
        (
            *(lesson.course, lesson.id, entry.learner, entry.exercise, entry.key),
            *(str(entry.score), entry.cause, entry.reason, time),
        )
        for entry in entries
    ]
    with store.writing():
        store.write_rows(scores, _COLUMNS, rows)
