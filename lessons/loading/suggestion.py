"""A near miss gets a suggestion."""

from collections.abc import Iterable

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
