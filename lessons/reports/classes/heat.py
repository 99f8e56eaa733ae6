"""Marks of a class laid over each other, and an article cut where its heat changes.

Page and screen are drawn from it. Pure values: a front end chooses colours and signs for a piece's ``step`` and
``kind`` and asks nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lessons.figures.agreement import mark_counts
from lessons.figures.detection import Detection
from lessons.i18n import _
from lessons.kinds.marking import MarkKey, Tally
from lessons.kinds.units import bits
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.article import Article, Block
from lessons.model.result import Verdict
from lessons.reports.classes.values import ExerciseReport, HeatMap, Stretch
from lessons.text import SpanTable
from lessons.text.spans import Span

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

    def add(self, learner: int, marks: Tally, hits: int) -> Detection:
        """Lay one reader's marks over the others; how the reader did, with ``found`` phrases of the key marked.

        Signals are the key's phrases, noise its sentences with plain words in them. A sentence is a false alarm when a
        word of it was marked that belongs to nothing in the key, or to a trap.
        """
        self.marked[learner] = marks.everything
        self._map = None
        sentences = self.key.units.sentences
        alarms = {sentences[unit] for unit in bits(marks.marked & ~self.key.wanted)}
        return Detection(hits, len(self.key.phrases), len(alarms), len(self._plain))

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
        article = self.lesson.side(key.side)
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
        edges: list[tuple[int, int]] = []
        for unit, count in enumerate(counts):
            if count < least or not outside >> unit & 1:
                continue
            if edges and edges[-1][1] == unit - 1 and self._alike(counts, unit):
                edges[-1] = (edges[-1][0], unit)
            else:
                edges.append((unit, unit))
        stretches = [self._stretch(first, last, counts) for first, last in edges]
        return sorted(stretches, key=lambda one: (-one.readers, one.span))[:MOST_STRETCHES]

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
        stretch = ((1 << (last - first + 1)) - 1) << first
        half = (last - first + 2) // 2
        readers = sum((marked & stretch).bit_count() >= half for marked in self.marked.values())
        return Stretch(span, words, readers)


def together(heats: Sequence[Heat]) -> HeatMap | None:
    """All marking exercises on one article: a word is marked by a reader who marked it in any of them."""
    if not heats:
        return None
    maps = [heat.map() for heat in heats]
    article = heats[0].lesson.side(heats[0].key.side)
    marked: dict[int, int] = {}
    for heat in heats:
        pieces = _shifted(heat, article.words)
        for learner, units in heat.marked.items():
            words = marked.get(learner, 0)
            for piece, up in pieces:
                words |= (units & piece) << up if up >= 0 else (units & piece) >> -up
            marked[learner] = words
    counts = mark_counts([*marked.values()], len(article.words))
    keyed = frozenset().union(*(one.wanted for one in maps))
    scope = tuple(sorted({block for one in maps for block in one.scope}))
    return HeatMap(
        exercise="",
        side=heats[0].key.side,
        readers=len(marked),
        counts={word: count for word, count in enumerate(counts) if count},
        wanted=keyed,
        open=frozenset().union(*(one.open for one in maps)) - keyed,
        debatable=frozenset().union(*(one.debatable for one in maps)) - keyed,
        traps=frozenset().union(*(one.traps for one in maps)) - keyed,
        scope=scope,
    )


def _debatable(key: MarkKey) -> int:
    """The words of debatable phrases that are in no other phrase."""
    union = 0
    for phrase in key.debatable:
        union |= phrase.words
    return union & key.neutral


def _shifted(heat: Heat, words: SpanTable) -> list[tuple[int, int]]:
    """Runs of units that are neighbouring words of the article, as bits, and how far the words' numbers are up."""
    number = {start: index for index, (start, _end) in enumerate(words)}
    runs: dict[int, int] = {}
    for unit, (start, _end) in enumerate(heat.key.units.table):
        if start in number:
            up = number[start] - unit
            runs[up] = runs.get(up, 0) | 1 << unit
    return [(piece, up) for up, piece in runs.items()]


def _plain_sentences(key: MarkKey) -> set[int]:
    """Sentences of the scope with a word that is in no phrase and may not be marked for free."""
    plain = key.counted & ~key.wanted
    return {key.units.sentences[unit] for unit in bits(plain)}


Kind = Literal["plain", "key", "debatable", "trap"]
"""What the key says of a word."""

STEPS = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))
"""The share of readers from which each step begins; step 0 is below the first."""
TOLD_FROM = 2
"""From this step on, words that are in no key phrase get their number of readers."""


@dataclass(frozen=True, slots=True)
class HeatPiece:
    """Neighbouring words of one kind and one step, with what stands between them; or what stands between pieces."""

    span: Span
    text: str
    step: int = 0
    """0 to 5, see ``STEPS``."""
    kind: Kind = "plain"
    readers: int | None = None
    """The number to show behind it: how many found the phrase, or marked the stretch, that ends here."""


@dataclass(frozen=True, slots=True)
class HeatBlock:
    """One block of the article. The texts of its pieces, joined, are the block's text."""

    block: Block
    asked: bool
    """Whether the marking exercise asks about it; blocks not asked about have no heat."""
    pieces: tuple[HeatPiece, ...]


def step_of(readers: int, of: int) -> int:
    """The step, 0 to 5, of words that ``readers`` of ``of`` marked."""
    return sum(of > 0 and readers >= share * of for share in STEPS)


def step_name(step: int) -> str:
    """The readers of a step in words, for a legend: ``25 to 49 %``."""
    first = int(STEPS[step - 1] * 100) if step else 0
    if not step:
        return _("under {share} %").format(share=int(STEPS[0] * 100))
    if step == len(STEPS):
        return _("{first} % and more").format(first=first)
    return _("{first} to {last} %").format(first=first, last=int(STEPS[step] * 100) - 1)


def kind_name(kind: Kind) -> str:
    """The kind in words, for a legend."""
    return {
        "plain": _("not in the key"),
        "key": _("key phrase"),
        "debatable": _("debatable: may be marked, need not be"),
        "trap": _("trap: looks loaded and is not"),
    }[kind]


def kind_of(heat: HeatMap, word: int) -> Kind:
    """What the key says of the word with this number."""
    if word in heat.wanted:
        return "key"
    if word in heat.traps:
        return "trap"
    return "debatable" if word in heat.debatable else "plain"


def heat_of_exercise(article: Article, one: ExerciseReport) -> tuple[HeatBlock, ...]:
    """The map of one marking exercise: behind each key phrase how many found it, wholly or in part.

    Behind each stretch that is in no key phrase, from step ``TOLD_FROM`` on, how many marked it. ``article`` is the one
    that ``one.heat.side`` names. Raises ``ValueError`` for an exercise without marks.
    """
    heat = one.heat
    if heat is None:
        raise ValueError(f"{one.exercise.id} is no marking exercise")
    numbers = {}
    for stretch in heat.stretches:
        if step_of(stretch.readers, heat.readers) >= TOLD_FROM:
            numbers[_last_word(article, stretch.span)] = stretch.readers
    for item in one.items:
        if item.weighs and item.span is not None:
            finders = sum(item.verdicts.get(verdict, 0) for verdict in (Verdict.RIGHT, Verdict.PARTLY))
            numbers[_last_word(article, item.span)] = finders
    return _blocks(article, heat, numbers)


def heat_together(article: Article, heat: HeatMap) -> tuple[HeatBlock, ...]:
    """The map of several exercises: behind key phrases and hot stretches the readers of the most marked word."""
    numbers: dict[int, int] = {}
    last: tuple[int, Kind] = (-2, "plain")
    for word in range(len(article.words)):
        kind, readers = kind_of(heat, word), heat.counts.get(word, 0)
        if kind != "key" and step_of(readers, heat.readers) < TOLD_FROM:
            continue
        if last == (word - 1, kind) and _together(article, word):
            readers = max(readers, numbers.pop(word - 1))
        numbers[word] = readers
        last = (word, kind)
    return _blocks(article, heat, numbers)


def _together(article: Article, word: int) -> bool:
    """Whether a word is in the same sentence as the one before."""
    sentences = article.sentences
    return sentences.at(article.words[word][0]) == sentences.at(article.words[word - 1][0])


def _last_word(article: Article, span: Span) -> int:
    inside = article.words.between(*span)
    return inside[-1] if inside else -1


def _blocks(article: Article, heat: HeatMap, numbers: Mapping[int, int]) -> tuple[HeatBlock, ...]:
    """``told``: the number of readers to show behind the word with this number."""
    blocks = []
    for block in article.blocks:
        asked = not heat.scope or block.span in heat.scope
        if asked:
            pieces = tuple(_pieces(article, heat, numbers, block))
        else:
            pieces = (HeatPiece(block.span, article.text[slice(*block.span)]),)
        blocks.append(HeatBlock(block, asked, pieces))
    return tuple(blocks)


def _pieces(article: Article, heat: HeatMap, numbers: Mapping[int, int], block: Block) -> Iterator[HeatPiece]:
    text = article.text
    at = block.span.start
    for start, end, step, kind, readers in _runs(article, heat, numbers, block):
        if step == 0 and kind == "plain" and readers is None:
            continue
        if at < start:
            yield HeatPiece(Span(at, start), text[at:start])
        yield HeatPiece(Span(start, end), text[start:end], step, kind, readers)
        at = end
    if at < block.span.end:
        yield HeatPiece(Span(at, block.span.end), text[at : block.span.end])


def _runs(
    article: Article, heat: HeatMap, numbers: Mapping[int, int], block: Block
) -> Iterator[tuple[int, int, int, Kind, int | None]]:
    """Words of the block, neighbours of equal state together; a run ends where a number is told."""
    run: tuple[int, int, int, Kind, int | None] | None = None
    for word in article.words.between(*block.span):
        start, end = article.words[word]
        step, kind = step_of(heat.counts.get(word, 0), heat.readers), kind_of(heat, word)
        if run is not None and run[2:] == (step, kind, None):
            start = run[0]
        elif run is not None:
            yield run
        run = (start, end, step, kind, numbers.get(word))
    if run is not None:
        yield run
