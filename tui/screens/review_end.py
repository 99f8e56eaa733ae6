"""The end of a sitting of review, or that there is nothing to do: how it went, what comes back when."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from lessons.review import telling
from lessons.review.card import Card
from lessons.review.sitting import Sitting
from tui.actions import bindings
from tui.safe_text import line, plain
from tui.widgets.entries import Entry, paragraphs
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet


class ReviewEnd(Screen[None]):
    """A page to read; ``r`` goes on with what is still due, ``t`` practises when nothing is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("review", "practise", "leave"))

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self.footer_labels = {"leave": _("home"), "review": _("go on")}

    def compose(self) -> ComposeResult:
        """A title, what there is to say, the keys."""
        yield TitleBar(plain(_("Review"), "bold"))
        yield Sheet(self._entries())
        yield KeyBar()

    def _entries(self) -> list[Entry]:
        sitting, today = self.sitting, self.sitting.clock().date()
        entries = []
        if sitting.tally.answered:
            entries.append(Entry(plain(telling.went(sitting.tally), "bold")))
        elif not sitting.cards:
            entries.append(Entry(plain(telling.nothing_due(), "bold")))
        if sitting.practice:
            entries.append(Entry(plain(telling.was_practice(), "$quiet")))
        elif self.check_action("practise", ()):
            entries.append(
                Entry(plain(_("Press t to practise with cards before their day; nothing is kept.")))
            )
        entries += [self._answer(card, number == 0) for number, card in enumerate(sitting.answers)]
        lines = telling.coming(sitting.coming(), today)
        entries += [Entry(plain(words), gap=int(number == 0)) for number, words in enumerate(lines)]
        if not lines:
            entries += paragraphs(telling.nothing_yet(), gap=1)
        else:
            entries += paragraphs(telling.rhythm(), "$quiet", gap=1)
        for number, words in enumerate(telling.left_out(sitting.dropped)):
            entries.append(Entry(line(words, "$quiet"), gap=int(number == 0)))
        return entries

    def _answer(self, card: Card, first: bool) -> Entry:
        """One card: right or not, what it trains, when it comes back."""
        now = self.sitting.clock()
        sign, colour = ("+ ", "$sign-right") if card.past.reviews[-1].right else ("o ", "$sign-missed")
        if self.sitting.practice:
            return Entry(line(telling.card_name(card)), lead=plain(sign, f"bold {colour}"), gap=int(first))
        day = telling.day_in_words(card.plan.day(now), now.date()) if card.plan is not None else ""
        right = plain(day, "$quiet")
        return Entry(
            line(telling.card_name(card)), lead=plain(sign, f"bold {colour}"), right=right, gap=int(first)
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going on needs something that is due, and something done before; practice that nothing is due."""
        due = bool(self.sitting.coming().get(self.sitting.clock().date()))
        if action == "review":
            return bool(self.sitting.cards) and due
        if action == "practise":
            return self.sitting.can_practise and not due
        return True

    def action_practise(self) -> None:
        """Cards before their day."""
        from tui.screens.review import card_screen

        self.app.switch_screen(card_screen(self.sitting.practising()))

    def action_review(self) -> None:
        """Another sitting."""
        from tui.app import CloseRead

        assert isinstance(self.app, CloseRead)
        self.dismiss(None)
        self.app.open_review()

    def action_leave(self) -> None:
        """Home."""
        self.dismiss(None)
