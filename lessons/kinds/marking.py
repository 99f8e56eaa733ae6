"""How marked words are scored: the bound key, the formula and the chance of blind marks.

The formula, over sets of words (or characters, see ``lessons.kinds.units``)::

    A   words of the key's phrases                 U   words of the scope that are in A or not neutral
    M   marked words within U                      d = |A| / |U|
    R = sum of weight * |M & core| / |core|, over the sum of the weights          share found
    P = |M & A| / |M|,  P' = max(0, (P - d) / (1 - d))      accuracy above marking everything
    score = 2 P' R / (P' + R), 0 when either is 0

Neutral are debatable phrases and the grace words beside a quote. Marking everything gives P = d, so 0. With
technique names a found word counts 1/2 + 1/2 * mean credit of the names it was given. With ``need: n`` R is
measured against n phrases and stops at 1. With nothing to find, marking nothing scores 1 and anything else 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from random import Random

from lessons.kinds.item import Again
from lessons.kinds.units import Unit, Units, bits
from lessons.model.answer import MarkAnswer
from lessons.model.form import Side
from lessons.text.spans import Span, merged

DRAWS = 2_000
"""Blind answers drawn for the chance; fewer when each has very many marks."""
_MOST_RUNS = 60_000


@dataclass(frozen=True, slots=True)
class KeyPhrase:
    """One phrase to be found, in one place. Sets are bits of ``Units``."""

    id: str
    span: Span
    extent: int
    """Words that may be marked."""
    core: int
    """Words that must be found; a part of the extent, never empty."""
    weight: Fraction = Fraction(1)
    why: str = ""
    plain: str = ""
    technique: str | None = None
    credits: Mapping[str, Fraction] = field(default_factory=dict)
    """Credit per technique id that earns any; used only when techniques are named."""
    again: tuple[Again, ...] = ()
    """Fresh sentences for review."""


@dataclass(frozen=True, slots=True)
class SidePhrase:
    """A phrase that earns nothing: debatable, or a trap."""

    id: str
    span: Span
    words: int
    why: str = ""
    technique: str | None = None
    again: tuple[Again, ...] = ()


@dataclass(frozen=True)
class MarkKey:
    """The key of a marking exercise, bound to one article."""

    text: str
    units: Units
    phrases: tuple[KeyPhrase, ...]
    debatable: tuple[SidePhrase, ...] = ()
    traps: tuple[SidePhrase, ...] = ()
    otherwise: str = ""
    grace: int = 1
    need: int | None = None
    unit: Unit = "word"
    side: Side = "main"
    techniques: Mapping[str, str] | None = None
    """Name per technique id that can be chosen; ``None`` when techniques are not named."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Name per technique id, for every technique of the glossary."""
    seed: str = ""
    """Makes the blind draws the same for the same exercise and text."""

    @cached_property
    def wanted(self) -> int:
        """A: the words of all key phrases."""
        union = 0
        for phrase in self.phrases:
            union |= phrase.extent
        return union

    @cached_property
    def trapped(self) -> int:
        """The words of all traps."""
        union = 0
        for trap in self.traps:
            union |= trap.words
        return union

    @cached_property
    def neutral(self) -> int:
        """Words that neither earn nor cost: debatable phrases, and grace words unless they are a trap."""
        union = grace = 0
        for phrase in self.debatable:
            union |= phrase.words
            grace |= self.units.grown(phrase.words, self.grace)
        for key_phrase in self.phrases:
            grace |= self.units.grown(key_phrase.extent, self.grace)
        return (union | (grace & ~self.trapped)) & ~self.wanted

    @cached_property
    def counted(self) -> int:
        """U: the words of the scope that are not neutral."""
        return ((1 << len(self.units)) - 1) & ~self.neutral

    @property
    def density(self) -> Fraction:
        """d: the share of the counted words that belong to key phrases."""
        return Fraction(self.wanted.bit_count(), max(1, self.counted.bit_count()))

    @cached_property
    def gains(self) -> tuple[tuple[int, ...], int]:
        """What one found core word of each phrase adds to R, as whole numbers over one common denominator."""
        total = sum((phrase.weight for phrase in self.phrases), Fraction(0))
        shares = [phrase.weight / total / phrase.core.bit_count() for phrase in self.phrases]
        whole = lcm(*(share.denominator for share in shares))
        return tuple(share.numerator * (whole // share.denominator) for share in shares), whole

    @cached_property
    def full(self) -> int:
        """What one word earns at most: whole numbers small enough for every credit and every mean of credits."""
        if self.techniques is None:
            return 1
        credits = (credit for phrase in self.phrases for credit in phrase.credits.values())
        return 2 * lcm(*(credit.denominator for credit in credits)) * lcm(*range(1, len(self.techniques) + 1))

    @cached_property
    def points(self) -> Mapping[str, Mapping[str, int]]:
        """What naming a word earns, per phrase and technique; half of ``full`` for full credit."""
        half = self.full // 2
        return {
            phrase.id: {name: int(credit * half) for name, credit in phrase.credits.items()}
            for phrase in self.phrases
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """An answer as sets of words."""

    everything: int
    """Marked words of the scope, neutral ones included."""
    marked: int
    """M."""
    named: tuple[tuple[int, str], ...] = ()
    """Words per technique named."""


def tally(key: MarkKey, answer: MarkAnswer) -> Tally:
    """The answer as sets; order, splitting, merging and repeating of marks make no difference."""
    spans = [mark.span for mark in answer.marks]
    everything = key.units.marked(spans)
    named: list[tuple[int, str]] = []
    if key.techniques is not None:
        for technique in sorted({mark.technique for mark in answer.marks if mark.technique is not None}):
            words = key.units.marked(mark.span for mark in answer.marks if mark.technique == technique)
            named.append((words, technique))
    return Tally(everything, everything & key.counted, tuple(named))


def earned(key: MarkKey, phrase: KeyPhrase, answer: Tally) -> int:
    """What the found words of one phrase earn; ``key.full`` each when they are rightly named or need no name.

    A found word that must be named earns half, and the other half times the mean credit of its names.
    """
    hits = answer.marked & phrase.core
    if not hits or key.techniques is None:
        return hits.bit_count()
    half = key.full // 2
    points = hits.bit_count() * half
    named = [
        (words & hits, key.points[phrase.id].get(name, 0)) for words, name in answer.named if words & hits
    ]
    if len(named) == 1:
        return points + named[0][0].bit_count() * named[0][1]
    for word in bits(hits):
        worth = [point for words, point in named if words >> word & 1]
        points += sum(worth) // len(worth) if worth else 0
    return points


def share_of(key: MarkKey, phrase: KeyPhrase, answer: Tally) -> Fraction:
    """How much of one phrase was found (and named), 0 to 1."""
    return Fraction(earned(key, phrase, answer), phrase.core.bit_count() * key.full)


def points_of(key: MarkKey, answer: Tally) -> tuple[Fraction, Fraction]:
    """R as points earned out of points to earn: by weight, or as phrases out of those asked for."""
    points = sum((share_of(key, phrase, answer) * phrase.weight for phrase in key.phrases), Fraction(0))
    most = sum((phrase.weight for phrase in key.phrases), Fraction(0))
    if key.need is None:
        return points, most
    return min(points / most * len(key.phrases), Fraction(key.need)), Fraction(key.need)


def formula(key: MarkKey, answer: Tally) -> tuple[int, int]:
    """The score as numerator and denominator, exact; the key has phrases."""
    marked, wanted, counted = answer.marked.bit_count(), key.wanted.bit_count(), key.counted.bit_count()
    if not marked:
        return 0, 1
    hits = (answer.marked & key.wanted).bit_count()
    above, most = hits * counted - marked * wanted, marked * (counted - wanted)
    if not most:  # every word is key: whatever is marked is right
        above = most = 1
    points, whole = _found(key, answer)
    if above <= 0 or not points:
        return 0, 1
    return 2 * above * points, above * whole + points * most


def _found(key: MarkKey, answer: Tally) -> tuple[int, int]:
    """R as numerator and denominator."""
    gains, whole = key.gains
    points = 0
    for gain, phrase in zip(gains, key.phrases, strict=True):
        if answer.marked & phrase.core:
            points += gain * earned(key, phrase, answer)
    whole *= key.full
    if key.need is not None:
        points, whole = points * len(key.phrases), whole * key.need
    return min(points, whole), whole


def score_of(key: MarkKey, answer: Tally) -> Fraction:
    """The score of an answer, 0 to 1."""
    if not key.phrases:
        return Fraction(0 if answer.marked else 1)
    return Fraction(*formula(key, answer))


def blind(key: MarkKey, random: Random) -> Iterator[tuple[int, int, str | None]]:
    """One answer made without reading: first and last word of each of its marks, and a technique.

    As many marks as the exercise asks for, each as long as a key phrase taken at random, anywhere in the
    scope, with a technique taken at random.
    """
    lengths = [phrase.extent.bit_count() for phrase in key.phrases]
    choices = list(key.techniques or ())
    total = len(key.units)
    for _ in range(key.need or len(lengths)):
        length = min(total, lengths[int(random.random() * len(lengths))])
        first = int(random.random() * (total - length + 1))
        yield first, first + length - 1, choices[int(random.random() * len(choices))] if choices else None


def chance_of(key: MarkKey) -> Fraction:
    """What blind marks score on average: the mean of seeded draws, to four decimals.

    With nothing to find the blind answer is a coin: mark nothing, or mark something.
    """
    if not key.phrases:
        return Fraction(1, 2)
    random = Random(key.seed)
    draws = max(100, min(DRAWS, _MOST_RUNS // (key.need or len(key.phrases))))
    total = 0.0
    for _ in range(draws):
        everything = 0
        named: dict[str, int] = {}
        for first, last, technique in blind(key, random):
            words = ((1 << (last - first + 1)) - 1) << first
            everything |= words
            if technique is not None:
                named[technique] = named.get(technique, 0) | words
        drawn = Tally(
            everything, everything & key.counted, tuple((words, name) for name, words in named.items())
        )
        numerator, denominator = formula(key, drawn)
        total += float(numerator) / denominator
    return min(Fraction(round(total / draws * 10_000), 10_000), Fraction(9_999, 10_000))


def golds(key: MarkKey) -> list[tuple[int, int]]:
    """The quotes of the phrases to be found, for the published character measure."""
    return merged([phrase.span for phrase in key.phrases], touching=False)
