"""One key goes on in every state, the article can be read while typing, and no letter fails in silence."""

import pytest
from textual import events

from lessons.play import Phase
from tests.helpers.play import playing
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen
from tui.widgets.article_view import ArticleView

SHORT = "enter" + " s" * 11


@pytest.mark.sample(1)
@pytest.mark.parametrize("key", ["n", "s"])
async def test_one_key_goes_on_in_every_state(key: str) -> None:
    async with playing("enter") as play:
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        await play.press(key)
        assert (screen.session.index, screen.session.phase) == (1, Phase.ANSWERING)
        await play.press(f"c c {key}")
        assert (screen.session.index, screen.session.phase) == (2, Phase.ANSWERING)
        await play.press(f"c c t {key}")
        assert (screen.session.index, screen.session.phase) == (3, Phase.ANSWERING)
        screen.session.finish()
        screen.open_exercise()
        await play.press(key)
        assert isinstance(play.app.screen, HomeScreen)


@pytest.mark.thorough
@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_article_is_read_while_typing_and_the_text_stays(size: tuple[int, int]) -> None:
    async with playing(SHORT, size=size) as play:
        screen = play.app.screen
        assert isinstance(screen, LessonScreen)
        view = screen.query_one("#main", ArticleView)
        await play.press("z e r o")
        before = view.scroll_y
        await play.press("pagedown pagedown")
        assert view.scroll_y > before
        await play.press("pageup pageup pageup")
        assert view.scroll_y == 0
        await play.press("x")
        assert screen.field.has_focus
        assert screen.field.text == "zerox"


@pytest.mark.thorough
async def test_a_letter_without_a_meaning_says_where_the_keys_are_told() -> None:
    async with playing("enter") as play:
        assert "does nothing" not in await play.press("right a")
        assert "% does nothing here" in await play.press("%")
        play.app.post_message(events.Key("alt+p", "p"))
        assert "alt+p does nothing here" in await play.shown()
