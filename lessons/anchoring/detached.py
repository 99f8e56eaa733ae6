"""An anchor without its words: where they stood, a check of them, and digits of the words around.

How alike two surroundings are is counted from the anchor outwards: one point for each word with the same
digit, one point off for each word too many or too few on the way.
"""

from dataclasses import dataclass

from lessons.anchoring.hashing import Salted
from lessons.anchoring.places import trimmed
from lessons.anchoring.tokens import Tokens
from lessons.model.span import Span
from lessons.text import fold

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
    wanted = tokens.forms[at : at + count]
    places = range(len(tokens) - count + 1)
    return [place for place in places if place != at and tokens.forms[place : place + count] == wanted]


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


def _points(wanted: str, found: str) -> int:
    """The best count of equal digits along a way through both, less one for each digit passed over."""
    row = [-column for column in range(len(found) + 1)]
    best = 0
    for number, digit in enumerate(wanted, start=1):
        diagonal, row[0] = row[0], -number
        for column, other in enumerate(found, start=1):
            straight = diagonal + (digit == other)
            diagonal = row[column]
            row[column] = max(straight, diagonal - 1, row[column - 1] - 1)
        best = max(best, max(row))
    return best
