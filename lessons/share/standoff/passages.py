"""Words of the article that stand in the other texts of a lesson: found, hidden, and put back.

The rule: two or more words that are neighbours in the article, in the same order, are a passage where they are
neighbours in another text, and one of them is a content word; or where they are four function words or more.
A content word has a letter and is not in the list of function words, which exists for English; in other
languages every word with a letter is a content word. Single words and runs of numbers are no passages.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lessons.anchoring.tokens import Salted, Tokens, tokens_of
from lessons.loading.catalogue import MARK_OF_PASSAGE
from lessons.model.form import Side
from lessons.text import fold

LONGEST_OF_FUNCTION_WORDS = 3
"""So many function words in a row may stand."""
LONG = 4
"""A run of so many words is found in texts that are not about the article too."""
GAP = "[…]"
"""What stands for a passage that cannot be put back."""
_MARK = re.compile(MARK_OF_PASSAGE)
_ENGLISH = """
    a an the and or but nor so yet if than then as that this these those there here it its he him his she her
    hers they them their theirs we us our ours you your yours i me my mine who whom whose which what when where
    why how is are was were be been being am do does did done doing have has had having will would shall should
    can could may might must ought not no none of in on at by for with from to into onto over under up down out
    off about against between through during before after above below upon within without again once more most
    less least very too also only just even still ever never always own same such each every any all both few
    some many much other others another one ones because while until although though however like per via
    s t d ll re ve m isn't aren't wasn't weren't don't doesn't didn't won't can't it's that's he's she's
"""
FUNCTION_WORDS = frozenset(_ENGLISH.split())


@dataclass(frozen=True)
class Protected:
    """One article whose words are not to be read."""

    side: Side
    tokens: Tokens
    digits: str
    salted: Salted
    english: bool
    long_only: bool = False
    """Whether only runs of ``LONG`` words with two content words are passages: for texts that are not about it."""

    def counts(self, forms: Sequence[str]) -> bool:
        """Whether these neighbouring words are a passage."""
        if len(forms) < (LONG if self.long_only else 2):
            return False
        letters = [form for form in forms if any(character.isalpha() for character in form)]
        content = [form for form in letters if not self.english or form not in FUNCTION_WORDS]
        if self.long_only:
            return len(content) > 1
        return bool(content) or len(letters) > LONGEST_OF_FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring words of an article."""

    side: Side
    at: int
    """Number of the first word, from 0."""
    words: str
    """One digit a word."""
    check: str


class Finder:
    """Finds passages of protected articles in texts."""

    def __init__(self, articles: Sequence[Protected]) -> None:
        self.articles = articles
        self._pairs: dict[tuple[str, str], list[tuple[Protected, int]]] = {}
        for article in articles:
            forms = article.tokens.forms
            for at, pair in enumerate(pairwise(forms)):
                self._pairs.setdefault(pair, []).append((article, at))

    def passages(self, text: str) -> list[tuple[int, Protected, int, int]]:
        """``(first word of the text, article, first word of it, words)`` of each passage, from left to right."""
        forms = tokens_of(text).forms
        runs = []
        at = 0
        while at < len(forms) - 1:
            best = max(self._at(forms, at), key=lambda run: run[2], default=None)
            if best is None:
                at += 1
            else:
                runs.append((at, *best))
                at += best[2]
        return runs

    def _at(self, forms: Sequence[str], at: int) -> list[tuple[Protected, int, int]]:
        runs = []
        for article, place in self._pairs.get((forms[at], forms[at + 1]), ()):
            theirs, length = article.tokens.forms, 2
            limit = min(len(forms) - at, len(theirs) - place)
            while length < limit and forms[at + length] == theirs[place + length]:
                length += 1
            if article.counts(forms[at : at + length]):
                runs.append((article, place, length))
        return runs


@dataclass
class Book:
    """The passages hidden in one file; a mark in a text names a passage and a word of it, both from 1."""

    finder: Finder
    passages: list[Passage] = field(default_factory=list)
    hidden: int = 0
    """Places where a passage was hidden."""

    def hide(self, text: str) -> str:
        """The text with a mark for each word of a passage; what stands between the words stays."""
        words = tokens_of(text)
        pieces: list[str] = []
        done = 0
        for first, article, place, length in self.finder.passages(text):
            number = self._number(article, place, length)
            self.hidden += 1
            for step in range(length):
                span = words.spans[first + step]
                sign = _case(text[span.start : span.end])
                pieces += [text[done : span.start], f"⟦{number}.{step + 1}{sign}⟧"]
                done = span.end
        return "".join([*pieces, text[done:]])

    def _number(self, article: Protected, place: int, length: int) -> int:
        """The number of the passage; the same words are one passage, wherever they stand."""
        forms = article.tokens.forms[place : place + length]
        digits, check = article.digits[place : place + length], article.salted.check(forms)
        for number, passage in enumerate(self.passages, start=1):
            if (passage.side, passage.words, passage.check) == (article.side, digits, check):
                return number
        self.passages.append(Passage(article.side, place, digits, check))
        return len(self.passages)


def blanked(text: str, finder: Finder) -> tuple[str, int]:
    """The text with ``GAP`` for each passage, and how many there were: for texts that nobody binds."""
    words = tokens_of(text)
    pieces: list[str] = []
    done = 0
    runs = finder.passages(text)
    for first, _article, _place, length in runs:
        span = words.span(first, length)
        pieces += [text[done : span.start], GAP]
        done = span.end
    return "".join([*pieces, text[done:]]), len(runs)


def _case(word: str) -> str:
    """How a word is written: ``_`` lower case, ``^`` a capital first, ``^^`` all capitals; else as in the copy."""
    word = fold(word)
    if word == word.lower():
        return "_" if word != word.upper() else ""
    if word == _capital(word):
        return "^"
    return "^^" if word == word.upper() else ""


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:].lower()


def restored(text: str, word_of: Callable[[int, int], str | None]) -> tuple[str, bool]:
    """The text with its words put back, and whether all were there.

    ``word_of`` takes the numbers of a passage and of a word of it, both from 1. Passages that are not there
    become ``GAP``.
    """
    whole = True

    def put_back(match: re.Match[str]) -> str:
        nonlocal whole
        word = word_of(int(match[1]), int(match[2]))
        if word is None:
            whole = False
            return GAP
        forms = {"_": word.lower(), "^": _capital(word), "^^": word.upper()}
        return forms.get(match[3], word)

    done = _MARK.sub(put_back, text)
    gap = re.escape(GAP)
    return (done, True) if whole else (re.sub(rf"{gap}(?:[\s-]*{gap})+", GAP, done), False)
