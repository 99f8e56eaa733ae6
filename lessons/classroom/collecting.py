"""Hand-ins gathered from a folder into a class: any number, any number of times, in any order, the same class.

A file that cannot be taken is named, with the reason; all others are taken. Nothing in the folder is changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from lessons.classroom.first_answers import first_answers, oldest_first
from lessons.classroom.grading import Grader
from lessons.classroom.inbox import InboxFile, UnreadableError, files
from lessons.classroom.store import Assignment, ClassStore
from lessons.classroom.taking import take
from lessons.exchange.hand_in import MOST_BYTES, HandIn, HandInError, from_bytes, lesson_named
from lessons.i18n import _, plural
from lessons.store.event import Event

Reader = Callable[[bytes], tuple[HandIn, list[str]]]
"""Makes a hand-in of a file's bytes, with what the teacher should know of it. Raises ``HandInError``."""
Outcome = Literal["taken", "again", "refused"]
_FIRST_LINE = 4_000
"""Bytes that hold the first line of a hand-in."""
AT_ONCE = 200
"""Files written in one step: each step waits for the disk once."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file."""

    file: str
    """Its path in the folder."""
    outcome: Outcome
    learner: str = ""
    lesson: str = ""
    new: int = 0
    """Events that were not known."""
    notes: tuple[str, ...] = ()
    """Why it was refused; or what the teacher should know: late, another key, another text."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A lesson as it is on this machine: what hand-ins of it are held against."""

    assignment: Assignment
    key: str = ""
    """SHA-256 of key.yaml; empty when it cannot be read."""
    texts: frozenset[str] = frozenset()
    """SHA-256 of the article's text, and of the second one's; empty when the lesson cannot be opened."""
    grader: Grader | None = None
    """Grades what is collected; ``None`` when the lesson cannot be opened."""


@dataclass
class _Read:
    """A file as read."""

    file: str
    checksum: str
    hand_in: HandIn
    notes: tuple[str, ...] = ()


def plain(data: bytes) -> tuple[HandIn, list[str]]:
    """Reads hand-ins that are not sealed."""
    return from_bytes(data), []


def collect(
    store: ClassStore,
    folder: Path,
    expected: Mapping[tuple[str, str], Expected],
    read_file: Reader = plain,
) -> Iterator[Collected]:
    """Merge the hand-ins of a folder, the newest state of each file; what became of each, in the order of names.

    ``expected``: the lessons that are collected, by (course, lesson). Raises ``RecordError`` and, for a folder
    that cannot be read, ``OSError``.
    """
    known = store.known()
    found = list(files(folder))
    for start in range(0, len(found), AT_ONCE):
        told: list[Collected] = []
        with store.writing() as connection:
            for file in found[start : start + AT_ONCE]:
                read = _read(file, known, read_file)
                if isinstance(read, Collected):
                    told.append(read)
                    continue
                hand_in, lesson = read.hand_in, expected.get((read.hand_in.course, read.hand_in.lesson))
                if lesson is None:
                    told.append(_refused(read.file, _wrong_lesson(hand_in)))
                    continue
                taken = take(store, connection, hand_in, read.checksum, read.file)
                known.add(read.checksum)
                first = [*first_answers(oldest_first(hand_in.events)).values()]
                if taken.first and lesson.grader is not None:  # else what is there has to be looked at too
                    lesson.grader.write(store, lesson.grader.rows(taken.learner, first))
                notes = (*read.notes, *taken.notes, *remarks(first, lesson))
                told.append(Collected(read.file, "taken", hand_in.learner, hand_in.lesson, taken.new, notes))
        yield from told


def lessons_in(folder: Path, read_file: Reader = plain) -> list[tuple[str, str]]:
    """(course, lesson) of all hand-ins in a folder that can be read, each once, sorted. Raises ``OSError``."""
    found: set[tuple[str, str]] = set()
    for file in files(folder):
        named = _glance(file)
        if named in found:  # one sound hand-in of a lesson is enough, and thousands take their time
            continue
        read = _read(file, set(), read_file)
        if isinstance(read, _Read):
            found.add((read.hand_in.course, read.hand_in.lesson))
    return sorted(found)


def _glance(file: InboxFile) -> tuple[str, str] | None:
    try:
        return lesson_named(file.read(_FIRST_LINE))
    except UnreadableError:
        return None


def _read(file: InboxFile, known: set[str], read_file: Reader) -> "_Read | Collected":
    try:
        data = file.read(MOST_BYTES + 1)
    except UnreadableError as error:
        return _refused(file.name, error.why)
    checksum = sha256(data).hexdigest()
    if checksum in known:
        return Collected(file.name, "again")
    try:
        hand_in, notes = read_file(data)
        return _Read(file.name, checksum, hand_in, tuple(notes))
    except HandInError as error:
        return _refused(file.name, f"{error.found}; {error.fix}")


def _refused(file: str, why: str) -> Collected:
    return Collected(file, "refused", notes=(why,))


def _wrong_lesson(hand_in: HandIn) -> str:
    told = _("it is of the lesson {course}/{lesson}, which is not collected here; name it with --lesson")
    return told.format(course=hand_in.course, lesson=hand_in.lesson)


def remarks(first: Sequence[Event], lesson: Expected) -> list[str]:
    """What a teacher should know of a learner's first answers: late ones, those given to another key or text."""
    due = lesson.assignment.due
    late = [event for event in first if due and event.time > due]
    told = []
    if late:
        words = plural("late: {count} answer after {due}", "late: {count} answers after {due}", len(late))
        told.append(words.format(count=len(late), due=due))
    other = sum(event.data.get("key") not in (lesson.key, "", None) for event in first) if lesson.key else 0
    if other:
        words = plural(
            "changed key: {count} answer was given to another version of the key",
            "changed key: {count} answers were given to another version of the key",
            other,
        )
        told.append(words.format(count=other))
    moved = sum(not _same_text(event, lesson) for event in first)
    if moved:
        words = plural(
            "changed text: {count} answer was given to another version of the article",
            "changed text: {count} answers were given to another version of the article",
            moved,
        )
        told.append(words.format(count=moved))
    return told


def _same_text(event: Event, lesson: Expected) -> bool:
    given = (event.data.get("text"), event.data.get("beside_text"))
    return not lesson.texts or all(text in lesson.texts for text in given if isinstance(text, str))
