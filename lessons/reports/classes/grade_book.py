"""The grade book of a class as a spreadsheet: a row a learner, columns that stay the same from week to week."""

from collections.abc import Sequence
from fractions import Fraction

from lessons.reports.classes.roster import by_name
from lessons.reports.classes.spreadsheet import Cell, written
from lessons.reports.classes.text import learner_remarks
from lessons.reports.classes.values import ClassReport, LearnerReport, Person

WHO = ("pseudonym", "name", "login", "record")
BEGINNINGS = tuple(
    sign.join(names).encode() for names in (WHO, ("pseudonym", "name", "record")) for sign in ",;"
)
"""How each grade book begins, also one of an earlier version, which had no logins; a roster has no records."""


def grade_book(reports: Sequence[ClassReport], *, semicolons: bool = False) -> bytes:
    """A CSV file of all lessons: scores are of 100, an exercise without an answer is an empty cell.

    The columns of a lesson begin with course and lesson and follow from its lesson.yaml alone: neither who answered nor
    which other lessons there are changes any. Who handed in nothing has a row too, as far as the reports know of it.
    ``semicolons``: cells parted by semicolons and decimal commas, as spreadsheets of many countries read them.
    """
    heads: list[Cell] = [*WHO]
    for report in reports:
        heads += [f"{report.lesson.course}/{report.lesson.id}: {column}" for column in columns(report)]
    rows = [heads]
    learners = by_name(reports)
    for learner in learners:
        row: list[Cell] = [*_who(learner)]
        for report in reports:
            own = next((one for one in report.learners if one.record == learner.record), None)
            row += figures(report, own) if own is not None else [None] * len(columns(report))
        rows.append(row)
    records = {learner.record for learner in learners}
    people = {learner.person for learner in learners}
    missing = dict.fromkeys(
        person
        for report in reports
        for person in report.missing
        if person not in people and person.record not in records
    )
    width = len(heads) - len(WHO)
    rows += [[*_absent(person), *[None] * width] for person in missing]
    return written(rows, semicolons=semicolons)


def columns(report: ClassReport) -> list[str]:
    """The names of a lesson's columns."""
    exercises = [f"exercise {exercise.id}" for exercise in report.lesson.exercises]
    return [
        "score",
        "guessing",
        "answered",
        "late",
        "remarks",
        *(f"strand {one}" for one in strands(report)),
        *exercises,
    ]


def strands(report: ClassReport) -> list[str]:
    """The strands of a lesson, in the order of its exercises."""
    return list(dict.fromkeys(exercise.task.strand for exercise in report.lesson.exercises))


def figures(report: ClassReport, one: LearnerReport) -> list[Cell]:
    """One learner in the columns of a lesson; who only practised has no figures."""
    scores: list[Cell] = [100 * one.score, 100 * one.chance] if one.counted else [None, None]
    cells: list[Cell] = [*scores, one.answered, one.late, "; ".join(learner_remarks(one))]
    cells += [100 * one.strands[strand].score if one.counted else None for strand in strands(report)]
    for exercise in report.lesson.exercises:
        score = one.scores.get(exercise.id)
        cells.append(None if score is None else Fraction(100) * score)
    return cells


def _who(one: LearnerReport) -> tuple[str, ...]:
    person = one.person if one.person is not None else Person("")
    return one.pseudonym, person.name, person.login, one.record


def _absent(person: Person) -> tuple[str, ...]:
    return person.pseudonym, person.name, person.login, person.record
