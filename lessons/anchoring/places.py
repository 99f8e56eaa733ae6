"""An article's text made ready for finding quotes: typography folded, white space squeezed, offsets kept."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lessons.model.article import Article
from lessons.text import SKIPPABLE, fold, words_of
from lessons.text.spans import Span

MANY = 200
"""Places looked at when there should be one."""
_CHANGED = re.compile(rf"[\s{SKIPPABLE}]{{2,}}|[^\S ]|[{SKIPPABLE}]")
"""Runs that squeezing changes: anything but a single plain space. Characters that nobody sees vanish."""
_EDGE = re.compile(rf"[\s{SKIPPABLE}]*")
_EDGE_BACK = re.compile(rf"[\s{SKIPPABLE}]*\Z")


def _squeezed_run(run: str) -> str:
    return " " if run.strip(SKIPPABLE) else ""


def squeeze(words: str) -> str:
    """Quoted words in the form they are compared in: NFC, folded, white space collapsed, ends stripped."""
    folded = fold(unicodedata.normalize("NFC", words))
    return _CHANGED.sub(lambda run: _squeezed_run(run.group()), folded).strip()


def trimmed(text: str, span: Span) -> Span:
    """The span without white space and invisible characters at its ends; empty when nothing is left."""
    inner = text[span.start : span.end]
    first = _EDGE.match(inner)
    start = first.end() if first else 0
    if start == len(inner):
        return Span(span.start, span.start)
    last = _EDGE_BACK.search(inner)
    end = last.start() if last else len(inner)
    return Span(span.start + start, span.start + end)


@lru_cache(maxsize=4096)
def _joined(pair: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    words = words_of(pair)
    return len(words) == 1 and words[0] == (0, 2)


class Places:
    """The squeezed text of an article and the way back to its offsets.

    Every method takes and gives offsets of the article's own text (code points, end exclusive).
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        pieces: list[str] = []
        self._near: list[int] = [0]
        self._far: list[int] = [0]
        length = done = 0
        for run in _CHANGED.finditer(folded):
            pieces.append(folded[done : run.start()])
            length += run.start() - done
            done = run.end()
            if _squeezed_run(run.group()):
                self._tie(length, run.start())
                pieces.append(" ")
                length += 1
            self._tie(length, done)
        pieces.append(folded[done:])
        self.text = text
        self.squeezed = "".join(pieces)

    def _tie(self, near: int, far: int) -> None:
        if self._near[-1] == near:
            self._far[-1] = far
        else:
            self._near.append(near)
            self._far.append(far)

    def _outward(self, near: int) -> int:
        index = bisect_right(self._near, near) - 1
        return self._far[index] + near - self._near[index]

    def _inward(self, far: int) -> int:
        index = max(0, bisect_right(self._far, far) - 1)
        near = max(0, self._near[index] + far - self._far[index])
        return min(near, self._near[index + 1]) if index + 1 < len(self._near) else near

    def find(self, words: str, ranges: Sequence[Span]) -> Iterator[Span]:
        """Where the squeezed words stand inside one of the ranges, in reading order; places may overlap."""
        for low, high in ranges:
            end = self._inward(high)
            near = self.squeezed.find(words, self._inward(low), end)
            while near >= 0:
                yield self.span_of(Span(near, near + len(words)))
                near = self.squeezed.find(words, near + 1, end)

    def squeezed_span(self, span: Span) -> Span:
        """A span of the text as one of the squeezed text."""
        return Span(self._inward(span.start), self._inward(span.end))

    def span_of(self, squeezed: Span) -> Span:
        """A span of the squeezed text, with at least one character, as one of the text."""
        return Span(self._outward(squeezed.start), self._outward(squeezed.end - 1) + 1)

    def fits(self, span: Span, before: str, after: str) -> bool:
        """Whether the squeezed contexts stand directly beside the span; white space between is ignored."""
        if before:
            edge = self._inward(span.start)
            if edge and self.squeezed[edge - 1] == " ":
                edge -= 1
            if not self.squeezed.endswith(before, 0, edge):
                return False
        if after:
            edge = self._inward(span.end)
            if self.squeezed[edge : edge + 1] == " ":
                edge += 1
            return self.squeezed.startswith(after, edge)
        return True

    def is_whole(self, span: Span) -> bool:
        """Whether neither end of the span lies inside a run of letters and digits."""
        near, end = self._inward(span.start), self._inward(span.end)
        return not any(_joined(self.squeezed[edge - 1 : edge + 1]) for edge in (near, end) if edge)


@lru_cache(maxsize=8)
def places_of(text: str) -> Places:
    """The places of a text, prepared once per text."""
    return Places(text)


def ranges_of(article: Article, labels: Sequence[str]) -> tuple[Span, ...]:
    """The stretches in which a quote may stand: the blocks named, or without labels the whole text.

    Neighbouring blocks are one stretch. Unknown labels are left out.
    """
    if not labels:
        return (Span(0, len(article.text)),)
    named = set(labels)
    stretches: list[Span] = []
    previous = False
    for block in article.blocks:
        inside = block.label in named
        if inside and previous:
            stretches[-1] = Span(stretches[-1].start, block.span.end)
        elif inside:
            stretches.append(block.span)
        previous = inside
    return tuple(stretches)


def found(
    places: Places, quote: str, ranges: Sequence[Span], context: tuple[str, str], most: int
) -> list[Span]:
    """Where a quote stands between its squeezed contexts, at most ``most`` places.

    Whole words first: only when the quote stands nowhere as whole words does part of a word count, so that
    "war" is not found in "warning".
    """
    words = squeeze(quote)
    whole: list[Span] = []
    part: list[Span] = []
    if not words:
        return []
    for span in places.find(words, ranges):
        if places.fits(span, *context):
            kept = whole if places.is_whole(span) else part
            if len(kept) < most:
                kept.append(span)
            if len(whole) == most:
                break
    return whole or part


def apart(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans from left to right without those that overlap an earlier one."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)
