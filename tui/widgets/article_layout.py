"""An article as rows of a given width: pure arithmetic over offsets and cells, no screen.

Every code point of the text belongs to exactly one row. Blanks at a line break, and the blank line between
two blocks, belong to the end of the row before them or to a blank row of their own, and are not drawn.
"""

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from lessons.model.article import Article, Block
from lessons.text.spans import Span
from tui import cells
from tui.line_breaks import HANG, breaks

MEASURE = 72
"""The most cells of text in a row: longer rows are hard to read."""
FURNITURE_INDENT = 2
"""Cells by which page furniture stands in from the text."""

FIRST, BLANK, WIDE = 1, 2, 4
"""Flags of a row: first of its block; an empty row between blocks; not one cell for each code point."""


class PageRow(NamedTuple):
    """One row: the code points ``start`` to ``end`` (exclusive); those before ``drawn`` are shown."""

    start: int
    drawn: int
    end: int
    block: int
    """Index of the row's block; for a blank row the block before it."""
    indent: int
    """Empty cells before the text."""
    flags: int

    @property
    def first(self) -> bool:
        """Whether the block starts here."""
        return bool(self.flags & FIRST)

    @property
    def blank(self) -> bool:
        """Whether the row only keeps two blocks apart."""
        return bool(self.flags & BLANK)

    @property
    def wide(self) -> bool:
        """Whether cells must be counted grapheme by grapheme."""
        return bool(self.flags & WIDE)


class PageCell(NamedTuple):
    """A cell of the page: row from the top, cell from the left edge of the text, without the margin."""

    row: int
    cell: int


@dataclass(frozen=True, slots=True)
class ArticleLayout:
    """The rows of an article at one width. Looking something up costs O(log n) or the length of a row."""

    article: Article
    measure: int
    text: str
    """The article's text, made safe to draw; the same length."""
    starts: "array[int]"
    ends: "array[int]"
    owners: "array[int]"
    kinds: "array[int]"
    indents: "array[int]"
    """Indent of each block."""

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.starts)

    def row(self, index: int) -> PageRow:
        """The row with this index; ``IndexError`` beyond the last."""
        start, end = self.starts[index], self.ends[index]
        owner = self.owners[index]
        return PageRow(start, self._drawn(start, end), end, owner, self.indents[owner], self.kinds[index])

    def block(self, index: int) -> Block:
        """The block of a row."""
        return self.article.blocks[self.owners[index]]

    def row_of(self, offset: int) -> int:
        """Index of the row that holds an offset; the last row for an offset beyond the text."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def rows_of(self, span: Span) -> range:
        """The rows that show a part of the span."""
        if span.end <= span.start:
            return range(0)
        return range(self.row_of(span.start), min(self.row_of(span.end - 1) + 1, len(self)))

    def place(self, offset: int) -> PageCell:
        """Where an offset is drawn. An undrawn blank stands at the end of its row."""
        index = self.row_of(offset)
        row = self.row(index)
        end = min(max(offset, row.start), row.drawn)
        if not row.wide:
            return PageCell(index, row.indent + end - row.start)
        used = 0
        for _, last, size in cells.graphemes(self.text, row.start, row.drawn):
            if last > end:
                break
            used += size
        return PageCell(index, row.indent + used)

    def offset(self, place: PageCell) -> int:
        """The offset of the grapheme drawn at a place; right of the text the end of what is drawn in the row.

        A row above or below the page counts as its first or last row.
        """
        row = self.row(min(max(place.row, 0), len(self) - 1))
        cell = place.cell - row.indent
        if cell <= 0:
            return row.start
        if not row.wide:
            return min(row.start + cell, row.drawn)
        used = 0
        for first, _, size in cells.graphemes(self.text, row.start, row.drawn):
            if used + size > cell:
                return first
            used += size
        return row.drawn

    def _drawn(self, start: int, end: int) -> int:
        text = self.text
        while end > start and text[end - 1] in HANG:
            end -= 1
        return end


def lay_out(article: Article, measure: int) -> ArticleLayout:
    """Wrap an article into rows of at most ``measure`` cells (at least 4 are used; one grapheme may be 2)."""
    measure = max(4, min(measure, MEASURE))
    text = cells.drawable(article.text)
    ascii_only = text.isascii()
    starts, owners, kinds, indents = array("I"), array("I"), array("B"), array("H")
    blocks = article.blocks
    for index, block in enumerate(blocks):
        before = len(starts)
        indents.append(_indent(block, measure))
        simple = ascii_only or cells.is_simple(text, *block.span)
        _wrap(text, block.span, measure - indents[-1], simple, starts)
        kind = 0 if simple else WIDE
        kinds.append(kind | FIRST)
        kinds.extend([kind] * (len(starts) - before - 1))
        if index + 1 < len(blocks) and _apart(block, blocks[index + 1]):
            starts.append(block.span.end)
            kinds.append(BLANK)
        owners.extend([index] * (len(starts) - before))
    if not blocks:
        for table, value in ((starts, 0), (owners, 0), (kinds, BLANK), (indents, 0)):
            table.append(value)
    ends = starts[1:]
    ends.append(len(text))
    return ArticleLayout(article, measure, text, starts, ends, owners, kinds, indents)


def _apart(block: Block, following: Block) -> bool:
    """Whether a blank row stands between two blocks: everywhere but within a run of page furniture."""
    return not (block.role == "furniture" and following.role == "furniture")


def _indent(block: Block, measure: int) -> int:
    indent = FURNITURE_INDENT if block.role == "furniture" else 0
    return min(indent + cells.width(cells.drawable(block.lead)), measure // 2)


def _wrap(text: str, span: Span, measure: int, simple: bool, starts: "array[int]") -> None:
    """Append the start of each row of a span; a line feed always ends a row."""
    start, end = span
    while True:
        feed = text.find("\n", start, end)
        starts.append(start)
        starts.extend(breaks(text, start, end if feed < 0 else feed, measure, simple))
        if feed < 0:
            return
        start = feed + 1
