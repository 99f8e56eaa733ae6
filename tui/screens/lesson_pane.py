"""The pane beside the article or below it: the question, what stands around the answer, the answer, the field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widgets import TextArea

from lessons.i18n import _
from lessons.model.answer import AnswerError
from lessons.play import Phase, Session
from lessons.text.spans import Span
from tui.actions import bindings
from tui.boards.answers import OrderBoard, PickBoard
from tui.boards.board import TENTH, AnswerBoard, Board
from tui.boards.ending import ReadingBoard
from tui.boards.explanation import KeyBoard, NoKeyBoard
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.boards.typed_board import TypedBoard
from tui.layout import SIDE_BY_SIDE, THREE_COLUMNS
from tui.safe_text import EMPTY, joined, line, plain
from tui.screens.lesson_words import (
    ASKED,
    MEASURE,
    Folding,
    Room,
    began,
    beginning,
    example,
    fold_line,
    folded,
    gap,
    hints,
    is_new_form,
    prompt,
    question,
    question_was,
    room,
    sureness,
)
from tui.screens.terms import LabelPicker
from tui.widgets.answer_field import AnswerField
from tui.widgets.key_bar import KeyBar
from tui.widgets.reading_desk import ReadingDesk
from tui.widgets.sheet import Entry, Sheet, laid_out

PAUSE = 1.2
"""Seconds without a key after which a typed draft is written to the record."""


class QuestionLines(Sheet, can_focus=False):
    """The first lines of the question: they stay where they are whatever is scrolled below them."""

    DEFAULT_CSS = "QuestionLines { height: auto; scrollbar-size-horizontal: 0; }"


class AnswerSheet(Sheet):
    """Shows a board below what the screen says of the exercise."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        ("digit", "place", "cell_next", "cell_previous", "earlier", "later", "clear")
    )

    @dataclass
    class Changed(Message):
        """The answer changed, or what is open on the board."""

        answered: bool
        key: str | None
        """The line that the cursor goes to, if another."""

    def __init__(self) -> None:
        super().__init__(id="sheet", measure=MEASURE)
        self.board: Board | None = None
        self._above: Sequence[Entry] = ()
        self._below: Sequence[Entry] = ()

    def put(self, board: Board, above: Sequence[Entry], below: Sequence[Entry]) -> None:
        """Show another board from its start."""
        self.board, self._above, self._below = board, above, below
        start = board.start() if isinstance(board, AnswerBoard) else None
        self.footer_labels = {} if isinstance(board, AnswerBoard) else {"choose": _("open")}
        self.show(self._all(), start or "", top=True)
        self.refresh_bindings()

    def renew(self, above: Sequence[Entry], below: Sequence[Entry], key: str | None = None) -> None:
        """Show what changed; the cursor stays, or goes to ``key``. Without the focus, the lines in view stay too."""
        self._above, self._below = above, below
        self.show(self._all(), key, follow=self.has_focus)
        if self.has_focus:  # elsewhere its keys do not work
            self.refresh_bindings()

    def _all(self) -> list[Entry]:
        board = self.board
        entries = [*self._above, *(board.entries() if board else ()), *self._below]
        return [replace(entries[0], gap=0), *entries[1:]] if entries else []

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean nothing on this board are left to the screen."""
        board = self.board
        can = board.can if isinstance(board, AnswerBoard) else frozenset[str]()
        match action:
            case "choose":
                return board is not None and bool(self.key) and board.opens(self.key)
            case "digit" | "place":
                meaning = "place" if "shift" in can else "digit"
                number = parameters[0] if parameters else 0
                offered = board.digits(self.key) if isinstance(board, AnswerBoard) else 0
                return action == meaning and isinstance(number, int) and (number or TENTH) <= offered
            case "clear":
                return isinstance(board, AnswerBoard) and bool(self.key) and board.clearable(self.key)
            case "cell_next" | "cell_previous":
                return "turn" in can
            case "earlier" | "later":
                return "shift" in can
        return super().check_action(action, parameters)

    def _apply(self, key: str | None, *, answered: bool = True) -> None:
        """Tell of a change, after which all that depends on the answer is shown; the rest of the board at once."""
        if not answered:
            self.show(self._all(), key)
            self.refresh_bindings()
        self.post_message(self.Changed(answered, key))

    def action_choose(self) -> None:
        """Choose the line under the cursor; one out of view is only brought into view."""
        if isinstance(self.board, AnswerBoard) and self.key:
            if self.bring_cursor():
                self._apply(self.board.choose(self.key))
        else:
            super().action_choose()

    def action_digit(self, number: int) -> None:
        """Choose by number; 0 is the tenth."""
        if isinstance(self.board, AnswerBoard):
            self._apply(self.board.digit(number or TENTH, self.key))

    def action_place(self, number: int) -> None:
        """Move the item to the place of this number; 0 is the tenth."""
        self.action_digit(number)

    def action_clear(self) -> None:
        """Take back the answer of the line under the cursor."""
        if isinstance(self.board, AnswerBoard) and self.key:
            self._apply(self.board.clear(self.key))

    def action_cell_next(self) -> None:
        """Go to the next cell."""
        self._turn(1, answered=False)

    def action_cell_previous(self) -> None:
        """Go to the previous cell."""
        self._turn(-1, answered=False)

    def action_later(self) -> None:
        """Move the item down."""
        self._turn(1, answered=True)

    def action_earlier(self) -> None:
        """Move the item up."""
        self._turn(-1, answered=True)

    def _turn(self, way: int, *, answered: bool) -> None:
        if isinstance(self.board, AnswerBoard) and self.key:
            self._apply(self.board.turn(way, self.key), answered=answered)

    def action_cursor_up(self) -> None:
        """Go up; an item that is held goes with the cursor."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.action_earlier()
        else:
            super().action_cursor_up()

    def action_cursor_down(self) -> None:
        """Go down; an item that is held goes with the cursor."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.action_later()
        else:
            super().action_cursor_down()

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Let the board open what the cursor came to; other keys may work there."""
        self.refresh_bindings()
        if isinstance(self.board, AnswerBoard):
            instead = self.board.moved(event.key)
            if instead is not None:
                self._apply(instead, answered=False)

    def on_blur(self) -> None:
        """Put a held item down when the cursor leaves the sheet."""
        if isinstance(self.board, OrderBoard) and self.board.held:
            self.board.held = False
            self._apply(self.key)


class LessonPane(Container):
    """Owns the question, the sheet and the field, and shares the lines out between them."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)  # it never scrolls

    def __init__(
        self, desk: ReadingDesk, session: Session, board: Board, keep: Callable[[str | None], None]
    ) -> None:
        """``keep`` is called after each change of the answer, with the line that the cursor goes to, if another."""
        super().__init__(id="working")
        self.question = QuestionLines(measure=MEASURE)
        self.sheet = AnswerSheet()
        self.field = AnswerField("", id="field")
        self.desk, self.session, self.board = desk, session, board
        self._keep = keep
        self._pause: Timer | None = None
        self.asked = ""
        """What is missing from the answer: the student was asked whether that is the answer."""
        self.refused = ""
        """Why the last change could not be kept as an answer."""
        self.folding = Folding(0)
        """What of the exercise is folded away."""
        self.unfolded = False
        """Whether the student wants to see all of it."""
        self.sentence = False
        """Whether the article is one sentence, and leaves its lines to the pane."""
        self._prompt: tuple[list[Entry], list[Entry], list[Entry]] = ([], [], [])
        """The first paragraph of the prompt, the others, the worked example."""
        self._measured: tuple[tuple[Size, bool, float], Room] | None = None
        """The room measured last, and for what."""
        self._held = 0
        """The most lines that the exercise needed so far."""

    def compose(self) -> ComposeResult:
        """The parts, from the top."""
        yield self.question
        yield self.sheet
        yield self.field

    def open(self, session: Session, board: Board) -> None:
        """Show an exercise, an explanation or an end from its start."""
        self.session = session
        self.asked = self.refused = ""
        self.unfolded, self._held = False, 0
        self.set_class(isinstance(board, TypedBoard), "-typing")
        self.take(board)
        self._set_up_article()
        asked = isinstance(board, AnswerBoard | ReadingBoard)
        self._prompt = (question(session, "" if asked else "$quiet"), prompt(session)[1:], example(session))
        self.share_room()
        self.sheet.put(board, *self._around())

    def take(self, board: Board) -> None:
        """Go on with another board of the same exercise."""
        self.board = self.sheet.board = board
        if isinstance(board, TypedBoard):
            self.field.begin(board.typed, board.caret, by_rows=board.by_rows)

    def renew(self, key: str | None = None) -> None:
        """Show what changed; the cursor stays, or goes to the line ``key``."""
        self.share_room()
        self.sheet.renew(*self._around(), key)

    def unfold(self) -> None:
        """Show the whole question and its example, or only what fits above the answer."""
        self.unfolded = not self.unfolded
        self.renew()
        if self.unfolded:
            self.sheet.scroll_to(y=0, animate=False)

    def share_room(self) -> None:
        """Decide what is folded away, show the question, and take the lines that are needed."""
        at, board = self._room(), self.board
        (asked, rest, worked), answering = self._prompt, isinstance(board, AnswerBoard)
        if isinstance(board, GridBoard):
            board.width = at.width
        entries = board.entries() if isinstance(board, AnswerBoard | ReadingBoard) else []
        if isinstance(board, AnswerBoard):
            typed = isinstance(board, TypedBoard)
            self.folding = folded(asked[0], rest, worked, entries, at, typed=typed)
            if self.unfolded:
                self.folding = replace(self.folding, prompt=True, example=True)
            elif not board.blank and not isinstance(board, MarkBoard | TypedBoard):
                self._make_way(asked[0], entries, at)
        elif self.session.phase in (Phase.READING, Phase.FINISHED):
            self.folding = Folding()
        else:
            whole = not rest and len(laid_out(asked, at.width)) == 1
            self.folding = Folding(1, complete=whole)
        counter = plain(board.progress(), "$quiet") if isinstance(board, AnswerBoard) else EMPTY
        self.question.display = bool(asked)
        self.question.styles.padding = (0, 0, gap(self.app.size), 0)
        self.question.show([replace(entry, right=counter, most=self.folding.question) for entry in asked])
        if not self.sentence:
            self._take_lines(entries, at, answering=answering)

    # The answer

    def mark(self, span: Span) -> None:
        """Add a mark."""
        if self.board.marking is not None:
            self._keep_mark(self.board.mark(span), span)

    def unmark(self, span: Span) -> None:
        """Take a mark away."""
        if self.board.marking is not None:
            self._keep(self.board.unmark(span))

    def label(self, span: Span, digit: int | None) -> None:
        """Name the technique of a mark: by its digit, or from the list."""
        board = self.board
        if not isinstance(board, MarkBoard) or not board.form.techniques:
            return

        def named(technique: str | None) -> None:
            if technique is not None:
                board.label(span, technique)
                self._keep_mark(board.key_at(board.form.side, span), span)

        if digit is not None:
            named(board.technique(digit))
        else:
            self.app.push_screen(LabelPicker(board.form.techniques, self.session.lesson.glossary), named)

    def _keep_mark(self, key: str | None, span: Span) -> None:
        """Keep the answer, and say at once, where every student looks, that a mark is not in what is asked about."""
        self._keep(key)
        if outside := self.board.outside(span):
            self.screen.query_one(KeyBar).tell(plain(outside, "$sign-wrong"))

    def on_answer_sheet_changed(self, event: AnswerSheet.Changed) -> None:
        """Keep the answer, and show where the line at hand stands."""
        if event.answered:
            self._keep(event.key)
        else:
            self.decorate()
        self.show_place(self.sheet.key)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what was typed; the record gets it at the next pause."""
        if isinstance(self.board, TypedBoard) and event.text_area.text != self.board.typed:
            self.board.write(event.text_area.text)
            self._keep(None)
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(PAUSE, self.session.flush)

    def on_answer_field_done(self) -> None:
        """Go from the field to the sheet."""
        self.sheet.focus()

    def take_answer(self, *, blank: bool = False) -> None:
        """Give the session what the board and the field hold now: the board is the answer, and the draft follows it.

        Whatever uses the draft comes here first: messages come later. An untouched board is an answer with ``blank``.
        """
        board = self.board
        if not isinstance(board, AnswerBoard) or not self.is_mounted:
            return
        if isinstance(board, TypedBoard):
            board.write(self.field.text)
        self.refused = ""
        if board.blank and self.session.draft is None and not blank:
            return
        try:
            self.session.answer(board.answer)
        except AnswerError as error:
            self.refused = f"{error.found}; {error.expected}"

    # The article beside it

    def _set_up_article(self) -> None:
        """Show the article that the exercise asks about, and let words be marked where they are the answer."""
        exercise = self.session.exercise
        at_exercise = self.session.phase not in (Phase.READING, Phase.FINISHED)
        self.desk.lay(self.board.page)
        self.desk.ask(exercise.side, exercise.scope if at_exercise else (), self.board.marking)
        compares = exercise.kind.both_articles and at_exercise
        self.desk.turn_to(exercise.side if at_exercise else "main", both=compares)
        self.decorate()

    def decorate(self) -> None:
        """Show on the articles what the board marks there, and a text of its own in the place of the main one."""
        if self.desk.lay(self.board.page):
            self._set_up_article()
        for view in self.desk.views:
            view.decorations = self.board.decorations(view.side)

    def show_place(self, key: str) -> None:
        """Show where a line stands in the article."""
        place = self.board.place(key)
        if place is not None:
            side, span = place
            self.desk.turn_to(side, both=self.desk.both)
            self.desk.view(side).go_to(span)

    def on_sheet_moved(self, event: Sheet.Moved) -> None:
        """Show where the line stands."""
        self.show_place(event.key)

    def focus_first(self) -> None:
        """Stand where the student begins: in the article, in the field, or on the first line."""
        if isinstance(self.board, ReadingBoard):
            view = self.desk.view("main")
            view.begin()
            view.focus()
        elif isinstance(self.board, MarkBoard):
            self.desk.view(self.board.form.side).focus()
        elif isinstance(self.board, TypedBoard):
            self.field.focus()
        else:
            self.sheet.focus()

    # Room

    def _make_way(self, asked: Entry, entries: Sequence[Entry], at: Room) -> None:
        """Once the answer is begun, a long question leaves its lines to a board that does not fit beside it."""
        lines = len(laid_out([asked], at.width))
        least = max(1, at.height // 4)
        if lines > least and lines + len(laid_out(entries, at.width)) > at.height:
            self.folding = replace(self.folding, question=least)

    def _take_lines(self, entries: Sequence[Entry], at: Room, *, answering: bool) -> None:
        """The lines of what is held where that is known, else all that can be had; never fewer than before."""
        lines = at.height
        if isinstance(self.board, PickBoard | GridBoard | OrderBoard | ReadingBoard):
            above, below = self._around()
            spare = Entry(EMPTY, gap=int(answering))  # for how sure the student is
            held = [*self._prompt[0], *above, *entries, *below, spare]
            self._held = max(self._held, len(laid_out(held, at.width)) + gap(self.app.size))
            lines = min(at.height, self._held)
        height: int | str = lines + 1 if at.below else "1fr"
        if self.screen.has_class("-zoom"):
            height = "1fr" if self.screen.has_class("-at-exercise") else "auto"
        self.styles.height = height

    def _room(self) -> Room:
        """The room there is; an article in which words are marked, or that was just opened, keeps half of the lines."""
        board = self.board
        if self.sentence:
            height = self.app.size.height
            whole = room(self.app.size, below=True, both=False, share=0)
            return Room(whole.width, max(3, whole.height + 3 - min(max(4, height * 3 // 10), 10)), below=True)
        if isinstance(board, MarkBoard):
            return self._room_beside(0.5)
        if not isinstance(board, AnswerBoard) or board.page is not None:
            return self._room_beside(0.4)
        if board.blank and not isinstance(board, TypedBoard) and not began(self.session):
            half = self._room_beside(0.5)
            if isinstance(board, GridBoard):
                board.width = half.width
            # Three lines for what is folded away, with its empty ones.
            asked = len(laid_out(self._prompt[0][:1], half.width)) + 3
            if asked + beginning(board.entries(), half.width) <= half.height:
                return half
        return self._room_beside(0.33)

    def _room_beside(self, share: float) -> Room:
        """The room where the article keeps this share of the lines."""
        size, both = self.app.size, self.desk.both
        if self._measured is None or self._measured[0] != (size, both, share):
            together = both and self.desk.has_room(size.width)
            below = self.desk.alone or size.width < (THREE_COLUMNS if together else SIDE_BY_SIDE)
            self._measured = (size, both, share), room(size, below=below, both=together, share=share)
        return self._measured[1]

    def _around(self) -> tuple[list[Entry], list[Entry]]:
        """What stands above and below the board."""
        session, folding, board = self.session, self.folding, self.board
        if isinstance(board, KeyBoard | NoKeyBoard):
            return [], question_was(session)
        if session.phase is not Phase.ANSWERING:
            after = session.phase in (Phase.EXPLAINED, Phase.CLOSED) and not folding.complete
            return [], question_was(session) if after else []
        above: list[Entry] = []
        if folding.prompt:
            above += prompt(session) if folding.question else self._prompt[1]
        if folding.example:
            above += self._prompt[2]
        if folding.hides_prompt or folding.hides_example:
            above.append(fold_line(folding))
        above += hints(session)
        if self.refused:
            above.append(Entry(line(self.refused, "bold $sign-wrong"), gap=1))
        if self.asked:
            above.append(Entry(plain(self.asked, "bold $sign-wrong"), gap=1, group=ASKED))
            again = _("Press c again if that is your answer, or s to leave it for later.")
            above.append(Entry(plain(again), group=ASKED))
        below: list[Entry] = []
        if isinstance(board, AnswerBoard) and board.blank and is_new_form(session):
            below.append(Entry(plain(board.how(), "$quiet"), gap=1))
        if session.certainty is not None and not folding.complete:
            sure = plain(sureness(session.certainty))
            below.append(Entry(joined(plain(_("How sure:"), "$quiet"), sure, between=" "), gap=1))
        return above, below
