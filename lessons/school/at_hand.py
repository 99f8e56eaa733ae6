"""The lessons of a class as they are on this machine, opened with their keys."""

from dataclasses import dataclass, replace
from pathlib import Path

from lessons.i18n import _
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.loading.catalogue import course_id, lesson_id
from lessons.model.problem import LessonError, Place, Problem
from lessons.school.grading import Grader
from lessons.school.preparing import Expected
from lessons.school.sealed import sealed_in
from lessons.school.store import Assignment, ClassStore


@dataclass(frozen=True)
class AtHand:
    """An assigned lesson, ready to grade."""

    assignment: Assignment
    lesson: Lesson
    key: AnswerKey


def assignment_of(folder: Path, due: str = "") -> Assignment:
    """A lesson folder as an assignment, under the names that it has in a record.

    A lesson of a sealed pack is scored with the teacher's own. Raises ``LessonError`` when that is not on this machine.
    """
    lesson = folder.resolve()
    sealed = sealed_in(lesson)
    if sealed is not None:
        return replace(sealed, due=due)
    return Assignment(course_id(lesson.parent), lesson_id(lesson), lesson, due)


def assignment_in(store: ClassStore, folder: Path, due: str = "") -> Assignment:
    """``assignment_of``, under the names that the class has for the lesson already.

    These are those of the lesson in the same folder, or of the only one with this name whose folder is gone: it was
    moved or renamed. Raises ``LessonError`` and ``RecordError``.
    """
    made = assignment_of(folder, due)
    there = store.assignments()
    if any((one.course, one.lesson) == (made.course, made.lesson) for one in there):
        return made
    same = [one for one in there if one.folder == made.folder] or [
        one for one in there if one.lesson == made.lesson and not one.folder.is_dir()
    ]
    sealed = sealed_in(folder.resolve()) is not None
    return (
        replace(made, course=same[0].course, lesson=same[0].lesson) if len(same) == 1 and not sealed else made
    )


def open_assigned(assignment: Assignment) -> AtHand:
    """The lesson with its key. Raises ``LessonError``."""
    if not assignment.folder.is_dir():
        fix = _("assign it again: closeread class assign CLASS FOLDER")
        place = Place(assignment.folder)
        raise LessonError(
            [Problem(place, "F101", _("the lesson is not there"), _("the assigned lesson"), fix)]
        )
    lesson, key = open_to_play(assignment.folder)
    named = replace(lesson, course=assignment.course, id=assignment.lesson)  # a test has a name of its own
    return AtHand(assignment, named, key())


def expected(store: ClassStore, opened: dict[tuple[str, str], AtHand]) -> dict[tuple[str, str], Expected]:
    """All lessons of the class; those not among ``opened`` are collected without remarks on key and text."""
    found = {}
    for assignment in store.assignments():
        name = (assignment.course, assignment.lesson)
        one = opened.get(name)
        if one is None:
            found[name] = Expected(assignment)
            continue
        texts = {one.lesson.article.hash} | (
            {one.lesson.beside.hash} if one.lesson.beside is not None else set()
        )
        found[name] = Expected(assignment, one.key.version, frozenset(texts), Grader(one.lesson, one.key))
    return found
