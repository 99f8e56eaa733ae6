"""Errors of the disk, told to a person; and files of the record, written whole."""

import errno
from pathlib import Path
from typing import NamedTuple

from lessons.disk import NoFileError, TooLargeError, make_folder, replace_file, why
from lessons.i18n import _
from lessons.record.recorder import RecordError


class _Mending(NamedTuple):
    found: str
    expected: str
    fix: str


def refusal(error: OSError, place: Path) -> RecordError:
    """What an error of the operating system means for the person at the keyboard."""
    if isinstance(error, NoFileError | TooLargeError) and error.errno != errno.EISDIR:
        fix = _("look at what is there, and move it away")
        return RecordError(str(place), why(error), _("a file as closeread writes it"), fix)
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
