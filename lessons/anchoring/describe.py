"""Any span as the shortest quote that is found in one place: the inverse of ``quote.locate``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.anchoring.places import MANY, Places, found, places_of, ranges_of, squeeze, trimmed
from lessons.model.article import Article
from lessons.text.spans import Span

_CHUNK_BEFORE = re.compile(r"\S+\s*\Z")
_CHUNK_AFTER = re.compile(r"\s*\S+")
_WORDS_OF_CONTEXT = 6
"""Most words of context tried on both sides together before a block or a count decides."""
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Described:
    """A quote with no more context than it needs; has the fields of an anchor in a file."""

    quote: str
    before: str = ""
    after: str = ""
    nth: int | None = None
    where: tuple[str, ...] = ()
    all: bool = False


def describe(article: Article, span: Span) -> Described:
    """The shortest description of a span from which ``locate`` gives the same span back.

    White space and invisible characters at the ends are left out: what comes back is the trimmed span.
    Raises ``ValueError`` for a span that holds nothing else or lies outside the text.
    """
    if not 0 <= span.start < span.end <= len(article.text):
        raise ValueError(f"{span} is not a stretch of a text of {len(article.text)} characters")
    target = trimmed(article.text, span)
    if target.start == target.end:
        raise ValueError(f"{span} holds no words")
    places = places_of(article.text)
    quote = article.text[target.start : target.end]
    hits = found(places, quote, ranges_of(article, ()), ("", ""), MANY)
    if only(places, hits, quote) == target:
        return Described(quote)
    if len(hits) == MANY:  # no few words beside it would decide, and to try them all takes long
        return _counted(places, article, quote, target)
    for before, after in _contexts(article.text, target):
        candidate = Described(quote, before, after)
        if _decides(places, article, candidate, target):
            return candidate
    return _counted(places, article, quote, target)


def _decides(places: Places, article: Article, candidate: Described, target: Span) -> bool:
    context = squeeze(candidate.before), squeeze(candidate.after)
    hits = found(places, candidate.quote, ranges_of(article, candidate.where), context, MANY)
    return only(places, hits, candidate.quote) == target


def only(places: Places, hits: list[Span], quote: str) -> Span | None:
    """The one place meant: the only hit, or the only hit that is the quote letter for letter.

    White space makes no difference: how a quote is broken into lines says nothing.
    """
    if len(hits) > 1:
        letters = quote.split()
        hits = [hit for hit in hits if places.text[hit.start : hit.end].split() == letters]
    return hits[0] if len(hits) == 1 else None


def _chunks(text: str, span: Span) -> tuple[list[str], list[str]]:
    """Context of growing length before and after the span; the first of each is empty."""
    before, after = [""], [""]
    edge = span.start
    for _ in range(_WORDS_OF_CONTEXT):
        chunk = _CHUNK_BEFORE.search(text, max(0, edge - 200), edge)
        if chunk is None:
            break
        edge = chunk.start()
        before.append(text[edge : span.start].strip())
    edge = span.end
    for _ in range(_WORDS_OF_CONTEXT):
        following = _CHUNK_AFTER.match(text, edge)
        if following is None:
            break
        edge = following.end()
        after.append(text[span.end : edge].strip())
    return before, after


def _contexts(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """Pairs of contexts, fewest words first; among equals the shorter, one side rather than two."""
    before, after = _chunks(text, span)
    for total in range(1, _WORDS_OF_CONTEXT + 1):
        pairs = [
            (before[count], after[total - count])
            for count in range(total + 1)
            if count < len(before) and total - count < len(after)
        ]
        yield from sorted(pairs, key=lambda pair: (bool(pair[0] and pair[1]), len(pair[0]) + len(pair[1])))


def _counted(places: Places, article: Article, quote: str, target: Span) -> Described:
    """Decide by the block, else by counting; else by everything around, which no other place can share."""
    if article.blocks:
        block = article.block_at(target.start)
        inside = Described(quote, where=(block.label,))
        if _decides(places, article, inside, target):
            return inside
    hits = found(places, quote, ranges_of(article, ()), ("", ""), _ALL)
    if target in hits:
        return Described(quote, nth=hits.index(target) + 1)
    return Described(quote, article.text[: target.start].strip(), article.text[target.end :].strip())
