"""YAML files as text values with places: a reader over PyYAML's parser events.

``yaml.load`` and ``yaml.compose`` are never used: deep nesting crashes their C code, aliases make them build bombs, and
YAML 1.1 would turn ``no`` and ``12:30`` into something else. The events are safe, and this reader stops at its limits.

Codes: Y101 to Y105 see ``lessons.loading.source``; Y106 tab, Y107 not YAML, Y108 to Y110 limits, Y111 alias or anchor,
Y112 tag, Y113 merge key, Y114 complex key, Y115 several documents, Y116 directive, Y117 double key,
Y118 (warning) text cut by ``#``.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from lessons.loading.document import Document, Node, Trail, Value
from lessons.loading.source import MAX_REPORTS, Source, character_problems, plain_lines, read_source, shortened
from lessons.model.problem import Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.text import character_name, forbidden, normalise, visible

MAX_DEPTH = 24
"""Most lists and mappings inside one another; the deepest lesson needs 9."""
MAX_NODES = 50_000
"""Most values and keys in one file."""
MAX_SCALAR = 200_000
"""Most characters in one text."""

__all__ = ["MAX_DEPTH", "MAX_NODES", "MAX_SCALAR", "Document", "Trail", "Value", "read_yaml", "read_yaml_text"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_DIRECTIVE = re.compile(r"^%(?!YAML )[^\n]*", re.MULTILINE)
_CUT = re.compile(r"[ \t]+#(?=[^\s#!])")


class _Stop(Exception):
    """Reading cannot go on; the problem is noted."""


def read_yaml(path: Path) -> Document:
    """Read a YAML file. Never raises: whatever is wrong is in ``Document.problems``."""
    source = read_source(path)
    if source.text is None:
        return Document(path, None, source.problems)
    return _read(source)


def read_yaml_text(text: str, file: Path, first_line: int = 1) -> Document:
    """Read YAML out of a string; ``first_line`` is the file's line that the string begins in."""
    return _read(Source(file, plain_lines(text)), first_line)


def _read(source: Source, first_line: int = 1) -> Document:
    text, file = source.text or "", source.file
    problems = character_problems(text, file, first_line)
    if not problems:
        problems = _directives(text, file, first_line)
    if problems:
        return Document(file, None, tuple(problems))
    tabs = _tabs(text, file, first_line)
    reader = _Reader(text, file, first_line)
    reader.read()
    found = reader.problems
    if tabs:
        found = [problem for problem in found if problem.code != "Y107"]
    return Document(file, reader.value, (*tabs, *found), reader.root)


def _directives(text: str, file: Path, first_line: int) -> list[Problem]:
    match = _DIRECTIVE.search(text)
    if match is None:
        return []
    place = Place(file, text.count("\n", 0, match.start()) + first_line, 1)
    found = f"a line that starts with %: {visible(match[0][:40])}"
    return [Problem(place, "Y116", found, "no YAML directives", "delete the line, or indent it")]


def _tabs(text: str, file: Path, first_line: int) -> list[Problem]:
    if "\t" not in text:
        return []
    matches = list(_TAB_INDENT.finditer(text))
    problems = []
    for match in matches[:MAX_REPORTS]:
        line = text.count("\n", 0, match.start()) + first_line
        place = Place(file, line, match[0].index("\t") + 1)
        problems.append(Problem(place, "Y106", "a tab in the indentation", "spaces", "replace the tab by spaces"))
    return shortened(problems, len(matches))


class _Reader:
    """Builds the value from events with an explicit stack, so that no nesting can exhaust the interpreter's."""

    def __init__(self, text: str, file: Path, first_line: int) -> None:
        self.file, self.shift, self.lines = file, first_line, text.split("\n")
        self.text = text
        self.problems: list[Problem] = []
        self.value: Value = None
        self.root = Node(first_line, 1)
        self.nodes = 0

    def note(self, mark: "yaml.Mark", code: str, found: str, expected: str, fix: str) -> None:
        place = Place(self.file, mark.line + self.shift, mark.column + 1)
        self.problems.append(Problem(place, code, found, expected, fix))

    def read(self) -> None:
        try:
            self._document()
        except _Stop:
            self.value = None
        except yaml.MarkedYAMLError as error:
            self.value = None
            mark = error.problem_mark or error.context_mark
            self.problems.append(self._syntax(str(error.problem or error.context), mark))
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
            self.value = None
            self.problems.append(self._syntax(type(error).__name__, None))

    def _syntax(self, said: str, mark: "yaml.Mark | None") -> Problem:
        place = Place(self.file, mark.line + self.shift, mark.column + 1) if mark else Place(self.file, self.shift, 1)
        return Problem(place, "Y107", visible(said), "YAML", "see the example in docs/lesson-format.md")

    def _events(self) -> Iterator["yaml.Event"]:
        return yaml.parse(self.text, Loader=_LOADER)

    def _document(self) -> None:
        documents = 0
        stack: list[_Open] = []
        for event in self._events():
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._put(stack, event, self._scalar(event), None)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(stack, event, kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                found = f"*{visible(event.anchor)}: YAML reads this as an alias"
                self.note(event.start_mark, "Y111", found, "text", "put text that starts with * in quotation marks")
                self._put(stack, event, Plain(f"*{event.anchor}"), None)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.note(event.start_mark, "Y115", "a second document (---)", "one document", "delete the line ---")
                    raise _Stop

    def _open(self, stack: "list[_Open]", event: "yaml.NodeEvent", mapping: bool) -> None:
        self._decorations(event)
        if len(stack) >= MAX_DEPTH:
            found = f"more than {MAX_DEPTH} levels of nesting"
            self.note(event.start_mark, "Y108", found, f"at most {MAX_DEPTH} levels", "flatten the structure")
            raise _Stop
        opened = _Open(mapping)
        if self._put(stack, event, opened.value, opened):
            stack.append(opened)

    def _decorations(self, event: "yaml.NodeEvent") -> None:
        anchor, tag = event.anchor, getattr(event, "tag", None)
        if anchor is not None:
            found = f"&{visible(anchor)}: YAML reads this as an anchor"
            self.note(event.start_mark, "Y111", found, "text", "put text that starts with & in quotation marks")
        if tag is not None:
            found = f"{visible(tag)}: YAML reads this as a tag"
            self.note(event.start_mark, "Y112", found, "text", "put text that starts with ! in quotation marks")

    def _scalar(self, event: "yaml.ScalarEvent") -> str | None:
        if event.anchor is not None or event.tag is not None:
            self._decorations(event)
        text: str = event.value
        mark = event.start_mark
        if len(text) > MAX_SCALAR:
            found = f"a text of {len(text)} characters"
            self.note(mark, "Y110", found, f"at most {MAX_SCALAR}", "shorten it")
            raise _Stop
        if event.style == '"':
            for _, name in forbidden(text) or [(0, character_name(c)) for c in "\r\ufeff" if c in text]:
                self.note(mark, "Y105", f"the character {name}", "no control or direction characters", "delete its \\ code")
                text = normalise(text)
                break
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if "\t" in text:
            text = text.replace("\t", " ")
        if event.style:  # quoted or block: never empty by oversight
            return text
        if not text:
            return None
        self._warn_if_cut(event)
        return Plain(text)

    def _warn_if_cut(self, event: "yaml.ScalarEvent") -> None:
        end = event.end_mark
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        if len(line) > end.column and _CUT.match(line, end.column):
            place = Place(self.file, end.line + self.shift, end.column + 1)
            found = f"the text ends before {visible(line[end.column:].strip()[:30])!r}: YAML reads it as a comment"
            fix = "put the text in quotation marks; if it is a comment, put a space after #"
            problem = Problem(place, "Y118", found, "text that is not cut off", fix, Severity.WARNING)
            self.problems.append(problem)

    def _put(self, stack: "list[_Open]", event: "yaml.NodeEvent", value: Value, opened: "_Open | None") -> bool:
        """Store a value where it belongs, with its place. False when it was refused as a key."""
        self.nodes += 1
        mark = event.start_mark
        if self.nodes > MAX_NODES:
            found = f"more than {MAX_NODES} values"
            self.note(mark, "Y109", found, f"at most {MAX_NODES}", "split the file")
            raise _Stop
        line, column = mark.line + self.shift, mark.column + 1
        keys = opened.keys if opened else None
        node = Node(line, column, keys, opened.items if opened else None)
        if not stack:
            self.value, self.root = value, node
        else:
            self._put_inside(stack[-1], mark, value, node)
        return True

    def _put_inside(self, parent: "_Open", mark: "yaml.Mark", value: Value, node: Node) -> None:
        if isinstance(parent.value, list):
            parent.value.append(value)
            parent.items_of().append(node)
        elif not parent.has_key:
            parent.has_key, parent.key, parent.key_mark = True, self._key(parent, mark, value, node), mark
        else:
            parent.has_key = False
            if parent.key is not None and isinstance(parent.value, dict):
                parent.value[parent.key] = value
                line, column = parent.key_mark.line + self.shift, parent.key_mark.column + 1
                parent.keys_of()[parent.key] = (line, column, node)

    def _key(self, parent: "_Open", mark: "yaml.Mark", value: Value, node: Node) -> str | None:
        """The key, or ``None`` when the pair has to be left out."""
        if value is None and node.keys is None and node.items is None:
            value = Plain("")
        if not isinstance(value, str):
            found = "a list or a mapping as a key"
            self.note(mark, "Y114", found, "a word before the colon", "put text that starts with [, { or ? in quotation marks")
            return None
        if value == "<<":
            self.note(mark, "Y113", "<<: a merge key", "every key written out", "copy the lines it would merge")
            return None
        if value in parent.keys_of():
            first = parent.keys_of()[value][0]
            found = f"the key {visible(value)!r} stands twice; the first is in line {first}"
            self.note(mark, "Y117", found, "each key once", "rename or delete one of them")
            return None
        return value


class _Open:
    """A list or mapping that is still being filled."""

    __slots__ = ("has_key", "items", "key", "key_mark", "keys", "value")

    def __init__(self, mapping: bool) -> None:
        self.value: Value = {} if mapping else []
        self.keys: dict[str, tuple[int, int, Node]] | None = {} if mapping else None
        self.items: list[Node] | None = None if mapping else []
        self.has_key = False
        self.key: str | None = None
        self.key_mark: "yaml.Mark"

    def keys_of(self) -> dict[str, tuple[int, int, Node]]:
        assert self.keys is not None
        return self.keys

    def items_of(self) -> list[Node]:
        assert self.items is not None
        return self.items
