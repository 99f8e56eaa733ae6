"""What a word is, in any script.

The text is first written as a string of character classes of the same length; one small pattern then finds
the words. So only the different characters of a text are looked up, not all of them.
"""

import re
from array import array
from functools import lru_cache
from unicodedata import category

from lessons.text.spans import SpanTable

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),
    (0x3021, 0x30FF),  # Hangzhou numerals, Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),  # Myanmar extended
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),  # Han compatibility
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x1B000, 0x1B16F),  # Kana supplement
    (0x20000, 0x3FFFF),  # Han supplement
)
_CLASS_OF = {
    **dict.fromkeys("'\u2019\uff07\u05f3\u05f4\u00b7", "'"),  # apostrophes, Hebrew geresh, Catalan middle dot
    **dict.fromkeys("-\u2010\u2011", "-"),
    **dict.fromkeys(".,\u066b\u066c", "."),
    **dict.fromkeys("\u00ad\u200c\u200d\u2060", "z"),  # invisible, inside words only
    **dict.fromkeys("\u1039\u17d2", "v"),  # signs that stack the next consonant
    "\u20e3": "k",  # makes a keycap emoji of the digit before it
}
_WORD = (
    r"d[mz]?k"  # a keycap emoji: found so that its digit is passed over
    r"|([ad][admv]*(?:(?:z+|['-]|(?<=d)\.(?=d))[ad][admv]*)*"
    r"|c(?:m|vc)*)"
)


_ASCII_WORD = r"[A-Za-z0-9]+(?:(?:['-]|(?<=[0-9])[.,](?=[0-9]))[A-Za-z0-9]+)*"
"""What ``_WORD`` finds in a text that is ASCII throughout."""


def words_of(text: str) -> SpanTable:
    """The words of a text in reading order.

    A word is a run of letters, digits and their combining marks, with apostrophes and hyphens inside, and
    with points and commas between digits. In scripts written without spaces each character with its marks
    is a word. Emoji and punctuation are not words.
    """
    if text.isascii():
        spans = [match.span() for match in re.finditer(_ASCII_WORD, text)]
    else:
        classes = text.translate({ord(character): _class_of(character) for character in set(text)})
        spans = [match.span() for match in re.finditer(_WORD, classes) if match.lastindex]
    return SpanTable(array("I", [start for start, _end in spans]), array("I", [end for _start, end in spans]))


@lru_cache(maxsize=4096)
def _class_of(character: str) -> str:
    """``a`` letter, ``d`` digit, ``m`` mark, ``c`` a word by itself, one of ``_CLASS_OF``, or a space."""
    special = _CLASS_OF.get(character)
    if special:
        return special
    general = category(character)
    if general == "Nd":
        return "d"
    if general[0] == "M":
        return "m"
    if general[0] in "LN":
        return "c" if _is_unspaced(ord(character)) else "a"
    return " "


def _is_unspaced(code: int) -> bool:
    return code >= _UNSPACED[0][0] and any(low <= code <= high for low, high in _UNSPACED)
