"""The program on the screen: themes, the learner's record, and the screens, each loaded when it is first shown."""

import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.filter import LineFilter
from textual.screen import Screen

from lessons.cli.call import Exit
from lessons.context import Context
from lessons.i18n import _, speaking
from lessons.model.course import Course, LessonCard
from lessons.record.event import Event
from lessons.record.journal import Journal, read_journal
from lessons.record.places import (
    known_outlines,
)
from lessons.record.recorder import MemoryRecord, RecordError
from tui import themes
from tui.actions import AtHand, Working, bindings
from tui.ahead import Ahead
from tui.safe_text import joined, plain, quoted
from tui.screens.home import HomeScreen
from tui.themes import ConsoleSigns
from tui.turns import InTurns
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.cli.call import PlayRequest


AGAIN = 4.0
"""Seconds in which Ctrl+C pressed again leaves; as long, what is told stays."""
TOLD = 40
"""How much is told of what was copied, in characters."""
SETTLED = 0.4
"""Seconds after which the first screen has been drawn."""


class CloseRead(InTurns, inherit_bindings=False):
    """One learner at one terminal."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "closeread"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(("help", "palette", "quit")),
        *(
            replace(key, priority=True)  # a field and Textual's screens would take it for themselves
            for key in bindings(("interrupt",))
            if isinstance(key, Binding)
        ),
    ]
    CSS_PATH = "app.tcss"
    by_hand = ()

    def __init__(self, request: "PlayRequest") -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self._signs = (ConsoleSigns(),) if os.environ.get("TERM") == "linux" else ()
        self.request = request
        self.record: Journal | MemoryRecord = MemoryRecord()
        self.trouble: RecordError | None = None
        """Why nothing is being saved; ``None`` while everything is."""
        self.context = request.context
        """Who learns here, and where that is kept."""
        self.ahead = Ahead(self.context.home)
        self.outlines = known_outlines(self.context.home)
        self.unsaved = False
        """Whether a lesson was left while the disk refused what was done in it."""
        self._interrupted = -AGAIN
        """When Ctrl+C was pressed last."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        remembered = self.context.settings.get("theme")
        if self.no_color:
            self.theme = themes.TERMINAL.name  # the one whose cursor and selection need no colour
        elif remembered in {theme.name for theme in themes.THEMES}:
            self.theme = remembered
        else:
            self.theme = themes.DEFAULT

    @contextmanager
    def _context(self) -> Iterator[None]:
        """Where Textual says which program is at work, say in which language it speaks too.

        Every task that draws this program or answers its keys is begun inside, so each program speaks its own.
        """
        with speaking(self.context.language), super()._context():
            yield

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through before it is drawn."""
        return [*super().get_line_filters(), *self._signs]

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
        self.context = self.context.of_learner(name)
        self.open_record(self.context.open_journal)
        if self.trouble is not None:
            self.show_trouble(self.trouble)
        try:
            self.context.settings.keep_learner(name)
        except RecordError as error:
            from tui.screens.trouble import NotRemembered

            self.push_screen(NotRemembered(error))

    def change_theme(self, name: str) -> None:
        """Change the colours; remembered for the next start where that is possible. Without colours nothing changes."""
        if not self.no_color:
            self.theme = name
        with contextlib.suppress(RecordError):
            self.context.settings.keep("theme", name)

    def open_record(self, opening: "Callable[[], Journal] | None" = None) -> None:
        """Open the learner's journal; when that fails, go on from what can be read of it, and forget the rest."""
        try:
            self.record = (opening or self.request.open_record)()
            self.trouble = None
        except RecordError as error:
            self.record, self.trouble = MemoryRecord(_readable(self.context)), error

    def events(self) -> Sequence[Event]:
        """Everything the record holds, oldest first."""
        if isinstance(self.record, MemoryRecord):
            return self.record.everything()
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

        ready = self.ahead.take(folder)
        self.push_screen(lesson_screen(folder, self.record, self.context.home, ready, begin=begin), answered)

    def lesson_after(self, folder: "Path") -> LessonCard | None:
        """The lesson of the same course to go on with: the next one that is not finished, or else an earlier one."""
        from lessons.reports.standing import next_lesson

        return next_lesson(self.courses(), self.events(), folder)

    def courses(self) -> tuple[Course, ...]:
        """Every course that the record may be about: those asked for, and those of packs that were opened here."""
        from lessons.loading.catalogue import courses
        from lessons.share.packs.shelf import with_opened

        return courses(with_opened(self.request.roots, self.context.home), self.outlines)

    def open_review(self) -> None:
        """Ask what is due for review."""
        from tui.screens.review import ReviewDoor

        self.push_screen(ReviewDoor(self.courses(), tuple(self.events()), self.record, self.context))

    def show_trouble(self, error: RecordError) -> None:
        """Say that nothing is being saved, and why."""
        from tui.screens.trouble import RecordTrouble

        self.push_screen(RecordTrouble(error))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No help on top of the help, no list of commands on top of another."""
        return not (action in ("help", "palette") and self.screen_stack and self.screen.id == action)

    def action_help(self) -> None:
        """Show every key, first those that work here and now."""
        self.push_screen(self.help_screen(AtHand.on(self.screen)))

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The screen with every key that this program has."""
        from tui.screens.help import HelpScreen

        return HelpScreen(at_hand)

    def action_palette(self) -> None:
        """List the commands that work now, and do the one chosen."""
        from tui.screens.palette import PaletteScreen

        at_hand = AtHand.on(self.screen)

        def chosen(command: Working | None) -> None:
            if command is not None and command.node is not None:
                self.call_later(self.run_action, command.does, command.node)

        self.push_screen(PaletteScreen(at_hand), chosen)

    def on_key(self, event: Key) -> None:
        """Say of a letter or a sign that does nothing here that it does nothing, and where the keys are told."""
        if (
            event.is_printable
            and event.character is not None
            and event.key not in self.screen.active_bindings
        ):
            key = event.key if "+" in event.key else event.character  # Esc and a letter at once are Alt
            told = _("{key} does nothing here; ? or F1 tells every key.").format(key=key)
            self.tell(plain(told, "$quiet"))

    async def action_interrupt(self) -> None:
        """Copy what is selected; with nothing selected say how to leave, and leave when that is asked for again."""
        from textual.widgets import TextArea

        field = self.focused
        if isinstance(field, TextArea) and field.selected_text:
            self.copy(field.selected_text)
        elif (selected := self.screen.get_selected_text()) is not None:
            self.copy(selected)
        elif time.monotonic() - self._interrupted < AGAIN:
            await self.action_quit()
        else:
            self._interrupted = time.monotonic()
            self.tell(plain(_("Press Ctrl+C again to leave the program.")))

    def copy(self, text: str) -> None:
        """Put a text into the clipboard of the terminal (OSC 52), and say so."""
        self.copy_to_clipboard(text)
        shown = " ".join(text.split())
        shown = shown if len(shown) <= TOLD else shown[: TOLD - 1] + "…"
        self.tell(joined(plain(_("Sent to the clipboard of your terminal:")), quoted(shown), between=" "))

    def tell(self, words: Content) -> None:
        """Say something in the last lines of the screen, for a while."""
        for bar in self.screen.query(KeyBar):
            bar.tell(words)

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


def _readable(context: Context) -> Sequence[Event]:
    """What a journal holds that cannot be written: it is read only, and another window may have it open."""
    try:
        return read_journal(context.journal_path).events
    except RecordError:
        return ()


def _settle() -> None:
    """Keep what start-up made out of every later garbage collection: collections are what makes a key feel slow."""
    gc.collect()
    gc.freeze()
    gc.enable()
