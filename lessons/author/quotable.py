"""Quotations for a new exercise: words of an article that anchor in exactly one place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lessons.anchoring.describe import Described, describe
from lessons.anchoring.quote import locate
from lessons.author.templates import Anchor, scalar
from lessons.kinds.phrases import loose_words
from lessons.loading.document import Value
from lessons.model.article import Article, Block
from lessons.text.spans import Span

LONGEST = 12
"""Most words of a sentence that are quoted."""
_MARKS = frozenset('"“”„«»')
_FEWEST_BEFORE_COMMA = 3
ROOM = 12
"""Fewest words of a paragraph in which students mark."""


@dataclass(frozen=True)
class Quotable:
    """A stretch of the article and the fields that anchor it."""

    span: Span
    words: str
    """On one line."""
    anchor: Anchor
    counted: bool
    """Whether the anchor counts places (``nth``), so that it holds for the whole article only."""


def paragraphs(article: Article) -> list[Block]:
    """The paragraphs in reading order."""
    return [block for block in article.blocks if block.role == "paragraph"]


def words_in_paragraphs(article: Article) -> int:
    """How many words the paragraphs hold."""
    return sum(len(article.words.between(block.span.start, block.span.end)) for block in paragraphs(article))


def sentences(article: Article, said: str = "") -> Iterator[Quotable]:
    """The beginnings of the paragraphs' sentences, the long ones cut, in reading order.

    Those that stand in ``said``, the text of an exercise, are left out: a hint must not hold an answer.
    """
    for block in paragraphs(article):
        for index in article.sentences.between(block.span.start, block.span.end):
            start, end = article.sentences[index]
            words = article.words.between(start, end)
            if words:
                quotation = anchored(article, _beginning(article, words), said)
                if quotation is not None:
                    yield quotation


def striking(article: Article, block: Block | None, said: str = "") -> Iterator[Quotable]:
    """Words of the block, or of all paragraphs, the longest first and no two of them neighbours."""
    blocks = [block] if block is not None else paragraphs(article)
    indices = [index for one in blocks for index in article.words.between(one.span.start, one.span.end)]
    taken: set[int] = set()
    for index in sorted(indices, key=lambda index: (-_length(article, index), index)):
        if taken.isdisjoint(range(index - 3, index + 4)):
            quotation = anchored(article, article.words[index], said)
            if quotation is not None:
                taken.add(index)
                yield quotation


def roomy(article: Article) -> Block | None:
    """The first paragraph with room to mark in; ``None`` when there is none."""
    return next(
        (
            block
            for block in paragraphs(article)
            if len(article.words.between(block.span.start, block.span.end)) >= ROOM
        ),
        None,
    )


def anchored(article: Article, span: Span, said: str = "") -> Quotable | None:
    """The span with its anchor; ``None`` when no anchor leads back to it, or its words stand in ``said``."""
    described = describe(article, span)
    if f" {' '.join(loose_words(described.quote))} " in f" {' '.join(loose_words(said))} ":
        return None
    if locate(article, described).spans != (span,):
        return None
    one_line = replace(described, quote=" ".join(described.quote.split()))
    return Quotable(span, one_line.quote, fields_of(one_line), one_line.nth is not None)


def fields_of(anchor: Described) -> dict[str, str]:
    """The fields of an anchor, as YAML on one line."""
    fields = {"quote": scalar(anchor.quote, flow=True)}
    for name, words in (("before", anchor.before), ("after", anchor.after)):
        if words:
            fields[name] = scalar(words, flow=True)
    if anchor.where:
        fields["where"] = f"[{', '.join(anchor.where)}]"
    if anchor.nth is not None:
        fields["nth"] = str(anchor.nth)
    return fields


def quoting(article: Article, span: Span, word: str) -> dict[str, Value]:
    """A line of a lesson in one file that quotes a span behind ``word``, with what decides between several places."""
    described = describe(article, span)
    entry: dict[str, Value] = {word: " ".join(described.quote.split())}
    for name, context in (("before", described.before), ("after", described.after)):
        if context:
            entry[name] = " ".join(context.split())
    if described.nth is not None:
        entry["nth"] = str(described.nth)
    if described.where:
        entry["where"] = ", ".join(described.where)
    return entry


def quoted_at(article: Article, entry: Value, word: str) -> tuple[Span, ...]:
    """Where a line's words stand in the article; nothing where they do not, or the line cannot be read."""
    if not isinstance(entry, dict) or not isinstance(quote := entry.get(word), str) or not quote.strip():
        return ()
    before, after = (str(entry.get(name) or "") for name in ("before", "after"))
    nth, where = entry.get("nth"), entry.get("where")
    count = int(nth) if isinstance(nth, str) and nth.isdecimal() and nth.isascii() and len(nth) < 6 else None
    known = {block.label for block in article.blocks}
    listed = where if isinstance(where, list) else str(where or "").split(",")
    labels = tuple(label for one in listed if (label := str(one).strip()) in known)
    anchor = Described(
        quote.rstrip("\n"), before, after, count, labels, str(entry.get("all")) in ("true", "yes")
    )
    return locate(article, anchor).spans


def _beginning(article: Article, words: range) -> Span:
    """A sentence up to a quotation mark; a long one up to a comma, or its first words."""
    last, comma = words[0], None
    for index in words[1:LONGEST]:
        between = article.text[article.words[last][1] : article.words[index][0]]
        if _MARKS & set(between):
            break
        if "," in between and last - words[0] >= _FEWEST_BEFORE_COMMA:
            comma = last
        last = index
    cut = last != words[-1] and comma is not None
    end = comma if cut and comma is not None else last
    return Span(article.words[words[0]][0], article.words[end][1])


def _length(article: Article, index: int) -> int:
    start, end = article.words[index]
    return end - start
