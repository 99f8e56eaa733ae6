"""Any text as Markdown that reads the same: no sign of the source becomes an instruction."""

import re

_SIGNS = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=#[xX]?[0-9a-fA-F]{1,8};|[a-zA-Z][a-zA-Z0-9]{1,31};)"
    r"|<(?=[?])"
)
_LOOKS_LIKE_HTML = re.compile(r"<(?=[a-zA-Z/!])")
_LINE_BEGINS = re.compile(r"(?:[#>+=~|-]|:(?!::))")
_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_COLONS = re.compile(r":::+")


def escaped(text: str) -> str:
    """The text of a block as Markdown; its line ends become hard breaks.

    What would be taken for HTML or for a line of colons is put between ``\u0060`` signs, as no escape helps there.
    """
    return "\\\n".join(_line(line) for line in text.split("\n"))


def heading(text: str, level: int) -> str:
    """A heading of Markdown. The text is on one line."""
    words = escaped(text)
    before = words.removesuffix("#")
    if before != words and (len(before) - len(before.rstrip("\\"))) % 2 == 0:
        words = before + "\\#"  # else the heading's closing signs begin here
    return f"{'#' * min(6, max(1, level))} {words}"


def _line(line: str) -> str:
    colons = _COLONS.match(line)
    if colons:
        return f"`{colons[0]}`{_inline(line[colons.end() :])}"
    number = _NUMBER.match(line)
    if number:
        return f"{number[1]}\\{number[2]}{_inline(line[number.end() :])}"
    return ("\\" if _LINE_BEGINS.match(line) else "") + _inline(line)


def _inline(text: str) -> str:
    return _LOOKS_LIKE_HTML.sub("`<`", _SIGNS.sub(lambda sign: "\\" + sign[0], text))
