"""One writer a record: a second window is told who writes, and nothing is mixed up."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessons.disk import make_folder, read_start
from lessons.i18n import _
from lessons.record.recorder import RecordLockedError, refusal

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
"""A file system without locks, such as some network shares."""


_PATIENCE = 10.0
"""Seconds to wait for another process that rewrites a small file; it needs a few thousandths."""


class Lock:
    """Held from construction to ``release``; the system lets go of it when the process dies.

    The lock file stays on the disk and says who held it last. On a file system without locks a file named
    ``*.open`` stands for the lock; one left behind by a dead process of this machine is taken over.
    """

    def __init__(self, path: Path, record: Path) -> None:
        """Take the lock file ``path`` for ``record``. Raises ``RecordLockedError`` or ``RecordError``."""
        self.path = path
        self._sign: Path | None = None
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o600)
        except OSError as error:
            raise refusal(error, path) from error
        try:
            self._take(record)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Let another window write."""
        if self._sign is not None:
            self._sign.unlink(missing_ok=True)
        os.close(self._descriptor)

    def _take(self, record: Path) -> None:
        try:
            _lock(self._descriptor)
        except OSError as error:
            if error.errno in _NO_LOCKS:
                self._sign = _put_up_sign(self.path.with_suffix(".open"), record)
            elif error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise _locked(record, _read(self.path)) from error
            else:
                raise refusal(error, self.path) from error
        try:
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, _me())
        except OSError:
            return  # held all the same; only the note of who holds it is missing


@contextmanager
def held(path: Path, record: Path) -> Iterator[None]:
    """Hold the lock file ``path`` for a moment, to read and rewrite ``record``; waits for whoever holds it now.

    Raises ``RecordLockedError`` when it was not let go of for ``_PATIENCE`` seconds, and ``RecordError``.
    """
    try:
        make_folder(path.parent)
    except OSError as error:
        raise refusal(error, path.parent) from error
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            lock = Lock(path, record)
            break
        except RecordLockedError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.release()


def _lock(descriptor: int) -> None:
    """Lock without waiting; ``OSError`` with EAGAIN or EACCES when another process holds the lock."""
    if sys.platform == "win32":
        import msvcrt

        # Locked bytes cannot be read, so the byte locked lies far behind the note.
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _put_up_sign(sign: Path, record: Path) -> Path:
    for _attempt in range(2):
        try:
            descriptor = os.open(sign, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            holder = _read(sign)
            if not _is_dead(holder):
                raise _locked(record, holder, sign) from None
            sign.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(error, sign) from error
        else:
            os.write(descriptor, _me())
            os.close(descriptor)
            return sign
    raise _locked(record, _read(sign), sign)


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def _me() -> bytes:
    return f"{os.getpid()}\t{_host()}\t{time.strftime('%Y-%m-%d %H:%M')}".encode(errors="replace")


def _read(path: Path) -> tuple[str, str, str]:
    """Process number, machine and time of the holder, empty where the note does not say."""
    try:
        note = read_start(path, 300).decode(errors="replace")
    except OSError:
        return "", "", ""
    printable = "".join(character if character.isprintable() else "\t" for character in note)
    pid, host, since = [*printable.split("\t"), "", "", ""][:3]
    return pid, host, since


def _is_dead(holder: tuple[str, str, str]) -> bool:
    pid, host, _since = holder
    if sys.platform == "win32" or host != _host() or not pid.isascii() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _locked(record: Path, holder: tuple[str, str, str], sign: Path | None = None) -> RecordLockedError:
    pid, host, since = holder
    found = _("this record is open in another window")
    if pid:
        who = _("process {pid} on {host}, since {since}").format(pid=pid, host=host, since=since)
        found += f" ({who})"
    fix = _("close the other window, or work under another name with --learner NAME")
    if sign is not None:
        fix += "; " + _("if no other window is open, delete {file}").format(file=sign)
    return RecordLockedError(str(record), found, _("one window at a time for each learner"), fix)
