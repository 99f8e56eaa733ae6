"""``scale``: rate each item on a scale; one step off earns half on a scale of five steps or more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field

from lessons.i18n import _
from lessons.kinds.accepted import explained, lifted, same_ids
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.grid import COLUMN
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import RowField, rows_of
from lessons.kinds.wording import ending, number, paragraphs, plain_line
from lessons.loading.document import Trail
from lessons.loading.placed import NOTHING
from lessons.model.answer import Answer, GridAnswer, answer_of
from lessons.model.fields import Explanation, Fields, Identifier, Integer, Of, Question, Shorter
from lessons.model.form import Column, Form, GridForm, Option, Row
from lessons.model.result import Part, Score, Verdict

LONG = 5
"""A scale of so many steps is long enough for half marks one step off."""
MOST_STEPS = 21


def _pair(value: object) -> object:
    return [value, value] if isinstance(value, str) else value


_RANGE = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}
_RANGE_IN_WORDS = re.compile(r"([-+]?[0-9]{1,9}) *(?:to|or|and|bis|oder|\u2013|-|/|,) *([-+]?[0-9]{1,9})")
_STEP_OR_RANGE = {"anyOf": [{"type": "integer"}, _RANGE]}


class ScaleItem(Fields):
    """One item in key.yaml: ``is`` is a step or the two ends of a range."""

    is_: Annotated[
        tuple[Integer, Integer],
        BeforeValidator(_pair),
        Field(alias="is", strict=False),
        Shorter({"type": "integer"}),
    ]
    """The right step, or the two ends of a range."""
    why: Explanation | None = None
    """Shown whatever was answered."""
    high: Explanation | None = None
    """Shown to those who rated it higher."""
    low: Explanation | None = None
    """Shown to those who rated it lower."""


def _by_number(schema: dict[str, object]) -> None:
    """Tell editors that the keys are whole numbers."""
    schema["patternProperties"] = {"^[-+]?[0-9]{1,9}$": schema["additionalProperties"]}
    schema["additionalProperties"] = False


class ScaleTask(Task):
    """Fields in lesson.yaml."""

    steps: Annotated[dict[Integer, Question], Field(min_length=2, json_schema_extra=_by_number)]
    """The names of the steps by their numbers; steps between them may go without a name."""
    items: Annotated[dict[Identifier, RowField], Field(min_length=1, max_length=60)]
    """What is to be rated, each under an id: a text, or a quotation."""


class ScaleKey(Key):
    """Fields in key.yaml."""

    items: dict[
        Annotated[Identifier, Of(("items",))],
        Annotated[ScaleItem, BeforeValidator(lifted), Shorter(_STEP_OR_RANGE)],
    ]
    """The right step of each item, under its id."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One item with the range that is right."""

    row: Row
    low: int
    high: int
    why: str
    if_high: str
    if_low: str


@dataclass(frozen=True)
class BoundScale(Bound):
    """The bound key."""

    steps: Mapping[int, str]
    """Plain words of every step, from the lowest to the highest."""
    rated: tuple[Rated, ...]

    def credit(self, item: Rated, step: int) -> Fraction:
        """1 inside the range, half one step off on a long scale, else 0."""
        off = max(item.low - step, step - item.high, 0)
        if off == 0:
            return Fraction(1)
        return Fraction(1, 2) if off == 1 and len(self.steps) >= LONG else Fraction(0)

    @cached_property
    def chance(self) -> Fraction:
        """The mean credit over all steps and items."""
        credits = [self.credit(item, step) for item in self.rated for step in self.steps]
        return sum(credits, Fraction(0)) / len(credits)

    def rule(self) -> str:
        """The rule for students."""
        if len(self.steps) >= LONG:
            return _("The right step earns full marks, one step off earns half.")
        return _("The right step earns full marks, any other step nothing.")

    def score(self, answer: Answer) -> Score:
        """The mean credit over the items."""
        cells = answer_of(GridAnswer, answer).cells
        parts = tuple(_part(self, item, cells.get((item.row.id, COLUMN))) for item in self.rated)
        earned = sum((part.credit for part in parts), Fraction(0))
        near = sum(part.verdict is Verdict.PARTLY for part in parts)
        said = (
            _("{right} of {all} right, {near} one step off: {earned} of {all}")
            if near
            else _("Right: {right} of {all}")
        )
        right = sum(part.verdict is Verdict.RIGHT for part in parts)
        said = said.format(right=right, near=near, earned=number(earned), all=len(parts))
        return Score(earned / len(parts), parts, ending(said, earned / len(parts)))

    def perfect(self) -> GridAnswer:
        """The lower end of each range."""
        return GridAnswer({(item.row.id, COLUMN): str(item.low) for item in self.rated})

    def lazy(self) -> Iterator[Lazy]:
        """The same step everywhere, worth the mean credit of that step."""
        for step in self.steps:
            worth = sum((self.credit(item, step) for item in self.rated), Fraction(0)) / len(self.rated)
            everywhere = GridAnswer({(item.row.id, COLUMN): str(step) for item in self.rated})
            yield Lazy(f"{step} everywhere", everywhere, worth)

    def items(self) -> tuple[Item, ...]:
        """What is rated."""
        advice = _("if both steps can be defended, make it a range, as in is: [2, 3]")
        return tuple(Item(one.row.id, one.row.text, advice=advice) for one in self.rated)


class Scale(Kind[ScaleTask, ScaleKey]):
    """Rate each item on a scale."""

    name = "scale"
    example = Example("language")
    task = ScaleTask
    key = ScaleKey
    lines = (AnswerLines("items", ROW_WORDS, "items", asked="items", asks=("is", "why")),)

    def write_out(self, desk: Desk) -> None:
        """A range is written ``4 to 5``; without steps there are the usual five."""
        (lines,) = self.lines
        read = desk.lines(lines)
        for line in read:
            step = line.answer.get("is")
            ends = _RANGE_IN_WORDS.fullmatch(step.text) if step is not None else None
            if step is not None and ends is not None:
                line.answer["is"] = step.here([step.here(end) for end in ends.groups()])
        desk.put(lines, read)
        desk.use_preset("steps", "attitude")

    def join(self, joiner: Joiner) -> None:
        """A range is written ``4 to 5``."""
        super().join(joiner)
        for line in joiner.lists.get("items", NOTHING).items:
            ends = [end.text for end in line.fields["is"].items]
            if len(ends) == 2:
                line.fields["is"] = line.fields["is"].here(" to ".join(ends))

    def form(self, task: ScaleTask, bench: Bench) -> GridForm:
        """The items against one column that holds the steps, lowest first; a step's number is its id."""
        steps = range(min(task.steps), max(task.steps) + 1)
        if len(steps) > MOST_STEPS:
            found = f"a scale of {len(steps)} steps"
            bench.fault("K750", ("steps",), found, f"2 to {MOST_STEPS} steps", "use a shorter scale")
            steps = steps[:MOST_STEPS]
        options = tuple(Option(str(step), _named(step, task.steps.get(step))) for step in steps)
        return GridForm(
            rows_of(bench, task.items, ("items",), task.where), (Column(COLUMN, "", options, steps=True),)
        )

    def bind(self, task: ScaleTask, key: ScaleKey, form: Form, bench: Bench) -> BoundScale:
        """The range of each item."""
        assert isinstance(form, GridForm)  # made by form() above
        at = ("items",)
        same_ids(bench, at, "item", task.items, key.items)
        explained(bench, at, {id: field.why for id, field in key.items.items()})
        steps = {int(option.id): plain_line(option.text) for option in form.columns[0].options}
        items = tuple(_rated(row, key.items[row.id]) for row in form.rows if row.id in key.items)
        bound = BoundScale(steps, items)
        for item in items:
            _check(bench, bound, item, ("items", item.row.id, "is"))
        if bench.sound and bound.chance > Fraction(1, 2):
            found = f"guessing scores {number(bound.chance)}"
            bench.warn("K753", at, found, "at most 1/2 for guessing", "use more steps or narrower ranges")
        return bound


def _named(step: int, text: str | None) -> str:
    return f"{step}: {text}" if text else str(step)


def _rated(row: Row, field: ScaleItem) -> Rated:
    low, high = field.is_
    return Rated(row, low, high, field.why or "", field.high or "", field.low or "")


def _check(bench: Bench, bound: BoundScale, item: Rated, at: Trail) -> None:
    lowest, highest = min(bound.steps), max(bound.steps)
    if item.low > item.high:
        fix = f"write [{item.high}, {item.low}]"
        bench.fault("K751", at, f"a range from {item.low} to {item.high}", "the lower end first", fix)
    elif item.low < lowest or item.high > highest:
        step = item.low if item.low < lowest else item.high
        bench.fault(
            "K752", at, f"{step} is not on the scale", f"{lowest} to {highest}", "use a step of the scale"
        )
    elif (item.low, item.high) == (lowest, highest):
        bench.fault("K754", at, "every step is right", "a step or a narrower range", "narrow the range")


def _part(bound: BoundScale, item: Rated, given: str | None) -> Part:
    step = int(given) if given is not None else None
    credit = bound.credit(item, step) if step is not None else Fraction(0)
    why = item.why
    if step is None:
        verdict = Verdict.MISSED
    elif credit == 1:
        verdict = Verdict.RIGHT
    else:
        verdict = Verdict.PARTLY if credit else Verdict.WRONG
        why = paragraphs([item.if_high if step > item.high else item.if_low, item.why])
    return Part(
        id=item.row.id,
        verdict=verdict,
        text=plain_line(item.row.text),
        credit=credit,
        given=bound.steps.get(step, str(step)) if step is not None else "",
        expected=_range(bound, item),
        why=why,
        span=item.row.span,
        side=item.row.side,
    )


def _range(bound: BoundScale, item: Rated) -> str:
    if item.low == item.high:
        return bound.steps.get(item.low, str(item.low))
    return _("{low} to {high}").format(low=item.low, high=item.high)
