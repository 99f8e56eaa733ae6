"""Bytes that must not be lost: synced writes, whole-file replacement, and disk errors told to a person."""

import errno
import os
from pathlib import Path
from typing import NamedTuple

from lessons.i18n import _
from lessons.store.recorder import RecordError


class _Mending(NamedTuple):
    found: str
    expected: str
    fix: str


def refusal(error: OSError, place: Path) -> RecordError:
    """What an error of the operating system means for the person at the keyboard."""
    told = _mending(error)
    return RecordError(str(place), told.found, told.expected, told.fix)


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
            reason = error.strerror or type(error).__name__
            return _Mending(
                _("the disk refused: {reason}").format(reason=reason),
                _("a file that can be written and read"),
                _("check the disk, then try again"),
            )


def to_disk(descriptor: int) -> None:
    """Return when everything written to the file would survive a power cut. Raises ``OSError``."""
    if not _drive_synced(descriptor):
        getattr(os, "fdatasync", os.fsync)(descriptor)


def _drive_synced(descriptor: int) -> bool:
    """Empty the drive's own cache on macOS, where fsync does not; false elsewhere and where it is refused."""
    try:
        import fcntl
    except ImportError:
        return False
    request = getattr(fcntl, "F_FULLFSYNC", None)
    if request is None:
        return False
    try:
        fcntl.fcntl(descriptor, request)
    except OSError:
        return False
    return True


def folder_to_disk(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system lets a folder be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # Windows opens no folders; its file systems write names through
    try:
        os.fsync(descriptor)
    except OSError:
        return  # some network file systems refuse; the file itself is synced
    finally:
        os.close(descriptor)


def replace_file(path: Path, data: bytes) -> None:
    """Write a whole file so that a reader finds the old or the new one, never half; makes the folder.

    Raises ``RecordError``.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(
            beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
        )
        try:
            write_all(descriptor, data)
            to_disk(descriptor)
        finally:
            os.close(descriptor)
        beside.replace(path)
    except OSError as error:
        _discard(beside)
        raise refusal(error, path) from error
    folder_to_disk(path.parent)


def write_all(descriptor: int, data: bytes) -> None:
    """One write; more only when the system took less than all of it. Raises ``OSError``."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the first error is the one to tell
