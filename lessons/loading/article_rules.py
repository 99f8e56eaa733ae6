"""What an article's Markdown may not do.

Codes: F110 no text, F111 too much Markdown, F112 nested too deeply, F113 page furniture that is not closed or is
misspelt; warning: F114 HTML.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from markdown_it.token import Token

from lessons.loading.blocks import Built
from lessons.loading.source import MAX_REPORTS, shortened
from lessons.model.problem import Place, Problem, Severity

MAX_LINES = 20_000
"""Most lines of an article. The Markdown parser needs up to 0.05 ms a line and a sign on the slowest texts."""
MAX_SIGNS = 20_000
"""Most characters that may be Markdown signs; a long article has a few hundred."""
MAX_NESTING = 20
"""Most blocks inside one another; a list counts as two. The Markdown parser drops what lies deeper."""

_CONTAINERS = {
    "blockquote_open",
    "bullet_list_open",
    "container_furniture_open",
    "list_item_open",
    "ordered_list_open",
}
_SIGNS = "[]*_<&`|\\"
_HTML = re.compile(r"<!--|</?[a-zA-Z][^<>]{0,200}>")
_CONTAINER = re.compile(r"^:::+ *([^\n]*)$", re.MULTILINE)


def before_parsing(text: str, file: Path) -> list[Problem]:
    """An error when parsing the text would take too long."""
    lines, signs = text.count("\n") + 1, sum(text.count(sign) for sign in _SIGNS)
    if lines > MAX_LINES:
        return [_error(file, 1, "F111", f"{lines} lines", f"at most {MAX_LINES}", "split the article")]
    if signs > MAX_SIGNS:
        found = f"{signs} Markdown signs ({' '.join(_SIGNS)})"
        return [_error(file, 1, "F111", found, f"at most {MAX_SIGNS}", "write plain text")]
    return []


def after_parsing(tokens: Sequence[Token], built: Built, text: str, file: Path) -> list[Problem]:
    """What is wrong with the blocks."""
    problems = _too_deep(tokens, file)
    problems += _furniture(tokens, text.split("\n"), file)
    problems += _shown_as_typed(built, file)
    if not built.blocks and not problems:
        last = text.rstrip("\n").count("\n") + 1
        expected = "at least one paragraph"
        problems.append(_error(file, last, "F110", "an article without text", expected, "write the text"))
    return problems


def _error(file: Path, line: int, code: str, found: str, expected: str, fix: str) -> Problem:
    return Problem(Place(file, line, 1), code, found, expected, fix)


def _too_deep(tokens: Sequence[Token], file: Path) -> list[Problem]:
    for token in tokens:
        if token.level >= MAX_NESTING - 1 and token.type in _CONTAINERS:
            line = token.map[0] + 1 if token.map else 1
            found = "lists or quotations nested too deeply: what stands inside would be lost"
            expected = f"at most {MAX_NESTING // 2 - 1} lists inside one another"
            return [_error(file, line, "F112", found, expected, "take some > or - signs away")]
    return []


def _furniture(tokens: Sequence[Token], lines: Sequence[str], file: Path) -> list[Problem]:
    """Page furniture that is never closed takes the story below it with it, up to the next ``:::`` or to the end."""
    problems = []
    opened: list[int] = []
    for token in tokens:
        if token.type == "container_furniture_close":
            opened.pop()
        elif token.type == "container_furniture_open" and token.map:
            begin, end = token.map
            opened.append(begin + 1)
            if len(opened) > 1:
                found = f"page furniture inside the page furniture of line {opened[-2]}, which is not closed before it"
                fix = "add the line ::: where the furniture above ends"
                problems.append(_error(file, begin + 1, "F113", found, "a line ::: before it", fix))
                continue
            if end >= len(lines) or ":::" not in lines[end]:
                found = "page furniture that is never closed"
                problems.append(
                    _error(file, begin + 1, "F113", found, "a line ::: after it", "add the line :::")
                )
    return problems


def _shown_as_typed(built: Built, file: Path) -> list[Problem]:
    """Blocks whose text still holds signs that were meant to be read."""
    problems: list[Problem] = []
    readable = _without_code(built)
    for block in built.blocks:
        text = readable[block.span.start : block.span.end]
        line = built.lines[block.label]
        container = _CONTAINER.search(text)
        if container:
            found = f"a line of colons that is shown as text: ::: {container[1][:30]}".rstrip()
            fix = "write ::: furniture, and a blank line before a closing :::"
            problems.append(_error(file, line, "F113", found, "::: furniture or :::", fix))
        html = _HTML.search(text)
        if html:
            fix = "delete the HTML, or put it between ` signs if students are to see it"
            place, found = Place(file, line, 1), f"HTML that is shown as typed: {html[0][:40]}"
            problems.append(Problem(place, "F114", found, "Markdown", fix, Severity.WARNING))
    return shortened(problems[:MAX_REPORTS], len(problems))


def _without_code(built: Built) -> str:
    """The text with spaces in place of code, which is meant to be shown as typed."""
    parts, end = [], 0
    for style in built.styles:
        if style.name == "code" and style.span.start >= end:
            parts += [built.text[end : style.span.start], " " * (style.span.end - style.span.start)]
            end = style.span.end
    return "".join((*parts, built.text[end:]))
