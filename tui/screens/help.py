"""Every key, from the table of actions."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from tui.action import PLACES, Action, Place, place_name
from tui.actions import bindings, shown_keys, table
from tui.safe_text import plain
from tui.widgets.entries import Entry, paragraphs
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet

SIGNS = (
    ("+", "right", _("right, or found")),
    ("/", "partly", _("partly right")),
    ("o", "missed", _("missed")),
    ("x", "wrong", _("not right, or a false alarm")),
    ("!", "trap", _("a trap: it looks like a finding and is none")),
    ("~", "debatable", _("debatable: it costs nothing and earns nothing")),
    ("-", "left", _("a wrong option that you rightly left alone")),
)


class HelpScreen(Screen[None]):
    """Keys, signs, and how a lesson goes."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self) -> None:
        super().__init__(id="help")

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar(plain(_("Help"), "bold"))
        yield Sheet(self._entries())
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        entries = paragraphs(self.how())
        entries.append(Entry(plain(_("Signs"), "bold"), gap=1))
        entries += [
            Entry(plain(words), lead=plain(f"  {sign}  ", f"bold $sign-{name}"))
            for sign, name, words in SIGNS
        ]
        for place in self.places():
            own = [
                action for action in table() if action.place == place and action.help and self.told(action)
            ]
            entries.append(Entry(plain(place_name(place), "bold"), gap=1))
            entries += [
                Entry(plain(self.meaning(action)), lead=plain(f"  {shown_keys(action):<12} ", "$accent"))
                for action in own
            ]
        return entries

    def how(self) -> str:
        """How a lesson goes, in a few sentences."""
        return _(
            "Read the article, answer the exercise, commit. Only then do you see what the key says, and why. "
            "Your first answer is your score; after it you may try again as practice. "
            "Letters and F-keys command; digits answer. Everything is saved as you go."
        )

    def meaning(self, action: Action) -> str:
        """What an action does."""
        return action.help

    def told(self, action: Action) -> bool:
        """Whether an action exists here."""
        return True

    def places(self) -> tuple[Place, ...]:
        """The places whose keys are told."""
        return PLACES

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
