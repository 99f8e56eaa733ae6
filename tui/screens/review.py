"""A card of review on the screen: asked as an exercise is, one screen a card."""

from textual.screen import Screen

from lessons.i18n import _
from lessons.play import Phase
from lessons.play.summary import strand_name
from lessons.review.sitting import Sitting
from tui.boards.board import Board
from tui.boards.review import ReviewBoard
from tui.safe_text import joined, line, plain
from tui.screens.lesson import ACTIONS, LessonScreen
from tui.screens.lesson_room import Room, room
from tui.screens.review_end import ReviewEnd
from tui.widgets.key_bar import TitleBar, saved_word

OPEN = frozenset(
    (
        *("commit", "next", "skip", "sure", "name_mark", "write", "undo", "redo", "find", "copy"),
        *("switch", "other", "unfold", "zoom", "glossary", "leave"),
    )
)
"""Actions of a lesson that mean something for a card."""


class ReviewScreen(LessonScreen):
    """One card: the question, and after the commit why, and when it comes back."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        super().__init__(sitting.session())
        self.set_class(sitting.session().question.fresh, "-sentence")

    def _make_board(self) -> Board:
        session = self.session
        if session.result is None:
            return super()._make_board()
        today = self.sitting.clock().date()
        form, glossary = session.exercise.form, session.lesson.glossary
        back, aside = self.sitting.comes_back(), self.sitting.set_aside
        return ReviewBoard(form, session.result, glossary, back, today, aside=aside)

    def _room(self) -> Room:
        """A single sentence needs few lines; the rest is the card's."""
        if not self.sitting.session().question.fresh:
            return super()._room()
        sentence = min(max(4, self.app.size.height * 3 // 10), 10)
        whole = room(self.app.size, below=True, both=False, share=0, measure=self.sheet.measure)
        return Room(whole.width, max(3, whole.height + 3 - sentence))

    def _give_lines(self, lines: int) -> None:
        if not self.sitting.session().question.fresh:
            super()._give_lines(lines)

    def open_exercise(self) -> None:
        """The question, or what is said after it."""
        super().open_exercise()
        self._go_to_place(self.sheet.key)  # a card asks about one row: show where it stands
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
        if unsaved:
            right.append(plain(_("not saved"), "bold $sign-wrong"))
        elif session.phase is Phase.EXPLAINED:
            right.append(saved_word(True))
        self.query_one(TitleBar).show(left, joined(*right, between="  "))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a card has no use for does nothing."""
        if action in ACTIONS and action not in OPEN:
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


def card_screen(sitting: Sitting) -> Screen[None]:
    """The screen of the card whose turn it is, or of the end."""
    return ReviewEnd(sitting) if sitting.over else ReviewScreen(sitting)
