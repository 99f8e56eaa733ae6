"""New files on the teacher's disk, which replace nothing."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from lessons.disk import create_file


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
            create_file(path, data)
            written.append(path)
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
