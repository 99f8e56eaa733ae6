"""The program on the screen: themes, the learner's record, and the screens, each loaded when it is first shown."""

import contextlib
import gc
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from lessons.cli.exits import Exit
from lessons.store.event import Event
from lessons.store.journal import Journal, read_journal
from lessons.store.memory import MemoryRecord
from lessons.store.places import journal_path, open_journal, remember_learner, remember_setting, setting
from lessons.store.recorder import RecordError
from tui import themes
from tui.actions import bindings
from tui.screens.home import HomeScreen
from tui.turns import InTurns

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.cli.play import PlayRequest


SETTLED = 0.4
"""Seconds after which the first screen has been drawn."""


class CloseRead(InTurns):
    """One learner at one terminal."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "closeread"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(("help", "quit")),
        Binding("ctrl+c", "quit", show=False),
    ]
    CSS_PATH = "app.tcss"

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__()
        self.request = request
        self.record: Journal | MemoryRecord = MemoryRecord()
        self.trouble: RecordError | None = None
        """Why nothing is being saved; ``None`` while everything is."""
        self.learner = request.learner
        self.unsaved = False
        """Whether a lesson was left while the disk refused what was done in it."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        remembered = setting("theme")
        self.theme = remembered if remembered in {theme.name for theme in themes.THEMES} else themes.DEFAULT

    def get_default_screen(self) -> Screen[Any]:
        """The home screen is always at the bottom: leaving a lesson leads there."""
        return HomeScreen()

    def on_load(self) -> None:
        """Open the record before anything is drawn: the home screen shows how far the learner is."""
        self.open_record()

    def on_mount(self) -> None:
        """Go where the command line asked to go."""
        if self.request.lesson is not None:
            self.open_lesson(self.request.lesson)
        elif self.request.review:
            self.open_review()
        if self.trouble is not None:
            self.show_trouble(self.trouble)
        self.set_timer(SETTLED, _settle)

    def change_learner(self, name: str) -> None:
        """Close this learner's record and go on with another's; remembered for the next start."""
        self.close_record()
        self.learner = name
        self.open_record(lambda: open_journal(name))
        if self.trouble is not None:
            self.show_trouble(self.trouble)
        try:
            remember_learner(name)
        except RecordError as error:
            from tui.screens.trouble import NotRemembered

            self.push_screen(NotRemembered(error))

    def change_theme(self, name: str) -> None:
        """Change the colours; remembered for the next start where that is possible."""
        self.theme = name
        with contextlib.suppress(RecordError):
            remember_setting("theme", name)

    def open_record(self, opening: "Callable[[], Journal] | None" = None) -> None:
        """Open the learner's journal; when that fails, go on from what can be read of it, and forget the rest."""
        try:
            self.record = (opening or self.request.open_record)()
            self.trouble = None
        except RecordError as error:
            self.record, self.trouble = MemoryRecord(_readable(self.learner)), error

    def events(self) -> Sequence[Event]:
        """Everything the record holds, oldest first."""
        if isinstance(self.record, MemoryRecord):
            return self.record.kept
        try:
            return self.record.contents().events
        except RecordError as error:
            self.trouble = error
            return ()

    @property
    def exit_code(self) -> int:
        """What the process ends with: 3 where something that was done is in no record."""
        if self.unsaved or self.trouble is not None:
            return Exit.RECORD
        return self.return_code or 0

    def open_lesson(self, folder: "Path", *, begin: bool = False) -> None:
        """Show a lesson where the learner stopped, or say why it cannot be opened; with ``begin`` a test begins."""
        from tui.screens.opening import lesson_screen

        def answered(go_on: bool | None) -> None:
            if go_on:
                self.open_lesson(folder, begin=True)

        self.push_screen(lesson_screen(folder, self.record, begin=begin), answered)

    def open_review(self) -> None:
        """Ask what is due for review."""
        from lessons.exchange.shelf import with_opened
        from lessons.loading.catalogue import courses
        from tui.screens.review_door import ReviewDoor

        known = courses(with_opened(self.request.roots))
        self.push_screen(ReviewDoor(known, tuple(self.events()), self.record))

    def show_trouble(self, error: RecordError) -> None:
        """Say that nothing is being saved, and why."""
        from tui.screens.trouble import RecordTrouble

        self.push_screen(RecordTrouble(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No help on top of the help."""
        return not (action == "help" and self.screen_stack and self.screen.id == "help")

    def action_help(self) -> None:
        """Show every key."""
        self.push_screen(self.help_screen())

    def help_screen(self) -> Screen[None]:
        """The screen with every key that this program has."""
        from tui.screens.help import HelpScreen

        return HelpScreen()

    async def action_quit(self) -> None:
        """Leave; what was typed last is kept first."""
        self.keep_everything()
        self.exit()

    def keep_everything(self) -> None:
        """Write typed drafts that still wait."""
        for screen in self.screen_stack:
            flush = getattr(screen, "flush", None)
            if flush is not None:
                flush()

    def on_unmount(self) -> None:
        """Let another window write."""
        self.close_record()

    def close_record(self) -> None:
        """Bring what was written to the disk and let go of the record."""
        if isinstance(self.record, Journal):
            try:
                self.record.close()
            except RecordError as error:
                self.trouble = error


def _readable(learner: str) -> Sequence[Event]:
    """What a journal holds that cannot be written: it is read only, and another window may have it open."""
    try:
        return read_journal(journal_path(learner)).events
    except RecordError:
        return ()


def _settle() -> None:
    """Keep what start-up made out of every later garbage collection: collections are what makes a key feel slow."""
    gc.collect()
    gc.freeze()
    gc.enable()
