"""``ledger``: fill in a table, for instance who says what in an article, and how well each can be checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from lessons.i18n import _
from lessons.kinds.accepted import AcceptedField, accept, explained, same_ids
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines, FirstWord
from lessons.kinds.base import Bench, Example, Key, Kind, Task
from lessons.kinds.fitting import names_in
from lessons.kinds.grid import BoundGrid, cell, varied
from lessons.kinds.item import ANSWERED, Judgement
from lessons.kinds.joining import Joiner
from lessons.kinds.one_file import Desk
from lessons.kinds.roles import fields_of
from lessons.kinds.rows import OptionText, RowField, RowFields, distinct, rows_of
from lessons.loading.placed import NOTHING, Placed
from lessons.model.fields import Fields, Identifier, Identifiers, KeptId, Of, Question, Role
from lessons.model.form import Column, Form, GridForm, Option
from lessons.text import comparable

CELLS = "cells"
"""In one file: where the cells of a row stand whose columns are called like fields of a row."""


class ColumnFields(Fields):
    """One question asked of every row."""

    ask: Question
    """The question asked of every row."""
    options: Annotated[dict[Identifier, OptionText] | None, Field(min_length=2, max_length=60)] = None
    """Default: ``yes`` and ``no``."""
    was: Annotated[Identifiers, Role.KEPT] = ()
    """Ids that the column had before."""


class LedgerTask(Task):
    """Fields in lesson.yaml."""

    rows: Annotated[dict[Identifier, RowField], Field(min_length=1, max_length=60)]
    """The lines of the table, each under an id: a text, or a quotation."""
    columns: Annotated[dict[KeptId, ColumnFields], Field(min_length=1, max_length=12)]
    """The questions, each under an id."""


class LedgerKey(Key):
    """Fields in key.yaml."""

    rows: dict[
        Annotated[Identifier, Of(("rows",))],
        dict[
            Annotated[Identifier, Of(("columns",))], Annotated[AcceptedField, Of(("columns", "*", "options"))]
        ],
    ]
    """For each row the answer to each column."""


@dataclass(frozen=True)
class BoundLedger(BoundGrid):
    """What each cell of the table accepts."""

    def rule(self) -> str:
        """The rule for students."""
        return _("Each cell you fill in rightly earns an equal share; a wrong cell costs nothing.")


class Ledger(Kind[LedgerTask, LedgerKey]):
    """Fill in a table."""

    name = "ledger"
    example = Example("sourcing")
    task = LedgerTask
    key = LedgerKey
    lines = (
        AnswerLines(
            "rows",
            {"row": FirstWord(about="The line of the table, in words."), **ROW_WORDS},
            "rows",
            asked="rows",
        ),
    )

    def write_out(self, desk: Desk) -> None:
        """A row's one ``why`` goes to its first cell; columns that nobody lists are those that the rows fill in."""
        (lines,) = self.lines
        read = desk.lines(lines)
        for line in read:
            why = line.answer.pop("why", None)
            line.answer |= line.answer.pop(CELLS, NOTHING).fields
            first = next((name for name, cell in line.answer.items() if "why" not in cell.fields), None)
            if why is not None and first is not None:
                cell = line.answer[first]
                line.answer[first] = cell.here({**(cell.fields or {"is": cell}), "why": why})
        desk.put(lines, read)
        if "columns" not in desk.rest:
            used = dict.fromkeys(name for line in read for name in line.answer)
            desk.rest["columns"] = desk.head.here([desk.head.here(name) for name in used])

    def join(self, joiner: Joiner) -> None:
        """What only the first cell of a row says is said of the row; columns called like a row's fields stand apart."""
        columns = joiner.task.get("columns", NOTHING).fields
        rows = joiner.key.get("rows", NOTHING)
        apart = {"id", "why", CELLS, *fields_of(RowFields), *self.lines[0].words} & {*columns}
        joiner.key["rows"] = rows.here(
            {id: _as_a_row(row, apart=bool(apart)) for id, row in rows.fields.items()}
        )
        super().join(joiner)

    def line_fields(self, desk: Desk, lines: AnswerLines) -> Sequence[str]:
        """The columns, and one explanation."""
        columns = desk.entry.fields.get("columns")
        if columns is None:
            return (*desk.presets.entries.get("columns", {}), "why", CELLS)
        named = columns.fields or {one.text: one for one in names_in(columns)}
        return (*named, "why", CELLS)

    def judgements(self, task: LedgerTask, key: LedgerKey) -> Iterator[Judgement]:
        """The cells: a row under a question with a menu."""
        for row, cells in key.rows.items():
            shown = task.rows.get(row)
            for column, accepted in cells.items():
                asked = task.columns.get(column)
                if shown is None or asked is None:
                    continue
                options = asked.options or {}
                names = frozenset(comparable(options.get(id, id)) for id in accepted.is_)
                menu = "/".join(sorted(map(comparable, options.values())))
                question = (comparable(asked.ask), menu)
                yield Judgement(shown.text or shown.quote, ANSWERED, ("rows", row, column), names, question)

    def form(self, task: LedgerTask, bench: Bench) -> GridForm:
        """The rows against the columns, both in the order of the file."""
        rows = rows_of(bench, task.rows, ("rows",), task.where)
        return GridForm(rows, tuple(_column(bench, id, column) for id, column in task.columns.items()))

    def bind(self, task: LedgerTask, key: LedgerKey, form: Form, bench: Bench) -> BoundLedger:
        """What each cell accepts."""
        assert isinstance(form, GridForm)  # made by form() above
        at = ("rows",)
        same_ids(bench, at, "row", task.rows, key.rows)
        explained(bench, at, {id: _any_why(cells) for id, cells in key.rows.items()})
        for id, cells in key.rows.items():
            if id in task.rows:
                same_ids(bench, ("rows", id), "column", task.columns, cells)
        bound = BoundLedger(
            tuple(
                cell(
                    row,
                    column,
                    accept(bench, key.rows[row.id][column.id], column.options, ("rows", row.id, column.id)),
                    ("rows", row.id, column.id),
                    alone=False,
                )
                for row in form.rows
                for column in form.columns
                if column.id in key.rows.get(row.id, {})
            )
        )
        varied(bench, at, bound)
        return bound


def _as_a_row(row: Placed, *, apart: bool) -> Placed:
    cells = dict(row.fields)
    explained = [name for name, cell in cells.items() if "why" in cell.fields]
    why = {}
    if explained and explained == [*cells][:1] and {*cells[explained[0]].fields} == {"is", "why"}:
        first = cells[explained[0]]
        cells[explained[0]] = replace(first.fields["is"], key=first.key)
        why = {"why": first.fields["why"]}
    return row.here({CELLS: row.here(cells), **why} if apart else {**cells, **why})


def _column(bench: Bench, id: str, fields: ColumnFields) -> Column:
    if fields.options is None:
        return Column(id, fields.ask, (Option("yes", _("Yes")), Option("no", _("No"))))
    options = tuple(Option(option, text) for option, text in fields.options.items())
    distinct(bench, ("columns", id, "options"), options)
    return Column(id, fields.ask, options)


def _any_why(cells: dict[str, AcceptedField]) -> str | None:
    """The first explanation of a row: one cell that is explained speaks for the row."""
    return next((field.why for field in cells.values() if field.why), None)
