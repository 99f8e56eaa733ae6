"""A near miss gets a suggestion."""

import os
from collections.abc import Iterable
from pathlib import Path

from lessons.text import visible


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like ``word``; ``None`` when none comes near. Case does not matter."""
    import difflib

    by_lower = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(word[:100].lower(), by_lower, 1, 0.6)
    return by_lower[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"did you mean 'minutes'?"``, or an empty text when nothing comes near."""
    near = closest(word, known)
    return f"did you mean {visible(near)!r}?" if near else ""


def near_file(path: Path) -> str:
    """A file beside ``path`` whose name was meant for it: another case or ending, or a slip; empty without one."""
    import difflib

    try:
        with os.scandir(path.parent) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
    except (OSError, ValueError):
        return ""
    stem = path.stem.lower()
    others = [name for name in names if name != path.name and name not in _NAMES]
    for name in others:
        if name.lower() == path.name.lower() or name.lower().split(".")[0] == stem:
            return name
    near = difflib.get_close_matches(path.name, others, 1, 0.85)
    return near[0] if near else ""


_NAMES = frozenset(
    {"course.yaml", "lesson.yaml", "key.yaml", "article.md", "beside.md", "techniques.yaml", "SOURCES.md"}
)
"""Files that are what they are called."""
