"""Files on the teacher's disk: new ones that replace nothing, and one replaced whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from lessons.store.disk import to_disk


class NotEmptyError(Exception):
    """There is something where a new folder was to be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(str(folder))


def write_new(folder: Path, files: Mapping[PurePosixPath, bytes]) -> list[Path]:
    """Write files into a folder that is not there yet or holds nothing but hidden files; their paths.

    Raises ``NotEmptyError`` or ``OSError``; then nothing of it is left behind, and nothing that was there has changed.
    """
    if _is_taken(folder):
        raise NotEmptyError(folder)
    made: list[Path] = []
    written: list[Path] = []
    try:
        for relative, data in files.items():
            path = folder.joinpath(relative)
            _make_folders(path.parent, made)
            with path.open("xb") as stream:
                written.append(path)
                stream.write(data)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        for path in reversed(made):
            path.rmdir()
        raise
    return written


def _is_taken(folder: Path) -> bool:
    if not folder.is_symlink() and not folder.exists():
        return False
    return not folder.is_dir() or any(not entry.name.startswith(".") for entry in folder.iterdir())


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def put_text(path: Path, text: str) -> None:
    """Write a file, or put a text in the place of its text: a reader finds the old one or the new one, never a part.

    Links are followed, and a file keeps its permissions. Raises ``OSError``; the file is then as it was.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with beside.open("xb") as stream:
            stream.write(text.encode())
            stream.flush()
            to_disk(stream.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
