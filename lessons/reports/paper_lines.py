"""Texts as numbered lines for paper: broken here and not by the printer, so that line 7 is line 7 on every sheet."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.lesson.lesson import Lesson
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.text.sizes import cells
from lessons.text.spans import Span

MEASURE, DENSE_MEASURE = 112, 124
"""The most cells of a line: characters, of which wide ones count twice."""
_NEVER_FIRST = frozenset("、。，．：；？！）］｝〉》」』】,.:;?!)]}%")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a text."""

    number: int
    text: str
    start: int
    """Offset of its first code point in the article."""
    label: str = ""
    """Of the block that begins here."""
    role: str = "paragraph"
    lead: str = ""


@dataclass(frozen=True, slots=True)
class PaperArticle:
    """A text with its lines; those of a second text are numbered on from the first."""

    article: Article
    lines: tuple[PaperLine, ...]

    def number(self, offset: int) -> int:
        """The number of the line in which an offset stands."""
        at = bisect_right([line.start for line in self.lines], offset) - 1
        return self.lines[max(0, at)].number

    def numbers(self, span: Span) -> str:
        """The lines that hold a span: ``7`` or ``7-8``."""
        first, last = self.number(span.start), self.number(max(span.start, span.end - 1))
        return str(first) if first == last else f"{first}\u2013{last}"


_LONG = 6_500
"""Characters of the texts beyond which a sheet would take more pages than a class copies."""


def is_long(lesson: Lesson) -> bool:
    """Whether the texts are so long that everything is set a little smaller and closer, and lines are longer."""
    texts = (lesson.article, lesson.beside)
    return sum(len(article.text) for article in texts if article is not None) > _LONG


def paper_articles(lesson: Lesson) -> dict[Side, PaperArticle]:
    """The texts of a lesson by side, in the order of the sheet."""
    measure = DENSE_MEASURE if is_long(lesson) else MEASURE
    texts: dict[Side, PaperArticle] = {"main": PaperArticle(lesson.article, ())}
    if lesson.beside is not None:
        texts["beside"] = PaperArticle(lesson.beside, ())
    number = 1
    for side, text in texts.items():
        lines = tuple(paper_lines(text.article, number, measure))
        texts[side] = PaperArticle(text.article, lines)
        number += len(lines)
    return texts


def paper_lines(article: Article, number: int, measure: int = MEASURE) -> Iterator[PaperLine]:
    """The lines of an article, of at most ``measure`` cells; ``number`` is the first one's."""
    for block in article.blocks:
        starts = [block.span.start, *_breaks(article.text, block.span, measure)]
        for start, end in zip(starts, [*starts[1:], block.span.end], strict=True):
            first = start == block.span.start
            label, lead = (block.label, block.lead) if first else ("", "")
            yield PaperLine(number, article.text[start:end].strip(), start, label, block.role, lead)
            number += 1


def _breaks(text: str, span: Span, measure: int) -> Iterator[int]:
    """Where the lines after the first begin: after a blank, a dash between letters, beside a wide character.

    A word that is longer than a line is cut. Paper needs none of what the screen knows of terminals, which is
    ``tui.line_breaks``.
    """
    row, cut, used, at = span.start, span.start, 0, span.start
    while at < span.end:
        character, size = text[at], cells(text[at])
        if character == "\n":
            row = cut = at + 1
            used = 0
            yield row
        elif character == " ":
            used, cut = used + 1, at + 1
        else:
            before = text[at - 1] if at > row else ""
            if before and character not in _NEVER_FIRST and (size > 1 or cells(before) > 1):
                cut = at
            if used + size > measure and at > row:
                row = cut = cut if cut > row else at
                used = cells(text[row:at])
                yield row
            used += size
            if character in "-\u2013\u2014" and before.isalpha() and text[at + 1 : at + 2].isalpha():
                cut = at + 1
        at += 1
