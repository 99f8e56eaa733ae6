"""The only place that writes files and folders, and the guarded way to read one that somebody else made.

A file is written beside its place, brought to the disk and put there in one step: a reader finds the old one or the
new one, never a part, and what is told as written survives a power cut. Reading never waits for a pipe or a device,
and never takes more than was asked for.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessons.i18n import _
from lessons.text.sizes import readable_size

_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY


class NoFileError(OSError):
    """There is a folder, a pipe or a device where a file should be."""


class ChangedError(OSError):
    """The file is not the one that was to be replaced: somebody saved it meanwhile."""


class TooLargeError(OSError):
    """The file is larger than the reader takes."""


def why(error: OSError) -> str:
    """Why a file cannot be read or written, in a few words."""
    return error.strerror or type(error).__name__


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a regular file; links are followed, nothing is waited for.

    Raises ``NoFileError`` for anything that is not a file, ``TooLargeError`` for more than ``most`` bytes, and any
    other ``OSError``, also for a name that no file can have.
    """
    data = read_start(path, most + 1)
    if len(data) > most:
        message = _("the file is larger than {most}").format(most=readable_size(most))
        raise TooLargeError(errno.EFBIG, message, str(path))
    return data


def read_start(path: Path, count: int) -> bytes:
    """The first ``count`` bytes of a regular file, or all of a shorter one; else as ``read_file``."""
    try:
        if path.is_dir():  # Windows opens no folders and would say something else
            raise NoFileError(errno.EISDIR, _("a folder is there, not a file"), str(path))
        descriptor = os.open(path, _READ)
    except ValueError as error:
        raise FileNotFoundError(errno.ENOENT, _("no file can have this name"), str(path)) from error
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise NoFileError(errno.EINVAL, _("a pipe or a device is there, not a file"), str(path)) from error
    with open(descriptor, "rb") as stream:
        refuse_what_is_no_file(os.fstat(descriptor).st_mode, path)
        return stream.read(count)


def refuse_what_is_no_file(mode: int, path: Path) -> None:
    """Raise ``NoFileError`` when the mode of what lies at ``path`` is not that of a regular file."""
    if stat.S_ISDIR(mode):
        raise NoFileError(errno.EISDIR, _("a folder is there, not a file"), str(path))
    if not stat.S_ISREG(mode):
        raise NoFileError(errno.EINVAL, _("a pipe or a device is there, not a file"), str(path))


def replace_file(
    path: Path, data: bytes, *, private: bool = False, follow: bool = True, only_over: bytes | None = None
) -> None:
    """Write a whole file into a folder that is there, in the place of the file that is there, if any.

    With ``only_over`` only a file that still holds these bytes, else ``ChangedError``.

    A file keeps its permissions; a new one that is ``private`` can be read by this account alone. A link is followed
    unless ``follow`` is false: then the file takes its place. Raises ``NoFileError`` where something else than a file
    is in the way, and any other ``OSError``; what was there is then as it was.
    """
    target = Path(os.path.realpath(path)) if follow else Path(os.path.realpath(path.parent)) / path.name
    mode = _mode(target)
    beside = _name_beside(target)
    with _named(beside, path):
        try:
            _write(beside, data, 0o600 if private else 0o666)
            if mode is not None:
                beside.chmod(mode)
            if only_over is not None and read_start(target, len(only_over) + 1) != only_over:
                raise ChangedError(errno.ESTALE, _("another program changed the file"), str(path))
            beside.replace(target)
        except BaseException:
            _discard(beside)
            raise
    folder_to_disk(target.parent)


def create_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file that is not there yet, into a folder that is; one that is ``private`` for this account alone.

    Raises ``OSError``; then it is not there.
    """
    with _named(path, path):
        try:
            _write(path, data, 0o600 if private else 0o666)
        except FileExistsError:
            raise
        except BaseException:
            _discard(path)
            raise
    folder_to_disk(path.parent)


@contextmanager
def whole_folder(path: Path, *, replacing: bool = False) -> Iterator[Path]:
    """A new folder to write into, which takes the place of ``path`` once all of it is written; makes those above it.

    At ``path`` there may be nothing or an empty folder; with ``replacing`` a folder and what is in it, removed when
    the new one is whole. Raises ``OSError``; nothing of the new folder is left behind.
    """
    make_folder(path.parent)
    beside = _name_beside(path)
    with _named(beside, path):
        beside.mkdir()
        try:
            yield beside
            if replacing:
                shutil.rmtree(path, ignore_errors=True)
            elif path.exists():
                path.rmdir()
            beside.replace(path)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    folder_to_disk(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, so that they survive a power cut. Raises ``OSError``."""
    missing = []
    folder = path
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    path.mkdir(parents=True, exist_ok=True)
    for new in missing:
        folder_to_disk(new.parent)


def to_disk(descriptor: int) -> None:
    """Return when everything written to the file would survive a power cut. Raises ``OSError``."""
    if not _drive_synced(descriptor):
        getattr(os, "fdatasync", os.fsync)(descriptor)


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


def write_all(descriptor: int, data: bytes) -> None:
    """One write; more only when the system took less than all of it. Raises ``OSError``."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _write(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, _NEW, mode)
    try:
        write_all(descriptor, data)
        to_disk(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _named(beside: Path, path: Path) -> Iterator[None]:
    """Errors name the file or folder that was asked for: a full disk names none, and a closed folder the one beside."""
    try:
        yield
    except OSError as error:
        named = str(error.filename) if error.filename is not None else str(beside)
        if named.startswith(str(beside)):
            error.filename = f"{path}{named.removeprefix(str(beside))}"
            error.filename2 = None
        raise


def _mode(target: Path) -> int | None:
    """The permissions of the file that is there; ``None`` where there is none."""
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        return None
    refuse_what_is_no_file(mode, target)
    return stat.S_IMODE(mode)


def _name_beside(path: Path) -> Path:
    """A name in the same folder that nobody else has: no other thread, process or machine."""
    return path.with_name(f".closeread-{os.urandom(8).hex()}.new")


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


def remove_file(path: Path) -> None:
    """Take a file away, to stay away after a power cut. Raises ``OSError``."""
    path.unlink()
    folder_to_disk(path.parent)


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the first error is the one to tell
