"""How wide text is on a terminal. The only module that asks Rich for it.

A *cell* is one column of the terminal. Most characters take one, East Asian ones and emoji two, combining
marks none. A *grapheme* is what a reader takes for one character: a base with its marks, or emoji joined by
U+200D.
"""

import re
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size, split_graphemes

from lessons.text import forbidden

_NOT_SIMPLE = re.compile(
    "[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0556\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_JOINING = re.compile("[\u200d\ufe0f]")


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
    """The cells a text takes."""
    return cell_len(text)


class _Widths(dict[str, int]):
    """Cells of single characters, filled as they are met."""

    def __missing__(self, character: str) -> int:
        size = self[character] = get_character_cell_size(character)
        return size


_WIDTHS = _Widths()


def graphemes(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, int]]:
    """The ``(start, end, cells)`` of each grapheme of ``text[start:end]``: offsets into ``text``, no gaps."""
    end = len(text) if end is None else end
    if _JOINING.search(text, start, end):
        for first, last, cells in split_graphemes(text[start:end])[0]:
            yield start + first, start + last, cells
        return
    widths = _WIDTHS
    begin, cells = start, -1
    for index in range(start, end):
        size = widths[text[index]]
        if size:
            if cells >= 0:
                yield begin, index, cells
                begin = index
            cells = size
        elif cells < 0:
            cells = 0
    if begin < end:
        yield begin, end, cells


def clip(text: str, room: int) -> str:
    """As much of ``text`` as fits into ``room`` cells, with an ellipsis at the end when it was cut."""
    if width(text) <= room:
        return text
    if room < 1:
        return ""
    taken, used = 0, 1
    for _, last, cells in graphemes(text):
        if used + cells > room:
            break
        taken, used = last, used + cells
    return text[:taken] + "…"
