"""Marks of a class laid over each other: how many readers marked each word, and what that says of one reader."""

from collections import Counter
from collections.abc import Iterable, Sequence

from lessons.assembly.lesson import Exercise, Lesson
from lessons.classroom.graded import GradedPart
from lessons.kinds.marking import MarkKey, tally
from lessons.kinds.units import bits
from lessons.model.answer import MarkAnswer
from lessons.model.result import Verdict
from lessons.reports.classes.values import HeatMap, Stretch
from lessons.reports.detection import Detection
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
        self.named: dict[str, Counter[str]] = {}
        """Techniques given to each phrase of the key, by its id."""
        self._plain = _plain_sentences(key)

    def add(self, learner: int, answer: MarkAnswer) -> None:
        """Lay one reader's marks over the others."""
        marks = tally(self.key, answer)
        self.marked[learner] = marks.everything
        for phrase in self.key.phrases if marks.named else ():
            names = {name for words, name in marks.named if words & phrase.extent}
            self.named.setdefault(phrase.id, Counter()).update(sorted(names))

    def counts(self) -> list[int]:
        """How many readers marked each unit of the scope."""
        return _sums(self.marked.values(), len(self.key.units))

    def detection(self, parts: Iterable[GradedPart]) -> Detection:
        """One reader: signals are the key's phrases, noise its sentences with plain words in them.

        A sentence is a false alarm when a word of it was marked that belongs to nothing in the key, or to a trap.
        """
        hits = signals = 0
        alarms: set[int] = set()
        for part in parts:
            if part.span is None:
                found = part.verdict in (Verdict.RIGHT, Verdict.PARTLY)
                signals += found or part.verdict is Verdict.MISSED
                hits += found
            elif part.verdict in (Verdict.WRONG, Verdict.TRAP):
                units = self.key.units.table.between(part.span.start, part.span.end)
                alarms |= {self.key.units.sentences[unit] for unit in units} & self._plain
        return Detection(hits, signals, len(alarms), len(self._plain))

    def map(self) -> HeatMap:
        """The map of this exercise."""
        counts = self.counts()
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
        made = [self._stretch(first, last) for first, last in found]
        return sorted(made, key=lambda one: (-one.readers, one.span))[:MOST_STRETCHES]

    def _alike(self, counts: Sequence[int], unit: int) -> bool:
        """Whether a word goes with the one before: same sentence, and no more than twice, no less than half as hot."""
        units = self.key.units
        low, high = sorted((counts[unit - 1], counts[unit]))
        return units.sentences[unit - 1] == units.sentences[unit] and high <= 2 * low

    def _stretch(self, first: int, last: int) -> Stretch:
        span = self.key.units.span(first, last)
        wanted = ((1 << (last - first + 1)) - 1) << first
        half = (last - first + 2) // 2
        readers = sum((marked & wanted).bit_count() >= half for marked in self.marked.values())
        return Stretch(span, " ".join(self.key.text[span.start : span.end].split()), readers)


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
        bit_of = [1 << word if word >= 0 else 0 for word in _words_of(heat, article.words)]
        for learner, units in heat.marked.items():
            found = marked.get(learner, 0)
            for unit in bits(units):
                found |= bit_of[unit]
            marked[learner] = found
    counts = _sums(marked.values(), len(article.words))
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


def _words_of(heat: Heat, words: SpanTable) -> list[int]:
    """The number of the article's word for each unit, -1 where there is none."""
    number = {start: index for index, (start, _end) in enumerate(words)}
    return [number.get(heat.key.units.table[unit][0], -1) for unit in range(len(heat.key.units))]


def _sums(marked: Iterable[int], count: int) -> list[int]:
    """How many of the sets hold each of ``count`` units; equal sets are counted at once."""
    sums = [0] * count
    for units, times in Counter(marked).items():
        for unit in bits(units):
            sums[unit] += times
    return sums


def _plain_sentences(key: MarkKey) -> set[int]:
    """Sentences of the scope with a word that is in no phrase and may not be marked for free."""
    plain = key.counted & ~key.wanted
    return {key.units.sentences[unit] for unit in bits(plain)}
