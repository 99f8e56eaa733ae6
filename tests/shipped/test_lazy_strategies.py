"""What lazy ways of answering earn in each shipped lesson, above a blind guess: next to nothing.

A strategy is played in the exercises whose form can hold it; in the others nothing is answered and nothing counts.
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lessons.kinds.shelf_form import ShelfForm
from lessons.kinds.written_answers import read, write
from lessons.lesson.lesson import Exercise
from lessons.model.answer import Raw
from lessons.model.form import GridForm, MarkForm, Option, OrderForm, PickForm, TextForm
from tests.helpers.shipped_lessons import LESSONS, key_of, opened

BAR = Fraction(5, 100)
Pick = Callable[[Sequence[Option]], Option]
PICKS: dict[str, Pick] = {
    "first": lambda options: options[0],
    "last": lambda options: options[-1],
    "longest": lambda options: max(options, key=lambda option: len(option.text)),
    "shortest": lambda options: min(options, key=lambda option: len(option.text)),
}
STRATEGIES = [*PICKS, "dates", "lengths", "mark all", "keyword list"]


def by_rows(form: GridForm, chosen: Callable[[str], bool]) -> Raw:
    """The first option for the rows chosen, the last for the others; only columns that are always asked."""
    column = form.columns[0]
    return {
        row.id: {column.id: (column.options[0] if chosen(row.text) else column.options[-1]).id}
        for row in form.rows
    }


def answer(strategy: str, exercise: Exercise, lazy: dict[str, Raw]) -> Any:
    """The raw answer, from the form alone (and the lazy answers that a kind knows); ``None`` where it has none."""
    form: Any = exercise.form
    match form:
        case PickForm(options=options) if strategy in PICKS:
            return [PICKS[strategy](options).id] if form.several else PICKS[strategy](options).id
        case PickForm(options=options) if strategy == "mark all" and form.several:
            return [option.id for option in options]
        case PickForm(options=options) if strategy in ("dates", "lengths"):
            ids = [
                option.id for option in options if telling(strategy, [o.text for o in options])(option.text)
            ]
            return ids if form.several else next(iter(ids), None)
        case GridForm() if strategy in PICKS:
            return {
                row.id: {column.id: PICKS[strategy](column.options).id for column in form.columns[:1]}
                for row in form.rows
            }
        case GridForm() if strategy in ("dates", "lengths"):
            return by_rows(form, telling(strategy, [row.text for row in form.rows]))
        case OrderForm() if strategy in ("first", "last"):
            items = [item.id for item in form.items]
            return items if strategy == "first" else items[::-1]
        case OrderForm() if strategy in ("longest", "shortest"):
            rows = sorted(form.items, key=lambda item: len(item.text), reverse=strategy == "longest")
            return [row.id for row in rows]
        case ShelfForm() if strategy in PICKS:
            ranked = sorted(form.cards, key=lambda card: len(f"{card.title} {card.snippet}"))
            cards = [*form.cards] if strategy in ("first", "shortest") else [*form.cards[::-1]]
            if strategy in ("longest", "shortest"):
                cards = ranked if strategy == "shortest" else ranked[::-1]
            opened = [card.id for card in cards[: form.opens]]
            return {"opened": opened, "verdict": PICKS[strategy](form.verdicts).id, "card": opened[0]}
        case MarkForm() if strategy == "mark all":
            return lazy.get("everything marked")
        case TextForm() if strategy == "keyword list":
            return lazy.get("a list of the facts")
    return None


def telling(strategy: str, texts: Sequence[str]) -> Callable[[str], bool]:
    """Whether a text is told from the others by a date, or by being longer than most."""
    if strategy == "dates":
        return lambda text: re.search(r"\b(?:1[89]|20)\d\d\b", text) is not None
    middle = sorted(map(len, texts))[len(texts) // 2]
    return lambda text: len(text) > middle


def gain(folder: Path, strategy: str) -> Fraction:
    """The mean over the lesson of score less chance, by weight, of the exercises that the strategy can answer."""
    lesson = opened(folder)
    key = key_of(lesson.folder)
    total = weight = Fraction(0)
    for exercise in lesson.exercises:
        weight += exercise.task.weight
        bound = key.bound[exercise.id]
        lazy = {one.name: write(one.answer) for one in bound.lazy()}
        raw = answer(strategy, exercise, lazy)
        if raw is None:
            continue
        score = bound.score(read(exercise.form, raw, lesson.article, lesson.beside)).score
        total += exercise.task.weight * (score - bound.chance)
    return total / weight


@pytest.mark.sample(8)
@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_lazy_answers_earn_next_to_nothing(folder: Path, strategy: str) -> None:
    assert gain(folder, strategy) <= BAR
