"""Choose the colours."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from tui import themes
from tui.actions import bindings
from tui.safe_text import plain
from tui.widgets.entries import Entry, paragraphs
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from tui.app import CloseRead


class ColoursScreen(Screen[None]):
    """The themes; the one under the cursor is tried on at once, the one chosen is remembered."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def compose(self) -> ComposeResult:
        """A title, the list, the keys."""
        yield TitleBar(plain(_("Colours"), "bold"))
        yield Sheet(verb=_("take"))
        yield KeyBar()

    @property
    def program(self) -> "CloseRead":
        """The running program."""
        from tui.app import CloseRead

        assert isinstance(self.app, CloseRead)
        return self.app

    def on_mount(self) -> None:
        """Begin on the theme in use."""
        self._before = self.app.theme
        entries = paragraphs(_("Nothing is said in colour alone: every mark and every verdict has a sign."))
        for number, theme in enumerate(themes.THEMES):
            entries.append(Entry(plain(themes.theme_name(theme.name)), theme.name, gap=int(number == 0)))
        self.query_one(Sheet).show(entries, self.app.theme)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Try a theme on."""
        self.app.theme = event.key

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take it."""
        self.program.change_theme(event.key)
        self.dismiss(None)

    def action_leave(self) -> None:
        """Back, with the colours as they were."""
        self.app.theme = self._before
        self.dismiss(None)
