"""When two texts count as the same: for quotations, whose offsets must hold, and for short answers."""

import unicodedata
from collections.abc import Collection

SKIPPABLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters nobody sees (soft hyphen, zero-width space and joiners, BOM): a quotation may leave them out."""

_QUOTES = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\u2039\u203a\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
}
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_SPACES = dict.fromkeys(
    "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000",
    " ",
)
_FOLDING = str.maketrans({**_QUOTES, **_DASHES, **_SPACES})


def fold(text: str) -> str:
    """The text with straight quotes, ``-`` for every dash and a space for every space: **as long as before**.

    Offsets into the folded text are offsets into the text. Letters and their case stay.
    """
    return text.translate(_FOLDING)


def comparable(text: str, articles: Collection[str] = ()) -> str:
    """The normal form in which short answers are compared; never for offsets and never shown.

    Drops invisible characters, unifies quotes, dashes, widths, case and spaces, strips punctuation at the
    edges and one leading article out of ``articles`` (in lower case).
    """
    form = inside(levelled(text))
    head, _, rest = form.partition(" ")
    return inside(rest) if rest and head in articles else form


def levelled(text: str) -> str:
    """The text without differences of case, width, quotes, dashes and spaces, and without invisible characters."""
    if text.isascii():
        return " ".join(fold(text).lower().split())
    kept = "".join(c for c in text if c.isascii() or unicodedata.category(c) != "Cf")
    wide = unicodedata.normalize("NFKC", fold(kept))
    return " ".join(unicodedata.normalize("NFKC", wide.casefold()).translate(_FOLDING).split())


def inside(text: str) -> str:
    """The text without punctuation, signs and spaces at its edges; the sign of a number stays."""
    if text[:1].isalnum() and text[-1].isalnum():  # nearly every word
        return text
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]) and not _signs_number(text, start):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(character: str) -> bool:
    return not character.isalnum() and unicodedata.category(character)[0] in "PSZC"


def _signs_number(text: str, index: int) -> bool:
    return text[index] in "+-" and text[index + 1 : index + 2].isdigit()
