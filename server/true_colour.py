"""How every program of this process paints: in true colour, whatever the terminal; lines lessen it.

Rich keeps the escape codes of a style in the style itself, for the first terminal that asked: a program that painted
for a poorer terminal would spoil the colours of all others.
"""

import os
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.app import App
from textual.driver import Driver

from server.depth import Depth, depth_of, lessened
from tui import program, themes

STYLES = str(Path(program.__file__).with_name("app.tcss"))
"""The style sheet of all programs: a bare name would be looked for beside the program's own file."""


def paint_in_true_colour(app: program.Program) -> None:
    """Forget what the terminal of the server's process can draw."""
    app.no_color = False
    app.set_reactive(App.ansi_color, None)
    del app._filters[1:]
    app._filters[0].enabled = not app.native_ansi_color
    app.console = Console(
        color_system="truecolor",
        file=app.console.file,
        markup=True,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
        force_terminal=True,
        safe_box=False,
        soft_wrap=False,
    )
    app.theme = app.remembered_theme()


def own_terminal() -> Depth:
    """The colours of the terminal of this process."""
    asked = os.environ.get
    return depth_of(asked("TERM", ""), asked("COLORTERM", ""), asked("NO_COLOR", ""))


def paint_for(app: program.Program, depth: Depth) -> None:
    """Paint in true colour, and lessen it for the terminal of this process."""
    paint_in_true_colour(app)
    base: Any = app.driver_class
    if depth == "none":
        app.theme = themes.TERMINAL.name  # its cursor and selection need no colour

    class TerminalDriver(base):  # type: ignore[misc]
        """The driver of this machine, for a terminal with fewer colours."""

        def write(self, data: str) -> None:
            """Paint."""
            super().write(lessened(data, depth))

    made: type[Driver] = TerminalDriver
    app.driver_class = made
