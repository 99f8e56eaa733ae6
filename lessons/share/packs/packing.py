"""A course, or one lesson, as a pack: which files belong into it, and one file of them.

Only what a lesson needs is taken: YAML, Markdown and plain text, and the licence. Links are never followed, so that
nothing from outside the folder can slip in. The same folder gives the same bytes, on every machine and on every day.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.disk import TooLargeError, read_file, replace_file, why
from lessons.lesson.keys import open_to_play
from lessons.lesson.opening import written_out
from lessons.loading.catalogue import (
    COURSE_FILE,
    GLOSSARY_FILE,
    KEY_FILE,
    LESSON_FILE,
    course_id,
    is_course,
    is_file,
    is_lesson,
    read_course,
)
from lessons.loading.document import Value
from lessons.loading.exercise_ids import EXERCISES
from lessons.loading.kept_ids import IDS_FILE
from lessons.loading.seal_source import SEAL_FILE
from lessons.loading.source import MAX_BYTES
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml
from lessons.model.course import Course, LessonCard
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.share.packs.manifest import MANIFEST, manifest_of, to_bytes
from lessons.share.packs.names import LICENCES, README, SUFFIXES, TEXT_FIELDS, bad_name, same_names
from lessons.share.packs.unpack import MAX_ENTRIES, MAX_TOTAL, looks_like_pack
from lessons.text.sizes import readable_size

_CREATIVE_COMMONS = re.compile(r"CC[ -](?:BY(?:-(?:NC|SA|ND))*|0)[ -][1-9]\.0")


@dataclass
class Gathered:
    """A course as it goes into a pack."""

    folder: Path
    """The course folder."""
    name: str
    title: str
    files: dict[str, bytes] = field(default_factory=dict)
    """Bytes by path in the course folder, with ``/`` between folders."""
    lessons: list[str] = field(default_factory=list)
    """Names of the lesson folders."""
    left_out: list[str] = field(default_factory=list)
    """Files of the folder that are not taken."""

    @property
    def licence(self) -> str:
        """What the course's licence file names: a Creative Commons licence, else its first line; or nothing."""
        texts = [self.files[name].decode("utf-8", "replace") for name in LICENCES if name in self.files]
        named = next((match[0] for text in texts if (match := _CREATIVE_COMMONS.search(text))), "")
        lines = (line.strip("#=- ") for text in texts for line in text.splitlines())
        return named or next((line for line in lines if line), "")[:300]


def gather(folder: Path) -> Gathered:
    """The files of a course folder, or of one lesson folder as a course of one lesson.

    Raises ``LessonError`` for a folder that is neither, a course that cannot be read, and a file that no pack
    can hold.
    """
    sealed = folder / SEAL_FILE if is_course(folder) else folder.resolve().parent / SEAL_FILE
    if is_file(sealed):
        found, fix = "a sealed course: its keys are not in it", "hand on the pack itself"
        raise LessonError([_problem(sealed, found, "a course with its keys", fix)])
    if is_lesson(folder):
        return _without_twins(_one_lesson(folder))
    if is_course(folder):
        return _without_twins(_course(folder))
    raise LessonError(
        [_problem(folder, "no lesson.yaml and no course.yaml", "a lesson or a course", "name its folder")]
    )


def _without_twins(gathered: Gathered) -> Gathered:
    """The files gathered; an error where two of them would be one file on another system."""
    if twins := same_names(sorted(gathered.files)):
        found = f"{twins[0]!r} and {twins[1]!r}, which are one file on some systems"
        raise LessonError([_problem(gathered.folder, found, "each name once", "rename one of them")])
    return gathered


def _course(folder: Path) -> Gathered:
    course = read_course(folder)
    if course.trouble:
        raise LessonError(
            list(read_yaml(folder / COURSE_FILE).problems) or [_trouble(folder, course.trouble)]
        )
    gathered = Gathered(
        folder, course.id, course.title, lessons=[_folder_name(card) for card in course.lessons]
    )
    _take(gathered, folder, COURSE_FILE)
    _take_shared(gathered, folder, course)
    for name in gathered.lessons:
        _take_lesson(gathered, folder, name)
    _note_left_out(gathered, folder)
    return gathered


def _folder_name(card: LessonCard) -> str:
    """The folder of a lesson in its course; what course.yaml says of one that cannot be opened."""
    return card.id if card.trouble else card.folder.name


def _one_lesson(folder: Path) -> Gathered:
    lesson = folder.resolve()
    parent = lesson.parent
    course = read_course(parent) if is_course(parent) else None
    value = read_yaml(lesson / LESSON_FILE).value
    title = value.get("title") if isinstance(value, dict) else None
    gathered = Gathered(
        parent, course_id(parent), title if isinstance(title, str) else lesson.name, lessons=[lesson.name]
    )
    head = read_yaml(parent / COURSE_FILE).value if course is not None else None
    gathered.files[COURSE_FILE] = to_yaml(_course_of_one(head, gathered.title, lesson.name)).encode()
    if course is not None:
        _take_shared(gathered, parent, course)
    elif is_file(parent / GLOSSARY_FILE):
        _take(gathered, parent, GLOSSARY_FILE)
    _take_lesson(gathered, parent, lesson.name)
    return gathered


def _course_of_one(head: Value, title: str, lesson: str) -> dict[str, Value]:
    """A course.yaml that lists this lesson only."""
    value: dict[str, Value] = dict(head) if isinstance(head, dict) else {}
    summary = value.get("summary")
    return {
        **value,
        "format": value.get("format", "1"),
        "title": value.get("title", title),
        "summary": summary if isinstance(summary, str) else title,
        "lessons": [lesson],
    }


def _take_shared(gathered: Gathered, folder: Path, course: Course) -> None:
    """The glossary, when it is the course's own, and the licence."""
    if course.glossary is not None and course.glossary.parent.resolve() == folder.resolve():
        _take(gathered, folder, course.glossary.name)
    for name in (*LICENCES, README):
        if is_file(folder / name):
            _take(gathered, folder, name)


def _take_lesson(gathered: Gathered, course: Path, name: str) -> None:
    for path in _files(course / name):
        if path.name.lower().endswith(SUFFIXES) and path.name != IDS_FILE:
            _take(gathered, course, path.relative_to(course).as_posix())
    value = _written_out(gathered, course / name) or read_yaml(course / name / LESSON_FILE).value
    for key in TEXT_FIELDS:
        other = value.get(key) if isinstance(value, dict) else None
        if isinstance(other, str):
            path = Path(os.path.normpath(course / name / other))
            if path.is_relative_to(course) and is_file(path):
                _take(gathered, course, path.relative_to(course).as_posix())


def _written_out(gathered: Gathered, lesson: Path) -> Value:
    """Put a lesson in one file into the pack in two, which any version opens; its lesson.yaml, or ``None``.

    Raises ``LessonError`` when it cannot be written out whole.
    """
    written = written_out(lesson)
    if written.key is None:
        return None
    problems = (*written.problems, *written.of_exercises)
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise LessonError(errors)
    value = _with_minutes(written.lesson.value, lesson)
    for name, content in ((LESSON_FILE, value), (KEY_FILE, written.key.value)):
        gathered.files[f"{lesson.name}/{name}"] = to_yaml(content).encode()
    return value


def _with_minutes(value: Value, lesson: Path) -> Value:
    """lesson.yaml with the minutes that its author left to the rule: an earlier version asks for them."""
    if not isinstance(value, dict) or "minutes" in value:
        return value
    minutes = open_to_play(lesson)[0].minutes
    if minutes is None:
        return value
    whole, short = Plain(str(minutes.whole)), minutes.short
    told: Value = whole if short is None else {"whole": whole, "short": Plain(str(short))}
    at = [*value].index(EXERCISES) if EXERCISES in value else len(value)
    fields = [*value.items()]
    return dict([*fields[:at], ("minutes", told), *fields[at:]])


def _take(gathered: Gathered, course: Path, name: str) -> None:
    """Take a file that is no link; one that a pack cannot hold is an error, not a gap."""
    path = course / name
    if path.is_symlink():
        gathered.left_out.append(f"{name} (a link)")
        return
    if fault := bad_name(name):
        raise LessonError(
            [_problem(path, f"a name that {fault}", "a name every system can hold", "rename it")]
        )
    try:
        gathered.files[name] = read_file(path, MAX_BYTES)
    except OSError as error:
        large = isinstance(error, TooLargeError)
        fix = "shorten it, or take it out" if large else "check its permissions, or take it out"
        raise LessonError([_problem(path, why(error), "a text that the program can read", fix)]) from error


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and those inside it, in order; no links, nothing hidden, no course in the course."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name == "__pycache__" or is_course(entry):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _note_left_out(gathered: Gathered, folder: Path) -> None:
    noted = {note.partition(" (")[0] for note in gathered.left_out}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in gathered.files and name not in noted:
            gathered.left_out.append(name)


def _problem(path: Path, found: str, expected: str, fix: str) -> Problem:
    return Problem(Place(path), "P909", found, expected, fix)


def _trouble(folder: Path, trouble: str) -> Problem:
    return _problem(
        folder / COURSE_FILE,
        trouble,
        "a course.yaml that can be read",
        "mend it; 'closeread check' says more",
    )


_NEW_YEAR_1980 = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name."""
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written."""

    path: Path
    files: int
    size: int
    """Bytes of the pack."""
    licence: str
    lessons: tuple[str, ...]
    left_out: tuple[str, ...]


def write_pack(gathered: Gathered, output: Path, licence: str = "") -> Packed:
    """Write gathered files as a pack; ``licence`` wins over what the course says.

    Raises ``LessonError`` for too much, and where another file is in the way; ``OSError`` when the file cannot be
    written.
    """
    if output.exists() and not looks_like_pack(output):
        found, expected = "a file that is no pack", "a new file, or a pack to replace"
        raise LessonError([Problem(Place(output), "P908", found, expected, "choose another name after -o")])
    licence = " ".join((licence or gathered.licence).split())
    _refuse_too_much(gathered, output)
    manifest = manifest_of(gathered.name, gathered.title, licence, gathered.files)
    data = zipped({**gathered.files, MANIFEST: to_bytes(manifest)})
    replace_file(output, data)
    return Packed(
        output, len(gathered.files), len(data), licence, tuple(gathered.lessons), tuple(gathered.left_out)
    )


def _refuse_too_much(gathered: Gathered, output: Path) -> None:
    total = sum(map(len, gathered.files.values()))
    if len(gathered.files) >= MAX_ENTRIES or total > MAX_TOTAL:
        found = f"{len(gathered.files)} files of {readable_size(total)} together"
        expected = f"fewer than {MAX_ENTRIES} files and at most {readable_size(MAX_TOTAL)}"
        raise LessonError([Problem(Place(output), "P903", found, expected, "pack fewer lessons at once")])


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files: sorted, without compression and with one fixed time.

    Nothing is compressed, since different builds of zlib compress the same bytes to different ones.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _NEW_YEAR_1980)
            info.external_attr, info.create_system = _REGULAR_FILE, _UNIX
            archive.writestr(info, data)
    return stream.getvalue()
