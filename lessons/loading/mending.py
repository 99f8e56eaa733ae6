"""One value that the YAML parser refuses, written so that it reads as what its author meant.

Of several ways that could be meant, the likeliest comes first; the first that can be read is taken. ``sure`` are only
those where no other way is left.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from lessons.loading.yaml_wording import NOT_YAML

LOOK_ALIKE = "Y122"
"""The code of a sign that only looks like one of YAML's."""
_ESCAPES = frozenset('0abtnvfre "/\\N_LPxuU\n')
_CURVED = re.compile("[“„«‟‘‚‹](?P<inside>[^“”„«»‘’‚‹›]*)[”“»’‘›]")
_COMMENT = re.compile(r"[ \t]+#[^\n]*\Z")
_COLON = re.compile(r":(?=[ \t\n]|\Z)")
_FIELD = re.compile(r"(?P<lead>[{,]\s*|\s)(?P<key>[A-Za-z0-9][\w-]{0,63}):(?=[ \t\n]|\Z)")
_CODES = {"*": "Y111", "&": "Y111", "!": "Y112"}
_SIGNS = "*&!@`%|>?]},#"
_PAIRS = {"[": "]", "{": "}"}
_IN_QUOTES = "put the text in quotation marks"


@dataclass(frozen=True, slots=True)
class Mended:
    """A value as it can be read, and what was wrong with it."""

    text: str
    at: int
    """The code point of the value at which the fault lies."""
    code: str
    found: str
    expected: str
    fix: str
    sure: bool = True


def mend(value: str, fields: AbstractSet[str], can_be_read: Callable[[str], bool]) -> Mended | None:
    """The value as its author meant it; ``None`` when every guess is refused as well.

    ``value`` starts with its first character and ends with the last of its entry; ``fields`` are the names that a
    mapping there may have.
    """
    body = value.rstrip()
    for guess in _guesses(body, fields):
        if can_be_read(guess.text):
            return guess
    return None


def as_text(value: str) -> str:
    """Any text in quotation marks."""
    return f'"{_escaped(value)}"' if "'" in value else _quoted(value)


def _guesses(value: str, fields: AbstractSet[str]) -> Iterator[Mended]:
    sign = value[:1]
    if sign == '"':
        yield from _in_double(value)
    elif sign == "'":
        yield from _in_single(value)
    elif sign in _PAIRS:
        yield from _in_brackets(value, fields)
    if curved := _CURVED.fullmatch(value):
        text, found = (
            f'"{_escaped(curved["inside"])}"',
            f"the quotation mark {sign}, which YAML takes for a letter",
        )
        yield Mended(text, 0, LOOK_ALIKE, found, '"', 'write " at both ends')
    yield from _plain(value)


def _plain(value: str) -> Iterator[Mended]:
    comment = _COMMENT.search(value)
    text, rest = (value[: comment.start()], comment[0]) if comment else (value, "")
    written = _quoted(text) + rest
    colon = _COLON.search(text)
    if text.endswith('"') and '"' not in re.sub(r"\\.", "", text[:-1]):
        found, expected = "a quotation mark that closes a text and was never opened", "a first quotation mark"
        yield Mended(
            f'"{text}{rest}',
            len(text) - 1,
            NOT_YAML,
            found,
            expected,
            "open it where the text begins",
            not comment,
        )
    if text[:1] and text[0] in _SIGNS:
        found, code = f"a text that starts with {text[0]}", _CODES.get(text[0], NOT_YAML)
        yield Mended(written, 0, code, found, "text in quotation marks", _IN_QUOTES, not comment)
    elif text[:1] in _PAIRS:
        noun = "a list [" if text[0] == "[" else "a mapping {"
        found, fix = (
            f"{noun} that YAML cannot read",
            "put texts with a comma, a colon or quotation marks in quotation marks",
        )
        yield Mended(written, 0, NOT_YAML, found, f"a comma or {_PAIRS[text[0]]}", fix, False)
    elif colon:
        found = "a colon where no key can stand"
        expected, fix = "one key: value on a line", "put the text in quotation marks, as it holds a colon"
        curved = text[0] in "“„«‘‚" and text[-1] in "”“»’"
        line = text.rfind("\n", 0, colon.start()) + 1
        heading = (
            line > 0 and len(text[line : colon.start()].split()) <= 5
        )  # it may be a key whose heading is missing
        sure = not comment and text[0] != ":" and not curved and not heading
        yield Mended(written, colon.start(), NOT_YAML, found, expected, fix, sure)
    else:
        yield Mended(
            written, 0, NOT_YAML, "a text that YAML cannot read", "text in quotation marks", _IN_QUOTES, False
        )


def _in_double(value: str) -> Iterator[Mended]:
    marks = [match.start(1) for match in re.finditer(r'\\.|(")', value, re.DOTALL) if match[1]]
    inside = value[1:-1]
    if len(marks) == 1:
        yield _unclosed(value + '"')
        yield _unclosed(f'"{_escaped(value[1:])}"')
        return
    if value.endswith('",') and len(marks) == 2:
        found, fix = "a comma after a text in quotation marks", "take the comma away"
        yield Mended(value[:-1], len(value) - 1, NOT_YAML, found, "one value on a line", fix)
    if marks[-1] == len(value) - 1:
        wrong = [match for match in re.finditer(r"\\(.|\n)", inside) if match[1] not in _ESCAPES]
        if wrong and len(marks) == 2:
            found = "a \\ that YAML does not know, in double quotation marks"
            known = len(wrong) < inside.count("\\")
            text, fix = f'"{_escaped(inside)}"', "write \\\\, or use single quotation marks"
            yield Mended(text, wrong[0].start() + 1, NOT_YAML, found, "\\\\ for a backslash", fix, not known)
        found = "quotation marks inside a text in the same marks"
        fix = 'write \\" inside, or use the other sort of them around the text'
        inner = re.sub(r'\\.|(")', lambda match: '\\"' if match[1] else match[0], inside, flags=re.DOTALL)
        sure = len(marks) % 2 == 0
        yield Mended(f'"{inner}"', marks[1], NOT_YAML, found, "one quoted text", fix, sure)
        yield Mended(f'"{_escaped(inside)}"', marks[1], NOT_YAML, found, "one quoted text", fix, False)
        return
    comment = _COMMENT.search(value)
    yield _after_closing(value, marks[1] + 1, sure=len(marks) % 2 == 0 and not comment)


def _in_single(value: str) -> Iterator[Mended]:
    marks = [match.start() for match in re.finditer("'", value)]
    if len(marks) == 1:
        apostrophe = value[1:2].islower() or value[1:2].isdigit()
        yield replace(_unclosed(value + "'"), sure=not apostrophe)
        return
    if value.endswith("'"):
        inner = value[1:-1].replace("''", "'").replace("'", "''")
        found = "an apostrophe inside a text in single quotation marks"
        fix = "write it twice, or put double quotation marks around the text"
        yield Mended(f"'{inner}'", marks[1], NOT_YAML, found, "one quoted text", fix)
    yield _after_closing(value, marks[1] + 1, sure=False)


def _unclosed(text: str) -> Mended:
    found = "a quotation mark that is opened here and never closed"
    return Mended(text, 0, NOT_YAML, found, "a second quotation mark", "close it at the end of the text")


def _after_closing(value: str, at: int, *, sure: bool) -> Mended:
    fix = "put the whole text in quotation marks, and use the other sort of them inside"
    while at < len(value) - 1 and value[at] == " ":
        at += 1
    found = "words after a closing quotation mark"
    return Mended(_quoted(value), at, NOT_YAML, found, "one quoted text", fix, sure)


def _in_brackets(value: str, fields: AbstractSet[str]) -> Iterator[Mended]:
    open_ones, end = open_brackets(value)
    one_line = "\n" not in value
    sign = value[0]
    noun = "a list" if sign == "[" else "a mapping"
    expected = f"a comma or {_PAIRS[sign]}"
    if open_ones:
        found = f"{noun} {sign} that is not closed"
        closed = value.rstrip(",") + "".join(_PAIRS[one] for one in reversed(open_ones))
        fix = f"write {''.join(_PAIRS[one] for one in reversed(open_ones))} at its end"
        yield Mended(
            closed,
            0,
            NOT_YAML,
            found,
            expected,
            fix,
            one_line and '"' not in value and "'" not in value and value.strip() != sign,
        )
    elif end is not None and (rest := value[end:].strip()) and not rest.startswith("#"):
        if set(rest) <= set("]},"):
            found = f"{rest[0]} that closes nothing"
            yield Mended(value[:end], end, NOT_YAML, found, "each bracket once", f"take {rest} away")
        else:
            found = f"words after a closing {_PAIRS[sign]}"
            yield Mended(
                _quoted(value), end, NOT_YAML, found, "one value", _IN_QUOTES, sign == "[" and one_line
            )
    closer = _PAIRS[sign]
    inside = value[1:-1] if value.endswith(closer) else value[1:]
    if sign == "{":
        yield from _split_at_fields(inside, fields, one_line)
    else:
        items = [_flow_value(item.strip()) for item in _at_commas(inside)]
        found = "a text in a list [ that YAML cannot read"
        yield Mended(f"[{', '.join(items)}]", 0, NOT_YAML, found, expected, _IN_QUOTES, False)


def _split_at_fields(inside: str, fields: AbstractSet[str], one_line: bool) -> Iterator[Mended]:
    """Each field with its value, where the names of fields are known, whatever stands between them."""
    fits = [
        match for match in _FIELD.finditer("{" + inside) if match["lead"][0] in "{," or match["key"] in fields
    ]
    known = [match for index, match in enumerate(fits) if index == 0 or match["key"] in fields]
    if not known or known[0].start():
        return
    text = "{" + inside
    parts, sure, at, reason = [], one_line, 0, ""
    for index, match in enumerate(known):
        end = known[index + 1].start() if index + 1 < len(known) else len(text)
        raw = text[match.end() : end].strip()
        value = raw.rstrip(",").rstrip() if index + 1 < len(known) else raw
        written = _flow_value(value)
        if written != value and not reason:
            at, reason = (
                match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip()),
                value,
            )
        sure = sure and match["lead"].strip() != ""
        parts.append(f"{match['key']}: {written}" if written else f"{match['key']}:")
    names = [match["key"] for match in known]
    sure = sure and len(set(names)) == len(names) and len(known) == len(fits)
    found = "a text in { } that YAML cannot read: it holds a comma, a colon or quotation marks"
    yield Mended(
        "{" + ", ".join(parts) + "}", at, NOT_YAML, found, "a comma or }", _IN_QUOTES, sure and bool(reason)
    )


def _flow_value(value: str) -> str:
    """A value inside brackets: as it stands where nothing in it is syntax, else in quotation marks."""
    if len(value) > 1 and value[0] == '"' == value[-1] and '"' not in re.sub(r"\\.", "", value[1:-1]):
        return value
    if len(value) > 1 and value[0] == "'" == value[-1] and "'" not in value[1:-1].replace("''", ""):
        return value
    if value[:1] in _PAIRS and not open_brackets(value)[0] and open_brackets(value)[1] == len(value):
        return value
    if value[:1] == '"' and value.count('"') == 1:
        return value + '"'
    if len(value) > 1 and value[0] == '"' == value[-1]:
        return f'"{_escaped(value[1:-1])}"'
    if len(value) > 1 and value[0] == "'" == value[-1]:
        return _quoted(value[1:-1].replace("''", "'"))
    if not value or not (set(value) & set(",[]{}\"'#") or value[0] in _SIGNS or _COLON.search(value)):
        return value
    if value[0] not in "\"'" and not (
        set(value) & set(",[]{}#") or value[0] in _SIGNS or _COLON.search(value)
    ):
        return value
    return _quoted(value)


def _at_commas(inside: str) -> list[str]:
    """The items of a list; a comma between quotation marks or brackets parts nothing."""
    items, start, depth, quote = [], 0, 0, ""
    for index, sign in enumerate(inside):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not inside[start:index].strip():
            quote = sign
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        elif sign == "," and depth <= 0:
            items.append(inside[start:index])
            start = index + 1
    items.append(inside[start:])
    return [item for item in items if item.strip()]


def open_brackets(value: str) -> tuple[list[str], int | None]:
    """The brackets that are still open at the end, and where the first one was closed; texts in marks are passed."""
    open_ones: list[str] = []
    index, before = 0, ""
    while index < len(value):
        sign = value[index]
        if sign in "\"'" and before in ("", "[", "{", ",", ":"):
            closing = re.compile(r'(?:\\.|[^"\\])*"' if sign == '"' else r"(?:[^']|'')*'", re.DOTALL)
            match = closing.match(value, index + 1)
            index = match.end() if match else index + 1
            before = sign
            continue
        if sign in "[{":
            open_ones.append(sign)
        elif sign in "]}":
            if not open_ones or _PAIRS[open_ones[-1]] != sign:
                return open_ones, index
            open_ones.pop()
            if not open_ones:
                return open_ones, index + 1
        if not sign.isspace():
            before = sign
        index += 1
    return open_ones, None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _quoted(text: str) -> str:
    """The text in the sort of quotation marks that needs no signs of its own inside."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
