"""A row of a heat map: as any row of an article, with numbers of readers in the place of signs."""

from collections.abc import Sequence

from rich.segment import Segment

from tui import cells
from tui.widgets.article_layout import Row
from tui.widgets.article_marks import Decoration
from tui.widgets.article_paint import Page, Palette
from tui.widgets.heat_styles import count_style

_MORE = ("…", "label")


class HeatPage(Page):
    """Numbers stand where a place begins: ``18/30``; ``18 x4`` where several do."""

    def _signs(
        self, row: Row, marks: list[Decoration], used: int, width: int, palette: Palette
    ) -> list[Segment]:
        begun = [(mark.sign, mark.style) for mark in marks if mark.span.start >= row.start and mark.sign]
        column = self.margin + self.layout.measure + 1
        if not begun or column >= width:
            return []
        segments = [Segment(" " * max(1, column - used), palette(("paragraph",)))]
        for number, (sign, style) in enumerate(_fitted(begun, width - column)):
            text = f" {sign}" if number else sign
            segments.append(Segment(text, palette(("paragraph", "sign", f"sign-{count_style(style)}"))))
        return segments


def _fitted(signs: list[tuple[str, str]], room: int) -> list[tuple[str, str]]:
    """The signs that fit: whole, or without what comes after the slash, or the first of them."""
    if _wide(signs) <= room:
        return signs
    signs = [(sign.partition("/")[0], style) for sign, style in signs]
    if _wide(signs) <= room:
        return signs
    while len(signs) > 1 and _wide([*signs, _MORE]) > room:
        signs = signs[:-1]
    return [*signs, _MORE]


def _wide(signs: Sequence[tuple[str, str]]) -> int:
    return sum(cells.width(sign) for sign, _style in signs) + len(signs) - 1
