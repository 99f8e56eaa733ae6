"""The list of commands: what can be done now, searched by letters, done with Enter."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.i18n import _
from lessons.text.searching import folded
from tui.action import key_names
from tui.actions import AtHand, Working, bindings
from tui.layout import FittedScreen
from tui.safe_text import joined, plain
from tui.screens.terms import SearchSheet
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry


class PaletteScreen(FittedScreen[Working | None]):
    """Returns the command chosen, or ``None``."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, at_hand: AtHand) -> None:
        super().__init__(id="palette")
        self.commands = {one.action.id: one for one in at_hand.actions if one.action.kind == "command"}

    def compose(self) -> ComposeResult:
        """A title, the commands, the keys."""
        yield TitleBar(plain(_("Commands"), "bold"), plain(_("type to search"), "$quiet"))
        yield SearchSheet(id="commands", verb=_("do it"))
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with everything."""
        self._list("")
        self.query_one(SearchSheet).focus()

    def _list(self, words: str) -> None:
        entries = []
        if words:
            entries.append(Entry(joined(plain(_("Search: "), "$quiet"), plain(words, "bold"))))
        own = [one for one in self.commands.values() if _fits(one, words)]
        entries += [self._entry(one, number == 0) for number, one in enumerate(own)]
        if not own:
            entries.append(Entry(plain(_("No command has these letters. Backspace takes them back.")), gap=1))
        self.query_one(SearchSheet).show(entries, own[0].action.id if own else "", top=True)

    def _entry(self, one: Working, first: bool) -> Entry:
        words = joined(plain(one.label, "bold"), plain(one.action.help, "$quiet"), between="  ")
        return Entry(
            words, one.action.id, right=plain(key_names(one.keys), "$accent"), gap=int(first), most=1
        )

    def on_search_sheet_searched(self, event: SearchSheet.Searched) -> None:
        """Show what has these letters."""
        self._list(event.words)

    def on_sheet_chosen(self, event: SearchSheet.Chosen) -> None:
        """Do it."""
        self.dismiss(self.commands[event.key])

    def action_leave(self) -> None:
        """Back; with a search, take the search back first."""
        sheet = self.query_one(SearchSheet)
        if sheet.words:
            sheet.words = ""
            self._list("")
        else:
            self.dismiss(None)


def _fits(one: Working, words: str) -> bool:
    """A command fits when its name or what it does has the letters, whatever their case and accents."""
    letters = folded(words)
    return letters in folded(f"{one.label} {one.action.label} {one.action.help} {one.action.id}")
