"""Places in an article as the fields of quotations that lead back to exactly these places."""

from collections.abc import Sequence

from lessons.anchoring.describe import Described, describe
from lessons.anchoring.detached import Detached
from lessons.anchoring.places import found, places_of, ranges_of
from lessons.anchoring.quote import locate
from lessons.loading.document import Value
from lessons.model.article import Article
from lessons.model.scalar import Plain
from lessons.model.span import Span
from lessons.share.standoff.attaching import Attached
from lessons.share.standoff.standoff_fields import number

_ALL = 1_000_000_000


def quotations(article: Article, spans: Sequence[Span], where: Sequence[str]) -> list[dict[str, Value]]:
    """The fields of a quotation that means all these places, or of one for each place.

    ``where`` are the blocks looked in when a quotation names none.
    """
    if len(spans) > 1:
        every = Described(article.text[spans[0].start : spans[0].end], all=True)
        if list(locate(article, every, where).spans) == list(spans):
            return [_fields(every)]
    return [_fields(_described(article, span, where)) for span in spans]


def _described(article: Article, span: Span, where: Sequence[str]) -> Described:
    made = describe(article, span)
    if list(locate(article, made, where).spans) == [span]:
        return made
    block = article.block_at(span.start)
    words = article.text[span.start : span.end]
    hits = found(places_of(article.text), words, ranges_of(article, (block.label,)), ("", ""), _ALL)
    if span in hits:
        return Described(words, nth=hits.index(span) + 1, where=(block.label,))
    return made


def _fields(made: Described) -> dict[str, Value]:
    fields: dict[str, Value] = {"quote": made.quote}
    fields |= {"before": made.before} if made.before else {}
    fields |= {"after": made.after} if made.after else {}
    if made.nth is not None:
        fields["nth"] = number(made.nth)
    if made.where:
        fields["where"] = [Plain(label) for label in made.where]
    if made.all:
        fields["all"] = Plain("true")
    return fields


def quoted_core(attached: Attached, anchor: Detached, core: tuple[int, int]) -> str:
    """The words of an anchor's core as the article has them; ``core`` is the first word, from 1, and how many."""
    first = attached.shaped.words[attached.fate(anchor).at] + core[0] - 1
    span = attached.own.tokens.span(first, core[1])
    return attached.article.text[span.start : span.end]
