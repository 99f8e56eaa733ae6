"""The passage of an article that comes closest to words that are not in it: for error messages only."""

from collections import Counter, defaultdict
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from lessons.anchoring.places import squeeze
from lessons.model.article import Article
from lessons.text import fold, words_of
from lessons.text.spans import Span

_WORDS_READ = 40
"""Words of the quote that are looked at."""
_PLACES_VOTED = 2_000
"""Places of one word that may vote; commoner words say little."""
_WINDOWS = 12
"""Best-voted passages that are compared letter by letter."""


@lru_cache(maxsize=4)
def _index(text: str) -> tuple[list[Span], dict[str, list[int]]]:
    """The word spans of a text, and the word numbers per folded lower-case word."""
    table = words_of(text)
    spans = [Span(start, end) for start, end in table]
    folded = fold(text)
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(spans):
        numbers[folded[start:end].casefold()].append(number)
    return spans, dict(numbers)


def closest(article: Article, quote: str) -> Span | None:
    """The passage most like the words, or ``None`` when nothing is like them.

    Each word of the quote votes for where the quote would begin; the best places are compared by letters.
    The work is bounded whatever the length of the article.
    """
    spans, numbers = _index(article.text)
    words = [quote[start:end].casefold() for start, end in words_of(quote)][:_WORDS_READ]
    if not words or not spans:
        return None
    votes: Counter[int] = Counter()
    for position, word in enumerate(words):
        for spelling in _spellings(word, numbers):
            places = numbers[spelling]
            if len(places) <= _PLACES_VOTED:
                for number in places:
                    votes[number - position] += 1 + 4 // len(places)
    return _best(article, quote, len(words), spans, votes)


def _spellings(word: str, numbers: dict[str, list[int]]) -> list[str]:
    """The word itself when the article has it, else the words most like it."""
    if word in numbers:
        return [word]
    if len(word) < 4:
        return []
    alike = [
        word_there
        for word_there in numbers
        if abs(len(word_there) - len(word)) <= 3 and word_there[:1] == word[:1]
    ]
    return get_close_matches(word, alike[:_PLACES_VOTED], 2, 0.7)


def _best(article: Article, quote: str, length: int, spans: list[Span], votes: Counter[int]) -> Span | None:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(quote.casefold()[:400])
    best, best_ratio = None, 0.0
    for first, _votes in votes.most_common(_WINDOWS):
        for shift in (0, -1, 1):
            low = min(max(0, first + shift), len(spans) - 1)
            for size in (length, length - 1, length + 1):
                high = min(len(spans), low + max(1, size)) - 1
                if high < low:
                    continue
                passage = Span(spans[low].start, spans[high].end)
                matcher.set_seq1(squeeze(article.text[passage.start : passage.end]).casefold()[:400])
                if matcher.real_quick_ratio() > best_ratio and matcher.ratio() > best_ratio:
                    best, best_ratio = passage, matcher.ratio()
    return best if best_ratio >= 0.5 else None
