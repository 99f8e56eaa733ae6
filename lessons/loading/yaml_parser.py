"""The YAML parser: libyaml where PyYAML has it, else PyYAML's own, taught to read as libyaml reads.

PyYAML's parser in Python is ten times slower and differs from libyaml 0.2.5: it takes no tab between words, no ``?``
within a text in brackets, no comment straight after ``>``; it takes ``[a:]`` and ``"\\ud800"``, which libyaml refuses;
and it ends a file in another line. A lesson must be the same on every machine, so those places are read here as there.
The tests hold both against each other on every file of the project, on snippets and on damaged files.
"""

# PyYAML's stubs leave most of its parser without types.
# mypy: allow-untyped-calls

import os
from typing import Any

import yaml
from yaml.scanner import ScannerError
from yaml.tokens import FlowEntryToken, FlowSequenceEndToken, ScalarToken, TagToken, ValueToken

PARSER_VARIABLE = "CLOSEREAD_YAML"
"""Environment variable: with ``pure``, the parser in Python is used though libyaml is there; for tests."""
_BREAKS = "\r\n\x85\u2028\u2029"
_ENDS = "\0" + _BREAKS
_BLANKS = "\0 \t" + _BREAKS
_IN_BRACKETS = ",[]{}"
_TAG_SIGNS = "-_;/?:@&=+$.!~*'()%"
_HEXADECIMAL = frozenset("0123456789ABCDEFabcdef")
_LAST_CHARACTER, _HALVES = 0x10FFFF, range(0xD800, 0xE000)


class PureLoader(yaml.SafeLoader):
    """PyYAML's parser in Python with libyaml's rules. Only its events are used."""

    flow_level: int
    allow_simple_key: bool
    indent: int
    line: int
    column: int
    index: int

    def scan_to_next_token(self) -> None:
        """Pass spaces, comments and line ends; and tabs, where no key can begin."""
        self._pass_byte_order_mark()
        while True:
            while self.peek() == " " or (
                self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)
            ):
                self.forward()
            if self.peek() == "#":
                self._pass_comment()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def _pass_byte_order_mark(self) -> None:
        if self.index == 0 and self.peek() == "\ufeff":
            self.forward()

    def _pass_comment(self) -> None:
        while self.peek() not in _ENDS:
            self.forward()

    def fetch_stream_end(self) -> None:
        """The end stands on a line of its own, also after a text without a line end."""
        if self.column:
            self.line, self.column = self.line + 1, 0
        super().fetch_stream_end()

    def scan_plain(self) -> ScalarToken:
        """A text without quotation marks: ``?`` and tabs may stand in it."""
        chunks: list[str] = []
        start = end = self.get_mark()
        spaces: list[str] | None = []
        while self.peek() != "#":
            length = self._plain_length(start)
            if not length:
                break
            self.allow_simple_key = False
            chunks += [*(spaces or ()), self.prefix(length)]
            self.forward(length)
            end = self.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_level and self.column <= self.indent):
                break
        return ScalarToken("".join(chunks), True, start, end)

    def _plain_length(self, start: Any) -> int:
        """Characters up to the next blank, or to what ends the text."""
        length = 0
        while (sign := self.peek(length)) not in _BLANKS:
            after = self.peek(length + 1)
            if sign == ":":
                if self.flow_level and after in f"?{_IN_BRACKETS}":
                    self.forward(length)
                    raise _refused("a plain scalar", start, "found unexpected ':'", self.get_mark())
                if after in _BLANKS:
                    break
            elif self.flow_level and sign in _IN_BRACKETS:
                break
            length += 1
        return length

    def scan_plain_spaces(self, indent: int, start_mark: Any) -> list[str] | None:
        """The blanks and line ends within a text; ``None`` where a line ``---`` or ``...`` ends it."""
        length = 0
        while self.peek(length) in " \t":
            length += 1
        blanks = self.prefix(length)
        self.forward(length)
        if self.peek() not in _BREAKS:
            return [blanks] if blanks else []
        first = self.scan_line_break()
        self.allow_simple_key = True
        breaks: list[str] = []
        while not self._at_document_line():
            if self.peek() == "\t" and self.column < indent:
                problem = "found a tab character that violates indentation"
                raise _refused("a plain scalar", start_mark, problem, self.get_mark())
            if self.peek() in " \t":
                self.forward()
            elif self.peek() in _BREAKS:
                breaks.append(self.scan_line_break())
            else:
                return _folded(first, breaks)
        return None

    def _at_document_line(self) -> bool:
        return self.column == 0 and self.prefix(3) in ("---", "...") and self.peek(3) in _BLANKS

    def scan_block_scalar_indicators(self, start_mark: Any) -> tuple[bool | None, int | None]:
        """What stands behind ``|`` or ``>``: a sign, a digit, or both in either order."""
        keep: bool | None = None
        increment: int | None = None
        for _turn in range(2):
            sign = self.peek()
            if sign in "+-" and keep is None:
                keep = sign == "+"
            elif sign in "0123456789" and increment is None:
                increment = int(sign)
            else:
                break
            if increment == 0:
                problem = "found an indentation indicator equal to 0"
                raise _refused("a block scalar", start_mark, problem, self.get_mark())
            self.forward()
        return keep, increment

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> None:
        """The rest of the line of ``|`` or ``>``: blanks and a comment, with or without a space before it."""
        while self.peek() in " \t":
            self.forward()
        if self.peek() == "#":
            self._pass_comment()
        if self.peek() not in _ENDS:
            problem = "did not find expected comment or line break"
            raise _refused("a block scalar", start_mark, problem, self.get_mark())
        self._header = start_mark
        self.scan_line_break()

    def scan_block_scalar_indentation(self) -> tuple[list[str], int, Any]:
        """The empty lines before a text below ``|`` or ``>``, and its indentation; no tab may stand there."""
        chunks: list[str] = []
        widest, end = 0, self.get_mark()
        while self.peek() in f" \t{_BREAKS}":
            if self.peek() == "\t":
                self._no_tab()
            if self.peek() == " ":
                self.forward()
                widest = max(widest, self.column)
            else:
                chunks.append(self.scan_line_break())
                end = self.get_mark()
        return chunks, widest, end

    def scan_block_scalar_breaks(self, indent: int) -> tuple[list[str], Any]:
        """The empty lines within a text below ``|`` or ``>``; no tab may stand in the indentation."""
        chunks: list[str] = []
        end = self.get_mark()
        while True:
            while self.column < indent and self.peek() == " ":
                self.forward()
            if self.column < indent and self.peek() == "\t":
                self._no_tab()
            if self.peek() not in _BREAKS:
                return chunks, end
            chunks.append(self.scan_line_break())
            end = self.get_mark()

    def _no_tab(self) -> None:
        problem = "found a tab character where an indentation space is expected"
        raise _refused("a block scalar", self._header, problem, self.get_mark())

    def scan_flow_scalar_non_spaces(self, double: bool, start_mark: Any) -> list[str]:
        """A piece of a text in quotation marks, up to a blank or the closing mark."""
        chunks: list[str] = []
        while True:
            length = 0
            while self.peek(length) not in f"'\"\\{_BLANKS}":
                length += 1
            chunks.append(self.prefix(length))
            self.forward(length)
            sign = self.peek()
            if not double and self.prefix(2) == "''":
                chunks.append("'")
                self.forward(2)
            elif double and sign == "\\":
                chunks += self._code(start_mark)
            elif sign in ("'" if double else '"\\'):
                chunks.append(sign)
                self.forward()
            else:
                return chunks

    def _code(self, start: Any) -> list[str]:
        """What a code such as ``\\n`` or ``\\u00e9`` stands for; a code of half a character, or of none, is refused."""
        mark, sign = self.get_mark(), self.peek(1)
        if sign in self.ESCAPE_REPLACEMENTS:
            self.forward(2)
            return [self.ESCAPE_REPLACEMENTS[sign]]
        if sign in _BREAKS:
            self.forward()
            self.scan_line_break()
            breaks: list[str] = self.scan_flow_scalar_breaks(True, start)
            return breaks
        if sign not in self.ESCAPE_CODES:
            raise _refused("a quoted scalar", start, "found unknown escape character", mark)
        self.forward(2)
        digits = self.prefix(self.ESCAPE_CODES[sign])
        if len(digits) < self.ESCAPE_CODES[sign] or not set(digits) <= _HEXADECIMAL:
            raise _refused(
                "a quoted scalar", start, "did not find expected hexdecimal number", self.get_mark()
            )
        code = int(digits, 16)
        if code > _LAST_CHARACTER or code in _HALVES:
            problem = "found invalid Unicode character escape code"
            raise _refused("a quoted scalar", start, problem, self.get_mark())
        self.forward(len(digits))
        return [chr(code)]

    def scan_tag(self) -> TagToken:
        """A tag, of which only the place and the name are ever told."""
        start = self.get_mark()
        self.forward()
        handle: str | None = "!"
        if self.peek() == "<":
            self.forward()
            handle, name = None, self._tag_name(start, f"{_TAG_SIGNS},[]")
            if not name or self.peek() != ">":
                raise _refused("a tag", start, "did not find the expected '>'", self.get_mark())
            self.forward()
        else:
            name = self._tag_name(start, "-_")
            if self.peek() == "!":
                self.forward()
                handle, name = f"!{name}!", self._tag_name(start, _TAG_SIGNS)
                if not name:
                    raise _refused("a tag", start, "did not find expected tag URI", self.get_mark())
            else:
                name += self._tag_name(start, _TAG_SIGNS)
                handle, name = (handle, name) if name else (None, "!")
        if self.peek() not in _BLANKS and not (self.flow_level and self.peek() == ","):
            raise _refused("a tag", start, "did not find expected whitespace or line break", self.get_mark())
        return TagToken((handle, name), start, self.get_mark())

    def _tag_name(self, start: Any, signs: str) -> str:
        chunks: list[str] = []
        while ((sign := self.peek()).isascii() and sign.isalnum()) or sign in signs:
            if sign == "%":
                chunks.append(self.scan_uri_escapes("tag", start))
            else:
                chunks.append(sign)
                self.forward()
        return "".join(chunks)

    def parse_flow_mapping_key(self, first: bool = False) -> Any:
        """A key in braces."""
        return self._empty_before_next(super().parse_flow_mapping_key(first=first))

    def parse_flow_mapping_value(self) -> Any:
        """A value in braces."""
        return self._empty_before_next(super().parse_flow_mapping_value())

    def _empty_before_next(self, event: Any) -> Any:
        """The event; an empty key or value stands where the next sign stands, not where the last one ended."""
        if isinstance(event, yaml.ScalarEvent) and event.style is None and event.end_mark is event.start_mark:
            event.start_mark = event.end_mark = self.peek_token().start_mark
        return event

    def parse_flow_sequence_entry_mapping_key(self) -> Any:
        """The key after a ``?`` in a list in brackets: where there is none, libyaml passes over what stands there."""
        token = self.get_token()
        if self.check_token(ValueToken, FlowEntryToken, FlowSequenceEndToken):
            token = self.get_token()
            self.state = self.parse_flow_sequence_entry_mapping_value
            return self.process_empty_scalar(token.end_mark)
        self.states.append(self.parse_flow_sequence_entry_mapping_value)
        return self.parse_flow_node()

    def parse_flow_sequence_entry_mapping_value(self) -> Any:
        """The value of a key in a list in brackets: an empty one stands where the next sign stands."""
        self.state = self.parse_flow_sequence_entry_mapping_end
        if self.check_token(ValueToken):
            self.get_token()
            if not self.check_token(FlowEntryToken, FlowSequenceEndToken):
                self.states.append(self.parse_flow_sequence_entry_mapping_end)
                return self.parse_flow_node()
        return self.process_empty_scalar(self.peek_token().start_mark)


def _refused(what: str, start: Any, problem: str, mark: Any) -> ScannerError:
    return ScannerError(f"while scanning {what}", start, problem, mark)


def _folded(first: str, breaks: list[str]) -> list[str]:
    """Line ends within a text: one is a space, of more the first is left out."""
    if first != "\n":
        return [first, *breaks]
    return breaks or [" "]


LOADER: Any = (
    PureLoader if os.environ.get(PARSER_VARIABLE) == "pure" else getattr(yaml, "CSafeLoader", PureLoader)
)
"""The class that parses."""
