"""Phrases as word patterns, found in typed text without regular expressions: no text can make them slow.

A pattern is words; ``word*`` stands for any word with that beginning, ``*`` alone for any words, also none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lessons.text import comparable, words_of

ANY = "*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase to look for."""

    text: str
    """As the teacher wrote it."""
    tokens: tuple[str, ...]
    """Compared words; ``*`` and ``word*`` as above."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are fixed, without their stars."""
        return tuple(token.rstrip(ANY) for token in self.tokens if token != ANY)

    @property
    def shown(self) -> str:
        """The pattern for students: an ellipsis instead of each star."""
        return self.text.replace(ANY, "\u2026")


def loose_words(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared; punctuation only separates them."""
    return _compared(text[start:end] for start, end in words_of(text))


def strict_words(text: str, articles: Sequence[str] = ()) -> tuple[str, ...]:
    """The parts of a text between spaces in the form in which they are compared.

    Signs of numbers stay, and so does what glues words together. ``articles`` as for ``comparable``.
    """
    return _compared(comparable(text, articles).split())


def _compared(parts: Iterable[str]) -> tuple[str, ...]:
    """Each part in the form in which it is compared; a part that comes again is looked up."""
    forms: dict[str, str] = {}
    words = []
    for part in parts:
        form = forms.get(part)
        if form is None:
            form = forms[part] = comparable(part)
        if form:
            words.append(form)
    return tuple(words)


def pattern(text: str, split: Callable[[str], tuple[str, ...]]) -> Pattern:
    """The pattern of a teacher's text; ``split`` cuts typed text in the same way."""
    tokens: list[str] = []
    for part in text.split():
        body = part.rstrip(ANY)
        words = split(body.replace(ANY, " "))
        if not words:
            tokens += [ANY] if ANY in part else []
        elif body != part:
            tokens += [*words[:-1], words[-1] + ANY]
        else:
            tokens += words
    return Pattern(text, tuple(tokens))


def misplaced_star(text: str) -> bool:
    """Whether a star stands anywhere but alone or at the end of a word."""
    return any(ANY in part.rstrip(ANY) or part.count(ANY) > 1 for part in text.split())


def fits(token: str, word: str) -> bool:
    """Whether one word fits one token other than ``*``."""
    return word.startswith(token[:-1]) if token.endswith(ANY) else word == token


def fits_all(tokens: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words, all of them, fit the tokens."""
    runs = _runs(tokens)
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return len(first) == len(words) and _here(first, words, 0)
    low, high = len(first), len(words) - len(last)
    if low > high or not _here(first, words, 0) or not _here(last, words, high):
        return False
    for run in runs[1:-1]:
        place = next((at for at in range(low, high - len(run) + 1) if _here(run, words, at)), None)
        if place is None:
            return False
        low = place + len(run)
    return True


def _runs(tokens: Sequence[str]) -> list[list[str]]:
    """The tokens cut at each ``*``."""
    runs: list[list[str]] = [[]]
    for token in tokens:
        if token == ANY:
            runs.append([])
        else:
            runs[-1].append(token)
    return runs


def _here(run: Sequence[str], words: Sequence[str], at: int) -> bool:
    return all(fits(token, words[at + index]) for index, token in enumerate(run))


@dataclass(frozen=True)
class Words:
    """The words of a typed text, with where each of them stands."""

    words: tuple[str, ...]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for index, word in enumerate(self.words):
            places.setdefault(word, []).append(index)
        return places

    def hold(self, phrase: Pattern) -> bool:
        """Whether the phrase, which has no ``*`` alone, stands anywhere in the text."""
        if not phrase.tokens:
            return False
        first, last = phrase.tokens[0], len(self.words) - len(phrase.tokens)
        if first.endswith(ANY):
            starts = [at for word, places in self._places.items() if fits(first, word) for at in places]
        else:
            starts = self._places.get(first, [])
        return any(at <= last and _here(phrase.tokens, self.words, at) for at in starts)
