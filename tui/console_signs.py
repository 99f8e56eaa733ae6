"""Signs that the font of the Linux console has, in place of those it has not: of one cell each, as theirs are."""

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

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
