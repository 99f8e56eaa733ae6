"""A cursor that walks an article word by word and can select: pure, every step returns a new cursor.

A *step* is +1 or -1, or a number of rows. With ``extend`` a step keeps or sets the anchor: the words from
the anchor to the cursor are selected. A cursor in an article without words stays where it is, on nothing.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lessons.model.article import Article
from lessons.text import SpanTable, sentences_of
from lessons.text.spans import Span
from tui.widgets.article_layout import ArticleLayout, PageCell


@dataclass(frozen=True, slots=True)
class SpanCursor:
    """Where the reader is: a word, and perhaps the other end of a selection."""

    article: Article = field(repr=False)
    blocks: SpanTable = field(repr=False, compare=False)
    """The spans of the article's blocks."""
    word: int = 0
    """Index into the article's words."""
    anchor: int | None = None
    """Index of the word where the selection began; ``None`` when nothing is selected."""
    sticky: bool = False
    """Whether steps without ``extend`` keep the selection too."""
    goal: int | None = None
    """The cell that steps up and down try to keep."""

    @classmethod
    def begin(cls, article: Article) -> "SpanCursor":
        """A cursor on the first word."""
        starts = array("I", (block.span.start for block in article.blocks))
        ends = array("I", (block.span.end for block in article.blocks))
        return cls(article, SpanTable(starts, ends))

    @property
    def span(self) -> Span:
        """The word under the cursor; an empty span when the article has no words."""
        return self.article.words[self.word] if len(self.article.words) else Span(0, 0)

    @property
    def selection(self) -> Span | None:
        """From the first to the last selected word; ``None`` when nothing is selected."""
        if self.anchor is None:
            return None
        words = self.article.words
        first, last = sorted((self.anchor, self.word))
        return Span(words.starts[first], words.ends[last])

    def to(self, word: int, extend: bool = False) -> "SpanCursor":
        """Go to a word by its index; an index beyond the last word means the last."""
        count = len(self.article.words)
        if not count:
            return self
        anchor = self.anchor
        if extend and anchor is None:
            anchor = self.word
        elif not extend and not self.sticky:
            anchor = None
        return replace(self, word=min(max(word, 0), count - 1), anchor=anchor, goal=None)

    def at(self, offset: int, extend: bool = False) -> "SpanCursor":
        """Go to the word that holds ``offset``, or the next one."""
        return self.to(self.article.words.at(offset), extend)

    def toggled(self) -> "SpanCursor":
        """Begin to select at this word, or stop selecting."""
        if self.anchor is None and len(self.article.words):
            return replace(self, anchor=self.word, sticky=True)
        return self.dropped()

    def dropped(self) -> "SpanCursor":
        """The same place with nothing selected."""
        return replace(self, anchor=None, sticky=False)

    def by_word(self, step: int, extend: bool = False) -> "SpanCursor":
        """Go to the next or previous word."""
        return self.to(self.word + step, extend)

    def by_sentence(self, step: int, extend: bool = False) -> "SpanCursor":
        """Go to the start of the next sentence, or of this one or the one before.

        Forward with a selection, go to the last word of the sentence instead, so that it is selected whole. As a
        rule only the sentences of the blocks around are looked for: no sentence crosses a block.
        """
        first = max(0, self.blocks.at(self.span.start) - 1)
        last = min(first + 3, len(self.blocks))
        near = sentences_of(self.article.text, [self.blocks[index] for index in range(first, last)])
        cursor = self._by_region(near, step, extend)
        if cursor is None and (last < len(self.blocks) if step > 0 else first > 0):
            cursor = self._by_region(self.article.sentences, step, extend)
        return cursor or self.to_edge(step, extend)

    def by_block(self, step: int, extend: bool = False) -> "SpanCursor":
        """The same by paragraphs."""
        return self._by_region(self.blocks, step, extend) or self.to_edge(step, extend)

    def to_edge(self, step: int, extend: bool = False) -> "SpanCursor":
        """Go to the first (-1) or last (+1) word of the article."""
        return self.to(0 if step < 0 else len(self.article.words), extend)

    def to_row_edge(self, layout: ArticleLayout, step: int, extend: bool = False) -> "SpanCursor":
        """Go to the first (-1) or last (+1) word of the row."""
        row = layout.row(layout.row_of(self.span.start))
        inside = self.article.words.between(row.start, row.end)
        if not inside:
            return self.to(self.word, extend)
        return self.to(inside[0] if step < 0 else inside[-1], extend)

    def by_row(self, layout: ArticleLayout, step: int, extend: bool = False) -> "SpanCursor":
        """Go ``step`` rows down (up when negative), as near as possible to the column where the walk began.

        Rows without words are passed over; where no further row has words the cursor stays.
        """
        if not len(self.article.words):
            return self
        start, end = self.span
        goal = layout.place(start).cell if self.goal is None else self.goal
        row = layout.row_of(start if step < 0 else end - 1)
        target = self._row_near(layout, min(max(row + step, 0), len(layout) - 1), step)
        word = self._word_in(layout, target, goal) if (target - row) * step > 0 else self.word
        return replace(self.to(word, extend), goal=goal)

    def nearest(self, layout: ArticleLayout, place: PageCell, extend: bool = False) -> "SpanCursor":
        """Go to the word drawn at a place, or to the nearest word of that row, or of the rows after it."""
        if not len(self.article.words):
            return self
        row = self._row_near(layout, min(max(place.row, 0), len(layout) - 1), 1)
        return self.to(self._word_in(layout, row, place.cell), extend)

    def next_mark(self, marks: Sequence[Span], step: int) -> Span | None:
        """The next (+1) or previous (-1) mark; ``None`` beyond the last. ``marks`` are sorted by start."""
        at = self.article.words.at
        if step > 0:
            index = bisect_right(marks, self.word, key=lambda mark: at(mark.start))
            return marks[index] if index < len(marks) else None
        index = bisect_left(marks, self.word, key=lambda mark: at(mark.start)) - 1
        return marks[index] if index >= 0 else None

    def _by_region(self, regions: SpanTable, step: int, extend: bool) -> "SpanCursor | None":
        """The next or previous of sorted regions; ``None`` beyond the last of them."""
        words = self.article.words
        index = regions.at(self.span.start)
        if step > 0 and not (extend or self.sticky):
            return self.at(regions.starts[index + 1]) if index + 1 < len(regions) else None
        if step > 0:
            lasts = (words.between(*regions[at])[-1:] for at in range(index, len(regions)))
            return next((self.to(last[0], extend) for last in lasts if last and last[0] > self.word), None)
        firsts = (words.at(regions.starts[at]) for at in range(min(index, len(regions) - 1), -1, -1))
        return next((self.to(first, extend) for first in firsts if first < self.word), None)

    def _row_near(self, layout: ArticleLayout, index: int, step: int) -> int:
        """The row with this index if words stand in it, or the next by ``step`` that has some, or the one before."""
        words, row = self.article.words, layout.row(index)
        if words.between(row.start, row.end):
            return index
        after = words.at(row.start)
        if after == len(words) or (step < 0 and after > 0):
            return layout.row_of(words.ends[after - 1] - 1)
        return layout.row_of(words.starts[after])

    def _word_in(self, layout: ArticleLayout, index: int, cell: int) -> int:
        """The word nearest to a cell of a row that has words."""
        words, row = self.article.words, layout.row(index)
        inside = words.between(row.start, row.end)
        offset = layout.offset(PageCell(index, cell))
        word = min(max(words.at(offset), inside[0]), inside[-1])
        if word > inside[0] and words.starts[word] - offset > offset - words.ends[word - 1] + 1:
            word -= 1
        return word


Step = Callable[[SpanCursor, ArticleLayout, int, bool], SpanCursor]
"""Cursor, layout, rows of a page, extend -> cursor."""

STEPS: dict[str, Step] = {
    "right": lambda cursor, layout, page, extend: cursor.by_word(1, extend),
    "left": lambda cursor, layout, page, extend: cursor.by_word(-1, extend),
    "down": lambda cursor, layout, page, extend: cursor.by_row(layout, 1, extend),
    "up": lambda cursor, layout, page, extend: cursor.by_row(layout, -1, extend),
    "sentence_next": lambda cursor, layout, page, extend: cursor.by_sentence(1, extend),
    "sentence_previous": lambda cursor, layout, page, extend: cursor.by_sentence(-1, extend),
    "block_next": lambda cursor, layout, page, extend: cursor.by_block(1, extend),
    "block_previous": lambda cursor, layout, page, extend: cursor.by_block(-1, extend),
    "page_down": lambda cursor, layout, page, extend: cursor.by_row(layout, page, extend),
    "page_up": lambda cursor, layout, page, extend: cursor.by_row(layout, -page, extend),
    "row_start": lambda cursor, layout, page, extend: cursor.to_row_edge(layout, -1, extend),
    "row_end": lambda cursor, layout, page, extend: cursor.to_row_edge(layout, 1, extend),
    "top": lambda cursor, layout, page, extend: cursor.to_edge(-1, extend),
    "bottom": lambda cursor, layout, page, extend: cursor.to_edge(1, extend),
}
"""What each name in ``ArticleView.action_go`` does."""
