"""Marks of a class laid over each other: how many readers marked each word, and what that says of one reader."""

from collections import Counter
from collections.abc import Sequence

from lessons.figures.agreement import mark_counts
from lessons.figures.detection import Detection
from lessons.kinds.marking import MarkKey, Tally
from lessons.kinds.units import bits
from lessons.lesson.lesson import Exercise, Lesson
from lessons.reports.classes.values import HeatMap, Stretch
from lessons.text import SpanTable

MOST_STRETCHES = 20
"""Unkeyed stretches that are listed."""
FEWEST_SHARE = 10
"""A stretch is made of words that at least one in so many readers marked."""


class Heat:
    """The marks of one exercise."""

    def __init__(self, lesson: Lesson, exercise: Exercise, key: MarkKey) -> None:
        self.lesson, self.exercise, self.key = lesson, exercise, key
        self.marked: dict[int, int] = {}
        """Marked units by learner, as bits."""
        self._plain = _plain_sentences(key)
        self._map: HeatMap | None = None

    def add(self, learner: int, marks: Tally, found: int) -> Detection:
        """Lay one reader's marks over the others; how the reader did, with ``found`` phrases of the key marked.

        Signals are the key's phrases, noise its sentences with plain words in them. A sentence is a false alarm when a
        word of it was marked that belongs to nothing in the key, or to a trap.
        """
        self.marked[learner] = marks.everything
        self._map = None
        sentences = self.key.units.sentences
        alarms = {sentences[unit] for unit in bits(marks.marked & ~self.key.wanted)}
        return Detection(found, len(self.key.phrases), len(alarms), len(self._plain))

    def counts(self) -> list[int]:
        """How many readers marked each unit of the scope."""
        return mark_counts([*self.marked.values()], len(self.key.units))

    def map(self) -> HeatMap:
        """The map of this exercise."""
        if self._map is None:
            self._map = self._drawn(self.counts())
        return self._map

    def _drawn(self, counts: Sequence[int]) -> HeatMap:
        key = self.key
        article = (
            self.lesson.beside
            if key.side == "beside" and self.lesson.beside is not None
            else self.lesson.article
        )
        table = key.units.table

        def words(units: int) -> frozenset[int]:
            spans = (table[unit] for unit in bits(units))
            return frozenset(word for start, end in spans for word in article.words.between(start, end))

        by_word: Counter[int] = Counter()
        for unit, count in enumerate(counts):
            if count:
                for word in article.words.between(*table[unit]):
                    by_word[word] = max(by_word[word], count)
        form = self.exercise.form
        scope = getattr(form, "scope", ())
        return HeatMap(
            exercise=self.exercise.id,
            side=key.side,
            readers=len(self.marked),
            counts=dict(by_word),
            wanted=words(key.wanted),
            open=words(key.neutral),
            debatable=words(_debatable(key)),
            traps=words(key.trapped),
            scope=tuple(scope),
            stretches=tuple(self._stretches(counts)),
        )

    def _stretches(self, counts: Sequence[int]) -> list[Stretch]:
        """Runs of words outside the key that enough readers marked, split where the number of readers halves."""
        least = max(1, -(-len(self.marked) // FEWEST_SHARE))
        outside = self.key.counted & ~self.key.wanted
        found: list[tuple[int, int]] = []
        for unit, count in enumerate(counts):
            if count < least or not outside >> unit & 1:
                continue
            if found and found[-1][1] == unit - 1 and self._alike(counts, unit):
                found[-1] = (found[-1][0], unit)
            else:
                found.append((unit, unit))
        made = [self._stretch(first, last, counts) for first, last in found]
        return sorted(made, key=lambda one: (-one.readers, one.span))[:MOST_STRETCHES]

    def _alike(self, counts: Sequence[int], unit: int) -> bool:
        """Whether a word goes with the one before: same sentence, and no more than twice, no less than half as hot."""
        units = self.key.units
        low, high = sorted((counts[unit - 1], counts[unit]))
        return units.sentences[unit - 1] == units.sentences[unit] and high <= 2 * low

    def _stretch(self, first: int, last: int, counts: Sequence[int]) -> Stretch:
        span = self.key.units.span(first, last)
        words = " ".join(self.key.text[span.start : span.end].split())
        if first == last:
            return Stretch(span, words, counts[first])
        wanted = ((1 << (last - first + 1)) - 1) << first
        half = (last - first + 2) // 2
        readers = sum((marked & wanted).bit_count() >= half for marked in self.marked.values())
        return Stretch(span, words, readers)


def together(heats: Sequence[Heat]) -> HeatMap | None:
    """All marking exercises on one article: a word is marked by a reader who marked it in any of them."""
    if not heats:
        return None
    maps = [heat.map() for heat in heats]
    article = heats[0].lesson.article
    if heats[0].key.side == "beside" and heats[0].lesson.beside is not None:
        article = heats[0].lesson.beside
    marked: dict[int, int] = {}
    for heat in heats:
        pieces = _pieces(heat, article.words)
        for learner, units in heat.marked.items():
            words = marked.get(learner, 0)
            for piece, up in pieces:
                words |= (units & piece) << up if up >= 0 else (units & piece) >> -up
            marked[learner] = words
    counts = mark_counts([*marked.values()], len(article.words))
    wanted = frozenset().union(*(one.wanted for one in maps))
    scope = tuple(sorted({block for one in maps for block in one.scope}))
    return HeatMap(
        exercise="",
        side=heats[0].key.side,
        readers=len(marked),
        counts={word: count for word, count in enumerate(counts) if count},
        wanted=wanted,
        open=frozenset().union(*(one.open for one in maps)) - wanted,
        debatable=frozenset().union(*(one.debatable for one in maps)) - wanted,
        traps=frozenset().union(*(one.traps for one in maps)) - wanted,
        scope=scope,
    )


def _debatable(key: MarkKey) -> int:
    """The words of debatable phrases that are in no other phrase."""
    union = 0
    for phrase in key.debatable:
        union |= phrase.words
    return union & key.neutral


def _pieces(heat: Heat, words: SpanTable) -> list[tuple[int, int]]:
    """Runs of units that are neighbouring words of the article, as bits, and how far the words' numbers are up."""
    number = {start: index for index, (start, _end) in enumerate(words)}
    found: dict[int, int] = {}
    for unit, (start, _end) in enumerate(heat.key.units.table):
        if start in number:
            up = number[start] - unit
            found[up] = found.get(up, 0) | 1 << unit
    return [(piece, up) for up, piece in found.items()]


def _plain_sentences(key: MarkKey) -> set[int]:
    """Sentences of the scope with a word that is in no phrase and may not be marked for free."""
    plain = key.counted & ~key.wanted
    return {key.units.sentences[unit] for unit in bits(plain)}
