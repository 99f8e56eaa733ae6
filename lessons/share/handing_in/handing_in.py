"""From a learner's record to a hand-in on the disk, as every front end does it; and the folder to hand in to."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lessons.context import Context
from lessons.disk import read_file, replace_file
from lessons.i18n import _, plural
from lessons.lesson.moved import with_earlier_name
from lessons.loading.catalogue import course_id, expanded, lesson_id
from lessons.model.problem import LessonError
from lessons.record.attempts import first_answers, of_lesson
from lessons.record.event import Event, now
from lessons.record.journal import encode, read_journal
from lessons.record.paths import (
    learner_name,
    learner_slug,
    made_up,
    record_id,
)
from lessons.record.recorder import RecordError, refusal
from lessons.share.handing_in.hand_in import (
    MOST_BYTES,
    OWN,
    SUFFIX,
    HandIn,
    HandInError,
    LineError,
    from_bytes,
    to_bytes,
)
from lessons.share.handing_in.hand_in import events as events_of_lines
from lessons.share.sealing.sealed_files import seal_for, teacher_key_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A hand-in ready to be written."""

    hand_in: HandIn
    answered: int
    """Exercises with a first answer that whoever collects the file will find in it."""
    data: bytes
    """What ``hand_in`` was read from: the file, before it is sealed."""
    teacher: bytes | None = None
    """Public key that the file is sealed for; ``None`` for a lesson that is no test."""
    left_out: int = 0
    """Lines of the record that cannot be read, of any lesson, and events that no hand-in can hold."""


def hand_in_of(lesson: Path, context: Context, name: str | None = None) -> Prepared | None:
    """What the learner of ``context`` did in the lesson of this folder; ``None`` while nothing was committed.

    ``name`` is the pseudonym typed now. What is prepared was read back by the reader that collects. Raises
    ``RecordError``, ``LearnerNameError`` and, for a sealed course that cannot be read, ``LessonError``.
    """
    contents = read_journal(context.journal_path, drafts=False)
    record = record_id(contents.events)
    own = course_id(lesson.resolve().parent), lesson_id(lesson.resolve())
    events = with_earlier_name(lesson, contents.events, context.home)
    shared = [event for event in of_lesson(events, *own) if event.name not in OWN]
    chosen = tuple(event for event in shared if _can_be_handed_in(event))
    if not first_answers(chosen):
        return None
    shown = (
        learner_name(name, "--as")
        if name is not None
        else (context.settings.pseudonym(context.learner) or made_up(record))
    )
    try:
        data = to_bytes(HandIn(shown, record, *own, now(), chosen))
        read_back = from_bytes(data)
    except (HandInError, ValueError) as error:
        raise _not_readable(context.journal_path, error) from error
    left_out = contents.damaged + len(shared) - len(chosen)
    answered = len(first_answers(read_back.events))
    return Prepared(read_back, answered, data, teacher_key_of(lesson.resolve().parent), left_out)


def _can_be_handed_in(event: Event) -> bool:
    """Whether the reader that collects takes the line of this event."""
    try:
        line = encode(event).rstrip(b"\n")
        return bool([*events_of_lines(event.course, event.lesson, [line])])
    except (LineError, ValueError, TypeError, RecursionError):
        return False


def _not_readable(place: Path, error: Exception) -> RecordError:
    found = error.found if isinstance(error, HandInError) else str(error)
    return RecordError(
        str(place),
        _("what is to be handed in could not be collected: {why}").format(why=found),
        _("answers as closeread wrote them"),
        _("hand in another lesson, or give your teacher a copy of this file"),
    )


def file_of(prepared: Prepared) -> bytes:
    """The bytes of the file; those of a test are sealed for its teacher. Raises ``NotInstalledError``."""
    return seal_for(prepared.teacher, prepared.data) if prepared.teacher is not None else prepared.data


def write_hand_in(prepared: Prepared, output: Path | None = None, folder: Path | None = None) -> Path:
    """Write it to a file, or under its own name into a folder (the current one); where it lies then.

    The file is on the disk and whole when this returns, or it is not there. That of a test is sealed for its teacher.
    Raises ``OSError`` and, where PyNaCl is missing, ``NotInstalledError``.
    """
    path = output or (folder or Path()) / file_name(prepared.hand_in, test=prepared.teacher is not None)
    kept = file_of(prepared)
    replace_file(path, kept, follow=False)  # in a shared folder a link would lead to where another chose
    if read_file(path, MOST_BYTES) != kept:
        raise OSError(None, _("the disk gives back something else than was written"), str(path))
    return path


def told_left_out(count: int) -> Iterable[str]:
    """A sentence for the learner where something could not be handed in."""
    if count:
        template = plural(
            "{count} line of your record cannot be read and is not in the file.",
            "{count} lines of your record cannot be read and are not in the file.",
            count,
        )
        yield template.format(count=count)


def file_name(hand_in: HandIn, *, test: bool = False) -> str:
    """Lesson, pseudonym and a part of the record's id: two learners never write the same file.

    That of a test begins with its course, so that it does not take the place of practice of the same lesson.
    """
    named = f"{hand_in.course}-{hand_in.lesson}" if test else hand_in.lesson
    return f"{named}-{learner_slug(hand_in.learner)}-{hand_in.record[:8]}{SUFFIX}"


_REMEMBERED = "hands in to"


class HandingInError(Exception):
    """Nothing was handed in: what was found, and how to mend it."""

    def __init__(self, found: str, fix: str) -> None:
        self.found, self.fix = found, fix
        super().__init__(f"{found}; {fix}")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A hand-in that lies where it should."""

    file: Path
    name: str
    """What the teacher sees."""
    answered: int
    sealed: bool
    """Whether the teacher alone can open it."""
    left_out: int = 0
    """Lines of the record that are not in it, as they cannot be read."""


def inbox(context: Context) -> Path:
    """Where a hand-in goes: the folder handed in to last, else where they are gathered, else the current one."""
    remembered = context.settings.get(_REMEMBERED)
    if remembered:
        return Path(remembered)
    return context.gathering or Path.cwd()


def name_of(context: Context) -> str:
    """The name a teacher would see of this learner now. Raises ``RecordError``."""
    record = record_id(read_journal(context.journal_path, drafts=False).events)
    return context.settings.pseudonym(context.learner) or made_up(record)


def hand_over(lesson: Path, context: Context, name: str = "", folder: str = "") -> HandedIn:
    """Write the hand-in of a lesson into a folder that is there; name and folder are then remembered where they can be.

    Without a ``name`` or a ``folder`` those of before. Raises ``HandingInError``.
    """
    try:
        return _hand_over(lesson, context, " ".join(name.split()), folder.strip())
    except RecordError as error:
        raise HandingInError(error.found, error.fix) from error
    except LessonError as error:
        raise HandingInError(error.problems[0].found, error.problems[0].fix) from error
    except OSError as error:
        refused = refusal(error, Path(error.filename or folder))
        raise HandingInError(f"{refused.place}: {refused.found}", _("name another folder")) from error


def _hand_over(lesson: Path, context: Context, name: str, folder: str) -> HandedIn:
    place = expanded(folder).absolute() if folder else inbox(context)
    if not place.is_dir():
        found = _("there is no folder {folder}").format(folder=place)
        raise HandingInError(found, _("name a folder that is there, or plug in the disk it is on"))
    typed = name if name and name != name_of(context) else None
    prepared = hand_in_of(lesson, context, typed)
    if prepared is None:
        raise HandingInError(_("no answer was committed in this lesson"), _("commit an answer first"))
    file = write_hand_in(prepared, folder=place)
    with suppress(
        RecordError
    ):  # the file lies where it should; only the next time they are to be typed again
        if typed is not None:
            context.settings.keep_pseudonym(context.learner, prepared.hand_in.learner)
        if folder and place != inbox(context):
            context.settings.keep(_REMEMBERED, str(place))
    return HandedIn(
        file, prepared.hand_in.learner, prepared.answered, prepared.teacher is not None, prepared.left_out
    )
