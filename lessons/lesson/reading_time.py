"""How long a lesson takes a student who reads in order to answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lessons.kinds.base import Bound
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.course import Minutes
from lessons.model.form import CustomForm, Form, GridForm, MarkForm, OrderForm, PickForm
from lessons.prose import plain
from lessons.text import words_of

WORDS_A_MINUTE = 150
MINUTES_A_DECISION = Fraction(1, 5)
STEP = 5
"""Minutes are told in steps of so many."""
MARKING, REWRITING = 5, 6
"""Decisions that a mark exercise and a rewrite take."""


@dataclass(frozen=True, slots=True)
class ReadingTime:
    """What a student reads and decides in one lesson."""

    words: int
    decisions: int

    @property
    def minutes(self) -> int:
        """Minutes, rounded up to the next five."""
        exact = Fraction(self.words, WORDS_A_MINUTE) + self.decisions * MINUTES_A_DECISION
        return -(-exact // STEP) * STEP


def reading_time(lesson: Lesson, bound: Mapping[str, Bound], why: Mapping[str, str]) -> ReadingTime:
    """How long a lesson takes a student who reads to answer: the honest number for ``minutes:``.

    ``minutes = words / 150 + 0.2 * decisions``, rounded up to the next five. Words are those of the articles, of the
    tasks with their options, and of the explanations shown to somebody who answers right. Talk in class is not in it.
    150 words a minute is a fifteen-year-old who reads in order to answer. ``bound`` and ``why`` are by exercise. On a
    short path the second article counts only where one of its exercises is about it.
    """
    articles = [article for article in (lesson.article, lesson.beside) if article is not None]
    if lesson.is_short and not any(map(reads_beside, lesson.exercises)):
        articles = [lesson.article]
    words = sum(len(words_of(article.text)) for article in articles)
    decisions = 0
    for exercise in lesson.exercises:
        texts = [exercise.task.prompt, exercise.task.worked or "", *_shown(exercise.form)]
        if exercise.id in bound:
            texts += [why.get(exercise.id, ""), *_explained(bound[exercise.id])]
        words += len(words_of("\n".join(plain(text) for text in texts if text)))
        decisions += _decisions(exercise.form)
    return ReadingTime(words, decisions)


def needed_minutes(lesson: Lesson, bound: Mapping[str, Bound], why: Mapping[str, str]) -> Minutes:
    """The minutes of the whole lesson and of its short path by that rule, whatever its label says."""
    short = reading_time(lesson.shortened(), bound, why).minutes if lesson.short else None
    return Minutes(reading_time(lesson, bound, why).minutes, short)


def said_or_needed(lesson: Lesson, bound: Mapping[str, Bound], why: Mapping[str, str]) -> Minutes:
    """What the label says, and by the rule what it leaves out."""
    needed, label = needed_minutes(lesson, bound, why), lesson.minutes
    return Minutes(label.whole, label.short or needed.short) if label is not None else needed


_NAMED = re.compile(
    r"\b(?:second|other|zweite[nrs]?|anderen?) (?:text|page|article|Text|Seite|Artikel)", re.IGNORECASE
)


def reads_beside(exercise: Exercise) -> bool:
    """Whether an exercise is about words of the second article, or names it in its question."""
    if _NAMED.search(exercise.task.prompt):
        return True
    form = exercise.form
    rows = form.rows if isinstance(form, GridForm) else form.items if isinstance(form, OrderForm) else ()
    sides = {exercise.side, *(row.side for row in rows if row.span is not None)}
    return "beside" in sides or (isinstance(form, MarkForm) and form.side == "beside")


def _shown(form: Form) -> list[str]:
    """The texts of a form besides the article."""
    if isinstance(form, PickForm):
        return [option.text for option in form.options]
    if isinstance(form, GridForm):
        asked = [column.text for column in form.columns]
        options = [option.text for column in form.columns for option in column.options]
        return [*(row.text for row in form.rows), *asked, *options]
    if isinstance(form, OrderForm):
        return [item.text for item in form.items]
    if isinstance(form, MarkForm):
        return [option.text for option in form.techniques]
    if isinstance(form, CustomForm):
        return [*form.texts]
    return [form.original, *form.must]


def _explained(bound: Bound) -> list[str]:
    """The explanations shown to somebody whose answer is the key's own."""
    return [part.why for part in bound.perfect_score.parts if part.why]


def _decisions(form: Form) -> int:
    if isinstance(form, PickForm):
        return len(form.options) if form.several else 1
    if isinstance(form, GridForm):
        asked = sum(column.only_if is None for column in form.columns)
        return len(form.rows) * asked
    if isinstance(form, OrderForm):
        return len(form.items)
    if isinstance(form, MarkForm):
        return MARKING
    if isinstance(form, CustomForm):
        return form.decisions
    return REWRITING if form.long else 1
