"""Plain text as a draft: paragraphs out of lines, whatever the blank lines and line ends look like."""

import re
from collections.abc import Sequence
from itertools import pairwise

from lessons.author.importing.furniture import ends_a_sentence, kind_of
from lessons.author.importing.pieces import Draft, Piece, clean
from lessons.loading.source import plain_lines
from lessons.text import normalise

WRAPPED = (45, 120)
"""Fewest and most letters of the longest line in a text that was broken into lines by a program."""
_BULLET = re.compile(r"[-*\u2022\u00b7\u25aa\u25cf] +(?=\S)")
_JOINS = 0.6
"""Share of the lines of a wrapped paragraph whose next word would not have fitted."""


def draft_of_text(text: str) -> Draft:
    """A plain text as a draft; each paragraph is one piece, and nothing is left out. Never raises."""
    draft = Draft()
    paragraphs = [paragraph for group in _groups(text) for paragraph in _paragraphs(group)]
    joined = _mended(paragraphs)
    if len(joined) < len(paragraphs):
        count = len(paragraphs) - len(joined)
        draft.notes.append(f"Blank lines in the middle of {count} sentences were taken away.")
    listed = sum(_BULLET.match(paragraph) is not None for paragraph in joined) > 1
    draft.pieces = [_item(paragraph) if listed else Piece(paragraph) for paragraph in joined]
    return draft


def _item(paragraph: str) -> Piece:
    bullet = _BULLET.match(paragraph)
    return Piece(paragraph[bullet.end() :], lead="- ") if bullet else Piece(paragraph)


def _groups(text: str) -> list[list[str]]:
    """Lines without blank ones between them; a form feed counts as a blank line."""
    groups: list[list[str]] = [[]]
    for line in normalise(plain_lines(text).replace("\f", "\n\n")).split("\n"):
        cleaned = clean(line)
        if cleaned.strip("\u200b\u200c\u200d\u2060"):
            groups[-1].append(cleaned)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """One paragraph for lines that a program broke, one for each line otherwise."""
    if len(lines) == 1 or any(map(_BULLET.match, lines[1:])) or not _is_wrapped(lines):
        return list(lines)
    paragraphs, current = [], [lines[0]]
    width = max(map(len, lines))
    for before, line in pairwise(lines):
        # a line that could have taken the next word and ends a sentence ends its paragraph
        room = len(before) + 1 + len(line.split()[0]) <= width
        if (room and ends_a_sentence(before) and len(before) < 0.8 * width) or (kind_of(line) and room):
            paragraphs.append(" ".join(current))
            current = []
        current.append(line)
    return [*paragraphs, " ".join(current)]


def _is_wrapped(lines: Sequence[str]) -> bool:
    width = max(map(len, lines))
    if not WRAPPED[0] <= width <= WRAPPED[1]:
        return False
    pairs = list(pairwise(lines))
    full = sum(len(line) + 1 + len(after.split()[0]) > width for line, after in pairs)
    if len(lines) == 2:
        return lines[1][:1].islower() and not ends_a_sentence(lines[0])
    return full >= _JOINS * len(pairs)


def _mended(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs that go on in small letters are put together with the one before."""
    kept: list[list[str]] = []
    for paragraph in paragraphs:
        if (
            kept
            and paragraph[:1].islower()
            and len(kept[-1][-1]) >= 30
            and re.search(r"[\w,;-]$", kept[-1][-1])
            and not kind_of(kept[-1][-1])
            and not kind_of(paragraph)
        ):
            kept[-1].append(paragraph)
        else:
            kept.append([paragraph])
    return [" ".join(parts) for parts in kept]
