"""Every item of a key should say why."""

from collections.abc import Iterable, Mapping

from lessons.kinds.base import Bench, Path

SHOWN = 8
"""Items named in one piece of advice."""


def explained(bench: Bench, at: Path, whys: Mapping[str, str | None]) -> None:
    """Advise on items of a mapping that have no ``why``; one piece of advice for all of them."""
    explained_each(bench, at, ((id, id, why) for id, why in whys.items()))


def explained_each(bench: Bench, at: Path, items: Iterable[tuple[str | int, str, str | None]]) -> None:
    """Advise on items that have no ``why``: (last step of its place, its name, its ``why``) each."""
    silent = [(step, name) for step, name, why in items if not why]
    if silent:
        names = ", ".join(name for _step, name in silent[:SHOWN]) + (", ..." if len(silent) > SHOWN else "")
        fix = "say why, in a sentence"
        bench.advise("K709", (*at, silent[0][0]), f"no why for {names}", "a why for every item", fix)
