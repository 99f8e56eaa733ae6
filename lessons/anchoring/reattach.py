"""Anchors without words found again in somebody's copy of the text: exactly, moved, or not at all.

An anchor is found where all its words stand in order and enough neighbours are the same, in one place only,
and in the same order as the other anchors. Anything less is lost: a wrong place would be worse than none.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from lessons.anchoring.detached import Detached, alike
from lessons.anchoring.hashing import Salted
from lessons.anchoring.tokens import Tokens
from lessons.model.span import Span
from lessons.text import fold

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
