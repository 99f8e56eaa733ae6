"""Textual's driver for a session without a terminal of its own: it writes to the seat, and the seat feeds it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message

from server.limits import ESCAPE

ENTER = "\x1b[?1049h\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?7l\x1b[?25l\x1b[2J"
"""What a line is told before the first paint: second screen, mouse, no wrapping, no cursor."""
LEAVE = "\x1b[?1000l\x1b[?1002l\x1b[?1006l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""What a terminal is told when the session leaves it."""
_CLIPBOARD = "\x1b]52;c;"


class SeatDriver(Driver):
    """Sets no signal, starts no thread, knows no file: everything happens in the loop of the server."""

    write_to: Callable[[str], None] | None = None
    """Where what is painted goes; the seat sets it before the program runs."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._parser = XTermParser()
        self._latest = ""
        """The latest characters, as many as the beginning of a paste has."""
        self._escape: asyncio.TimerHandle | None = None
        self._ended = False
        self.write_to = getattr(app, "write_to", None)

    @property
    def can_suspend(self) -> bool:
        """There is no shell to go back to."""
        return False

    def send_message(self, message: Message) -> None:
        """Hand a message to the program, which lives in the same loop."""
        self._app.post_message(message)

    def write(self, data: str) -> None:
        """Paint."""
        if self.write_to is not None:
            self.write_to(data)

    def parsed(self, typed: str, take: Callable[[Message], None]) -> None:
        """Give ``take`` what these characters mean; a lone Esc only once nothing followed it for a while.

        Keys and the mouse on the screen are all that can be meant: what a terminal says of itself besides, such as
        another size, comes by the line, which bounds it, and so does a paste.
        """
        if self._ended:  # the program is on its way out, and the parser is closed
            return
        if self._escape is not None:
            self._escape.cancel()
            self._escape = None
        for character in typed:
            for message in self._meant(character):
                if isinstance(message, events.Key) or self._on_screen(message):
                    take(message)
        if self._parser._timeout_time is not None:
            self._escape = self._loop.call_later(ESCAPE, self._tick, take)

    def _meant(self, character: str) -> Sequence[Message]:
        """What this character completes."""
        self._latest = (self._latest + character)[-len(BRACKETED_PASTE_START) :]
        if (
            self._latest != BRACKETED_PASTE_START
        ):  # after it the parser would keep whatever follows, without end
            try:
                return [*self._parser.feed(character)]
            except (ArithmeticError, ValueError):  # numbers that cannot be: the parser has stopped
                pass
        self._parser._gen.close()
        self._parser = XTermParser()
        return ()

    def _on_screen(self, message: Message) -> bool:
        if not isinstance(message, events.MouseEvent):
            return False
        columns, rows = self._app.size
        return 0 <= message.x < columns and 0 <= message.y < rows

    def _tick(self, take: Callable[[Message], None]) -> None:
        self._escape = None
        for message in self._parser.tick():
            take(message)

    def resized(self, size: Size) -> None:
        """Tell the program that the screen has another size."""
        self._size = size
        self.send_message(events.Resize(size, size))

    def start_application_mode(self) -> None:
        """Tell the program how large its screen is."""
        self.resized(Size(*(self._size or (80, 24))))

    def disable_input(self) -> None:
        """Nothing is typed any more."""
        if self._escape is not None:
            self._escape.cancel()
            self._escape = None

    def stop_application_mode(self) -> None:
        """Let go of everything.

        The parser is suspended in a frame that holds its last event, and with it the program; Textual's cache of keys
        holds the parser. Closing it lets the program go.
        """
        self.disable_input()
        self._ended, self.write_to = True, None
        self._parser._gen.close()

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Nothing is opened on the server, and nothing in the learner's browser."""

    def deliver_binary(self, *_given: Any, **_named: Any) -> None:
        """No file leaves the server this way."""
