"""A seat: the running program of one learner. A line comes and goes; the seat stays, with all that was typed."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Literal, Protocol

from textual import events
from textual._styles_cache import StylesCache
from textual.geometry import Size
from textual.message import Message

from server.driver import ENTER
from server.letting_go import let_go
from server.limits import CELLS_A_KEY, COLUMNS, MOVE_KEYS, PASTE, QUEUE, ROWS
from server.pace import Pace
from server.served import Served

_BEGINS = 0.01
"""Seconds between two looks at whether the program has begun."""
Parting = Literal["over", "restart", "elsewhere", "idle", "refused"]
"""Why a line ends: the learner left; the server starts anew; the learner went on at another line; nobody typed for an
hour; the teacher shut this learner out."""


class SeatLine(Protocol):
    """A connection of a learner, whatever it is made of."""

    def paint(self, data: str) -> None:
        """Show what the program painted."""

    def copy(self, text: str) -> None:
        """Put a text into the learner's clipboard, where the line can."""

    def part(self, parting: Parting) -> None:
        """Say why, and end."""


class Seat:
    """One learner's program, and the line that is attached to it, if any."""

    def __init__(self, learner: int, program: Served, pace: Pace, ended: Callable[["Seat"], None]) -> None:
        """``ended`` is told once the program has gone."""
        self.learner = learner
        """Who sits here: the number of the learner in the class."""
        self.program = program
        self.line: SeatLine | None = None
        self.typed_at = self.left_at = time.monotonic()
        """When the learner typed last, and when the last line went."""
        self.paused = False
        """Whether keys are left aside for now."""
        self._pace, self._ended = pace, ended
        self._painted: list[str] = []
        self._typed: deque[Message] = deque()
        self._size: Size | None = None
        """The size that the program has to be told of."""
        self._wake = asyncio.Event()
        self._parting: Parting = "over"
        self._task: asyncio.Task[None] | None = None
        program.write_to, program.copied = self._paint, self._copy

    # The program

    def start(self, columns: int, rows: int) -> None:
        """Let the program run, at the line that is attached."""
        if self.line is not None:
            self.line.paint(ENTER)
        self._task = asyncio.create_task(self._run(_bounded(columns, rows)))

    async def _run(self, size: Size) -> None:
        typing = asyncio.create_task(self._type())
        try:
            await self.program.run_async(size=(size.width, size.height))
        finally:
            typing.cancel()
            if self.line is not None:
                self.line.part(self._parting)
                self.line = None
            self._typed.clear()
            self.program.write_to = None
            self.program.copied = None
            StylesCache.get_inner_outer.cache_clear()  # keeps the paint of the last programs, keyed by them
            let_go(self.program)
            self._ended(self)

    async def end(self, parting: Parting) -> None:
        """Write what still waits, end the program and with it the line."""
        self._parting = parting
        if self.program.is_running:
            self.program.keep_everything()
            self.program.exit()
        if self._task is not None:
            await asyncio.wait({self._task})

    # The line

    def attach(self, line: SeatLine, columns: int, rows: int) -> None:
        """Go on at this line; one that was there before is told."""
        if self.line is not None and self.line is not line:
            self.line.part("elsewhere")
        self.line = line
        self.resize(columns, rows)
        self.repaint()

    def detach(self, line: SeatLine) -> None:
        """This line has gone; the seat stays."""
        if self.line is line:
            self.line, self.left_at = None, time.monotonic()
            if self.program.is_running:
                self.program.keep_everything()

    def resize(self, columns: int, rows: int) -> None:
        """The line's screen has another size now. The program is told in its turn, and only of the newest."""
        self._size = _bounded(columns, rows)
        self._wake.set()

    def repaint(self) -> None:
        """Paint the whole screen, for a line that was just attached or missed something."""
        if self.line is None:
            return
        self._painted.clear()
        self.line.paint(ENTER + self.program.whole_screen())

    def _paint(self, data: str) -> None:
        if self.line is None:  # the next line gets a whole repaint
            return
        if not self._painted:
            asyncio.get_running_loop().call_soon(self._flush)
        self._painted.append(data)

    def _flush(self) -> None:
        painted, self._painted = "".join(self._painted), []
        if self.line is not None and painted:
            self.line.paint(painted)

    def _copy(self, text: str) -> None:
        if self.line is not None:
            self.line.copy(text)

    # What is typed

    def keys(self, typed: str) -> None:
        """Characters as a terminal sends them; those for which there is no room are dropped."""
        driver = self.program.driver
        typed = typed[: max(0, QUEUE - len(self._typed))]
        if driver is not None and typed and not self.paused:
            self.typed_at = time.monotonic()
            driver.parsed(typed, self._take)

    def paste(self, text: str) -> None:
        """A text at once, its control characters left out."""
        if self.paused:
            return
        self.typed_at = time.monotonic()
        clean = "".join(one for one in text[:PASTE] if one.isprintable() or one == "\n")
        if clean:
            self._take(events.Paste(clean))

    def _take(self, message: Message) -> None:
        waiting = self._typed
        if isinstance(message, events.MouseMove) and waiting and isinstance(waiting[-1], events.MouseMove):
            waiting.pop()
        if len(waiting) < QUEUE:
            waiting.append(message)
            self._wake.set()

    async def _type(self) -> None:
        """Give the program one thing after the other, each when the one before has had its effect."""
        while self.program.driver is None:
            await asyncio.sleep(_BEGINS)
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._fit()
            while self._typed:
                message = self._typed.popleft()
                await self._pace.turn(MOVE_KEYS if isinstance(message, events.MouseMove) else 1)
                driver = self.program.driver
                if driver is not None:
                    driver.process_message(message)
                    await self.program.rested()
                await self._fit()

    async def _fit(self) -> None:
        """Have the program fill the line's screen: whoever draws at a corner of a window must not hold up the class."""
        size, self._size = self._size, None
        if size is not None and size != self.program.size:
            await self._pace.turn(size.area / CELLS_A_KEY)
            await self.program.fitted(self._size or size)


def _bounded(columns: int, rows: int) -> Size:
    return Size(min(max(columns, COLUMNS[0]), COLUMNS[1]), min(max(rows, ROWS[0]), ROWS[1]))
