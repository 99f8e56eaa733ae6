"""The teacher's program while a class is served: the live view, in the loop that serves the class."""

import asyncio
import sys
from dataclasses import replace
from functools import partial
from typing import Any

from textual.events import Event, Key
from textual.screen import Screen

from lessons.cli.call import PlayRequest
from lessons.i18n import _
from server.hall import Hall
from server.limits import QUEUE
from server.live.beside import ClassesBeside, TakenAlong
from server.live.live_asking import ChoiceScreen
from server.live.live_screen import Addresses, LiveScreen
from server.true_colour import STYLES, own_terminal, paint_for
from tui.action import LIVE_PLACES, Action, KeyPlace
from tui.actions import AtHand, Working
from tui.program import Program
from tui.safe_text import plain
from tui.screens.help import HelpScreen
from tui.screens.palette import PaletteScreen
from tui.widgets.sheet import Entry


class LiveHelp(HelpScreen):
    """Keys and signs of a teacher before a class."""

    def how(self) -> str:
        """What the view shows."""
        return _(
            "Above stands how many are at each exercise, how many have answered it, and their mean score. Below is a "
            "line for each learner, those who seem stuck first: three minutes without a key, or much longer at an "
            "exercise than the class. What you hold is in force at once, and for whoever comes later."
        )

    def meaning(self, action: Action) -> str:
        """What an action does here."""
        if action.id == "choose":
            return _("Look at one learner: the answer as it is now, and how each exercise went.")
        if action.id == "quit":
            return _("End the class, once you have said so again: every answer is kept.")
        return super().meaning(action)

    def places(self) -> tuple[KeyPlace, ...]:
        """The places whose keys are told."""
        return LIVE_PLACES


class LiveApp(Program):
    """Watches a class and holds it; ends when the teacher ends the class."""

    CSS_PATH = STYLES

    def __init__(
        self,
        request: PlayRequest,
        hall: Hall,
        addresses: Addresses,
        beside: ClassesBeside | None = None,
        taken: TakenAlong | None = None,
    ) -> None:
        """``beside``: the classes of the same command; ``taken``: what comes from the view of another of them."""
        super().__init__(request)
        self.hall, self._addresses = hall, addresses
        self.beside, self._taken = beside or ClassesBeside(), taken or TakenAlong()
        self.taken_along = TakenAlong()
        """What the view of the next class is to know, once this one has ended."""
        self._capture_stdout: Any = sys.__stdout__  # as in every session of this process
        self._capture_stderr: Any = sys.__stderr__
        paint_for(self, own_terminal())

    def get_default_screen(self) -> Screen[Any]:
        """The live view."""
        return LiveScreen(
            self.hall, self._addresses, self.beside, self._go_to_class, hidden=self._taken.hidden
        )

    def on_ready(self) -> None:
        """Do what was pressed for this class before its view was there."""
        for key, character in self._taken.typed:
            self.post_message(Key(key, character or None))
        if self._taken.note:
            self.tell(plain(self._taken.note, "bold"))

    def _go_to_class(self, taken: TakenAlong) -> None:
        """End, so that another process may show another class."""
        self.taken_along = taken
        waiting = [*self._waiting]
        self._waiting.clear()
        for event in waiting:
            self._keep_for_next(event)
        self.run_worker(self._end())

    async def _end(self) -> None:
        """End once all that was typed is here; the thread that reads it is waited for beside the loop."""
        driver: Any = self._driver
        reading = getattr(driver, "_key_thread", None)
        if reading is not None:
            driver.exit_event.set()
            await asyncio.to_thread(reading.join)
            driver.exit_event.clear()
            driver._key_thread = None
            await asyncio.sleep(0)  # what was read last is on its way
            await asyncio.sleep(0)
        self.exit()

    async def on_event(self, event: Event) -> None:
        """Take what was pressed, or keep it for the class that it is meant for."""
        if self.taken_along.to is None:
            await super().on_event(event)
        else:
            self._keep_for_next(event)

    def _keep_for_next(self, event: Event) -> None:
        taken = self.taken_along
        if isinstance(event, Key) and not event.is_forwarded and len(taken.typed) < QUEUE:
            self.taken_along = replace(taken, typed=(*taken.typed, (event.key, event.character or "")))

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The keys of a teacher before a class."""
        return LiveHelp(at_hand)

    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""
        return PaletteScreen(at_hand)

    async def action_quit(self) -> None:
        """End the class, when that is said again."""
        several = len(self.beside.names) > 1
        asked = [
            Entry(
                plain(_("Every answer is kept. Who is in stays in front of a page that waits for the class."))
            ),
            Entry(plain(_("Go on with the class")), "on", gap=1),
            Entry(plain(_("End all classes") if several else _("End the class")), "end"),
        ]
        heading = _("End all classes?") if several else _("End the class?")
        screen = ChoiceScreen(plain(heading, "bold"), asked, verb=_("take"))
        self.push_screen(screen, partial(_ended, self))


def _ended(app: LiveApp, key: str | None) -> None:
    if key == "end":
        app.exit()
