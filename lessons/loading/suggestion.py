"""A near miss gets a suggestion."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from lessons.text import visible

OTHER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("because", "explanation", "explain", "reason", "feedback", "comment"), "why"),
        **dict.fromkeys(("correct", "true", "yes", "accept", "answer"), "right"),
        **dict.fromkeys(("incorrect", "false", "no", "reject"), "wrong"),
        **dict.fromkeys(("almost", "half", "partial"), "partly"),
        **dict.fromkeys(("phrase", "word", "words", "loaded", "quote"), "find"),
        **dict.fromkeys(("not", "decoy", "distractor"), "trap"),
        **dict.fromkeys(("open", "disputed"), "debatable"),
        **dict.fromkeys(("question", "task", "text"), "prompt"),
        **dict.fromkeys(("paragraph", "paragraphs", "block", "blocks"), "where"),
        **dict.fromkeys(("name", "headline"), "title"),
        **dict.fromkeys(("description", "about"), "summary"),
        **dict.fromkeys(("time", "duration"), "minutes"),
        **dict.fromkeys(("difficulty",), "level"),
        **dict.fromkeys(("questions", "tasks"), "exercises"),
        **dict.fromkeys(("right", "points", "score"), "credit"),
        **dict.fromkeys(("type",), "kind"),
        **dict.fromkeys(("multiple-choice", "quiz"), "choice"),
    }
)
"""What teachers write for names of the format, in small letters with hyphens: the name that is meant."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is meant by ``word`` or looks most like it; ``None`` when none comes near.

    Case does not matter, nor whether words are joined by spaces, hyphens or nothing.
    """
    import difflib

    by_lower = {candidate.lower(): candidate for candidate in known}
    written = "-".join(word[:100].lower().replace("_", " ").replace("-", " ").split())
    for same in (written, OTHER_WORDS.get(written, "")):
        if same in by_lower:
            return by_lower[same]
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
