"""Texts of a lesson as a page shows them: blocks of an article with the items judged in them, an exercise explained.

The templates in ``pieces`` write these values; every page that shows an article or an explanation uses them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lessons.i18n import _
from lessons.kinds.wording import verdict_name
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.article import Article, Block, StyleName
from lessons.model.form import MarkForm
from lessons.model.result import Part, Result, Verdict
from lessons.prose import lines, one_line
from lessons.text import runs_right_to_left


@dataclass(frozen=True, slots=True)
class PagePiece:
    """Words of a block that look alike; with a verdict where they belong to an item."""

    text: str
    verdict: str = ""
    sign: str = ""
    called: str = ""
    """The verdict in words."""
    styles: frozenset[StyleName] = frozenset()


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph, a heading or a piece of page furniture, with the items in it."""

    label: str
    role: str
    level: int
    lead: str
    language: str
    direction: str
    """``ltr`` or ``rtl``."""
    pieces: tuple[PagePiece, ...]


@dataclass(frozen=True, slots=True)
class PageItem:
    """One item of an answer: the verdict, the words, and what is said of it."""

    verdict: str
    sign: str
    name: str
    words: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageExercise:
    """One exercise; without a result when it was not answered."""

    number: int
    prompt: tuple[str, ...]
    result: Result | None
    arithmetic: str = ""
    blocks: tuple[ShownBlock, ...] = ()
    items: tuple[PageItem, ...] = ()
    why: tuple[str, ...] = ()
    rule: str = ""


def shown_blocks(
    article: Article, blocks: Iterable[Block], parts: Sequence[Part] = (), *, marks: bool = True
) -> Iterator[ShownBlock]:
    """Blocks of an article; the words of these parts carry their verdicts, as ``marks`` or as other answers."""
    language = article.masthead.language
    for block in blocks:
        direction = "rtl" if runs_right_to_left(article.text[slice(*block.span)]) else "ltr"
        pieces = tuple(_pieces(article, block, parts, marks=marks))
        yield ShownBlock(block.label, block.role, block.level, block.lead, language, direction, pieces)


def explained(lesson: Lesson, number: int, exercise: Exercise, result: Result | None) -> PageExercise:
    """An exercise with what there is to say of its answer; ``number`` counts from 1."""
    prompt = tuple(lines(exercise.task.prompt))
    if result is None:
        return PageExercise(number, prompt, None)
    return PageExercise(
        number,
        prompt,
        result,
        one_line(result.arithmetic),
        tuple(_asked_blocks(lesson, exercise, result)),
        tuple(page_item(lesson, exercise, part) for part in result.parts),
        tuple(lines(result.why)),
        one_line(result.rule),
    )


def page_item(lesson: Lesson, exercise: Exercise, part: Part) -> PageItem:
    """One item with its verdict in words."""
    marks = isinstance(exercise.form, MarkForm)
    words = part.text if part.span is None or not marks else f"“{' '.join(part.text.split())}”"
    technique = lesson.glossary.technique(part.technique) if part.technique else None
    right = part.verdict in (Verdict.RIGHT, Verdict.LEFT)
    said = [
        technique.name if technique is not None and technique.name not in (part.given, part.expected) else "",
        _("You: {words}").format(words=part.given) if part.given and part.given != part.text else "",
        _("Key: {words}").format(words=part.expected) if part.expected and not right else "",
        _("Plain: {words}").format(words=one_line(part.plain)) if part.plain else "",
        *lines(part.why),
    ]
    name = part.called or verdict_name(part.verdict, marks)
    return PageItem(part.verdict.value, part.verdict.sign, name, one_line(words), tuple(filter(None, said)))


def _asked_blocks(lesson: Lesson, exercise: Exercise, result: Result) -> Iterator[ShownBlock]:
    """The paragraphs of an exercise in which words are marked, with the items on them."""
    form = exercise.form
    if isinstance(form, MarkForm):
        article = lesson.side(form.side)
        blocks = dict.fromkeys(article.block_at(span.start) for span in form.scope)
        yield from shown_blocks(article, blocks, result.parts)


def _pieces(article: Article, block: Block, parts: Sequence[Part], *, marks: bool) -> Iterator[PagePiece]:
    """The words of a block, cut where an item or a style begins or ends; of items that overlap the first is shown."""
    at, end = block.span
    judged = sorted((part.span, n) for n, part in enumerate(parts) if part.span is not None)
    for span, number in judged:
        start, stop = max(span.start, at), min(span.end, end)
        if stop <= start:
            continue
        yield from _styled(article, at, start)
        part = parts[number]
        name = part.called or verdict_name(part.verdict, marks)
        yield PagePiece(article.text[start:stop], part.verdict.value, part.verdict.sign, name)
        at = stop
    yield from _styled(article, at, end)


def _styled(article: Article, start: int, end: int) -> Iterator[PagePiece]:
    """Words without a verdict, in the styles of their source."""
    styles = [one for one in article.styles if one.span.start < end and one.span.end > start]
    edges = {start, end, *(edge for one in styles for edge in one.span if start < edge < end)}
    for first, last in pairwise(sorted(edges)):
        names = frozenset(one.name for one in styles if one.span.start <= first and one.span.end >= last)
        yield PagePiece(article.text[first:last], styles=names)
