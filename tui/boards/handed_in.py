"""A test after an answer was handed in, and at its end: what was answered, and nothing of what is right."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from lessons.i18n import _
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Answer
from lessons.model.form import Side
from lessons.model.span import Span
from lessons.play import Session, Status
from lessons.prose import lines
from tui.boards.answers import answer_board
from tui.boards.board import AnswerBoard, Board, Place
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.boards.order import OrderBoard
from tui.boards.pick import PickBoard
from tui.boards.text import TextBoard
from tui.safe_text import joined, line, plain, prose_line, quoted
from tui.widgets.article_page import Decoration
from tui.widgets.entries import Entry


class HandedInBoard(Board):
    """An exercise of a test that cannot be changed any more: the answer to look at."""

    def __init__(self, lesson: Lesson, exercise: Exercise, answer: Answer | None, *, handed_in: bool) -> None:
        self.handed_in = handed_in
        self.answered: AnswerBoard = answer_board(lesson, exercise, answer)

    def entries(self) -> list[Entry]:
        """That it is handed in, and the answer."""
        if not self.handed_in:
            return [Entry(plain(_("Not answered. The test is over."), "bold"), gap=1)]
        entries = [Entry(plain(_("Handed in. It cannot be changed."), "bold"), gap=1)]
        if self.answered.blank:
            return [*entries, Entry(plain(_("You handed in a blank answer."), "$quiet"), gap=1)]
        entries.append(Entry(plain(_("Your answer"), "$quiet"), gap=1))
        return [*entries, *_answer(self.answered)]

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """The student's own marks."""
        return self.answered.decorations(side)

    def place(self, key: str) -> Place | None:
        """Where a mark stands."""
        return self.answered.place(key) if isinstance(self.answered, MarkBoard) else None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The mark at these words."""
        return self.answered.key_at(side, span) if isinstance(self.answered, MarkBoard) else None


def _answer(board: AnswerBoard) -> Iterator[Entry]:
    """The answer line by line; of a grid with several questions a row, the answers below the row."""
    match board:
        case MarkBoard():
            for mark in board.marks:
                name = prose_line(board.names.get(mark.technique or "", ""), "$quiet")
                yield Entry(
                    quoted(board.shown(mark)), board.key_at(board.form.side, mark.span) or "", right=name
                )
        case PickBoard():
            picked = (option for option in board.form.options if option.id in board.answer.picked)
            yield from (Entry(prose_line(option.text)) for option in picked)
        case OrderBoard():
            texts = {row.id: row.text for row in board.form.items}
            for number, id in enumerate(board.answer.items, 1):
                yield Entry(prose_line(texts[id]), lead=plain(f"{number}. ", "$quiet"))
        case GridBoard():
            for row in board.form.rows:
                yield Entry(prose_line(row.text), gap=int(len(board.form.columns) > 1))
                yield Entry(_chosen(board, row.id), indent=2)
        case TextBoard():
            yield Entry(line(board.answer.text))


def _chosen(board: GridBoard, row: str) -> Content:
    """The options chosen in one row."""
    chosen = []
    for column in board.form.columns:
        option = board.answer.cells.get((row, column.id))
        chosen += [prose_line(one.text, "$quiet") for one in column.options if one.id == option]
    return joined(*chosen, between=", ") if chosen else plain(_("no answer"), "$quiet")


class EndOfTestBoard(Board):
    """The end of a test: what is handed in, and how it reaches the teacher."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def entries(self) -> list[Entry]:
        """How many answers, each exercise, and the way on."""
        session, exercises = self.session, self.session.lesson.exercises
        over = session.limit is not None and session.limit.left <= 0
        done = len(exercises) - len(session.unanswered)
        told = _("{count} of {total} answers are handed in").format(count=done, total=len(exercises))
        entries = [Entry(plain(_("The time is over"), "bold"))] if over else []
        entries += [Entry(plain(told, "bold")), Entry(plain(_("Nothing can be changed any more."), "$quiet"))]
        entries.append(
            Entry(plain(_("Your teacher scores the test. Press i to hand it in; or type:")), gap=1)
        )
        entries.append(
            Entry(line(f"closeread hand-in {session.lesson.course}/{session.lesson.id}"), indent=2)
        )
        for number, exercise in enumerate(exercises, 1):
            handed_in = session.status(exercise.id) is Status.DONE
            status = plain(_("handed in"), "$quiet") if handed_in else plain(_("no answer"), "$sign-missed")
            lead = plain(f"{number:>2}  ", "$quiet")
            words = line(next(iter(lines(exercise.task.prompt)), ""))
            entries.append(Entry(words, lead=lead, right=status, gap=int(number == 1), most=1))
        return entries
