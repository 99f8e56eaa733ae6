"""Terminals without colours, and the console of Linux, whose font has few signs."""

from collections.abc import Iterator

import pytest
from rich.color import Color
from rich.style import Style

from tests.helpers.play import Play, playing
from tui.themes import SIGNS

STATES = (
    "",
    "enter right space",
    "enter right space c",
    "enter s s s 1",
    "enter s s s s s s s s s s s n o",
    "comma",
    "question_mark",
)


def styles(play: Play) -> Iterator[tuple[str, Style]]:
    for strip in play.app.screen._compositor.render_strips():
        yield from ((segment.text, segment.style) for segment in strip if segment.style is not None)


def is_default(colour: Color | None) -> bool:
    return colour is None or colour.is_default


@pytest.mark.sample(1)
@pytest.mark.parametrize("keys", STATES)
async def test_without_colours_nothing_is_painted(keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(keys) as play:
        for text, style in styles(play):
            assert is_default(style.color), (text, style)
            assert is_default(style.bgcolor), (text, style)
            assert not style.dim, (text, style)


async def test_without_colours_no_theme_changes_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing("comma home enter") as play:
        assert all(is_default(style.color) and is_default(style.bgcolor) for _text, style in styles(play))


@pytest.mark.sample(1)
@pytest.mark.parametrize("keys", STATES)
async def test_the_linux_console_gets_signs_that_it_has(keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with playing(keys, size=(60, 20)) as play:
        shown = await play.shown()
        assert not {chr(code) for code in SIGNS} & set(shown)
    if "o" in keys.split():  # a field has corners
        assert "┌" in shown
