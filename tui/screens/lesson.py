"""The lesson: article on one side, exercise, explanation or end on the other. Drives the session and shows its state."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import TextArea

from lessons.i18n import _
from lessons.kinds.reading import write
from lessons.model.answer import AnswerError
from lessons.model.form import MarkForm, Side
from lessons.model.problem import LessonError
from lessons.session import Phase, Session
from lessons.store.memory import MemoryRecord
from lessons.store.recorder import RecordError
from tui.actions import bindings
from tui.boards.answers import answer_board
from tui.boards.board import AnswerBoard, Board
from tui.boards.ending import EndBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.boards.order import OrderBoard
from tui.boards.text import TextBoard
from tui.layout import BREAKPOINTS, HEIGHTS
from tui.themes import STRANDS
from tui.screens import lesson_words as words
from tui.widgets.answer_field import AnswerField
from tui.widgets.answer_sheet import AnswerSheet
from tui.widgets.article_view import ArticleView
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.reading_desk import ReadingDesk
from tui.widgets.sheet import Sheet

PAUSE = 1.2
"""Seconds without a key after which a typed draft is written to the record."""
_ANSWERING = ("commit", "skip", "hint", "sure", "write", "name_mark")
_EXPLAINED = ("next", "retry")


class LessonScreen(Screen[None]):
    """One attempt at a lesson."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (
            "commit",
            "next",
            "previous",
            "retry",
            "skip",
            "hint",
            "sure",
            "name_mark",
            "switch",
            "other",
            "zoom",
        )
        + ("write", "glossary", "leave")
    )
    CSS_PATH = "lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.board: Board = self._make_board()
        self.footer_labels: dict[str, str] = {"leave": _("home")}
        """Footer labels that depend on the state."""
        self._sure_of_blank = False
        self._told: RecordError | None = None
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="desk"):
            yield ReadingDesk(self.session.lesson)
            with Container(id="working"):
                yield AnswerSheet(id="sheet")
                yield AnswerField("", id="field")
        yield KeyBar()

    def on_mount(self) -> None:
        self.open_exercise()

    @property
    def sheet(self) -> AnswerSheet:
        """The lines beside the article."""
        return self.query_one(AnswerSheet)

    @property
    def field(self) -> AnswerField:
        """The field for typed answers."""
        return self.query_one(AnswerField)

    @property
    def desk(self) -> ReadingDesk:
        """The article, or both."""
        return self.query_one(ReadingDesk)

    # Showing the state of the session

    def open_exercise(self) -> None:
        """Show the current exercise, explanation or end from its start."""
        session = self.session
        self._sure_of_blank = False
        self.board = self._make_board()
        self.set_class(session.phase is Phase.ANSWERING and isinstance(self.board, MarkBoard), "-marking")
        self.set_class(session.phase is not Phase.ANSWERING, "-explaining")
        self.set_class(isinstance(self.board, TextBoard), "-typing")
        self.set_class(isinstance(self.board, GridBoard | OrderBoard), "-table")
        for strand in STRANDS:
            self.set_class(session.exercise.task.strand == strand, f"-{strand}")
        if isinstance(self.board, TextBoard):
            self.field.load_text(self.board.answer.text)
        self._set_up_article()
        self.sheet.put(self.board, *self._around())
        self._show_title()
        self._focus_first()
        self.refresh_bindings()

    def _make_board(self) -> Board:
        session = self.session
        if session.phase is Phase.FINISHED:
            return EndBoard(session.lesson, session.summary(), session.notes())
        if session.result is not None:
            form, glossary = session.exercise.form, session.lesson.glossary
            return ExplanationBoard(form, session.result, glossary, words.counts_as_practice(session))
        return answer_board(session.lesson, session.exercise, session.draft)

    def _set_up_article(self) -> None:
        session, exercise = self.session, self.session.exercise
        finished = session.phase is Phase.FINISHED
        for view in self.desk.views():
            form = exercise.form
            marks = isinstance(form, MarkForm) and session.phase is Phase.ANSWERING and form.side == view.id
            view.marking = marks
            view.labels = min(9, len(form.techniques)) if isinstance(form, MarkForm) and marks else 0
            view.scope = exercise.scope if view.id == exercise.side and not finished else ()
        compares = exercise.kind.name == "compare" and not finished
        self.desk.turn_to("main" if finished else exercise.side, both=compares)
        self._decorate()

    def _decorate(self) -> None:
        for view in self.desk.views():
            view.decorations = self.board.decorations(_side(view))

    def _around(self) -> tuple[list[words.Entry], list[words.Entry]]:
        return words.above(self.session, self._sure_of_blank), words.below(self.session)

    def _show_title(self) -> None:
        unsaved = self.session.trouble is not None or isinstance(self.program_record, MemoryRecord)
        self.query_one(TitleBar).show(*words.title(self.session, unsaved, self.size.width))
        self.footer_labels["sure"] = words.sure_label(self.session.certainty)

    @property
    def program_record(self) -> object:
        """The learner's record, or one that is forgotten."""
        return getattr(self.app, "record", None)

    def _focus_first(self) -> None:
        if self.session.phase is Phase.ANSWERING and isinstance(self.board, MarkBoard):
            self.desk.view(self.board.form.side).focus()
        elif self.session.phase is Phase.ANSWERING and isinstance(self.board, TextBoard):
            self.field.focus()
        else:
            self.sheet.focus()

    def _renew(self, key: str | None = None) -> None:
        """Show the answer after a change."""
        self.sheet.renew(*self._around(), key)
        self._decorate()
        self._show_title()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Say where the key for switching leads."""
        at_article = isinstance(self.focused, ArticleView)
        self.set_class(not at_article, "-at-exercise")
        self.footer_labels["switch"] = _("exercise") if at_article else _("article")
        self.refresh_bindings()

    def on_resize(self) -> None:
        self._show_title()
        self.desk.fit(self.size.width)

    # What the student does to the answer

    def _keep(self, key: str | None = None) -> None:
        """Give the answer to the session as a draft."""
        self._sure_of_blank = False
        if isinstance(self.board, AnswerBoard):
            try:
                self.session.answer(write(self.board.answer))
            except AnswerError as error:
                self.notify(words.plain_error(error), markup=False)
        self._renew(key)
        self._tell_trouble()

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
        if event.answered:
            self._keep()
        else:
            self._decorate()
        self._go_to_place(self.sheet.key)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        self._go_to_place(event.key)

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """At the end, what was missed opens its exercise."""
        if isinstance(self.board, EndBoard) and (index := self.board.exercise(event.key)) is not None:
            self.session.goto(index)
            self._go()
        else:
            self._go_to_place(event.key)

    def _go_to_place(self, key: str) -> None:
        """Show where a line stands in the article."""
        place = self.board.place(key)
        if place is not None:
            side, span = place
            self.desk.turn_to(side, both=self.desk.both)
            self.desk.view(side).go_to(span)

    def on_article_view_marked(self, event: ArticleView.Marked) -> None:
        if isinstance(self.board, MarkBoard):
            self.board.mark(event.span)
            self._keep(self.board.key_at(self.board.form.side, event.span))

    def on_article_view_unmarked(self, event: ArticleView.Unmarked) -> None:
        if isinstance(self.board, MarkBoard):
            self.board.unmark(event.span)
            self._keep()

    def on_article_view_label_wanted(self, event: ArticleView.LabelWanted) -> None:
        if isinstance(self.board, MarkBoard) and self.board.form.techniques:
            if event.digit is None:
                self._pick_label(event.span)
            else:
                self.board.label(event.span, self.board.technique(event.digit))
                self._keep(self.board.key_at(self.board.form.side, event.span))

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        """The list follows the article, unless it is the list that leads."""
        if event.view.has_focus:
            key = self.board.key_at(_side(event.view), event.span)
            if key is not None:
                self.sheet.go_to(key)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if isinstance(self.board, TextBoard) and event.text_area.text != self.board.answer.text:
            self.board.write(event.text_area.text)
            self._keep()
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(PAUSE, self.session.flush)

    def on_answer_field_done(self) -> None:
        self.sheet.focus()

    def _pick_label(self, span: "words.Span") -> None:
        from tui.screens.label_picker import LabelPicker

        board = self.board
        if not isinstance(board, MarkBoard):
            return

        def named(technique: str | None) -> None:
            if technique is not None:
                board.label(span, technique)
                self._keep(board.key_at(board.form.side, span))

        self.app.push_screen(LabelPicker(board.form.techniques, self.session.lesson.glossary), named)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        return words.is_possible(
            action, self.session, self.board, at_article=isinstance(self.focused, ArticleView)
        )

    def action_commit(self) -> None:
        """Hand in; a blank answer is asked about once."""
        board = self.board
        if isinstance(board, AnswerBoard) and board.blank:
            if not self._sure_of_blank:
                self._sure_of_blank = True
                self._renew()
                self.sheet.scroll_to(y=0, animate=False)
                return
            if isinstance(board, OrderBoard):
                board.accept_shown()
            self._keep()
        try:
            self.session.commit(unsaved=isinstance(self.program_record, MemoryRecord))
        except RecordError as error:
            self._ask_unsaved(error)
            return
        except LessonError as error:
            from tui.screens.trouble import LessonTrouble

            self.app.push_screen(LessonTrouble(error))
            return
        self.open_exercise()

    def _ask_unsaved(self, error: RecordError) -> None:
        """The disk refuses: try again, or go on without saving."""
        from tui.screens.trouble import CommitTrouble

        def decided(go_on: bool | None) -> None:
            if go_on:
                self.session.commit(unsaved=True)
                self._told = error
                self.open_exercise()

        self._told = error
        self.app.push_screen(CommitTrouble(error), decided)

    def _go(self) -> None:
        self.open_exercise()
        self._tell_trouble()

    def action_next(self) -> None:
        """Go to the next exercise or to the end."""
        self._further(self.session.next)

    def action_previous(self) -> None:
        """Go back."""
        self.session.back()
        self._go()

    def action_skip(self) -> None:
        """Leave the exercise for later."""
        self._further(self.session.skip)

    def _further(self, step: Callable[[], None]) -> None:
        """Take a step forward; before it ends the lesson with open exercises, ask."""
        session = self.session
        last = session.index + 1 == len(session.lesson.exercises)
        if not last or session.finished or not session.unanswered:
            step()
            self._go()
            return
        from tui.screens.finish import FINISH, FinishScreen

        def decided(index: int | None) -> None:
            if index is None:
                return
            if index == FINISH:
                step()
            else:
                session.goto(index)
            self._go()

        session.flush()
        self.app.push_screen(FinishScreen(session), decided)

    def action_retry(self) -> None:
        """Try again as practice."""
        self.session.retry()
        self._go()

    def action_hint(self) -> None:
        """Show the next hint."""
        self.session.hint()
        self._renew()
        self.sheet.scroll_to(y=0, animate=False)

    def action_sure(self) -> None:
        """A guess, I think so, sure, and round again."""
        self.session.sure((self.session.certainty or 0) % 3 + 1)
        self._renew()

    def action_write(self) -> None:
        """Go to the field."""
        self.field.focus()

    def action_name_mark(self) -> None:
        """Name the technique of the mark in the list, or of the one in the article."""
        place = self.board.place(self.sheet.key)
        if place is not None:
            self._pick_label(place[1])

    def action_switch(self) -> None:
        """From the exercise to the article, and back."""
        view = self.desk.current
        (self.sheet if view.has_focus else view).focus()

    def action_other(self) -> None:
        """The other article."""
        self.desk.turn(self.size.width)

    def action_zoom(self) -> None:
        """The article or the exercise alone, and both again."""
        self.toggle_class("-zoom")

    def flush(self) -> None:
        """Write a typed draft that still waits."""
        self.session.flush()

    def action_leave(self) -> None:
        """Back to where the student came from."""
        self.flush()
        self.dismiss(None)

    def action_glossary(self) -> None:
        """Look something up."""
        from tui.screens.glossary import GlossaryScreen

        self.app.push_screen(GlossaryScreen(self.session.lesson.glossary))


def _side(view: ArticleView) -> Side:
    return "beside" if view.id == "beside" else "main"
