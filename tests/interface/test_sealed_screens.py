"""Sealed lessons on the screen: the code, the rules of a test, what is handed in, and an end that comes by itself."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from lessons.play import Phase
from lessons.play.rules import Limit
from lessons.share.sealing import sealed_course
from tests.helpers.answering import say
from tests.helpers.play import playing, request
from tests.helpers.sealed import sealed_tiny
from tui.screens.lesson import LessonScreen
from tui.widgets.answer_field import AnswerField


@pytest.fixture
def exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a test that takes 30 minutes, without a glossary."""
    monkeypatch.setattr(sealed_course, "new_name", lambda: "aaaabbbb")
    monkeypatch.setattr(Limit, "left", property(lambda self: 1790.0))
    return sealed_tiny(tmp_path, monkeypatch, minutes=30, glossary=False)[0]


@pytest.mark.sample(1)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_test_looks(size: tuple[int, int], exam: Path, golden: SnapshotAssertion) -> None:
    """The rules, an exercise, what is handed in, before the end, and the end."""
    pages = []
    async with playing(size=size, wish=request([exam.parent])) as play:
        assert "30 min" in await play.shown()
        assert "A test: each answer is handed in once" in await play.shown()
        for keys in ("enter", "enter", "right space c", "n g"):
            pages.append(await play.press(keys))
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        screen.session.goto(15)
        screen.open_exercise()
        pages += [await play.press("s"), await play.press("end enter")]
    assert "\n\n".join(pages) == golden


async def test_review_is_closed_while_a_test_runs(exam: Path) -> None:
    async with playing("enter enter escape", wish=request([exam.parent])) as play:
        assert any(event.name == "opened" for event in play.app.events())
        play.app.open_review()
        assert "Review is closed while your test runs." in await play.shown()


async def test_a_test_is_not_begun_by_looking_at_it(exam: Path) -> None:
    async with playing("enter escape", wish=request([exam.parent])) as play:
        assert "new" in await play.shown()
        assert play.app.events() == ()


@pytest.mark.thorough
async def test_what_is_handed_in_is_shown_for_every_form(exam: Path) -> None:
    async with playing("enter", size=(120, 40), wish=request(lesson=exam)) as play:
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        answers = {
            "label": {row.id: "slogan" for row in screen.session.lesson.exercises[3].form.rows},  # type: ignore[union-attr]
            "order": [row.id for row in screen.session.lesson.exercises[9].form.items],  # type: ignore[union-attr]
            "short": "[b]seven[/b]",
        }
        expected = {"label": "Slogan", "order": "2. The page", "short": "[b]seven[/b]"}
        for index, exercise in enumerate(screen.session.lesson.exercises):
            if exercise.kind.name in answers:
                screen.session.goto(index)
                say(screen.session, answers.pop(exercise.kind.name))  # type: ignore[arg-type]
                screen.session.hand_in()
                screen.open_exercise()
                shown = await play.shown()
                assert "Handed in. It cannot be changed." in shown
                assert expected[exercise.kind.name] in shown
                assert "try again" not in shown
        assert not answers


@pytest.mark.thorough
async def test_the_test_ends_by_itself_and_shows_that_it_did(
    exam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing("enter right space", wish=request(lesson=exam)) as play:
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        monkeypatch.setattr(Limit, "left", property(lambda self: 200.0))
        screen._pass_time()
        assert "4 min left" in await play.shown()
        monkeypatch.setattr(Limit, "left", property(lambda self: -1.0))
        screen._pass_time()
        shown = await play.shown()
        assert "The time is over" in shown
        assert "1 of 16 answers are handed in" in shown
        assert screen.session.phase is Phase.FINISHED
        screen.session.goto(0)
        screen.open_exercise()
        assert "Handed in. It cannot be changed." in await play.shown()


@pytest.mark.thorough
async def test_a_code_opens_a_practice_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = sealed_tiny(tmp_path, monkeypatch, "practice", code="river bridge tram")[0]
    async with playing(wish=request(lesson=lesson), reading=True) as play:
        assert "The answers of this lesson are sealed." in await play.shown()
        for code, told in (
            ("river bridge train", "this code does not open the key"),
            ("River-Bridge-Tram", ""),
        ):
            play.app.screen.query_one(AnswerField).load_text(code)
            await play.press("enter")
            await play.app.workers.wait_for_complete()
            assert told in await play.shown()
        assert "Mark the words that carry" in await play.press("n")
        assert "of 100" in await play.press("right space c")
        await play.press("escape")
    async with playing(wish=request(lesson=lesson)) as play:
        assert "sealed" not in await play.shown()


async def test_the_code_can_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: SnapshotAssertion
) -> None:
    lesson = sealed_tiny(tmp_path, monkeypatch, "practice", code="river bridge tram")[0]
    async with playing(size=(60, 20), wish=request([lesson.parent])) as play:
        assert await play.press("enter enter") == golden
        assert "A tiny course" in await play.press("escape")
