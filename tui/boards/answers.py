"""The board for a form."""

from lessons.kinds.reading import blank
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Answer, GridAnswer, MarkAnswer, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, TextForm
from tui.boards.board import AnswerBoard
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.boards.order import OrderBoard
from tui.boards.pick import PickBoard
from tui.boards.text import TextBoard


def answer_board(lesson: Lesson, exercise: Exercise, draft: Answer | None) -> AnswerBoard:
    """A board that goes on from a draft."""
    answer = draft if draft is not None else blank(exercise.form)
    match exercise.form, answer:
        case MarkForm() as form, MarkAnswer():
            beside = form.side == "beside" and lesson.beside is not None
            return MarkBoard(form, answer, lesson.beside if beside and lesson.beside else lesson.article)
        case PickForm() as form, PickAnswer():
            return PickBoard(form, answer)
        case GridForm() as form, GridAnswer():
            return GridBoard(form, answer)
        case OrderForm() as form, OrderAnswer():
            return OrderBoard(form, answer)
        case TextForm() as form, TextAnswer():
            return TextBoard(form, answer)
    raise TypeError(f"{type(answer).__name__} does not fill in {type(exercise.form).__name__}")
