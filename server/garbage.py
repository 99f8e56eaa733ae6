"""When garbage is collected: Python's own moments make half a second's pause at thirty learners, while they type.

Young objects are collected as they come, which is quick. What has grown old is looked through once, soon, while it is
little, and then kept out of later looks: nearly everything goes by the count of its references (``letting_go``), and
that does not need the collector. What was kept out and still became garbage waits for a long quiet, or until there is
so much of it that it must go.
"""

import asyncio
import gc
import sys
from collections.abc import Callable

YOUNG = (2000, 10, 1_000_000)
"""Thresholds: the oldest generation is never collected by itself."""
NEW = 40_000
"""Blocks of memory (two sessions) that are looked through together: some 30 ms."""
QUIET = 30.0
"""Seconds without a key anywhere, after which there is time for everything."""
WORTH_IT = 200_000
"""Blocks (20 MiB) that must have come for that."""
MUST = 3_000_000
"""Blocks (300 MiB) that may come before everything is looked through whoever types."""
_EVERY = 0.1


def settle() -> None:
    """Keep what start-up made out of the collections while a class types; it is looked through in a long quiet."""
    gc.freeze()
    gc.set_threshold(*YOUNG)


def collect_new() -> None:
    """Look through what came since the last time, and keep what stays out of the next."""
    gc.collect()
    gc.freeze()


def collect_all() -> None:
    """Look through everything."""
    gc.unfreeze()
    collect_new()


class Collector:
    """Collects when it is time.

    What has grown is told in blocks that are in use, not in bytes of the process: those are never given back after a
    collection, and each would allow the next one to come later.
    """

    def __init__(
        self,
        quiet: Callable[[], float],
        blocks: Callable[[], int] = sys.getallocatedblocks,
        new: Callable[[], object] = collect_new,
        everything: Callable[[], object] = collect_all,
    ) -> None:
        """``quiet`` tells for how many seconds nobody has typed."""
        self._quiet, self._blocks = quiet, blocks
        self._collect_new, self._collect_all = new, everything
        self._least_since_new = self._least_since_all = blocks()

    def look(self) -> None:
        """Collect if this is the moment."""
        blocks = self._blocks()
        self._least_since_new = min(self._least_since_new, blocks)
        self._least_since_all = min(self._least_since_all, blocks)
        grown = blocks - self._least_since_all
        if grown >= MUST or (grown >= WORTH_IT and self._quiet() >= QUIET):
            self._collect_all()
            self._least_since_new = self._least_since_all = self._blocks()
        elif blocks - self._least_since_new >= NEW:
            self._collect_new()
            self._least_since_new = self._blocks()

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            self.look()
