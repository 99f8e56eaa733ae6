"""What a lesson owes its students besides right scores: explanations, and options that differ."""

from collections.abc import Mapping, Sequence

from lessons.kinds.base import Bench, Path
from lessons.kinds.wording import plain_line
from lessons.model.form import Option


def explained(bench: Bench, at: Path, whys: Mapping[str, str | None]) -> None:
    """Advise on items without ``why``; one piece of advice for all of them."""
    silent = [id for id, why in whys.items() if not why]
    if silent:
        shown = ", ".join(silent[:8]) + (", ..." if len(silent) > 8 else "")
        bench.advise(
            "K709", (*at, silent[0]), f"no why for {shown}", "a why for every item", "say why, in a sentence"
        )


def distinct(bench: Bench, at: Path, options: Sequence[Option]) -> None:
    """Warn when two options read the same, so that nobody can tell them apart."""
    seen: dict[str, str] = {}
    for option in options:
        text = plain_line(option.text).casefold()
        if text in seen:
            found = f"{option.id!r} reads the same as {seen[text]!r}"
            bench.warn("K708", (*at, option.id), found, "options that differ", "reword one of them")
        seen.setdefault(text, option.id)
