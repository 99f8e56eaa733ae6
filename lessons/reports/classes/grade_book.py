"""The grade book of a class as a spreadsheet: a row a learner, columns that stay the same from week to week."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from lessons.reports.classes.naming import by_name
from lessons.reports.classes.sheet import Cell, written
from lessons.reports.classes.values import ClassReport, LearnerReport

WHO = ("pseudonym", "name", "record")


def grade_book(reports: Sequence[ClassReport]) -> bytes:
    """A CSV file of all lessons: scores are of 100, an exercise without an answer is an empty cell.

    The columns of a lesson begin with its id and follow from its lesson.yaml alone: who answered changes none of them.
    """
    times = Counter(report.lesson.id for report in reports)
    heads: list[Cell] = [*WHO]
    for report in reports:
        lesson = report.lesson
        name = lesson.id if times[lesson.id] == 1 else f"{lesson.course}/{lesson.id}"
        heads += [f"{name}: {column}" for column in columns(report)]
    rows = [heads]
    for learner in by_name(reports):
        row: list[Cell] = [*_who(learner)]
        for report in reports:
            own = next((one for one in report.learners if one.record == learner.record), None)
            row += figures(report, own) if own is not None else [None] * len(columns(report))
        rows.append(row)
    return written(rows)


def columns(report: ClassReport) -> list[str]:
    """The names of a lesson's columns."""
    exercises = [f"exercise {exercise.id}" for exercise in report.lesson.exercises]
    return [
        "score",
        "guessing",
        "answered",
        "late",
        *(f"strand {one}" for one in strands(report)),
        *exercises,
    ]


def strands(report: ClassReport) -> list[str]:
    """The strands of a lesson, in the order of its exercises."""
    return list(dict.fromkeys(exercise.task.strand for exercise in report.lesson.exercises))


def figures(report: ClassReport, one: LearnerReport) -> list[Cell]:
    """One learner in the columns of a lesson."""
    cells: list[Cell] = [100 * one.score, 100 * one.chance, one.answered, one.late]
    cells += [100 * one.strands[strand].score for strand in strands(report)]
    for exercise in report.lesson.exercises:
        score = one.scores.get(exercise.id)
        cells.append(None if score is None else Fraction(100) * score)
    return cells


def _who(one: LearnerReport) -> Iterator[str]:
    yield one.pseudonym
    yield one.person.name if one.person is not None else ""
    yield one.record
