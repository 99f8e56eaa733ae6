"""When garbage is collected: Python's own moments make half a second's pause at thirty learners, while they type.

Young objects are collected as they come, which is quick. The whole is looked through when nobody has typed for a
moment, or when memory has grown so much that it must be. What start-up made is never looked through again; live
sessions must not be frozen, for what they leave behind would stay for ever.
"""

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path

from lessons.disk import read_start

YOUNG = (2000, 10, 1_000_000)
"""Thresholds: the oldest generation is never collected by itself."""
QUIET = 1.0
"""Seconds without a key anywhere, after which there is time."""
WORTH_IT = 16 << 20
"""Bytes by which memory must have grown for a quiet moment to be used."""
MUST = 300 << 20
"""Bytes by which it may grow before the whole is collected whoever types."""
_EVERY = 0.25
_STATUS = Path("/proc/self/statm")
_PAGE = 4096


def resident() -> int:
    """Bytes of memory that this process has; 0 where that cannot be told."""
    try:
        return int(read_start(_STATUS, 200).split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0


def settle() -> None:
    """Keep what start-up made out of every later collection; once everything that all share is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG)


class Collector:
    """Looks through the whole when there is time."""

    def __init__(
        self,
        quiet: Callable[[], float],
        memory: Callable[[], int] = resident,
        collect: Callable[[], object] = gc.collect,
    ) -> None:
        """``quiet`` tells for how many seconds nobody has typed."""
        self._quiet, self._memory, self._collect = quiet, memory, collect
        self._since = memory()

    def look(self) -> bool:
        """Collect if this is the moment; whether it was."""
        grown = self._memory() - self._since
        if grown < MUST and (grown < WORTH_IT or self._quiet() < QUIET):
            return False
        self._collect()
        self._since = self._memory()
        return True

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            self.look()
