"""What a key may have Textual do: counted, never timed. benchmarks/key_cost.py tells the time."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.css.stylesheet import Stylesheet

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from tests.helpers.answering import say
from tests.helpers.late_record import LateRecord
from tests.helpers.play import Play, playing
from tests.helpers.tiny import TINY, perfect_answers
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView
from tui.widgets.reading_desk import ReadingDesk
from tui.widgets.sheet import Sheet


class Done:
    """How often Textual did what is dear."""

    def __init__(self) -> None:
        self.styled = self.laid_out = self.whole = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Done]:
    """Count nodes styled anew, layouts of the screen, and repaints of all of it."""
    done = Done()
    apply, reflow, whole = Stylesheet.apply, Compositor.reflow, Compositor.render_full_update
    with monkeypatch.context() as patching:

        def styled(*given: object, **named: object) -> object:
            done.styled += 1
            return apply(*given, **named)  # type: ignore[arg-type]

        def laid_out(*given: object) -> object:
            done.laid_out += 1
            return reflow(*given)  # type: ignore[arg-type]

        def painted(*given: object, **named: object) -> object:
            done.whole += 1
            return whole(*given, **named)  # type: ignore[arg-type]

        patching.setattr(Stylesheet, "apply", styled)
        patching.setattr(Compositor, "reflow", laid_out)
        patching.setattr(Compositor, "render_full_update", painted)
        yield done


async def at_marking(play: Play) -> None:
    """At the first exercise, which asks to mark words, with more marks than there are lines for."""
    await play.press("enter")
    await play.press("n " + "space right " * 12)


async def test_the_focus_goes_over_without_styling_or_laying_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing() as play:
        await at_marking(play)
        with counted(monkeypatch) as done:
            await play.press("tab")
            await play.press("tab")
    assert (done.styled, done.laid_out, done.whole) == (0, 0, 0)


async def test_a_mark_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing() as play:
        await at_marking(play)
        sheet = play.app.screen.query_one("#sheet", Sheet)
        lines = sheet.virtual_size.height
        with counted(monkeypatch) as done:
            await play.press("right space")
        assert sheet.virtual_size.height > lines
        assert sheet.vertical_scrollbar.window_virtual_size == sheet.virtual_size.height
    assert (done.styled, done.laid_out, done.whole) == (0, 0, 0)


async def test_another_exercise_and_its_explanation_are_laid_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with playing() as play:
        await at_marking(play)
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        before = screen.session.index
        for key in ("c", "n"):
            with counted(monkeypatch) as done:
                await play.press(key)
            assert done.laid_out <= 1, key
        assert screen.session.index == before + 1


async def test_nothing_is_painted_below_what_covers_it() -> None:
    async with playing() as play:
        await at_marking(play)
        painted = play.app.screen._compositor.visible_widgets
        assert not [widget for widget in painted if isinstance(widget, ReadingDesk)]
        assert not [widget for widget in painted if widget.id in ("desk", "main-text")]


async def test_a_scrollbar_that_comes_back_stands_where_the_lines_are() -> None:
    async with playing() as play:
        await at_marking(play)
        sheet = play.app.screen.query_one("#sheet", Sheet)
        await play.press("tab " + "down " * 12)
        assert sheet.scroll_y > 0
        await play.press("n s s")  # to exercises with fewer lines
        await play.press("p p p")
        assert sheet.show_vertical_scrollbar
        assert sheet.vertical_scrollbar.position == sheet.scroll_y


async def test_no_style_asks_for_the_focus_of_what_does_not_look_it_up() -> None:
    async with playing() as play:
        await play.press("enter")
        stylesheet = play.app.stylesheet
        for widget in (*play.app.screen.query(ArticleView), *play.app.screen.query(Sheet)):
            rules = {
                rule
                for name in stylesheet.rules_map.keys() & widget._selector_names
                for rule in stylesheet.rules_map[name]
            }
            assert not {"focus", "blur", "focus-within"} & {
                one for rule in rules for one in rule.pseudo_classes
            }


async def test_a_program_that_ends_while_it_saves_leaves_nothing_unbegun() -> None:
    lesson, record = open_lesson(TINY), LateRecord()
    session = Session(lesson, record, lambda: open_key(lesson))
    say(session, perfect_answers(lesson)[session.exercise.id])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        async with playing() as play:
            play.app.push_screen(screen := LessonScreen(session))
            await play.pilot.pause()
            screen.action_commit()
            App.exit(play.app)
        record.answer()
        gc.collect()
    assert not [one for one in told if "never awaited" in str(one.message)]
