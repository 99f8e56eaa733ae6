"""A lesson on the screen: what the student does goes to the session, and the page shows what became of it."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import TextArea

from lessons.i18n import _
from lessons.model.answer import AnswerError
from lessons.model.problem import LessonError
from lessons.model.result import Part
from lessons.play import Phase, Session
from lessons.record.recorder import RecordError
from tui.actions import bindings
from tui.boards.answers import OrderBoard, TextBoard
from tui.boards.board import AnswerBoard
from tui.boards.ending import FURTHER, EndBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.grid import GridBoard
from tui.screens import lesson_words as words
from tui.screens.lesson_marking import LessonMarking
from tui.screens.lesson_page import side_of
from tui.widgets.answer_sheet import AnswerSheet
from tui.widgets.article_view import ArticleView
from tui.widgets.sheet import Sheet

SECOND = 1.0
"""How often the time left of a test is looked at."""
PAUSE = 1.2
"""Seconds without a key after which a typed draft is written to the record."""
ACTIONS = (
    *("commit", "next", "previous", "retry", "skip", "unfold", "hint", "sure", "name_mark"),
    *("contest", "hand_in", "write", "switch", "other", "zoom", "glossary", "leave"),
    *("find", "exercises", "undo", "redo", "copy"),
    *("next_by_skip", "skip_by_next", "leave_by_next", "read_article_on", "read_article_back"),
)


class LessonScreen(LessonMarking):
    """One attempt at a lesson."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._told: RecordError | None = None
        """The trouble the student was last told of."""
        self._pause: Timer | None = None
        self._from_end = False
        """Whether the student came from the end of the lesson, to look at something that was missed."""

    def on_mount(self) -> None:
        """Tell what the teacher answered since the last time, and watch the time of a test.

        Textual calls the page's own ``on_mount`` too.
        """
        if self.session.limit is not None:
            self.set_interval(SECOND, self._pass_time)
        if sentences := self.session.take_left_out():
            from tui.screens.trouble import LeftOut

            self.app.push_screen(LeftOut(sentences))
        answered, unreadable = self.session.contests.take_replies(), self.session.contests.reply_unreadable
        if answered or unreadable:
            from tui.screens.replies import RepliesScreen

            self.app.push_screen(RepliesScreen(answered, unreadable))

    def _pass_time(self) -> None:
        """Show the time that is left; once it is over, the end of the test."""
        self.take_answer()
        if self.session.tick():
            self.open_exercise()
            self._tell_trouble()
        else:
            self._show_title()

    def open_exercise(self) -> None:
        """Also show where the first line of an explanation or of the end stands."""
        super().open_exercise()
        self._from_end = self._from_end and self.session.phase is not Phase.FINISHED
        names = {Phase.READING: _("exercise 1"), Phase.FINISHED: _("next lesson")}
        self.footer_labels["next"] = names.get(self.session.phase, _("next"))
        ended = self.session.phase is Phase.FINISHED
        self.footer_labels["retry"] = _("begin again") if ended else _("try again")
        self.footer_labels["leave"] = _("the end") if self._from_end else _("home")
        if not isinstance(self.board, AnswerBoard):
            self._go_to_place(self.sheet.key)

    # What the student does to the answer

    def keep(self, key: str | None = None) -> None:
        """Give the answer to the session as a draft, and show what became of it."""
        self.asked = ""
        self.take_answer()
        self.renew(key)
        self._tell_trouble()

    def take_answer(self, *, blank: bool = False) -> None:
        """Give the session what the board and the field hold now: the board is the answer, and the draft follows it.

        Whatever uses the session's draft comes here first, because the messages that tell of a change come later. A
        board on which nothing was ever done is an answer only with ``blank``.
        """
        board = self.board
        if not isinstance(board, AnswerBoard) or not self.is_mounted:
            return
        if isinstance(board, TextBoard):
            board.write(self.field.text)
        self.refused = ""
        if board.blank and self.session.draft is None and not blank:
            return
        try:
            self.session.answer(board.answer)
        except AnswerError as error:
            self.refused = words.plain_error(error)

    def _tell_trouble(self) -> None:
        """Say once that the record refuses, and go on."""
        trouble = self.session.trouble
        if trouble is not None and (self._told is None or str(trouble) != str(self._told)):
            self._told = trouble
            self._show_record_trouble(trouble)

    def _show_record_trouble(self, error: RecordError) -> None:
        from tui.screens.trouble import RecordTrouble

        self.app.push_screen(RecordTrouble(error))

    def on_answer_sheet_changed(self, event: AnswerSheet.Changed) -> None:
        """Keep the answer, and show where the line at hand stands."""
        if event.answered:
            self.keep()
        else:
            self._decorate()
        self._go_to_place(self.sheet.key)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Show where the line stands."""
        self._go_to_place(event.key)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """At the end, what was missed opens its exercise, at the item that was missed."""
        if event.key == FURTHER:
            self.action_next()
        elif isinstance(self.board, EndBoard) and (missed := self.board.missed(event.key)) is not None:
            index, part = missed
            self._from_end = True
            self._go(partial(self.session.look_back, index))
            if isinstance(self.board, ExplanationBoard):
                self.sheet.go_to(self.board.key_of(part))
                self._go_to_place(self.sheet.key)
        else:
            self._go_to_place(event.key)

    def _go_to_place(self, key: str) -> None:
        """Show where a line stands in the article."""
        place = self.board.place(key)
        if place is not None:
            side, span = place
            self.desk.turn_to(side, both=self.desk.both)
            self.desk.view(side).go_to(span)

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        """The list follows the article, unless it is the list that leads."""
        if event.view.has_focus:
            key = self.board.key_at(side_of(event.view), event.span)
            if key is not None:
                self.sheet.go_to(key)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what was typed; the record gets it at the next pause."""
        if isinstance(self.board, TextBoard) and event.text_area.text != self.board.answer.text:
            self.board.write(event.text_area.text)
            self.keep()
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(PAUSE, self.session.flush)

    def on_answer_field_done(self) -> None:
        """Go from the field to the sheet."""
        self.sheet.focus()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        if action == "unfold":
            return isinstance(self.board, AnswerBoard) and (self.folding.folds or self.unfolded)
        if self.session.phase is Phase.FINISHED and action in ("next", "retry"):
            return self.further is not None if action == "next" else self.session.test is None
        if action in ("undo", "redo"):
            return self.session.can_undo if action == "undo" else self.session.can_redo
        at_article = isinstance(self.focused, ArticleView)
        if action == "read_article":
            return self.session.phase is Phase.ANSWERING and self.focused is self.field
        return words.is_possible(
            action, self.session, self.board, at_article=at_article, forgetful=self.forgetful
        )

    def action_commit(self) -> None:
        """Hand in; an answer with gaps is asked about once."""
        self.take_answer()
        board = self.board
        missing = board.missing() if isinstance(board, AnswerBoard) else ""
        if missing and self.asked != missing:
            self.asked = missing
            self.renew()
            self.sheet.bring(words.ASKED)
            return
        if isinstance(board, OrderBoard) and board.blank:
            board.accept_shown()
        self.take_answer(blank=True)
        if self.refused:
            self.renew()
            return
        try:
            self._hand_over(unsaved=self.forgetful)
        except RecordError as error:
            self._ask_unsaved(error)
            return
        except LessonError as error:
            self._show_lesson_trouble(error)
            return
        self.open_exercise()

    def _hand_over(self, *, unsaved: bool) -> None:
        """Commit the answer, or hand it in where the lesson is a test."""
        if self.session.test is None:
            self.session.commit(unsaved=unsaved)
        else:
            self.session.hand_in(unsaved=unsaved)

    def _ask_unsaved(self, error: RecordError) -> None:
        """The disk refuses: try again, or go on without saving."""
        from tui.screens.trouble import CommitTrouble

        def decided(go_on: bool | None) -> None:
            if go_on:
                self._hand_over(unsaved=True)
                self._told = error
                self.open_exercise()

        self._told = error
        self.app.push_screen(CommitTrouble(error), decided)

    def _go(self, step: Callable[[], object]) -> None:
        """Take a step and show where it leads; a key that cannot be used leads back to where the student was."""
        before = self.session.index
        self.take_answer()
        try:
            step()
            self.open_exercise()
        except LessonError as error:
            self._step_back(before, error)
        self._tell_trouble()

    def _step_back(self, index: int, error: LessonError) -> None:
        try:
            self.session.goto(index)
            self.open_exercise()
        except LessonError:
            self.dismiss(None)
        self._show_lesson_trouble(error)

    def _show_lesson_trouble(self, error: LessonError) -> None:
        from tui.screens.trouble import LessonTrouble

        self.app.push_screen(LessonTrouble(error))

    def action_next(self) -> None:
        """Go to the next exercise or to the end; from the end, to the next lesson."""
        if self.session.phase is not Phase.FINISHED:
            self._further(self.session.next)
        elif (card := self.further) is not None:
            from tui.app import CloseRead

            self.flush()
            self.dismiss(None)
            if isinstance(self.app, CloseRead):
                self.app.call_later(self.app.open_lesson, card.folder)

    def action_previous(self) -> None:
        """Go back."""
        self._go(self.session.back)

    def action_skip(self) -> None:
        """Leave the exercise for later."""
        self._further(self.session.skip)

    def _further(self, step: Callable[[], None]) -> None:
        """Take a step forward; before it ends the lesson with open exercises, ask."""
        session = self.session
        self.take_answer()
        last = session.index + 1 == len(session.lesson.exercises)
        if not last or session.finished or not session.unanswered:
            self._go(step)
            return
        from tui.screens.exercises import FINISH, FinishScreen

        def decided(index: int | None) -> None:
            if index is not None:
                self._go(step if index == FINISH else partial(session.goto, index))

        session.flush()
        self.app.push_screen(FinishScreen(session), decided)

    def action_retry(self) -> None:
        """Try again as practice; at the end, the whole lesson from its start."""
        ended = self.session.phase is Phase.FINISHED
        self._go(self.session.begin_again if ended else self.session.retry)

    def action_contest(self) -> None:
        """Contest the item on this line, or the whole exercise."""
        from tui.screens.contest import contest

        contest(self)

    def keep_contest(self, part: Part | None, reason: str) -> None:
        """Keep what is contested, and show it where the student was."""
        key = self.sheet.key
        try:
            self.session.contest(part, reason)
        except RecordError as error:
            self._told = error
            self._show_record_trouble(error)
        self.open_exercise()
        self.sheet.go_to(key)

    def action_hint(self) -> None:
        """Show the next hint."""
        self.session.hint()
        self.renew()
        self.sheet.bring(f"hint {len(self.session.hints)}")

    def action_sure(self) -> None:
        """A guess, I think so, sure, and round again."""
        self.session.sure((self.session.certainty or 0) % 3 + 1)
        self.renew()

    def action_write(self) -> None:
        """Go to the field."""
        self.field.focus()

    def action_switch(self) -> None:
        """From the exercise to the article, and back."""
        view = self.desk.current
        (self.sheet if view.has_focus else view).focus()

    def action_read_article(self, way: int) -> None:
        """Read on (1) or back (-1) in the article by a page, while the field keeps the keys."""
        self.desk.current.action_go("page_down" if way > 0 else "page_up")

    def action_other(self) -> None:
        """The other article."""
        self.desk.turn(self.size.width)

    def action_find(self) -> None:
        """Find words in the article."""
        self.remove_class("-zoom")
        self.desk.find()

    def action_exercises(self) -> None:
        """List the exercises and go to the one chosen."""
        from tui.screens.exercises import ExercisesScreen

        def chosen(index: int | None) -> None:
            if index is not None:
                self._go(partial(self.session.goto, index))

        self.take_answer()
        self.app.push_screen(ExercisesScreen(self.session), chosen)

    def action_undo(self) -> None:
        """Take the last change of the answer back."""
        self._change(self.session.undo)

    def action_redo(self) -> None:
        """Make the change again that was undone."""
        self._change(self.session.redo)

    def _change(self, change: Callable[[], bool]) -> None:
        self.take_answer()
        if not change():
            return
        self.asked = ""
        self.board = self.sheet.board = self._make_board()
        if isinstance(self.board, TextBoard):
            self._load_field(self.board.answer.text)
        self.renew(self.board.start() if isinstance(self.board, GridBoard) else None)
        self._tell_trouble()

    def action_copy(self) -> None:
        """Copy what is at hand in the article, or what stands on the line of the list."""
        from tui.app import CloseRead

        view = self.desk.current
        text = view.at_hand() if view.has_focus else self.sheet.at_hand()
        if text and isinstance(self.app, CloseRead):
            self.app.copy(text)

    def action_zoom(self) -> None:
        """The article or the exercise alone, and both again."""
        self.toggle_class("-zoom")
        self._share_room()

    def action_unfold(self) -> None:
        """The whole question and its example, or only what fits above the answer."""
        self.unfolded = not self.unfolded
        self.renew()
        if self.unfolded:
            self.sheet.scroll_to(y=0, animate=False)

    def flush(self) -> None:
        """Write what stands on the board and is not yet in the record."""
        self.take_answer()
        self.session.flush()

    def action_leave(self) -> None:
        """Back to where the student came from: the end of the lesson, or the home screen."""
        self.flush()
        if self._from_end:
            self._go(self.session.finish)
        else:
            self.dismiss(None)

    def action_glossary(self) -> None:
        """Look something up."""
        from tui.screens.terms import GlossaryScreen

        self.app.push_screen(GlossaryScreen(self.session.lesson.glossary))
