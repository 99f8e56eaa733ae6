"""Where the lessons lie that a reader bound to an own copy of the article.

A lesson that comes without its text is bound into ``bound/<checksum>/<course>/<lesson>`` in the folder of the
records; the checksum is that of its lesson.yaml and key.yaml, so that a new version is bound anew. The course's
and the lesson's names stay, and with them the record.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from lessons.disk import read_file
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, course_id, is_lesson, read_card
from lessons.loading.source import MAX_BYTES
from lessons.model.course import Course, LessonCard
from lessons.record.places import home


def binding_folder(lesson: Path) -> Path | None:
    """Where a lesson folder is bound to, whether or not it was; ``None`` when its files cannot be read."""
    try:
        folder = lesson.resolve()
        files = [read_file(folder / name, MAX_BYTES) for name in (LESSON_FILE, KEY_FILE)]
    except (OSError, ValueError, RuntimeError):
        return None
    checksum = sha256(b"".join(sha256(data).digest() for data in files)).hexdigest()
    return home() / "bound" / checksum[:32] / course_id(folder.parent) / folder.name


def bound_folder(lesson: Path) -> Path | None:
    """The folder of a lesson as it was bound here; ``None`` when it was not."""
    folder = binding_folder(lesson)
    return folder if folder is not None and is_lesson(folder) else None


def is_binding(lesson: Path) -> bool:
    """Whether a lesson folder is one that was bound here."""
    try:
        return lesson.resolve().is_relative_to((home() / "bound").resolve())
    except (OSError, ValueError, RuntimeError):  # no such name, or links in a circle
        return False


def with_bound(courses: Iterable[Course]) -> tuple[Course, ...]:
    """The courses with the cards of what was bound in the place of those that bring no text."""
    return tuple(
        replace(course, lessons=tuple(bound_card(card) for card in course.lessons))
        if any(card.bring for card in course.lessons)
        else course
        for course in courses
    )


def bound_card(card: LessonCard) -> LessonCard:
    """The card of the lesson as it was bound here; the card itself when it was not, or need not be."""
    folder = bound_folder(card.folder) if card.bring else None
    return card if folder is None else read_card(folder.parent, folder.name)
