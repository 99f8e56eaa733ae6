"""A learner's program as a server runs it: beside others in one loop, painting in true colour for any line."""

import asyncio
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.control import Control
from textual import work
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.geometry import Size

from lessons.cli.call import PlayRequest
from lessons.i18n import _
from lessons.lesson.lesson import Lesson
from lessons.loading.catalogue import Outlines
from lessons.play.rules import Rules
from lessons.school.controls import FREE, Controls
from server.driver import SeatDriver
from server.letting_go import Nodes, open_circles
from server.limits import MESSAGE_SHOWN
from server.shared_lessons import SharedLessons
from server.true_colour import STYLES, paint_in_true_colour
from server.waiting import WaitScreen
from tui.app import CloseRead
from tui.program import OPENING, happens
from tui.safe_text import joined, line, plain

# Each would be loaded at somebody's key, while all others wait.
from tui.screens import hand_in, help, opening, palette, settings  # noqa: F401
from tui.screens.lesson import LessonScreen
from tui.screens.progress import ProgressScreen
from tui.screens.review import ReviewDoor, ReviewScreen
from tui.widgets.key_bar import KeyBar

_LOG = logging.getLogger("closeread.serve")
_SETTLES = 0.05
"""Seconds between two sizes of a screen; Textual hands a size on after a moment of its own, too."""


class Served(CloseRead):
    """One learner of a class."""

    CSS_PATH = STYLES
    write_to: Callable[[str], None] | None = None
    """Where what is painted goes."""
    copied: Callable[[str], None] | None = None
    """What to do with a text for the clipboard."""

    def __init__(
        self,
        request: PlayRequest,
        lessons: SharedLessons,
        opened: Callable[[Path], None] = lambda _folder: None,
        on_short: Callable[[Lesson], bool] = lambda _lesson: False,
        *,
        learner: int = 0,
        controls: Controls = FREE,
    ) -> None:
        """``opened`` is told of each lesson that the learner opens; ``on_short``: whether the class takes its short
        path; ``controls`` hold until ``follow``."""
        super().__init__(request)
        self._tell_opened, self._on_short = opened, on_short
        self._learner, self._controls = learner, controls
        self._said = "", ""
        """What the teacher said last, to everybody and to this learner."""
        self._open_powers = self.context.powers
        self.context = replace(self.context, powers=controls.powers(self._open_powers))
        self.driver_class = SeatDriver
        self.ahead = self.lessons = lessons
        self.outlines: Outlines = lessons.outlines
        self._capture_stdout: Any = sys.__stdout__  # programs that overlap would put back each other's
        self._capture_stderr: Any = sys.__stderr__
        self._signs = ()
        paint_in_true_colour(self)
        open_circles()
        self._registry = Nodes()

    # What the teacher holds

    def on_mount(self) -> None:
        """Begin as the class is held. Textual calls what the base does here too."""
        self.call_later(self.follow, self._controls)

    def rules(self, lesson: Lesson) -> Rules:
        """The rules of a lesson as the class is held."""
        rules = super().rules(lesson).on_path(short=self._on_short(lesson))
        return self._controls.rules(rules, lesson.course, lesson.id)

    def follow(self, controls: Controls) -> None:
        """Go on as the teacher holds the class now; the learner stays where that is still open."""
        self._controls = controls
        self.context = replace(self.context, powers=controls.powers(self._open_powers))
        waits = isinstance(self.screen, WaitScreen)
        if not controls.waits(self._learner):
            for screen in self.screen_stack:
                if isinstance(screen, WaitScreen):
                    screen.over = True  # one below a message is left as soon as it comes up
            if waits:
                self.pop_screen()
        if self._may_stay():
            for screen in self.screen_stack:
                if type(screen) is LessonScreen:
                    screen.follow(self.rules(screen.session.whole))
        else:
            self._go_home()
        if not waits and controls.waits(self._learner):
            self.push_screen(WaitScreen())
        before, self._said = self._said, (controls.message, controls.told.get(self._learner, ""))
        if self._said != before:
            fresh = [new if new != old else "" for new, old in zip(self._said, before, strict=True)]
            self.call_after_refresh(self.tell_from_teacher, *fresh)
        self.screen.refresh_bindings()

    def go_to_lesson(self, folder: Path) -> None:
        """Leave what is at hand for the lesson that the teacher has opened; who is in it stays there."""
        here = [screen for screen in self.screen_stack if type(screen) is LessonScreen]
        if any(screen.session.whole.folder == folder for screen in here):
            return
        self._go_home()
        self.open_lesson(folder)

    def _may_stay(self) -> bool:
        """Whether everything that lies on the home screen is still open."""
        for screen in self.screen_stack:
            if type(screen) is LessonScreen:
                lesson = screen.session.whole
                if not self._controls.opens(lesson.course, lesson.id):
                    return False
        if any(isinstance(one, ReviewScreen | ReviewDoor) for one in self.screen_stack):
            return self.context.powers.allow("review")
        if any(isinstance(one, ProgressScreen) for one in self.screen_stack):
            return self.context.powers.allow("progress")
        return True

    def _go_home(self) -> None:
        """Keep what was typed, and leave everything but the home screen and the teacher's wish to wait."""
        self.keep_everything()
        waits = isinstance(self.screen, WaitScreen)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if waits:
            self.push_screen(WaitScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be done while the teacher has everybody wait."""
        if self.screen_stack and isinstance(self.screen, WaitScreen):
            return False
        return super().check_action(action, parameters)

    def tell_from_teacher(self, message: str, own: str = "") -> None:
        """Show plain lines from the teacher, to everybody and to this learner; nothing where both are taken away."""
        said = [(_("Your teacher:"), message), (_("Your teacher, to you:"), own)]
        parts = [joined(plain(who, "bold"), line(words), between=" ") for who, words in said if words]
        for bar in self.screen.query(KeyBar):
            bar.tell(joined(*parts, between="   "), MESSAGE_SHOWN)

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

    async def fitted(self, size: Size) -> None:
        """Give the screen another size, and wait until it is laid out."""
        if self.driver is not None:
            self.driver.resized(size)
            await asyncio.sleep(_SETTLES)
            laid_out = asyncio.Event()
            if self.screen.call_after_refresh(laid_out.set):
                await laid_out.wait()

    async def rested(self) -> None:
        """Wait until what was let in last has had its effect."""
        came_in = asyncio.Event()
        if self.call_later(came_in.set):
            await came_in.wait()
        if self._turn is not None:
            await asyncio.wait({self._turn}, timeout=5)

    def open_lesson(self, folder: Path, *, begin: bool = False) -> None:
        """Show a lesson, and have the class work on it; say so where the teacher has it closed."""
        shared = self.lessons.take(folder)
        if shared is not None and not self._controls.opens(shared[0].course, shared[0].id):
            words = (
                _("This lesson is not open now.")
                if not self._controls.closed
                else _("No lesson is open now.")
            )
            self.tell(plain(words))
            return
        self._tell_opened(folder)
        self._open_in_turn(folder, begin=begin)

    @work(group=OPENING)
    async def _open_in_turn(self, folder: Path, *, begin: bool) -> None:
        """Open a lesson when no other learner's is being laid out: a class that opens one holds nobody up for long."""
        async with self.lessons.turn:
            if waits := isinstance(self.screen, WaitScreen):
                self.pop_screen()
            super().open_lesson(folder, begin=begin)
            opened = self.screen
            if waits:
                self.push_screen(WaitScreen())
            else:
                await happens(opened.call_after_refresh)

    def is_prepared(self, _folder: Path) -> bool:
        """The class has its lessons made ready; here a thread would do it, which would remember this program."""
        return True

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
