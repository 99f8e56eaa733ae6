"""Answer each column's question for each row: the row at hand is open, the others show their answer."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from lessons.i18n import plural
from lessons.model.answer import GridAnswer
from lessons.model.form import Column, GridForm, Row, Side
from lessons.model.span import Span
from tui.boards.board import AnswerBoard, Place, numbered
from tui.safe_text import EMPTY, joined, plain, prose_line
from tui.widgets.article_marks import Decoration
from tui.widgets.entries import Entry

_SEPARATOR = "/"
"""Between the ids of a line's key; ids hold only letters, digits and hyphens."""

CellId = tuple[str, str]


class GridBoard(AnswerBoard):
    """Lines are cells; below the cell at hand stand its options. Keys are row/column and row/column/option."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit", "turn"})

    def __init__(self, form: GridForm, answer: GridAnswer) -> None:
        self.form = form
        self.answer: GridAnswer = answer
        self.rows = {row.id: row for row in form.rows}
        self.columns = {column.id: column for column in form.columns}
        self.open = next((cell for cell in self._cells() if cell not in answer.cells), self._cells()[0])
        """The cell at hand."""

    @property
    def blank(self) -> bool:
        """Whether no cell is answered."""
        return not self.answer.cells

    def missing(self) -> str:
        """The rows with a question that is not answered."""
        rows = [row.id for row in self.form.rows]
        open = sorted({rows.index(cell[0]) + 1 for cell in self._cells() if cell not in self.answer.cells})
        if self.blank or not open:
            return super().missing()
        numbers = ", ".join(str(number) for number in open)
        told = plural("Row {rows} is not answered yet.", "Rows {rows} are not answered yet.", len(open))
        return told.format(rows=numbers)

    def start(self) -> str | None:
        """The first cell without an answer."""
        return self._key(self.open)

    def _cells(self) -> list[CellId]:
        """The cells asked for now, row by row."""
        return [
            (row.id, column.id)
            for row in self.form.rows
            for column in self.form.columns
            if self._asked(row, column)
        ]

    def _asked(self, row: Row, column: Column) -> bool:
        if column.only_if is None:
            return True
        other, wanted = column.only_if
        return self.answer.cells.get((row.id, other)) == wanted

    def _key(self, cell: CellId) -> str:
        """The line of a cell that the cursor stands on when the cell is open: its answer, or its first option."""
        options = self.columns[cell[1]].options
        chosen = self.answer.cells.get(cell, options[0].id if options else "")
        return _SEPARATOR.join((*cell, chosen))

    def entries(self) -> list[Entry]:
        """The rows with their cells."""
        entries: list[Entry] = []
        alone = len(self.form.columns) == 1
        for number, row in enumerate(self.form.rows, 1):
            gap = 1 if number == 1 or not alone or self.open[0] == row.id else 0
            for column in self.form.columns:
                if not alone and column is self.form.columns[0]:
                    entries.append(Entry(self._row_text(row), lead=_row_lead(number), gap=gap))
                if self._asked(row, column):
                    entries += self._cell(number, row, column, gap if alone else 0)
        return entries

    def _row_text(self, row: Row) -> Content:
        return prose_line(row.text, "bold" if row.id == self.open[0] else "")

    def _cell(self, number: int, row: Row, column: Column, gap: int) -> list[Entry]:
        cell = (row.id, column.id)
        alone = len(self.form.columns) == 1
        chosen = self.answer.cells.get(cell)
        words = next(
            (prose_line(option.text, "bold") for option in column.options if option.id == chosen), None
        )
        answer = joined(plain("= ", "$quiet"), words) if words is not None else plain("= …", "$quiet")
        lead = _row_lead(number) if alone else EMPTY
        body = self._row_text(row) if alone else prose_line(column.text)
        indent = 0 if alone else 3
        if cell != self.open:
            if alone:
                return [Entry(body, _SEPARATOR.join(cell), lead, gap=gap), Entry(answer, indent=5)]
            return [
                Entry(joined(body, plain("  "), answer), _SEPARATOR.join(cell), lead, indent=indent, gap=gap)
            ]
        group = _SEPARATOR.join(cell)
        opened = [Entry(body, lead=lead, indent=indent, gap=gap, group=group)]
        for place, option in enumerate(column.options, 1):
            box = plain(
                "(x) " if option.id == chosen else "( ) ", "bold" if option.id == chosen else "$quiet"
            )
            mark = joined(plain(numbered(place), "$quiet"), box)
            text = prose_line(option.text, "bold" if option.id == chosen else "")
            opened.append(Entry(text, _SEPARATOR.join((*cell, option.id)), mark, indent=5, group=group))
        return opened

    def choose(self, key: str) -> str | None:
        """Answer the cell with the option, and go on to the next cell without an answer below."""
        row, column, *option = key.split(_SEPARATOR)
        cell = (row, column)
        if not option:
            self.open = cell
            return self._key(cell)
        if self.answer.cells.get(cell) == option[0]:
            return self.clear(key)
        self._set({**self.answer.cells, cell: option[0]})
        cells = self._cells()
        below = cells[cells.index(cell) + 1 :]
        self.open = next((further for further in below if further not in self.answer.cells), cell)
        return self._key(self.open)

    def digits(self, key: str) -> int:
        """As many as the open cell has options."""
        return len(self.columns[self.open[1]].options)

    def digit(self, number: int, key: str) -> str | None:
        """Answer the open cell with its option of this number."""
        options = self.columns[self.open[1]].options
        return (
            self.choose(_SEPARATOR.join((*self.open, options[number - 1].id)))
            if number <= len(options)
            else None
        )

    def clearable(self, key: str) -> bool:
        """Whether the cell is answered."""
        row, column, *_option = key.split(_SEPARATOR)
        return (row, column) in self.answer.cells

    def clear(self, key: str) -> str | None:
        """Take the answer of a cell back."""
        row, column, *_option = key.split(_SEPARATOR)
        self._set({cell: value for cell, value in self.answer.cells.items() if cell != (row, column)})
        self.open = (row, column)
        return key if _option else self._key(self.open)

    def _set(self, cells: dict[CellId, str]) -> None:
        """Keep the answers, but for those to questions that are no longer asked."""
        self.answer = GridAnswer(cells)
        asked = set(self._cells())
        self.answer = GridAnswer({cell: value for cell, value in cells.items() if cell in asked})

    def moved(self, key: str) -> str | None:
        """Open the cell the cursor came to."""
        row, column, *option = key.split(_SEPARATOR)
        if (row, column) == self.open and option:
            return None
        self.open = (row, column)
        return self._key(self.open)

    def turn(self, way: int, key: str) -> str | None:
        """Go to the next or previous cell."""
        cells = self._cells()
        at = cells.index(self.open) + way
        if not 0 <= at < len(cells):
            return None
        self.open = cells[at]
        return self._key(self.open)

    # The article

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """The quotations asked about; the one at hand has its number in the margin."""
        found = []
        for number, row in enumerate(self.form.rows, 1):
            if row.span is not None and row.side == side:
                sign = str(number) if row.id == self.open[0] else ""
                found.append(Decoration(row.span, "annotation", sign))
        return found

    def place(self, key: str) -> Place | None:
        """Where the row's words stand."""
        row = self.rows.get(key.split(_SEPARATOR)[0])
        return (row.side, row.span) if row is not None and row.span is not None else None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The row that quotes these words."""
        for row in self.form.rows:
            if row.span is not None and row.side == side and row.span.overlaps(span):
                cell = next((cell for cell in self._cells() if cell[0] == row.id), None)
                return _SEPARATOR.join(cell) if cell else None
        return None


def _row_lead(number: int) -> Content:
    return plain(f"{number}. ", "$quiet")
