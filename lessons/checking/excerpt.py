"""The line of a file that a problem is about, with a caret under the place."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessons.checking.report import as_line
from lessons.disk import read_file
from lessons.loading.source import MAX_BYTES, plain_lines
from lessons.model.problem import Problem
from lessons.text import visible

WIDEST = 100
"""Most characters of a line that are shown."""
_BEFORE = 60
"""Of a longer line, so many characters before the place are shown."""


def as_excerpts(problems: Iterable[Problem]) -> Iterator[str]:
    """Each problem as the one line of ``as_line``, then the file's own line and a caret under the place.

    The problems come file by file; one file at a time is held in memory. Nothing of a file acts on a terminal.
    """
    file: Path | None = None
    lines: list[str] = []
    for problem in problems:
        if problem.place.file != file:
            file, lines = problem.place.file, _lines_of(problem.place.file)
        yield "\n".join([as_line(problem), *_excerpt(problem, lines)])


def _excerpt(problem: Problem, lines: list[str]) -> list[str]:
    number, column = problem.place.line, problem.place.column
    if not 1 <= number <= len(lines):
        return []
    line, at = lines[number - 1], max(0, column - 1)
    start = max(0, at - _BEFORE) if len(line) > WIDEST else 0
    shown = line[start : start + WIDEST]
    head = visible(("…" if start else "") + line[start:at])
    rest = visible(shown[at - start :]) + ("…" if start + WIDEST < len(line) else "")
    gutter = max(4, len(str(number)))
    return [f"{number:>{gutter}} | {head}{rest}".rstrip(), f"{'':>{gutter}} | {_blank(head)}^"]


def _blank(text: str) -> str:
    """Spaces that take as much room on a terminal as the text."""
    return "".join(" " * _cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _lines_of(file: Path) -> list[str]:
    """The lines as the reader counts them; none for what cannot be read."""
    try:
        return plain_lines(read_file(file, MAX_BYTES).decode("utf-8", "replace")).split("\n")
    except OSError:
        return []
