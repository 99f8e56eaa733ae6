"""A card as a question: a lesson of one exercise, with its key, so that every front end can ask it as it asks any."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from lessons.i18n import _
from lessons.kinds.again import sentence_article, sentence_units
from lessons.kinds.base import Bound
from lessons.kinds.item import Again
from lessons.kinds.mark import to_be_found, without_articles
from lessons.kinds.marking import KeyPhrase, MarkKey, SidePhrase, tally
from lessons.kinds.registry import MARKING
from lessons.kinds.units import Unit, units_of
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.model.answer import Answer, MarkAnswer
from lessons.model.article import Article
from lessons.model.form import Form, GridForm, MarkForm, Option
from lessons.model.glossary import Glossary
from lessons.model.result import Part, Result, Score, Verdict
from lessons.play.missed import PLAIN, WHOLE, Missed
from lessons.review.card import Card
from lessons.text.spans import Span

DENSE = Fraction(1, 2)
"""Where more of the words shown are key words, too little is left to tell them from."""


def shown_for(
    key: MarkKey, article: Article, scope: Sequence[Span], missed: Missed, turn: int
) -> tuple[Span, ...]:
    """The parts of the scope to ask about: the sentence; where it is mostly key words, its block, or all of it.

    Of several false alarms it is the turn of one. Spans and scope are of ``article``.
    """
    spans = missed.spans
    if missed.item == PLAIN:
        places = list(dict.fromkeys(_sentence(article, span) for span in spans))
        spans = (places[turn % len(places)],)
    sentence = Span(_sentence(article, spans[0]).start, max(_sentence(article, span).end for span in spans))
    block = article.block_at(spans[0].start).span
    for part in (sentence, block):
        inside = tuple(cut for cut in (_cut(part, one) for one in scope) if cut is not None)
        if inside and narrowed(key, article, inside).density <= DENSE:
            return inside
    return tuple(scope)


def _sentence(article: Article, span: Span) -> Span:
    """From the start of the sentence where the span begins to the end of the one where it ends."""
    sentences = article.sentences
    numbers = sentences.between(span.start, span.end)
    return Span(sentences.starts[numbers[0]], sentences.ends[numbers[-1]]) if numbers else span


def _cut(part: Span, block: Span) -> Span | None:
    start, end = max(part.start, block.start), min(part.end, block.end)
    return Span(start, end) if start < end else None


def narrowed(key: MarkKey, article: Article, scope: Sequence[Span]) -> MarkKey:
    """The same key for a smaller scope; phrases that do not lie in it are left out."""
    units = units_of(article, scope, key.unit)

    def moved(words: int) -> int:
        return units.marked(key.units.stretches(words))

    def phrase(one: KeyPhrase) -> KeyPhrase:
        return replace(one, extent=moved(one.extent), core=moved(one.core) or moved(one.extent))

    def aside(one: SidePhrase) -> SidePhrase:
        return replace(one, words=moved(one.words))

    return replace(
        key,
        units=units,
        phrases=tuple(cut for cut in map(phrase, key.phrases) if cut.extent),
        debatable=tuple(cut for cut in map(aside, key.debatable) if cut.words),
        traps=tuple(cut for cut in map(aside, key.traps) if cut.words),
        need=None,
    )


HALF = 2
"""One word in so many of a phrase must be marked for it to count as found."""


@dataclass(frozen=True, slots=True)
class Judging:
    """How an answer to a question is judged: right or wrong, nothing between."""

    item: str
    """The item asked about: a phrase, a trap, a row, a cell, or ``whole``; empty where nothing is to be found."""

    def result(self, bound: Bound, answer: Answer, score: Score, why: str) -> Result:
        """The score 1 or 0, and the parts that are about what was asked."""
        if bound.marks is not None and isinstance(answer, MarkAnswer):
            right, rule = self._marks(bound.marks, answer), self._rule(bound.marks)
            return Result(Fraction(right), Fraction(0), score.parts, rule, "", why)
        parts = tuple(part for part in score.parts if self._asked(part))
        failed = any(part.verdict in (Verdict.MISSED, Verdict.WRONG, Verdict.PARTLY) for part in parts)
        return Result(Fraction(not failed), Fraction(0), parts, "", "", why)

    def _asked(self, part: Part) -> bool:
        return self.item in (WHOLE, part.id, part.id.partition(".")[0])

    def _marks(self, key: MarkKey, answer: MarkAnswer) -> bool:
        """Half of the phrase's words or more, named right where a name is asked, and no plain word or trap."""
        counts = tally(key, answer)
        if counts.marked & ~key.wanted:
            return False
        phrases = [phrase for phrase in key.phrases if phrase.id.partition(".")[0] == self.item]
        return not phrases or any(self._found(key, phrase, counts.marked, counts.named) for phrase in phrases)

    def _found(
        self, key: MarkKey, phrase: KeyPhrase, marked: int, named: tuple[tuple[int, str], ...]
    ) -> bool:
        core = marked & phrase.core
        if not core or core.bit_count() * HALF < phrase.core.bit_count():
            return False
        if key.techniques is None or not phrase.credits:
            return True
        names = [name for words, name in named if words & core]
        return bool(names) and all(phrase.credits.get(name) == 1 for name in names)

    def _rule(self, key: MarkKey) -> str:
        if key.techniques is None:
            return _("Right is: at least half of the words are marked, and no plain word.")
        return _(
            "Right is: at least half of the words are marked and rightly named, and no plain word is marked."
        )


MOST_NAMES, LEAST_NAMES = 6, 3
"""Techniques to choose from."""


@dataclass(frozen=True, eq=False)
class CardQuestion:
    """One question of review."""

    card: Card
    lesson: Lesson
    """The names of the lesson, with one exercise, on the article or on a fresh sentence."""
    key: AnswerKey
    judging: Judging
    fresh: bool
    """Whether it is about a sentence that does not stand in the lesson."""


def question_of(card: Card) -> CardQuestion:
    """What a card asks this time."""
    again = card.again
    return _fresh(card, again) if again is not None else _same(card)


# A fresh sentence ---------------------------------------------------------------------------------------------------


def _fresh(card: Card, again: Again) -> CardQuestion:
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
    return CardQuestion(card, lesson, key, Judging("m0" if again.span is not None else ""), True)


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
    """The technique asked about in a sentence with nothing to find, where its own item names none."""
    items = card.source.key.bound[card.exercise.id].items()
    return next((item.technique for item in items if item.technique), None)


def look_alikes(glossary: Glossary, technique: str | None) -> tuple[Option, ...]:
    """The techniques to choose from: those of the family, in the order of the glossary.

    A small family is filled up with others of its strand. Empty for no technique, and where there is no choice.
    """
    entry = glossary.technique(technique) if technique is not None else None
    if entry is None:
        return ()
    strands = {family.id: family.strand for family in glossary.families}
    others = [one for one in glossary.techniques if one.id != entry.id]
    alike = [one for one in others if one.family == entry.family][: MOST_NAMES - 1]
    near = [
        one for one in others if one not in alike and strands.get(one.family) == strands.get(entry.family)
    ]
    chosen = {entry.id, *(one.id for one in (*alike, *near[: max(0, LEAST_NAMES - 1 - len(alike))]))}
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


def _same(card: Card) -> CardQuestion:
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
    return CardQuestion(card, lesson, key, Judging(item), False)


def _narrow_grid(form: GridForm, item: str) -> GridForm:
    """The missed row with the one question that was missed; with all its questions where they depend on each other."""
    row, _dot, column = item.partition(".")
    rows = tuple(one for one in form.rows if one.id == row)
    columns = tuple(one for one in form.columns if not column or one.id == column)
    return GridForm(rows or form.rows, columns or form.columns)
