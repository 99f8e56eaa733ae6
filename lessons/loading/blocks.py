"""Markdown tokens become numbered blocks of plain text with inline styles.

Soft line breaks are spaces, hard ones are line ends inside the block. Every visible word of the source survives:
HTML stays as the letters that were typed, an image gives its alternative text, a link keeps its words, a table
row becomes one paragraph with its cells joined by ``" | "``, code keeps its lines.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from lessons.model.article import Block, BlockRole, Style, StyleName
from lessons.text import normalise
from lessons.text.spans import Span

BETWEEN = "\n\n"
"""What stands between two blocks in the article's text."""
CELLS = " | "
"""What stands between two cells of a table row."""
BULLET, QUOTATION = "- ", "> "
"""What is shown before a list item and before each block of a quotation."""

_STYLES: dict[str, StyleName] = {"em": "emphasis", "strong": "strong", "link": "link"}
_LETTERS: dict[BlockRole, str] = {"paragraph": "", "heading": "h", "furniture": "f"}


@dataclass(frozen=True)
class Built:
    """Blocks with the text they lie in, styles, and the source line, from 1, of each block's label."""

    text: str
    blocks: tuple[Block, ...]
    styles: tuple[Style, ...]
    lines: dict[str, int]


def build(tokens: Sequence[Token]) -> Built:
    """Number the blocks of a parsed text."""
    builder = _Builder()
    for token in tokens:
        builder.take(token)
    return Built("".join(builder.parts), tuple(builder.blocks), tuple(builder.styles), builder.lines)


@dataclass(frozen=True)
class _Piece:
    """The text of one block, with styles as ``(start, end, name)`` within it."""

    text: str
    styles: tuple[tuple[int, int, StyleName], ...] = ()


@dataclass
class _Item:
    """An open list item or quotation and what is shown before its first block."""

    lead: str
    used: bool = False

    def take(self) -> str:
        """What to show before the next block: the sign once, then as many spaces; a quotation shows it always."""
        sign = " " * len(self.lead) if self.used and self.lead != QUOTATION else self.lead
        self.used = True
        return sign


@dataclass
class _Builder:
    """Takes tokens in order; knows what is open around them."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    counts: dict[BlockRole, int] = field(default_factory=dict)
    furniture: int = 0
    level: int = 0
    items: list[_Item] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    """The next number of each open list; ``None`` for bullets."""
    row: list[_Piece] | None = None
    row_line: int = 0

    def take(self, token: Token) -> None:
        kind = token.type
        line = token.map[0] + 1 if token.map else 1
        if kind == "inline":
            self._inline(token, line)
        elif kind in ("fence", "code_block"):
            text = normalise(token.content).strip("\n")
            self._block(_Piece(text, ((0, len(text), "code"),)), line)
        elif kind == "heading_open":
            self.level = int(token.tag[1])
        elif kind == "heading_close":
            self.level = 0
        elif kind == "container_furniture_open":
            self.furniture += 1
        elif kind == "container_furniture_close":
            self.furniture -= 1
        elif kind == "tr_open":
            self.row, self.row_line = [], line
        elif kind == "tr_close":
            cells, self.row = self.row or [], None
            self._block(_joined(cells), self.row_line)
        else:
            self._nest(token)

    def _nest(self, token: Token) -> None:
        kind = token.type
        if kind == "bullet_list_open":
            self.numbers.append(None)
        elif kind == "ordered_list_open":
            start = token.attrGet("start")
            self.numbers.append(1 if start is None else int(start))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.numbers.pop()
        elif kind == "list_item_open":
            number = self.numbers[-1]
            self.items.append(_Item(BULLET if number is None else f"{number}. "))
            self.numbers[-1] = None if number is None else number + 1
        elif kind == "blockquote_open":
            self.items.append(_Item(QUOTATION))
        elif kind in ("list_item_close", "blockquote_close"):
            self.items.pop()

    def _inline(self, token: Token, line: int) -> None:
        piece = _inline_piece(token.children or [])
        if self.row is None:
            self._block(piece, line)
        else:
            self.row.append(_Piece(piece.text.replace("\n", " "), piece.styles))

    def _block(self, piece: _Piece, line: int) -> None:
        piece = _trimmed(piece)
        if not piece.text:
            return
        role: BlockRole = "furniture" if self.furniture else "heading" if self.level else "paragraph"
        self.counts[role] = self.counts.get(role, 0) + 1
        label = f"{_LETTERS[role]}{self.counts[role]}"
        if self.parts:
            self.parts.append(BETWEEN)
            self.length += len(BETWEEN)
        start = self.length
        self.parts.append(piece.text)
        self.length += len(piece.text)
        lead = "".join(item.take() for item in self.items)
        self.blocks.append(Block(label, role, Span(start, self.length), self.level, lead))
        self.styles += [Style(Span(start + first, start + last), name) for first, last, name in piece.styles]
        self.lines[label] = line


def _inline_piece(tokens: Sequence[Token]) -> _Piece:
    parts: list[str] = []
    styles: list[tuple[int, int, StyleName]] = []
    opened: list[int] = []
    length = 0
    for token in tokens:
        kind = token.type
        text = ""
        if kind == "softbreak":
            text = " "
        elif kind == "hardbreak":
            text = "\n"
        elif kind == "image":
            text = _inline_piece(token.children or []).text
        elif token.nesting == 1:
            opened.append(length)
        elif token.nesting == -1:
            styles.append((opened.pop(), length, _STYLES[kind.removesuffix("_close")]))
        else:
            text = normalise(token.content).replace("\n", " ")
            if kind == "code_inline":
                styles.append((length, length + len(text), "code"))
        parts.append(text)
        length += len(text)
    return _Piece("".join(parts), tuple(styles))


def _joined(cells: Sequence[_Piece]) -> _Piece:
    """The cells of a table row as one piece; empty ones at the end are left out."""
    filled = [index for index, cell in enumerate(cells) if cell.text.strip()]
    parts: list[str] = []
    styles: list[tuple[int, int, StyleName]] = []
    length = 0
    for index, cell in enumerate(cells[: filled[-1] + 1 if filled else 0]):
        separator = CELLS if index else ""
        length += len(separator)
        styles += [(first + length, last + length, name) for first, last, name in cell.styles]
        parts += [separator, cell.text]
        length += len(cell.text)
    return _Piece("".join(parts), tuple(styles))


def _trimmed(piece: _Piece) -> _Piece:
    """The piece in NFC and without space at its ends, its styles sorted.

    Markup between a letter and its accent is the only way to a text that is not NFC; its styles are left out.
    """
    if not unicodedata.is_normalized("NFC", piece.text):
        return _Piece(unicodedata.normalize("NFC", piece.text).strip())
    left = len(piece.text) - len(piece.text.lstrip())
    text = piece.text.strip()
    moved = [(max(0, first - left), min(len(text), last - left), name) for first, last, name in piece.styles]
    return _Piece(text, tuple(sorted(style for style in moved if style[0] < style[1])))
