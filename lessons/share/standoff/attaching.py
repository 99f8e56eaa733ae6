"""One article that readers bring, laid beside the copy they brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lessons.anchoring.detached import (
    Copy,
    Detached,
    Fate,
    Found,
    known_digits,
    lay_side_by_side,
    reattach,
    series_of,
)
from lessons.anchoring.tokens import fingerprint, tokens_of
from lessons.lesson.standoff_files import BlockFields, BringFields
from lessons.loading.article_source import article_from_text
from lessons.model.article import Article, Masthead
from lessons.model.problem import LessonError, Place, Problem
from lessons.share.standoff.readers_copy import ReadersCopy
from lessons.share.standoff.shaping import Shaped, front_matter, shape
from lessons.text.spans import Span

LEAST = 0.2
"""With a smaller share of the anchors in it, a file is taken for another article."""
_NEAR = 4
"""Words between a lost anchor and the next word that is known, on each side, so that its place is known."""


@dataclass(frozen=True)
class Attached:
    """The article of one side, made of the reader's copy, and what became of the anchors."""

    bring: BringFields
    reader: ReadersCopy
    exact: bool
    """Whether the copy has the very words of the text."""
    article: Article
    source: str
    """The article's file."""
    shaped: Shaped
    found: Mapping[Detached, Found]
    copy: Copy
    """The words of the copy."""
    own: Copy
    """The words of the article made of it."""
    pairs: Mapping[int, int] = field(default_factory=dict)

    def fate(self, anchor: Detached) -> Found:
        """What became of an anchor."""
        return self.found[anchor]

    def span(self, anchor: Detached) -> Span:
        """Where an anchor that was found stands in the article."""
        return self.own.span(anchor, self.shaped.words[self.found[anchor].at])

    def block_now(self, span: Span) -> str:
        """The block of the article in which a span begins, by the label that it has in the lesson's text."""
        label = self.article.block_at(span.start).label
        return next((old for old, new in self.shaped.labels.items() if new == label), label)

    def words(self, digits: str, check: str, at: int) -> list[str] | None:
        """The words of a passage as the copy writes them, from the place nearest to where they stood."""
        places = list(self.copy.places(digits, check))
        if not places:
            return None
        near = min(places, key=lambda place: abs(place - self._expected(at)))
        spans = self.copy.tokens.spans[near : near + len(digits)]
        return [self.reader.text[span.start : span.end] for span in spans]

    def _expected(self, at: int) -> int:
        if at in self.pairs:
            return self.pairs[at]
        nearest = min(self.pairs, key=lambda ours: abs(ours - at), default=None)
        return at if nearest is None else self.pairs[nearest] + at - nearest

    def changed(self, anchor: Detached) -> Span | None:
        """What stands in the article where a lost anchor stood; ``None`` when nothing does, or it is not known."""
        count = len(anchor.words)
        befores = range(anchor.at - 1, anchor.at - 1 - _NEAR, -1)
        behinds = range(anchor.at + count, anchor.at + count + _NEAR)
        left = next((ours for ours in befores if ours in self.pairs), None)
        right = next((ours for ours in behinds if ours in self.pairs), None)
        if left is None or right is None:
            return None
        first, end = self.pairs[left] + 1, self.pairs[right]
        if not 0 < end - first <= 2 * (count + _NEAR):
            return None
        tokens = self.own.tokens
        return Span(
            tokens.spans[self.shaped.words[first]].start, tokens.spans[self.shaped.words[end - 1]].end
        )


def attach(bring: BringFields, anchors: Sequence[Detached], reader: ReadersCopy) -> Attached:
    """The copy as the article of a lesson. Raises ``LessonError`` when it is a copy of something else."""
    tokens = tokens_of(reader.text)
    copy = Copy.of(tokens, bring.salt)
    exact = fingerprint(tokens.forms) == bring.fingerprint
    found = reattach(anchors, copy, exact=exact)
    pairs = {at: at for at in range(len(tokens))} if exact else _pairs(bring, anchors, found, copy)
    good = sum(one.fate is not Fate.LOST for one in found)
    share = good / len(anchors) if anchors else len(pairs) / max(1, bring.words)
    if not exact and share < LEAST:
        raise _another(bring, reader, good, found)
    whole = _as_it_is(bring, reader) if exact else None
    shaped = whole or shape(reader, tokens, pairs, bring.blocks)
    source = shaped.source if whole else f"{front_matter(_masthead(bring, reader))}\n{shaped.source}"
    article = reader.article if whole else article_from_text(source, reader.file).article
    own = Copy.of(tokens_of(article.text), bring.salt) if article is not None else None
    if article is None or own is None or not _same_words(copy, own, shaped):
        found_there, fix = "a text that cannot be set in paragraphs", "bring it as plain text, .txt"
        raise LessonError([Problem(Place(reader.file), "S907", found_there, "plain paragraphs", fix)])
    fates = {anchor: _together(one, anchor, shaped) for anchor, one in zip(anchors, found, strict=True)}
    return Attached(bring, reader, exact, article, source, shaped, fates, copy, own, pairs)


def _another(bring: BringFields, reader: ReadersCopy, good: int, found: Sequence[Found]) -> LessonError:
    total = len(found)
    reference = ", ".join(text for text in (bring.title, bring.outlet, bring.published) if text)
    several = sum(one.why == "several" for one in found)
    what = f"another text: {good} of the lesson's {total} places are in it"
    fix = "bring a copy of that article; if you did, it was changed too much"
    if several > LEAST * total:
        what = f"a text that holds the article more than once: {several} of {total} places stand there several times"
        fix = "open the file and delete what stands there a second time"
    return LessonError([Problem(Place(reader.file), "S905", what, f"a copy of: {reference}", fix)])


def _pairs(
    bring: BringFields, anchors: Sequence[Detached], found: Sequence[Found], copy: Copy
) -> dict[int, int]:
    """Words of the text and of the copy that belong together: those of the anchors, then all that fit between."""
    sure = {
        anchor.at + step: one.at + step
        for anchor, one in zip(anchors, found, strict=True)
        if one.fate is not Fate.LOST
        for step in range(len(anchor.words))
    }
    series = [series_of(anchor) for anchor in anchors]
    start = 0
    for block in bring.blocks:
        series += [(start, block.starts), (start + block.words - len(block.ends), block.ends)]
        start += block.words
    return lay_side_by_side(known_digits(series, bring.words), copy.digits, sure)


def _as_it_is(bring: BringFields, reader: ReadersCopy) -> Shaped | None:
    """The file itself, when it is an article in the very blocks of the text."""
    if reader.article is None:
        return None
    tokens = tokens_of(reader.text)
    blocks = [(block.label, len(tokens.touched(block.span))) for block in reader.article.blocks]
    if blocks != [(block.label, block.words) for block in bring.blocks]:
        return None
    labels = {block.label: block.label for block in bring.blocks}
    return Shaped(reader.source, labels, list(range(len(tokens))))


def _masthead(bring: BringFields, reader: ReadersCopy) -> Masthead:
    if reader.masthead is not None:
        return reader.masthead
    return Masthead(bring.title, bring.outlet, None, bring.published, bring.language, bring.rendition)


def _same_words(copy: Copy, own: Copy, shaped: Shaped) -> bool:
    """Whether every word of the copy stands in the article where it is said to stand."""
    forms = own.tokens.forms
    if len(shaped.words) != len(copy.tokens) or (shaped.words and shaped.words[-1] >= len(forms)):
        return False
    return all(form == forms[place] for form, place in zip(copy.tokens.forms, shaped.words, strict=True))


def _together(one: Found, anchor: Detached, shaped: Shaped) -> Found:
    """An anchor whose words were torn apart by what is shown between them is lost."""
    if one.fate is Fate.LOST:
        return one
    last = one.at + len(anchor.words) - 1
    torn = shaped.words[last] - shaped.words[one.at] != last - one.at
    return Found(Fate.LOST, why="words") if torn else one


def block_of(blocks: Sequence[BlockFields], at: int) -> str:
    """The label of the block that a word of the text stands in."""
    total = 0
    for block in blocks:
        total += block.words
        if at < total:
            return block.label
    return blocks[-1].label
