"""How fast keys and messages are taken: buckets, and how late the loop is."""

import asyncio
from collections import deque
from collections.abc import Callable

from server.limits import (
    BURST,
    KEYS_A_SECOND,
    KEYS_WHEN_LATE,
    LATE,
    MESSAGES,
    MESSAGES_A_SECOND,
    MESSAGES_WHEN_LATE,
)

_EVERY = 0.1
"""Seconds between two looks at the loop."""
_REMEMBERED = 600
"""Looks that are remembered: a minute."""


class Lateness:
    """How late the loop of this process is, measured as it runs."""

    def __init__(self) -> None:
        self.now = 0.0
        """Seconds by which the loop was late at the last look."""
        self.worst = 0.0
        """The most since ``worst`` was set to 0."""
        self._lately: deque[float] = deque(maxlen=_REMEMBERED)

    def p99(self) -> float:
        """Seconds by which the loop was late at the worst of a hundred looks of the last minute."""
        lately = sorted(self._lately)
        return lately[int(len(lately) * 0.99)] if lately else 0.0

    async def watch(self) -> None:
        """Look at the loop until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self.now = max(0.0, loop.time() - due)
            self.worst = max(self.worst, self.now)
            self._lately.append(self.now)


class Pace:
    """A bucket: so many keys of a seat, or messages of a line, at once, then so many a second, fewer while the loop is
    late."""

    def __init__(
        self,
        lateness: Lateness,
        clock: Callable[[], float],
        burst: float = BURST,
        rate: float = KEYS_A_SECOND,
        late_rate: float = KEYS_WHEN_LATE,
    ) -> None:
        self._lateness, self._clock = lateness, clock
        self._burst, self._rate, self._late_rate = burst, rate, late_rate
        self._left, self._since = float(burst), clock()

    @classmethod
    def of_line(cls, lateness: Lateness, clock: Callable[[], float]) -> "Pace":
        """The bucket of a line, for all that comes in over it: looking at it costs something too."""
        return cls(lateness, clock, MESSAGES, MESSAGES_A_SECOND, MESSAGES_WHEN_LATE)

    def wait(self, count: float = 1.0) -> float:
        """Take so many out of the bucket; how many seconds to wait for them."""
        now = self._clock()
        rate = self._late_rate if self._lateness.now > LATE else self._rate
        self._left = min(float(self._burst), self._left + (now - self._since) * rate) - count
        self._since = now
        return max(0.0, -self._left / rate)

    async def turn(self, count: float = 1.0) -> None:
        """Wait until as many more may come in."""
        if seconds := self.wait(count):
            await asyncio.sleep(seconds)


def weight(length: int) -> float:
    """As how many messages one of this length counts: it costs as much."""
    return 1 + length / 1024
