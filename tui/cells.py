"""How wide text is on a terminal. The only module that asks Rich for it.

A *cell* is one column of the terminal. Most characters take one, East Asian ones and emoji two, combining
marks none. A *grapheme* is what a reader takes for one character: a base with its marks, or emoji joined by
U+200D.

Terminals do not agree on everything. Rich, by which Textual composes its lines, gives the spacing vowel signs of
Indian scripts no cell; most terminals give them one, and some draw the parts of a joined emoji beside each other.
``width`` is Rich's answer, ``graphemes`` give a spacing vowel sign its cell, and ``most`` is the most that a terminal
takes: lines wrapped by it are never cut off, only a little shorter than they could be where a terminal takes less.
"""

import re
import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

from lessons.text import forbidden

_NOT_SIMPLE = re.compile(
    "[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0556\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"


def drawable(text: str) -> str:
    """The text with tabs as spaces and whatever could steer a terminal, but line feeds, as U+FFFD.

    The length stays the same, so offsets into ``text`` are offsets into the result. Texts are normalised when
    they are loaded, so as a rule nothing changes.
    """
    text = text.replace("\t", " ").replace("\r", "\ufffd")
    unsafe = forbidden(text)
    if not unsafe:
        return text
    characters = list(text)
    for index, _ in unsafe:
        characters[index] = "\ufffd"
    return "".join(characters)


def is_simple(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether each code point of ``text[start:end]`` is a grapheme of exactly one cell.

    A quick test: it may say no for a text that is simple, and never yes for one that is not.
    """
    return _NOT_SIMPLE.search(text, start, len(text) if end is None else end) is None


def width(text: str) -> int:
    """The cells a text takes, as Textual counts them."""
    return cell_len(text)


def likely(text: str) -> int:
    """The cells that most terminals give a text; between ``width`` and ``most``."""
    return len(text) if is_simple(text) else sum(size for _, _, size in graphemes(text))


def most(text: str) -> int:
    """The most cells that a terminal gives a text; never less than ``width``."""
    if is_simple(text):
        return len(text)
    return sum(most_of(text[first:last], size) for first, last, size in graphemes(text))


def most_of(grapheme: str, size: int) -> int:
    """The most cells that a terminal gives a grapheme of ``size`` cells: all parts of a joined one side by side."""
    return sum(_WIDTHS[character] for character in grapheme) if _JOINER in grapheme else size


def is_certain(text: str) -> bool:
    """Whether all terminals agree with Textual on the width, so that something may stand beside the text."""
    return is_simple(text) or most(text) == width(text)


class _Widths(dict[str, int]):
    """Cells of single characters, filled as they are met."""

    def __missing__(self, character: str) -> int:
        size = self[character] = get_character_cell_size(character)
        return size


class _Spacing(dict[str, int]):
    """Cells that terminals may give a character which Rich gives none: one to a spacing mark (Mc)."""

    def __missing__(self, character: str) -> int:
        size = self[character] = int(unicodedata.category(character) == "Mc")
        return size


class _Widened(dict[str, int]):
    """Cells that a character gains when U+FE0F asks for its emoji form."""

    def __missing__(self, character: str) -> int:
        gain = self[character] = cell_len(character + _AS_EMOJI) - cell_len(character)
        return gain


_WIDTHS, _SPACING, _WIDENED = _Widths(), _Spacing(), _Widened({"": 0})


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """The ``(start, end, cells)`` of each grapheme of ``text[start:end]``: offsets into ``text``, no gaps.

    Characters of no width belong to the one before; U+200D joins the next one too. The cells together are at least
    ``width``: a spacing mark counts as one.
    """
    widths = _WIDTHS
    begin, cells, base = start, -1, ""
    indices = iter(range(start, len(text) if end is None else end))
    for index in indices:
        character = text[index]
        size = widths[character]
        if size:
            if cells >= 0:
                yield begin, index, cells
                begin = index
            cells, base = size, character
        elif character == _JOINER:
            cells = max(cells, 0)
            next(indices, None)
        elif cells < 0:
            cells = _SPACING[character]
        elif character == _AS_EMOJI:
            cells, base = cells + _WIDENED[base], ""
        else:
            cells += _SPACING[character]
    if cells >= 0:
        yield begin, len(text) if end is None else end, cells


def clip(text: str, room: int) -> str:
    """As much of ``text`` as fits into ``room`` cells, with an ellipsis at the end when it was cut."""
    if most(text) <= room:
        return text
    if room < 1:
        return ""
    taken, used = 0, 1
    for _, last, cells in graphemes(text):
        if used + cells > room:
            break
        taken, used = last, used + cells
    return text[:taken] + "…"
