"""What a session needs of a record, what a record says when the disk refuses, and a record in memory."""

import errno
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lessons.disk import NoFileError, TooLargeError, make_folder, replace_file, why
from lessons.i18n import _
from lessons.record.attempts import of_lesson, under_names_of_today
from lessons.record.event import Event, stamped

if TYPE_CHECKING:
    import asyncio


class RecordError(Exception):
    """The record cannot be read or written: where, found, expected, how to mend it. Nothing was lost silently."""

    def __init__(self, place: str, found: str, expected: str, fix: str) -> None:
        self.place, self.found, self.expected, self.fix = place, found, expected, fix
        super().__init__(f"{place}: {found}; {expected}; {fix}")


class RecordLockedError(RecordError):
    """Another window writes to this record."""


class LearnerNameError(RecordError):
    """A learner's name cannot be used; nothing was read or written."""


class Receipt:
    """Says later what became of an event, to whoever waits for it: a thread in ``result``, a loop in ``kept``."""

    def __init__(self) -> None:
        self._known = threading.Event()
        self._refusal: RecordError | None = None
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def result(self) -> None:
        """Wait until the event is on the disk. Raises ``RecordError`` when it was refused."""
        self._known.wait()
        if self._refusal is not None:
            raise self._refusal


async def kept(receipt: Receipt) -> None:
    """Wait, without holding up the loop, until an event is on the disk. Raises ``RecordError`` when it was refused.

    Whoever stops waiting does not stop the writing.
    """
    import asyncio

    known = asyncio.Event()
    receipt._waiting.append((asyncio.get_running_loop(), known))
    # in this order: ``settle`` says what became of it, and only then looks who waits
    if not receipt._known.is_set():
        await known.wait()
    receipt.result()


def settle(receipts: Iterable[Receipt], refusal: RecordError | None = None) -> None:
    """Say what became of events, from whatever thread.

    A loop is woken once, however many wait in it: each waking lets it run before the rest is told.
    """
    rings: dict[asyncio.AbstractEventLoop, list[asyncio.Event]] = {}
    for receipt in receipts:
        receipt._refusal = refusal
        receipt._known.set()
        for loop, known in receipt._waiting:
            rings.setdefault(loop, []).append(known)
    for loop, waiting in rings.items():
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(_ring, waiting)


def _ring(waiting: "list[asyncio.Event]") -> None:
    for known in waiting:
        known.set()


class Recorder(Protocol):
    """Where a session writes what the learner does, and reads it back to resume."""

    def append(self, event: Event, *, sync: bool) -> Receipt | None:
        """Keep an event. With ``sync`` it is on the disk when this returns, or once the receipt is done.

        A record that writes at once gives no receipt. Raises ``RecordError``.
        """

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, also under its earlier names, oldest first. Raises ``RecordError``."""

    def everything(self) -> Sequence[Event]:
        """The events of all lessons without drafts, oldest first, under the names of today. Raises ``RecordError``."""


class _Mending(NamedTuple):
    found: str
    expected: str
    fix: str


def refusal(error: OSError, place: Path) -> RecordError:
    """What an error of the operating system means for the person at the keyboard."""
    if isinstance(error, NoFileError | TooLargeError) and error.errno != errno.EISDIR:
        fix = _("look at what is there, and move it away")
        return RecordError(str(place), why(error), _("a file as closeread writes it"), fix)
    mending = _mending(error)
    return RecordError(str(place), mending.found, mending.expected, mending.fix)


def _mending(error: OSError) -> _Mending:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return _Mending(
                _("there is no room left to write"),
                _("a few free kilobytes on this disk"),
                _("delete something you do not need, or ask for more room, then try again"),
            )
        case errno.EACCES | errno.EPERM:
            return _Mending(
                _("this account may not write or read here"),
                _("a file and a folder that belong to you"),
                _("ask the owner for permission, or set CLOSEREAD_HOME to a folder of your own"),
            )
        case errno.EROFS:
            return _Mending(
                _("this disk can only be read"),
                _("a disk that can be written to"),
                _("set CLOSEREAD_HOME to a folder on another disk"),
            )
        case errno.EISDIR:
            return _Mending(
                _("there is a folder where the file should be"),
                _("a file"),
                _("move the folder away; look inside first"),
            )
        case errno.ENOTDIR | errno.EEXIST:
            return _Mending(
                _("there is a file where a folder should be"),
                _("a folder"),
                _("move the file away, or set CLOSEREAD_HOME to another folder"),
            )
        case errno.ENOENT:
            return _Mending(
                _("there is no such file"),
                _("a record that exists"),
                _("start a lesson first, or check the name"),
            )
        case errno.ENAMETOOLONG:
            return _Mending(
                _("the path is too long for this disk"),
                _("a shorter path"),
                _("set CLOSEREAD_HOME to a shorter one"),
            )
        case _:
            return _Mending(
                _("the disk refused: {reason}").format(reason=why(error)),
                _("a file that can be written and read"),
                _("check the disk, then try again"),
            )


def keep_file(path: Path, data: bytes) -> None:
    """Write a whole file that only this account may read; makes its folder. Raises ``RecordError``."""
    try:
        make_folder(path.parent)
        replace_file(path, data, private=True)
    except OSError as error:
        raise refusal(error, path) from error


class MemoryRecord:
    """Keeps events until it is dropped; implements ``Recorder``."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.kept: list[Event] = list(events)

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event; ``sync`` changes nothing."""
        self.kept.append(stamped(event))

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, oldest first."""
        return iter(of_lesson(self.kept, course, lesson))

    def everything(self) -> Sequence[Event]:
        """All events, oldest first."""
        return under_names_of_today(self.kept)
