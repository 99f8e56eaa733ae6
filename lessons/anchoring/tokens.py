"""The words of a text as they are compared across copies of it: typography, case and hyphens make no difference.

A copy may have other quotation marks, dashes, spaces, invisible characters or ligatures, and still hold the
same words.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b, sha256

from lessons.text import SKIPPABLE, fold, words_of
from lessons.text.spans import Span

_UNSEEN = frozenset(SKIPPABLE)


@dataclass(frozen=True)
class Tokens:
    """The words of a text, numbered from 0."""

    text: str
    forms: tuple[str, ...]
    """What is compared of each word."""
    spans: tuple[Span, ...]
    """Where each word stands in the text: code points, end exclusive."""

    def __len__(self) -> int:
        return len(self.forms)

    def span(self, first: int, count: int) -> Span:
        """From the start of word ``first`` to the end of the last of ``count`` words."""
        return Span(self.spans[first].start, self.spans[first + count - 1].end)

    def touched(self, span: Span) -> range:
        """The numbers of the words that share a character with the span."""
        low = _first(self.spans, span.start, ends=True)
        high = _first(self.spans, span.end, ends=False)
        return range(low, max(low, high))


def _first(spans: Sequence[Span], offset: int, *, ends: bool) -> int:
    """Number of the first word that ends behind ``offset``, or else that starts at or behind it."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        before = spans[middle].end <= offset if ends else spans[middle].start < offset
        low, high = (middle + 1, high) if before else (low, middle)
    return low


@lru_cache(maxsize=16)
def tokens_of(text: str) -> Tokens:
    """The words of a text. The parts of a hyphened word are words of their own."""
    kept = [offset for offset, character in enumerate(text) if character not in _UNSEEN]
    seen = "".join(text[offset] for offset in kept)
    table = words_of(fold(seen).replace("-", " "))
    spans = tuple(Span(kept[start], kept[end - 1] + 1) for start, end in table)
    return Tokens(text, tuple(_form(seen[start:end]) for start, end in table), spans)


@lru_cache(maxsize=8192)
def _form(word: str) -> str:
    wide = unicodedata.normalize("NFKC", fold(word)).casefold()
    return unicodedata.normalize("NFC", wide)


CHECK_BYTES = 3
SALT_BYTES = 8


@dataclass(frozen=True)
class Salted:
    """The hashes of one text."""

    salt: str
    """``SALT_BYTES`` bytes in hexadecimal."""
    _digits: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def digit(self, form: str) -> str:
        """One hexadecimal digit for a word in the form in which words are compared."""
        digit = self._digits.get(form)
        if digit is None:
            digest = blake2b(
                form.encode(), digest_size=1, salt=bytes.fromhex(self.salt), person=b"word"
            ).digest()
            digit = self._digits[form] = f"{digest[0] >> 4:x}"
        return digit

    def digits(self, forms: Sequence[str]) -> str:
        """One digit a word."""
        return "".join(map(self.digit, forms))

    def check(self, forms: Sequence[str]) -> str:
        """``CHECK_BYTES`` bytes, in hexadecimal, for a whole phrase."""
        phrase = "\n".join(forms).encode()
        return blake2b(
            phrase, digest_size=CHECK_BYTES, salt=bytes.fromhex(self.salt), person=b"phrase"
        ).hexdigest()


def salt_of(forms: Sequence[str]) -> str:
    """A salt that belongs to a text, so that the same lesson is packed to the same bytes."""
    return blake2b("\n".join(forms).encode(), digest_size=SALT_BYTES, person=b"salt").hexdigest()


def fingerprint(forms: Sequence[str]) -> str:
    """SHA-256 of the words of a text in order, in hexadecimal: the same for copies that differ in typography."""
    return sha256("\n".join(forms).encode()).hexdigest()
