"""The files of a folder that hand-ins lie in, whatever else lies there: links, pipes, closed folders, endless ones."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lessons.disk import read_start, why
from lessons.i18n import _

DEEPEST = 20
"""Folders inside folders that are looked into."""


class UnreadableError(Exception):
    """What lies there cannot be read; ``why`` says so to the teacher."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class InboxFile:
    """Something in the folder that is no folder, or a folder that cannot be looked into."""

    name: str
    """Its path in the folder, as text that every database takes: bytes that are no letters are question marks."""
    path: Path
    trouble: str = ""
    """Why it cannot be read, where that is known without opening it."""

    @property
    def size(self) -> int:
        """Its bytes; 0 where that is not known."""
        try:
            return self.path.lstat().st_size
        except OSError:
            return 0

    def read(self, most: int) -> bytes:
        """Its first ``most`` bytes. Raises ``UnreadableError``; never waits for a pipe or a device."""
        if self.trouble:
            raise UnreadableError(self.trouble)
        try:
            if self.path.is_symlink() or not self.path.is_file():
                told = _("a link or a device, not a file; copy the file itself into the folder")
                raise UnreadableError(told)
            return read_start(self.path, most)
        except OSError as error:
            raise UnreadableError(_refused(error)) from error


def files(folder: Path) -> Iterator[InboxFile]:
    """What lies in a folder and in those inside it, in the order of names; nothing hidden.

    Links are not followed. Raises ``OSError`` where ``folder`` itself cannot be read.
    """
    yield from _inside(folder, (), sorted(os.scandir(folder), key=lambda entry: entry.name))


def _inside(folder: Path, above: tuple[str, ...], entries: "list[os.DirEntry[str]]") -> Iterator[InboxFile]:
    for entry in entries:
        if entry.name.startswith("."):
            continue
        names = (*above, entry.name)
        path, name = folder.joinpath(*names), _shown(names)
        try:
            if not entry.is_dir(follow_symlinks=False):
                yield InboxFile(name, path)
            elif len(names) > DEEPEST:
                told = _("folders inside {most} folders are not looked into; move what is in it up")
                yield InboxFile(name, path, told.format(most=DEEPEST))
            else:
                yield from _inside(folder, names, sorted(os.scandir(path), key=lambda inner: inner.name))
        except OSError as error:
            yield InboxFile(name, path, _refused(error))


def _refused(error: OSError) -> str:
    return _("it cannot be read: {why}").format(why=why(error))


def _shown(names: tuple[str, ...]) -> str:
    return "/".join(names).encode("utf-8", "replace").decode()
