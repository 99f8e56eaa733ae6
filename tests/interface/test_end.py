"""The end of a lesson: the next lesson, what was missed with its question, the first answer, notes in view."""

import shutil
from pathlib import Path

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.result import Verdict
from lessons.play import Phase
from tests.helpers.play import Play, playing, request
from tests.helpers.tiny import COURSE, TINY, tiny_session
from tui.boards.ending import EndBoard
from tui.boards.explanation import ExplanationBoard
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen

TO_THE_END = "f9 " * 16 + "end enter"


def lesson(play: Play) -> LessonScreen:
    found = play.app.screen
    assert isinstance(found, LessonScreen)
    return found


async def commit(play: Play) -> None:
    """Commit what is on the board, gaps or not."""
    await play.press("c")
    if lesson(play).session.phase is Phase.ANSWERING:
        await play.press("c")
    assert lesson(play).session.phase is Phase.EXPLAINED


def two_lessons(folder: Path) -> Path:
    course = folder / "two"
    shutil.copytree(COURSE, course)
    shutil.copytree(course / "tiny", course / "again")
    text = (course / "course.yaml").read_text("utf-8")
    (course / "course.yaml").write_text(text.replace("[tiny]", "[tiny, again]"), "utf-8")
    return course


@pytest.mark.thorough
async def test_the_end_leads_to_the_next_lesson_with_one_key(tmp_path: Path) -> None:
    course = two_lessons(tmp_path)
    async with playing("enter " + TO_THE_END, wish=request((course,))) as play:
        assert lesson(play).session.phase is Phase.FINISHED
        shown = await play.shown()
        assert "Next lesson: The tiny tram" in shown
        assert "n next lesson" in shown
        await play.press("n")
        assert lesson(play).session.lesson.id == "again"
        await play.press("escape")
        assert isinstance(play.app.screen, HomeScreen)


@pytest.mark.thorough
async def test_the_last_lesson_has_no_next_one_and_leads_home() -> None:
    async with playing("enter " + TO_THE_END) as play:
        shown = await play.shown()
        assert "Next lesson" not in shown
        assert "next lesson" not in shown
        await play.press("n")
        assert isinstance(play.app.screen, HomeScreen)


@pytest.mark.thorough
async def test_what_was_missed_stands_below_its_question_and_leads_to_the_first_answer() -> None:
    async with playing("enter space") as play:
        await commit(play)
        await play.press("n f9 f9 1 1")
        assert lesson(play).session.index == 3
        await commit(play)
        await play.press("t 2 2")
        await commit(play)
        await play.press("n " + "f9 " * 12 + "end enter")
        board = lesson(play).board
        assert isinstance(board, EndBoard)
        missed = board.summary.missed
        session = lesson(play).session
        assert missed
        lines = [one.body.plain for one in board.entries()]
        for id in dict.fromkeys(id for id, _part in missed):
            number = [one.id for one in session.lesson.exercises].index(id) + 1
            assert any(one.startswith(f"{number}. ") for one in lines), "the question stands above"
        at = next(n for n, (id, _part) in enumerate(missed) if id == session.lesson.exercises[3].id)
        lesson(play).sheet.go_to(f"m{at}")
        await play.press("enter")
        first = session.first_result(session.lesson.exercises[3].id)
        assert session.index == 3
        assert isinstance(lesson(play).board, ExplanationBoard)
        assert lesson(play).board.result == first  # type: ignore[attr-defined]
        assert "Practice" not in await play.shown()
        await play.press("escape")
        assert lesson(play).session.phase is Phase.FINISHED


@pytest.mark.thorough
async def test_notes_are_in_view_after_a_zoomed_exercise() -> None:
    async with playing("enter z " + TO_THE_END) as play:
        assert "of 100" in await play.shown()
        assert not lesson(play).has_class("-zoom")


@pytest.mark.thorough
def test_every_kind_of_loss_is_told_and_nothing_else() -> None:
    key = open_key(open_lesson(TINY))
    seen = set()
    for number, exercise in enumerate(open_lesson(TINY).exercises):
        for lazy in (*key.bound[exercise.id].lazy(), None):
            session = tiny_session()
            session.goto(number)
            session.answer(lazy.answer if lazy is not None else None)
            result = session.commit()
            told = [part for id, part in session.summary().missed if id == exercise.id]
            assert all(part in result.parts for part in told)
            assert result.score < 1 or not told
            charged = [part for part in result.parts if part.credit < part.weight or part.credit < 0]
            assert not charged or told, (exercise.id, lazy)
            seen |= {(exercise.kind.name, part.verdict) for part in told}
    assert {kind for kind, _verdict in seen} == {
        exercise.kind.name for exercise in open_lesson(TINY).exercises
    }
    assert {verdict for _kind, verdict in seen} >= {Verdict.MISSED, Verdict.WRONG, Verdict.PARTLY}


@pytest.mark.thorough
async def test_a_finished_lesson_is_begun_again_as_practice() -> None:
    async with playing("enter " + TO_THE_END) as play:
        assert "t begin again" in await play.shown()
        await play.press("t")
        assert lesson(play).session.index == 0
        assert lesson(play).session.phase is Phase.ANSWERING
        await play.press("space c c")
        assert "Practice: your first answer stays the score." in await play.shown()


@pytest.mark.thorough
async def test_a_lesson_that_was_only_opened_is_forgotten_on_the_home_screen() -> None:
    async with playing("enter escape") as play:
        shown = await play.shown()
        assert "Go on:" in shown
        assert "f forget" in shown
        shown = await play.press("f")
        assert "Forgotten: the lesson is new again." in shown
        assert "Go on:" not in shown
        assert "f forget" not in shown
        await play.press("enter space escape")
        shown = await play.shown()
        assert "Go on:" in shown
        assert "f forget" not in shown, "something was answered"
    async with playing() as play:
        assert "f forget" not in await play.shown()
