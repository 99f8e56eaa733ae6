"""Options that students can tell apart."""

from collections.abc import Sequence

from lessons.kinds.base import Bench, Path
from lessons.kinds.wording import plain_line
from lessons.model.form import Option


def distinct(bench: Bench, at: Path, options: Sequence[Option]) -> None:
    """Warn when two options read the same, so that nobody can tell them apart."""
    seen: dict[str, str] = {}
    for option in options:
        text = plain_line(option.text).casefold()
        if text in seen:
            found = f"{option.id!r} reads the same as {seen[text]!r}"
            bench.warn("K708", (*at, option.id), found, "options that differ", "reword one of them")
        seen.setdefault(text, option.id)
