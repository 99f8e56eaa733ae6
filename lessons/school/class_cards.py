"""Classes and their lessons as a list needs them: what can be told without opening a lesson or grading an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy import func, select

from lessons.loading.catalogue import read_card
from lessons.record.recorder import RecordError
from lessons.school.book import TOTAL
from lessons.school.db_schema import events, scores
from lessons.school.store import Assignment, ClassStore


@dataclass(frozen=True, slots=True)
class AssignedCard:
    """A lesson that a class works on."""

    assignment: Assignment
    title: str
    learners: int
    """How many handed it in."""
    mean: Fraction | None
    """Their mean total in the grade book; ``None`` while nothing is in it."""


@dataclass(frozen=True, slots=True)
class ClassCard:
    """A class on this machine."""

    path: Path
    name: str
    learners: int = 0
    lessons: tuple[AssignedCard, ...] = ()
    trouble: RecordError | None = None
    """Why it cannot be read."""


def class_cards(paths: Iterable[Path]) -> tuple[ClassCard, ...]:
    """The classes in these files. Never raises: one that cannot be read has its ``trouble``."""
    cards = []
    for path in paths:
        try:
            with ClassStore(path, path.stem) as store:
                cards.append(class_card(store))
        except RecordError as error:
            cards.append(ClassCard(path, path.stem, trouble=error))
    return tuple(cards)


def class_card(store: ClassStore) -> ClassCard:
    """One class. Raises ``RecordError``."""
    handed_in = _handed_in(store)
    totals = _totals(store)
    lessons = []
    for one in store.assignments():
        count, earned = handed_in.get((one.course, one.lesson), 0), totals.get((one.course, one.lesson))
        mean = sum(earned, Fraction(0)) / max(count, len(earned)) if earned else None
        title = read_card(one.folder.parent, one.folder.name).title
        lessons.append(AssignedCard(one, title, count, mean))
    return ClassCard(store.path, store.name, len(store.pupils()), tuple(lessons))


def _handed_in(store: ClassStore) -> dict[tuple[str, str], int]:
    """How many learners have an answer that counts, by course and lesson."""
    counted = func.count(events.c.learner.distinct())
    pupils = [pupil.id for pupil in store.pupils()]
    counts = (
        select(events.c.course, events.c.lesson, counted.label("count"))
        .where(events.c.event == "committed", ~events.c.data.contains('"practice":true'))
        .where(events.c.learner.in_(pupils))
        .group_by(events.c.course, events.c.lesson)
    )
    with store.told():
        return {(row.course, row.lesson): int(row[2]) for row in store.connection.execute(counts)}


def _totals(store: ClassStore) -> dict[tuple[str, str], list[Fraction]]:
    """What stands as each learner's total, by course and lesson."""
    last = (
        select(func.max(scores.c.number))
        .where(scores.c.exercise == TOTAL, scores.c.learner.in_([pupil.id for pupil in store.pupils()]))
        .group_by(scores.c.course, scores.c.lesson, scores.c.learner)
    )
    standing = select(scores.c.course, scores.c.lesson, scores.c.score).where(
        scores.c.number.in_(last), scores.c.cause != "void"
    )
    by_lesson: dict[tuple[str, str], list[Fraction]] = {}
    with store.told():
        for row in store.connection.execute(standing):
            by_lesson.setdefault((row.course, row.lesson), []).append(Fraction(row.score))
    return by_lesson
