"""YAML in block style with the comments of the files it was made from: what a person reads and changes.

Brackets stand only round short names and numbers. A text that needs it stands below ``|``, where nothing is syntax.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from lessons.loading import yaml_parser
from lessons.loading.document import START, Mark, Value
from lessons.loading.placed import Placed

_UNSAFE_START = re.compile(r"[-?:](\s|$)|[,\[\]{}#&*!|>'\"%@`~=]|---|\.\.\.|<<")
_UNSAFE = re.compile(r":(\s|$)|\s#|[\t\n]")
_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_WIDTH = 90
"""Longest list that is written on one line."""
_STEP = 2


class Site(NamedTuple):
    """A mark in one of several files."""

    line: int
    column: int
    file: int = 0


def in_file(part: Placed, file: int) -> Placed:
    """The value with its marks told apart from those of other files."""

    def site(mark: Mark) -> Site:
        return Site(mark.line, mark.column, file)

    key = site(part.key) if part.key is not None else None
    if isinstance(part.value, dict):
        inside = {name: in_file(inner, file) for name, inner in part.value.items()}
        return Placed(inside, site(part.mark), key)
    if isinstance(part.value, list):
        return Placed([in_file(inner, file) for inner in part.value], site(part.mark), key)
    return Placed(part.value, site(part.mark), key)


@dataclass
class YamlLine:
    """A line of the file that is written, and where its author wrote it."""

    indent: int
    text: str
    site: Site | None = None
    spaced: bool = False
    """Whether an empty line stands before it."""


class Comment(NamedTuple):
    """A comment of a file: lines of its own, or the end of a line."""

    site: Site
    text: str
    alone: bool


def comments_of(text: str, file: int) -> list[Comment]:
    """The comments of a YAML text that can be read."""
    ends: dict[int, int] = {}
    inside: set[int] = set()
    events: Iterator[Any] = yaml.parse(text, Loader=yaml_parser.LOADER)
    for event in events:
        if not isinstance(event, yaml.ScalarEvent) or event.start_mark is None or event.end_mark is None:
            continue
        first, last = event.start_mark.line, event.end_mark.line
        if event.style in ("|", ">"):
            inside |= set(range(first + 1, last if event.end_mark.column == 0 else last + 1))
            ends[first] = event.start_mark.column
        else:
            inside |= set(range(first + 1, last))
            ends[last] = max(ends.get(last, 0), event.end_mark.column)
    found = []
    for number, line in enumerate(text.split("\n")):
        start = ends.get(number, 0)
        match = re.search(r"(^|\s)(#.*)", line[start:]) if number not in inside else None
        if match is not None:
            alone = not line[: start + match.start(2)].strip()
            found.append(Comment(Site(number, start + match.start(2), file), match[2].rstrip(), alone))
    return found


def block_texts(roots: Sequence[Placed], comments: Sequence[Comment], spaced: str) -> list[str]:
    """Mappings as the texts of files; each comment goes to where the line is that it stood at, or the next one.

    An empty line stands before each item of the list ``spaced``.
    """
    rows = [(number, row) for number, root in enumerate(roots) for row in _mapping(root, 0, spaced)]
    lines: list[list[str]] = [[] for _root in roots]
    for number, line in _with_comments(rows, comments):
        lines[number].append(line)
    return ["".join(f"{line}\n" for line in own) for own in lines]


def block_entry(name: str, value: Value, column: int) -> list[str]:
    """The lines of a field of a mapping whose keys stand in a column."""
    return [
        f"{' ' * row.indent}{row.text}".rstrip(" ") for row in _entry(name, unplaced(value), column, False)
    ]


def block_item(value: Value, column: int) -> list[str]:
    """The lines of an item of a list whose dashes stand in a column."""
    return [f"{' ' * row.indent}{row.text}".rstrip(" ") for row in _item(unplaced(value), column, False)]


def unplaced(value: Value) -> Placed:
    """A value that stands nowhere yet."""
    if isinstance(value, dict):
        return Placed({name: unplaced(inner) for name, inner in value.items()}, START)
    if isinstance(value, list):
        return Placed([unplaced(inner) for inner in value], START)
    return Placed(value, START)


def _with_comments(
    rows: list[tuple[int, YamlLine]], comments: Sequence[Comment]
) -> Iterator[tuple[int, str]]:
    above: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    sites = [(row.site, place) for place, (_number, row) in enumerate(rows) if row.site is not None]
    for comment in comments:
        line, _column, file = comment.site
        same = [place for site, place in sites if (site.line, site.file) == (line, file)]
        if same and not comment.alone and same[0] not in behind:
            behind[same[0]] = comment.text
            continue
        later = [(site.line, place) for site, place in sites if site.file == file and site.line >= line]
        above.setdefault(min(later)[1] if later else len(rows), []).append(comment.text)
    for place, (number, row) in enumerate(rows):
        if row.spaced:
            yield number, ""
        pad = " " * row.indent
        yield from ((number, f"{pad}{text}") for text in above.get(place, ()))
        tail = f"  {behind[place]}" if place in behind else ""
        yield number, f"{pad}{row.text}{tail}" if row.text else ""
    yield from ((rows[-1][0] if rows else 0, text) for text in above.get(len(rows), ()))


def _mapping(part: Placed, indent: int, spaced: str = "") -> Iterator[YamlLine]:
    ended = False
    for name, inner in part.fields.items():
        rows = [*_entry(name, inner, indent, name == spaced)]
        if spaced and ended:
            rows[0].spaced = True
        ended |= name == spaced
        yield from rows


def _entry(name: str, part: Placed, indent: int, spaced: bool) -> Iterator[YamlLine]:
    site = _site(part.key) or _site(part.mark)
    head = f"{_key(name)}:"
    if isinstance(part.value, str):
        for number, text in enumerate(_scalar(part.value)):
            first = number == 0
            yield YamlLine(
                indent if first else indent + _STEP,
                f"{head} {text}" if first else text,
                site if first else None,
            )
    elif part.value is None:
        yield YamlLine(indent, head, site)
    elif not part.value:
        yield YamlLine(indent, f"{head} {'{}' if isinstance(part.value, dict) else '[]'}", site)
    elif (line := _one_line(part)) is not None:
        yield YamlLine(indent, f"{head} {line}", site)
    else:
        yield YamlLine(indent, head, site)
        if isinstance(part.value, dict):
            yield from _mapping(part, indent + _STEP)
        else:
            for item in part.value:
                yield from _item(item, indent + _STEP, spaced)


def _item(part: Placed, indent: int, spaced: bool) -> Iterator[YamlLine]:
    """An item of a list: its first line behind the dash."""
    if isinstance(part.value, dict) and part.value:
        rows = [*_mapping(part, indent + 2)]
    elif isinstance(part.value, list) and part.value:
        line = _one_line(part)
        rows = [YamlLine(0, line)] if line is not None else []
        for one in part.value if line is None else ():
            rows += _item(one, indent + 2, spaced=False)
    elif isinstance(part.value, str):
        rows = [YamlLine(indent + 2, text) for text in _scalar(part.value)]
    else:
        rows = [YamlLine(0, "{}" if part.value == {} else "[]" if part.value == [] else "")]
    first = rows[0]
    yield YamlLine(indent, f"- {first.text}".rstrip(), first.site or _site(part.mark), spaced)
    yield from rows[1:]


def _one_line(part: Placed) -> str | None:
    """A list of short names and numbers, in brackets; ``None`` for any other value."""
    if not isinstance(part.value, list) or not all(_SHORT.fullmatch(one.text) for one in part.value):
        return None
    line = "[" + ", ".join(one.text for one in part.value) + "]"
    return line if len(line) <= _WIDTH else None


def _key(name: str) -> str:
    return (
        name if _is_plain(name) and not re.search(r":|^\d+ ", name) else json.dumps(name, ensure_ascii=False)
    )


def _scalar(text: str) -> list[str]:
    """The lines of a text: as it is, below ``|``, or between quotation marks where neither gives it back."""
    if _is_plain(text):
        return [text]
    lines = text.split("\n")
    if not text.strip() or text != text.strip() or not all(map(_is_clear, lines)):
        return [json.dumps(text, ensure_ascii=False)]
    return ["|", *lines]


def _is_plain(text: str) -> bool:
    return (
        bool(text)
        and text == text.strip()
        and _is_clear(text)
        and not _UNSAFE_START.match(text)
        and not _UNSAFE.search(text)
    )


def _is_clear(line: str) -> bool:
    """Whether a line can stand in a file as it is."""
    return line.isprintable()


def _site(mark: Mark | None) -> Site | None:
    return mark if isinstance(mark, Site) else None
