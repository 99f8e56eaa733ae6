"""Plain text as the Markdown of an article file that reads back as the same text."""

import json
import re

from lessons.model.article import Masthead

_ACTIVE = re.compile(r"[\\`*_\[\]<>#|~&]")
"""Signs that may mean something anywhere in a line."""
_OPENING = re.compile(r"\A(?:[-+=:]|[0-9]{1,9}(?=[.)]))")
"""What may mean something at the beginning of a block: lists, rules, containers."""
_COLONS = re.compile(r"\A:::+")


def block_source(text: str, role: str, level: int = 0) -> str:
    """The Markdown of one block; ``role`` is ``"h"``, ``"f"`` or nothing, as in labels; the text is one line."""
    text = " ".join(text.split())
    colons = _COLONS.match(text)
    escaped = _ACTIVE.sub(lambda sign: "\\" + sign[0], text[colons.end() :] if colons else text)
    if colons:
        escaped = (
            f"`{colons[0]}`{escaped}"  # as code: in an article a line of colons may stand for nothing else
        )
    if role == "h":
        return f"{'#' * min(6, max(1, level))} {escaped}"
    opening = None if colons else _OPENING.match(escaped)
    if opening:
        end = opening.end()
        escaped = escaped[:end] + "\\" + escaped[end:] if opening[0][0].isdigit() else "\\" + escaped
    return f"::: furniture\n{escaped}\n:::" if role == "f" else escaped


def front_matter(masthead: Masthead) -> str:
    """The front matter of an article file, with its lines of hyphens."""
    lines = [f"title: {_text(masthead.title)}"]
    for name in ("outlet", "byline", "published", "follows", "rights"):
        value = getattr(masthead, name)
        if value:
            lines.append(f"{name}: {_text(value)}")
    lines.append(f"language: {_text(masthead.language)}")
    if masthead.rendition:
        lines.append("rendition: true")
    return "---\n" + "\n".join(lines) + "\n---\n"


def _text(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)
