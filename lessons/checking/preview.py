"""A lesson while it is being written: the newest version that works, what is wrong with the files, when to look again.

It knows no screen and never raises for what stands in the files, or for files that are gone. Answers given in a preview
are kept in a ``MemoryRecord``; each new version is opened on that record, so that place and drafts survive a save.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.checking import problem_codes
from lessons.checking.report import ordered
from lessons.checking.run import check
from lessons.kinds.base import Bound
from lessons.lesson.keys import load_key
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.lesson.opening import LessonSource, load_lesson
from lessons.loading.yaml_source import read_yaml
from lessons.model.answer import Raw
from lessons.model.problem import LessonError, Place, Problem, Severity
from lessons.play import Phase, Session
from lessons.play.day_score import texts_of
from lessons.record.event import Event
from lessons.record.recorder import MemoryRecord

LESSON_FILES = ("lesson.yaml", "key.yaml", "article.md")
COURSE_FILES = ("course.yaml", "techniques.yaml")

Seen = dict[Path, tuple[int, int, int] | None]
"""Time of the last change in nanoseconds, size and number of each file; ``None`` for one that is not there."""


@dataclass(frozen=True)
class Version:
    """A version of the lesson that can be shown."""

    lesson: Lesson
    key: AnswerKey
    """With a bound key for each exercise that has one; asking for another raises ``LessonError``."""
    former: frozenset[str] = frozenset()
    """Exercises whose key is the one of a version before, as the new one cannot be used."""
    missing: frozenset[str] = frozenset()
    """Exercises without a key that can be used."""


class _Keys(dict[str, Bound]):
    """Bound keys; for an exercise without one, what is wrong is told when it is asked for."""

    def __init__(self, bound: Mapping[str, Bound], problems: Sequence[Problem]) -> None:
        super().__init__(bound)
        self.problems = tuple(problems)

    def __missing__(self, id: str) -> Bound:
        raise LessonError(self.problems)


class Preview:
    """The files of one lesson folder, watched while they are edited."""

    def __init__(
        self, folder: Path, home: Path | None = None, unwritten: AbstractSet[str] = frozenset()
    ) -> None:
        self.home, self.unwritten = home, unwritten
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - the working folder may go, links may stay
        self.version: Version | None = None
        """The newest version that works; ``None`` while none has."""
        self.outdated = False
        """Whether the files now hold a lesson that cannot be shown, so that ``version`` is an older one."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with the files as they are now, by file, line and column."""
        self.record = MemoryRecord()
        self._named: tuple[Path, ...] = ()
        self._seen: Seen | None = None

    # The files

    def look(self) -> bool:
        """Whether a file of the lesson changed, came or went since the last look; true at the first one."""
        now = stamps((*_usual(self.folder), *self._named))
        changed, self._seen = now != self._seen, now
        return changed

    def read(self) -> bool:
        """Read the files: whether there is a new ``version``. ``problems`` are then those that keep it from working."""
        try:
            source = load_lesson(self.folder, home=self.home)
            self._named = _named(self.folder, source)
            problems = source.problems
            version = None
            if source.lesson is not None and not _errors(problems):
                version, more = self._version(source.lesson)
                problems = [*problems, *more]
            elif source.sketch is not None:
                problems = [*problems, *load_key(source.sketch, source.faulty, source.unread).problems]
        except OSError as error:  # a file that went while it was read
            version, problems = None, [_refused(self.folder, error)]
        self.problems = tuple(ordered(problems))
        self.outdated = version is None
        if version is not None:
            self.version = version
        return version is not None

    def check(self) -> None:
        """Let ``problems`` be all that ``closeread check`` says of the lesson."""
        try:
            self.problems = tuple(ordered(check([self.folder], home=self.home, unwritten=self.unwritten)))
        except OSError as error:
            self.problems = (_refused(self.folder, error),)

    def _version(self, lesson: Lesson) -> tuple[Version, list[Problem]]:
        source = load_key(lesson)
        bound, why, notes = dict(source.bound), dict(source.why), source.notes
        former: set[str] = set()
        before = self.version
        if before is not None and texts_of(before.lesson) == texts_of(lesson):
            old = {one.id: _asked(one) for one in before.lesson.exercises if one.id in before.key.bound}
            asked = {one.id: _asked(one) for one in lesson.exercises if one.id not in bound}
            former = {id for id, what in asked.items() if old.get(id) == what}
            bound |= {id: before.key.bound[id] for id in former}
            why |= {id: before.key.why[id] for id in former}
            notes = notes or before.key.notes
        weights = {exercise.id: exercise.weight for exercise in lesson.exercises}
        key = AnswerKey("", _Keys(bound, _errors(source.problems)), why, notes, weights)
        missing = frozenset(weights) - frozenset(bound)
        return Version(lesson, key, frozenset(former), missing), source.problems

    # The attempt

    def session(self, before: Session | None = None) -> Session:
        """An attempt at ``version`` that goes on where the one before stood: the same exercise, answers where they fit.

        An exercise is found by its id, or else by its number. What was handed in where there is no key now is open
        again. Raises ``ValueError`` while no version works.
        """
        version = self.version
        if version is None:
            raise ValueError("no version of the lesson works yet")
        events: list[Event] = []
        if before is not None:
            before.flush()
            events = list(reopened(self.record.kept, version.missing))
        self.record = MemoryRecord(events)
        lesson = version.lesson
        if before is not None and before.phase is not Phase.FINISHED:
            index = place_of(lesson, before.exercise.id, before.index)
            self.record.append(Event("moved", lesson.course, lesson.id, "", {"index": index}), sync=False)
        return Session(lesson, self.record, lambda: version.key)


def stamps(paths: Iterable[Path]) -> Seen:
    """What distinguishes one state of the files from another."""
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):  # not there, not ours to see, or no name of a file
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def place_of(lesson: Lesson, id: str, index: int) -> int:
    """The number of the exercise called ``id``; when it is gone, ``index`` or the last one."""
    ids = [exercise.id for exercise in lesson.exercises]
    return ids.index(id) if id in ids else min(index, len(ids) - 1)


def reopened(events: Iterable[Event], ids: frozenset[str]) -> Iterable[Event]:
    """The events with the exercises ``ids`` open again: what was handed in there is a draft."""
    for event in events:
        if event.exercise not in ids or event.name not in ("committed", "retried"):
            yield event
        elif event.name == "committed":
            data: dict[str, Raw] = {"answer": event.data.get("answer")}
            yield replace(event, name="draft", data=data)


def same_place(old: str, new: str, offset: int) -> int:
    """Where an offset of the old text lies in the new one, when one run of characters was changed.

    An offset before the change stays, one behind it moves with its words, one within it goes to its beginning.
    """
    start = _alike(old, new)
    if offset < start:
        return offset
    end = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    return offset + len(new) - len(old) if offset >= len(old) - end else start


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _usual(folder: Path) -> tuple[Path, ...]:
    return (*(folder / name for name in LESSON_FILES), *(folder.parent / name for name in COURSE_FILES))


def _named(folder: Path, source: LessonSource) -> tuple[Path, ...]:
    """The articles that lesson.yaml names, and the glossary that course.yaml names."""
    course = folder.parent
    named = [
        (home, fields.get(name))
        for home, fields, names in (
            (folder, source.document.value, ("article", "beside")),
            (course, read_yaml(course / "course.yaml").value, ("techniques",)),
        )
        if isinstance(fields, dict)
        for name in names
    ]
    return tuple(home / name for home, name in named if isinstance(name, str) and name)


def _asked(exercise: Exercise) -> tuple[object, ...]:
    return exercise.kind.name, exercise.task, exercise.form, exercise.scope


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _refused(folder: Path, error: OSError) -> Problem:
    file = Path(str(error.filename)) if error.filename else folder
    found = error.strerror or type(error).__name__
    return Problem(
        Place(file), problem_codes.NOT_A_LESSON, found, "files that can be read", "put the file back"
    )
