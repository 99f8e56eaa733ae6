"""What a lesson's screen shows: article on one side; exercise, explanation or end on the other."""

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from lessons.i18n import _
from lessons.model.course import LessonCard
from lessons.model.form import MarkForm, Side
from lessons.play import Phase, Session, Status
from lessons.record.recorder import MemoryRecord
from tui.boards.answers import OrderBoard, PickBoard, TextBoard, answer_board
from tui.boards.board import TENTH, AnswerBoard, Board
from tui.boards.ending import EndBoard, EndOfTestBoard, HandedInBoard, ReadingBoard
from tui.boards.explanation import ExplanationBoard
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.layout import BREAKPOINTS, HEIGHTS, fit
from tui.safe_text import EMPTY, plain
from tui.screens import lesson_room
from tui.screens import lesson_words as words
from tui.screens.lesson_room import Folding, Room
from tui.themes import STRANDS
from tui.widgets.answer_field import AnswerField
from tui.widgets.answer_sheet import AnswerSheet
from tui.widgets.article_view import ArticleView
from tui.widgets.key_bar import KeyBar, TitleBar
from tui.widgets.reading_desk import ReadingDesk
from tui.widgets.sheet import Entry, Sheet, laid_out

MEASURE = 92
"""The widest line of an exercise, in cells."""


class Question(Sheet, can_focus=False):
    """The first lines of the question: they stay where they are whatever is scrolled below them."""

    DEFAULT_CSS = """
    Question { height: auto; scrollbar-size-horizontal: 0; }
    """


class LessonPage(Screen[None]):
    """Shows the state of a session. It changes nothing in it: see ``LessonScreen``."""

    CSS_PATH = "lesson.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.further: LessonCard | None = None
        """At the end, the lesson to go on with, if there is one."""
        self.board: Board = self._make_board()
        self.footer_labels: dict[str, str] = {"leave": _("home")}
        """Footer labels that depend on the state."""
        self.asked = ""
        """What is missing from the answer: the student was asked whether that is the answer."""
        self.refused = ""
        """Why the last change could not be kept as an answer."""
        self.folding = Folding(0)
        """What of the exercise is folded away."""
        self.unfolded = False
        """Whether the student wants to see all of it."""
        self._held = 0
        """The most lines that the exercise needed so far."""

    def compose(self) -> ComposeResult:
        """The parts of the screen, from the top."""
        yield TitleBar()
        with Container(id="desk"):
            yield ReadingDesk(self.session.lesson)
            with Container(id="working"):
                yield Question(measure=MEASURE)
                yield AnswerSheet(id="sheet", measure=MEASURE)
                yield AnswerField("", id="field")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show where the session stands."""
        fit(self)
        self.set_class(self.desk.alone, "-stacked")
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

    def _find_further(self) -> LessonCard | None:
        """The lesson to go on with after this one."""
        from tui.app import CloseRead

        return self.app.lesson_after(self.session.lesson.folder) if isinstance(self.app, CloseRead) else None

    def open_exercise(self) -> None:
        """Show the current exercise, explanation or end from its start."""
        session = self.session
        self.asked = self.refused = ""
        self.unfolded, self._held = False, 0
        self.remove_class("-zoom")
        self.board = self._make_board()
        self.set_class(isinstance(self.board, TextBoard), "-typing")
        for strand in STRANDS:
            self.set_class(session.exercise.task.strand == strand, f"-{strand}")
        if isinstance(self.board, TextBoard):
            self._load_field(self.board.answer.text)
        self._set_up_article()
        self._share_room()
        self.sheet.put(self.board, *self._around())
        self._show_title()
        self._focus_first()
        self.refresh_bindings()

    def _load_field(self, text: str) -> None:
        """Put a text into the field, with the caret at its end."""
        self.field.load_text(text)
        self.field.move_cursor(self.field.document.end)

    def _make_board(self) -> Board:
        session = self.session
        if session.phase is Phase.READING:
            return ReadingBoard(session)
        if session.phase is Phase.CLOSED:
            done = session.status(session.exercise.id) is Status.DONE
            return HandedInBoard(session.lesson, session.exercise, session.draft, handed_in=done)
        if session.phase is Phase.FINISHED:
            self.further = self._find_further()
        if session.phase is Phase.FINISHED and session.test is not None:
            return EndOfTestBoard(session)
        if session.phase is Phase.FINISHED:
            title = self.further.title if self.further is not None else ""
            return EndBoard(session.lesson, session.summary(), session.notes(), title, session.minutes)
        if session.result is not None:
            form, glossary = session.exercise.form, session.lesson.glossary
            contests = session.contests.of(session.exercise.id)
            return ExplanationBoard(
                form, session.result, glossary, words.counts_as_practice(session), contests
            )
        return answer_board(session.lesson, session.exercise, session.draft)

    def _set_up_article(self) -> None:
        session, exercise = self.session, self.session.exercise
        at_exercise = session.phase not in (Phase.READING, Phase.FINISHED)
        for view in self.desk.views():
            form = exercise.form
            marks = isinstance(form, MarkForm) and session.phase is Phase.ANSWERING and form.side == view.id
            view.marking = marks
            view.labels = min(TENTH, len(form.techniques)) if isinstance(form, MarkForm) and marks else 0
            view.scope = exercise.scope if view.id == exercise.side and at_exercise else ()
        compares = exercise.kind.both_articles and at_exercise
        self.desk.turn_to(exercise.side if at_exercise else "main", both=compares)
        self._decorate()

    def _decorate(self) -> None:
        for view in self.desk.views():
            view.decorations = self.board.decorations(side_of(view))

    def _around(self) -> tuple[list[Entry], list[Entry]]:
        """What stands above and below the board."""
        session, folding = self.session, self.folding
        above: list[Entry] = []
        if session.phase is Phase.ANSWERING:
            cut = folding.question > 0
            if folding.prompt:
                above += words.prompt(session, whole=cut)
            if folding.example:
                above += words.example(session)
            above += words.fold(prompt=folding.hides_prompt, example=folding.hides_example)
        above += words.above(session, asked=self.asked, refused=self.refused)
        below = [] if folding.told else words.below(session)
        if isinstance(self.board, AnswerBoard) and self.board.blank and words.is_new_form(session):
            below.insert(0, Entry(plain(self.board.how(), "$quiet"), gap=1))
        return above, below

    # Room

    def _share_room(self) -> None:
        """Decide what is folded away, show the question, and give the pane its lines."""
        at, session, board = self._room(), self.session, self.board
        if isinstance(board, GridBoard):
            board.width = at.width
        question = words.question(session)
        prompt = words.prompt(session, whole=False)
        if isinstance(board, AnswerBoard):
            example, typed = words.example(session), isinstance(board, TextBoard)
            self.folding = lesson_room.folded(question[0], prompt, example, board.entries(), at, typed=typed)
            if self.unfolded:
                self.folding = replace(self.folding, prompt=True, example=True)
            elif not board.blank and not isinstance(board, MarkBoard | TextBoard):
                self._make_way(question[0], at)
        elif session.phase in (Phase.READING, Phase.FINISHED):
            self.folding = Folding()
        else:
            whole = not prompt and len(laid_out(question, at.width)) == 1
            self.folding = Folding(1, told=whole)
        self._show_question()
        self._give_lines(self._lines_wanted(at))

    def _make_way(self, question: Entry, at: Room) -> None:
        """Once the answer is begun, a long question leaves its lines to a board that does not fit beside it."""
        lines = len(laid_out([question], at.width))
        least = max(1, at.height // 4)
        if lines > least and lines + len(laid_out(self.board.entries(), at.width)) > at.height:
            self.folding = replace(self.folding, question=least)

    def _show_question(self) -> None:
        board, most = self.board, self.folding.question
        asked = isinstance(board, AnswerBoard | ReadingBoard)
        counter = plain(board.progress(), "$quiet") if isinstance(board, AnswerBoard) else EMPTY
        entries = words.question(self.session, "" if asked else "$quiet")
        pane = self.query_one(Question)
        pane.display = bool(entries)
        pane.styles.padding = (0, 0, lesson_room.gap(self.app.size), 0)
        pane.show([replace(entry, right=counter, most=most) for entry in entries])

    @property
    def _below(self) -> bool:
        """Whether the pane stands under the article."""
        return self.desk.alone or lesson_room.is_below(self.app.size, both=self._together)

    @property
    def _together(self) -> bool:
        """Whether two articles are shown."""
        return self.desk.both and self.desk.has_room(self.app.size.width)

    def _room(self) -> Room:
        """The room of the pane; an article in which words are marked, or that was just opened, keeps half of it."""
        board = self.board
        half = self._room_beside(0.5)
        if isinstance(board, MarkBoard):
            return half
        if not isinstance(board, AnswerBoard):
            return self._room_beside(0.4)
        if board.blank and self._fresh and not isinstance(board, TextBoard):
            if isinstance(board, GridBoard):
                board.width = half.width
            question = words.question(self.session)[0]
            if lesson_room.shows_beginning(question, board.entries(), half):
                return half
        return self._room_beside(0.33)

    def _room_beside(self, share: float) -> Room:
        """The room of the pane where the article keeps this share of the lines."""
        below, both = self._below, self._together
        return lesson_room.room(
            self.app.size, below=below, both=both, share=share, measure=self.sheet.measure
        )

    @property
    def _fresh(self) -> bool:
        """Whether nothing was handed in yet: then a screen full of answers would be too much to begin with."""
        session = self.session
        return not any(session.status(one.id) is Status.DONE for one in session.lesson.exercises)

    def _lines_wanted(self, at: Room) -> int:
        """Lines of the pane: what it holds where that is known, else all it can have. It never shrinks meanwhile."""
        if not isinstance(self.board, PickBoard | GridBoard | OrderBoard | ReadingBoard):
            return at.height
        above, below = self._around()
        spare = Entry(EMPTY, gap=int(isinstance(self.board, AnswerBoard)))  # for how sure the student is
        held = [*words.question(self.session), *above, *self.board.entries(), *below, spare]
        self._held = max(self._held, len(laid_out(held, at.width)) + lesson_room.gap(self.app.size))
        return min(at.height, self._held)

    def _give_lines(self, lines: int) -> None:
        height: int | str = lines + 1 if self._below else "1fr"
        if self.has_class("-zoom"):
            height = "1fr" if self.has_class("-at-exercise") else "auto"
        self.query_one("#working").styles.height = height

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
        if self.session.phase is Phase.READING:
            view = self.desk.view("main")
            view.begin()
            view.focus()
        elif self.session.phase is Phase.ANSWERING and isinstance(self.board, MarkBoard):
            self.desk.view(self.board.form.side).focus()
        elif self.session.phase is Phase.ANSWERING and isinstance(self.board, TextBoard):
            self.field.focus()
        else:
            self.sheet.focus()

    def renew(self, key: str | None = None) -> None:
        """Show the answer after a change."""
        self._share_room()
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
        at_article = self.focused is not None and self.desk in self.focused.ancestors
        self.set_class(not at_article, "-at-exercise")
        if self.has_class("-zoom"):
            self._share_room()
        self.footer_labels["switch"] = _("exercise") if at_article else _("article")
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Show what fits."""
        self._show_title()
        self.desk.fit(self.size.width)
        self._share_room()
        self.sheet.renew(*self._around())


def side_of(view: ArticleView) -> Side:
    """Which of the two articles a view shows."""
    return "beside" if view.id == "beside" else "main"
