"""The words (or characters) that a marking exercise counts, and sets of them as the bits of one integer."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lessons.model.article import Article
from lessons.text import SKIPPABLE, SpanTable
from lessons.text.spans import Span, merged

Unit = Literal["word", "char"]


@dataclass(frozen=True, slots=True)
class Units:
    """The units inside a scope, in reading order; unit ``i`` is bit ``i`` of a set.

    ``sentences`` and ``blocks`` hold, for each unit, the number of its sentence and of its scope block.
    """

    table: SpanTable
    sentences: Sequence[int]
    blocks: Sequence[int]

    def __len__(self) -> int:
        return len(self.table)

    def marked(self, spans: Iterable[tuple[int, int]]) -> int:
        """The units of which more than half of the characters lie in a span; however the spans are cut."""
        chosen = 0
        pieces: dict[int, int] = {}
        table = self.table
        for start, end in merged(spans, touching=True):
            inside = table.between(start, end)
            if not inside:
                continue
            first, last = inside[0], inside[-1]
            for edge in (first,) if first == last else (first, last):
                low, high = table[edge]
                pieces[edge] = pieces.get(edge, 0) + min(end, high) - max(start, low)
            if last - first > 1:
                chosen |= ((1 << (last - first - 1)) - 1) << (first + 1)
        for unit, covered in pieces.items():
            low, high = table[unit]
            if 2 * covered > high - low:
                chosen |= 1 << unit
        return chosen

    def grown(self, units: int, by: int) -> int:
        """The set with up to ``by`` units added on each side of each of its runs, inside the sentence."""
        added = 0
        for first, last in runs(units):
            low = high = 0
            while low < by and first - low > 0 and self._same_sentence(first, first - low - 1):
                low += 1
            while high < by and last + high + 1 < len(self) and self._same_sentence(last, last + high + 1):
                high += 1
            added |= ((1 << (last - first + 1 + low + high)) - 1) << (first - low)
        return units | added

    def _same_sentence(self, one: int, other: int) -> bool:
        return self.sentences[one] == self.sentences[other] and self.blocks[one] == self.blocks[other]

    def span(self, first: int, last: int) -> Span:
        """From the start of one unit to the end of another."""
        return Span(self.table.starts[first], self.table.ends[last])

    def stretches(self, units: int) -> Iterator[Span]:
        """The runs of neighbouring units of a set as spans; a run ends with its block."""
        for first, last in runs(units):
            begin = first
            for unit in range(first, last):
                if self.blocks[unit] != self.blocks[unit + 1]:
                    yield self.span(begin, unit)
                    begin = unit + 1
            yield self.span(begin, last)


def units_of(article: Article, scope: Sequence[Span], unit: Unit) -> Units:
    """The words inside the scope; with ``"char"`` its visible characters. Blocks named twice count once."""
    starts, ends = array("I"), array("I")
    sentences, blocks = array("I"), array("I")
    for number, block in enumerate(sorted(set(scope))):
        if unit == "char":
            here = _characters(article.text, block)
            starts.extend(here)
            ends.extend(offset + 1 for offset in here)
        else:
            words = article.words.between(block.start, block.end)
            here = article.words.starts[words.start : words.stop]
            starts.extend(here)
            ends.extend(article.words.ends[words.start : words.stop])
        sentences.extend(map(article.sentences.at, here))
        blocks.extend([number] * len(here))
    return Units(SpanTable(starts, ends), sentences, blocks)


def _characters(text: str, block: Span) -> "array[int]":
    """Where the visible characters of a block stand."""
    offsets = range(block.start, block.end)
    return array("I", [at for at in offsets if not text[at].isspace() and text[at] not in SKIPPABLE])


def bits(units: int) -> Iterator[int]:
    """The units of a set, from the first to the last."""
    while units:
        lowest = units & -units
        yield lowest.bit_length() - 1
        units ^= lowest


def runs(units: int) -> Iterator[tuple[int, int]]:
    """First and last unit of each run of neighbouring units in a set."""
    done = 0
    while units:
        gap = (units & -units).bit_length() - 1
        units >>= gap
        length = (~units & (units + 1)).bit_length() - 1
        yield done + gap, done + gap + length - 1
        units >>= length
        done += gap + length
