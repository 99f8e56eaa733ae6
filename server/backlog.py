"""What was painted and is not yet shown at the other end: bounded, whatever the line is like.

The kernel's buffers hold megabytes, so they cannot say that a line is slow. The page can: it answers each frame once it
is on its screen. Until then at most ``UNDER_WAY`` bytes are under way and ``WAITING`` wait; beyond that all is dropped,
and when the line is free the screen is painted whole.
"""

from collections.abc import Callable

from server.limits import UNDER_WAY, WAITING


class Backlog:
    """The output of one line."""

    def __init__(self, send: Callable[[bytes], None], repaint: Callable[[], None]) -> None:
        """``send`` takes a frame; ``repaint`` has the whole screen painted anew, through ``paint``."""
        self._send, self._repaint = send, repaint
        self.under_way = 0
        """Bytes sent that were not answered yet."""
        self._waiting: list[bytes] = []
        self._waits = 0
        self._missed = False
        """Whether something was dropped, so that the screen must be painted whole."""
        self.dropped = 0
        """How often something was dropped."""

    def paint(self, data: str) -> None:
        """Send what was painted, or let it wait, or drop it."""
        frame = data.encode("utf-8", "replace")
        if self._missed:
            self.dropped += 1
        elif not self._waiting and (not self.under_way or self.under_way + len(frame) <= UNDER_WAY):
            self._go(frame)
        elif self._waits + len(frame) <= WAITING:
            self._waiting.append(frame)
            self._waits += len(frame)
        else:
            self._waiting, self._waits, self._missed = [], 0, True
            self.dropped += 1

    def answered(self, count: int) -> None:
        """The page has shown so many bytes more; a number that cannot be is brought to what is under way."""
        self.under_way -= max(0, min(count, self.under_way))
        if self._missed:
            if not self.under_way:
                self._missed = False
                self._repaint()
        elif self._waiting and (not self.under_way or self.under_way + self._waits <= UNDER_WAY):
            frame, self._waiting, self._waits = b"".join(self._waiting), [], 0
            self._go(frame)

    def _go(self, frame: bytes) -> None:
        self.under_way += len(frame)
        self._send(frame)
