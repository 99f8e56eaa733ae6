"""Colours as a line can show them: sessions always paint in true colour, and the line lessens it.

Rich keeps the escape codes of a style in the style itself, for the first terminal that asked; so what differs from line
to line must not reach it.
"""

import re
from functools import lru_cache
from typing import Literal

from rich.color import Color, ColorSystem

Depth = Literal["true", "256", "16", "none"]
"""What colours a line can show."""
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_SYSTEMS = {"256": ColorSystem.EIGHT_BIT, "16": ColorSystem.STANDARD}


def depth_of(term: str, colorterm: str = "", no_color: str = "") -> Depth:
    """The colours of a terminal by what it says of itself, as in the environment of its shell."""
    if no_color or term in ("dumb", "vt100", "vt220"):
        return "none"
    if colorterm.lower() in ("truecolor", "24bit") or "direct" in term:
        return "true"
    return "256" if "256" in term or term in ("xterm-kitty", "alacritty", "foot") else "16"


def lessened(painted: str, depth: Depth) -> str:
    """What was painted in true colour, with the colours of this depth alone; all else as it was."""
    return painted if depth == "true" else _SGR.sub(lambda match: _sgr(match[1], depth), painted)


@lru_cache(maxsize=4096)
def _sgr(codes: str, depth: Depth) -> str:
    """One sequence of codes; empty where nothing is left of it."""
    left: list[str] = []
    rest = codes.split(";")
    while rest:
        code = rest.pop(0)
        if code in ("38", "48") and rest[:1] == ["2"] and len(rest) > 3:
            left += _colour(code == "38", tuple(int(one or 0) for one in rest[1:4]), depth)
            del rest[:4]
        elif code in ("38", "48") and rest[:1] == ["5"] and len(rest) > 1:
            left += _indexed(code == "38", int(rest[1] or 0), depth)
            del rest[:2]
        elif depth != "none" or not _is_colour(code):
            left.append(code)
    return f"\x1b[{';'.join(left)}m" if left or not codes else ""


def _colour(foreground: bool, rgb: tuple[int, ...], depth: Depth) -> list[str]:
    if depth == "none":
        return []
    red, green, blue = (min(255, one) for one in rgb)
    return [*Color.from_rgb(red, green, blue).downgrade(_SYSTEMS[depth]).get_ansi_codes(foreground)]


def _indexed(foreground: bool, number: int, depth: Depth) -> list[str]:
    if depth == "none":
        return []
    return [*Color.from_ansi(min(255, number)).downgrade(_SYSTEMS[depth]).get_ansi_codes(foreground)]


def _is_colour(code: str) -> bool:
    return code.isdigit() and (30 <= int(code) <= 49 or 90 <= int(code) <= 107)
