"""Runs the live view in the loop that serves the class, until the teacher ends it or the process is told to end."""

import asyncio
import sys

from textual.content import Content

from lessons.cli.call import PlayRequest
from server.fault_log import log_kept
from server.hall import Hall
from server.live.live_app import LiveApp
from server.live.live_screen import Addresses
from tui.safe_text import plain


def has_terminal() -> bool:
    """Whether somebody looks at this process through a terminal that can move its cursor."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in streams)


async def watch(hall: Hall, addresses: Addresses, ended: asyncio.Event) -> None:
    """Show the live view; what is logged meanwhile is told after it."""
    app = LiveApp(PlayRequest(None, hall.roots, hall.teacher), hall, addresses)
    with log_kept():
        watching = asyncio.create_task(app.run_async())
        told = asyncio.create_task(ended.wait())
        await asyncio.wait({watching, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not watching.done():
            app.exit()
        await watching


def qr_lines(text: str) -> list[Content]:
    """A QR code in half blocks, dark on light whatever the colours of the screen."""
    import segno

    rows = [
        [bool(cell) for cell in row] for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)
    ]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    halves = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return [
        plain("".join(halves[pair] for pair in zip(upper, lower, strict=True)), "#000000 on #ffffff")
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
