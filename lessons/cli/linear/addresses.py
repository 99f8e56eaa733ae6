"""Places in an article as a person says them: ``2`` is a paragraph, ``2.3`` its third sentence, ``2.3.4`` a word.

Headings and page furniture are addressed by their labels: ``h1``, ``f2.1``. A range is ``2.3.4-2.3.6``, or ``2.3.4-6``.
"""

import re
from collections.abc import Sequence

from lessons.i18n import _
from lessons.model.article import Article, Block
from lessons.text import fold, words_of
from lessons.text.spans import Span

_ADDRESS = r"[hf]?[0-9]{1,5}(?:\.[0-9]{1,5}){0,2}"
ADDRESSES = re.compile(rf"{_ADDRESS}(?: ?- ?{_ADDRESS})?", re.IGNORECASE)
"""One address, or a range of two."""


class AddressError(ValueError):
    """There is no such place; the message says what there is."""


def block_name(block: Block) -> str:
    """The block in words: ``paragraph 2``."""
    number = block.label.lstrip("hf")
    match block.role:
        case "heading":
            return _("heading {number}").format(number=number)
        case "furniture":
            return _("page furniture {number}").format(number=number)
        case _:
            return _("paragraph {number}").format(number=number)


class Addresses:
    """The addresses of one article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._folded: list[str] | None = None

    # From typing to places

    def span(self, typed: str) -> Span:
        """The place or range typed, from its first word or character to its last. Raises ``AddressError``."""
        first, _dash, last = typed.replace(" ", "").lower().partition("-")
        start = self._place(first)
        if not last:
            return start
        parts, more = first.split("."), last.split(".")
        if len(more) < len(parts):
            more = parts[: len(parts) - len(more)] + more
        end = self._place(".".join(more))
        if end.end <= start.start:
            raise AddressError(_("{last} stands before {first}.").format(first=first, last=last))
        return Span(start.start, end.end)

    def blocks(self, typed: str) -> tuple[Block, ...]:
        """The blocks of an address or range. Raises ``AddressError``."""
        span = self.span(typed)
        return tuple(block for block in self.article.blocks if block.span.overlaps(span))

    def _place(self, address: str) -> Span:
        label, *numbers = address.split(".")
        block = self.article.by_label.get(label)
        if block is None:
            raise AddressError(_("There is no {label}. {known}").format(label=label, known=self.extent()))
        span = block.span
        if numbers:
            span = self._nth(self.sentences(span), numbers[0], _("sentence"), block_name(block))
        if len(numbers) > 1:
            whole = _("sentence {number} of {block}").format(number=numbers[0], block=block_name(block))
            span = self._nth(self.words(span), numbers[1], _("word"), whole)
        return span

    def _nth(self, spans: Sequence[Span], number: str, what: str, whole: str) -> Span:
        if 1 <= int(number) <= len(spans):
            return spans[int(number) - 1]
        found = _("There is no {what} {number} in {whole}: its last one is {last}.")
        raise AddressError(found.format(what=what, number=number, whole=whole, last=len(spans)))

    def extent(self) -> str:
        """Which blocks there are, in a sentence: ``The text has paragraphs 1 to 3, heading h1.``"""
        names = {
            "paragraph": (_("paragraph"), _("paragraphs")),
            "heading": (_("heading"), _("headings")),
            "furniture": (_("page furniture"), _("page furniture")),
        }
        parts = []
        for role, (one, many) in names.items():
            labels = [block.label for block in self.article.blocks if block.role == role]
            if labels:
                parts.append(_between(one, many, labels[:: max(1, len(labels) - 1)]))
        return _("The text has {parts}.").format(parts=", ".join(parts))

    # From places to words

    def sentences(self, span: Span) -> tuple[Span, ...]:
        """The sentences that share a character with the span."""
        table = self.article.sentences
        return tuple(table[index] for index in table.between(*span))

    def words(self, span: Span) -> tuple[Span, ...]:
        """The words that share a character with the span."""
        table = self.article.words
        return tuple(table[index] for index in table.between(*span))

    def in_words(self, span: Span, *, exact: bool = True) -> str:
        """The place in words: ``paragraph 1, sentence 3, words 3 to 4``; without ``exact`` no words."""
        block = self.article.block_at(span.start)
        place = block_name(block)
        sentences = self.sentences(block.span)
        touched = [number for number, one in enumerate(sentences, 1) if one.overlaps(span)]
        if touched and span != block.span and len(sentences) > 1:
            place += ", " + _between(_("sentence"), _("sentences"), touched)
        if exact and len(touched) == 1 and (sentence := sentences[touched[0] - 1]) != span:
            inside = [n for n, word in enumerate(self.words(sentence), 1) if word.overlaps(span)]
            if inside:
                place += ", " + _between(_("word"), _("words"), inside)
        return place

    def address(self, span: Span) -> str:
        """The address of a span of whole words, as it can be typed: ``1.3.3-4``."""
        words = self.words(span)
        if not words:
            return self.article.block_at(span.start).label
        first, last = self._of_word(words[0]), self._of_word(words[-1])
        if first == last:
            return ".".join(first)
        if first[:2] == last[:2]:
            return f"{'.'.join(first)}-{last[2]}"
        return f"{'.'.join(first)}-{'.'.join(last)}"

    def _of_word(self, word: Span) -> tuple[str, str, str]:
        block = self.article.block_at(word.start)
        for number, sentence in enumerate(self.sentences(block.span), 1):
            if sentence.overlaps(word):
                inside = self.words(sentence).index(word) + 1
                return block.label, str(number), str(inside)
        return block.label, "1", "1"

    def around(self, span: Span, count: int) -> Span:
        """The span with at most ``count`` words of its own sentences on each side."""
        sentences = self.sentences(span) or (span,)
        words = self.words(Span(sentences[0].start, sentences[-1].end)) or (span,)
        touched = [index for index, word in enumerate(words) if word.overlaps(span)] or [0]
        first, last = max(0, touched[0] - count), min(len(words) - 1, touched[-1] + count)
        return Span(words[first].start, words[last].end)

    # Typed words

    def find(self, typed: str) -> list[Span]:
        """Where the typed words stand one after the other; case, punctuation and kinds of quotes do not matter."""
        words = [fold(typed[start:end]).casefold() for start, end in words_of(typed)]
        if not words:
            return []
        if self._folded is None:
            text = fold(self.article.text)
            self._folded = [text[start:end].casefold() for start, end in self.article.words]
        folded, table, size = self._folded, self.article.words, len(words)
        return [
            Span(table.starts[index], table.ends[index + size - 1])
            for index, word in enumerate(folded)
            if word == words[0] and folded[index : index + size] == words
        ]


def _between(one: str, many: str, numbers: Sequence[int] | Sequence[str]) -> str:
    """``word 3`` or ``words 3 to 4``, from the first and last numbers."""
    if len(numbers) == 1:
        return f"{one} {numbers[0]}"
    return _("{what} {first} to {last}").format(what=many, first=numbers[0], last=numbers[-1])
