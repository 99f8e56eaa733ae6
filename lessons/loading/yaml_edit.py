"""YAML written by the program: whole values, and changes to a file that keep everything else of it.

A change keeps comments, order, quotation marks and line ends: it is a few characters put in at a place. Whether it
did what it should is found out by reading the file again before and after; a caller that cannot be sure of that
leaves the file alone.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from lessons.disk import read_file
from lessons.loading import yaml_parser
from lessons.loading.document import Document, Mark, Trail, Value
from lessons.loading.source import MAX_BYTES
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.scalar import Plain

WIDTH = 100
"""Longest mapping or list that is written on one line."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 /.+_-]*[A-Za-z0-9])?")
"""What needs no quotation marks in any place; the rest is put between them."""
_NUMBER = re.compile(r"[-+]?[0-9][0-9./]*")


def to_yaml(value: Value) -> str:
    """A mapping or list as YAML text with a line end; comments are gone, order and values stay.

    Text that was unquoted in its file (``Plain``) stays unquoted, since only unquoted text is read as a number
    or a flag; other text is quoted wherever it could be taken for one.
    """
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            head = f"{indent}{_scalar(key)}:"
            if _short(inner) or not isinstance(inner, dict | list):
                yield f"{head} {_inline(inner)}".rstrip()
            else:
                yield head
                yield from _lines(inner, indent + "  ")
    elif isinstance(value, list) and value:
        for inner in value:
            lines = iter([_inline(inner)]) if _short(inner) else _lines(inner, indent + "  ")
            yield f"{indent}- {next(lines).strip()}"
            yield from lines
    else:
        yield indent + _inline(value)


def _short(value: Value) -> bool:
    """Whether a list or mapping holds scalars only, and few enough for one line."""
    if not isinstance(value, dict | list):
        return False
    inner = list(value.values() if isinstance(value, dict) else value)
    if not all(isinstance(one, str) for one in inner):
        return False
    return len(_inline(value)) <= WIDTH


def _inline(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return "" if value is None else _scalar(value)


def _scalar(text: str) -> str:
    number_or_flag = _NUMBER.fullmatch(text) or text in ("true", "false")
    if isinstance(text, Plain):
        bare = bool(number_or_flag or _PLAIN.fullmatch(text))
    else:
        bare = not number_or_flag and text.isascii() and bool(_PLAIN.fullmatch(text))
    return text if bare else json.dumps(text, ensure_ascii=False)


_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from ``start`` to ``end`` of a text, replaced."""

    start: int
    end: int
    text: str


@dataclass
class Piece:
    """A scalar, list or mapping, and where it stands: code points of the text, end exclusive."""

    sort: Literal["scalar", "list", "mapping"]
    start: int
    end: int
    """Exact for scalars on one line; for the others use the ends of their children."""
    flow: bool = False
    """Whether a list or mapping stands in brackets or braces."""
    style: str = ""
    """Of a scalar: empty for a plain one, else its quotation mark, ``|`` or ``>``."""
    value: str = ""
    """Of a scalar."""
    children: list["Piece"] = field(default_factory=list)
    """Items of a list; keys and values of a mapping in turn."""


@dataclass(frozen=True)
class YamlText:
    """A file's text with LF line ends, and how to write it back with its own."""

    path: Path
    text: str
    line_end: str
    bom: str

    @property
    def document(self) -> Document:
        """The text read as the program reads it."""
        return read_yaml_text(self.text, self.path)

    def with_edits(self, edits: Iterable[Edit]) -> "YamlText":
        """The text with the edits made; they do not overlap."""
        text = self.text
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            text = text[: edit.start] + edit.text + text[edit.end :]
        return YamlText(self.path, text, self.line_end, self.bom)

    def written(self) -> str:
        """The text as it stands in the file."""
        return self.bom + self.text.replace("\n", self.line_end)

    def offset(self, line: int, column: int) -> int:
        """The code point at a line and column counted from 1."""
        at = 0
        for _ in range(line - 1):
            at = self.text.index("\n", at) + 1
        return at + column - 1

    def line_of(self, offset: int) -> tuple[int, int]:
        """Start and end of the line that holds the offset, without its line end."""
        end = self.text.find("\n", offset)
        return self.text.rfind("\n", 0, offset) + 1, len(self.text) if end < 0 else end

    def root(self) -> Piece | None:
        """The whole value with the places of all its parts; ``None`` for a file with an error in it."""
        return None if self.document.broken else _tree(self.text)


def open_yaml(path: Path) -> YamlText | None:
    """The file to be edited; ``None`` when it cannot be read, or its line ends are of several sorts."""
    try:
        return yaml_text(read_file(path, MAX_BYTES), path)
    except OSError:
        return None


def yaml_text(data: bytes, path: Path) -> YamlText | None:
    """The bytes of a file to be edited; ``None`` when they are no text, or the line ends are of several sorts."""
    try:
        raw = data.decode("utf-8")
    except ValueError:
        return None
    bom, raw = (_BOM, raw[1:]) if raw.startswith(_BOM) else ("", raw)
    text = raw.replace("\r\n", "\n")
    line_end = "\r\n" if "\r\n" in raw else "\n"
    if "\r" in text or text.replace("\n", line_end) != raw:
        return None
    return YamlText(path, text, line_end, bom)


def with_item(file: YamlText, trail: Trail, item: str) -> YamlText | None:
    """The file with one more item, a plain word, at the end of the list at ``trail``; ``None`` when unsure."""
    items = piece_at(file.root(), trail)
    if items is None or items.sort != "list" or not items.children:
        return None
    last = items.children[-1]
    if last.sort != "scalar" or last.style in ("|", ">"):
        return None
    if items.flow:
        edit = Edit(last.end, last.end, f", {item}")
    else:
        start, end = file.line_of(last.start)
        lead = file.text[start : last.start]
        if lead.strip() != "-" or "\n" in file.text[last.start : last.end]:
            return None
        edit = Edit(end, end, f"\n{lead}{item}")
    changed = file.with_edits([edit])
    before, after = file.document, changed.document
    wanted = _with_item(before.value, trail, item)
    return changed if not after.broken and after.value == wanted else None


def scalars(root: Piece) -> Iterator[tuple[Piece, Piece]]:
    """Every scalar with the list or mapping that holds it, in the order of the file."""
    waiting = [root]
    while waiting:
        piece = waiting.pop()
        for child in piece.children:
            if child.sort == "scalar":
                yield child, piece
        waiting += [child for child in reversed(piece.children) if child.sort != "scalar"]


def _with_item(value: Value, trail: Trail, item: str) -> Value:
    if not trail:
        assert isinstance(value, list)  # found so by the caller
        return [*value, item]
    step, rest = trail[0], trail[1:]
    assert isinstance(value, dict)
    assert isinstance(step, str)
    return {**value, step: _with_item(value[step], rest, item)}


def piece_at(root: Piece | None, trail: Trail) -> Piece | None:
    """The piece at a trail of keys and of numbers of items; ``None`` when there is none."""
    piece = root
    for step in trail:
        if piece is None:
            return None
        if isinstance(step, int):
            fits = piece.sort == "list" and 0 <= step < len(piece.children)
            piece = piece.children[step] if fits else None
        else:
            piece = next((value for key, value in pairs_of(piece) if key.value == step), None)
    return piece


def pairs_of(piece: Piece) -> list[tuple[Piece, Piece]]:
    """The keys of a mapping with their values; nothing for any other piece."""
    if piece.sort != "mapping":
        return []
    return list(zip(piece.children[::2], piece.children[1::2], strict=True))


def _tree(text: str) -> Piece | None:
    """The pieces of a text that is known to be sound."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(mark: Mark) -> int:
        return min(starts[min(mark.line, len(starts) - 1)] + mark.column, len(text))

    root: Piece | None = None
    stack: list[Piece] = []
    events: Iterator[Any] = yaml.parse(text, Loader=yaml_parser.LOADER)
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            assert event.start_mark is not None  # set by every parser
            assert event.end_mark is not None
            piece = _piece(event, offset(event.start_mark), offset(event.end_mark))
            if stack:
                stack[-1].children.append(piece)
            else:
                root = piece
            if piece.sort != "scalar":
                stack.append(piece)
    return root


def _piece(event: Any, start: int, end: int) -> Piece:
    if isinstance(event, yaml.MappingStartEvent):
        return Piece("mapping", start, end, bool(event.flow_style))
    if isinstance(event, yaml.SequenceStartEvent):
        return Piece("list", start, end, bool(event.flow_style))
    assert isinstance(event, yaml.ScalarEvent)  # a sound text has no aliases
    return Piece("scalar", start, end, style=event.style or "", value=event.value)
