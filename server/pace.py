"""How fast keys are taken: a bucket for each seat, and how late the loop is."""

import asyncio
from collections import deque
from collections.abc import Callable

from server.limits import BURST, KEYS_A_SECOND, KEYS_WHEN_LATE, LATE

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
    """The bucket of one seat: so many keys at once, then so many a second, and fewer while the loop is late."""

    def __init__(self, lateness: Lateness, clock: Callable[[], float]) -> None:
        self._lateness, self._clock = lateness, clock
        self._left, self._since = float(BURST), clock()

    def wait(self) -> float:
        """Take a key out of the bucket; how many seconds to wait for it."""
        now = self._clock()
        rate = KEYS_WHEN_LATE if self._lateness.now > LATE else KEYS_A_SECOND
        self._left = min(float(BURST), self._left + (now - self._since) * rate) - 1
        self._since = now
        return max(0.0, -self._left / rate)

    async def turn(self) -> None:
        """Wait until the next key may come in."""
        if seconds := self.wait():
            await asyncio.sleep(seconds)
