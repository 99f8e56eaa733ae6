"""Shown while the cards of a review are made ready, which takes a moment for each lesson that has any."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from lessons.i18n import _
from lessons.model.course import Course
from lessons.record.event import Event
from lessons.record.own_copies import with_bound
from lessons.record.recorder import Recorder
from lessons.record.reviews import local_now
from lessons.review.deck import Deck, deck_of
from lessons.review.sitting import Sitting
from tui.actions import bindings
from tui.safe_text import plain
from tui.screens.review import card_screen
from tui.turns import OPENING
from tui.widgets.entries import Entry
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.sheet import Sheet


class ReviewDoor(Screen[None]):
    """Opens by itself."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))
    clock = staticmethod(local_now)

    def __init__(self, courses: tuple[Course, ...], events: tuple[Event, ...], record: Recorder) -> None:
        super().__init__()
        self._courses, self._events, self._record = courses, events, record
        self.footer_labels = {"leave": _("home")}

    def compose(self) -> ComposeResult:
        """A title, what is going on, the keys."""
        yield TitleBar(plain(_("Review"), "bold"))
        yield Sheet([Entry(plain(_("Your cards are being made ready ..."), "$quiet"))])
        yield KeyBar()

    def on_mount(self) -> None:
        """Make the cards ready beside the screen; what is typed meanwhile is for the first card."""
        self.run_worker(self._make_ready, thread=True, exclusive=True, group=OPENING)

    def _make_ready(self) -> None:
        deck = deck_of(with_bound(self._courses), self._events, self.clock())
        self.app.call_from_thread(self._open, deck)

    def _open(self, deck: Deck) -> None:
        if self.is_current:  # the learner may have left
            self.app.switch_screen(card_screen(Sitting(deck, self._record, self.clock)))

    def action_leave(self) -> None:
        """Home."""
        self.dismiss(None)
