"""The journal: one append-only file a learner, one line an event.

What was acknowledged survives the end of the process at any moment: an event is one write to a file opened
for appending, and with ``sync`` it is on the disk before ``append`` returns. Nothing already written is ever
changed.
"""

import errno
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

from lessons.disk import TooLargeError, make_folder, read_file, refuse_what_is_no_file, to_disk, write_all
from lessons.i18n import _
from lessons.record.event import Event, now, stamped
from lessons.record.lines import Contents, begins_well, decode, encode, header
from lessons.record.lock import Lock
from lessons.record.recorder import RecordError, keep_file, refusal
from lessons.text.sizes import readable_size

_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
MOST_BYTES = 64 * 1024 * 1024
"""Largest journal that is read: years of work every day fill a small part of it."""


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


class Journal:
    """A learner's journal, open for writing; implements ``Recorder``. ``close`` it, or use ``with``."""

    def __init__(self, path: Path, learner: str) -> None:
        """Lock and open ``path``, made with its folders when new. Raises ``RecordError``."""
        self.path, self.learner = path, learner
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
