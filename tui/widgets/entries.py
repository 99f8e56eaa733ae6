"""The lines of a sheet as values: paragraphs with what stands before and after them, wrapped to a width."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from textual.content import Content

from tui import cells
from tui.line_breaks import breaks
from tui.safe_text import EMPTY, joined, plain, prose

COLUMN_GAP = 2
"""Empty cells between two columns of a table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph of a sheet."""

    body: Content
    key: str = ""
    """What is chosen with this line; empty for a line that is only read."""
    lead: Content = EMPTY
    """Stands before the first line; the other lines begin below the body."""
    right: Content = EMPTY
    """Stands at the end of the first line."""
    gap: int = 0
    """Empty lines above."""
    indent: int = 0
    group: str = ""
    """Entries of one group are brought into view together."""
    cells: tuple[tuple[Content, int], ...] = ()
    """Further columns of a table: what stands in each, and its width; the body has what they leave."""
    most: int = 0
    """The most lines of the body, which ends in "…" where it does not fit; 0 for as many as it needs."""


def paragraphs(
    source: str, style: str = "", gap: int = 0, indent: int = 0, spread: int = 1, group: str = ""
) -> list[Entry]:
    """Markdown as entries that are only read; ``spread`` empty lines between its paragraphs."""
    entries = []
    for number, (lead, words) in enumerate(prose(source, style)):
        above = gap if number == 0 else 0 if lead else spread
        entries.append(Entry(words, lead=plain(lead, style), gap=above, indent=indent, group=group))
    return entries


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the screen: the entry it belongs to (-1 for an empty line) and its characters."""

    entry: int
    content: Content


def laid_out(entries: Sequence[Entry], width: int) -> list[Row]:
    """The entries wrapped to ``width`` cells, the gutter not counted."""
    rows: list[Row] = []
    for number, entry in enumerate(entries):
        rows.extend(Row(-1, EMPTY) for _ in range(entry.gap))
        lead = joined(plain(" " * entry.indent), entry.lead)
        room = max(8, width - lead.cell_length)
        rows.extend(Row(number, row) for row in _wrapped(entry, lead, room))
    return rows


def _lines(body: Content, first_room: int, room: int) -> list[Content]:
    """The body in lines: the first one has room for what stands at its end, the others have all of it."""
    first = next(iter(_in_rows(body, first_room)), EMPTY).rstrip()
    rest = body.plain[len(first.plain) :]
    if not rest.strip():
        return [first]
    begin = len(body.plain) - len(rest.lstrip())
    return [first, *(piece.rstrip() for piece in _in_rows(body.divide([begin])[-1], room))]


def _in_rows(body: Content, room: int) -> list[Content]:
    """The body wrapped: by Textual where every character takes a cell, else as the article is."""
    text = body.plain
    if cells.is_simple(text) or "\n" in text:
        return body.wrap(room)
    return body.divide(list(breaks(text, 0, len(text), max(4, room), False)))


def _columns(entry: Entry, lead: Content, room: int) -> list[Content]:
    """The lines of a row of a table: each column wrapped to its own width."""
    widths = [
        room - sum(width + COLUMN_GAP for _, width in entry.cells),
        *(width for _, width in entry.cells),
    ]
    bodies = [entry.body, *(cell for cell, _ in entry.cells)]
    columns = [_lines(body, width, width) for body, width in zip(bodies, widths, strict=True)]
    rows = []
    for number, pieces in enumerate(zip_longest(*columns, fillvalue=EMPTY)):
        padded = (
            joined(piece, plain(" " * (width - piece.cell_length)))
            for piece, width in zip(pieces, widths, strict=True)
        )
        before = lead if number == 0 else plain(" " * lead.cell_length)
        rows.append(joined(before, joined(*padded, between=" " * COLUMN_GAP)).rstrip())
    return rows


def _wrapped(entry: Entry, lead: Content, room: int) -> list[Content]:
    if entry.cells:
        return _columns(entry, lead, room)
    right = entry.right
    body_room = room - right.cell_length - 2 if right else room
    if right and body_room < 14:
        return [
            joined(lead, entry.body.truncate(room, ellipsis=True)),
            joined(plain(" " * lead.cell_length), right.truncate(room)),
        ]
    lines = (
        [entry.body.truncate(body_room, ellipsis=True)]
        if entry.most == 1
        else _lines(entry.body, body_room, room)
    )
    if 1 < entry.most < len(lines):
        lines = [*lines[: entry.most - 1], joined(lines[entry.most - 1].truncate(room - 2), plain(" …"))]
    first = joined(lead, lines[0])
    if right:
        first = joined(
            first, plain(" " * (lead.cell_length + room - first.cell_length - right.cell_length)), right
        )
    below = plain(" " * lead.cell_length)
    return [first, *(joined(below, piece) for piece in lines[1:])]
