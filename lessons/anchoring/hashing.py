"""Salted short hashes of words: enough to find a place again in a copy of the text, too little to read it.

One hexadecimal digit a word: about one word in sixteen has the same. Since all hashes of a text share one
salt, a word gives away no more than its digit, however many anchors name it. Only the check of a phrase is
longer, so that a changed word is never taken for the old one. What this protects and what it does not is said
in docs/stand-off.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b, sha256

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
        known = self._digits.get(form)
        if known is None:
            digest = blake2b(
                form.encode(), digest_size=1, salt=bytes.fromhex(self.salt), person=b"word"
            ).digest()
            known = self._digits[form] = f"{digest[0] >> 4:x}"
        return known

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
