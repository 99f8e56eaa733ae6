"""What a first look at course and lesson files found, kept from one start to the next.

A home screen shows titles and figures of every lesson; to read them out of YAML takes longer than to draw the screen.
A file is read again as soon as its size, its times or its place on the disk differ. Nothing is lost with what is
kept: what cannot be understood is left aside and made anew.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

from lessons.loading.document import Document, Value

MOST_FILES = 2_000
"""Files of which the outline is kept."""
YOUNG = 2.0
"""Seconds after its last change in which a file is not kept: a second change might leave its times as they are."""
_VERSION = 1
Stamp = list[int]
"""Last change of the content and of the entry in nanoseconds, size in bytes, number of the file on its disk."""


class Outlines:
    """Values of YAML files without a fault, by path."""

    def __init__(self, data: bytes = b"") -> None:
        self._kept = _understood(data)
        self._new: dict[str, tuple[Stamp, Value]] = {}

    def read(self, path: Path, reader: Callable[[Path], Document]) -> Document:
        """The document of a file, without places: as it was kept, or by ``reader`` where there is anything to say."""
        stamp = _stamp(path)
        name = str(path)
        known = self._new.get(name) or self._kept.get(name)
        if known is not None and known[0] == stamp:
            return Document(path, known[1], ())
        document = reader(path)
        if stamp is not None and stamp == _stamp(path) and not document.problems and _is_old(stamp):
            self._new[name] = (stamp, document.value)
        return document

    def take_news(self) -> bytes | None:
        """All that is known, to be kept; ``None`` when nothing was read since it was last asked for."""
        if not self._new:
            return None
        self._kept = dict([*self._kept.items(), *self._new.items()][-MOST_FILES:])
        self._new = {}
        return json.dumps({"version": _VERSION, "files": self._kept}).encode()


def _understood(data: bytes) -> dict[str, tuple[Stamp, Value]]:
    try:
        found = json.loads(data or b"{}")
        if found.get("version") != _VERSION:
            return {}
        return {str(path): (stamp, value) for path, (stamp, value) in found["files"].items()}
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return {}


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino]


def _is_old(stamp: Stamp) -> bool:
    return time.time() - max(stamp[:2]) / 1e9 > YOUNG
