"""The lessons of a class as they are on this machine, opened with their keys.

A test stays a lesson of its own in the class, under the name of its sealed course, so that its answers are not mixed
with practice. Its hand-ins are opened with the teacher's key, told in the words of the teacher's own lesson, and scored
with the key of that.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path

from lessons.context import Context
from lessons.disk import replace_file
from lessons.i18n import _
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.opening import keep_ids
from lessons.loading.catalogue import (
    KEY_FILE,
    LESSON_FILE,
    course_id,
    courses,
    has_key,
    is_file,
    is_lesson,
    lesson_id,
)
from lessons.loading.kept_ids import IDS_FILE
from lessons.loading.seal_source import read_seal
from lessons.model.problem import LessonError, Place, Problem
from lessons.school.grading import Grader
from lessons.school.preparing import Expected, Reader
from lessons.school.store import Assignment, ClassStore
from lessons.share.handing_in.hand_in import HandIn, HandInError, from_bytes
from lessons.share.handing_in.remarks import Remark
from lessons.share.handing_in.sealed_answers import irregular, own_names, pack_of, taught_events
from lessons.share.sealing.neutral_names import LessonNames
from lessons.share.sealing.sealed_files import SealingError, TeacherKeys, held_keys, is_sealed, open_sealed
from lessons.share.sealing.sealed_packs import SealedPack, known_packs


@dataclass(frozen=True)
class AssignedLesson:
    """An assigned lesson, ready to grade."""

    assignment: Assignment
    whole: Lesson
    """The lesson with all its exercises."""
    key: AnswerKey

    @cached_property
    def lesson(self) -> Lesson:
        """What the class is asked: the lesson, or the exercises of its short path alone."""
        return self.whole.shortened() if self.assignment.short else self.whole


def assignment_of(folder: Path, here: Context, due: str = "") -> Assignment:
    """A lesson folder as an assignment, under the names that it has in a record.

    A lesson of a sealed pack is scored with the teacher's own. Raises ``LessonError`` when that is not on this machine.
    """
    lesson = folder.resolve()
    sealed = sealed_in(lesson, here)
    if sealed is not None:
        return replace(sealed, due=due)
    return Assignment(course_id(lesson.parent), lesson_id(lesson), lesson, due)


def assignment_in(store: ClassStore, folder: Path, here: Context, due: str = "") -> Assignment:
    """``assignment_of``, under the names that the class has for the lesson already.

    These are those of the lesson in the same folder, or of the only one with this name whose folder is gone: it was
    moved or renamed. Raises ``LessonError`` and ``RecordError``.
    """
    assignment = assignment_of(folder, here, due)
    there = store.assignments()
    if any((one.course, one.lesson) == (assignment.course, assignment.lesson) for one in there):
        return assignment
    same = [one for one in there if one.folder == assignment.folder] or [
        one for one in there if one.lesson == assignment.lesson and not one.folder.is_dir()
    ]
    sealed = sealed_in(folder.resolve(), here) is not None
    if len(same) != 1 or sealed:
        return assignment
    return replace(assignment, course=same[0].course, lesson=same[0].lesson)


def open_assigned(
    assignment: Assignment, home: Path | None = None, store: ClassStore | None = None
) -> AssignedLesson:
    """The lesson with its key. ``home``: as for ``load_lesson``. Raises ``LessonError``; ``RecordError``
    where the store cannot be read.

    With the store of its class a lesson in one file is in use: its ids are kept beside it, or put back there.
    """
    if store is not None:
        _keep_ids(store, assignment)
    if not assignment.folder.is_dir():
        fix = _("assign it again: closeread class assign CLASS FOLDER")
        place = Place(assignment.folder)
        raise LessonError(
            [Problem(place, "F101", _("the lesson is not there"), _("the assigned lesson"), fix)]
        )
    lesson, key = open_to_play(assignment.folder, home)
    named = replace(lesson, course=assignment.course, id=assignment.lesson)  # a test has a name of its own
    return AssignedLesson(assignment, named, key())


def _keep_ids(store: ClassStore, assignment: Assignment) -> None:
    """Keep the ids of a lesson in one file; where they were lost on the way, those that the class has come first.

    Without them its answers would be to texts of before.
    """
    folder = assignment.folder
    if is_file(folder / KEY_FILE) or not is_file(folder / LESSON_FILE):
        return
    text = b"" if is_file(folder / IDS_FILE) else store.kept_ids(assignment.course, assignment.lesson)
    with suppress(OSError):  # a folder that can be read only: what is lost is told
        if text:
            replace_file(folder / IDS_FILE, text)
        keep_ids(folder)


def expected(
    store: ClassStore, opened: dict[tuple[str, str], AssignedLesson]
) -> dict[tuple[str, str], Expected]:
    """All lessons of the class; those not among ``opened`` are collected without remarks on key and text."""
    lessons = {}
    for assignment in store.assignments():
        name = (assignment.course, assignment.lesson)
        one = opened.get(name)
        if one is None:
            lessons[name] = Expected(assignment)
            continue
        texts = {one.lesson.article.hash} | (
            {one.lesson.beside.hash} if one.lesson.beside is not None else set()
        )
        lessons[name] = Expected(assignment, one.key.version, frozenset(texts), Grader(one.whole, one.key))
    return lessons


def reader(here: Context) -> Reader:
    """A reader of plain and of sealed hand-ins, of open and of sealed packs. Raises ``HandInError`` as it reads."""
    return _Desk(here).read


class _Desk:
    """What reading many hand-ins needs again and again: the private key, the packs, the names in each lesson."""

    def __init__(self, here: Context) -> None:
        self._here = here
        self._packs, _problems = known_packs(here.home)
        self._keys: TeacherKeys | None = None
        self._names: dict[tuple[str, str], LessonNames | None] = {}

    def read(self, data: bytes) -> tuple[HandIn, list[Remark]]:
        """The hand-in in a file's bytes, and what the teacher should know of it."""
        sealed = is_sealed(data)
        if not sealed:
            return self._taught(from_bytes(data), sealed=False)
        try:
            self._keys = self._keys or held_keys(self._here.home)
            opened = open_sealed(self._keys.private, data)
        except SealingError as error:
            problem = error.problems[0]
            raise HandInError(problem.found, problem.expected, problem.fix) from error
        return self._taught(from_bytes(opened), sealed=True)

    def _taught(self, hand_in: HandIn, *, sealed: bool) -> tuple[HandIn, list[Remark]]:
        """A hand-in of a sealed pack with the ids of the teacher's own lesson; any other comes back as it is."""
        pack = pack_of(self._packs, hand_in.course, hand_in.events)
        if pack is None:
            return hand_in, []
        remarks = list(irregular(hand_in.events, pack)) if pack.mode == "test" else []
        if pack.mode == "test" and not sealed:
            remarks.append(Remark("unsealed"))
        names = self._names_in(pack, hand_in.lesson)
        events = hand_in.events if names is None else taught_events(hand_in.events, names)
        named = tuple(replace(event, course=pack.folder) for event in events)
        return replace(hand_in, course=pack.folder, events=named, texts=()), remarks

    def _names_in(self, pack: SealedPack, lesson: str) -> LessonNames | None:
        at = (pack.name, lesson)
        if at not in self._names:
            folder = own_lesson(pack, lesson, self._here)
            self._names[at] = own_names(folder, pack) if folder is not None else None
        return self._names[at]


def own_lesson(pack: SealedPack, lesson: str, here: Context) -> Path | None:
    """The teacher's own folder of a lesson of a pack: where it was packed, else in a known course of its name."""
    folders = [course.folder for course in courses(here.courses) if course.id == pack.course]
    for folder in ([Path(pack.source)] if pack.source else []) + folders:
        if is_lesson(folder / lesson) and has_key(folder / lesson):
            return folder / lesson
    return None


def sealed_assignment(course: str, lesson: str, here: Context) -> Assignment | None:
    """A lesson of a sealed pack, by its names in hand-ins, as something a class works on; ``None`` for another one.

    Raises ``LessonError`` when the teacher's own lesson is not on this machine.
    """
    packs, _problems = known_packs(here.home)
    pack = next((pack for pack in reversed(packs) if pack.folder == course), None)
    if pack is None:
        return None
    folder = own_lesson(pack, lesson, here)
    if folder is None:
        found = _("the course {course} that this pack was made of is not on this machine").format(
            course=pack.course
        )
        fix = _("say where it lies: closeread sealing add FILE.zip --course FOLDER")
        raise LessonError(
            [Problem(Place(Path(course)), "P922", found, _("your own course, with its key"), fix)]
        )
    return Assignment(pack.folder, lesson, folder, "")


def sealed_in(folder: Path, here: Context) -> Assignment | None:
    """The assignment for the folder of a lesson in an unpacked sealed course; ``None`` for another lesson."""
    seal = read_seal(folder.resolve().parent)
    packs, _problems = known_packs(here.home)
    pack = next((pack for pack in packs if seal is not None and pack.name == seal.pack), None)
    return sealed_assignment(pack.folder, folder.resolve().name, here) if pack is not None else None


def due_time(typed: str) -> str:
    """A day, or a day and a time on this machine's clock, as UTC; a day ends at midnight.

    Raises ``ValueError`` with words for the teacher.
    """
    try:
        due = datetime.fromisoformat(typed.strip())
        if "T" not in typed and ":" not in typed:
            due = datetime.combine(due.date(), time(23, 59, 59))
        return due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z").rjust(24, "0")
    except (ValueError, OverflowError, OSError) as error:  # also a year at the end of the calendar
        template = _("{typed!r} is no date; write 2026-12-01 or 2026-12-01T09:30")
        raise ValueError(template.format(typed=typed[:40])) from error
