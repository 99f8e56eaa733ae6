"""Two lessons of tests from the home screen to the annotated article, every form of answer, by keyboard alone."""

from fractions import Fraction
from pathlib import Path

import pytest

from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.written_answers import read
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import courses
from lessons.model.answer import GridAnswer, Mark, MarkAnswer, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import GridForm, OrderForm, PickForm
from lessons.record.journal import read_journal
from lessons.reports.standing import standings
from tests.helpers.place import journal_path
from tests.helpers.play import Play, playing, request
from tests.helpers.tiny import COURSE, STORIES, TINY, TWO_STORIES, perfect_answers
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView


async def mark(play: Play, answer: MarkAnswer) -> None:
    """Walk to each phrase word by word, select it, mark it, name it."""
    screen = play.app.screen
    assert isinstance(screen, LessonScreen)
    view = screen.focused
    assert isinstance(view, ArticleView)
    await play.press("left_square_bracket")
    names = [option.id for option in getattr(screen.session.exercise.form, "techniques", ())]
    for wanted in answer.marks:
        starts = view.article.words.starts
        steps = [start for start in starts if view.cursor.span.start < start <= wanted.span.start]
        inside = [start for start in starts if wanted.span.start < start < wanted.span.end]
        keys = ["right"] * len(steps) + (["v"] + ["right"] * len(inside) if inside else []) + ["space"]
        await play.press(" ".join(keys))
        if wanted.technique:
            await play.press(str(names.index(wanted.technique) + 1))


async def fill(play: Play, form: GridForm, answer: GridAnswer) -> None:
    for row in form.rows:
        for column in form.columns:
            if (row.id, column.id) in answer.cells:
                options = [option.id for option in column.options]
                await play.press(str(options.index(answer.cells[row.id, column.id]) + 1))


async def put_in_order(play: Play, form: OrderForm, answer: OrderAnswer) -> None:
    shown = [item.id for item in form.items]
    await play.press("home")
    at = 0
    for place, id in enumerate(answer.items):
        there = shown.index(id)
        await play.press(" ".join(["down" if there > at else "up"] * abs(there - at)))
        await play.press(str(place + 1))
        shown.insert(place, shown.pop(there))
        at = place


async def find_out(play: Play, form: ShelfForm, answer: ShelfAnswer) -> None:
    """Open the cards, go to the text of the last one that decides and mark its proof, give the verdict."""
    ids = [card.id for card in form.cards]
    for id in (*(one for one in answer.opened if one != answer.card), answer.card):
        await play.press("home " + " ".join(["down"] * ids.index(id or "")) + " enter enter")
    await play.press("a")
    await mark(play, MarkAnswer(tuple(map(Mark, answer.words))))
    await play.press("a")
    await play.press(str([option.id for option in form.verdicts].index(answer.verdict or "") + 1))


async def answer_all(play: Play, folder: Path = TINY) -> list[str]:
    """Answer each exercise by its key; the explanations."""
    explanations = []
    lesson = open_lesson(folder)
    answers = perfect_answers(lesson)
    for exercise in lesson.exercises:
        answer = read(exercise.form, answers[exercise.id], lesson.article, lesson.beside)
        match exercise.form, answer:
            case _, MarkAnswer():
                await mark(play, answer)
            case PickForm(options=options), PickAnswer(picked=picked):
                places = [str(place) for place, option in enumerate(options, 1) if option.id in picked]
                await play.press(" ".join(places))
            case GridForm() as form, GridAnswer():
                await fill(play, form, answer)
            case OrderForm() as form, OrderAnswer():
                await put_in_order(play, form, answer)
            case ShelfForm() as form, ShelfAnswer():
                await find_out(play, form, answer)
            case _, TextAnswer(text=text):
                await play.type(text.replace(".", ""))
                await play.press("enter")
        blank = isinstance(answer, MarkAnswer) and not answer.marks
        explanations.append(await play.press("c c" if blank else "c"))
        await play.press("n")
    return explanations


@pytest.mark.thorough
async def test_a_whole_lesson_by_keyboard() -> None:
    async with playing("enter") as play:
        for explanation in await answer_all(play):
            assert "100 of 100" in explanation
            assert "saved" in explanation.splitlines()[0]
        shown = await play.shown()
        assert "16 of 16 exercises answered" in shown
        assert "100 of 100" in shown
        assert "What this article does well" in await play.press("end")
        assert "done" in await play.press("escape")
        await play.press("q")
    events = read_journal(journal_path("ana")).events
    state = standings(courses([COURSE]), events)["course", "tiny"]
    assert (state.answered, state.finished, state.score) == (16, True, Fraction(1))


@pytest.mark.thorough
async def test_a_lesson_that_leaves_the_page_by_keyboard() -> None:
    async with playing("enter", wish=request((STORIES,))) as play:
        explanations = await answer_all(play, TWO_STORIES)
        assert len(explanations) == 9
        for explanation in explanations:
            assert "100 of 100" in explanation
        assert "9 of 9 exercises answered" in await play.shown()
        await play.press("escape q")
    events = read_journal(journal_path("ana")).events
    state = standings(courses([STORIES]), events)["stories", "two-stories"]
    assert (state.answered, state.finished, state.score) == (9, True, Fraction(1))
