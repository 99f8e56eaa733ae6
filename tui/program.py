"""What the three programs have in common: keys that wait for their turn, colours, help, clipboard, and a record.

Textual hands a key to the widget with the focus, and what the key does travels on as messages, each through queues of
its own. A second key does not wait for them: it finds the former focus, the former screen, or an answer that has not
arrived yet. Here it waits until the first one has taken effect, and until a screen that it opened is there.
"""

import asyncio
import contextlib
import os
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.filter import LineFilter
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerError

from lessons.cli.call import Exit, opened_journal
from lessons.context import Context
from lessons.i18n import _, speaking
from lessons.model.course import Course, LessonCard
from lessons.record.event import Event
from lessons.record.journal import Journal, read_journal
from lessons.record.paths import (
    known_outlines,
)
from lessons.record.recorder import MemoryRecord, Recorder, RecordError
from tui import themes
from tui.actions import AtHand, Working, bindings
from tui.safe_text import joined, plain, quoted
from tui.themes import ConsoleSigns
from tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.cli.call import PlayRequest

AGAIN = 4.0
"""Seconds in which Ctrl+C pressed again leaves; as long, what is told stays."""
SETTLED = 0.4
"""Seconds after which the first screen has been drawn."""
TOLD = 40
"""How much is told of what was copied, in characters."""
ROUNDS = 40
"""How often messages are followed from the focus up to the program before the next key comes in at any rate."""
OPENING = "opening"
"""The group of the workers that make the next screen ready: keys wait for it, as they are meant for that screen."""
LOOKS = 4
"""How often it is looked whether a message waits, each time after everything that was ready has run."""
PATIENCE = 1.0
"""Seconds after which a part of the screen that does not answer no longer holds the keys up."""


class InTurns(App[None], inherit_bindings=False):
    """A program that takes the next key when the one before has had its effect."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._waiting: deque[events.Event] = deque()
        self._turn: asyncio.Task[None] | None = None
        """Waits for the effect of what was let in last; ``None`` when nothing is under way."""
        self._drawn: Screen[Any] | None = None
        """The screen that was seen drawn: one that was just opened takes no key yet."""

    @property
    def busy(self) -> bool:
        """Whether something that was typed or clicked has not had its effect yet."""
        return self._turn is not None

    async def on_event(self, event: events.Event) -> None:
        """Let what a person did in at once when nothing is under way, or else in its turn."""
        if not isinstance(event, events.InputEvent | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._turn is None and self.screen is self._drawn:
            await super().on_event(event)
            if not isinstance(event, events.MouseMove):
                self._turn = asyncio.create_task(self._take_turns())
        else:
            self._waiting.append(event)
            if self._turn is None:
                self._turn = asyncio.create_task(self._take_turns())

    def on_unmount(self) -> None:
        """Wait for nothing any more. Textual calls what subclasses do here too."""
        self._waiting.clear()
        if self._turn is not None:
            self._turn.cancel()

    async def _take_turns(self) -> None:
        try:
            await self._settle()
            while self._waiting and self.is_running:
                event = self._waiting.popleft()
                self.call_later(super().on_event, event)  # in the program's own turn, as if it came now
                if self._waiting or not isinstance(event, events.MouseMove):
                    await self._settle()
        finally:
            self._turn = None

    async def _settle(self) -> None:
        """Wait until no message is on its way any more and the screen at hand, with its focus, has been laid out."""
        for _round in range(ROUNDS):
            focus = self.focused or self.screen
            upwards = focus.ancestors_with_self  # the way of messages
            for _look in range(ROUNDS):  # most have come through before this comes to the head of a queue
                if not any(one.message_queue_size for one in upwards):
                    break
                await asyncio.sleep(0)
            await happens(partial(_pass_up, focus))
            screen = self.screen
            if screen is not self._drawn or not (self.focused or screen).size:
                await happens(screen.call_after_refresh)
                self._drawn = screen
            elif not await self._is_busy() and not await self._opened():
                return

    async def _is_busy(self) -> bool:
        """Whether a message waits anywhere; looked at several times, as it could be between two messages."""
        for _look in range(LOOKS):
            if any(one.message_queue_size for one in (self, *self.screen.walk_children(with_self=True))):
                return True
            await asyncio.sleep(0)
        return False

    async def _opened(self) -> bool:
        """Wait for what makes the next screen ready; whether there was anything to wait for."""
        opening = [one for one in self.workers if one.group == OPENING and not one.is_finished]
        for worker in opening:
            with suppress(WorkerError):
                await worker.wait()
        return bool(opening)


def _pass_up(pump: MessagePump, act: Callable[[], None]) -> bool:
    """Have it called once this one and all above it, up to the program, have come to it: messages go upwards.

    What ``call_later`` wraps has its parameters looked up at every key.
    """

    def go_on() -> None:
        above = pump._parent
        if above is None or not _pass_up(above, act):
            act()

    return pump.post_message(events.Callback(go_on))


async def happens(schedule: Callable[[Callable[[], None]], bool]) -> None:
    """Wait until what ``schedule`` was given has been called: not for ever, and not when it was refused."""
    done = asyncio.Event()
    if schedule(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), PATIENCE)


class Program(InTurns, inherit_bindings=False):
    """What screens may ask of the program that shows them.

    A program opens screens; screens know the programs only through this class.
    """

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
        self.settled: Callable[[], None] | None = None
        """What to do for the whole process once the first screen is drawn; nothing where it serves others too."""
        self.context = request.context
        """Who learns here, and where that is kept."""
        self.record: Recorder = MemoryRecord()
        """Where what is done is kept; in memory where nothing is learnt, or where it cannot be kept."""
        self.trouble: RecordError | None = None
        """Why nothing is being saved; ``None`` while everything is."""
        self.outlines = known_outlines(self.context.home)
        """What was read of the lessons before."""
        self.unsaved = False
        """Whether a lesson was left while the disk refused what was done in it."""
        self._interrupted = -AGAIN
        """When Ctrl+C was pressed last."""
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self.remembered_theme()

    def remembered_theme(self) -> str:
        """The colours to begin with: those chosen last; where there are none, the theme that needs none."""
        remembered = self.context.settings.get("theme")
        if self.no_color:
            return themes.TERMINAL.name  # its cursor and selection need no colour
        return remembered if remembered in {theme.name for theme in themes.THEMES} else themes.DEFAULT

    def on_mount(self) -> None:
        """Once the first screen is drawn, tell whoever waits for that. Textual calls what subclasses do here too."""
        if self.settled is not None:
            self.set_timer(SETTLED, self.settled)

    # What each program answers for itself

    @abstractmethod
    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The screen with every key that this program has."""

    @abstractmethod
    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""

    def open_lesson(self, folder: "Path", *, begin: bool = False) -> None:
        """Show a lesson, in a program that plays lessons; with ``begin`` a test begins."""

    def lesson_after(self, folder: "Path") -> LessonCard | None:
        """The lesson to go on with after this one, if there is one."""
        return None

    def open_review(self) -> None:
        """Ask what is due for review, in a program that has a learner."""

    def is_prepared(self, folder: "Path") -> bool:
        """Whether a lesson is at hand, so that there is nothing to make ready."""
        return False

    def prepare(self, folder: "Path") -> None:
        """Make a lesson ready that may be opened next; for a thread of its own."""

    # The record

    def open_record(self, opening: "Callable[[], Recorder] | None" = None) -> None:
        """Open the learner's journal; when that fails, go on from what can be read of it, and forget the rest."""
        try:
            self.record = (opening or self.request.open_record)()
            self.trouble = None
        except RecordError as error:
            self.record, self.trouble = MemoryRecord(_readable(self.context)), error

    def close_record(self) -> None:
        """Bring what was written to the disk and let go of the record."""
        if isinstance(self.record, Journal):
            try:
                self.record.close()
            except RecordError as error:
                self.trouble = error

    def events(self) -> Sequence[Event]:
        """Everything the record holds, oldest first."""
        try:
            if isinstance(self.record, Journal):
                return self.record.contents().events
            return self.record.everything()
        except RecordError as error:
            self.trouble = error
            return ()

    def class_words(self) -> str:
        """How it stands with the class that was joined; empty where none was."""
        follower = self.record.follower if isinstance(self.record, Journal) else None
        return follower.words() if follower is not None else ""

    def courses(self) -> tuple[Course, ...]:
        """Every course that the record may be about: those asked for, and those of packs that were opened here."""
        from lessons.loading.catalogue import courses
        from lessons.share.packs.shelf import with_opened

        return courses(with_opened(self.request.roots, self.context.home), self.outlines)

    def change_learner(self, name: str) -> RecordError | None:
        """Close this learner's record and go on with another's; why the next start will not know, if it will not."""
        self.close_record()
        self.context = self.context.of_learner(name)
        self.open_record(lambda: opened_journal(self.context))
        try:
            self.context.settings.keep_learner(name)
        except RecordError as error:
            return error
        return None

    # Keys

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

    @property
    def current_theme(self) -> Theme:
        """The colours at hand. Textual asks for them for each widget drawn, and copies its list of them to find one."""
        return themes.BY_NAME.get(self.theme) or super().current_theme

    def change_theme(self, name: str) -> None:
        """Change the colours; remembered for the next start where that is possible. Without colours nothing changes."""
        if not self.no_color:
            self.theme = name
        with contextlib.suppress(RecordError):
            self.context.settings.keep("theme", name)

    @property
    def exit_code(self) -> int:
        """What the process ends with: 3 where something that was done is in no record."""
        if self.unsaved or self.trouble is not None:
            return Exit.RECORD
        return self.return_code or 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No help on top of the help, no list of commands on top of another."""
        return not (action in ("help", "palette") and self.screen_stack and self.screen.id == action)

    def action_help(self) -> None:
        """Show every key, first those that work here and now."""
        self.push_screen(self.help_screen(AtHand.on(self.screen)))

    def action_palette(self) -> None:
        """List the commands that work now, and do the one chosen."""
        at_hand = AtHand.on(self.screen)

        def chosen(command: Working | None) -> None:
            if command is not None and command.node is not None:
                self.call_later(self.run_action, command.does, command.node)

        self.push_screen(self.palette_screen(at_hand), chosen)

    async def on_key(self, event: Key) -> None:
        """Do what a key is bound to. Of a letter or a sign that does nothing here, say so, and where keys are told."""
        event.prevent_default()  # Textual would do the first once more
        if await self._check_bindings(event.key) or not event.is_printable or event.character is None:
            return
        key = event.key if "+" in event.key else event.character  # Esc and a letter at once are Alt
        words = _("{key} does nothing here; ? or F1 tells every key.").format(key=key)
        self.tell(plain(words, "$quiet"))

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


def program_of(screen: Screen[Any]) -> Program:
    """The program that shows a screen."""
    assert isinstance(screen.app, Program)
    return screen.app


def _readable(context: Context) -> Sequence[Event]:
    """What a journal holds that cannot be written: it is read only, and another window may have it open."""
    try:
        return read_journal(context.journal_path).events
    except RecordError:
        return ()
