"""A learner's program as a server runs it: beside others in one loop, painting in true colour for any line."""

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.control import Control
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.driver import Driver

from lessons.cli.call import PlayRequest
from lessons.loading.catalogue import Outlines
from server.driver import SeatDriver
from server.shared_lessons import SharedLessons
from tui import program
from tui.app import CloseRead

_LOG = logging.getLogger("closeread.serve")


class Served(CloseRead):
    """One learner of a class."""

    CSS_PATH = str(
        Path(program.__file__).with_name("app.tcss")
    )  # a bare name would be looked for beside this file
    write_to: Callable[[str], None] | None = None
    """Where what is painted goes."""
    copied: Callable[[str], None] | None = None
    """What to do with a text for the clipboard."""

    def __init__(
        self,
        request: PlayRequest,
        lessons: SharedLessons,
        opened: Callable[[Path], None] = lambda _folder: None,
    ) -> None:
        """``opened`` is told of each lesson that the learner opens."""
        super().__init__(request)
        self._tell_opened = opened
        self.driver_class = SeatDriver
        self.ahead = self.lessons = lessons
        self.outlines: Outlines = lessons.outlines
        self._capture_stdout: Any = sys.__stdout__  # programs that overlap would put back each other's
        self._capture_stderr: Any = sys.__stderr__
        self._paint_in_true_colour()

    def _paint_in_true_colour(self) -> None:
        """Forget what the terminal of the server's process can draw: each line lessens colours for itself."""
        self.no_color, self._signs = False, ()
        self.set_reactive(App.ansi_color, None)
        del self._filters[1:]
        self._filters[0].enabled = not self.native_ansi_color
        self.console = Console(
            color_system="truecolor",
            file=self.console.file,
            markup=True,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
            force_terminal=True,
            safe_box=False,
            soft_wrap=False,
        )
        self.theme = self.remembered_theme()

    @property
    def driver(self) -> SeatDriver | None:
        """The driver, while the program runs."""
        driver: Driver | None = self._driver
        return driver if isinstance(driver, SeatDriver) else None

    def whole_screen(self) -> str:
        """Everything that is on the screen now, painted; empty before the first layout."""
        if not self.is_running or not self.screen_stack:
            return ""
        screen = self.screen
        with self._context():
            update = screen._compositor.render_update(full=True, screen_stack=self._background_screens)
            painted = update.render_segments(self.console) if isinstance(update, CompositorUpdate) else ""
        cursor = screen.outer_size.clamp_offset(self.cursor_position)
        return painted + Control.move_to(*cursor).segment.text

    async def rested(self) -> None:
        """Wait until what was let in last has had its effect."""
        came_in = asyncio.Event()
        if self.call_later(came_in.set):
            await came_in.wait()
        if self._turn is not None:
            await asyncio.wait({self._turn}, timeout=5)

    def open_lesson(self, folder: Path, *, begin: bool = False) -> None:
        """Show a lesson, and have the class work on it."""
        self._tell_opened(folder)
        super().open_lesson(folder, begin=begin)

    def is_prepared(self, folder: Path) -> bool:
        """Whether all share this lesson already: then no thread is needed, which would remember this program."""
        return self.lessons.has(folder)

    def copy_to_clipboard(self, text: str) -> None:
        """Into the clipboard of the learner's own machine."""
        self._clipboard = text
        if self.copied is not None:
            self.copied(text)

    def _print_error_renderables(self) -> None:
        """A fault of the program goes to the server's log, and to nobody's screen."""
        self._exit_renderables.clear()
        if self._exception is not None:
            _LOG.error("a session ended by a fault", exc_info=self._exception)
