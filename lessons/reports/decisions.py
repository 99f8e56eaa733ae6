"""Answers as decisions that can be compared: one value an item, of several readers and of the key.

An item is an option, a cell, an item to order, or the whole answer where only one thing is asked. Marks are compared
by word; see ``lessons.figures.agreement.alpha_of_marks``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lessons.figures.agreement import Level, Value, agreement, alpha, alpha_of_marks
from lessons.kinds.base import Bound
from lessons.kinds.marking import MarkKey
from lessons.kinds.wording import plain_line
from lessons.lesson.lesson import Exercise
from lessons.model.answer import Answer, GridAnswer, MarkAnswer, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import CustomForm, GridForm, OrderForm, PickForm, TextForm
from lessons.model.result import Part, Result, Verdict
from lessons.text.readings import readings

WHOLE = "answer"
"""Id of the one item of a typed answer, as in its result."""
ONE = ""
"""Id of the one item where one option is picked."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing to be decided."""

    id: str
    """As in the parts of a result."""
    text: str
    """Plain words."""
    group: str = ""
    """Items of one group have the same choices; the columns of a table are groups."""


@dataclass(frozen=True, slots=True)
class Group:
    """The agreement of readers over items with the same choices."""

    name: str
    """The question of a table's column in plain words; empty where there is only one group."""
    agreement: Fraction | None
    """Share of the pairs of readers who gave the same answer."""
    alphas: Mapping[Level, Fraction | None]


def levels(exercise: Exercise) -> tuple[Level, ...]:
    """At which levels the answers can be compared."""
    if isinstance(exercise.form, GridForm) and all(column.steps for column in exercise.form.columns):
        return "ordinal", "interval"
    return ("ordinal",) if isinstance(exercise.form, OrderForm) else ("nominal",)


def items(exercise: Exercise) -> tuple[Decided, ...]:
    """What is decided; empty for marks, which are compared by word, and for rewritten sentences."""
    form = exercise.form
    match form:
        case PickForm(several=True):
            return tuple(Decided(option.id, plain_line(option.text)) for option in form.options)
        case PickForm():
            return (Decided(ONE, plain_line(exercise.task.prompt)),)
        case GridForm():
            several = len(form.columns) > 1
            return tuple(
                Decided(_cell(form, row.id, column.id), plain_line(row.text), column.text if several else "")
                for column in form.columns
                for row in form.rows
            )
        case OrderForm():
            return tuple(Decided(row.id, plain_line(row.text)) for row in form.items)
        case TextForm(long=False):
            return (Decided(WHOLE, plain_line(exercise.task.prompt)),)
        case CustomForm():
            return tuple(Decided(one.id, one.text, one.text) for one in form.asked())
    return ()


def _cell(form: GridForm, row: str, column: str) -> str:
    return row if len(form.columns) == 1 else f"{row}.{column}"


def values(exercise: Exercise, answer: Answer | None) -> dict[str, Value]:
    """The value of each item that was decided; empty without an answer."""
    form = exercise.form
    if isinstance(form, CustomForm):
        return dict(form.chosen(answer)) if answer is not None else {}
    match answer:
        case PickAnswer(picked) if isinstance(form, PickForm):
            if form.several:
                return {option.id: int(option.id in picked) for option in form.options}
            return {ONE: next(iter(picked))} if picked else {}
        case GridAnswer(cells) if isinstance(form, GridForm):
            steps = {column.id for column in form.columns if column.steps}
            return {
                _cell(form, row, column): int(option) if column in steps else option
                for (row, column), option in cells.items()
            }
        case OrderAnswer(order):
            return {id: place for place, id in enumerate(order, 1)}
        case TextAnswer(text) if isinstance(form, TextForm) and not form.long and readings(text):
            return {WHOLE: readings(text)[0]}
    return {}


def part_of(exercise: Exercise, item: Decided, result: Result) -> Part | None:
    """The verdict on an item."""
    parts = {part.id: part for part in result.parts}
    part = parts.get(item.id)
    if part is None and isinstance(exercise.form, GridForm) and "." in item.id:
        row, _, column = item.id.partition(".")
        return parts.get(row) if column == exercise.form.columns[0].id else None
    return part


def key_values(
    exercise: Exercise, perfect: Answer, answer: Answer, result: Result
) -> list[tuple[Value | None, Value | None]]:
    """For each item what a reader said and what the key says; where it accepts several, the reader's if accepted.

    What is open, because the key calls it debatable, is left out.
    """
    said, right = values(exercise, answer), values(exercise, perfect)
    pairs: list[tuple[Value | None, Value | None]] = []
    for item in items(exercise):
        part = part_of(exercise, item, result) if item.id != ONE else None
        if part is not None and part.verdict is Verdict.DEBATABLE:
            continue
        accepted = result.score == 1 or (part is not None and part.verdict is Verdict.RIGHT)
        several = isinstance(exercise.form, PickForm) and exercise.form.several
        key = said.get(item.id) if accepted and not several else right.get(item.id)
        pairs.append((said.get(item.id), key))
    return pairs


def mark_pairs(bound: MarkKey, answer: MarkAnswer) -> list[tuple[Value | None, Value | None]]:
    """For each word that counts whether a reader marked it and whether the key has it.

    Words that may be marked and need not be are left out: those of debatable quotes, beside a quote, outside its core.
    """
    core = 0
    for phrase in bound.phrases:
        core |= phrase.core
    counted = bound.counted & ~(bound.wanted & ~core)
    marked = marked_words(bound, answer)
    return [(marked >> word & 1, core >> word & 1) for word in range(len(bound.units)) if counted >> word & 1]


def marked_words(bound: MarkKey, answer: MarkAnswer) -> int:
    """The marked words of the exercise's blocks, as bits."""
    return bound.units.marked(mark.span for mark in answer.marks)


def groups(exercise: Exercise, bound: Bound, answers: Sequence[Answer | None]) -> tuple[Group, ...]:
    """The agreement among the readers, group by group; ``None`` for a reader without an answer."""
    if bound.marks is not None:
        return (_words(bound.marks, [answer for answer in answers if isinstance(answer, MarkAnswer)]),)
    said = [values(exercise, answer) for answer in answers]
    decided = items(exercise)
    agreements = []
    for name in dict.fromkeys(item.group for item in decided):
        units = [[one.get(item.id) for one in said] for item in decided if item.group == name]
        alphas: dict[Level, Fraction | None] = {
            level: alpha(units, level) if len(units) > 1 else None for level in levels(exercise)
        }
        agreements.append(Group(plain_line(name), agreement(units), alphas))
    return tuple(agreements)


def _words(bound: MarkKey, answers: Sequence[MarkAnswer]) -> Group:
    count = len(bound.units)
    marked = [marked_words(bound, answer) for answer in answers]
    same = pairs = 0
    for index, one in enumerate(marked):
        for other in marked[index + 1 :]:
            same += count - (one ^ other).bit_count()
            pairs += count
    return Group("", Fraction(same, pairs) if pairs else None, {"nominal": alpha_of_marks(marked, count)})
