"""One file of an inbox made ready for a class: read, proved, graded. It needs no database, so any process can do it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from lessons.classroom.grading import GradedRow, Grader
from lessons.classroom.inbox import InboxFile, UnreadableError
from lessons.classroom.store import Assignment
from lessons.classroom.taking import Content, contents_of
from lessons.exchange.hand_in import MOST_BYTES, HandIn, HandInError, from_bytes
from lessons.i18n import _, plural
from lessons.store.event import Event
from lessons.store.first_answers import first_answers, oldest_first

Reader = Callable[[bytes], tuple[HandIn, list[str]]]
"""Makes a hand-in of a file's bytes, with what the teacher should know of it. Raises ``HandInError``."""


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as it can be put into the class."""

    file: str
    """Its path in the folder."""
    checksum: str = ""
    """SHA-256 of its bytes; empty when it cannot be read."""
    trouble: str = ""
    """Why it is refused."""
    hand_in: HandIn | None = None
    """Without its events; ``None`` for a file that is refused."""
    contents: Mapping[str, Content] | None = None
    """The events, as rows of the class, by id."""
    grades: Sequence[GradedRow] = ()
    """Of the first answers in this file alone."""
    notes: tuple[str, ...] = ()


def plain(data: bytes) -> tuple[HandIn, list[str]]:
    """Reads hand-ins that are not sealed."""
    return from_bytes(data), []


@dataclass(frozen=True)
class Preparer:
    """Makes files ready."""

    expected: Mapping[tuple[str, str], Expected]
    """The lessons that are collected, by (course, lesson)."""
    read: Reader = plain

    def __call__(self, file: InboxFile) -> Prepared:
        """The file made ready, or why it is refused; raises nothing."""
        checksum, hand_in, notes = opened(file, self.read)
        if hand_in is None:
            return Prepared(file.name, checksum, "; ".join(notes))
        lesson = self.expected.get((hand_in.course, hand_in.lesson))
        if lesson is None:
            return Prepared(file.name, checksum, _wrong_lesson(hand_in))
        first = [*first_answers(oldest_first(hand_in.events)).values()]
        return Prepared(
            file.name,
            checksum,
            hand_in=replace(hand_in, events=(), texts=()),
            contents=contents_of(hand_in),
            grades=lesson.grader.rows(first) if lesson.grader is not None else (),
            notes=(*notes, *remarks(first, lesson)),
        )


def checksum_of(file: InboxFile) -> str:
    """SHA-256 of a file's bytes; empty when it cannot be read."""
    try:
        return sha256(file.read(MOST_BYTES + 1)).hexdigest()
    except UnreadableError:
        return ""


def opened(file: InboxFile, read: Reader) -> tuple[str, HandIn | None, list[str]]:
    """Checksum, hand-in and remarks on it; or no hand-in, and why it is refused."""
    try:
        data = file.read(MOST_BYTES + 1)
    except UnreadableError as error:
        return "", None, [error.why]
    checksum = sha256(data).hexdigest()
    try:
        return checksum, *read(data)
    except HandInError as error:
        return checksum, None, [f"{error.found}; {error.fix}"]


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
