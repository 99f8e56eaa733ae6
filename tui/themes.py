"""The colours of the program, and the signs of the Linux console, whose font has few."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from lessons.i18n import _

HEAT_STEPS = 5
"""Shades of a heat map; a word that hardly anybody marked has none."""
HEATS = {"key": "right", "alarm": "wrong", "free": "debatable"}
"""What a heat is of, and the verdict that lends it its colour."""


def _variables(
    *,
    quiet: str,
    rule: str,
    language: str,
    sourcing: str,
    omission: str,
    right: str,
    partly: str,
    missed: str,
    wrong: str,
    debatable: str,
    line: str,
    ink: str,
    mark: str,
    page: str,
    heat: float,
) -> dict[str, str]:
    """The program's own names; ``line`` and ``ink`` are the background and text of the line the cursor is on.

    ``heat``: how much of its colour the hottest shade of a heat map has, 0 to 1; the text on it stays easy to read.
    """
    lent = {"right": right, "wrong": wrong, "debatable": debatable}
    heats = {
        f"heat-{name}-{step}": _mixed(page, lent[verdict], heat * step / HEAT_STEPS)
        for name, verdict in HEATS.items()
        for step in range(1, HEAT_STEPS + 1)
    }
    return heats | {
        "quiet": quiet,
        "rule": rule,
        "code": quiet,
        "strand-language": language,
        "strand-sourcing": sourcing,
        "strand-omission": omission,
        "sign-right": right,
        "sign-partly": partly,
        "sign-missed": missed,
        "sign-wrong": wrong,
        "sign-trap": wrong,
        "sign-debatable": debatable,
        "sign-left": quiet,
        "line-background": line,
        "line-ink": ink,
        "mark-background": mark,
        "scrollbar-background": page,
        "scrollbar-background-hover": page,
        "scrollbar-background-active": page,
        "scrollbar": rule,
        "scrollbar-hover": quiet,
        "scrollbar-active": quiet,
        "border": quiet,
        "border-blurred": rule,
    }


def _mixed(page: str, colour: str, share: float) -> str:
    """The page with a share of a colour in it; the terminal's own colours cannot be mixed."""
    if not page.startswith("#"):
        return page
    mixed = []
    for at in (1, 3, 5):
        one, other = int(page[at : at + 2], 16), int(colour[at : at + 2], 16)
        mixed.append(round(one + (other - one) * share))
    return "#" + "".join(f"{value:02x}" for value in mixed)


LIGHT = Theme(
    name="closeread-light",
    primary="#1f5f8b",
    secondary="#1f5f8b",
    accent="#1f5f8b",
    warning="#7a5200",
    error="#a82820",
    success="#2b6a24",
    foreground="#23262b",
    background="#fbf9f5",
    surface="#fbf9f5",
    panel="#f1ede5",
    boost="#f1ede5",
    dark=False,
    variables=_variables(
        quiet="#676b72", rule="#d9d4ca", language="#935600", sourcing="#00655f", omission="#6a3d9a",
        right="#2b6a24", partly="#7a5c00", missed="#1f5f8b", wrong="#a82820", debatable="#6b5b73",
        line="#ece6da", ink="#23262b", mark="#f6dfae", page="#fbf9f5", heat=0.55,
    ),
)  # fmt: skip

DARK = Theme(
    name="closeread-dark",
    primary="#8ab4d8",
    secondary="#8ab4d8",
    accent="#8ab4d8",
    warning="#d9bf77",
    error="#e58b7f",
    success="#95c47f",
    foreground="#d9d7d1",
    background="#17191d",
    surface="#17191d",
    panel="#202329",
    boost="#202329",
    dark=True,
    variables=_variables(
        quiet="#8d939c", rule="#34383f", language="#e0a458", sourcing="#6fc3ba", omission="#bda4e6",
        right="#95c47f", partly="#d9c873", missed="#8ab4d8", wrong="#e58b7f", debatable="#b8adc4",
        line="#262a31", ink="#f2f0ea", mark="#4a3d22", page="#17191d", heat=0.4,
    ),
)  # fmt: skip

CONTRAST = Theme(
    name="closeread-contrast",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffff55",
    warning="#ffff55",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    variables=_variables(
        quiet="#dddddd", rule="#ffffff", language="#ffd75f", sourcing="#5fffff", omission="#ffb3ff",
        right="#80ff80", partly="#ffff80", missed="#80d0ff", wrong="#ff8080", debatable="#e0c8ff",
        line="#2a2a2a", ink="#ffffff", mark="#5a4a00", page="#000000", heat=0.38,
    ),
)  # fmt: skip

TERMINAL = Theme(
    name="closeread-terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_blue",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables=_variables(
        quiet="ansi_default", rule="ansi_bright_black", language="ansi_yellow", sourcing="ansi_cyan",
        omission="ansi_magenta", right="ansi_green", partly="ansi_yellow", missed="ansi_blue", wrong="ansi_red",
        debatable="ansi_magenta", line="ansi_default", ink="ansi_default", mark="ansi_default",
        page="ansi_default", heat=0,
    )
    | {
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
    },
)  # fmt: skip

THEMES = (DARK, LIGHT, CONTRAST, TERMINAL)
BY_NAME = {theme.name: theme for theme in THEMES}
DEFAULT = DARK.name


def theme_name(name: str) -> str:
    """The theme's name as a student reads it."""
    return {
        DARK.name: _("dark"),
        LIGHT.name: _("light"),
        CONTRAST.name: _("high contrast"),
        TERMINAL.name: _("the terminal's own colours"),
    }[name]


_CORNERS = {"╭": "┌", "╮": "┐", "╰": "└", "╯": "┘"}
_BLOCKS = {"▁": "_", "▂": "_", "▃": "_", "▅": "█", "▆": "█", "▇": "█", "▉": "█", "▊": "█", "▋": "▌", "▍": "▌"}
_EDGES = {"▎": "│", "▏": "│", "▕": "│", "▔": "─"}
_LINES = {"━": "═", "╌": "-", "╍": "-", "┄": "-", "╸": "═", "╺": "═"}
SIGNS = str.maketrans(_CORNERS | _BLOCKS | _EDGES | _LINES)
"""What stands for what."""


class ConsoleSigns(LineFilter):
    """Draws square corners and whole or half blocks: the console shows the others as question marks."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with other signs, of the same width."""
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(SIGNS), *segment[1:])
            for segment in segments
        ]
