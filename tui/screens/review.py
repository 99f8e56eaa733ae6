"""Review on the screen: its cards made ready, each asked as an exercise is, and how the sitting went."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from lessons.context import Context
from lessons.i18n import _
from lessons.model.course import Course
from lessons.play import Phase
from lessons.play.summary import strand_name
from lessons.record.event import Event
from lessons.record.own_copies import with_bound
from lessons.record.recorder import Recorder
from lessons.review import telling
from lessons.review.card import Card
from lessons.review.deck import Deck, deck_of
from lessons.review.sitting import Sitting
from tui.actions import bindings
from tui.boards.board import Board
from tui.boards.explanation import ReviewBoard
from tui.layout import FittedScreen
from tui.program import OPENING, program_of
from tui.safe_text import joined, line, plain
from tui.screens.lesson import LessonScreen
from tui.widgets.key_bar import KeyBar, TitleBar, saved_word
from tui.widgets.sheet import Entry, Sheet, paragraphs

OTHER_WAYS = frozenset(
    {"next_by_skip", "skip_by_next", "leave_by_next", "read_article_on", "read_article_back"}
)
"""Other keys for what can be done in a lesson; a card has one key for each thing."""


class ReviewScreen(LessonScreen):
    """One card: the question, and after the commit why, and when it comes back."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        super().__init__(sitting.session())
        self.pane.sentence = sitting.session().question.fresh
        self.set_class(self.pane.sentence, "-sentence")

    def _make_board(self) -> Board:
        session = self.session
        if session.result is None:
            return super()._make_board()
        today = self.sitting.clock().date()
        form, glossary = session.exercise.form, session.lesson.glossary
        back, aside = self.sitting.comes_back(), self.sitting.set_aside
        return ReviewBoard(form, session.result, glossary, back, today, aside=aside)

    def open_exercise(self) -> None:
        """The question, or what is said after it."""
        super().open_exercise()
        self.pane.show_place(self.sheet.key)  # a card asks about one row: show where it stands
        last = self.sitting.index + 1 == len(self.sitting.cards)
        self.footer_labels["next"] = _("done") if last else _("next")
        self.footer_labels["skip"] = _("later")

    def _show_title(self) -> None:
        session, strand = self.session, self.session.exercise.task.strand
        unsaved = session.trouble is not None or self.forgetful
        name = _("Practice") if self.sitting.practice else _("Review")
        left = joined(plain(name, "bold"), line(session.lesson.title, "$quiet"), between="  ")
        right = [plain(f"{self.sitting.index + 1}/{len(self.sitting.cards)}")]
        if self.size.width >= 70:
            right.insert(0, plain(strand_name(strand), f"$strand-{strand}"))
        if session.phase is Phase.SAVING:
            right.append(plain(_("saving ..."), "bold"))
        elif unsaved:
            right.append(plain(_("not saved"), "bold $sign-wrong"))
        elif session.phase is Phase.EXPLAINED:
            right.append(saved_word(True))
        self.query_one(TitleBar).show(left, joined(*right, between="  "))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a card has no use for does nothing."""
        if action in OTHER_WAYS:
            return False
        return super().check_action(action, parameters)

    def action_next(self) -> None:
        """The next card, or how the sitting went."""
        self._go_on()

    def action_skip(self) -> None:
        """Leave the card for another day."""
        self._go_on()

    def _go_on(self) -> None:
        self.sitting.next()
        self.app.switch_screen(card_screen(self.sitting))

    def flush(self) -> None:
        """Write what the record still owes."""
        self.sitting.flush()

    def action_leave(self) -> None:
        """Home; what was not answered stays due."""
        self.flush()
        self.dismiss(None)


def card_screen(sitting: Sitting) -> FittedScreen[None]:
    """The screen of the card whose turn it is, or of the end."""
    return ReviewEnd(sitting) if sitting.over else ReviewScreen(sitting)


class ReviewDoor(FittedScreen[None]):
    """Opens by itself."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(("leave",))

    def __init__(
        self, courses: tuple[Course, ...], events: tuple[Event, ...], record: Recorder, context: Context
    ) -> None:
        super().__init__()
        self._courses, self._events, self._record = courses, events, record
        self.context = context
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
        home, now = self.context.home, self.context.clock()
        deck = deck_of(with_bound(self._courses, home), self._events, now, home)
        self.app.call_from_thread(self._open, deck)

    def _open(self, deck: Deck) -> None:
        if self.is_current:  # the learner may have left
            self.app.switch_screen(card_screen(Sitting(deck, self._record, self.context.clock)))

    def action_leave(self) -> None:
        """Home."""
        self.dismiss(None)


class ReviewEnd(FittedScreen[None]):
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
        self.app.switch_screen(card_screen(self.sitting.practising()))

    def action_review(self) -> None:
        """Another sitting."""
        program = program_of(self)
        self.dismiss(None)
        program.open_review()

    def action_leave(self) -> None:
        """Home."""
        self.dismiss(None)
