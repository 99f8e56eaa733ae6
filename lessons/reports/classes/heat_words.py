"""An article cut where its heat changes: what the HTML report and the class screen are both drawn from.

Pure values: a front end chooses colours and signs for a piece's ``step`` and ``kind`` and asks nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lessons.i18n import _
from lessons.model.article import Article, Block
from lessons.model.result import Verdict
from lessons.model.span import Span
from lessons.reports.classes.values import ExerciseReport, HeatMap

Kind = Literal["plain", "key", "debatable", "trap"]
"""What the key says of a word."""

STEPS = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))
"""The share of readers from which each step begins; step 0 is below the first."""
TOLD_FROM = 2
"""From this step on, words that are in no key phrase get their number of readers."""


@dataclass(frozen=True, slots=True)
class Piece:
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
    pieces: tuple[Piece, ...]


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
    told = {}
    for stretch in heat.stretches:
        if step_of(stretch.readers, heat.readers) >= TOLD_FROM:
            told[_last_word(article, stretch.span)] = stretch.readers
    for item in one.items:
        if item.weighs and item.span is not None:
            found = sum(item.verdicts.get(verdict, 0) for verdict in (Verdict.RIGHT, Verdict.PARTLY))
            told[_last_word(article, item.span)] = found
    return _blocks(article, heat, told)


def heat_together(article: Article, heat: HeatMap) -> tuple[HeatBlock, ...]:
    """The map of several exercises: behind key phrases and hot stretches the readers of the most marked word."""
    told: dict[int, int] = {}
    last: tuple[int, Kind] = (-2, "plain")
    for word in range(len(article.words)):
        kind, readers = kind_of(heat, word), heat.counts.get(word, 0)
        if kind != "key" and step_of(readers, heat.readers) < TOLD_FROM:
            continue
        if last == (word - 1, kind) and _together(article, word):
            readers = max(readers, told.pop(word - 1))
        told[word] = readers
        last = (word, kind)
    return _blocks(article, heat, told)


def _together(article: Article, word: int) -> bool:
    """Whether a word is in the same sentence as the one before."""
    sentences = article.sentences
    return sentences.at(article.words[word][0]) == sentences.at(article.words[word - 1][0])


def _last_word(article: Article, span: Span) -> int:
    inside = article.words.between(*span)
    return inside[-1] if inside else -1


def _blocks(article: Article, heat: HeatMap, told: Mapping[int, int]) -> tuple[HeatBlock, ...]:
    """``told``: the number of readers to show behind the word with this number."""
    made = []
    for block in article.blocks:
        asked = not heat.scope or block.span in heat.scope
        if asked:
            pieces = tuple(_pieces(article, heat, told, block))
        else:
            pieces = (Piece(block.span, article.text[slice(*block.span)]),)
        made.append(HeatBlock(block, asked, pieces))
    return tuple(made)


def _pieces(article: Article, heat: HeatMap, told: Mapping[int, int], block: Block) -> Iterator[Piece]:
    text = article.text
    at = block.span.start
    for start, end, step, kind, readers in _runs(article, heat, told, block):
        if step == 0 and kind == "plain" and readers is None:
            continue
        if at < start:
            yield Piece(Span(at, start), text[at:start])
        yield Piece(Span(start, end), text[start:end], step, kind, readers)
        at = end
    if at < block.span.end:
        yield Piece(Span(at, block.span.end), text[at : block.span.end])


def _runs(
    article: Article, heat: HeatMap, told: Mapping[int, int], block: Block
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
        run = (start, end, step, kind, told.get(word))
    if run is not None:
        yield run
