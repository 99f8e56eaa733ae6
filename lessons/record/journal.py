"""The journal: one append-only file a learner, one line an event. Documented for other programs in docs/record.md.

What was acknowledged survives the end of the process at any moment: an event is one write to a file opened
for appending, and with ``sync`` it is on the disk before ``append`` returns. Nothing already written is ever
changed.
"""

import errno
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from lessons.disk import TooLargeError, make_folder, read_file, refuse_what_is_no_file, to_disk, write_all
from lessons.i18n import _
from lessons.record.attempts import of_lesson, under_names_of_today
from lessons.record.event import Event, now, stamped, written
from lessons.record.lock import Lock
from lessons.record.recorder import RecordError, keep_file, refusal
from lessons.text.sizes import readable_size

if TYPE_CHECKING:
    from lessons.model.answer import Raw

_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
MOST_BYTES = 64 * 1024 * 1024
"""Largest journal that is read: years of work every day fill a small part of it."""
FORMAT = 1
"""The format this program writes, and the newest it reads."""
BEGINNING = b'{"closeread":"journal"'
"""How every header begins: an interrupted header is known by it."""
_DRAFT = b'"event":"draft"'
"""In a draft as written here, and in no text of a student: there, quotation marks are escaped."""
ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
"""How events are named."""
TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z",
    re.ASCII,
)
LONGEST_ID = 200
"""Characters of the name of a course, a lesson or an exercise."""
LONGEST_NAME = 40
"""Characters of an event's name."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a journal holds."""

    learner: str
    """Empty when the header is damaged."""
    created: str
    events: tuple[Event, ...]
    damaged: int
    """Lines that could not be read; everything else is kept."""
    headed: bool = True
    """Whether a header was found."""


def read_journal(path: Path, *, drafts: bool = True) -> Contents:
    """Read a journal without locking it, also while another window writes to it; quicker without drafts.

    A file that does not exist is an empty journal. Raises ``RecordError``.
    """
    try:
        data = read_file(path, MOST_BYTES)
    except FileNotFoundError:
        return Contents("", "", (), 0)
    except OSError as error:
        raise refusal(error, path) from error
    return decode(data, str(path), drafts=drafts)


class Follower(Protocol):
    """What is told of a journal as it grows."""

    def wake(self) -> None:
        """Something is on the disk now. Must not wait."""

    def close(self) -> None:
        """The journal is closed."""

    def words(self) -> str:
        """How it stands, for the learner."""


class Journal:
    """A learner's journal, open for writing; implements ``Recorder``. ``close`` it, or use ``with``."""

    def __init__(self, path: Path, learner: str) -> None:
        """Lock and open ``path``, made with its folders when new. Raises ``RecordError``."""
        self.path, self.learner = path, learner
        self.follower: Follower | None = None
        """Whom to tell what is on the disk; ``None`` for nobody."""
        self._guard = threading.Lock()
        self._torn = self._unsynced = False
        try:
            make_folder(path.parent)
        except OSError as error:
            raise refusal(error, path.parent) from error
        self._lock = Lock(path.with_suffix(".lock"), path)
        try:
            self._descriptor = self._open()
        except BaseException:
            self._lock.release()
            raise

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event; id and time are given here unless it has them.

        Raises ``RecordError``: the event is not acknowledged, and everything before it is still there.
        """
        line = self._line(event)
        with self._guard:
            self._stay_in_place()
            if self._torn:
                line = b"\n" + line
            self._torn = True  # until its line end is known to be written
            try:
                write_all(self._descriptor, line)
                self._torn = False
                self._unsynced = True
                if sync:
                    to_disk(self._descriptor)
                    self._unsynced = False
            except OSError as error:
                raise refusal(error, self.path) from error
        if sync and self.follower is not None:
            self.follower.wake()

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, oldest first. Raises ``RecordError``."""
        return iter(decode(self._bytes(), str(self.path), (course, lesson)).events)

    def everything(self) -> Sequence[Event]:
        """The events of all lessons, without drafts. Raises ``RecordError``."""
        return self.contents(drafts=False).events

    def contents(self, *, drafts: bool = True) -> Contents:
        """Everything in the journal, with or without drafts. Raises ``RecordError``."""
        return decode(self._bytes(), str(self.path), drafts=drafts)

    def close(self) -> None:
        """Bring drafts to the disk and let another window write; closing twice is harmless."""
        with self._guard:
            if self._descriptor < 0:
                return
            descriptor, self._descriptor = self._descriptor, -1
            try:
                if self._unsynced:
                    to_disk(descriptor)
            except OSError as error:
                raise refusal(error, self.path) from error
            finally:
                os.close(descriptor)
                self._lock.release()
        if self.follower is not None:
            self.follower.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> int:
        """Open for appending; write the header of a new journal, and heal the end of an interrupted one."""
        if not os.path.lexists(self.path):
            keep_file(self.path, header(self.learner, now()))
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY | _NO_WAIT, 0o600)
        except OSError as error:
            raise refusal(error, self.path) from error
        try:
            refuse_what_is_no_file(os.fstat(descriptor).st_mode, self.path)
            data = _all_bytes(descriptor, self.path)
            self._torn = not data.endswith(b"\n") and data != b""
            if not begins_well(data, str(self.path)) and not decode(data, str(self.path)).headed:
                line = header(self.learner, now())
                write_all(descriptor, b"\n" + line if self._torn else line)
                to_disk(descriptor)
                self._torn = False
        except OSError as error:
            os.close(descriptor)
            raise refusal(error, self.path) from error
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _line(self, event: Event) -> bytes:
        try:
            return encode(stamped(event))
        except (TypeError, ValueError, RecursionError) as error:
            raise RecordError(
                str(self.path),
                _("an answer that cannot be written down"),
                _("texts, whole numbers, lists and mappings"),
                _("answer again; the record is as it was"),
            ) from error

    def _bytes(self) -> bytes:
        with self._guard:
            return _all_bytes(self._descriptor, self.path)

    def _stay_in_place(self) -> None:
        """Notice that the open journal was deleted, moved or replaced: new lines would be lost with it."""
        try:
            there: os.stat_result | None = self.path.stat()
        except OSError:
            there = None
        try:
            here = os.fstat(self._descriptor)
        except OSError as error:  # closed, or the disk is gone
            raise refusal(error, self.path) from error
        if there is not None and (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino):
            return
        if there is not None:
            raise RecordError(
                str(self.path),
                _("another file has taken the place of the record"),
                _("the file that was opened"),
                _("leave and start again; the answers committed before are in one of the two files"),
            )
        keep_file(self.path, _all_bytes(self._descriptor, self.path))
        descriptor = self._open()
        os.close(self._descriptor)
        self._descriptor = descriptor


def _all_bytes(descriptor: int, path: Path) -> bytes:
    """The whole file; appending does not care where reading stopped."""
    pieces = []
    try:
        if os.fstat(descriptor).st_size > MOST_BYTES:
            message = _("the file is larger than {most}").format(most=readable_size(MOST_BYTES))
            raise TooLargeError(errno.EFBIG, message)
        os.lseek(descriptor, 0, os.SEEK_SET)
        while piece := os.read(descriptor, 1 << 20):
            pieces.append(piece)
    except OSError as error:
        raise refusal(error, path) from error
    return b"".join(pieces)


# Lines ------------------------------------------------------------------------------------------------------


def header(learner: str, created: str) -> bytes:
    """The first line of a journal, with its line end."""
    return _line({"closeread": "journal", "format": FORMAT, "learner": learner, "created": created})


def encode(event: Event) -> bytes:
    """One event as one line, with its line end; ``ValueError`` or ``TypeError`` when it is not JSON."""
    fields: dict[str, object] = {"id": event.id, "time": event.time, "event": event.name}
    fields |= {"course": event.course, "lesson": event.lesson}
    if event.exercise:
        fields["exercise"] = event.exercise
    if event.data:
        fields["data"] = dict(event.data)
    return _line(fields)


def _line(fields: dict[str, object]) -> bytes:
    return as_json(fields).encode() + b"\n"


def as_json(fields: Mapping[str, object]) -> str:
    """A mapping as one line of JSON, as it stands in a journal; ``ValueError`` or ``TypeError`` when it is not JSON."""
    text = json.dumps(dict(fields), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if _LONE_SURROGATE.search(text):  # no UTF-8 for half a character: keep it as an escape
        text = json.dumps(dict(fields), allow_nan=False, separators=(",", ":"))
    return text


def decode(data: bytes, place: str, only: tuple[str, str] | None = None, *, drafts: bool = True) -> Contents:
    """Read a journal's bytes; with ``only`` (course, lesson) just that lesson's events, whatever it was called.

    Without ``drafts``, draft events are left out: quicker. A torn or damaged line is skipped and counted,
    and an event that stands there twice counts once. A header may stand on any line, so journals can be
    joined. Raises ``RecordError`` for a format this program does not know, and for a file that is no journal.
    """
    learner = created = ""
    damaged = 0
    headed = False
    events: dict[str, Event] = {}
    for fields in _mappings(data, b"" if drafts else _DRAFT):
        if fields is None:
            damaged += 1
        elif "closeread" in fields:
            _check_format(fields, place)
            if not headed:
                learner, created = str(fields.get("learner", "")), str(fields.get("created", ""))
            headed = True
        elif (event := event_of(fields)) is None:
            damaged += 1
        elif event.id not in events and (drafts or event.name != "draft"):
            events[event.id] = event
    interrupted = data.startswith(BEGINNING) or BEGINNING.startswith(data)
    if not headed and not events and not interrupted:
        raise RecordError(
            place,
            _("this file is not a closeread journal"),
            _('a file whose first line begins with {"closeread":"journal"'),
            _("move the file away; a new journal is made at the next start"),
        )
    whole = tuple(events.values())
    asked_for = under_names_of_today(whole) if only is None else of_lesson(whole, *only)
    return Contents(learner, created, asked_for, damaged, headed)


def begins_well(data: bytes, place: str) -> bool:
    """Whether the first line is a header this program knows. Raises ``RecordError`` for an unknown format."""
    fields = next(_mappings(data.partition(b"\n")[0]), None)
    if fields is None or "closeread" not in fields:
        return False
    _check_format(fields, place)
    return True


def _mappings(data: bytes, passed_over: bytes = b"") -> Iterator[dict[str, "Raw"] | None]:
    """Each line that is not blank and does not hold ``passed_over``: its fields, or ``None`` when damaged."""
    parse = _DECODER.decode
    for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if passed_over and passed_over in line:
            continue
        line = line.strip(b"\0 \t\r")  # a disk that lost power may leave zero bytes before a whole line
        if not line:
            continue
        try:
            fields = parse(line.decode())
        except (ValueError, RecursionError):
            yield None
        else:
            yield fields if isinstance(fields, dict) else None


def _check_format(fields: dict[str, "Raw"], place: str) -> None:
    format = fields.get("format")
    if fields.get("closeread") == "journal" and format == FORMAT and format is not True:
        return
    raise RecordError(
        place,
        _("a record of format {found}").format(found=str(format)[:20]),
        _("format {known}, the newest this program knows").format(known=FORMAT),
        _("update closeread; the file was left as it is"),
    )


def event_of(fields: dict[str, "Raw"]) -> Event | None:
    """The event that a line holds; ``None`` when it is none, or names that no journal has are in it.

    A time with another offset than ``Z`` is told in UTC.
    """
    id, time, name = fields.get("id"), fields.get("time"), fields.get("event")
    course, lesson = fields.get("course"), fields.get("lesson")
    exercise, data = fields.get("exercise", ""), fields.get("data", {})
    if (
        isinstance(id, str)
        and isinstance(time, str)
        and isinstance(name, str)
        and isinstance(course, str)
        and isinstance(lesson, str)
        and isinstance(exercise, str)
        and isinstance(data, dict)
        and ID.fullmatch(id)
        and 0 < len(name) <= LONGEST_NAME
        and len(exercise) <= LONGEST_ID
    ):
        utc = time if TIME.fullmatch(time) else _in_utc(time)
        return Event(name, course, lesson, exercise, data, id, utc) if utc else None
    return None


def _in_utc(time: str) -> str:
    """The same moment as our own lines tell it; empty for what is no moment."""
    try:
        moment = datetime.fromisoformat(time)
        return written(moment) if moment.tzinfo is not None and len(time) < 40 else ""
    except (ValueError, OverflowError):
        return ""


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(text: str) -> float:
    """A number of a line; one without end, such as 1e999, is none."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
