"""``match``: give each row a category."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from lessons.i18n import _
from lessons.kinds.accepted import AcceptedField, accept, explained, same_ids
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines
from lessons.kinds.base import Bench, Example, Key, Kind, Task
from lessons.kinds.grid import COLUMN, BoundGrid, Cell, cell, varied
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import OptionText, RowField, distinct, rows_of
from lessons.model.fields import Identifier, Of
from lessons.model.form import Column, Form, GridForm, Option


class MatchTask(Task):
    """Fields in lesson.yaml."""

    rows: Annotated[dict[Identifier, RowField], Field(min_length=1, max_length=60)]
    """What is to be matched, each under an id: a text, or a quotation."""
    options: Annotated[dict[Identifier, OptionText], Field(min_length=2, max_length=60)]
    """What each row may be, each under an id; one more than the rows need."""


class MatchKey(Key):
    """Fields in key.yaml."""

    rows: dict[Annotated[Identifier, Of(("rows",))], Annotated[AcceptedField, Of(("options",))]]
    """The option of each row, under the row's id."""


@dataclass(frozen=True)
class BoundMatch(BoundGrid):
    """What each row accepts."""

    def rule(self) -> str:
        """The rule for students."""
        return _("Each row you match rightly earns an equal share; a wrong match costs nothing.")


class Match(Kind[MatchTask, MatchKey]):
    """Give each row a category."""

    name = "match"
    example = Example("sourcing")
    any_strand = True
    task = MatchTask
    key = MatchKey
    lines = (AnswerLines("rows", ROW_WORDS, "rows", asked="rows", asks=("is", "why", "wrong")),)

    def write_out(self, desk: Desk) -> None:
        """Without options the usual question is who stands behind each row."""
        super().write_out(desk)
        desk.use_preset("options", "who-stands-behind")

    def form(self, task: MatchTask, bench: Bench) -> GridForm:
        """The rows against one column that holds the options."""
        options = tuple(Option(id, text) for id, text in task.options.items())
        distinct(bench, ("options",), options)
        rows = rows_of(bench, task.rows, ("rows",), task.where)
        return GridForm(rows, (Column(COLUMN, "", options),))

    def bind(self, task: MatchTask, key: MatchKey, form: Form, bench: Bench) -> BoundMatch:
        """What each row accepts."""
        assert isinstance(form, GridForm)  # made by form() above
        bound = BoundMatch(bind_rows(key.rows, form, bench))
        varied(bench, ("rows",), bound)
        _enough(bench, bound, len(task.options))
        return bound


def bind_rows(fields: dict[str, AcceptedField], form: GridForm, bench: Bench) -> tuple[Cell, ...]:
    """What each row of a grid with one column accepts; faults are placed under ``rows``."""
    at = ("rows",)
    column = form.columns[0]
    same_ids(bench, at, "row", (row.id for row in form.rows), fields)
    explained(bench, at, {id: field.why for id, field in fields.items()})
    return tuple(
        cell(row, column, accept(bench, fields[row.id], column.options, (*at, row.id)), (*at, row.id))
        for row in form.rows
        if row.id in fields
    )


def _enough(bench: Bench, bound: BoundGrid, options: int) -> None:
    """Advise to offer an option more than rows where each belongs to one row: else the last row is a gift."""
    accepted = [id for cell in bound.cells for id in cell.accepted.credits]
    if len(set(accepted)) == len(accepted) == len(bound.cells) and options <= len(bound.cells):
        found = f"{options} options for {len(bound.cells)} rows, each used once: the last row answers itself"
        bench.advise("K711", ("rows",), found, "an option more than rows", "add an option that fits no row")
