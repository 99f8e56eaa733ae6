"""Runs the live view in the loop that serves the class, until the teacher ends it or the process is told to end."""

import asyncio
import sys
from contextlib import suppress
from typing import Any

from textual._styles_cache import StylesCache

from lessons.cli.call import PlayRequest
from server.driver import LEAVE
from server.hall import Hall
from server.live.beside import ClassesBeside, TakenAlong
from server.live.live_app import LiveApp
from server.live.live_screen import Addresses

_UNDONE = "\x1b[<u\x1b[?2004l\x1b[?1003l\x1b[?1015l\x1b[?1004l"
"""Takes back what Textual asks of a terminal beyond what a learner's line is asked for."""


def has_terminal() -> bool:
    """Whether somebody looks at this process through a terminal that can move its cursor."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in streams)


def modes_of(terminal: int) -> list[Any]:
    """How a terminal is set, for ``restore``."""
    import termios  # there is none on Windows

    return termios.tcgetattr(terminal)


def restore(terminal: int, modes: list[Any]) -> None:
    """Make a terminal as it was, where whoever had it died."""
    import termios

    with suppress(termios.error, OSError):
        termios.tcsetattr(terminal, termios.TCSADRAIN, modes)
        sys.stderr.write(_UNDONE + LEAVE)
        sys.stderr.flush()


async def watch(
    hall: Hall,
    addresses: Addresses,
    ended: asyncio.Event,
    beside: ClassesBeside | None = None,
    taken: TakenAlong | None = None,
) -> TakenAlong:
    """Show the live view until the teacher leaves it or ``ended`` is set; what goes along to the next class."""
    app = LiveApp(PlayRequest(None, hall.roots, hall.teacher), hall, addresses, beside, taken)
    watching = asyncio.create_task(app.run_async())
    told = asyncio.create_task(ended.wait())
    await asyncio.wait({watching, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not watching.done():
        app.exit()
    await watching
    StylesCache.get_inner_outer.cache_clear()  # keeps the paint of the last programs, keyed by them
    return app.taken_along
