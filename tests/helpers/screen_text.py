"""The screen as text: what a reviewer can read, and what a golden file holds."""

from typing import Any

from rich.style import Style
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App

from tui import cells


class TextGolden(SingleFileSnapshotExtension):
    """One ``.txt`` file for each golden."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def screen_text(app: App[Any]) -> str:
    """The rows of the whole screen, joined; blanks at their ends are left out."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def style_of(app: App[Any], words: str) -> Style:
    """The style of words that stand on one row of the screen, at their first character."""
    x, y = place_of(app, words)
    return app.screen.get_style_at(x, y)


def place_of(app: App[Any], words: str) -> tuple[int, int]:
    """The cell ``(x, y)`` where words first stand on the screen."""
    for y, row in enumerate(screen_text(app).split("\n")):
        if words in row:
            return cells.width(row[: row.index(words)]), y
    raise AssertionError(f"{words!r} is not on the screen:\n{screen_text(app)}")
