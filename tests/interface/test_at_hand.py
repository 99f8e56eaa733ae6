"""What a reader does around an exercise: find words, jump to an exercise, undo and redo, copy."""

import shutil
from pathlib import Path

import pytest

from lessons.lesson.opening import open_lesson
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.play import Phase
from tests.helpers.play import Play, playing, request
from tests.helpers.tiny import COURSE, TINY
from tui.screens.exercises import ExercisesScreen
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView
from tui.widgets.reading_desk import FindLine


def lesson(play: Play) -> LessonScreen:
    found = play.app.screen
    assert isinstance(found, LessonScreen)
    return found


def word(play: Play) -> str:
    view = lesson(play).desk.current
    return view.article.text[slice(*view.cursor.span)]


STATES = ("enter", "enter s s s", "enter space c", "enter space c a", "enter s s s s s s s s s s s escape")
"""Marking; choosing; an explanation, from the list and from the article; a field that was left."""


@pytest.mark.sample(1)
@pytest.mark.parametrize("keys", STATES)
@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_words_are_found_and_the_place_comes_back(keys: str, size: tuple[int, int]) -> None:
    async with playing(keys, size=size) as play:
        view, focus = lesson(play).desk.current, lesson(play).focused
        before = view.cursor, view.top
        await play.press("slash")
        shown = await play.type("TRAM")
        assert "/TRAM  1 of " in shown or "/TRAM  2 of " in shown
        assert "enter ↑↓ next place" in shown
        assert "esc go back" in shown
        assert word(play).casefold() == "tram"
        first = view.cursor
        await play.press("enter")
        assert view.cursor != first
        await play.press("up")
        assert view.cursor == first
        await play.press("down escape")
        assert (view.cursor, view.top) == before
        assert lesson(play).focused is focus
        assert not view._hits


@pytest.mark.thorough
async def test_words_are_found_to_stay_there_and_mark_them() -> None:
    async with playing("enter slash") as play:
        await play.type("reckless")
        await play.press("tab space")
        assert "“reckless”" in await play.shown()
        assert [mark.span for mark in lesson(play).board.answer.marks] == [  # type: ignore[attr-defined]
            lesson(play).desk.current.cursor.span
        ]
        shown = await play.press("slash")
        assert "/reckless" in shown, "the words last looked for are there again"
        assert "/x" in await play.press("x"), "a letter begins anew"
        assert "not in this text" in await play.press("q q")
        assert "tab stay" not in await play.shown()


@pytest.mark.thorough
async def test_what_is_not_there_leaves_the_reader_where_she_was() -> None:
    async with playing("enter right right slash") as play:
        before = lesson(play).desk.current.cursor.span
        await play.type("[bold]x[/]")
        assert "/[bold]x[/]  not in this text" in await play.shown()
        assert lesson(play).desk.current.cursor.span == before
        assert isinstance(lesson(play).focused, FindLine)
        await play.press("enter escape")
        assert isinstance(lesson(play).focused, ArticleView)


@pytest.mark.thorough
async def test_the_end_of_a_lesson_is_searched_too() -> None:
    async with playing("enter " + "f9 " * 16 + "end enter") as play:
        assert lesson(play).session.phase is Phase.FINISHED
        await play.press("slash")
        await play.type("tram")
        assert word(play).casefold() == "tram"


async def test_the_list_of_exercises_tells_their_state_and_leads_to_one() -> None:
    async with playing("enter space c c n s w", size=(100, 30)) as play:
        assert isinstance(play.app.screen, ExercisesScreen)
        shown = await play.shown()
        assert shown.count("open") >= 10
        assert "skipped" in shown
        assert "of 100" in shown
        await play.press("home enter")
        assert lesson(play).session.index == 0
        await play.press("w end enter")
        assert lesson(play).session.index == 15
        await play.press("w escape")
        assert lesson(play).session.index == 15


FORMS = {
    "marks": (MarkForm, "space right right space"),
    "picks": (PickForm, "1 2"),
    "grid": (GridForm, "1 2"),
    "order": (OrderForm, "right down right"),
    "text": (TextForm, "h a l f escape"),
}


@pytest.mark.thorough
@pytest.mark.parametrize("form", FORMS)
async def test_changes_are_undone_and_done_again_in_every_form(form: str) -> None:
    kind, changes = FORMS[form]
    exercises = open_lesson(TINY).exercises
    skipped = next(number for number, one in enumerate(exercises) if isinstance(one.form, kind))
    async with playing("enter " + "f9 " * skipped, size=(100, 30)) as play:
        session = lesson(play).session
        exercise, blank = session.index, session.draft
        drafts = [blank]
        for key in changes.split():
            await play.press(key)
            if session.draft != drafts[-1]:
                drafts.append(session.draft)
        last = drafts[-1]
        assert last != blank
        shown = await play.press("o")
        assert session.draft != last
        for _step in range(5):
            await play.press("o")
        assert session.draft == blank
        assert session.index == exercise
        assert "o undo" not in await play.shown()
        for _step in range(6):
            await play.press("O")
        assert session.draft == last
        assert lesson(play).board.answer is not None  # type: ignore[attr-defined]
        if form == "text":
            assert lesson(play).field.text == "half"
            assert lesson(play).field.cursor_location == (0, 4)
        assert shown
        await play.press("o O c c")
        assert session.phase is Phase.EXPLAINED
        assert not session.can_undo


@pytest.mark.thorough
async def test_a_phrase_and_an_explanation_are_copied() -> None:
    async with playing("enter v right right y") as play:
        assert "Sent to the clipboard of your terminal: “The greedy mayor”" in await play.shown()
        assert play.app.clipboard == "The greedy mayor"
        await play.press("escape y")
        assert play.app.clipboard.startswith("The greedy mayor of Tinytown")
        await play.press("space c y")
        assert "\n" in play.app.clipboard
        assert "greedy" in play.app.clipboard or "The" in play.app.clipboard


@pytest.mark.thorough
async def test_a_text_that_is_reopened_has_its_caret_at_the_end() -> None:
    async with playing("enter s s s s s s s s s s s h a l f escape p n") as play:
        if lesson(play).session.index != 11:
            await play.press("s")
        assert lesson(play).field.text == "half"
        assert lesson(play).field.cursor_location == (0, 4)


@pytest.mark.thorough
async def test_the_list_tells_what_was_withdrawn(tmp_path: Path) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    lesson = tmp_path / "course" / "tiny"
    async with playing("enter s s s s 2 c", wish=request((tmp_path / "course",))) as play:
        assert "5/16" in await play.shown()
    for file in ("lesson.yaml", "key.yaml"):
        whole = (lesson / file).read_text("utf-8")
        (lesson / file).write_text(whole.replace("who-says", "who-speaks"), "utf-8")
    async with playing("enter enter w end", wish=request((tmp_path / "course",))) as play:
        shown = " ".join((await play.shown()).split())
        assert "Withdrawn from this lesson since you answered: who-says." in shown


@pytest.mark.thorough
async def test_find_tells_how_often_the_words_stand_in_the_other_text() -> None:
    async with playing("enter", size=(80, 24)) as play:
        main, beside = (view.article.text.casefold() for view in lesson(play).desk.views)
        assert "council" in main
        assert "council" in beside
        await play.press("slash")
        shown = await play.type("council")
        assert f"1 of {main.count('council')}  in the other text: {beside.count('council')}" in shown
        await play.press("escape b slash")
        shown = await play.shown()
        assert f"of {beside.count('council')}  in the other text: {main.count('council')}" in shown
