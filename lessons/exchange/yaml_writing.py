"""Values of the YAML reader written as YAML that reads back as the same values."""

import json
import re
from collections.abc import Iterator

from lessons.loading.document import Value
from lessons.model.scalar import Plain

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 /.+_-]*[A-Za-z0-9])?")
"""What needs no quotation marks in any place; the rest is put between them."""


def to_yaml(value: Value) -> str:
    """A mapping or list as YAML text with a line end; comments are gone, order and values stay.

    Text that was unquoted in its file (``Plain``) stays unquoted wherever YAML allows it, since only unquoted
    text is read as a number or a flag.
    """
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _entry(f"{indent}{_scalar(key)}:", inner, indent + "  ")
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _item(inner, indent)
    else:
        yield indent + _leaf(value)


def _entry(head: str, value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from _lines(value, indent)
    else:
        yield f"{head} {_leaf(value)}".rstrip()


def _item(value: Value, indent: str) -> Iterator[str]:
    """A list item; its first line stands behind the hyphen."""
    lines = _lines(value, indent + "  ")
    yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
    yield from lines


def _leaf(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value)
    if value is None:
        return ""
    return "{}" if isinstance(value, dict) else "[]"


def _scalar(text: str) -> str:
    if isinstance(text, Plain) or text.isascii():
        if (
            _PLAIN.fullmatch(text)
            and (isinstance(text, Plain) or not text[0].isdigit())
            and not _is_flag(text)
        ):
            return text
        if isinstance(text, Plain) and re.fullmatch(r"true|false|[-+]?[0-9][0-9./]*", text):
            return text
    return json.dumps(text, ensure_ascii=False)


def _is_flag(text: str) -> bool:
    """Whether a quoted text would become a flag, were it written without quotation marks."""
    return not isinstance(text, Plain) and text in ("true", "false")
