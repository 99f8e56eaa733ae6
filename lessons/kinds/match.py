"""``match``: give each row a category."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from lessons.i18n import _
from lessons.kinds.accepted import AcceptedField, accept, same_ids
from lessons.kinds.base import Bench, Key, Kind, Lazy, Task
from lessons.kinds.feedback import explained
from lessons.kinds.grid import (
    COLUMN,
    GridKey,
    cell,
    chance_of_grid,
    lazy_constants,
    perfect_cells,
    score_grid,
    varied,
    write_rows,
)
from lessons.kinds.options import distinct
from lessons.kinds.rows import OptionText, RowField, rows_of
from lessons.model.answer import GridAnswer, Raw
from lessons.model.fields import Identifier
from lessons.model.form import Column, Form, GridForm, Option
from lessons.model.result import Score


class MatchTask(Task):
    """Fields in lesson.yaml."""

    rows: Annotated[dict[Identifier, RowField], Field(min_length=1, max_length=60)]
    """What is to be matched, each under an id: a text, or a quotation."""
    options: Annotated[dict[Identifier, OptionText], Field(min_length=2, max_length=60)]
    """What each row may be, each under an id; one more than the rows need."""


class MatchKey(Key):
    """Fields in key.yaml."""

    rows: dict[Identifier, AcceptedField]
    """The option of each row, under the row's id."""


class Match(Kind[MatchTask, MatchKey, GridKey, GridAnswer]):
    """Give each row a category."""

    name = "match"
    task = MatchTask
    key = MatchKey

    def form(self, task: MatchTask, bench: Bench) -> GridForm:
        """The rows against one column that holds the options."""
        options = tuple(Option(id, text) for id, text in task.options.items())
        distinct(bench, ("options",), options)
        rows = rows_of(bench, task.rows, ("rows",), task.where)
        return GridForm(rows, (Column(COLUMN, "", options),))

    def bind(self, task: MatchTask, key: MatchKey, form: Form, bench: Bench) -> GridKey:
        """What each row accepts."""
        assert isinstance(form, GridForm)  # made by form() above
        bound = bind_rows(key.rows, form, bench)
        _enough(bench, bound, len(task.options))
        return bound

    def score(self, bound: GridKey, answer: GridAnswer) -> Score:
        """The share of rows that are right."""
        return score_grid(bound, answer)

    def chance(self, bound: GridKey) -> Fraction:
        """The mean share of options accepted."""
        return chance_of_grid(bound)

    def rule(self, bound: GridKey) -> str:
        """The rule for students."""
        return _("Each row you match rightly earns an equal share; a wrong match costs nothing.")

    def perfect(self, bound: GridKey) -> Raw:
        """The first accepted option of each row."""
        return write_rows(perfect_cells(bound))

    def lazy(self, bound: GridKey) -> Iterator[Lazy]:
        """The same option everywhere."""
        yield from lazy_constants(bound, write_rows)


def bind_rows(fields: dict[str, AcceptedField], form: GridForm, bench: Bench) -> GridKey:
    """What each row of a grid with one column accepts; faults are placed under ``rows``."""
    at = ("rows",)
    column = form.columns[0]
    same_ids(bench, at, "row", (row.id for row in form.rows), fields)
    explained(bench, at, {id: field.why for id, field in fields.items()})
    bound = GridKey(
        tuple(
            cell(row, column, accept(bench, fields[row.id], column.options, ("rows", row.id)))
            for row in form.rows
            if row.id in fields
        )
    )
    varied(bench, at, bound)
    return bound


def _enough(bench: Bench, bound: GridKey, options: int) -> None:
    """Advise to offer an option more than rows where each belongs to one row: else the last row is a gift."""
    accepted = [id for cell in bound.cells for id in cell.accepted.credits]
    if len(set(accepted)) == len(accepted) == len(bound.cells) and options <= len(bound.cells):
        found = f"{options} options for {len(bound.cells)} rows, each used once: the last row answers itself"
        bench.advise("K711", ("rows",), found, "an option more than rows", "add an option that fits no row")
