"""An article as a reader meets it: masthead, numbered blocks, words and sentences with exact offsets."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

from lessons.text import SpanTable, sentences_of, words_of
from lessons.text.spans import Span

BlockRole = Literal["paragraph", "heading", "furniture"]
StyleName = Literal["emphasis", "strong", "code", "link"]


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the page says of itself. ``None`` means that the page does not say it: often a finding."""

    title: str
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str = "en"
    rendition: bool = False
    follows: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One numbered block: a paragraph ``"1"``, a heading ``"h1"`` or a piece of page furniture ``"f1"``."""

    label: str
    role: BlockRole
    span: Span
    level: int = 0
    """Heading level 1 to 6; 0 for anything else."""
    lead: str = ""
    """Decoration shown before the first line and not part of the text, such as a list bullet."""


@dataclass(frozen=True, slots=True)
class Style:
    """An inline style of the source, kept for display only."""

    span: Span
    name: StyleName


@dataclass(frozen=True)
class Article:
    """One text. All offsets anywhere in the engine are code points of ``text``, end exclusive.

    ``text`` is the blocks' plain text joined by one blank line, so that a span never needs to know its block.
    """

    masthead: Masthead
    text: str
    blocks: tuple[Block, ...]
    styles: tuple[Style, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the normalised text, in hexadecimal: stored with each answer."""
        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def words(self) -> SpanTable:
        """The words in reading order; see ``lessons.text.words_of``."""
        return words_of(self.text)

    @cached_property
    def sentences(self) -> SpanTable:
        """The sentences in reading order; no sentence crosses a block."""
        return sentences_of(self.text, [block.span for block in self.blocks])

    @cached_property
    def by_label(self) -> dict[str, Block]:
        """The blocks by their label."""
        return {block.label: block for block in self.blocks}

    def block_at(self, offset: int) -> Block:
        """The block that holds ``offset``; the nearest block before it for an offset between blocks."""
        low, high = 0, len(self.blocks) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.blocks[middle].span.start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.blocks[low]
