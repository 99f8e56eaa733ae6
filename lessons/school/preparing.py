"""The files of a folder of hand-ins, each made ready for a class: read, proved, graded.

Whatever else lies in the folder, links, pipes, closed folders or endless ones, is named and passed over. No database is
needed, so any process can do it.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from lessons.disk import read_start, why
from lessons.i18n import _
from lessons.record.attempts import first_answers, oldest_first
from lessons.record.event import Event, local_words
from lessons.school.grading import Grader
from lessons.school.store import Assignment
from lessons.school.taking import Collected, ready
from lessons.share.handing_in.hand_in import MOST_BYTES, HandIn, HandInError, from_bytes
from lessons.share.handing_in.remarks import Remark, clock_went_back, quick_answers

DEEPEST = 20
"""Folders inside folders that are looked into."""


class UnreadableError(Exception):
    """What lies there cannot be read; ``why`` says so to the teacher."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class InboxFile:
    """Something in the folder that is no folder, or a folder that cannot be looked into."""

    name: str
    """Its path in the folder, as text that every database takes: bytes that are no letters are question marks."""
    path: Path
    trouble: str = ""
    """Why it cannot be read, where that is known without opening it."""

    @property
    def size(self) -> int:
        """Its bytes; 0 where that is not known."""
        try:
            return self.path.lstat().st_size
        except OSError:
            return 0

    def read(self, most: int) -> bytes:
        """Its first ``most`` bytes. Raises ``UnreadableError``; never waits for a pipe or a device."""
        if self.trouble:
            raise UnreadableError(self.trouble)
        try:
            if self.path.is_symlink() or not self.path.is_file():
                sentence = _("a link or a device, not a file; copy the file itself into the folder")
                raise UnreadableError(sentence)
            return read_start(self.path, most)
        except OSError as error:
            raise UnreadableError(_refused(error)) from error


def files(folder: Path) -> Iterator[InboxFile]:
    """What lies in a folder and in those inside it, in the order of names; nothing hidden.

    Links are not followed. Raises ``OSError`` where ``folder`` itself cannot be read.
    """
    yield from _inside(folder, (), sorted(os.scandir(folder), key=lambda entry: entry.name))


def _inside(folder: Path, above: tuple[str, ...], entries: "list[os.DirEntry[str]]") -> Iterator[InboxFile]:
    for entry in entries:
        if entry.name.startswith("."):
            continue
        names = (*above, entry.name)
        path, name = folder.joinpath(*names), _shown(names)
        try:
            if not entry.is_dir(follow_symlinks=False):
                yield InboxFile(name, path)
            elif len(names) > DEEPEST:
                template = _("folders inside {most} folders are not looked into; move what is in it up")
                yield InboxFile(name, path, template.format(most=DEEPEST))
            else:
                yield from _inside(folder, names, sorted(os.scandir(path), key=lambda inner: inner.name))
        except OSError as error:
            yield InboxFile(name, path, _refused(error))


def _refused(error: OSError) -> str:
    return _("it cannot be read: {why}").format(why=why(error))


def _shown(names: tuple[str, ...]) -> str:
    return "/".join(names).encode("utf-8", "replace").decode()


Reader = Callable[[bytes], tuple[HandIn, list[Remark]]]
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


def plain(data: bytes) -> tuple[HandIn, list[Remark]]:
    """Reads hand-ins that are not sealed."""
    return from_bytes(data), []


@dataclass(frozen=True)
class Preparer:
    """Makes files ready."""

    expected: Mapping[tuple[str, str], Expected]
    """The lessons that are collected, by (course, lesson)."""
    read: Reader = plain

    def __call__(self, file: InboxFile) -> Collected:
        """The file made ready, or why it is refused; raises nothing."""
        checksum, hand_in, remarks, trouble = opened(file, self.read)
        if hand_in is None:
            return Collected(file.name, "refused", checksum, trouble)
        lesson = self.expected.get((hand_in.course, hand_in.lesson)) or self._same(hand_in)
        if lesson is None:
            return Collected(file.name, "refused", checksum, _wrong_lesson(hand_in))
        hand_in = _under(hand_in, lesson.assignment.course, lesson.assignment.lesson)
        if not any(remark.sort == "clock" for remark in remarks) and clock_went_back(hand_in.events):
            remarks = [*remarks, Remark("clock")]
        first = [*first_answers(oldest_first(hand_in.events)).values()]
        return replace(
            ready(hand_in, file.name, checksum),
            graded=lesson.grader.submissions(first) if lesson.grader is not None else (),
            remarks=(*remarks, *answer_remarks(first, lesson)),
        )

    def _same(self, hand_in: HandIn) -> Expected | None:
        """The lesson that this is a copy of, in a folder of another name: the same article, and its exercises.

        ``None`` where there is none, or more than one.
        """
        texts = {event.data.get("text") for event in hand_in.events} - {None}
        answered = {event.exercise for event in hand_in.events if event.name == "committed"}
        sealed = any("pack" in event.data for event in hand_in.events)
        same = [
            one
            for one in self.expected.values()
            if one.grader is not None
            and not sealed
            and texts & one.texts
            and answered <= {exercise.id for exercise in one.grader.lesson.exercises}
        ]
        return same[0] if len(same) == 1 else None


def _under(hand_in: HandIn, course: str, lesson: str) -> HandIn:
    """The hand-in under the names that the class has for the lesson."""
    if (hand_in.course, hand_in.lesson) == (course, lesson):
        return hand_in
    events = tuple(replace(event, course=course, lesson=lesson) for event in hand_in.events)
    return replace(hand_in, course=course, lesson=lesson, events=events)


def checksum_of(file: InboxFile) -> str:
    """SHA-256 of a file's bytes; empty when it cannot be read."""
    try:
        return sha256(file.read(MOST_BYTES + 1)).hexdigest()
    except UnreadableError:
        return ""


def opened(file: InboxFile, read: Reader) -> tuple[str, HandIn | None, list[Remark], str]:
    """Checksum, hand-in and remarks on it; or no hand-in, and why it is refused."""
    try:
        data = file.read(MOST_BYTES + 1)
    except UnreadableError as error:
        return "", None, [], error.why
    checksum = sha256(data).hexdigest()
    try:
        return checksum, *read(data), ""
    except HandInError as error:
        return checksum, None, [], f"{error.found}; {error.fix}"


def _wrong_lesson(hand_in: HandIn) -> str:
    template = _("it is of the lesson {course}/{lesson}, which is not collected here; name it with --lesson")
    return template.format(course=hand_in.course, lesson=hand_in.lesson)


def answer_remarks(first: Sequence[Event], lesson: Expected) -> list[Remark]:
    """What a teacher should know of a learner's first answers: late ones, those given to another key or text."""
    due = lesson.assignment.due
    remarks = []
    late = sum(bool(due) and event.time > due for event in first)
    if late:
        remarks.append(Remark("late", late, local_words(due)))
    other = sum(event.data.get("key") not in (lesson.key, "", None) for event in first) if lesson.key else 0
    if other:
        remarks.append(Remark("changed-key", other))
    moved = sum(not _same_text(event, lesson) for event in first)
    if moved:
        remarks.append(Remark("changed-text", moved))
    quick = quick_answers([event.time for event in first if event.data.get("taken") is not True])
    return [*remarks, quick] if quick is not None else remarks


def _same_text(event: Event, lesson: Expected) -> bool:
    given = (event.data.get("text"), event.data.get("beside_text"))
    return not lesson.texts or all(text in lesson.texts for text in given if isinstance(text, str))
