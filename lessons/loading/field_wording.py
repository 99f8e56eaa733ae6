"""The validation library's complaints in a teacher's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessons.loading.suggestion import did_you_mean
from lessons.model.scalar import Plain
from lessons.text import visible

MAX_SHOWN = 60
"""Most characters of a value that are repeated in a message."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a problem says."""

    code: str
    found: str
    expected: str
    fix: str
    shape: str = ""
    """The sort of value expected, when that is all that is wrong; several can be joined."""


def kind_of(value: object) -> str:
    """What a value is, in words: ``"a list"``, ``"the text 'no'"``."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping (key: value)"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = visible(str(value))
    short = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    if isinstance(value, str) and not isinstance(value, Plain):
        return f'the text "{short}"'
    return f"the text '{short}'" if isinstance(value, str) else f"the number {short}"


_SHAPES = {
    "string_type": "text",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "tuple_type": "a list",
    "list_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "int_type": "a whole number",
    "whole_number": "a whole number",
    "int_parsing": "a whole number",
    "number": "a number such as 1, 0.5 or 1/3",
    "is_instance_of": "a number such as 1, 0.5 or 1/3",
    "flag": "true or false",
    "bool_type": "true or false",
    "none_required": "nothing",
}
_FIXES = {
    "text": "write text, in quotation marks if need be",
    "a mapping (key: value)": "write key: value lines under it",
    "a list": "write [one, two], or lines that start with -",
    "a whole number": "write digits without quotation marks",
    "a number such as 1, 0.5 or 1/3": "write a number without quotation marks",
    "true or false": "write true or false without quotation marks",
    "nothing": "delete the value",
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def word(kind: str, value: object, context: Mapping[str, Any]) -> Wording:
    """The words for one complaint: its type, the value it is about, and the library's context for it."""
    if kind in _SHAPES:
        return _shape(_SHAPES[kind], value)
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return Wording("F207", f"the number {value}", f"{words} {context.get(name)}", "change the number")
    if kind in ("literal_error", "enum"):
        return _choice("F206", value, _names(context.get("expected", "")))
    if kind == "union_tag_invalid":
        return _choice("F202", value, _names(context.get("expected_tags", "")), "kind ")
    if kind == "union_tag_not_found" and not isinstance(value, dict):
        return _shape("a mapping (key: value)", value)
    if kind == "union_tag_not_found":
        return Wording("F204", "missing key 'kind'", "kind: ...", "add a line 'kind: ...'")
    if kind == "identifier":
        fix = f"write {_as_id(str(value))!r}" if _as_id(str(value)) else "write a short name such as claim-1"
        return Wording(
            "F209", kind_of(value), "an id: lower-case letters, digits and hyphens, at most 64", fix
        )
    return _size(kind, value, context)


def _shape(shape: str, value: object) -> Wording:
    fix = _FIXES[shape]
    if value is None:
        fix = "write a value, or delete the line"
    elif shape in ("text", "a list") and isinstance(value, dict) and len(value) == 1:
        fix = "put the text in quotation marks: it holds a colon"
    elif shape == "text" and isinstance(value, list):
        fix = "put the text in quotation marks, or write one text and no list"
    return Wording("F205", kind_of(value), shape, fix, shape)


def _size(kind: str, value: object, context: Mapping[str, Any]) -> Wording:
    if kind == "string_too_short":
        return Wording("F208", "an empty text", "text", "write the text, or delete the line")
    if kind == "string_too_long":
        found = f"a text of {len(str(value))} characters"
        return Wording("F208", found, f"at most {context.get('max_length')}", "shorten it")
    if kind == "string_pattern_mismatch":
        return Wording("F208", "a text of several lines", "one line", "write it on one line")
    if kind in ("too_short", "too_long"):
        count = context.get("actual_length")
        found = f"{count} values" if count else "an empty list or mapping"
        if kind == "too_short":
            return Wording("F208", found, f"{context.get('min_length')} or more", "add what is missing")
        return Wording("F208", found, f"at most {context.get('max_length')}", "take some away")
    return Wording("F210", kind_of(value), "another value", "see docs/lesson-format.md")


def _choice(code: str, value: object, allowed: list[str], noun: str = "") -> Wording:
    if isinstance(value, dict):  # the mapping whose kind is wrong
        value = value.get("kind")
    fix = did_you_mean(value, allowed) if isinstance(value, str) else ""
    return Wording(
        code,
        f"{noun}{kind_of(value)}",
        f"one of {', '.join(allowed)}",
        fix or f"write {allowed[0]}" if allowed else "",
    )


def _names(quoted: str) -> list[str]:
    """``"'a', 'b' or 'c'"`` as a list."""
    return [part for index, part in enumerate(quoted.split("'")) if index % 2]


def _as_id(text: str) -> str:
    """An id made of the text, or an empty text when nothing of it can be used."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in letters.split("-") if part)[:64]
