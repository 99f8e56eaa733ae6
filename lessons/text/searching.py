"""Finding words as a reader types them: case, accents, kinds of quotes, dashes and spaces do not matter."""

import unicodedata
from array import array

from lessons.text.comparing import SKIPPABLE, fold

_LETTERS_OWN = 9
"""Marks of a combining class up to this one (nukta, kana voicing, virama) make another letter; accents lie above."""


class Searchable:
    """A text folded for searching, which knows where each folded character comes from."""

    def __init__(self, text: str) -> None:
        self._at = array("I")
        pieces: list[str] = []
        for offset, character in enumerate(fold(text)):
            piece = _folded(character)
            if piece == " " and pieces and pieces[-1] == " ":
                continue
            if piece:
                pieces.append(piece)
                self._at.extend([offset] * len(piece))
        self.folded = "".join(pieces)

    def find(self, words: str) -> list[tuple[int, int]]:
        """Where the words stand, first to last, not overlapping: (start, end) in code points of the text."""
        letters = folded(words).strip(" ")
        spans: list[tuple[int, int]] = []
        place = self.folded.find(letters) if letters else -1
        while place >= 0:
            after = place + len(letters)
            spans.append((self._at[place], self._at[after - 1] + 1))
            place = self.folded.find(letters, after)
        return spans


def folded(text: str) -> str:
    """A text as it is searched; never shown."""
    words = "".join(_folded(character) for character in fold(text))
    return " ".join(words.split()) if words.strip() else words


def _folded(character: str) -> str:
    if character.isascii():
        return character.casefold()
    if character in SKIPPABLE or unicodedata.combining(character) > _LETTERS_OWN:
        return ""
    apart = unicodedata.normalize("NFKD", character.casefold())
    bare = "".join(one for one in apart if unicodedata.combining(one) <= _LETTERS_OWN)
    return fold(unicodedata.normalize("NFC", bare)).casefold()
