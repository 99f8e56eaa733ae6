"""The YAML parser's complaints in a teacher's words. The C parser and the pure one word them differently."""

import re
from dataclasses import dataclass

from lessons.text import visible

NOT_YAML = "Y107"
"""The code of a file that is not YAML."""
TAB = "Y106"
"""The code of a tab in the indentation."""
_QUOTE = "put the text in quotation marks"
_INNER = "put the whole text in quotation marks, and use the other sort of them inside"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a problem says."""

    found: str
    expected: str
    fix: str
    code: str = NOT_YAML
    at_context: bool = False
    """Whether the problem is placed where the construct began, not where the parser stopped."""
    names_line: bool = False
    """Whether the line where the construct began is named."""


_TABLE: tuple[tuple[str, Complaint], ...] = (
    (
        "scanning an alias",
        Complaint("a text that starts with *", "text in quotation marks", _QUOTE, "Y111", at_context=True),
    ),
    (
        "scanning an anchor",
        Complaint("a text that starts with &", "text in quotation marks", _QUOTE, "Y111", at_context=True),
    ),
    (
        "(scanning|parsing) a tag|tag handle",
        Complaint("a text that starts with !", "text in quotation marks", _QUOTE, "Y112", at_context=True),
    ),
    (
        "mapping values are not allowed",
        Complaint(
            "a colon where no key can stand",
            "one key: value on a line",
            "put a text that holds a colon in quotation marks; else check the indentation",
        ),
    ),
    (
        "could not find expected ':'",
        Complaint(
            "a line without a colon",
            "key: value",
            "add the colon, or indent the line if it goes on with the text above",
            at_context=True,
        ),
    ),
    (
        "quoted scalar.*unexpected (end of stream|document (separator|indicator))",
        Complaint(
            "a quotation mark that is never closed", "a second quotation mark", "close it", at_context=True
        ),
    ),
    (
        "unknown escape|hexadecimal|hexdecimal|invalid Unicode character escape|escape sequence",
        Complaint(
            "a \\ that YAML does not know, in double quotation marks",
            "\\\\ for a backslash",
            "write \\\\, or use single quotation marks",
        ),
    ),
    ("tab character", Complaint("a tab in the indentation", "spaces", "replace the tab by spaces", TAB)),
    (
        "block sequence entries are not allowed|sequence entries are not allowed",
        Complaint("a - in the middle of a line", "- at the start of a line", "begin a new line before the -"),
    ),
    (
        "scanning a block scalar",
        Complaint(
            "a text that starts with > or |",
            "text in quotation marks",
            f"{_QUOTE}, or begin it on the next line",
        ),
    ),
    (
        "'?,'? or '?]'?",
        Complaint(
            "a list [ that is not closed here",
            "a comma or ]",
            "close the list, or quote a text with [ or ]",
            names_line=True,
        ),
    ),
    (
        "'?,'? or '?}'?",
        Complaint(
            "a mapping { that is not closed here",
            "a comma or }",
            "close it; put texts with a comma, a colon or quotation marks inside in quotation marks",
            names_line=True,
        ),
    ),
    (
        "expected node content|expected the node content",
        Complaint(
            "nothing where a value belongs",
            "a value",
            "write the value, or take the extra comma or sign away",
        ),
    ),
    (
        "expected key|expected '-' indicator|block mapping|block collection|block sequence",
        Complaint(
            "a line that fits neither the one above nor its indentation",
            "lines of one list or mapping in the same column",
            "check the indentation, and whether a quotation mark closes before the text ends",
        ),
    ),
    (
        "document start|document end",
        Complaint(
            "more text after the end", "one mapping from the first line to the last", "check the indentation"
        ),
    ),
)


def complaint(context: str, problem: str, before: str, character: str) -> Complaint:
    """The wording for what the parser said.

    It stopped at ``character`` (empty at the end of the file), with ``before`` to the left of it on the line.
    """
    said = f"{context} {problem}"
    if "cannot start any token" in said:
        if character == "\t":
            return Complaint("a tab in the indentation", "spaces", "replace the tab by spaces", TAB)
        return Complaint(f"a text that starts with {visible(character)}", "text in quotation marks", _QUOTE)
    if before.rstrip().endswith(('"', "'")) and character not in (":", ""):
        return Complaint("words after a closing quotation mark", "one quoted text", _INNER)
    for pattern, entry in _TABLE:
        if re.search(pattern, said, re.DOTALL):
            return entry
    return Complaint(visible(problem or context), "YAML", "compare with docs/lesson-format.md")
