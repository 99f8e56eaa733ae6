"""The ways in which a typed text can be read: two texts say the same when they share one.

For short answers and the word rules of rewrites. What never makes another word:

- case, widths, kinds of quotation mark, apostrophe, dash and space, invisible characters, ligatures (see
  ``comparable``);
- accents of Latin, Greek and Cyrillic letters, and letters with a stroke: *cafe* for *café*, *Lodz* for *Łódź*.
  The Cyrillic letters й, ў, ї, ѓ and ќ are letters of their own; ё may be written е. *ä ö ü å ø* may also be
  written *ae oe ue aa oe*; *æ œ ß* are *ae oe ss*; *ı* is *i*;
- signs that writers may leave out: Arabic vowel signs, hamza above and below, tatweel, the dots of final ye;
  Hebrew points; the Devanagari nukta, and candrabindu for anusvara. Vowel signs of Indic scripts and the marks
  of Kana and Thai are never left out and stay;
- a hyphen, a space or nothing between two parts of a word: *no-one*, *no one*; *co-operate*, *cooperate*;
- the points of *U.S.*;
- the way a number is written (see ``numbers``).
"""

import re
import unicodedata
from functools import lru_cache

from lessons.text.comparing import inside, levelled
from lessons.text.numbers import plain_numbers, split_numbers, units_of_numbers

_STROKES = str.maketrans(
    {"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0127": "h", "\u0167": "t", "\u0131": "i", "\u0237": "j"}
    | {"\u00e6": "ae", "\u0153": "oe", "\u00f0": "d", "\u00fe": "th"}
)
_TWO_LETTERS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00e5": "aa", "\u00f8": "oe"})
_LEFT_OUT = str.maketrans(
    dict.fromkeys("\u0640\u093c", "")  # tatweel, nukta
    | {"\u0649": "\u06cc", "\u064a": "\u06cc", "\u0643": "\u06a9", "\u0901": "\u0902"}
)
_APOSTROPHES = str.maketrans(
    dict.fromkeys("\u02b9\u02bb\u02bd\u02be\u02bf\u02c8\ua78c\u05f3\u05b3\u2035", "'") | {"\u05f4": '"'}
)
_OWN_LETTERS = {
    "\u0306": "\u0438\u0443",  # й ў
    "\u0308": "\u0456",  # ї
    "\u0301": "\u0433\u043a",  # ѓ ќ
}
"""Combining mark -> Cyrillic letters with which it is another letter."""
_HYPHEN = r"(?<=[^\W_])-(?=[^\W_])"
_MIDDLE_DOT = r"(?<=l)[\u00b7\u2027](?=l)"


@lru_cache(maxsize=256)
def readings(text: str, group: str = "") -> tuple[str, ...]:
    """The forms of the text in which its words are compared, words between spaces; none for a text without words.

    At most eight; one for nearly every text. ``group`` is the mark that surely groups digits, where one does: a
    teacher's ``4,100`` in English is no 4.1, whatever a student's may be.
    """
    wide = split_numbers(text).replace("\u200c", "-").replace("\u05be", "-").translate(_APOSTROPHES)
    form = levelled(wide)
    letters = [form]
    if form.translate(_TWO_LETTERS) != form:
        letters.append(form.translate(_TWO_LETTERS))
    sure = group and re.search(rf"(?<![\d.,])[1-9]\d{{0,2}}{re.escape(group)}\d{{3}}(?![\d.,]?\d)", form)
    marks = (group == ".",) if sure else (False, True)
    forms: dict[str, None] = {}
    for spelled in map(_without_marks, letters):
        for comma in marks:
            numbered = plain_numbers(spelled, comma=comma)
            apart = re.sub(_HYPHEN, " ", numbered)
            joined = re.sub(_HYPHEN, lambda match: _joint(match), numbered)
            for written in (apart, joined):
                forms.setdefault(_words(written))
    return tuple(form for form in forms if form)


def _joint(match: re.Match[str]) -> str:
    """Nothing between two parts of a word, a space between two numbers."""
    ends = match.string[match.start() - 1] + match.string[match.end()]
    return " " if ends.isdigit() else ""


def _words(text: str) -> str:
    """Without what stands at the edges of the words; the units of numbers stay."""
    words = text.split()
    units = units_of_numbers(words)
    return " ".join(filter(None, (word if at in units else inside(word) for at, word in enumerate(words))))


def _without_marks(text: str) -> str:
    """The text without the marks and signs that may be left out."""
    text = re.sub(_MIDDLE_DOT, "", text)
    text = re.sub(
        r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_]?(?![^\W_])", lambda match: match[0].replace(".", ""), text
    )
    if text.isascii():
        return text
    kept: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(character) and unicodedata.category(character) != "Mn":
            base = character
            kept.append(character)
        elif not _may_be_left_out(base, character):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept).translate(_LEFT_OUT)).translate(_STROKES)


def _may_be_left_out(base: str, mark: str) -> bool:
    code, letter = ord(mark), ord(base or " ")
    if (
        0x0591 <= code <= 0x05C7
        or 0x0610 <= code <= 0x06ED
        or 0x0711 <= code <= 0x074A
        or 0x08D3 <= code <= 0x08FF
    ):
        return True  # Hebrew, Arabic, Syriac
    if letter < 0x0400 or 0x1D00 <= letter < 0x2000:  # Latin, Greek
        return code < 0x0370 or 0x1AB0 <= code < 0x1E00
    return 0x0400 <= letter < 0x0530 and code < 0x0370 and base not in _OWN_LETTERS.get(mark, "")
