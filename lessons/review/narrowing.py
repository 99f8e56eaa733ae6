"""A marking exercise narrowed to the sentence where something was missed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase
from lessons.kinds.units import units_of
from lessons.model.article import Article
from lessons.model.span import Span
from lessons.play.missed import PLAIN, Missed

DENSE = Fraction(1, 2)
"""Where more of the words shown are key words, too little is left to tell them from."""


def shown_for(
    key: MarkKey, article: Article, scope: Sequence[Span], missed: Missed, turn: int
) -> tuple[Span, ...]:
    """The parts of the scope to ask about: the sentence; where it is mostly key words, its block, or all of it.

    Of several false alarms it is the turn of one. Spans and scope are of ``article``.
    """
    spans = missed.spans
    if missed.item == PLAIN:
        places = list(dict.fromkeys(_sentence(article, span) for span in spans))
        spans = (places[turn % len(places)],)
    sentence = Span(_sentence(article, spans[0]).start, max(_sentence(article, span).end for span in spans))
    block = article.block_at(spans[0].start).span
    for part in (sentence, block):
        inside = tuple(cut for cut in (_cut(part, one) for one in scope) if cut is not None)
        if inside and narrowed(key, article, inside).density <= DENSE:
            return inside
    return tuple(scope)


def _sentence(article: Article, span: Span) -> Span:
    """From the start of the sentence where the span begins to the end of the one where it ends."""
    sentences = article.sentences
    numbers = sentences.between(span.start, span.end)
    return Span(sentences.starts[numbers[0]], sentences.ends[numbers[-1]]) if numbers else span


def _cut(part: Span, block: Span) -> Span | None:
    start, end = max(part.start, block.start), min(part.end, block.end)
    return Span(start, end) if start < end else None


def narrowed(key: MarkKey, article: Article, scope: Sequence[Span]) -> MarkKey:
    """The same key for a smaller scope; phrases that do not lie in it are left out."""
    units = units_of(article, scope, key.unit)

    def moved(words: int) -> int:
        return units.marked(key.units.stretches(words))

    def phrase(one: KeyPhrase) -> KeyPhrase:
        return replace(one, extent=moved(one.extent), core=moved(one.core) or moved(one.extent))

    def aside(one: SidePhrase) -> SidePhrase:
        return replace(one, words=moved(one.words))

    return replace(
        key,
        units=units,
        phrases=tuple(made for made in map(phrase, key.phrases) if made.extent),
        debatable=tuple(made for made in map(aside, key.debatable) if made.words),
        traps=tuple(made for made in map(aside, key.traps) if made.words),
        need=None,
    )
