"""A learner's page of one lesson, to keep or to print: what was answered, what the key said, and why.

Exercises without an answer are named, and their key stays closed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lessons.i18n import _
from lessons.kinds.wording import verdict_name
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.article import Block
from lessons.model.form import MarkForm
from lessons.model.result import Part, Result, Verdict
from lessons.play import Session
from lessons.prose import lines, one_line
from lessons.reports.html_page import html_page, templates

FOLDER = Path(__file__).parent / "own"


@dataclass(frozen=True, slots=True)
class PagePiece:
    """Words of a block; with a verdict where they belong to an item."""

    text: str
    verdict: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph with the items in it."""

    label: str
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


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the template shows."""

    title: str
    learner: str
    score: Fraction
    chance: Fraction
    answered: int
    total: int
    exercises: tuple[PageExercise, ...]


def own_page(session: Session, learner: str) -> bytes:
    """The file about the first answers of a session. ``ValueError`` for a test whose key is sealed.

    Raises ``LessonError`` when the key cannot be used.
    """
    if session.rules.closes:
        raise ValueError("nothing of a sealed test is explained")
    lesson, summary = session.lesson, session.summary()
    exercises = tuple(_told(session, number) for number in range(len(lesson.exercises)))
    title, answered = one_line(lesson.title), summary.answered
    page = OwnPage(title, learner, summary.score, summary.chance, answered, summary.total, exercises)
    return html_page(FOLDER, templates(FOLDER), "page.html", page=page)


def _told(session: Session, index: int) -> PageExercise:
    exercise = session.lesson.exercises[index]
    prompt = tuple(lines(exercise.task.prompt))
    result = session.first_result(exercise.id)
    if result is None:
        return PageExercise(index + 1, prompt, None)
    return PageExercise(
        index + 1,
        prompt,
        result,
        one_line(result.arithmetic),
        tuple(_blocks(session.lesson, exercise, result)),
        tuple(_item(session.lesson, exercise, part) for part in result.parts),
        tuple(lines(result.why)),
        one_line(result.rule),
    )


def _blocks(lesson: Lesson, exercise: Exercise, result: Result) -> Iterator[ShownBlock]:
    """The paragraphs of an exercise in which words are marked, with the items on them."""
    form = exercise.form
    if not isinstance(form, MarkForm):
        return
    article = lesson.side(form.side)
    for block in dict.fromkeys(article.block_at(span.start) for span in form.scope):
        yield ShownBlock(block.label, tuple(_pieces(article.text, block, result.parts)))


def _pieces(text: str, block: Block, parts: Sequence[Part]) -> Iterator[PagePiece]:
    """The words of a block, cut where an item begins or ends; of items that overlap the first is shown."""
    at, end = block.span
    spans = sorted((part.span, n) for n, part in enumerate(parts) if part.span is not None)
    for span, number in spans:
        start, stop = max(span.start, at), min(span.end, end)
        if stop <= start:
            continue
        if start > at:
            yield PagePiece(text[at:start])
        verdict = parts[number].verdict
        yield PagePiece(text[start:stop], verdict.value, verdict.sign)
        at = stop
    if at < end:
        yield PagePiece(text[at:end])


def _item(lesson: Lesson, exercise: Exercise, part: Part) -> PageItem:
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
