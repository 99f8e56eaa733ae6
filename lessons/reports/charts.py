"""Small charts of characters: one block for each value, a bar for one share."""

from collections.abc import Iterable
from fractions import Fraction

BLOCKS = "▁▂▃▄▅▆▇█"
"""Eighths of a cell, from the lowest to the whole one."""
FULL, EMPTY = "━", "─"
_DIGITS = "0123456789"


def sparkline(values: Iterable[Fraction | None], *, blocks: bool = True) -> str:
    """One character for each value from 0 to 1; a point where there is none.

    Without ``blocks``, digits from 0 to 9: for outputs that have no block characters.
    """
    steps, gap = (BLOCKS, "·") if blocks else (_DIGITS, ".")
    return "".join(gap if value is None else steps[_step(value, len(steps))] for value in values)


def share_bar(share: Fraction, cells: int, *, blocks: bool = True) -> tuple[str, str]:
    """The full and the empty part of a bar; full and empty only for exactly 1 and 0."""
    full = min(cells, max(0, round(share * cells)))
    if cells > 1 and 0 < share < 1:
        full = min(cells - 1, max(1, full))
    signs = (FULL, EMPTY) if blocks else ("#", "-")
    return signs[0] * full, signs[1] * (cells - full)


def can_write_blocks(encoding: str | None) -> bool:
    """Whether an output with this encoding has every character of the charts."""
    try:
        (BLOCKS + FULL + EMPTY + "·").encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _step(value: Fraction, steps: int) -> int:
    """Which of the equal steps from 0 to 1 a value lies in; values outside count as the nearest end."""
    return min(steps - 1, max(0, int(value * steps)))
