"""The lines of a broken file as entries: a key, a dash or both, with the lines that go on with them.

An entry ends where the next one begins, whatever its quotation marks and brackets say; that is how the line is known
in which an unclosed one was opened.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lessons.loading.levels import Entry, Levels, Shape
from lessons.loading.mending import LOOK_ALIKE, open_brackets
from lessons.loading.yaml_wording import NOT_YAML, TAB
from lessons.text import visible

ASTRAY = "Y125"
"""The code of a line whose indentation fits nothing."""
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7\u25cf\u25e6\uff0d"
LEAD = re.compile(rf"(?P<indent>[ \t{_SPACES}]*)(?P<dashes>(?:[-{_DASHES}](?:[ \t{_SPACES}]+|$))*)")
_NAME = r"[A-Za-z0-9_][\w.-]{0,79}"
KEY = re.compile(rf"(?P<key>{_NAME}|\"[^\"\n]{{1,79}}\"|'[^'\n]{{1,79}}')(?P<colon>[ \t]*:)(?=[ \t]|$)")
_NEAR_KEY = re.compile(
    rf"(?P<key>{_NAME})(?P<colon>(?:[ \t{_SPACES}]*[:=;\uff1a\ufe55])?)(?P<gap>[ \t{_SPACES}]*)"
)
_BLOCK = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:#.*)?$")
_BULLET = re.compile(r"(?P<indent> *)(?:(?P<sign>[*+])[ \t]|(?P<dash>-)(?=[A-Za-z\"']))")
_FENCE = re.compile(r"(?:```|~~~)[\w .-]*$")
_CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: |$)")
BLANK = re.compile(r"\s*(?:#.*)?$")
_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One fault of a file, and the lines it was read as."""

    line: int
    """Counted from 0, as ``column``."""
    column: int
    code: str
    found: str
    expected: str
    fix: str
    sure: bool
    """Whether there is no other reading."""
    first: int
    last: int
    """The lines that it is about, from the first to the last."""

    @property
    def lines(self) -> range:
        """The lines that it is about."""
        return range(self.first, self.last + 1)


class Lines:
    """The lines of a broken file, mended in memory where the signs at their beginning are wrong."""

    def __init__(self, lines: Sequence[str], shapes: Sequence[Shape]) -> None:
        self.original = tuple(lines)
        self.lines = list(lines)
        self.levels = Levels(shapes)
        self.flaws: list[Flaw] = []

    def note(
        self,
        line: int,
        column: int,
        code: str,
        words: tuple[str, str, str],
        sure: bool,
        last: int | None = None,
        first: int | None = None,
    ) -> None:
        """One more fault."""
        found, expected, fix = words
        self.flaws.append(
            Flaw(
                line,
                column,
                code,
                found,
                expected,
                fix,
                sure,
                line if first is None else first,
                line if last is None else last,
            )
        )

    def drop(self, first: int, last: int) -> None:
        """Lines that are left out, each leaving an empty one."""
        for number in range(first, last + 1):
            self.lines[number] = ""

    def _pass_foreign_lines(self) -> None:
        side = ""
        begun = fenced = False
        for number, line in enumerate(self.lines):
            if mark := _CONFLICT.match(line):
                if mark[1][0] == "<":
                    words = (
                        f"the mark of a merge conflict: {visible(line[:40])}",
                        "one version of these lines",
                        "keep the lines of one version, or of both, and delete the lines <<<<<<<, =======, >>>>>>>",
                    )
                    self.note(number, 0, "Y121", words, False)
                side = mark[1][0] if mark[1][0] != ">" else ""
                self.lines[number] = ""
            elif side in ("|", "="):
                self.lines[number] = ""
            elif _FENCE.match(line):
                if not fenced:
                    words = (f"a line of Markdown: {visible(line[:40])}", "YAML alone", "delete the line")
                    self.note(number, 0, NOT_YAML, words, False)
                fenced = True
                self.lines[number] = ""
            elif line.startswith("%"):
                words = (
                    f"a line that starts with %: {visible(line[:40])}",
                    "no YAML directives",
                    "delete the line, or indent it",
                )
                self.note(number, 0, "Y116", words, False)
                self.lines[number] = ""
            elif _DOCUMENT.match(line):
                if begun and any(not BLANK.fullmatch(rest) for rest in self.lines[number + 1 :]):
                    words = (f"a second document ({line[:3]})", "one document", f"delete the line {line[:3]}")
                    self.note(number, 0, "Y115", words, False)
                self.lines[number] = ""
            elif not BLANK.fullmatch(line):
                begun = True

    def _straighten_blank(self, number: int) -> None:
        """A line without syntax, or a comment, that begins with a sign which only looks like a space."""
        line = self.lines[number]
        column = len(line) - len(line.lstrip(" "))
        sign = line[column : column + 1]
        if sign in ("", "#") or (sign == "\t" and column):
            return
        self.lines[number] = line.lstrip()
        words = ("a space that only looks like one (a no-break or wide space)", "a plain space", "retype it")
        if sign == "\t":
            words = ("a tab in the indentation", "spaces", "replace the tab by spaces")
        self.note(number, column, TAB if sign == "\t" else LOOK_ALIKE, words, True)

    def _straighten(self, number: int) -> None:
        """Signs at the beginning of a line that only look like spaces, dashes or colons."""
        line = self.lines[number]
        line = self._bullet(number, line)
        lead = LEAD.match(line)
        assert lead is not None  # it matches nothing, too
        indent, dashes = lead["indent"], lead["dashes"]
        rest = line[lead.end() :]
        column = next((at for at, sign in enumerate(indent + dashes) if sign not in " -"), None)
        if column is not None:
            sign = (indent + dashes)[column]
            in_indent = column < len(indent)
            plain_indent = re.sub(f"[{_SPACES}]", " ", indent)
            plain_dashes = re.sub(f"[{_SPACES}]", " ", re.sub(f"[{_DASHES}]", "-", dashes)).replace("\t", " ")
            sure = "\t" not in indent
            if "\t" in indent:
                plain_indent = self._without_tabs(plain_indent, plain_dashes + rest, number)
            if sign == "\t":
                words = ("a tab in the indentation", "spaces", "replace the tab by spaces")
                if in_indent:
                    self.note(number, column, TAB, words, sure)
            elif sign in _SPACES:
                words = (
                    "a space that only looks like one (a no-break or wide space)",
                    "a plain space",
                    "retype it",
                )
                self.note(number, column, LOOK_ALIKE, words, sure)
            else:
                words = (f"{sign} where a list begins", "a hyphen and a space", "write - instead")
                self.note(number, column, LOOK_ALIKE, words, self._is_list_sign(rest))
            self.lines[number] = plain_indent + plain_dashes + rest
            lead = LEAD.match(self.lines[number])
            assert lead is not None
        if not KEY.match(rest) and not self.levels.loose_key(lead.end(), rest):
            dash = lead["dashes"].rfind("-")
            self._mend_colon(number, lead.end(), len(lead["indent"]) + dash if dash >= 0 else None, rest)

    def _bullet(self, number: int, line: str) -> str:
        """The line with a plain dash, where one belongs: its list is open in that column."""
        sign = _BULLET.match(line)
        if sign is None or not any(
            level.sort == "list" and level.column == len(sign["indent"]) for level in self.levels.open
        ):
            return line
        found = f"{sign['sign']} where a list begins" if sign["sign"] else "a dash without a space behind it"
        words = (found, "a hyphen and a space", "write - and a space")
        self.note(number, len(sign["indent"]), NOT_YAML, words, True)
        self.lines[number] = f"{sign['indent']}- {line[sign.end() :].lstrip()}"
        return self.lines[number]

    def _is_list_sign(self, rest: str) -> bool:
        return bool(rest)

    def _without_tabs(self, indent: str, rest: str, number: int) -> str:
        """The indentation with spaces for its tabs, so that the line stands where such a one can stand."""
        columns = self._possible(
            [len(indent.replace("\t", " " * width)) for width in (2, 4, 8, 1, 3)], rest, number
        )
        open_ones = [level.column for level in self.levels.open]
        name = KEY.match(rest)
        fitting = [
            level.column
            for level in self.levels.open
            if (level.sort == "list") == rest.startswith("-")
            and (name is None or self.levels.is_peer(level, name["key"]))
        ]
        below: list[int] = []
        if self.levels.open and self.levels.open[-1].empty:
            after = next((line for line in self.lines[number + 1 :] if not BLANK.fullmatch(line)), "")
            beside = len(after) - len(after.lstrip(" "))
            below = [one for one in (beside, *columns[:2]) if one > self.levels.open[-1].column]
        for some in (below, fitting, open_ones):
            for column in columns:
                if column in some:
                    return " " * column
        return " " * columns[0]

    def _possible(self, columns: list[int], rest: str, number: int) -> list[int]:
        """The columns in which a line may begin for what stands in the next line; below a text nothing is deeper."""
        after = next((line for line in self.lines[number + 1 :] if not BLANK.fullmatch(line)), "")
        deeper = len(after) - len(after.lstrip(" "))
        if "\t" in after[: len(after) - len(after.lstrip())] or rest.rstrip().endswith((":", "|", ">", "-")):
            return columns
        own = len(rest) - len(rest.lstrip("- "))
        return [one for one in columns if one + own >= deeper] or columns

    def _mend_colon(self, number: int, start: int, dash: int | None, rest: str) -> None:
        """A key whose colon, or the space behind it, is missing or another sign."""
        near = _NEAR_KEY.match(rest)
        if near is None:
            return
        key, sign, gap, tail = near["key"], near["colon"].strip(), near["gap"], rest[near.end() :]
        if not self.levels.may_be_key(key, start, dash, certain=bool(sign)) or tail.startswith("//"):
            return
        if tail and not sign and not gap:
            return  # a longer word that begins so
        if not tail and not sign and not self._opens(number, start, dash is not None):
            return
        first = self.levels.mapping_at(start) is None
        if (
            tail
            and not sign
            and key not in self.levels.universe
            and first
            and not self._goes_on(number, start)
        ):
            return  # the first of names that nobody knows: as well a text
        code, sure = NOT_YAML, key in self.levels.universe
        found = f"{visible(key)} without a colon"
        if sign == ":":
            found = "a colon without a space behind it"
            if gap:
                found, code = "a no-break or wide space behind the colon", LOOK_ALIKE
        elif sign:
            found = f"{sign} where a colon belongs"
            code = LOOK_ALIKE if not sign.isascii() else NOT_YAML
        column = start + len(key)
        words = (found, f"{visible(key)}: and a space", f"write {visible(key)}: before the value")
        self.note(number, column, code, words, sure)
        self.lines[number] = f"{self.lines[number][:column]}: {tail}".rstrip()

    def _goes_on(self, number: int, column: int) -> bool:
        """Whether the next line is a key in the same column."""
        after = next((line for line in self.lines[number + 1 :] if not BLANK.fullmatch(line)), "")
        return len(after) - len(after.lstrip(" ")) == column and KEY.match(after.lstrip()) is not None

    def _opens(self, number: int, column: int, behind_dash: bool) -> bool:
        """Whether the next line stands deeper, or goes on beside what stands behind a dash, or begins a list."""
        after = next((line for line in self.lines[number + 1 :] if not BLANK.fullmatch(line)), "")
        indent = len(after) - len(after.lstrip())
        if indent == column and behind_dash:
            return KEY.match(after.lstrip()) is not None
        return indent > column or (indent == column and after.lstrip().startswith("- "))

    def _entry(self, number: int) -> Entry:
        line = self.lines[number]
        lead = LEAD.match(line)
        assert lead is not None
        dashes = [len(lead["indent"]) + at for at, sign in enumerate(lead["dashes"]) if sign == "-"]
        start = lead.end()
        rest = line[start:]
        match = KEY.match(rest)
        if match is None and not dashes:
            match = self.levels.loose_key(start, rest)
        key = match["key"].strip("\"'") if match else None
        value_at = start + (match.end() if match else 0)
        value_at += len(line[value_at:]) - len(line[value_at:].lstrip())
        value = line[value_at:]
        entry = Entry(number, number, dashes, key, start, value_at, not value or value.startswith("#"))
        if _BLOCK.match(value):
            entry.sort = "block"
            self._take_block(entry)
        elif value[:1] in ("'", '"'):
            entry.sort = "quoted"
            self._take_quoted(entry, value[0])
        elif value[:1] in ("[", "{"):
            entry.sort = "brackets"
            self._take_lines(entry, lambda line: line.lstrip()[:1] in ("]", "}"))
        elif not entry.empty:
            self._take_lines(entry)
        return entry

    def _begins(self, number: int, entry: Entry) -> bool:
        """Whether a line begins an entry of its own, and does not go on with the one above."""
        line = self.lines[number]
        lead = LEAD.match(line)
        assert lead is not None
        indent, rest = len(lead["indent"]), line[lead.end() :]
        if lead["dashes"]:
            return lead["dashes"][0] == "-" or indent <= entry.column + 2
        match = KEY.match(rest)
        if match is not None:
            known = match["key"].strip("\"'") in self.levels.universe
            if known or indent <= entry.inner:
                return True
            return match["key"].islower() and (entry.sort == "plain" or self._is_closed(entry))
        near = _NEAR_KEY.match(rest)
        return indent <= entry.inner and near is not None and near["key"] in self.levels.universe

    def _is_closed(self, entry: Entry) -> bool:
        """Whether brackets that begin in an entry are closed in its lines so far."""
        lines = self.lines[entry.first : entry.last + 1]
        return entry.sort == "brackets" and not open_brackets("\n".join(lines)[entry.value_at :])[0]

    def _take_lines(self, entry: Entry, ends: "Callable[[str], bool] | None" = None) -> None:
        """The lines that go on with a text or with brackets."""
        number = entry.first + 1
        while number < len(self.lines):
            line = self.lines[number]
            if BLANK.fullmatch(line):
                number += 1
                continue
            indent = len(line) - len(line.lstrip())
            if ends is not None and ends(line) and indent >= entry.inner:
                entry.last = number
                return
            if indent <= entry.inner or self._begins(number, entry):
                return
            entry.last = number
            number += 1

    def _take_quoted(self, entry: Entry, sign: str) -> None:
        """The lines up to the closing mark; up to the next entry where there is none."""
        closing = re.compile(r'(?:\\.|[^"\\])*"' if sign == '"' else r"(?:[^']|'')*'(?!')")
        number, at = entry.first, entry.value_at + 1
        text = self.lines[number][at:]
        while not closing.match(text):
            following = number + 1
            while following < len(self.lines) and not self.lines[following].strip():
                following += 1
            if following >= len(self.lines) or self._begins(following, entry):
                return
            indent = len(self.lines[following]) - len(self.lines[following].lstrip())
            if indent <= entry.inner and not closing.search(self.lines[following]):
                return
            number = following
            text += "\n" + self.lines[number]
            entry.last = number
        last = self.lines[entry.last]
        tail = text[closing.match(text).end() :]  # type: ignore[union-attr]
        del last
        if tail.strip() and not tail.lstrip().startswith("#"):
            continued = replace(entry, first=entry.last)
            self._take_lines(continued)
            entry.last = continued.last

    def _is_no_field(self, line: str, column: int) -> bool:
        """Whether a line begins with a word and a colon that no mapping of that column may have as a field."""
        name, level = KEY.match(line.lstrip()), self.levels.mapping_at(column)
        known = level is not None and bool(self.levels.shapes_of(level))
        return known and name is not None and name["key"] not in self.levels.universe

    def _take_block(self, entry: Entry) -> None:
        """The text below ``|`` or ``>``, with lines that were not indented."""
        number, outside = entry.first + 1, []
        text = 0
        while number < len(self.lines):
            line = self.lines[number]
            if line.strip():
                indent = len(line) - len(line.lstrip(" "))
                name = KEY.match(line.lstrip())
                if entry.inner < indent < text and name is not None and name["key"] in self.levels.universe:
                    break  # a field that stands too far to the right
                text = text or indent
                if indent <= entry.inner:
                    begins = self._begins(number, entry) or KEY.match(line.lstrip()) is not None
                    if line.lstrip().startswith("#") or (begins and not self._is_no_field(line, indent)):
                        break
                    outside.append(number)
                entry.last = number
            number += 1
        if outside:
            words = (
                "a line of a text below | that is not indented",
                "the lines of the text below their key",
                "indent it",
            )
            self.note(outside[0], 0, ASTRAY, words, False, outside[-1])
            for number in outside:
                self.lines[number] = " " * (entry.inner + 2) + self.lines[number].lstrip()
