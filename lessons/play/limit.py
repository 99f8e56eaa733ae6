"""The time limit of a test, counted from when it was first opened.

A clock that is set back gives no time: within one run the time that has passed is measured apart from the clock, and
no time before the latest event of the record is believed.
"""

import time
from collections.abc import Callable
from datetime import datetime
from math import ceil


class Limit:
    """How much time is left."""

    def __init__(
        self,
        minutes: int,
        opened: str,
        latest: str,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """``opened`` and ``latest`` are times of the record, of the first opening and of the last event.

        An empty or damaged ``opened`` means now. ``wall`` tells seconds since 1970.
        """
        self._clock, self._wall = clock, wall
        now = max(wall(), seconds_of(latest) or 0.0)
        self._end = (seconds_of(opened) or now) + 60 * minutes
        self._end_by_clock = clock() + self._end - now

    @property
    def left(self) -> float:
        """Seconds that are left; negative once the time is over."""
        return min(self._end_by_clock - self._clock(), self._end - self._wall())

    @property
    def minutes(self) -> int:
        """Minutes that are left, a begun one counted."""
        return max(0, ceil(self.left / 60))


def seconds_of(time: str) -> float | None:
    """A time of the record as seconds since 1970; ``None`` for anything else."""
    try:
        found = datetime.fromisoformat(time)
    except ValueError:
        return None
    return found.timestamp() if found.tzinfo is not None else None
