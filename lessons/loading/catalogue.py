"""Courses on disk as a home screen needs them: quick, forgiving, without the validation library.

A lesson that cannot be read keeps its place, with its trouble in one line; nothing here raises for what a
file holds. Reading titles and figures out of the YAML of every lesson takes longer than drawing the screen, so
``Outlines`` keeps them from one start to the next.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lessons.loading.document import Document, Value, mapping_of
from lessons.loading.exercise_ids import MADE, is_one_file, outlined
from lessons.loading.seal_source import read_seal
from lessons.model.course import Course, LessonCard, Minutes
from lessons.model.problem import LessonError, Severity
from lessons.text import visible
from lessons.text.file_names import name_fault
from lessons.text.ids import KeptTexts

MOST_FILES = 2_000
"""Files of which the outline is kept."""
YOUNG = 2.0
"""Seconds after its last change in which a file is not kept: a second change might leave its times as they are."""
_OUTLINES_VERSION = 2
Stamp = list[int]
"""Last change of the content and of the entry in nanoseconds, size in bytes, number of the file on its disk."""


class Outlines:
    """Values of YAML files without a fault, by path.

    A file is read again as soon as its size, its times or its place on the disk differ. What cannot be understood
    of the kept data is left aside and made anew.
    """

    def __init__(self, data: bytes = b"") -> None:
        self._kept = _understood(data)
        self._new: dict[str, tuple[Stamp, Value]] = {}

    def read(self, path: Path, reader: Callable[[Path], Document]) -> Document:
        """The document of a file, without places: as it was kept, or by ``reader`` where there is anything to say."""
        stamp = _stamp(path)
        name = str(path)
        outline = self._new.get(name) or self._kept.get(name)
        if outline is not None and outline[0] == stamp:
            return Document(path, outline[1], ())
        document = reader(path)
        if stamp is not None and stamp == _stamp(path) and not document.problems and _is_old(stamp):
            self._new[name] = (stamp, document.value)
        return document

    def take_news(self) -> bytes | None:
        """All that is known, to be kept; ``None`` when nothing was read since it was last asked for."""
        if not self._new:
            return None
        self._kept = dict([*self._kept.items(), *self._new.items()][-MOST_FILES:])
        self._new = {}
        return json.dumps({"version": _OUTLINES_VERSION, "files": self._kept}).encode()


def _understood(data: bytes) -> dict[str, tuple[Stamp, Value]]:
    try:
        outlines = json.loads(data or b"{}")
        if outlines.get("version") != _OUTLINES_VERSION:
            return {}
        return {str(path): (stamp, value) for path, (stamp, value) in outlines["files"].items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return {}


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]


def _is_old(stamp: Stamp) -> bool:
    return time.time() - max(stamp[:2]) / 1e9 > YOUNG


COURSE_FILE, LESSON_FILE, KEY_FILE, GLOSSARY_FILE = (
    "course.yaml",
    "lesson.yaml",
    "key.yaml",
    "techniques.yaml",
)
SOURCES_FILE = "SOURCES.md"
PLAN_FILE = "plan.yaml"
SEALED_KEY_FILE = "key.sealed"
"""What a lesson of a sealed course has in the place of its key."""
FORMAT = "1"
"""The format number this program reads."""
MAX_LESSONS = 500
"""Most lessons of a course that are listed."""
MARK_OF_PASSAGE = r"⟦([1-9][0-9]{0,5})\.([1-9][0-9]{0,5})(\^{0,2}|_)⟧"
"""A word of the article, hidden in a text of a lesson that comes without it: passage, word of it, case."""
_HIDDEN = re.compile(f"{MARK_OF_PASSAGE}(?:[\\s-]*{MARK_OF_PASSAGE})*")


def shipped() -> Path:
    """The folder of what comes with the program: itself the course about one war, with the other courses inside."""
    import content

    return Path(next(iter(content.__path__)))


def shipped_courses() -> tuple[Path, ...]:
    """The folders of the courses that come with the program and are offered at once, in that order."""
    return shipped() / "close-to-home", shipped()


def expanded(name: str) -> Path:
    """A path as a person writes it: ``~`` is the person's own folder."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # ~somebody who has no home here
        return Path(name)


def courses(roots: Iterable[Path], outlines: Outlines | None = None) -> tuple[Course, ...]:
    """Read the course folders; ``outlines``: what is known."""
    known = outlines or Outlines()
    return tuple(read_course(folder, known) for folder in roots)


def is_lesson(folder: Path) -> bool:
    """Whether a folder is a lesson."""
    return is_file(folder / LESSON_FILE)


def has_key(folder: Path) -> bool:
    """Whether a lesson folder holds its key unsealed, in a file of its own or beside the questions."""
    return is_file(folder / KEY_FILE) or MADE in mapping_of(_outline(folder / LESSON_FILE).value)


def is_course(folder: Path) -> bool:
    """Whether a folder is a course."""
    return is_file(folder / COURSE_FILE)


def is_file(path: Path) -> bool:
    """Whether there is a file; not when the folder may not be looked into, or the name is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def course_id(folder: Path) -> str:
    """The name of a course in the record: the ``id`` of its course.yaml, else the name of its folder, links followed.

    An id travels with the course; a folder may be renamed or copied.
    """
    file = folder / COURSE_FILE
    value = _whole(file).value if is_file(file) else None
    return _course_id(folder, value if isinstance(value, dict) else {})


def _course_id(folder: Path, value: dict[str, Value]) -> str:
    if own := own_id(value):
        return own
    try:
        return folder.resolve().name or "course"
    except (OSError, ValueError, RuntimeError):  # no such name, or links in a circle
        return visible(folder.name) or "course"


def _whole(file: Path) -> Document:
    """A YAML file; a start at which all outlines are known needs no parser, so it is loaded here."""
    from lessons.loading.yaml_source import read_yaml

    return read_yaml(file)


def _outline(file: Path) -> Document:
    from lessons.loading.yaml_source import read_outline

    document = read_outline(file, frozenset({"id", "was"}))
    if not is_one_file(document.value):
        return document
    whole = _whole(file)
    return Document(file, outlined(whole.value, _kept(file.parent)), whole.problems)


def _kept(lesson: Path) -> KeptTexts:
    from lessons.loading.kept_ids import read_kept_ids

    return read_kept_ids(lesson).exercises


def lesson_id(folder: Path) -> str:
    """The name of a lesson in the record: the ``id`` of its lesson.yaml, else the name of its folder."""
    file = folder / LESSON_FILE
    value = _outline(file).value if is_file(file) else None
    return own_id(value) or folder.resolve().name


def own_id(value: object) -> str:
    """The ``id`` in the value of a course.yaml or lesson.yaml; empty where there is none that can be a name."""
    id = value.get("id") if isinstance(value, dict) else None
    return id if isinstance(id, str) and is_folder_name(id) else ""


def read_course(folder: Path, outlines: Outlines | None = None) -> Course:
    """The course in a folder, lessons in order. Never raises: a broken one has ``trouble`` and no lessons."""
    known = outlines or Outlines()
    document = known.read(folder / COURSE_FILE, _whole)
    value = document.value if isinstance(document.value, dict) else {}
    errors = [problem for problem in document.problems if problem.severity is Severity.ERROR]
    trouble = str(errors[0]) if errors else _format_trouble(value, folder / COURSE_FILE)
    return Course(
        id=_course_id(folder, value),
        folder=folder,
        title=_text(value, "title") or _course_id(folder, value),
        summary=_text(value, "summary"),
        language=_text(value, "language") or "en",
        lessons=() if trouble else tuple(_cards(folder, _listed(value), known)),
        glossary=glossary_path(folder, _text(value, "techniques")),
        trouble=trouble,
    )


def _listed(course: dict[str, Value]) -> list[str]:
    """What a course.yaml names as its lessons, in order, each once."""
    listed = course.get("lessons")
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    return [*dict.fromkeys(names[:MAX_LESSONS])]


def lesson_folders(course: Path) -> list[Path]:
    """The folders of a course's lessons, in order, none of which is opened; none for a course with errors."""
    document = _whole(course / COURSE_FILE)
    value = document.value if isinstance(document.value, dict) else {}
    errors = any(problem.severity is Severity.ERROR for problem in document.problems)
    if errors or _format_trouble(value, course / COURSE_FILE):
        return []
    return [course / name for name in _listed(value) if is_folder_name(name)]


def _cards(course: Path, names: Iterable[str], outlines: Outlines) -> Iterator[LessonCard]:
    """The cards of a course; of two lessons with one id the second is named by its folder, and cannot be opened."""
    seen: dict[str, str] = {}
    for name in names:
        card = read_card(course, name, outlines)
        if (first := seen.setdefault(card.id, name)) != name:
            trouble = f"{card.folder / LESSON_FILE}: the id {card.id!r} is that of {first} as well; give it another id"
            card = replace(card, id=name, trouble=visible(trouble))
        yield card


def read_card(course: Path, name: str, outlines: Outlines | None = None) -> LessonCard:
    """The card of the lesson called ``name`` in the course folder."""
    if not is_folder_name(name):
        return _card(name, course, {}, f"{visible(name)!r} is not the name of a folder in the course")
    folder = course / name
    document = (outlines or Outlines()).read(folder / LESSON_FILE, _outline)
    value = document.value if isinstance(document.value, dict) else {}
    errors = [problem for problem in document.problems if problem.severity is Severity.ERROR]
    trouble = str(errors[0]) if errors else _format_trouble(value, folder / LESSON_FILE)
    seal = None
    try:
        seal = read_seal(course)
    except LessonError as error:
        trouble = str(error.problems[0])
    has_key = MADE in value or is_file(folder / KEY_FILE) or is_file(folder / SEALED_KEY_FILE)
    if not trouble and not has_key:
        trouble = f"{folder / KEY_FILE}: there is no such file"
    return replace(_card(name, folder, value, trouble), seal=seal)


def is_folder_name(name: str) -> bool:
    """Whether a name stays inside the course folder: no separator, no ``..``, no drive, nothing hidden."""
    return not name_fault(name)


def _card(name: str, folder: Path, value: dict[str, Value], trouble: str) -> LessonCard:
    goals, exercises = value.get("goals"), value.get("exercises")
    entries = exercises if isinstance(exercises, list) else []
    ids = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    return LessonCard(
        id=name if trouble else own_id(value) or name,
        folder=folder,
        title=_text(value, "title") or visible(name),
        summary=_text(value, "summary"),
        minutes=_minutes(value),
        level=_number(value, "level", 1, 3),
        goals=tuple(goal for goal in goals if isinstance(goal, str)) if isinstance(goals, list) else (),
        exercises=tuple(id for id in ids if isinstance(id, str)),
        short=_short_path(value, ids),
        was=dict(_old_ids(entries)),
        trouble=visible(trouble),
        bring=brought(value),
    )


def _minutes(value: dict[str, Value]) -> Minutes:
    """What the label says; 0 where there is none."""
    label = value.get("minutes")
    fields: dict[str, Value] = label if isinstance(label, dict) else {"whole": label}
    return Minutes(_number(fields, "whole", 0, 600), _number(fields, "short", 0, 600) or None)


def _short_path(value: dict[str, Value], ids: list[Value]) -> tuple[str, ...]:
    """The exercises of the short path, in the order of the lesson; none where all are on it."""
    listed = value.get("short")
    named = listed if isinstance(listed, list) else [listed]
    short = tuple(id for id in ids if isinstance(id, str) and id in named)
    return short if len(short) < len(ids) else ()


def _old_ids(exercises: list[Value]) -> Iterator[tuple[str, str]]:
    """The ids that exercises had before, each with that of today."""
    for entry in exercises:
        id, was = (entry.get("id"), entry.get("was")) if isinstance(entry, dict) else (None, None)
        for old in was if isinstance(was, list) else [was]:
            if isinstance(id, str) and isinstance(old, str):
                yield old, id


def comes_without_text(value: Value) -> bool:
    """Whether the value of a lesson.yaml says that readers bring the article, or the second one, themselves."""
    return isinstance(value, dict) and any(isinstance(value.get(key), dict) for key in ("article", "beside"))


def brought(value: dict[str, Value]) -> str:
    """The title of the article that readers bring themselves, and where it appeared; empty for another lesson."""
    for key in ("article", "beside"):
        article = value.get(key)
        bring = article.get("bring") if isinstance(article, dict) else None
        if isinstance(bring, dict):
            parts = [_text(bring, name) for name in ("title", "outlet", "published")]
            return visible(", ".join(text for text in parts if text)) or "an article"
    return ""


def _format_trouble(value: dict[str, Value], file: Path) -> str:
    number = value.get("format")
    if number == FORMAT:
        return ""
    if isinstance(number, str):
        return f"{file}: this file has format {number}; this program reads format {FORMAT}"
    return f"{file}: the line 'format: {FORMAT}' is missing"


def _text(value: dict[str, Value], key: str) -> str:
    text = value.get(key)
    return _HIDDEN.sub("[…]", " ".join(text.split())) if isinstance(text, str) else ""


def _number(value: dict[str, Value], key: str, default: int, most: int) -> int:
    digits = value.get(key)
    if isinstance(digits, str) and len(digits) < 6 and digits.isascii() and digits.isdigit():
        return min(int(digits), most)
    return default


def glossary_path(folder: Path, name: str) -> Path:
    """The techniques.yaml that the course names, else its own, else the shipped one."""
    own = folder / GLOSSARY_FILE
    if name and is_inside(folder, folder / name):
        return folder / name
    return own if os.path.lexists(own) else shipped() / GLOSSARY_FILE


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a path, links followed, stays in a folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a NUL in the name, or links in a circle
        return False


def find_lesson(name: str, known: Sequence[Course]) -> Path | None:
    """The lesson folder for what was typed: a path, ``lesson`` or ``course/lesson``; ``None`` for neither.

    A name of a known lesson wins over a folder of that name in the current directory.
    """
    for course in known:
        for card in course.lessons:
            called = (card.id,) if card.trouble else (card.id, card.folder.name)
            names = [
                f"{before}{own}"
                for own in called
                for before in ("", f"{course.id}/", f"{course.folder.name}/")
            ]
            if name in names and is_folder_name(card.id):
                return card.folder
    path = expanded(name)
    if path.name == LESSON_FILE and is_file(path):
        return path.parent
    return path if is_lesson(path) else None


def near_names(name: str, known: Sequence[Course], most: int = 3) -> list[str]:
    """Lesson ids that look like ``name``, best first: for "did you mean"."""
    import difflib

    ids = {card.id.lower(): card.id for course in known for card in course.lessons}
    tail = name.replace("\\", "/").rstrip("/").rpartition("/")[2].lower()[:100]
    return [ids[found] for found in difflib.get_close_matches(tail, ids, most, 0.5)]
