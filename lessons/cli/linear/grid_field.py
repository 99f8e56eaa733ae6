"""Answering a table row by row."""

import re
from collections.abc import Iterator, Mapping

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.speech import (
    NamingError,
    ended,
    option_lines,
    options_in_a_line,
    said,
    which,
    which_option,
)
from lessons.i18n import _
from lessons.model.answer import GridAnswer
from lessons.model.form import Column, GridForm, Row
from lessons.play import Session

Cell = tuple[Row, Column]
Cells = Mapping[tuple[str, str], str]


class GridField(Field[GridForm, GridAnswer]):
    """Asks for one cell after the other; any cell can be answered, changed or cleared at any time."""

    answer_type = GridAnswer

    def __init__(self, session: Session, form: GridForm, places: Addresses) -> None:
        super().__init__(session, form, places)
        self._chosen: Cell | None = None

    def intro(self) -> list[str]:
        """The rows, the questions with their options, and the first question."""
        lines = [
            _("Row {number}: {text}").format(number=number, text=self.row_text(row))
            for number, row in enumerate(self.form.rows, 1)
        ]
        return [*lines, *self._questions(), *self._ask()]

    def _questions(self) -> list[str]:
        if len(self.form.columns) == 1:
            column = self.form.columns[0]
            return [_("Options for each row:"), *option_lines(column.options)]
        lines = [_("Questions for each row:")]
        for number, column in enumerate(self.form.columns, 1):
            options = options_in_a_line(column.options)
            lines.append(f"{number}. {said(column.text) or column.id} {options}.{self._condition(column)}")
        return lines

    def _condition(self, column: Column) -> str:
        if column.only_if is None:
            return ""
        first = next(one for one in self.form.columns if one.id == column.only_if[0])
        text = next(said(option.text) for option in first.options if option.id == column.only_if[1])
        return " " + _("Asked only after: {option}.").format(option=text)

    def show(self) -> list[str]:
        """Each row with its answers."""
        cells = self.answer.cells
        lines = []
        for number, row in enumerate(self.form.rows, 1):
            answers = [self._answer_of(cells, row, column) for column in self._columns(cells, row)]
            lines.append(
                _("Row {number}: {text} {answers}").format(
                    number=number, text=ended(self.row_text(row)), answers=ended("; ".join(answers))
                )
            )
        return lines

    def missing(self) -> str:
        """The cells without an answer."""
        open_rows = list(dict.fromkeys(str(self._number(row)) for row, _column in self._open()))
        if not open_rows:
            return ""
        return _("Without an answer: row {rows}.").format(rows=", ".join(open_rows))

    def help(self) -> Help:
        """Grid commands."""
        several = len(self.form.columns) > 1
        return (
            ("b", _("answer the question just asked, by letter or words")),
            ("2 1 = b", _("answer row 2, question 1")) if several else ("2 = b", _("answer row 2")),
            ("row 2", _("ask about row 2 next")),
            ("rows", _("every row and your answers")),
            ("options", _("the options again")),
            ("clear 2", _("take back the answers of row 2")),
        )

    def take(self, line: str) -> list[str] | None:
        """An answer to the question asked, to a cell that is named, or a command."""
        command, rest = split_command(line)
        if command == "rows" and not rest:
            return [*self.show(), *self._ask()]
        if command == "options" and not rest:
            return self._questions()
        if command in ("row", "clear") and rest:
            return self._go(rest) if command == "row" else self._clear(rest)
        named = re.fullmatch(r"([^=]+?) ?= ?(.+)", line)
        if named:
            return self._named(named[1].strip(), named[2].strip())
        return self._asked(line)

    # Answering

    def _asked(self, line: str) -> list[str] | None:
        cell = self._current()
        if cell is None:
            return None
        try:
            option = which_option(line, cell[1].options)
        except NamingError as error:
            return [str(error)] if len(line) <= 2 else None
        return self._set(cell, option.id)

    def _named(self, cell_typed: str, option_typed: str) -> list[str]:
        try:
            row, column = self._cell(cell_typed)
            option = which_option(option_typed, column.options)
        except NamingError as error:
            return [str(error)]
        return self._set((row, column), option.id)

    def _cell(self, typed: str) -> Cell:
        """The cell named: a row, or where there are several questions a row and a question."""
        if len(self.form.columns) == 1:
            return self._row(typed), self.form.columns[0]
        columns = self.form.columns
        names = [str(number) for number in range(1, len(columns) + 1)]
        pieces = typed.split(" ")
        for cut in range(len(pieces) - 1, 0, -1):
            try:
                row = self._row(" ".join(pieces[:cut]))
            except NamingError:
                continue
            ids, texts = [one.id for one in columns], [one.text for one in columns]
            return row, columns[which(" ".join(pieces[cut:]), names, ids, texts)]
        raise NamingError(_("Type a row and a question, for example: 2 1 = b."))

    def _set(self, cell: Cell, option: str) -> list[str]:
        row, column = cell
        cells = {**self.answer.cells, (row.id, column.id): option}
        if column not in self._columns(cells, row):
            return [_("That is not asked of this row.{condition}").format(condition=self._condition(column))]
        asked = {one.id for one in self._columns(cells, row)}
        cells = {key: value for key, value in cells.items() if key[0] != row.id or key[1] in asked}
        trouble = self.keep(GridAnswer(cells))
        if trouble:
            return trouble
        self._chosen = None
        answer = self._answer_of(cells, row, column)
        done = _("Row {number}: {answer}").format(number=self._number(row), answer=ended(answer))
        return [done, *self._ask()]

    def _clear(self, typed: str) -> list[str]:
        try:
            row = None if typed.lower() == "all" else self._row(typed)
        except NamingError as error:
            return [str(error)]
        cells = {
            key: value for key, value in self.answer.cells.items() if row is not None and key[0] != row.id
        }
        return self.keep(GridAnswer(cells)) or [_("Taken back."), *self._ask()]

    def _go(self, typed: str) -> list[str]:
        try:
            row = self._row(typed)
        except NamingError as error:
            return [str(error)]
        self._chosen = (row, self.form.columns[0])
        return self._ask()

    def _row(self, typed: str) -> Row:
        rows = self.form.rows
        names = [str(number) for number in range(1, len(rows) + 1)]
        return rows[which(typed, names, [row.id for row in rows], [self.row_text(row) for row in rows])]

    # Asking

    def _columns(self, cells: Cells, row: Row) -> list[Column]:
        """The questions asked of a row, given its answers."""
        return [
            column
            for column in self.form.columns
            if column.only_if is None or cells.get((row.id, column.only_if[0])) == column.only_if[1]
        ]

    def _open(self) -> Iterator[Cell]:
        cells = self.answer.cells
        for row in self.form.rows:
            for column in self._columns(cells, row):
                if (row.id, column.id) not in cells:
                    yield row, column

    def _current(self) -> Cell | None:
        return self._chosen or next(self._open(), None)

    def _ask(self) -> list[str]:
        """The next question; what to do when none is left."""
        cell = self._current()
        if cell is None:
            return [_("Every row is answered. Type 'rows' to hear them, or 'commit'.")]
        row, column = cell
        question = _("Row {number}: {text}").format(number=self._number(row), text=ended(self.row_text(row)))
        if len(self.form.columns) > 1:
            question += f" {said(column.text) or column.id} {options_in_a_line(column.options)}."
        return [question]

    def _answer_of(self, cells: Cells, row: Row, column: Column) -> str:
        option = next((one for one in column.options if one.id == cells.get((row.id, column.id))), None)
        answer = said(option.text) if option else _("no answer yet")
        return f"{said(column.text)} {answer}" if len(self.form.columns) > 1 and column.text else answer

    def _number(self, row: Row) -> int:
        return self.form.rows.index(row) + 1
