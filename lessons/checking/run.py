"""From paths to problems: the lessons they name, and everything wrong with each."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from lessons.checking import problem_codes
from lessons.checking.key_holes import lines_in_words, still_templates
from lessons.checking.lesson_rules import examine
from lessons.checking.same_verdicts import JudgedPhrase, judged_phrases, same_verdicts
from lessons.lesson.courses import check_course
from lessons.lesson.keys import load_key, without_names_of_files
from lessons.lesson.opening import NOT_BOUND, glossary_for, load_lesson
from lessons.lesson.plan import read_plan
from lessons.lesson.reading_time import needed_minutes
from lessons.lesson.shapes import read_on
from lessons.lesson.standoff_files import read_standoff
from lessons.loading.catalogue import (
    COURSE_FILE,
    KEY_FILE,
    LESSON_FILE,
    PLAN_FILE,
    SOURCES_FILE,
    comes_without_text,
    course_id,
    is_file,
)
from lessons.loading.document import Document
from lessons.loading.glossary_source import read_glossary
from lessons.loading.kept_ids import IDS_FILE
from lessons.loading.presets import PRESETS_FILE, read_presets
from lessons.loading.replies_source import REPLIES_FILE, read_replies
from lessons.loading.suggestion import near_file
from lessons.loading.validation import NOTHING
from lessons.loading.yaml_source import read_yaml
from lessons.model.course import Minutes
from lessons.model.glossary import Glossary
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.record.own_copies import bound_folder, is_binding, is_sealed, key_path
from lessons.text import visible

NEED_A_GLOSSARY = frozenset({"F302", "K606", "K611"})
"""Codes that would be told of every technique when the glossary cannot be read."""
LESSON_FILES = frozenset(
    {LESSON_FILE, KEY_FILE, "article.md", SOURCES_FILE, PLAN_FILE, REPLIES_FILE, IDS_FILE}
)


@dataclass
class Checked:
    """What a run has looked at."""

    folders: dict[Path, Path] = field(default_factory=dict)
    """Lesson folders as they were given, by their full paths."""
    minutes: dict[Path, Minutes] = field(default_factory=dict)
    """What the lessons take by the rule, whatever their labels say, by full path; only those that can be played."""

    @property
    def lessons(self) -> int:
        """How many lessons were checked."""
        return len(self.folders)


@dataclass
class _OneLesson:
    """What was found in a lesson."""

    problems: list[Problem] = field(default_factory=list)
    one_file: bool = False
    minutes: Minutes | None = None
    """What it takes by the rule; ``None`` where it cannot be played."""
    phrases: Sequence[JudgedPhrase] | None = None
    """What it says of its phrases, to which the lessons of its course are held; ``None`` if it was not read whole."""


@dataclass(frozen=True)
class _Run:
    checked: Checked
    home: Path | None
    unwritten: AbstractSet[str]


def check(
    paths: Sequence[Path],
    checked: Checked | None = None,
    home: Path | None = None,
    unwritten: AbstractSet[str] = frozenset(),
) -> Iterator[Problem]:
    """Every problem under the paths: a course, a lesson, a folder of either, or one of their files.

    Lessons are read, told and forgotten one by one, so that memory does not grow with the folder.
    ``checked`` is filled on the way. ``home``: as for ``load_lesson``. ``unwritten``: texts that templates leave
    in a lesson, to be replaced.
    """
    run = _Run(checked if checked is not None else Checked(), home, unwritten)
    _course.cache_clear()
    for path in paths:
        yield from _check_path(path, run)


def _check_path(path: Path, run: _Run) -> Iterator[Problem]:
    if path.is_dir():
        yield from _check_folder(path, run)
    elif path.name in LESSON_FILES and (path.parent / "lesson.yaml").exists():
        yield from _check_lesson(path.parent, run)
    elif path.name == "course.yaml" and path.exists():
        yield from _check_folder(path.parent, run)
    elif not path.exists():
        yield Problem(
            Place(path),
            problem_codes.NOT_A_LESSON,
            "no such file or folder",
            "a course, a lesson or one of its files",
            "check the path",
        )
    else:
        yield from _check_stranger(path)


def _check_folder(folder: Path, run: _Run) -> Iterator[Problem]:
    """A lesson, a course, or a folder with lessons or courses in it."""
    if (folder / "lesson.yaml").exists():
        yield from _check_lesson(folder, run)
        return
    if (folder / "course.yaml").exists():
        yield from check_course(folder)
    inner = sorted(entry for entry in _entries(folder) if entry.is_dir() and not entry.is_symlink())
    lessons = [
        entry for entry in inner if any((entry / name).exists() for name in ("lesson.yaml", "course.yaml"))
    ]
    phrases: dict[Path, Sequence[JudgedPhrase]] = {}
    if all((entry / "lesson.yaml").exists() for entry in lessons):
        yield from _check_lessons(lessons, run, phrases)
    else:
        for entry in lessons:
            yield from _check_folder(entry, run)
    if (folder / "course.yaml").exists():
        yield from same_verdicts(folder, phrases)
    if not lessons and not (folder / "course.yaml").exists():
        near = {name: near_file(folder / name) for name in (LESSON_FILE, COURSE_FILE)}
        meant = next((name for name, other in near.items() if other), "")
        fix = "give the folder of a lesson or of a course"
        if meant:
            fix = f"rename {visible(near[meant])} to {meant}"
        yield Problem(
            Place(folder),
            problem_codes.NOT_A_LESSON,
            "no lesson in this folder",
            "lesson.yaml or course.yaml",
            fix,
        )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _check_lesson(folder: Path, run: _Run) -> Iterator[Problem]:
    yield from _check_lessons([folder], run, {})


def _check_lessons(
    folders: Sequence[Path], run: _Run, phrases: dict[Path, Sequence[JudgedPhrase]]
) -> Iterator[Problem]:
    """The problems of lessons; ``phrases`` gets what each says of its phrases, by its full folder."""
    fresh = {folder.resolve(): folder for folder in folders if folder.resolve() not in run.checked.folders}
    run.checked.folders.update(fresh)
    judge = partial(_one_lesson, home=run.home, unwritten=run.unwritten)
    for folder, lesson in zip(fresh, judged([*fresh.values()], judge), strict=True):
        if lesson.phrases is not None:
            phrases[folder] = lesson.phrases
        if lesson.minutes is not None:
            run.checked.minutes[folder] = lesson.minutes
        yield from lesson.problems


def _one_lesson(folder: Path, home: Path | None, unwritten: AbstractSet[str]) -> _OneLesson:
    """Everything wrong with one lesson, and what it says of its phrases."""
    lesson = _OneLesson()
    problems = [*dict.fromkeys(_told(folder, home, unwritten, lesson))]
    if lesson.one_file:  # except that it lies beside another one
        problems = [
            one if one.code == "F312" else replace(one, fix=without_names_of_files(one.fix))
            for one in problems
        ]
    cut = {problem.place for problem in problems if problem.code == "F201"}
    problems = [problem for problem in problems if problem.code != "Y119" or problem.place not in cut]
    lesson.problems = [*_still_to_write(problems)]
    return lesson


def _still_to_write(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems, with one for all texts of a file that were left empty: they are a list of what is to do."""
    gaps: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.code == "F205" and problem.found == NOTHING and problem.expected.startswith("text"):
            gaps.setdefault(problem.place.file, []).append(problem)
        else:
            yield problem
    for of_file in gaps.values():
        noun = "text" if len(of_file) == 1 else "texts"
        where = lines_in_words([problem.place for problem in of_file])
        yield Problem(
            min(of_file, key=lambda problem: problem.place.line).place,
            problem_codes.TO_WRITE,
            f"{len(of_file)} {noun} still to write: {where}",
            "a text in each place",
            "write them, or delete what the lesson can do without; until then it cannot be played or packed",
        )


def _told(
    folder: Path, home: Path | None, unwritten: AbstractSet[str], lesson: _OneLesson
) -> Iterator[Problem]:
    yield from read_replies(folder, read_on).problems
    yield from read_plan(folder)[1]
    asked = read_on(folder / LESSON_FILE)
    if comes_without_text(asked.value):
        yield from _check_standoff(folder, home, asked)
        if bound_folder(folder, home) is None:
            return
    course = _course(folder.resolve().parent)
    judged = _judged(folder, asked, course, home, unwritten, lesson)
    if course.faults:  # then no technique is known, which is not the lesson's fault
        yield from course.faults
        yield from (problem for problem in judged if problem.code not in NEED_A_GLOSSARY)
    else:
        yield from judged


def _judged(
    folder: Path,
    asked: Document,
    course: "_Course",
    home: Path | None,
    unwritten: AbstractSet[str],
    lesson: _OneLesson,
) -> Iterator[Problem]:
    """Every problem of a lesson's own files; broken ones are read on, and nothing is said of what is only guessed."""
    source = load_lesson(folder, course.glossary, home, asked, course.id)
    lesson.one_file = source.key is not None
    yield from _of_certain_lines(source.problems, asked)
    answers = source.key
    if answers is None and not is_sealed(source.folder, home):
        answers = read_on(key_path(source.folder, home))
    yield from still_templates(asked, unwritten)
    if answers is not None and answers is not source.key:
        yield from still_templates(answers, unwritten)
    in_two = isinstance(asked.value, dict) and "format" in asked.value
    if source.key is None and not in_two and not is_file(source.folder / KEY_FILE):
        return  # it may be meant for a lesson in one file
    if source.sketch is None:
        yield from answers.problems if answers is not None and answers is not source.key else ()
        return
    key = load_key(source.sketch, source.faulty, source.unread, answers)
    if source.lesson is not None and key.key is not None:
        lesson.minutes = needed_minutes(source.lesson, key.bound, key.why)
    if not (comes_without_text(asked.value) or asked.guessed or key.document.guessed):
        asks = {exercise.id: exercise for exercise in source.sketch.exercises}
        read = [(id, asks[id].kind, asks[id].task, fields) for id, fields in key.fields.items() if id in asks]
        lesson.phrases = [*judged_phrases(folder, key.document, read)]
    unreported = (problem for problem in key.problems if problem.place not in source.told)
    yield from _of_certain_lines(unreported, asked, key.document)
    bound = is_binding(source.document.file.parent, home)
    for problem in _of_certain_lines(examine(source, key), asked, key.document):
        if (
            bound and problem.code == problem_codes.STRAND_MISSING
        ):  # what the copy does not hold has been left out
            yield replace(problem, severity=Severity.ADVICE)
        else:
            yield problem


def _of_certain_lines(problems: Iterable[Problem], *documents: Document) -> Iterator[Problem]:
    """Without what would be said of a line that is already told of, and was read in one way of several."""
    guessed = {(document.file, line) for document in documents for line in document.guessed}
    for problem in problems:
        if (problem.place.file, problem.place.line) not in guessed or problem.code.startswith("Y"):
            yield problem


def _check_standoff(folder: Path, home: Path | None, asked: Document) -> Iterator[Problem]:
    """What can be checked of a lesson without its text; the rest is checked where it is bound."""
    files = {folder / LESSON_FILE: asked, folder / KEY_FILE: read_on(folder / KEY_FILE)}
    try:
        read_standoff(folder, files.__getitem__)
    except LessonError as error:
        yield from _of_certain_lines(error.problems, *files.values())
        return
    if bound_folder(folder, home) is None:
        found, fix = "a lesson that is not bound", "bind it to a copy of its article: closeread bind"
        expected = "a text, to check the rest"
        yield Problem(Place(folder / "lesson.yaml"), NOT_BOUND, found, expected, fix, Severity.ADVICE)


@dataclass(frozen=True)
class _Course:
    """What the lessons of a course share."""

    id: str
    glossary: Glossary
    faults: tuple[Problem, ...]
    """The errors of the glossary; one that is not there is told with the course."""


@lru_cache(maxsize=16)
def _course(folder: Path) -> _Course:
    """What the lessons of a folder share, read once a run."""
    glossary, problems = glossary_for(folder)
    errors = (problem for problem in problems if problem.severity is Severity.ERROR)
    return _Course(course_id(folder), glossary, tuple(one for one in errors if one.code != "Y101"))


def _check_stranger(path: Path) -> Iterator[Problem]:
    """The problems of a file that is no part of a lesson."""
    if path.suffix in (".yaml", ".yml"):
        if path.name == "techniques.yaml":
            yield from read_glossary(path)[1]
            return
        if path.name == PRESETS_FILE:
            yield from read_presets(path.parent, "en")[1]
            return
        yield from read_yaml(path).problems
    names = ", ".join(sorted(LESSON_FILES))
    fix = "put it in a lesson's folder under one of these names"
    meant = next((name for name in sorted(LESSON_FILES) if near_file(path.with_name(name)) == path.name), "")
    if meant:
        fix = f"rename it to {meant}"
    yield Problem(
        Place(path),
        problem_codes.NOT_A_LESSON,
        f"a file called {path.name!r}",
        f"a file of a lesson: {names}",
        fix,
    )


MANY = 40
"""From so many lessons on, starting processes is worth its time."""
MOST_PROCESSES = 8
_TOGETHER = 4
"""Lessons handed to a process at once."""
Judge = Callable[[Path], _OneLesson]


def judged(folders: Sequence[Path], judge: Judge) -> Iterator[_OneLesson]:
    """What was found in each lesson, in order. ``judge`` is a function of a module, so that processes find it."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if len(folders) < MANY or processes < 2:
        yield from map(judge, folders)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    # Where no process can be started, or one is killed, the rest is judged here.
    with suppress(OSError, BrokenProcessPool), ProcessPoolExecutor(processes) as pool:
        for lesson in pool.map(judge, folders, chunksize=_TOGETHER):
            done += 1
            yield lesson
    yield from map(judge, folders[done:])
