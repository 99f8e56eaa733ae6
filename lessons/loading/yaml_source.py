"""YAML files as text values with places, read from PyYAML's parser events.

``yaml.load`` and ``yaml.compose`` are never used: deep nesting crashes their C code, aliases make them
build bombs, and YAML 1.1 would turn ``no`` and ``12:30`` into something else. The events are safe, and the
reader stops at its limits.

Codes: Y101 to Y105 and Y121 see ``lessons.loading.source``; Y106 tab in the indentation, Y116 directive, Y120 empty;
the others see ``lessons.loading.yaml_events``.
"""

import re
from pathlib import Path

from lessons.loading.document import Document, Trail, Value
from lessons.loading.source import (
    MAX_REPORTS,
    character_problems,
    conflict_problems,
    decode,
    plain_lines,
    read_source,
    shortened,
)
from lessons.loading.yaml_events import MAX_DEPTH, MAX_NODES, MAX_SCALAR, EventReader
from lessons.loading.yaml_wording import NOT_YAML, TAB
from lessons.model.problem import Place, Problem
from lessons.text import visible

__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_SCALAR",
    "Document",
    "Trail",
    "Value",
    "read_outline",
    "read_yaml",
    "read_yaml_bytes",
    "read_yaml_text",
]

_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%(?!YAML )[^\n]*", re.MULTILINE)


def read_yaml(path: Path) -> Document:
    """Read a YAML file. Never raises: whatever is wrong is in ``Document.problems``."""
    source = read_source(path)
    if source.text is None:
        return Document(path, None, source.problems)
    return _document(source.text, path)


def read_outline(path: Path, only: frozenset[str]) -> Document:
    """As ``read_yaml`` in less than half the time, for a first look at a long file.

    Of each mapping in a list of the outermost mapping, only the values of the keys ``only`` are kept; the rest
    is not examined.
    """
    source = read_source(path)
    if source.text is None:
        return Document(path, None, source.problems)
    return _document(source.text, path, only=only)


def read_yaml_bytes(data: bytes, file: Path) -> Document:
    """Read the bytes of a YAML file; ``file`` is named in problems and is not opened."""
    source = decode(data, file)
    if source.text is None:
        return Document(file, None, source.problems)
    return _document(source.text, file)


def read_yaml_text(text: str, file: Path, first_line: int = 1) -> Document:
    """Read YAML out of a string; ``first_line`` is the line of ``file`` in which the string begins."""
    return _document(plain_lines(text), file, first_line)


def _document(text: str, file: Path, first_line: int = 1, only: frozenset[str] | None = None) -> Document:
    problems = (
        character_problems(text, file, first_line)
        or conflict_problems(text, file, first_line)
        or _directives(text, file, first_line)
    )
    if problems:
        return Document(file, None, tuple(problems))
    tabs = _tabs(text, file, first_line)
    reader = EventReader(text, file, first_line, only)
    reader.read()
    faults = reader.problems
    if tabs:  # a tab is the cause of whatever the parser says then
        faults = [problem for problem in faults if problem.code not in (NOT_YAML, TAB)]
    elif reader.value is None and not faults:
        fix = "write it, or delete the file"
        faults = [
            Problem(
                Place(file, first_line, 1), "Y120", "nothing but space or comments", "key: value lines", fix
            )
        ]
    return Document(file, reader.value, (*tabs, *faults), reader.root, first_line)


def _directives(text: str, file: Path, first_line: int) -> list[Problem]:
    """The first line that starts with ``%``: thousands of ``%TAG`` lines would take seconds to parse."""
    if "%" not in text:
        return []
    match = _DIRECTIVE.search(text)
    if match is None:
        return []
    place = Place(file, text.count("\n", 0, match.start()) + first_line, 1)
    found = f"a line that starts with %: {visible(match[0][:40])}"
    return [Problem(place, "Y116", found, "no YAML directives", "delete the line, or indent it")]


def _tabs(text: str, file: Path, first_line: int) -> list[Problem]:
    """The lines indented by tabs: the C parser lets some pass that other readers refuse."""
    if "\t" not in text:
        return []
    matches = list(_TAB_INDENT.finditer(text))
    problems = []
    for match in matches[:MAX_REPORTS]:
        line = text.count("\n", 0, match.start()) + first_line
        place = Place(file, line, match[0].index("\t") + 1)
        problems.append(
            Problem(place, TAB, "a tab in the indentation", "spaces", "replace the tab by spaces")
        )
    return shortened(problems, len(matches))
