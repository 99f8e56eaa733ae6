"""The program on the screen: themes, the learner's record, and the screens, each loaded when it is first shown."""

import gc
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from lessons.store.event import Event
from lessons.store.journal import Journal
from lessons.store.memory import MemoryRecord
from lessons.store.recorder import RecordError
from tui import themes
from tui.actions import bindings
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.cli.play import PlayRequest


class CloseRead(App[None]):
    """One learner at one terminal."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "closeread"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(("help", "quit")),
        Binding("ctrl+c", "quit", show=False),
    ]
    CSS = """
    Screen { background: $background; color: $foreground; }
    """

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__()
        self.request = request
        self.record: Journal | MemoryRecord = MemoryRecord()
        self.trouble: RecordError | None = None
        """Why nothing is being saved; ``None`` while everything is."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DEFAULT

    def on_mount(self) -> None:
        self.open_record()
        self.push_screen(HomeScreen())
        if self.request.lesson is not None:
            self.open_lesson(self.request.lesson)
        if self.trouble is not None:
            self.show_trouble(self.trouble)
        self.call_after_refresh(_settle)

    def open_record(self) -> None:
        """Open the learner's journal; when it cannot be opened, go on with a record that is forgotten."""
        try:
            self.record = self.request.open_record()
            self.trouble = None
        except RecordError as error:
            self.record, self.trouble = MemoryRecord(), error

    def events(self) -> Sequence[Event]:
        """Everything the record holds, oldest first."""
        if isinstance(self.record, MemoryRecord):
            return self.record.kept
        try:
            return self.record.contents().events
        except RecordError as error:
            self.trouble = error
            return ()

    def open_lesson(self, folder: "Path") -> None:
        """Show a lesson where the learner stopped, or say why it cannot be opened."""
        from tui.screens.opening import lesson_screen

        self.push_screen(lesson_screen(folder, self.record))

    def show_trouble(self, error: RecordError) -> None:
        """Say that nothing is being saved, and why."""
        from tui.screens.trouble import RecordTrouble

        self.push_screen(RecordTrouble(error))

    def action_help(self) -> None:
        """Show every key."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    async def on_unmount(self) -> None:
        """Let another window write."""
        if isinstance(self.record, Journal):
            try:
                self.record.close()
            except RecordError as error:
                self.trouble = error


def _settle() -> None:
    """Keep what start-up made out of every later garbage collection: collections are what makes a key feel slow."""
    gc.collect()
    gc.freeze()
