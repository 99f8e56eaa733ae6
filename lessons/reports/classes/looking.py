"""A lesson of a class opened to be looked at: graded where it may be written, read as it is where it may not."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lessons.record.recorder import RecordError
from lessons.reports.classes.building import class_report
from lessons.reports.classes.values import ClassReport
from lessons.reports.classes.witnesses import ExerciseMarks, class_marks
from lessons.school.at_hand import open_assigned
from lessons.school.grading import ungraded
from lessons.school.store import Assignment, ClassStore


@dataclass(frozen=True)
class Look:
    """One lesson of a class at one moment. The database is closed again."""

    report: ClassReport
    marks: tuple[ExerciseMarks, ...]
    """Of the report's marking exercises."""
    ungraded: int
    """Answers that are left out of the report, since they are not graded and nothing could be written."""
    trouble: RecordError | None
    """Why nothing could be written; ``None`` when it could."""


def look(path: Path, assignment: Assignment) -> Look:
    """The report on a lesson of the class in this file. Raises ``LessonError`` and ``RecordError``.

    Where another program has the class open, or the disk takes nothing, what is graded already is shown.
    """
    at_hand = open_assigned(assignment)
    trouble: RecordError | None = None
    try:
        store = ClassStore(path, path.stem, write=path.is_file())
    except RecordError as error:
        trouble = error
        store = _to_read(path, error)
    with store:
        report = class_report(store, at_hand)
        marks = class_marks(store, at_hand.lesson, at_hand.key)
        left = ungraded(store, at_hand.lesson, at_hand.key) if trouble is not None else 0
    return Look(report, marks, left, trouble)


def guessing(assignment: Assignment) -> Fraction:
    """What guessing at every exercise of the lesson would give: the mean by weight. Raises ``LessonError``."""
    at_hand = open_assigned(assignment)
    exercises = at_hand.lesson.exercises
    chance = sum((one.task.weight * at_hand.key.bound[one.id].chance for one in exercises), Fraction(0))
    return chance / (sum((one.task.weight for one in exercises), Fraction(0)) or Fraction(1))


def _to_read(path: Path, trouble: RecordError) -> ClassStore:
    """The class without writing; ``trouble`` is what is raised when that is not possible either."""
    try:
        return ClassStore(path, path.stem)
    except RecordError:
        raise trouble from None
