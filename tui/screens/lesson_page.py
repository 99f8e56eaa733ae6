"""What a lesson's screen shows: article on one side; exercise, explanation or end on the other."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from lessons.i18n import _
from lessons.model.form import MarkForm, Side
from lessons.session import Phase, Session, Status
from lessons.store.memory import MemoryRecord
from tui.boards.answers import answer_board
from tui.boards.board import TENTH, AnswerBoard, Board
from tui.boards.ending import EndBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.grid import GridBoard
from tui.boards.handed_in import EndOfTestBoard, HandedInBoard
from tui.boards.mark import MarkBoard
from tui.boards.order import OrderBoard
from tui.boards.text import TextBoard
from tui.layout import BREAKPOINTS, HEIGHTS, fit
from tui.safe_text import plain
from tui.screens import lesson_words as words
from tui.themes import STRANDS
from tui.widgets.answer_field import AnswerField
from tui.widgets.answer_sheet import AnswerSheet
from tui.widgets.article_view import ArticleView
from tui.widgets.entries import Entry
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.reading_desk import ReadingDesk


class LessonPage(Screen[None]):
    """Shows the state of a session. It changes nothing in it: see ``LessonScreen``."""

    CSS_PATH = "lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.board: Board = self._make_board()
        self.footer_labels: dict[str, str] = {"leave": _("home")}
        """Footer labels that depend on the state."""
        self.asked = ""
        """What is missing from the answer: the student was asked whether that is the answer."""
        self.refused = ""
        """Why the last change could not be kept as an answer."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        with Container(id="desk"):
            yield ReadingDesk(self.session.lesson)
            with Container(id="working"):
                yield AnswerSheet(id="sheet")
                yield AnswerField("", id="field")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show where the session stands."""
        fit(self)
        self.open_exercise()

    def on_unmount(self) -> None:
        """What was not saved when the student leaves makes the program end with a code that says so."""
        from tui.app import CloseRead

        if self.session.trouble is not None and isinstance(self.app, CloseRead):
            self.app.unsaved = True

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

    def open_exercise(self) -> None:
        """Show the current exercise, explanation or end from its start."""
        session = self.session
        self.asked = self.refused = ""
        self.board = self._make_board()
        self.set_class(session.phase is Phase.ANSWERING and isinstance(self.board, MarkBoard), "-marking")
        self.set_class(session.phase is not Phase.ANSWERING, "-explaining")
        self.set_class(isinstance(self.board, TextBoard), "-typing")
        roomy = isinstance(self.board, GridBoard | OrderBoard | TextBoard)
        self.set_class(roomy, "-table")
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
        if session.phase is Phase.CLOSED:
            done = session.status(session.exercise.id) is Status.DONE
            return HandedInBoard(session.lesson, session.exercise, session.draft, handed_in=done)
        if session.phase is Phase.FINISHED and session.test is not None:
            return EndOfTestBoard(session)
        if session.phase is Phase.FINISHED:
            return EndBoard(session.lesson, session.summary(), session.notes())
        if session.result is not None:
            form, glossary = session.exercise.form, session.lesson.glossary
            contests = session.contests.of(session.exercise.id)
            return ExplanationBoard(
                form, session.result, glossary, words.counts_as_practice(session), contests
            )
        return answer_board(session.lesson, session.exercise, session.draft)

    def _set_up_article(self) -> None:
        session, exercise = self.session, self.session.exercise
        finished = session.phase is Phase.FINISHED
        for view in self.desk.views():
            form = exercise.form
            marks = isinstance(form, MarkForm) and session.phase is Phase.ANSWERING and form.side == view.id
            view.marking = marks
            view.labels = min(TENTH, len(form.techniques)) if isinstance(form, MarkForm) and marks else 0
            view.scope = exercise.scope if view.id == exercise.side and not finished else ()
        compares = exercise.kind.name == "compare" and not finished
        self.desk.turn_to("main" if finished else exercise.side, both=compares)
        self._decorate()

    def _decorate(self) -> None:
        for view in self.desk.views():
            view.decorations = self.board.decorations(side_of(view))

    def _around(self) -> tuple[list[Entry], list[Entry]]:
        """What stands above and below the board. On a low screen the example makes room once the answer is begun."""
        begun = isinstance(self.board, AnswerBoard) and not self.board.blank
        brief = begun and self.size.height < HEIGHTS[-1][0]
        above = words.above(self.session, brief=brief, asked=self.asked, refused=self.refused)
        if above and isinstance(self.board, AnswerBoard):
            above[0] = replace(above[0], right=plain(self.board.progress(), "$quiet"))
        return above, words.below(self.session)

    def _show_title(self) -> None:
        unsaved = self.session.trouble is not None or self.forgetful
        self.query_one(TitleBar).show(*words.title(self.session, unsaved, self.size.width))
        self.footer_labels["sure"] = words.sure_label(self.session.certainty)
        if self.session.test is not None:
            self.footer_labels["commit"] = _("hand in")

    @property
    def forgetful(self) -> bool:
        """Whether nothing is being saved, because the record could not be opened."""
        return isinstance(getattr(self.app, "record", None), MemoryRecord)

    def _focus_first(self) -> None:
        if self.session.phase is Phase.ANSWERING and isinstance(self.board, MarkBoard):
            self.desk.view(self.board.form.side).focus()
        elif self.session.phase is Phase.ANSWERING and isinstance(self.board, TextBoard):
            self.field.focus()
        else:
            self.sheet.focus()

    def renew(self, key: str | None = None) -> None:
        """Show the answer after a change."""
        self.sheet.renew(*self._around(), key)
        self._decorate()
        self._show_title()
        self.refresh_bindings()

    def action_hand_in(self) -> None:
        """Write the file for the teacher."""
        from tui.app import CloseRead
        from tui.screens.hand_in import HandInScreen

        assert isinstance(self.app, CloseRead)
        self.app.push_screen(HandInScreen(self.session.lesson.folder, self.app.learner))

    def on_descendant_focus(self) -> None:
        """Say where the key for switching leads."""
        at_article = isinstance(self.focused, ArticleView)
        self.set_class(not at_article, "-at-exercise")
        self.footer_labels["switch"] = _("exercise") if at_article else _("article")
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show_title()
        self.desk.fit(self.size.width)


def side_of(view: ArticleView) -> Side:
    """Which of the two articles a view shows."""
    return "beside" if view.id == "beside" else "main"
