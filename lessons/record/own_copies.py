"""What a reader keeps apart from the lessons' folders: keys opened with a code, lessons bound to a copy of the text.

An opened key lies in ``unsealed/<checksum>/key.yaml`` in the folder of the records; the checksum is that of key.sealed.
A lesson that comes without its text is bound into ``bound/<checksum>/<course>/<lesson>``; the checksum is that of its
lesson.yaml and key.yaml, so that a new version is bound anew. The course's and the lesson's names stay, and with them
the record. Nothing is ever written into the lesson's own folder.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from lessons.disk import read_file
from lessons.loading.catalogue import (
    KEY_FILE,
    LESSON_FILE,
    SEALED_KEY_FILE,
    course_id,
    is_file,
    is_lesson,
    read_card,
)
from lessons.loading.source import MAX_BYTES
from lessons.model.course import Course, LessonCard
from lessons.record.recorder import keep_file


def key_path(lesson: Path, home: Path | None) -> Path:
    """Where the key of a lesson lies: in the lesson, or where it was unsealed; it need not be there."""
    own = lesson / KEY_FILE
    if is_file(own):
        return own
    return (unsealed_path(lesson, home) if home is not None else None) or own


def is_sealed(lesson: Path, home: Path | None) -> bool:
    """Whether the key of a lesson is sealed and was not opened here."""
    return is_file(lesson / SEALED_KEY_FILE) and not is_file(key_path(lesson, home))


def unsealed_path(lesson: Path, home: Path) -> Path | None:
    """Where the sealed key of a lesson is unsealed to, whether or not it was; ``None`` when there is none."""
    try:
        data = read_file(lesson / SEALED_KEY_FILE, MAX_BYTES)
    except OSError:
        return None
    return home / "unsealed" / sha256(data).hexdigest()[:32] / KEY_FILE


def keep_unsealed(lesson: Path, text: str, home: Path) -> None:
    """Keep the opened key of a lesson. Raises ``RecordError``."""
    path = unsealed_path(lesson, home)
    assert path is not None  # there was a sealed key to open
    keep_file(path, text.encode())


def binding_folder(lesson: Path, home: Path) -> Path | None:
    """Where a lesson folder is bound to, whether or not it was; ``None`` when its files cannot be read."""
    try:
        folder = lesson.resolve()
        files = [read_file(folder / name, MAX_BYTES) for name in (LESSON_FILE, KEY_FILE)]
    except (OSError, ValueError, RuntimeError):
        return None
    checksum = sha256(b"".join(sha256(data).digest() for data in files)).hexdigest()
    return home / "bound" / checksum[:32] / course_id(folder.parent) / folder.name


def bound_folder(lesson: Path, home: Path | None) -> Path | None:
    """The folder of a lesson as it was bound here; ``None`` when it was not."""
    folder = binding_folder(lesson, home) if home is not None else None
    return folder if folder is not None and is_lesson(folder) else None


def is_binding(lesson: Path, home: Path | None) -> bool:
    """Whether a lesson folder is one that was bound here."""
    try:
        return home is not None and lesson.resolve().is_relative_to((home / "bound").resolve())
    except (OSError, ValueError, RuntimeError):  # no such name, or links in a circle
        return False


def with_bound(courses: Iterable[Course], home: Path) -> tuple[Course, ...]:
    """The courses with the cards of what was bound in the place of those that bring no text."""
    return tuple(
        replace(course, lessons=tuple(bound_card(card, home) for card in course.lessons))
        if any(card.bring for card in course.lessons)
        else course
        for course in courses
    )


def bound_card(card: LessonCard, home: Path) -> LessonCard:
    """The card of the lesson as it was bound here; the card itself when it was not, or need not be."""
    folder = bound_folder(card.folder, home) if card.bring else None
    return card if folder is None else read_card(folder.parent, folder.name)
