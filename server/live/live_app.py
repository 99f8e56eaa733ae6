"""The teacher's program while a class is served: the live view, in the loop that serves the class."""

import sys
from functools import partial
from typing import Any

from textual.screen import Screen

from lessons.cli.call import PlayRequest
from lessons.i18n import _
from server.hall import Hall
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

    def __init__(self, request: PlayRequest, hall: Hall, addresses: Addresses) -> None:
        super().__init__(request)
        self.hall, self._addresses = hall, addresses
        self._capture_stdout: Any = sys.__stdout__  # as in every session of this process
        self._capture_stderr: Any = sys.__stderr__
        paint_for(self, own_terminal())

    def get_default_screen(self) -> Screen[Any]:
        """The live view."""
        return LiveScreen(self.hall, self._addresses)

    def help_screen(self, at_hand: AtHand) -> Screen[None]:
        """The keys of a teacher before a class."""
        return LiveHelp(at_hand)

    def palette_screen(self, at_hand: AtHand) -> Screen[Working | None]:
        """The list of commands."""
        return PaletteScreen(at_hand)

    async def action_quit(self) -> None:
        """End the class, when that is said again."""
        asked = [
            Entry(
                plain(_("Every answer is kept. Who is in stays in front of a page that waits for the class."))
            ),
            Entry(plain(_("Go on with the class")), "on", gap=1),
            Entry(plain(_("End the class")), "end"),
        ]
        screen = ChoiceScreen(plain(_("End the class?"), "bold"), asked, verb=_("take"))
        self.push_screen(screen, partial(_ended, self))


def _ended(app: LiveApp, key: str | None) -> None:
    if key == "end":
        app.exit()
