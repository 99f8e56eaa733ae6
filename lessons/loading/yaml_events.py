"""Builds values and places out of YAML parser events.

Codes: Y107 not YAML, Y108 too deep, Y109 too many values, Y110 text too long, Y105 forbidden character
written as a code, Y111 anchor or alias, Y112 tag, Y113 merge key, Y114 a key that is no word, Y115 several
documents, Y117 a key twice; warnings: Y118 text cut by ``#``, Y119 number cut by a comma.
"""

import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn
from unicodedata import normalize

import yaml

from lessons.loading import yaml_parser
from lessons.loading.document import START, Branch, Mark, Node, Start, Value
from lessons.loading.yaml_wording import complaint
from lessons.model.problem import Place, Problem, Severity
from lessons.model.scalar import Plain
from lessons.text import character_name, forbidden, normalise, visible

MAX_DEPTH = 24
"""Most lists and mappings inside one another; the deepest lesson needs 9."""
MAX_NODES = 50_000
"""Most keys and values in one file."""
MAX_SCALAR = 200_000
"""Most characters in one text."""
MAX_PROBLEMS = 100
"""Reading stops after so many problems."""
MAX_WARNINGS = 50
"""Most warnings of one file; they count among the problems."""

_SCALAR, _MAPPING, _LIST = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
_MAPPING_END, _LIST_END = yaml.MappingEndEvent, yaml.SequenceEndEvent
_COMMENT = re.compile(r"#(?:(?<=[ \t]#)(?=[^\s#!])|(?<=[^ \t] #) )")  # a sign in front is found much quicker
_CUT = re.compile(r"[ \t]+(#(?=[^\s#!]).*)")
"""A comment without a space after its sign: more likely a text such as ``water #1``."""
_CUT_MIDWAY = re.compile(r" (# ?[^\s#!].*)")
_MIDWAY = re.compile(r"\S+ (?:\S+ )*\S*[^\s.!?:;\"'”’)]")
"""Several words that end no sentence; a comment right behind them is more likely the rest of it."""
_NUMBER = re.compile(r",(?<=[0-9],)[0-9]")
_MERGE = "<<"
_OUTLINE_DEPTH = 3
"""How many are open inside a mapping that stands in a list of the outermost mapping."""


class _StopReading(Exception):  # noqa: N818 - it is no error of the program: the problem has been noted
    """Reading cannot go on."""


class _Open(Branch):
    """A list or mapping that is still being filled."""

    __slots__ = ("entries", "key", "key_mark", "list", "waiting")

    def __init__(self, mark: Mark, mapping: bool) -> None:
        super().__init__(mark)
        self.entries: dict[str, Value] | None = {} if mapping else None
        self.list: list[Value] = []
        self.waiting = False
        """Whether a key has been read and its value has not."""
        self.key: str | None = None
        """That key; ``None`` when it was refused and its value is to be left out."""
        self.key_mark = mark


class EventReader:
    """Reads one document into ``value``, ``root`` (its places) and ``problems``.

    The stack of open lists and mappings is a list, so that no nesting can exhaust the interpreter's. With
    ``only``, of the mappings in the lists of the outermost mapping just the values of these keys are built: an
    outline, in less than half the time.
    """

    def __init__(
        self, text: str, file: Path, first_line: int = 1, only: frozenset[str] | None = None
    ) -> None:
        self.value: Value = None
        self.root: Node = START
        self.problems: list[Problem] = []
        self._text, self._file, self._first = text, file, first_line
        self._stack: list[_Open] = []
        self._only = only
        self._nodes = self._warnings = 0
        self._may_lose = only is None and bool(_COMMENT.search(text) or _NUMBER.search(text))

    def read(self) -> None:
        """Read the text. Never raises; after an error that stops reading, ``value`` is ``None``."""
        loader = None
        try:
            loader = yaml_parser.LOADER(self._text)
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

    def _events(self, loader: Any) -> None:
        next_event = loader.get_event
        documents = 0
        while True:
            event = next_event()
            kind = type(event)
            if kind is _SCALAR:
                self._put(event.start_mark, self._scalar(event), event.start_mark)
            elif kind is _MAPPING or kind is _LIST:
                self._begin(event, kind is _MAPPING)
                if self._only is not None and self._is_beside_the_outline():
                    self._pass_over(next_event)
            elif kind is _MAPPING_END or kind is _LIST_END:
                self._stack.pop()
            elif kind is yaml.AliasEvent:
                self._decorations(event.start_mark, "*", event.anchor)
                self._put(event.start_mark, Plain(f"*{event.anchor}"), event.start_mark)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    fix = "delete the line ---"
                    self._stop(event.start_mark, "Y115", "a second document (---)", "one document", fix)
            elif kind is yaml.StreamEndEvent:
                return

    def _begin(self, event: Any, mapping: bool) -> None:
        mark = event.start_mark
        if event.anchor is not None or event.tag is not None:
            self._decorations(mark, "&", event.anchor)
            self._decorations(mark, "!", event.tag)
        if len(self._stack) >= MAX_DEPTH:
            self._too_deep(mark)
        opened = _Open(mark, mapping)
        self._put(mark, opened.list if opened.entries is None else opened.entries, opened)
        self._stack.append(opened)

    def _is_beside_the_outline(self) -> bool:
        return len(self._stack) == _OUTLINE_DEPTH + 1 and self._stack[-2].key not in (self._only or ())

    def _pass_over(self, next_event: Callable[[], Any]) -> None:
        """Take the events up to the end of the list or mapping just begun, within the same limits."""
        self._stack.pop()
        depth = 1
        while depth:
            event = next_event()
            kind = type(event)
            if kind is _MAPPING or kind is _LIST:
                depth += 1
                if depth + _OUTLINE_DEPTH > MAX_DEPTH:
                    self._too_deep(event.start_mark)
            elif kind is _MAPPING_END or kind is _LIST_END:
                depth -= 1

    def _too_deep(self, mark: Mark) -> NoReturn:
        self._stop(mark, "Y108", f"more than {MAX_DEPTH} levels", f"at most {MAX_DEPTH}", "nest less deeply")

    def _scalar(self, event: Any) -> str | None:
        """The text of a scalar; ``None`` for a value left empty."""
        text: str = event.value
        style: str | None = event.style
        mark: Mark = event.start_mark
        if event.anchor is not None or event.tag is not None:
            self._decorations(mark, "&", event.anchor)
            self._decorations(mark, "!", event.tag)
        if len(text) > MAX_SCALAR:
            self._stop(
                mark, "Y110", f"a text of {len(text)} characters", f"at most {MAX_SCALAR}", "shorten it"
            )
        if style == '"' and not text.isprintable():
            text = self._without_codes(text, mark)
        if not text.isascii():
            text = normalize("NFC", text)
        if "\t" in text:
            text = text.replace("\t", " ")
        if style:
            return text
        if not text:
            return None
        if self._may_lose:
            self._warn_of_loss(text, mark, event.end_mark)
        return Plain(text)

    def _put(self, mark: Mark, value: Value, node: Node) -> None:
        """Store a value, or take it as the key of the next one."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop(
                mark, "Y109", f"more than {MAX_NODES} values", f"at most {MAX_NODES}", "split the file"
            )
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
                parent.keys[parent.key] = (parent.key_mark, node)

    def _key(self, parent: _Open, mark: Mark, key: Value) -> str | None:
        """The key; or ``None`` for one that is refused."""
        if isinstance(key, Plain) and key != _MERGE and key not in parent.keys:
            return key
        if not isinstance(key, str):
            found = "nothing before the colon" if key is None else "a list or a mapping as a key"
            fix = "write a word before the colon; put a text that starts with [, { or ? in quotation marks"
            self._note(mark, "Y114", found, "a word before the colon", fix)
            return None
        if key == _MERGE and isinstance(key, Plain):
            found = "<<, which YAML reads as a merge"
            self._note(mark, "Y113", found, "every key written out", "copy the lines here")
            return None
        if key in parent.keys:
            first = parent.keys[key][0].line + self._first
            found = f"the key {visible(key)[:60]!r} a second time; the first is in line {first}"
            self._note(mark, "Y117", found, "each key once", "rename or delete one of them")
            return None
        return key

    def _decorations(self, mark: Mark, sign: str, name: str | None) -> None:
        if name is None:
            return
        code = "Y112" if sign == "!" else "Y111"
        noun = {"!": "a tag", "*": "an alias", "&": "an anchor"}[sign]
        shown = name.replace("tag:yaml.org,2002:", "!!")
        shown = visible(shown if shown.startswith(sign) else sign + shown)[:40]
        fix = f"put a text that starts with {sign} in quotation marks"
        self._note(mark, code, f"{shown}, which YAML reads as {noun}", "text", fix)

    def _without_codes(self, text: str, mark: Mark) -> str:
        """The text without the control characters that codes such as ``\\e`` put into it."""
        kept = normalise(text)
        found = forbidden(f" {text}")  # a byte order mark is none here, though it may begin a file
        if found or "\r" in text:
            name = found[0][1] if found else character_name("\r")
            fix = "delete its \\ code"
            self._note(mark, "Y105", f"the character {name}", "no control or direction characters", fix)
        return kept

    def _warn_of_loss(self, text: str, start: Mark, end: Mark) -> None:
        cut = _CUT.match(self._line(end), end.column)
        if cut is None and _MIDWAY.fullmatch(text):
            cut = _CUT_MIDWAY.match(self._line(end), end.column)
        if cut:
            lost = visible(cut[1][:30].rstrip())
            fix = "put the text in quotation marks; if it is a comment, put two spaces before # and one behind it"
            self._warn(end, "Y118", f"a text cut off before {lost!r}", "the whole text", fix)
        before = self._line(start)[max(0, start.column - 2) : start.column]
        if before[1:] == "," and before[:1].isdigit() and text[0].isdigit():
            found = f"a number cut in two by its comma: {before}{visible(text[:12])}"
            fix = "put it in quotation marks, or a space after the comma"
            self._warn(start, "Y119", found, "one value", fix)

    def _say(self, context: str, problem: str, began: Mark | None, stopped: Mark | None) -> None:
        mark = stopped or began
        line, column = (self._line(mark), mark.column) if mark else ("", 0)
        said = complaint(context, problem, line[:column], line[column : column + 1])
        found = said.found
        if began is not None and said.at_context:
            mark = began
        elif began is not None and said.names_line:
            found += f"; it begins in line {began.line + self._first}"
        self._add(self._in_the_file(mark or START), said.code, found, said.expected, said.fix)

    def _in_the_file(self, mark: Mark) -> Mark:
        """The mark, or the end of the last line for one behind it: the C parser ends a file with a line more."""
        last = len(self._lines) - 1
        return mark if mark.line <= last else Start(last, len(self._lines[last]))

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def _line(self, mark: Mark) -> str:
        return self._lines[mark.line] if mark.line < len(self._lines) else ""

    def _note(self, mark: Mark, code: str, found: str, expected: str, fix: str) -> None:
        """An error after which reading goes on; the last of ``MAX_PROBLEMS`` ends it."""
        self._add(mark, code, found, expected, fix)
        if len(self.problems) >= MAX_PROBLEMS:
            raise _StopReading

    def _warn(self, mark: Mark, code: str, found: str, expected: str, fix: str) -> None:
        """A warning; after ``MAX_WARNINGS`` there are no more."""
        self._warnings += 1
        if self._warnings <= MAX_WARNINGS:
            self._add(mark, code, found, expected, fix, Severity.WARNING)

    def _stop(self, mark: Mark, code: str, found: str, expected: str, fix: str) -> NoReturn:
        self._add(mark, code, found, expected, fix)
        raise _StopReading

    def _add(
        self,
        mark: Mark,
        code: str,
        found: str,
        expected: str,
        fix: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        place = Place(self._file, mark.line + self._first, mark.column + 1)
        self.problems.append(Problem(place, code, found, expected, fix, severity))
