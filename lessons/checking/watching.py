"""Notices that a file of a lesson has changed: by its time and size, looked at twice a second."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

SECONDS = 0.5
"""Between two looks."""
_SUFFIXES = (".yaml", ".yml", ".md")
_DEEPEST = 3
"""A folder of courses, a course, a lesson."""

Seen = dict[str, tuple[int, int]]
"""Time of the last change in nanoseconds, and size, per path."""


def changes(paths: Sequence[Path], wait: Callable[[float], None] = time.sleep) -> Iterator[list[Path]]:
    """The paths that changed, came or went since the last time, or since this call; for ever.

    What was changed while the caller worked on the last answer is in the next one.
    """
    return _changes(paths, wait, look(paths))


def _changes(paths: Sequence[Path], wait: Callable[[float], None], seen: Seen) -> Iterator[list[Path]]:
    while True:
        wait(SECONDS)
        now = look(paths)
        changed = [path for path in {**seen, **now} if seen.get(path) != now.get(path)]
        seen = now
        if changed:
            yield sorted(Path(path) for path in changed)


def look(paths: Sequence[Path]) -> Seen:
    """The files that the problems of these paths depend on; those of the whole course for a lesson."""
    seen: Seen = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        course = Path(os.path.abspath(folder)).parent  # noqa: PTH100 - a lesson called "." has a course too
        if (folder / "lesson.yaml").exists() and (course / "course.yaml").exists():
            folder = course
        _look_into(str(folder), _DEEPEST, seen)
    return seen


def _look_into(folder: str, depth: int, seen: Seen) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.name.endswith(_SUFFIXES):
                    status = entry.stat()
                    seen[entry.path] = (status.st_mtime_ns, status.st_size)
                elif depth > 1 and entry.is_dir(follow_symlinks=False):
                    _look_into(entry.path, depth - 1, seen)
    except OSError:
        return  # gone between two looks, or not ours to read: the check itself tells it
