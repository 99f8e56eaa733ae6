"""What the teacher answered to contested items, told once on opening the lesson."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from lessons.loading.replies_source import unreadable_replies, verdict_words
from lessons.play.contesting import Contest
from tui.actions import bindings
from tui.safe_text import line, plain
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Entry, Sheet, paragraphs


class RepliesScreen(Screen[None]):
    """One answer below the other."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(self, answered: Sequence[Contest], unreadable: bool = False) -> None:
        """``unreadable``: whether there may be answers that cannot be read."""
        super().__init__()
        self.answered, self.unreadable = answered, unreadable

    def compose(self) -> ComposeResult:
        """A title, the answers, the keys."""
        yield TitleBar(
            plain(_("Your teacher answered") if self.answered else _("Your teacher's answers"), "bold")
        )
        yield Sheet(self._entries(), verb=_("go on"))
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = []
        for number, one in enumerate(self.answered):
            assert one.reply is not None  # only answered ones are told
            words = line(one.words or _("the whole exercise"), "bold")
            entries.append(Entry(words, gap=int(number > 0), right=line(one.exercise, "$quiet")))
            entries.append(Entry(line(one.reason, "$quiet"), lead=plain(_("you: "), "$quiet"), indent=2))
            entries.append(
                Entry(line(verdict_words(one.reply.verdict)), lead=plain(_("answer: "), "$quiet"), indent=2)
            )
            entries += paragraphs(one.reply.answer, indent=2, spread=0)
        if self.unreadable:
            entries += paragraphs(unreadable_replies())
        return [*entries, Entry(plain(_("go on with the lesson")), "on", gap=1)]

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """On to the lesson."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """On to the lesson."""
        self.dismiss(None)
