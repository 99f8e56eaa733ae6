"""Markdown tokens become numbered blocks of plain text with inline styles.

Soft line breaks are spaces, hard ones are line ends inside the block. Every visible word of the source
survives: HTML stays as the letters that were typed, an image gives its alternative text, a link keeps its
words, a table row becomes one paragraph with its cells joined by ``" | "``, code keeps its lines.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from lessons.model.article import Block, Role, Style, StyleName
from lessons.model.span import Span
from lessons.text import normalise

BETWEEN = "\n\n"
"""What stands between two blocks in the article's text."""
CELLS = " | "
"""What stands between two cells of a table row."""

_STYLES: dict[str, StyleName] = {"em": "emphasis", "strong": "strong", "link": "link"}
_LIST_KINDS = ("bullet_list_open", "ordered_list_open")


@dataclass(frozen=True)
class Built:
    """Blocks with the text they lie in, styles, and the source line (from 1) of each block's label."""

    text: str
    blocks: tuple[Block, ...]
    styles: tuple[Style, ...]
    lines: dict[str, int]


@dataclass
class _Piece:
    """The text of one block while it is put together, with styles as ``(start, end, name)`` within it."""

    text: str = ""
    styles: list[tuple[int, int, StyleName]] = field(default_factory=list)


@dataclass
class _Item:
    """An open list item or quotation: what is shown before its first line, and before later ones."""

    lead: str
    used: bool = False


@dataclass
class _Builder:
    first_line: int
    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"paragraph": 0, "heading": 0, "furniture": 0})
    furniture: int = 0
    items: list[_Item] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    row: list[_Piece] | None = None
    level: int = 0

    def token(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            text = normalise(token.content).strip("\n")
            self._block(_Piece(text, [(0, len(text), "code")]), token.map)
        elif kind == "html_block":
            self._block(_Piece(normalise(token.content).strip("\n")), token.map)
        elif kind == "heading_open":
            self.level = int(token.tag[1])
        elif kind == "heading_close":
            self.level = 0
        elif kind == "container_furniture_open":
            self.furniture += 1
        elif kind == "container_furniture_close":
            self.furniture -= 1
        elif kind == "tr_open":
            self.row = []
        elif kind == "tr_close":
            self._row_done(token)
        else:
            self._nesting(token)

    def _nesting(self, token: Token) -> None:
        kind = token.type
        if kind in _LIST_KINDS:
            start = token.attrGet("start")
            self.numbers.append(
                int(start) if start is not None else 1 if kind == "ordered_list_open" else None
            )
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.numbers.pop()
        elif kind == "list_item_open":
            number = self.numbers[-1]
            self.items.append(_Item("- " if number is None else f"{number}. "))
            if number is not None:
                self.numbers[-1] = number + 1
        elif kind == "blockquote_open":
            self.items.append(_Item("> "))
        elif kind in ("list_item_close", "blockquote_close"):
            self.items.pop()

    def _inline(self, token: Token) -> None:
        piece = _inline_piece(token.children or [])
        if self.row is None:
            self._block(piece, token.map)
        else:
            piece.text, self.row_line = piece.text.replace("\n", " "), token.map
            self.row.append(piece)

    row_line: list[int] | None = None

    def _row_done(self, token: Token) -> None:
        cells, self.row = self.row or [], None
        whole = _Piece()
        for index, cell in enumerate(cells):
            whole.text += CELLS if index else ""
            shift = len(whole.text)
            whole.text += cell.text
            whole.styles += [(start + shift, end + shift, name) for start, end, name in cell.styles]
        if any(cell.text for cell in cells):
            self._block(whole, self.row_line)

    def _block(self, piece: _Piece, lines: list[int] | None) -> None:
        piece = _trimmed(piece)
        if not piece.text:
            return
        role: Role = "furniture" if self.furniture else "heading" if self.level else "paragraph"
        self.counts[role] += 1
        label = {"paragraph": "", "heading": "h", "furniture": "f"}[role] + str(self.counts[role])
        if self.parts:
            self.parts.append(BETWEEN)
            self.length += len(BETWEEN)
        start = self.length
        self.parts.append(piece.text)
        self.length += len(piece.text)
        self.blocks.append(Block(label, role, Span(start, self.length), self.level, self._lead()))
        self.styles += [Style(Span(start + a, start + b), name) for a, b, name in piece.styles]
        self.lines[label] = (lines[0] if lines else 0) + self.first_line

    def _lead(self) -> str:
        lead = ""
        for item in self.items:
            lead += " " * len(item.lead) if item.used and item.lead != "> " else item.lead
            item.used = True
        return lead


def _inline_piece(tokens: Sequence[Token]) -> _Piece:
    piece = _Piece()
    parts: list[str] = []
    length = 0
    opened: list[tuple[StyleName, int]] = []
    for token in tokens:
        kind = token.type
        text = ""
        if kind == "softbreak":
            text = " "
        elif kind == "hardbreak":
            text = "\n"
        elif kind == "image":
            text = _inline_piece(token.children or []).text
        elif kind.endswith("_open"):
            opened.append((_STYLES[kind[:-5]], length))
        elif kind.endswith("_close"):
            name, start = opened.pop()
            piece.styles.append((start, length, name))
        else:
            text = normalise(token.content).replace("\n", " ")
            if kind == "code_inline":
                piece.styles.append((length, length + len(text), "code"))
        parts.append(text)
        length += len(text)
    piece.text = "".join(parts)
    return piece


def _trimmed(piece: _Piece) -> _Piece:
    """The piece in NFC and without space at its ends; styles that no longer fit are left out."""
    if not unicodedata.is_normalized("NFC", piece.text):
        return _Piece(unicodedata.normalize("NFC", piece.text).strip())
    left = len(piece.text) - len(piece.text.lstrip())
    text = piece.text.strip()
    moved = [(max(0, a - left), min(len(text), b - left), name) for a, b, name in piece.styles]
    return _Piece(text, sorted(style for style in moved if style[0] < style[1]))


def build(tokens: Sequence[Token], first_line: int) -> Built:
    """Number the blocks; ``first_line`` is the file's line of the tokens' first one."""
    builder = _Builder(first_line)
    for token in tokens:
        builder.token(token)
    return Built("".join(builder.parts), tuple(builder.blocks), tuple(builder.styles), builder.lines)
