"""From a learner's record to a hand-in on the disk: what every front end calls."""

from dataclasses import dataclass
from pathlib import Path

from lessons.disk import replace_file
from lessons.exchange.hand_in import SUFFIX, HandIn, to_bytes
from lessons.exchange.sealing import seal_for, teacher_key_of
from lessons.loading.catalogue import course_id
from lessons.store.journal import read_journal
from lessons.store.places import journal_path, learner_slug
from lessons.store.pseudonyms import choose_pseudonym, pseudonym, record_id
from lessons.store.stamp import now


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hand-in ready to be written."""

    hand_in: HandIn
    answered: int
    """Exercises with a committed answer."""
    teacher: bytes | None = None
    """Public key that the file is sealed for; ``None`` for a lesson that is no test."""


def hand_in_of(lesson: Path, learner: str, name: str | None = None) -> Prepared | None:
    """What ``learner`` did in the lesson of this folder; ``None`` while nothing was committed.

    ``name`` is the pseudonym typed now, remembered from now on. Raises ``RecordError``, ``LearnerNameError`` and, for a
    sealed course that cannot be read, ``LessonError``.
    """
    events = read_journal(journal_path(learner), drafts=False).events
    record = record_id(events)
    own = course_id(lesson.resolve().parent), lesson.resolve().name
    chosen = tuple(event for event in events if (event.course, event.lesson) == own)
    answered = {event.exercise for event in chosen if event.name == "committed"}
    if not answered:
        return None
    shown = choose_pseudonym(learner, name) if name is not None else pseudonym(learner, record)
    hand_in = HandIn(shown, record, *own, now(), chosen)
    return Prepared(hand_in, len(answered), teacher_key_of(lesson.resolve().parent))


def write_hand_in(prepared: Prepared, output: Path | None = None, folder: Path | None = None) -> Path:
    """Write it to a file, or under its own name into a folder (the current one); where it lies then.

    The file is on the disk and whole when this returns, or it is not there. That of a test is sealed for its teacher.
    Raises ``OSError`` and, where PyNaCl is missing, ``NotInstalledError``.
    """
    path = output or (folder or Path()) / file_name(prepared.hand_in, test=prepared.teacher is not None)
    data = to_bytes(prepared.hand_in)
    kept = seal_for(prepared.teacher, data) if prepared.teacher is not None else data
    replace_file(path, kept, follow=False)  # in a shared folder a link would lead to where another chose
    return path


def file_name(hand_in: HandIn, *, test: bool = False) -> str:
    """Lesson, pseudonym and a part of the record's id: two learners never write the same file.

    That of a test begins with its course, so that it does not take the place of practice of the same lesson.
    """
    named = f"{hand_in.course}-{hand_in.lesson}" if test else hand_in.lesson
    return f"{named}-{learner_slug(hand_in.learner)}-{hand_in.record[:8]}{SUFFIX}"
