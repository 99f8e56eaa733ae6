"""A lesson on the screen: article on one side; exercise, explanation or end on the other.

What the student does goes to the session, and the screen shows what became of it.
"""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget

from lessons.i18n import _
from lessons.model.course import LessonCard
from lessons.model.problem import LessonError
from lessons.model.result import Part
from lessons.play import Phase, Session
from lessons.play.rules import Rules
from lessons.record.recorder import MemoryRecord, RecordError
from tui.actions import bindings
from tui.boards.answers import OrderBoard
from tui.boards.board import AnswerBoard, Board
from tui.boards.ending import FURTHER, SHORT, WHOLE, EndBoard, ReadingBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.grid import GridBoard
from tui.layout import BREAKPOINTS, HEIGHTS, fit
from tui.program import Program, program_of
from tui.safe_text import plain
from tui.screens.contest import ContestScreen, RepliesScreen
from tui.screens.exercises import FINISH, SHORT_PATH, WHOLE_LESSON, ExercisesScreen, FinishScreen
from tui.screens.lesson_pane import LessonPane
from tui.screens.lesson_words import ASKED, board_of, is_possible, sureness, title
from tui.screens.saving import REFUSED_LATER, SavingScreen
from tui.screens.terms import GlossaryScreen
from tui.screens.trouble import LeftOut, LessonTrouble, RecordTrouble
from tui.widgets.article_view import ArticleView
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.reading_desk import ReadingDesk
from tui.widgets.sheet import Sheet

SECOND = 1.0
"""How often the time left of a test is looked at."""
ACTIONS = (
    *("commit", "next", "previous", "retry", "skip", "unfold", "hint", "sure", "name_mark"),
    *("contest", "hand_in", "write", "switch", "other", "zoom", "glossary", "leave"),
    *("find", "exercises", "undo", "redo", "copy"),
    *("next_by_skip", "skip_by_next", "leave_by_next", "read_article_on", "read_article_back"),
)


class LessonScreen(SavingScreen):
    """One attempt at a lesson."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(ACTIONS)
    CSS_PATH = "lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.further: LessonCard | None = None
        """At the end, the lesson to go on with, if there is one."""
        self.footer_labels: dict[str, str] = {"leave": _("home")}
        """Footer labels that depend on the state."""
        self.forgetful = False
        """Whether nothing is being saved, because the record could not be opened."""
        self.board: Board = self._make_board()
        self.desk = ReadingDesk(session.lesson)
        """The article, or both."""
        self.pane = LessonPane(self.desk, session, self.board, self.keep)
        self.sheet, self.field = self.pane.sheet, self.pane.field
        self._unsaved = False
        """What the title says of the record."""
        self._keys: tuple[object, ...] = ()
        """What the answer made of the keys when the footer last asked them."""
        self._from_end = False
        """Whether the student came from the end of the lesson, to look at something that was missed."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        with Container(id="desk"):
            yield self.desk
            yield self.pane
        yield KeyBar()

    def on_mount(self) -> None:
        """Show where the session stands, tell what the teacher answered, and watch the time of a test."""
        fit(self)
        self.forgetful = isinstance(getattr(self.app, "record", None), MemoryRecord)
        self.set_class(self.desk.alone, "-stacked")
        self.open_exercise()
        if self.session.limit is not None:
            self.set_interval(SECOND, self._pass_time)
        if sentences := self.session.take_left_out():
            self.app.push_screen(LeftOut(sentences))
        answered, unreadable = self.session.contests.take_replies(), self.session.contests.reply_unreadable
        if answered or unreadable:
            self.app.push_screen(RepliesScreen(answered, unreadable))

    def on_unmount(self) -> None:
        """What was not saved when the student leaves makes the program end with a code that says so."""
        if self.session.trouble is not None and isinstance(self.app, Program):
            self.app.unsaved = True

    def _pass_time(self) -> None:
        """Show the time that is left; once it is over, the end of the test."""
        self.pane.take_answer()
        if self.session.tick():
            self.show_once_saved()
        else:
            self._show_title()

    # What is shown

    def open_exercise(self) -> None:
        """Show the current exercise, explanation or end from its start, and where its first line stands."""
        session = self.session
        self.remove_class("-zoom")
        self.query_one("#desk").disabled = False
        self.board = self._make_board()
        self.pane.open(session, self.board)
        self._show_title()
        self.pane.focus_first()
        ended = session.phase is Phase.FINISHED
        self._from_end = self._from_end and not ended
        names = {Phase.READING: _("exercise 1"), Phase.FINISHED: _("next lesson")}
        self.footer_labels["next"] = names.get(session.phase, _("next"))
        self.footer_labels["retry"] = _("begin again") if ended else _("try again")
        self.footer_labels["leave"] = _("the end") if self._from_end else _("home")
        self.refresh_bindings()
        if not isinstance(self.board, AnswerBoard):
            self.pane.show_place(self.sheet.key)

    def renew(self, key: str | None = None) -> None:
        """Show the answer after a change; the cursor stays, or goes to the line ``key``."""
        self.pane.renew(key)
        self.pane.decorate()
        if self._unsaved != (self.session.trouble is not None or self.forgetful):
            self._show_title()
        if self._keys_of_answer() != self._keys:
            self.refresh_bindings()

    def refresh_bindings(self) -> None:
        """Have the footer ask every key whether it works, which takes longer than a mark: not at every mark."""
        self._keys = self._keys_of_answer()
        super().refresh_bindings()

    def _keys_of_answer(self) -> tuple[object, ...]:
        """Everything that an answer changes of what the keys of this screen do, and of what they are called."""
        session, pane, board = self.session, self.pane, self.board
        blank = isinstance(board, AnswerBoard) and board.blank
        labels = tuple(self.footer_labels.values())
        return session.can_undo, session.can_redo, session.hints, blank, pane.folding, pane.unfolded, labels

    def _make_board(self) -> Board:
        if self.session.phase is Phase.FINISHED:
            folder = self.session.lesson.folder
            self.further = self.app.lesson_after(folder) if isinstance(self.app, Program) else None
        return board_of(self.session, self.further.title if self.further is not None else "")

    def _show_title(self) -> None:
        self._unsaved = self.session.trouble is not None or self.forgetful
        self.query_one(TitleBar).show(*title(self.session, self._unsaved, self.size.width))
        self._name_keys()

    def _name_keys(self) -> None:
        """Call the keys of an answer what they do now."""
        certainty = self.session.certainty
        self.footer_labels["sure"] = _("sure?") if certainty is None else sureness(certainty)
        self.footer_labels.pop("commit", None)
        if self.session.rules.closes:
            self.footer_labels["commit"] = _("hand in")

    def watch_focused(self, focused: Widget | None) -> None:
        """Say where the key for switching leads, before the footer asks."""
        at_article = self.desk.has_focus_within
        if focused is not None and self.has_class("-zoom"):
            self.set_class(not at_article, "-at-exercise")
            self.pane.share_room()
        self.footer_labels["switch"] = _("exercise") if at_article else _("article")
        self._keys = self._keys_of_answer()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show_title()
        self.desk.fit(self.size.width)
        self.pane.renew()

    # What the student does to the answer

    def keep(self, key: str | None = None) -> None:
        """Give the answer to the session as a draft, and show what became of it."""
        self.pane.asked = ""
        self.pane.take_answer()
        self.renew(key)
        self.tell_trouble()

    def on_sheet_chosen(self, event: Sheet.Chosen) -> None:
        """At the end, what was missed opens its exercise, at the item that was missed."""
        if event.key == FURTHER:
            self.action_next()
        elif event.key in (SHORT, WHOLE) and isinstance(self.board, ReadingBoard | EndBoard):
            self._take_path(short=event.key == SHORT)
        elif isinstance(self.board, EndBoard) and (missed := self.board.missed(event.key)) is not None:
            index, part = missed
            self._from_end = True
            self._go(partial(self.session.look_back, index))
            if isinstance(self.board, ExplanationBoard):
                self.sheet.go_to(self.board.key_of(part))
                self.pane.show_place(self.sheet.key)
        else:
            self.pane.show_place(event.key)

    def on_article_view_marked(self, event: ArticleView.Marked) -> None:
        """Add a mark."""
        self.pane.mark(event.span)

    def on_article_view_unmarked(self, event: ArticleView.Unmarked) -> None:
        """Take a mark away."""
        self.pane.unmark(event.span)

    def on_article_view_label_wanted(self, event: ArticleView.LabelWanted) -> None:
        """Label a mark: by its digit, or from the list."""
        self.pane.label(event.span, event.digit)

    def on_article_view_cursor_moved(self, event: ArticleView.CursorMoved) -> None:
        """The list follows the article, unless it is the list that leads."""
        if event.view.has_focus:
            key = self.board.key_at(event.view.side, event.span)
            if key is not None:
                self.sheet.go_to(key)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense now."""
        if self.session.phase is Phase.SAVING:
            return action == "leave"
        match action:
            case "unfold":
                folding = self.pane.folding
                return folding.hides_prompt or folding.hides_example or self.pane.unfolded
            case "read_article":
                return self.session.phase is Phase.ANSWERING and self.focused is self.field
            case "name_mark" if isinstance(self.focused, ArticleView):
                return False
            case "hand_in" if self.forgetful:
                return False
            case "next" if self.session.phase is Phase.FINISHED:
                return self.further is not None
        return is_possible(action, self.session, self.board)

    def action_commit(self) -> None:
        """Hand in; an answer with gaps is asked about once."""
        self.pane.take_answer()
        board = self.board
        missing = board.missing() if isinstance(board, AnswerBoard) else ""
        if missing and self.pane.asked != missing:
            self.pane.asked = missing
            self.renew()
            self.sheet.bring(ASKED)
            return
        if isinstance(board, OrderBoard) and board.blank:
            board.accept_shown()
        self.pane.take_answer(blank=True)
        if self.pane.refused:
            self.renew()
            return
        try:
            self.session.submit(unsaved=self.forgetful)
        except RecordError as error:
            self.ask_unsaved(error)
        except LessonError as error:
            self.app.push_screen(LessonTrouble(error))
        else:
            self.show_once_saved(REFUSED_LATER)

    def _go(self, step: Callable[[], object]) -> None:
        """Take a step and show where it leads; a key that cannot be used leads back to where the student was."""
        before = self.session.index
        self.pane.take_answer()
        try:
            step()
            self.show_once_saved()
        except LessonError as error:
            self._step_back(before, error)
            self.tell_trouble()

    def show_saving(self) -> None:
        """Say that the record has not answered yet; only leaving is possible."""
        self.query_one("#desk").disabled = True
        self._show_title()
        self.refresh_bindings()

    def _take_path(self, *, short: bool) -> None:
        """Go on with the exercises of the short path alone, or with all of them."""
        self._go(partial(self.session.take_path, short=short))

    def _step_back(self, index: int, error: LessonError) -> None:
        try:
            self.session.goto(index)
            self.open_exercise()
        except LessonError:
            self.dismiss(None)
        self.app.push_screen(LessonTrouble(error))

    def action_next(self) -> None:
        """Go to the next exercise or to the end; from the end, to the next lesson."""
        if self.session.phase is not Phase.FINISHED:
            self._further(self.session.next)
        elif (card := self.further) is not None:
            self.flush()
            self.dismiss(None)
            if isinstance(self.app, Program):
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
        self.pane.take_answer()
        if not session.may_go_on and session.phase is not Phase.READING:
            session.flush()
            words = _("Your teacher goes on with everybody together: wait here, or look back.")
            program_of(self).tell(plain(words))
            return
        last = session.phase is not Phase.READING and session.index + 1 == len(session.lesson.exercises)
        if not last or session.finished or not session.unanswered:
            self._go(step)
            return

        def decided(index: int | None) -> None:
            if index is not None:
                self._go(step if index == FINISH else partial(session.goto, index))

        session.flush()
        self.app.push_screen(FinishScreen(session), decided)

    def follow(self, rules: Rules) -> None:
        """Go on under rules that the teacher has changed; what is on the screen follows, what was typed stays."""
        self.pane.take_answer()
        shown = self.session.phase in (Phase.READING, Phase.EXPLAINED, Phase.CLOSED, Phase.FINISHED)
        if self.session.take_rules(rules) and shown:
            self.open_exercise()
        self._name_keys()
        self.refresh_bindings()

    def action_retry(self) -> None:
        """Try again as practice; at the end, the whole lesson from its start."""
        ended = self.session.phase is Phase.FINISHED
        self._go(self.session.begin_again if ended else self.session.retry)

    def action_contest(self) -> None:
        """Contest the item on this line, or the whole exercise."""
        board, exercise, contests = self.board, self.session.exercise.id, self.session.contests
        if not isinstance(board, ExplanationBoard):
            return
        part = board.part(self.sheet.key)

        def decided(reason: str | None) -> None:
            if reason is not None:
                self._keep_contest(part, reason)
            else:
                asking.flush()

        asking = ContestScreen.of(part, board, exercise, contests)
        self.app.push_screen(asking, decided)

    def _keep_contest(self, part: Part | None, reason: str) -> None:
        """Keep what is contested, and show it where the student was."""
        key = self.sheet.key
        try:
            self.session.contest(part, reason)
        except RecordError as error:
            self._told = error
            self.app.push_screen(RecordTrouble(error))
        self.show_once_saved(then=partial(self.sheet.go_to, key))

    def action_hint(self) -> None:
        """Show the next hint."""
        self.session.hint()
        self.renew()
        self.sheet.bring(f"hint {len(self.session.hints)}")

    def action_sure(self) -> None:
        """A guess, I think so, sure, and round again."""
        self.session.sure((self.session.certainty or 0) % 3 + 1)
        self._name_keys()
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

        def chosen(index: int | None) -> None:
            if index in (SHORT_PATH, WHOLE_LESSON):
                self._take_path(short=index == SHORT_PATH)
            elif index is not None:
                self._go(partial(self.session.goto, index))

        self.pane.take_answer()
        self.app.push_screen(ExercisesScreen(self.session), chosen)

    def action_undo(self) -> None:
        """Take the last change of the answer back."""
        self._change(self.session.undo)

    def action_redo(self) -> None:
        """Make the change again that was undone."""
        self._change(self.session.redo)

    def _change(self, change: Callable[[], bool]) -> None:
        self.pane.take_answer()
        if not change():
            return
        self.pane.asked = ""
        self.board = self._make_board()
        self.pane.take(self.board)
        if isinstance(self.board, AnswerBoard) and not isinstance(self.board, GridBoard):
            self.board.moved(self.sheet.key)
        self.renew(self.board.start() if isinstance(self.board, GridBoard) else None)
        self.tell_trouble()

    def action_copy(self) -> None:
        """Copy what is at hand in the article, or what stands on the line of the list."""
        text = (self.desk.current if self.desk.current.has_focus else self.sheet).at_hand()
        if text and isinstance(self.app, Program):
            self.app.copy(text)

    def action_zoom(self) -> None:
        """The article or the exercise alone, and both again."""
        self.set_class(not self.desk.has_focus_within, "-at-exercise", update=False)  # styled once, below
        self.toggle_class("-zoom")
        self.pane.share_room()

    def action_unfold(self) -> None:
        """The whole question and its example, or only what fits above the answer."""
        self.pane.unfold()
        self.refresh_bindings()

    def flush(self) -> None:
        """Write what stands on the board and is not yet in the record."""
        self.pane.take_answer()
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
        self.app.push_screen(GlossaryScreen(self.session.lesson.glossary))

    def action_hand_in(self) -> None:
        """Write the file for the teacher."""
        from tui.screens.hand_in import hand_in_screen

        assert isinstance(self.app, Program)
        self.app.push_screen(hand_in_screen(self.session.lesson.folder, self.app.context))

    def action_name_mark(self) -> None:
        """Name the technique of the mark in the list, or of the one in the article."""
        place = self.board.place(self.sheet.key)
        if place is not None:
            self.pane.label(place[1], None)
