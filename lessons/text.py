"""Characters: what may reach a screen, what a word and a sentence are, and how texts are compared.

The only module that knows control characters. It imports only the standard library and is cheap to import.
All offsets are code points, end exclusive.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SKIPPABLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that nobody sees: soft hyphen, zero-width space, joiners, byte order mark. Quotes may leave them out."""

_CONTROLS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 without tab, LF, CR; DEL; C1 without NEL
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # every character with the property Bidi_Control
    "\ufff9-\ufffb"  # interlinear annotation: hides text
    "\ud800-\udfff"  # half a surrogate pair: cannot be written to a file
)
_BREAKS = "\x85\u2028\u2029"
_DROPPED = re.compile(f"[{_CONTROLS}\ufeff]")
_LINE_ENDS = re.compile(f"\r\n|[\r{_BREAKS}]")
_FORBIDDEN = re.compile(f"[{_CONTROLS}{_BREAKS}]|(?<!^)\ufeff")
_INVISIBLE = re.compile(f"[{_CONTROLS}{_BREAKS}\ufeff\t\n\r]")
_SHORT_NAMES = {0: "NUL", 7: "BEL", 8: "backspace", 12: "form feed", 27: "ESC", 127: "DEL", 0x85: "NEL", 0xFEFF: "BOM"}


def normalise(raw: str) -> str:
    """The text as the engine holds it: LF line ends, no tab, no control or bidi character, no BOM, NFC.

    Idempotent. Anything may come in, also half surrogate pairs.
    """
    text = raw
    if not (text.isascii() and text.isprintable()):
        text = _DROPPED.sub("", _LINE_ENDS.sub("\n", text))
        text = text.replace("\t", " ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    r"""One line in which nothing acts on a terminal: each control, bidi or line character becomes an escape (``\x1b``)."""
    if text.isprintable() and not _INVISIBLE.search(text):
        return text
    return _INVISIBLE.sub(lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    code = ord(character)
    return named or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")


def forbidden(text: str) -> list[tuple[int, str]]:
    """``(index, name)`` of each character that a lesson file may not hold. A BOM may stand at the very start."""
    return [(match.start(), character_name(match[0])) for match in _FORBIDDEN.finditer(text)]


def character_name(character: str) -> str:
    """A name for one character in a message: ``"U+001B (ESC)"``."""
    code = ord(character)
    name = _SHORT_NAMES.get(code) or unicodedata.name(character, "").lower()
    kind = "half a surrogate pair" if 0xD800 <= code <= 0xDFFF else "control character"
    return f"U+{code:04X} ({name or kind})"


@dataclass(frozen=True, slots=True)
class SpanTable:
    """Sorted spans that do not overlap, in two arrays: 8 bytes a span, found by bisection."""

    starts: "array[int]"
    ends: "array[int]"

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> tuple[int, int]:
        """``(start, end)`` of the span with this index; ``IndexError`` outside, negative from the end."""
        return self.starts[index], self.ends[index]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    def at(self, offset: int) -> int:
        """Index of the span that holds ``offset``, or of the next one; ``len(self)`` after the last."""
        return bisect_right(self.ends, offset)

    def between(self, start: int, end: int) -> range:
        """Indices of the spans that share at least one character with ``start`` to ``end``."""
        if start >= end:
            return range(0)
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


# Words ------------------------------------------------------------------------------------------------------------

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
    **dict.fromkeys("\u00ad\u200c\u200d\u2060", "z"),
    **dict.fromkeys("\u1039\u17d2", "v"),  # signs that stack the next consonant
    "\u20e3": "k",
}
_WORD = re.compile(
    r"d[mz]?k"  # a keycap emoji: matched to be passed over
    r"|([ad][mv]*(?:z*[ad][mv]*|['-](?=[ad])|(?<=d)\.(?=d))*"
    r"|c(?:m|vc)*)"
)


def words_of(text: str) -> SpanTable:
    """The words of a text in reading order.

    A word is a run of letters, digits and their combining marks, with apostrophes and hyphens inside and with points
    and commas between digits. In scripts written without spaces each character with its marks is a word.
    Emoji and punctuation are not words.
    """
    classes = text.translate({ord(character): _class_of(character) for character in set(text)})
    starts, ends = array("I"), array("I")
    for match in _WORD.finditer(classes):
        if match.lastindex:
            starts.append(match.start())
            ends.append(match.end())
    return SpanTable(starts, ends)


def _class_of(character: str) -> str:
    """One letter: ``a`` letter, ``d`` digit, ``m`` mark, ``c`` character that is a word; the character's own class; or a space."""
    if character in _CLASS_OF:
        return _CLASS_OF[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return "d"
    if category[0] == "M":
        return "m"
    if category[0] in "LN":
        code = ord(character)
        return "c" if code >= 0xE00 and any(low <= code <= high for low, high in _UNSPACED) else "a"
    return " "


# Sentences --------------------------------------------------------------------------------------------------------

_CLOSERS = "\"'\u2019\u201d\u00bb\u203a)\\]}"
_WIDE_CLOSERS = _CLOSERS + "\u300d\u300f\uff09\u300b\u3011\u3009"
_STOP = re.compile(
    f"[.!?\u2026\u203d\u061f\u06d4\u0964\u0965\u0589\u1362]+[{_CLOSERS}]*(?=\\s)"
    f"|[\u3002\uff01\uff1f\uff61\uff0e\u104b\u17d4]+[{_WIDE_CLOSERS}]*"
    "|\n"
)
_ABBREVIATIONS = frozenset(
    "mr mrs ms mx dr prof rev fr sr jr st mt gen col lt sgt capt cmdr adm gov sen rep hon pres supt insp "
    "vs cf etc al e.g i.e viz approx est dept univ assn bros fig figs vol ed eds pp p art sec ch "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun".split()
)
_NUMBERED = frozenset("no nos nr art fig p pp vol ch sec para".split())
_SENTENCE_ENDS = frozenset("etc al jr sr".split())
_LAST_TOKEN = re.compile(r"[^\s(\[\"'\u2018\u201c\u00ab\u2014\u2013/]+\Z")
_STARTERS = frozenset(
    "the a an this that these those he she it they we you i his her its their our my but and so in on at for with "
    "when while after before if as no yes there here what who why how".split()
)
_NEXT_WORD = re.compile(r"[^\W\d_]+")


def sentences_of(text: str, blocks: Sequence[tuple[int, int]]) -> SpanTable:
    """The sentences of the blocks ``(start, end)``, in reading order, without the space around them.

    No sentence crosses a block or a line break. Every visible character of a block lies in exactly one sentence.
    """
    starts, ends = array("I"), array("I")
    for first, last in blocks:
        start = first
        for match in _STOP.finditer(text, first, last):
            if match[0] == "\n" or _stops(text, match.start(), match.end(), first, last):
                _add(text, start, match.end(), starts, ends)
                start = match.end()
        _add(text, start, last, starts, ends)
    return SpanTable(starts, ends)


def _add(text: str, start: int, end: int, starts: "array[int]", ends: "array[int]") -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    kept = len(piece.strip())
    if kept:
        starts.append(start + left)
        ends.append(start + left + kept)


def _stops(text: str, dot: int, end: int, first: int, last: int) -> bool:
    """Whether the stop at ``dot``, closed at ``end``, ends a sentence of the block ``first`` to ``last``."""
    if text[dot] in "\u3002\uff01\uff1f\uff61\uff0e\u104b\u17d4":
        return True
    after = text[end : min(last, end + 40)].lstrip().lstrip("\"'\u2018\u201c\u00ab([")
    if after[:1].islower():
        return False
    if text[dot] != "." or text[dot : dot + 2] == "..":
        return True
    return not _abbreviated(text[max(first, dot - 24) : dot], after)


def _abbreviated(before: str, after: str) -> bool:
    """Whether the point after ``before`` belongs to an abbreviation that goes on with ``after``."""
    found = _LAST_TOKEN.search(before)
    token = found[0] if found else ""
    lower = token.lower()
    if lower in _NUMBERED and after[:1].isdigit():
        return True
    if lower in _ABBREVIATIONS and lower not in _SENTENCE_ENDS:
        return True
    following = _NEXT_WORD.match(after)
    starts_anew = following is not None and following[0].lower() in _STARTERS
    if len(token) == 1 and token.isalpha() and token.isupper():
        return not (token == "I" or starts_anew)
    if "." in token and all(len(part) == 1 and part.isalpha() for part in token.split(".")):
        return not starts_anew
    return False


# Comparing --------------------------------------------------------------------------------------------------------

_QUOTES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\u2039\u203a\uff07"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"), '"'),
}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_SPACES = dict.fromkeys(
    map(
        ord,
        "\t\n\r\x0b\x0c\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
        "\u2028\u2029\u202f\u205f\u3000",
    ),
    " ",
)
_FOLDING = {**_QUOTES, **_DASHES, **_SPACES}
def fold(text: str) -> str:
    """The text with straight quotes, ``-`` for every dash and a space for every space; **as long as before**.

    Offsets into the folded text are offsets into the text. Case and letters stay.
    """
    return text.translate(_FOLDING)


def comparable(text: str, articles: Sequence[str] = ()) -> str:
    """The normal form in which short answers are compared; never for offsets and never shown.

    Drops invisible characters, unifies quotes, dashes, widths, case and spaces, strips punctuation at the edges and one
    leading article out of ``articles`` (lower case).
    """
    kept = "".join(c for c in text if c.isascii() or unicodedata.category(c) != "Cf")
    form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", fold(kept)).casefold()).translate(_FOLDING)
    form = _inside(" ".join(form.split()))
    head, _, rest = form.partition(" ")
    return _inside(rest) if rest and head in articles else form


def _inside(text: str) -> str:
    """The text without punctuation, signs and spaces at its edges; the sign of a number stays."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]) and not (text[start] in "+-" and text[start + 1 : start + 2].isdigit()):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(character: str) -> bool:
    return not character.isalnum() and unicodedata.category(character)[0] in "PSZC"
