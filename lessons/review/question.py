"""A card as a question: a lesson of one exercise, with its key, so that every front end can ask it as it asks any.

A fresh sentence is an article of its own. Without one, the exercise is asked again, narrowed to what was missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lessons.i18n import _
from lessons.kinds.again import sentence_article, sentence_units
from lessons.kinds.base import Bound
from lessons.kinds.item import Again
from lessons.kinds.mark import to_be_found
from lessons.kinds.mark_binding import without_articles
from lessons.kinds.marking import KeyPhrase, MarkKey
from lessons.kinds.registry import MARKING
from lessons.kinds.units import Unit
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.model.form import Form, GridForm, MarkForm, Option
from lessons.model.glossary import Glossary
from lessons.play.missed import PLAIN
from lessons.review.cards import Card
from lessons.review.judging import Judging
from lessons.review.narrowing import narrowed, shown_for

MOST_NAMES, LEAST_NAMES = 6, 3
"""Techniques to choose from."""


@dataclass(frozen=True, eq=False)
class Question:
    """One question of review."""

    card: Card
    lesson: Lesson
    """The names of the lesson, with one exercise, on the article or on a fresh sentence."""
    key: AnswerKey
    judging: Judging
    fresh: bool
    """Whether it is about a sentence that does not stand in the lesson."""


def question_of(card: Card) -> Question:
    """What a card asks this time."""
    again = card.again
    return _fresh(card, again) if again is not None else _same(card)


# A fresh sentence ---------------------------------------------------------------------------------------------------


def _fresh(card: Card, again: Again) -> Question:
    source, exercise = card.source, card.exercise
    glossary = source.lesson.glossary
    article = sentence_article(again.sentence, source.lesson.article.masthead.language)
    technique = again.technique if again.span is not None else again.technique or _trained(card)
    options = look_alikes(glossary, technique)
    asked = replace(
        exercise,
        kind=MARKING,
        task=exercise.task.model_copy(
            update={"prompt": _prompt(glossary, technique), "hints": (), "worked": None}
        ),
        form=MarkForm("main", (article.blocks[0].span,), options),
        scope=(),
        side="main",
    )
    bound = _sentence_key(card, again, options)
    lesson = replace(source.lesson, article=article, beside=None, exercises=(asked,), seal=None)
    key = replace(source.key, bound={asked.id: bound}, why={asked.id: _why(glossary, again)}, notes=())
    return Question(card, lesson, key, Judging("m0" if again.span is not None else ""), True)


def _sentence_key(card: Card, again: Again, options: Sequence[Option]) -> Bound:
    own = card.source.key.bound[card.exercise.id].marks
    unit: Unit = own.unit if own is not None else "word"
    article = sentence_article(again.sentence, card.source.lesson.article.masthead.language)
    units = sentence_units(article, unit)
    phrases: tuple[KeyPhrase, ...] = ()
    if again.span is not None:
        words = units.marked([again.span])
        language = article.masthead.language
        core = words if unit == "char" else without_articles(article.text, units, words, language)
        credits = {again.technique: Fraction(1)} if again.technique is not None else {}
        phrases = (
            KeyPhrase(
                "m0",
                again.span,
                extent=words,
                core=core,
                why=again.why,
                plain=again.plain,
                technique=again.technique,
                credits=credits,
            ),
        )
    key = MarkKey(
        text=article.text,
        units=units,
        phrases=phrases,
        unit=unit,
        techniques={option.id: option.text for option in options} or None,
        names={technique.id: technique.name for technique in card.source.lesson.glossary.techniques},
    )
    return to_be_found(key)


def _trained(card: Card) -> str | None:
    """The technique that a sentence with nothing to find is held against, where its own item names none."""
    items = card.source.key.bound[card.exercise.id].items()
    return next((item.technique for item in items if item.technique), None)


def look_alikes(glossary: Glossary, technique: str | None) -> tuple[Option, ...]:
    """The techniques to choose from: those of the family, in the order of the glossary.

    A small family is filled up with others of its strand. Empty for no technique, and where there is no choice.
    """
    found = glossary.technique(technique) if technique is not None else None
    if found is None:
        return ()
    strands = {family.id: family.strand for family in glossary.families}
    others = [one for one in glossary.techniques if one.id != found.id]
    alike = [one for one in others if one.family == found.family][: MOST_NAMES - 1]
    near = [
        one for one in others if one not in alike and strands.get(one.family) == strands.get(found.family)
    ]
    chosen = {found.id, *(one.id for one in (*alike, *near[: max(0, LEAST_NAMES - 1 - len(alike))]))}
    options = tuple(Option(one.id, one.name) for one in glossary.techniques if one.id in chosen)
    return options if len(options) > 1 else ()


def _prompt(glossary: Glossary, technique: str | None) -> str:
    family = glossary.family_of(technique) if technique is not None else None
    strand = next((one.strand for one in glossary.families if one.id == family), "language")
    if technique is None:
        return _(
            "Mark the words with which the writer pushes the reader. If the sentence is plain, mark nothing."
        )
    if strand == "sourcing":
        return _(
            "Who says it, and can it be checked? Mark the words where that goes wrong, and name the technique. "
            "If all is well, mark nothing."
        )
    return _(
        "Mark the words with which the writer pushes the reader, and name the technique. "
        "If the sentence is plain, mark nothing."
    )


def _why(glossary: Glossary, again: Again) -> str:
    """What is said after the answer, besides what is said of the words: what the technique is, or why all is well."""
    if again.span is None:
        return again.why or _("Nothing pushes the reader here: what the sentence says can be checked.")
    technique = glossary.technique(again.technique) if again.technique is not None else None
    return f"**{technique.name}.** {technique.definition}" if technique is not None else ""


# The exercise once more ---------------------------------------------------------------------------------------------


def _same(card: Card) -> Question:
    source, exercise = card.source, card.exercise
    bound = source.key.bound[exercise.id]
    form: Form = exercise.form
    scope = exercise.scope
    marks = bound.marks
    if marks is not None and isinstance(form, MarkForm):
        article = source.lesson.beside if form.side == "beside" else source.lesson.article
        assert article is not None  # a form on the second article has one
        scope = shown_for(marks, article, form.scope, card.missed, len(card.past.reviews))
        bound = to_be_found(narrowed(marks, article, scope))
        form = replace(form, scope=scope, need=None)
    elif isinstance(form, GridForm):
        form = _narrow_grid(form, card.missed.item)
    prompt = exercise.task.prompt
    if isinstance(form, MarkForm):
        prompt += "\n\n" + _("This time only a part of the text counts. There may be nothing to mark in it.")
    asked = replace(
        exercise,
        task=exercise.task.model_copy(update={"prompt": prompt, "hints": (), "worked": None}),
        form=form,
        scope=scope,
    )
    lesson = replace(source.lesson, exercises=(asked,), seal=None)
    key = replace(source.key, bound={**source.key.bound, asked.id: bound}, notes=())
    item = "" if card.missed.item == PLAIN else card.missed.item
    return Question(card, lesson, key, Judging(item), False)


def _narrow_grid(form: GridForm, item: str) -> GridForm:
    """The row that was missed, and of its questions the one that was; all where they hang together."""
    row, _dot, column = item.partition(".")
    rows = tuple(one for one in form.rows if one.id == row)
    columns = tuple(one for one in form.columns if not column or one.id == column)
    return GridForm(rows or form.rows, columns or form.columns)
