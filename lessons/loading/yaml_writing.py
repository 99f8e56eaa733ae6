"""Values of the YAML reader written as YAML that reads back as the same values."""

import json
import re
from collections.abc import Iterator

from lessons.loading.document import Value
from lessons.model.scalar import Plain

WIDTH = 100
"""Longest mapping or list that is written on one line."""
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 /.+_-]*[A-Za-z0-9])?")
"""What needs no quotation marks in any place; the rest is put between them."""
_NUMBER = re.compile(r"[-+]?[0-9][0-9./]*")


def to_yaml(value: Value) -> str:
    """A mapping or list as YAML text with a line end; comments are gone, order and values stay.

    Text that was unquoted in its file (``Plain``) stays unquoted, since only unquoted text is read as a number
    or a flag; other text is quoted wherever it could be taken for one.
    """
    return "\n".join(_lines(value, "")) + "\n"


def _lines(value: Value, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            head = f"{indent}{_scalar(key)}:"
            if _short(inner) or not isinstance(inner, dict | list):
                yield f"{head} {_inline(inner)}".rstrip()
            else:
                yield head
                yield from _lines(inner, indent + "  ")
    elif isinstance(value, list) and value:
        for inner in value:
            lines = iter([_inline(inner)]) if _short(inner) else _lines(inner, indent + "  ")
            yield f"{indent}- {next(lines).strip()}"
            yield from lines
    else:
        yield indent + _inline(value)


def _short(value: Value) -> bool:
    """Whether a list or mapping holds scalars only, and few enough for one line."""
    if not isinstance(value, dict | list):
        return False
    inner = list(value.values() if isinstance(value, dict) else value)
    if not all(isinstance(one, str) for one in inner):
        return False
    return len(_inline(value)) <= WIDTH


def _inline(value: Value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return "" if value is None else _scalar(value)


def _scalar(text: str) -> str:
    taken = _NUMBER.fullmatch(text) or text in ("true", "false")
    if isinstance(text, Plain):
        bare = bool(taken or _PLAIN.fullmatch(text))
    else:
        bare = not taken and text.isascii() and bool(_PLAIN.fullmatch(text))
    return text if bare else json.dumps(text, ensure_ascii=False)
