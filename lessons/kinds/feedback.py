"""Every item of a key says why."""

from collections.abc import Iterable, Mapping

from lessons.kinds.base import Bench, Path

SHOWN = 40
"""Most characters of an item's name in a message."""


def explained(bench: Bench, at: Path, whys: Mapping[str, str | None]) -> None:
    """Warn of each item of a mapping that has no ``why``."""
    explained_each(bench, at, ((id, id, why) for id, why in whys.items()))


def explained_each(bench: Bench, at: Path, items: Iterable[tuple[str | int, str, str | None]]) -> None:
    """Warn of each item that has no ``why``: (last step of its place, its name, its ``why``) each."""
    for step, name, why in items:
        if not why:
            fix = "say why, in a sentence"
            bench.warn(
                "K709", (*at, step), f"no why for {name[:SHOWN]!r}", "a why for every item", fix, on_key=True
            )
