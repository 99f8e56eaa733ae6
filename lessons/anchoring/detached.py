"""An anchor without its words: where they stood, a check of them, digits of the words around; and its place in a copy.

How alike two surroundings are is counted from the anchor outwards: one point for each word with the same digit, one
point off for each word too many or too few on the way. An anchor is found in somebody's copy where all its words stand
in order and enough neighbours are the same, in one place only, and in the same order as the other anchors: exactly, or
moved. Anything less is lost: a wrong place would be worse than none.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from lessons.anchoring.places import trimmed
from lessons.anchoring.tokens import Salted, Tokens
from lessons.text import fold
from lessons.text.spans import Span

REACHES = (8, 12, 16, 24)
"""Neighbours kept on each side: more only where the same words stand in alike surroundings elsewhere."""
MARGIN = 4
"""Points by which the right place must beat the best other place of the same words in the text itself."""
_SLACK = 4
"""Words by which a copy's surroundings may be longer."""
_EASY = 5 / 8
"""With no more than this share of the neighbours needed, no further ones are kept."""


@dataclass(frozen=True, slots=True)
class Detached:
    """One anchor."""

    at: int
    """Number of its first word in the text, from 0."""
    words: str
    """One digit a word."""
    check: str
    before: str
    """One digit a neighbour, in reading order."""
    after: str
    need: int
    """Points the surroundings of a place must earn; more than there are neighbours means: in exact copies only."""
    cut: tuple[int, int] = (0, 0)
    """Characters of the first and the last word that do not belong to the anchor."""
    edges: tuple[str, str] = ("", "")
    """Signs before the first and behind the last word that belong to it, folded."""

    @property
    def neighbours(self) -> int:
        """How many neighbours are kept."""
        return len(self.before) + len(self.after)


def detach(tokens: Tokens, digits: str, salted: Salted, span: Span) -> Detached | None:
    """The anchor of a span of the text; ``None`` when no word of it can be named.

    ``digits`` are those of all words of the text.
    """
    inner = trimmed(tokens.text, span)
    touched = tokens.touched(inner)
    if not touched or inner.start == inner.end:
        return None
    at, count = touched[0], len(touched)
    words, check = digits[at : at + count], salted.check(tokens.forms[at : at + count])
    whole = tokens.span(at, count)
    cut = (max(0, inner.start - whole.start), max(0, whole.end - inner.end))
    edges = (fold(tokens.text[inner.start : whole.start]), fold(tokens.text[whole.end : inner.end]))
    rivals = _rivals(tokens, at, count)
    before = after = ""
    need = 0
    for reach in REACHES:
        before, after = _around(digits, at, count, reach)
        total = len(before) + len(after)
        best = max((alike(digits, rival, count, before, after) for rival in rivals), default=-MARGIN)
        need = max((total + 1) // 2, best + MARGIN)
        if need <= total * _EASY:
            break
    return Detached(at, words, check, before, after, need, cut, edges)


def _rivals(tokens: Tokens, at: int, count: int) -> list[int]:
    """Other places of the same words."""
    forms = tokens.forms[at : at + count]
    places = range(len(tokens) - count + 1)
    return [place for place in places if place != at and tokens.forms[place : place + count] == forms]


def _around(digits: str, at: int, count: int, reach: int) -> tuple[str, str]:
    """The digits before and behind; what one side lacks the other has more."""
    room_before, room_after = at, len(digits) - at - count
    before = min(room_before, max(reach, 2 * reach - room_after))
    after = min(room_after, max(reach, 2 * reach - room_before))
    return digits[at - before : at], digits[at + count : at + count + after]


def alike(digits: str, at: int, count: int, before: str, after: str) -> int:
    """Points that the surroundings of ``count`` words at ``at`` earn, against the digits of an anchor."""
    low = max(0, at - len(before) - _SLACK)
    behind = digits[at + count : at + count + len(after) + _SLACK]
    return _points(before[::-1], digits[low:at][::-1]) + _points(after, behind)


def _points(ours: str, theirs: str) -> int:
    """The best count of equal digits along a way through both, less one for each digit passed over."""
    row = [-column for column in range(len(theirs) + 1)]
    best = 0
    for number, digit in enumerate(ours, start=1):
        diagonal, row[0] = row[0], -number
        for column, other in enumerate(theirs, start=1):
            straight = diagonal + (digit == other)
            diagonal = row[column]
            row[column] = max(straight, diagonal - 1, row[column - 1] - 1)
        best = max(best, max(row))
    return best


_GRAM = 3
"""Digits that are compared at once when two texts are laid side by side."""
_SHORTEST = 5
"""Fewer equal digits in a row say nothing."""
UNKNOWN = "."
"""Stands for a word of which no digit is known."""


class Fate(StrEnum):
    """What became of an anchor."""

    EXACT = "exact"
    """At the same place, between the same words."""
    MOVED = "moved"
    """The same words, at another place or with changes around them."""
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor stands in the copy."""

    fate: Fate
    at: int = -1
    """Number of its first word in the copy, from 0; -1 when lost."""
    points: int = 0
    """Neighbours that are the same, less those passed over."""
    why: str = ""
    """Why it is lost: ``"words"``, ``"around"``, ``"several"`` or ``"order"``."""


@dataclass(frozen=True)
class Copy:
    """Somebody's copy of a text, hashed like the text."""

    tokens: Tokens
    salted: Salted
    digits: str

    @classmethod
    def of(cls, tokens: Tokens, salt: str) -> "Copy":
        """The copy with these words."""
        salted = Salted(salt)
        return cls(tokens, salted, salted.digits(tokens.forms))

    def places(self, words: str, check: str) -> Iterator[int]:
        """Numbers of the first words of all places where these words stand."""
        at = self.digits.find(words)
        while at >= 0:
            if self.salted.check(self.tokens.forms[at : at + len(words)]) == check:
                yield at
            at = self.digits.find(words, at + 1)

    def span(self, anchor: Detached, at: int) -> Span:
        """The characters of an anchor that was found at word ``at``, with the signs that belong to it."""
        whole = self.tokens.span(at, len(anchor.words))
        start, end = whole.start + anchor.cut[0], whole.end - anchor.cut[1]
        folded = fold(self.tokens.text)
        before, after = anchor.edges
        if before and folded.endswith(before, 0, start):
            start -= len(before)
        if after and folded.startswith(after, end):
            end += len(after)
        return Span(start, end) if start < end else whole


def reattach(anchors: Sequence[Detached], copy: Copy, *, exact: bool) -> list[Found]:
    """What became of each anchor; ``exact`` says that the copy has the very words of the text."""
    if exact:
        return [Found(Fate.EXACT, anchor.at, anchor.neighbours) for anchor in anchors]
    found = [_look(anchor, copy) for anchor in anchors]
    kept = _in_order([(anchor.at, one.at) for anchor, one in zip(anchors, found, strict=True)])
    return [
        one if one.fate is Fate.LOST or number in kept else Found(Fate.LOST, why="order")
        for number, one in enumerate(found)
    ]


def _look(anchor: Detached, copy: Copy) -> Found:
    places = list(copy.places(anchor.words, anchor.check))
    if not places:
        return Found(Fate.LOST, why="words")
    points = {
        place: alike(copy.digits, place, len(anchor.words), anchor.before, anchor.after) for place in places
    }
    good = [place for place in places if points[place] >= anchor.need]
    if len(good) != 1:
        return Found(Fate.LOST, why="several" if good else "around")
    same = good[0] == anchor.at and points[good[0]] == anchor.neighbours
    return Found(Fate.EXACT if same else Fate.MOVED, good[0], points[good[0]])


def _in_order(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Numbers of the pairs ``(at, found)`` of a longest series that rises in both; pairs with -1 are left out."""
    order = sorted((at, found, number) for number, (at, found) in enumerate(pairs) if found >= 0)
    tops: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for _at, found, number in order:
        length = bisect_right(tops, found)
        if length:
            before[number] = ends[length - 1]
        tops[length : length + 1] = [found]
        ends[length : length + 1] = [number]
    kept: set[int] = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        kept.add(number)
        number = before.get(number, -1)
    return kept


def series_of(anchor: Detached) -> tuple[int, str]:
    """All digits that an anchor gives away, with the number of the first of their words."""
    return anchor.at - len(anchor.before), anchor.before + anchor.words + anchor.after


def known_digits(series: Iterable[tuple[int, str]], total: int) -> list[str]:
    """The digit of each of ``total`` words as far as the series give it away, ``UNKNOWN`` elsewhere."""
    known = [UNKNOWN] * total
    for first, digits in series:
        for number, digit in enumerate(digits, start=first):
            if 0 <= number < total:
                known[number] = digit
    return known


def lay_side_by_side(known: Sequence[str], digits: str, sure: Mapping[int, int]) -> dict[int, int]:
    """Numbers of words of the text and of a copy that belong together, as far as digits tell; both rise.

    ``sure`` are such pairs that are known: anchors that were found.
    """
    ours = [tuple(known[at : at + _GRAM]) for at in range(len(known) - _GRAM + 1)]
    theirs = [tuple(digits[at : at + _GRAM]) for at in range(len(digits) - _GRAM + 1)]
    ours = [gram if UNKNOWN not in gram else (UNKNOWN, str(at)) for at, gram in enumerate(ours)]
    pairs: dict[int, int] = {}
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        if block.size + _GRAM - 1 >= _SHORTEST:
            for step in range(block.size + _GRAM - 1):
                pairs[block.a + step] = block.b + step
    return _rising(pairs, sure)


def _rising(pairs: Mapping[int, int], sure: Mapping[int, int]) -> dict[int, int]:
    """The sure pairs, and all others that go backwards nowhere."""
    firm = sorted(sure)
    kept = dict(sure)
    last = -1
    for ours in sorted(pairs):
        place = bisect_right(firm, ours)
        low = max(last, sure[firm[place - 1]] if place else -1)
        high = sure[firm[place]] if place < len(firm) else None
        if ours not in kept and pairs[ours] > low and (high is None or pairs[ours] < high):
            kept[ours] = last = pairs[ours]
    return dict(sorted(kept.items()))
