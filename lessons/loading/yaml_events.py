"""Builds values and places out of YAML parser events.

Codes: Y107 not YAML, Y108 too deep, Y109 too many values, Y110 text too long, Y105 forbidden character
written as a code, Y111 anchor or alias, Y112 tag, Y113 merge key, Y114 a key that is no word, Y115 several
documents, Y117 a key twice; warnings: Y118 text cut by ``#``, Y119 number cut by a comma.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Protocol
from unicodedata import normalize

import yaml

from lessons.loading.document import Node, Value
from lessons.loading.yaml_wording import complaint
from lessons.model.problem import Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.text import forbidden, normalise, visible

MAX_DEPTH = 24
"""Most lists and mappings inside one another; the deepest lesson needs 9."""
MAX_NODES = 50_000
"""Most keys and values in one file."""
MAX_SCALAR = 200_000
"""Most characters in one text."""
MAX_PROBLEMS = 100
"""Reading stops after so many problems."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C parser where PyYAML has it; the pure one gives the same values, ten times slower."""
_COMMENT = re.compile(r"[ \t]+#(?=[^\s#!])")
"""A comment without a space after its sign: more likely a text such as ``water #1``."""
_MERGE = "<<"


class _Mark(Protocol):
    """A place as PyYAML gives it: counted from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _Start(NamedTuple):
    line: int = 0
    column: int = 0


_START = _Start()
"""The beginning of a file, for a complaint without a place."""


class _StopReading(Exception):  # noqa: N818 - it is no error of the program: the problem has been noted
    """Reading cannot go on."""


class _Open:
    """A list or mapping that is still being filled."""

    __slots__ = ("entries", "items", "key", "key_mark", "keys", "list", "waiting")

    def __init__(self, mapping: bool) -> None:
        self.entries: dict[str, Value] | None = {} if mapping else None
        self.keys: dict[str, tuple[int, int, Node]] = {}
        self.list: list[Value] = []
        self.items: list[Node] = []
        self.waiting = False
        """Whether a key has been read and its value has not."""
        self.key: str | None = None
        """That key; ``None`` when it was refused and its value is to be left out."""
        self.key_mark: _Mark = _START

    def value(self) -> Value:
        return self.list if self.entries is None else self.entries

    def node(self, line: int, column: int) -> Node:
        return Node(line, column, None, self.items) if self.entries is None else Node(line, column, self.keys)


class EventReader:
    """Reads one document into ``value``, ``root`` (its places) and ``problems``.

    The stack of open lists and mappings is a list, so that no nesting can exhaust the interpreter's.
    """

    def __init__(self, text: str, file: Path, first_line: int = 1) -> None:
        self.value: Value = None
        self.root = Node(first_line, 1)
        self.problems: list[Problem] = []
        self._text, self._file, self._first = text, file, first_line
        self._lines = text.split("\n")
        self._stack: list[_Open] = []
        self._nodes = 0

    def read(self) -> None:
        """Read the text. Never raises; after an error that stops reading, ``value`` is ``None``."""
        loader = None
        try:
            loader = _LOADER(self._text)
            self._events(loader)
            return
        except _StopReading:
            pass
        except yaml.MarkedYAMLError as error:
            self._say(error.context or "", error.problem or "", error.context_mark, error.problem_mark)
        except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
            self._say("", type(error).__name__, None, None)  # the pure parser's way to give up
        finally:
            if loader is not None:
                loader.dispose()
        self.value = None

    def _say(self, context: str, problem: str, began: _Mark | None, stopped: _Mark | None) -> None:
        mark = stopped or began
        line, column = (self._line(mark), mark.column) if mark else ("", 0)
        said = complaint(context, problem, line[:column], line[column : column + 1])
        found = said.found
        if began is not None and said.at_context:
            mark = began
        elif began is not None and said.names_line:
            found += f"; it begins in line {began.line + self._first}"
        self._note(mark or _START, said.code, found, said.expected, said.fix)

    def _line(self, mark: _Mark) -> str:
        return self._lines[mark.line] if mark.line < len(self._lines) else ""

    def _note(self, mark: _Mark, code: str, found: str, expected: str, fix: str) -> None:
        place = Place(self._file, mark.line + self._first, mark.column + 1)
        severity = Severity.WARNING if code in ("Y118", "Y119") else Severity.ERROR
        self.problems.append(Problem(place, code, found, expected, fix, severity))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _StopReading

    def _stop(self, mark: _Mark, code: str, found: str, expected: str, fix: str) -> NoReturn:
        self._note(mark, code, found, expected, fix)
        raise _StopReading

    def _events(self, loader: Any) -> None:
        documents = 0
        while loader.check_event():
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._put(event.start_mark, self._scalar(event), None)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._begin(event, kind is yaml.MappingStartEvent)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._stack.pop()
            elif kind is yaml.AliasEvent:
                self._decorations(event.start_mark, "*", event.anchor)
                self._put(event.start_mark, Plain(f"*{event.anchor}"), None)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(
                        event.start_mark,
                        "Y115",
                        "a second document (---)",
                        "one document",
                        "delete the line ---",
                    )

    def _begin(self, event: Any, mapping: bool) -> None:
        mark = event.start_mark
        self._decorations(mark, "&", event.anchor)
        self._decorations(mark, "!", event.tag)
        if len(self._stack) >= MAX_DEPTH:
            self._stop(
                mark, "Y108", f"more than {MAX_DEPTH} levels", f"at most {MAX_DEPTH}", "nest less deeply"
            )
        opened = _Open(mapping)
        self._put(mark, opened.value(), opened)
        self._stack.append(opened)

    def _decorations(self, mark: _Mark, sign: str, name: str | None) -> None:
        if name is None:
            return
        code, noun = (
            ("Y112", "a tag") if sign == "!" else ("Y111", "an alias" if sign == "*" else "an anchor")
        )
        shown = visible(name if name.startswith(sign) else sign + name)[:40]
        fix = f"put a text that starts with {sign} in quotation marks"
        self._note(mark, code, f"{shown}, which YAML reads as {noun}", "text", fix)

    def _scalar(self, event: Any) -> str | None:
        """The text of a scalar; ``None`` for a value left empty."""
        text: str = event.value
        mark: _Mark = event.start_mark
        self._decorations(mark, "&", event.anchor)
        self._decorations(mark, "!", event.tag)
        if len(text) > MAX_SCALAR:
            self._stop(
                mark, "Y110", f"a text of {len(text)} characters", f"at most {MAX_SCALAR}", "shorten it"
            )
        if event.style == '"':
            text = self._without_codes(text, mark)
        if not text.isascii():
            text = normalize("NFC", text)
        if "\t" in text:
            text = text.replace("\t", " ")
        if event.style:
            return text
        if not text:
            return None
        self._warn_of_loss(text, mark, event.end_mark)
        return Plain(text)

    def _without_codes(self, text: str, mark: _Mark) -> str:
        """The text without the control characters that codes such as ``\\e`` put into it."""
        found = forbidden(text.replace("\r", "\x00").replace("\ufeff", "\x00"))
        if not found:
            return text
        name = forbidden(text)[0][1] if forbidden(text) else "a carriage return or byte order mark"
        self._note(
            mark, "Y105", f"the character {name}", "no control or direction characters", "delete its \\ code"
        )
        return normalise(text)

    def _warn_of_loss(self, text: str, start: _Mark, end: _Mark) -> None:
        line = self._line(end)
        if end.column < len(line) and _COMMENT.match(line, end.column):
            lost = visible(line[end.column :].strip()[:30])
            fix = "put the text in quotation marks; if it is a comment, put a space after #"
            self._note(end, "Y118", f"a text cut off before {lost!r}", "the whole text", fix)
        before = self._line(start)[max(0, start.column - 2) : start.column]
        if before[1:] == "," and before[:1].isdigit() and text[0].isdigit():
            found = f"a number cut in two by its comma: {before}{visible(text[:12])}"
            self._note(
                start, "Y119", found, "one value", "put it in quotation marks, or a space after the comma"
            )

    def _put(self, mark: _Mark, value: Value, opened: _Open | None) -> None:
        """Store a value, or take it as the key of the next one."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(
                mark, "Y109", f"more than {MAX_NODES} values", f"at most {MAX_NODES}", "split the file"
            )
        line, column = mark.line + self._first, mark.column + 1
        node = opened.node(line, column) if opened else Node(line, column)
        if not self._stack:
            self.value, self.root = value, node
            return
        parent = self._stack[-1]
        if parent.entries is None:
            parent.list.append(value)
            parent.items.append(node)
        elif not parent.waiting:
            parent.waiting, parent.key_mark = True, mark
            parent.key = self._key(parent, mark, value)
        else:
            parent.waiting = False
            if parent.key is not None:
                parent.entries[parent.key] = value
                key = parent.key_mark
                parent.keys[parent.key] = (key.line + self._first, key.column + 1, node)

    def _key(self, parent: _Open, mark: _Mark, key: Value) -> str | None:
        """The key, or ``None`` when it is refused."""
        if not isinstance(key, str):
            found = "nothing before the colon" if key is None else "a list or a mapping as a key"
            fix = "write a word before the colon; put a text that starts with [, { or ? in quotation marks"
            self._note(mark, "Y114", found, "a word before the colon", fix)
            return None
        if key == _MERGE and isinstance(key, Plain):
            self._note(
                mark,
                "Y113",
                "<<, which YAML reads as a merge",
                "every key written out",
                "copy the lines here",
            )
            return None
        if key in parent.keys:
            found = f"the key {visible(key)[:60]!r} a second time; the first is in line {parent.keys[key][0]}"
            self._note(mark, "Y117", found, "each key once", "rename or delete one of them")
            return None
        return key
