"""Phrases as word patterns, found in typed text without regular expressions: no text can make them slow.

A pattern is words; ``word*`` stands for any word with that beginning, ``*`` alone for any words, also none.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from lessons.text import comparable, words_of
from lessons.text.numbers import is_number, units_of_numbers
from lessons.text.readings import readings

ANY = "*"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A phrase to look for."""

    text: str
    """As the teacher wrote it."""
    tokens: tuple[str, ...]
    """Compared words; ``*`` and ``word*`` as above."""
    alike: tuple[tuple[str, ...], ...] = ()
    """The tokens in each way in which the phrase can be read, see ``readings``."""

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
    if text.isascii() and text.isalnum():  # one word
        return (text.lower(),)
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


def strict_readings(text: str, group: str = "") -> tuple[tuple[str, ...], ...]:
    """The ways in which a text can be read, cut as ``strict_words`` cuts it; ``group`` as for ``readings``."""
    return tuple(tuple(form.split()) for form in readings(text, group))


def loose_readings(text: str, group: str = "") -> tuple[tuple[str, ...], ...]:
    """The ways in which a text can be read, cut as ``loose_words`` cuts it; numbers and their units stay whole."""
    readings: dict[tuple[str, ...], None] = {}
    for parts in strict_readings(text, group):
        units = units_of_numbers(parts)
        words: list[str] = []
        for at, part in enumerate(parts):
            words += [part] if at in units or is_number(part) else loose_words(part)
        readings.setdefault(tuple(words))
    return tuple(words for words in readings if words)


def pattern(text: str, split: Callable[[str], tuple[str, ...]], group: str = "") -> Pattern:
    """The pattern of a teacher's text; ``split``, one of the two above, cuts typed text in the same way.

    ``group`` is the mark that surely groups the digits of the text, as for ``readings``.
    """
    read = loose_readings if split is loose_words else strict_readings
    return Pattern(text, _tokens(text, split), _alike(text, partial(read, group=group)))


def _tokens(text: str, split: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
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
    return tuple(tokens)


def _alike(text: str, read: Callable[[str], tuple[tuple[str, ...], ...]]) -> tuple[tuple[str, ...], ...]:
    """The tokens in each way of reading; what stands between two stars is read as one, for numbers with spaces."""
    ways: list[list[tuple[str, ...]]] = []
    for stretch in re.findall(r"[^*]+\**|\*+", text):
        words = stretch.rstrip(ANY)
        forms = list(read(words)) or [()]
        if words != stretch:
            glued = bool(words.strip()) and not words[-1].isspace()
            forms = [(*form[:-1], form[-1] + ANY) if glued and form else (*form, ANY) for form in forms]
        ways.append(forms)
    most = max(map(len, ways), default=0)
    whole = (tuple(word for forms in ways for word in forms[at % len(forms)]) for at in range(most))
    return tuple(dict.fromkeys(tokens for tokens in whole if tokens))


def misplaced_star(text: str) -> bool:
    """Whether a star stands anywhere but alone or at the end of a word."""
    return any(ANY in part.rstrip(ANY) or part.count(ANY) > 1 for part in text.split())


def fits(token: str, word: str) -> bool:
    """Whether one word fits one token other than ``*``."""
    return word.startswith(token[:-1]) if token.endswith(ANY) else word == token


def fits_all(tokens: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words, all of them, fit the tokens."""
    if ANY not in tokens:
        return len(tokens) == len(words) and _here(tokens, words, 0)
    runs = _runs(tokens)
    first, last = runs[0], runs[-1]
    low, high = len(first), len(words) - len(last)
    if low > high or not _here(first, words, 0) or not _here(last, words, high):
        return False
    for run in runs[1:-1]:
        place = next((at for at in range(low, high - len(run) + 1) if _here(run, words, at)), None)
        if place is None:
            return False
        low = place + len(run)
    return True


def fits_alike(phrase: Pattern, ways: Sequence[Sequence[str]]) -> bool:
    """Whether the phrase and a text, both in one of the ways in which they can be read, say the same.

    The unit of a number may stand in one of the two alone; two units must be the same.
    """
    for tokens in phrase.alike:
        for words in ways:
            if fits_all(tokens, words) or _same_but_units(tokens, words):
                return True
    return False


def _same_but_units(tokens: Sequence[str], words: Sequence[str]) -> bool:
    bare_tokens, bare_words = without_units(tokens), without_units(words)
    with_units = (len(bare_tokens) < len(tokens)) + (len(bare_words) < len(words))
    return with_units == 1 and fits_all(bare_tokens, bare_words)


def without_units(words: Sequence[str]) -> Sequence[str]:
    """The words without the units of their numbers."""
    units = units_of_numbers(words)
    return [word for at, word in enumerate(words) if at not in units] if units else words


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
        """Whether the phrase, which has no ``*`` alone, stands anywhere in the text, word for word."""
        return self.hold_tokens(phrase.tokens)

    def hold_tokens(self, tokens: tuple[str, ...]) -> bool:
        """Whether the tokens, none of them ``*`` alone, stand anywhere in the text."""
        if not tokens:
            return False
        first, last = tokens[0], len(self.words) - len(tokens)
        if first.endswith(ANY):
            starts = [at for word, places in self._places.items() if fits(first, word) for at in places]
        else:
            starts = self._places.get(first, [])
        return any(at <= last and _here(tokens, self.words, at) for at in starts)


@dataclass(frozen=True)
class TypedText:
    """A typed text of several sentences: word for word, and in each way in which it can be read."""

    words: Words
    ways: tuple[Words, ...]

    def hold(self, phrase: Pattern) -> bool:
        """Whether the phrase stands in the text in any of these ways."""
        return self.words.hold(phrase) or any(
            way.hold_tokens(tokens) for tokens in phrase.alike for way in self.ways
        )


def text_of(typed: str) -> TypedText:
    """The typed text, ready to be searched."""
    return TypedText(Words(loose_words(typed)), tuple(map(Words, loose_readings(typed))))
