"""``label``: name the technique of given phrases."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from lessons.i18n import _
from lessons.kinds.accepted import (
    ACCEPTED_SHORTER,
    AcceptedFields,
    accept,
    explained,
    lifted,
    same_ids,
    technique_credits,
    technique_options,
)
from lessons.kinds.again import AgainField, bind_again
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines
from lessons.kinds.base import Bench, Example, Key, Kind, Task
from lessons.kinds.grid import BoundGrid, Cell, cell, varied
from lessons.kinds.item import FINDING, Judgement
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import RowField, rows_of
from lessons.loading.document import Trail
from lessons.model.fields import Identifier, Number, Of, Role, Shorter, TechniqueIds
from lessons.model.form import Column, Form, GridForm, Row

COLUMN = "technique"
"""Id of the only column."""


class LabelTask(Task):
    """Fields in lesson.yaml."""

    items: Annotated[dict[Identifier, RowField], Field(min_length=1, max_length=60)]
    """The phrases, each under an id: a text, or a quotation."""
    techniques: TechniqueIds = ()
    """The techniques to choose from; the whole glossary if left out."""


class NamedFields(AcceptedFields):
    """The technique of one phrase in key.yaml."""

    again: AgainField = ()
    """Fresh sentences in which the technique comes back for review to those who misnamed the phrase."""


NamedField = Annotated[NamedFields, BeforeValidator(lifted), Shorter(ACCEPTED_SHORTER)]
"""One id, a list of ids, or the mapping in full."""


class LabelKey(Key):
    """Fields in key.yaml."""

    items: dict[Annotated[Identifier, Of(("items",))], Annotated[NamedField, Role.TECHNIQUE]]
    """The technique of each phrase, under its id."""
    family_credit: Annotated[Number, Field(alias="family-credit", ge=0, le=1)] = Fraction(1, 2)
    """What another technique of the right family earns, 0 to 1."""


@dataclass(frozen=True)
class BoundLabel(BoundGrid):
    """What each phrase may be called."""

    def rule(self) -> str:
        """The rule for students."""
        near = any(0 < credit < 1 for cell in self.cells for credit in cell.accepted.credits.values())
        if near:
            return _("A right name earns full marks, another technique of the right family a part of them.")
        return _("A right name earns full marks; a wrong one costs nothing.")


class Label(Kind[LabelTask, LabelKey]):
    """Name the technique of phrases."""

    name = "label"
    example = Example("language")
    task = LabelTask
    key = LabelKey
    lines = (
        AnswerLines(
            *("phrases", ROW_WORDS, "items", "items"),
            renamed={"technique": "is"},
            asks=("technique", "why", "wrong"),
        ),
    )

    def write_out(self, desk: Desk) -> None:
        """What is offered is offered beside the techniques that the phrases have."""
        (lines,) = self.lines
        read = desk.lines(lines)
        desk.put(lines, read)
        desk.offer([line.answer[name] for line in read for name in ("is", "also") if name in line.answer])

    def judgements(self, task: LabelTask, key: LabelKey) -> Iterator[Judgement]:
        """The names of the phrases that are quotations."""
        for id, named in key.items.items():
            if id in task.items:
                yield Judgement(task.items[id].quote, FINDING, ("items", id), frozenset(named.ids))

    def form(self, task: LabelTask, bench: Bench) -> GridForm:
        """The phrases against one column that holds the techniques."""
        options = technique_options(task.techniques, bench)
        if len(options) < 2:
            fix = "name two techniques or more, or leave techniques out"
            bench.fault("K611", ("techniques",), f"{len(options)} to choose from", "at least 2", fix)
        rows = rows_of(bench, task.items, ("items",), task.where)
        return GridForm(rows, (Column(COLUMN, _("Technique"), options),))

    def bind(self, task: LabelTask, key: LabelKey, form: Form, bench: Bench) -> BoundLabel:
        """What each phrase may be called, and what a near miss earns."""
        assert isinstance(form, GridForm)  # made by form() above
        at: Trail = ("items",)
        same_ids(bench, at, "item", (row.id for row in form.rows), key.items)
        explained(bench, at, {id: field.why for id, field in key.items.items()})
        cells = (
            _cell(bench, row, form.columns[0], key.items[row.id], key.family_credit)
            for row in form.rows
            if row.id in key.items
        )
        bound = BoundLabel(tuple(cells))
        varied(bench, at, bound)
        return bound


def _cell(bench: Bench, row: Row, column: Column, fields: NamedFields, family_credit: Fraction) -> Cell:
    accepted = accept(bench, fields, column.options, ("items", row.id))
    worth = technique_credits(fields.ids, family_credit, bench)
    credits = {option.id: worth[option.id] for option in column.options if option.id in worth}
    if len(accepted.credits) < len(credits) == len(column.options) and min(credits.values()) == 1:
        fix = "lower family-credit, or offer a technique of another family"
        bench.fault("K612", ("items", row.id), "every technique earns full marks", "one that does not", fix)
    named = cell(row, column, replace(accepted, credits=credits), ("items", row.id), technique=fields.ids[0])
    return replace(named, again=bind_again(bench, fields.again, ("items", row.id), fields.ids[0]))
