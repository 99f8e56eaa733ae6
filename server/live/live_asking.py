"""What the live view asks a teacher: one of several, one line, one name; and what it tells on a page of its own."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from lessons.i18n import _
from lessons.text.searching import folded
from tui.actions import bindings
from tui.layout import FittedScreen
from tui.safe_text import joined, line, plain
from tui.screens.terms import SearchSheet
from tui.widgets.answer_field import AnswerField, FieldMenu
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs


class ChoiceScreen(FittedScreen[str | None]):
    """Lines to choose from; returns the key of the one chosen. With no line that has a key it only tells."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, title: Content, entries: Sequence[Entry], key: str = "", *, verb: str = "") -> None:
        super().__init__()
        self._title, self._entries, self._key = title, entries, key
        self._verb = verb

    def compose(self) -> ComposeResult:
        """A title, the lines, the keys."""
        yield TitleBar(self._title)
        yield Sheet(self._entries, key=self._key, verb=self._verb)
        yield KeyBar()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Take the line."""
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Back, nothing chosen."""
        self.dismiss(None)


class LineScreen(FittedScreen[str | None]):
    """One plain line for the class or one learner; returns what was typed, empty to take the last one away."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, before: str, name: str = "") -> None:
        """``before``: what was said last; ``name``: of the one learner whom it is for, empty for all."""
        super().__init__()
        self._before, self._name_shown = before, name

    def compose(self) -> ComposeResult:
        """A title, what it is for, the field, the keys."""
        heading = _("One line for everybody")
        told = _("It stands at the foot of every screen for half a minute, and who comes later reads it too.")
        if self._name_shown:
            heading = _("One line for {name}").format(name=self._name_shown)
            told = _("It stands at the foot of this one screen for half a minute, and nobody else reads it.")
        yield TitleBar(line(heading, "bold"))
        yield FieldMenu(
            [*paragraphs(told), Entry(plain(_("Type it, then Enter")), "type", gap=1)], verb=_("type")
        )
        yield AnswerField(self._before, id="line")
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once."""
        self.query_one(AnswerField).focus()

    def on_sheet_chosen(self) -> None:
        """Back to the field."""
        self.query_one(AnswerField).focus()

    def on_answer_field_done(self) -> None:
        """Take the line, once the field has taken in every key that was pressed before."""
        self.query_one(AnswerField).call_later(self._take)

    def _take(self) -> None:
        self.dismiss(self.query_one(AnswerField).text)

    def action_leave(self) -> None:
        """Back, nothing said."""
        self.dismiss(None)


class FindScreen(FittedScreen[str | None]):
    """The names, searched by letters; returns the key of the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        """``names``: key and name of each line."""
        super().__init__()
        self._names = names

    def compose(self) -> ComposeResult:
        """A title, the names, the keys."""
        yield TitleBar(plain(_("Find a name"), "bold"), plain(_("type to search"), "$quiet"))
        yield SearchSheet(id="names", verb=_("go there"))
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with all names."""
        self._list("")
        self.query_one(SearchSheet).focus()

    def _list(self, words: str) -> None:
        own = [(key, name) for key, name in self._names if folded(words) in folded(name)]
        entries = [Entry(joined(plain(_("Search: "), "$quiet"), plain(words, "bold")))] if words else []
        entries += [Entry(line(name), key) for key, name in own]
        if not own:
            entries.append(Entry(plain(_("No name has these letters. Backspace takes them back."))))
        self.query_one(SearchSheet).show(entries, own[0][0] if own else "", top=True)

    def on_search_sheet_searched(self, event: SearchSheet.Searched) -> None:
        """Show who has these letters."""
        self._list(event.words)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """Go there."""
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
