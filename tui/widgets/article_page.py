"""A page of an article as strips of styled text: how each name looks, and every row painted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget

from lessons.text.spans import Span
from tui import cells
from tui.widgets.article_layout import ArticleLayout, PageRow
from tui.widgets.article_marks import MINE, Decoration, MarkIndex

ARTICLE_CSS = """
ArticleView {
    background: $background; color: $foreground;
    overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable; scrollbar-size-vertical: 1;
}
"""
LOOKS: Mapping[str, str] = {
    "paragraph": "",
    "heading": "bold",
    "furniture": "$quiet",  # the role of a block
    "beyond": "$quiet",  # not asked about
    "label": "$quiet",
    "label-asked": "bold",
    "bar": "$accent",
    "sign": "bold",  # margins
    "emphasis": "italic",
    "strong": "bold",
    "code": "$code",
    "link": "$accent",
    MINE: "underline on $mark-background",
    "right": "bold underline $sign-right",
    "partly": "underline $sign-partly",
    "missed": "bold underline $sign-missed",
    "wrong": "underline $sign-wrong",
    "trap": "bold underline $sign-trap",
    "debatable": "underline $sign-debatable",
    "left": "$quiet",
    "annotation": "underline $accent",
    "credit": "underline $sign-right",
    "current": "bold",
    "away": "reverse",
    "selection": "reverse",
    "cursor": "reverse bold",
    "hit": "bold underline $line-ink on $line-background",
    "hit-here": "reverse bold",
}
"""How each name looks, as a style of Textual; of names laid over each other the last is on top."""
ASIDE = ("furniture", "beyond", "label")
"""What stands back: dim where the terminal's own colours have no quiet one."""


def looks_of(strand: str) -> dict[str, str]:
    """What looks otherwise in an exercise of a strand."""
    return {"bar": f"$strand-{strand}", MINE: f"underline $strand-{strand} on $mark-background"}


def layered(widget: Widget, looks: Mapping[str, str], names: tuple[str, ...]) -> Style:
    """The style of names laid over each other, the last on top, on the ground of a widget.

    ``sign-right`` has the colour of ``right`` and nothing else of it.
    """
    app, style = widget.app, widget.visual_style
    for name in names:
        look = app.stylesheet.parse_style(looks[name.removeprefix("sign-")])
        style += VisualStyle(foreground=look.foreground) if name.startswith("sign-") else look
        if name in ASIDE and app.native_ansi_color and not app.no_color:
            style += VisualStyle(dim=True)
    return style.rich_style


Palette = Callable[[tuple[str, ...]], Style]
"""The style of names laid over each other, the last on top."""

SIGNS = 3
"""Cells kept for signs at the right of each row."""
_BAR = "│"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything a row is painted from."""

    layout: ArticleLayout
    labels: int
    """Cells of the widest block label."""
    inline: MarkIndex
    """Emphasis and the like."""
    marks: MarkIndex
    asked: frozenset[int] | None = None
    """Indices of the blocks asked about; ``None`` when the whole article is."""
    over: tuple[tuple[Span, str], ...] = ()
    """Passing highlights above everything else: selection, cursor."""

    @property
    def margin(self) -> int:
        """Cells before the text."""
        return self.labels + 4

    def paint(self, index: int, width: int, palette: Palette) -> Strip:
        """The row with this index, ``width`` cells wide."""
        row = self.layout.row(index)
        if row.blank:
            return self._blank(index, row, width, palette)
        block = self.layout.block(index)
        asked = self.asked is None or row.block in self.asked
        base = (block.role,) if asked else (block.role, "beyond")
        segments = self._margin(palette, asked, block.label if row.first else "")
        segments += self._lead(row, block.lead, palette(base))
        used = self.margin + row.indent
        marks = self.marks.over(row.start, row.drawn)
        for text, style in self._text(row, base, marks, palette):
            segments.append(Segment(text, style))
            used += cells.likely(text)
        segments += self._signs(row, marks, used, width, palette)
        return Strip(segments).adjust_cell_length(width, palette(("paragraph",)))

    def _blank(self, index: int, row: PageRow, width: int, palette: Palette) -> Strip:
        between = self.asked is not None and row.block in self.asked and row.block + 1 in self.asked
        margin = self._margin(palette, True, "") if between else []
        return Strip(margin).adjust_cell_length(width, palette(("paragraph",)))

    def _margin(self, palette: Palette, asked: bool, label: str) -> list[Segment]:
        inside = self.asked is not None and asked
        name = "label-asked" if inside else "label"
        return [
            Segment(f" {label:>{self.labels}} ", palette(("paragraph", name))),
            Segment(f"{_BAR if inside else ' '} ", palette(("paragraph", "bar"))),
        ]

    def _lead(self, row: PageRow, lead: str, style: Style) -> list[Segment]:
        """The decoration of a list item before its first row, the same width of nothing before the others."""
        shown = cells.clip(cells.drawable(lead), row.indent) if row.first else ""
        gap = row.indent - cells.width(shown)
        return [Segment(" " * gap + shown, style)] if row.indent else []

    def _text(
        self, row: PageRow, base: tuple[str, ...], marks: list[Decoration], palette: Palette
    ) -> list[tuple[str, Style]]:
        """The text of a row, cut where a style begins or ends."""
        layers = [(mark.span, mark.style) for mark in self.inline.over(row.start, row.drawn)]
        layers += [(mark.span, mark.style) for mark in marks]
        layers += [layer for layer in self.over if layer[0].overlaps(Span(row.start, row.drawn))]
        text = self.layout.text
        if not layers:
            return [(text[row.start : row.drawn], palette(base))]
        edges = {row.start, row.drawn}
        for span, _ in layers:
            edges.update(edge for edge in span if row.start < edge < row.drawn)
        cuts = sorted(self._between_graphemes(row, edges))
        pieces = []
        for start, end in pairwise(cuts):
            names = tuple(name for span, name in layers if span.start < end and start < span.end)
            pieces.append((text[start:end], palette((*base, *names))))
        return pieces

    def _between_graphemes(self, row: PageRow, edges: set[int]) -> set[int]:
        """The edges, moved back where one would cut a grapheme in two."""
        if not row.wide or len(edges) == 2:
            return edges
        fits = {row.drawn}
        for first, last, _ in cells.graphemes(self.layout.text, row.start, row.drawn):
            if any(first <= edge < last for edge in edges):
                fits.add(first)
        return fits

    def _signs(
        self, row: PageRow, marks: list[Decoration], used: int, width: int, palette: Palette
    ) -> list[Segment]:
        """The signs of the marks that begin in this row, in reading order; labels where there is room."""
        begun = [mark for mark in marks if mark.span.start >= row.start and (mark.sign or mark.label)]
        column = self.margin + self.layout.measure + 1
        if not begun or column >= width:
            return []
        segments = [Segment(" " * max(1, column - used), palette(("paragraph",)))]
        room = width - column
        signs = [(cells.drawable(mark.sign), mark.style) for mark in begun]
        if sum(cells.width(sign) for sign, _ in signs) > min(room, SIGNS):
            signs = [*signs[: SIGNS - 1], ("…", "label")]
        for sign, style in signs:
            segments.append(Segment(sign, palette(("paragraph", "sign", f"sign-{style}"))))
            room -= cells.width(sign)
        label = ", ".join(cells.drawable(mark.label) for mark in begun if mark.label)
        if label and cells.width(label) < room:
            segments.append(Segment(f" {label}", palette(("paragraph", "label"))))
        return segments
