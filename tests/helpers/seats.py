"""Seats without a network: a line that notes what it is told, and a program on the tiny course."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pyte

from lessons.cli.call import PlayRequest
from lessons.context import SERVED
from server.depth import Depth, lessened
from server.pace import Lateness, Pace
from server.seat import Parting, Seat
from server.served import Served
from server.shared_lessons import SharedLessons
from tests.helpers.place import here, home
from tests.helpers.tiny import COURSE


class NotingLine:
    """Implements ``SeatLine``."""

    def __init__(self, depth: Depth = "true") -> None:
        self.depth: Depth = depth
        self.painted = ""
        self._terminal = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self._terminal)
        self.copied: list[str] = []
        self.parted: list[Parting] = []

    def paint(self, data: str) -> None:
        shown = lessened(data, self.depth)
        self.painted += shown
        self._stream.feed(shown)

    def copy(self, text: str) -> None:
        self.copied.append(text)

    def part(self, parting: Parting) -> None:
        self.parted.append(parting)

    def screen(self, columns: int = 80, rows: int = 24) -> str:
        """What a terminal makes of all that was painted."""
        terminal = self._terminal
        if (columns, rows) != (80, 24):
            terminal = pyte.Screen(columns, rows)
            pyte.Stream(terminal).feed(self.painted)
        return "\n".join(row.rstrip() for row in terminal.display)


def new_seat(name: str, lessons: SharedLessons, ended: Callable[[Seat], None] = lambda _seat: None) -> Seat:
    """The seat of a learner, whose program does not run yet."""
    request = PlayRequest(None, lessons.roots, replace(here(name), powers=SERVED))
    return Seat(len(name), Served(request, lessons), Pace(Lateness(), time.monotonic), ended)


def tiny_lessons(root: Path = COURSE) -> SharedLessons:
    return SharedLessons(home(), (root,))


@asynccontextmanager
async def seated(name: str, line: NotingLine | None = None) -> AsyncIterator[tuple[Seat, NotingLine]]:
    """A learner at the home screen of the tiny course."""
    line = line or NotingLine()
    seat = new_seat(name, tiny_lessons())
    seat.line = line
    seat.start(80, 24)
    try:
        await shows(line, "progress")
        yield seat, line
    finally:
        await seat.end("over")


async def shows(line: NotingLine, words: str) -> None:
    """Wait until words stand on the screen."""
    for _round in range(500):
        if words in line.screen():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{words!r} never came:\n{line.screen()}")
