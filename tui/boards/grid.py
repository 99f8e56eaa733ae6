"""Answer each column's question for each row: the row at hand is open, the others show their answer."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.content import Content

from lessons.i18n import _, plural
from lessons.model.answer import GridAnswer
from lessons.model.form import Column, GridForm, Row, Side
from lessons.text.spans import Span
from tui.boards.board import TENTH, AnswerBoard, Passage, numbered, own_numbers
from tui.safe_text import EMPTY, joined, plain, prose_line
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import COLUMN_GAP, Entry

_SEPARATOR = "/"
"""Between the ids of a line's key; ids hold only letters, digits and hyphens."""

_ROW_WORDS = 34
"""The narrowest first column of a table, with its number."""
_ROW_LINES = 3
"""The most lines that the words of a row may take in a table."""
_CELL_WORDS = 14
"""The narrowest column of answers."""
_CELL_MOST = 40
"""The widest one that is still read at a glance."""

CellId = tuple[str, str]


class GridBoard(AnswerBoard):
    """Lines are cells; below the cell at hand stand its options. Keys are row/column and row/column/option."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit", "turn"})

    def __init__(self, form: GridForm, answer: GridAnswer) -> None:
        self.form = form
        self.answer: GridAnswer = answer
        self.width = 0
        """Cells of a line, as the screen has them; 0 as long as that is not known."""
        self.rows = {row.id: row for row in form.rows}
        self.columns = {column.id: column for column in form.columns}
        self.open = next((cell for cell in self._cells() if cell not in answer.cells), self._cells()[0])
        """The cell at hand."""

    @property
    def blank(self) -> bool:
        """Whether no cell is answered."""
        return not self.answer.cells

    def answered(self) -> Iterator[Entry]:
        """Below each row the options chosen in it."""
        for row in self.form.rows:
            yield Entry(prose_line(row.text), gap=int(len(self.form.columns) > 1))
            yield Entry(self._chosen(row.id), indent=2)

    def _chosen(self, row: str) -> Content:
        chosen = []
        for column in self.form.columns:
            option = self.answer.cells.get((row, column.id))
            chosen += [prose_line(one.text, "$quiet") for one in column.options if one.id == option]
        return joined(*chosen, between=", ") if chosen else plain(_("no answer"), "$quiet")

    def missing(self) -> str:
        """The rows with a question that is not answered."""
        rows = [row.id for row in self.form.rows]
        open = sorted({rows.index(cell[0]) + 1 for cell in self._cells() if cell not in self.answer.cells})
        if self.blank or not open:
            return super().missing()
        numbers = ", ".join(str(number) for number in open)
        sentence = plural("Row {rows} is not answered yet.", "Rows {rows} are not answered yet.", len(open))
        return sentence.format(rows=numbers)

    def how(self) -> str:
        """Keys that answer a row, and the one that hands in."""
        return _("Enter or a digit answers and goes on to the next row; c commits.")

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
        other, option = column.only_if
        return self.answer.cells.get((row.id, other)) == option

    def _key(self, cell: CellId) -> str:
        """The line of a cell that the cursor stands on when the cell is open: its answer, or its first option."""
        options = self.columns[cell[1]].options
        chosen = self.answer.cells.get(cell, options[0].id if options else "")
        return _SEPARATOR.join((*cell, chosen))

    def entries(self) -> list[Entry]:
        """The rows with their cells: a table where there is room for one."""
        return self._table() if self.tabular else self._listed()

    @property
    def tabular(self) -> bool:
        """Whether the lines are wide enough for a table: every cell is asked for, and no column gets too narrow."""
        columns = self.form.columns
        if any(column.only_if is not None for column in columns):
            return False
        row = self.width - len(columns) * (self._cell_width + COLUMN_GAP)
        tall = max(len(row.text) for row in self.form.rows) > _ROW_LINES * row
        return self._cell_width >= _CELL_WORDS and not tall

    @property
    def _cell_width(self) -> int:
        """The width of a column of answers: they share what the rows' own words leave."""
        return min(_CELL_MOST, (self.width - _ROW_WORDS) // len(self.form.columns) - COLUMN_GAP)

    def _table(self) -> list[Entry]:
        """A line a row with its answers; below the row at hand the options of its open cell."""
        columns, width = self.form.columns, self._cell_width
        entries = []
        if any(column.text for column in columns):
            heads = tuple((prose_line(column.text, "$quiet"), width) for column in columns)
            entries.append(Entry(EMPTY, cells=heads, gap=1))
        for number, row in enumerate(self.form.rows, 1):
            at_hand = self.open[0] == row.id
            cells = tuple((self._answer(row, column), width) for column in columns)
            cell = next(
                (cell for cell in self._cells() if cell[0] == row.id and cell not in self.answer.cells),
                (row.id, columns[0].id),
            )
            key, group = ("", _SEPARATOR.join(self.open)) if at_hand else (_SEPARATOR.join(cell), "")
            gap = int((number == 1 and not entries) or (at_hand and number > 1))
            entries.append(
                Entry(self._row_text(row), key, _row_lead(number), gap=gap, group=group, cells=cells)
            )
            if at_hand:
                column = self.columns[self.open[1]]
                if len(columns) > 1:
                    entries.append(Entry(prose_line(column.text, "bold"), indent=3, group=group))
                entries += self._options(row, column)
        return entries

    def _answer(self, row: Row, column: Column) -> Content:
        """What a cell of the table holds; the open one without an answer asks for it."""
        chosen = self.answer.cells.get((row.id, column.id))
        words = next((option.text for option in column.options if option.id == chosen), None)
        if words is not None:
            return prose_line(words, "bold")
        return plain("?", "bold") if (row.id, column.id) == self.open else plain("…", "$quiet")

    def _listed(self) -> list[Entry]:
        """A line a cell."""
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
        return [Entry(body, lead=lead, indent=indent, gap=gap, group=group), *self._options(row, column)]

    def _options(self, row: Row, column: Column) -> list[Entry]:
        """What a cell can be answered with."""
        cell = (row.id, column.id)
        chosen, group = self.answer.cells.get(cell), _SEPARATOR.join(cell)
        opened = []
        steps = self._steps(column)
        for place, option in enumerate(column.options, 1):
            box = plain(
                "(x) " if option.id == chosen else "( ) ", "bold" if option.id == chosen else "$quiet"
            )
            digit, words_shown = steps[place - 1] if steps else (place, option.text)
            mark = joined(plain(numbered(digit or TENTH), "$quiet"), box)
            text = prose_line(words_shown, "bold" if option.id == chosen else "")
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
        """As many as the open cell has options; with a step 0, the digit 0 as well."""
        column = self.columns[self.open[1]]
        steps = self._steps(column)
        return TENTH if any(not digit for digit, _text in steps) else len(column.options)

    def _steps(self, column: Column) -> list[tuple[int, str]]:
        """Number and name of each option of a scale; empty for options without numbers of their own."""
        return list((own_numbers([option.text for option in column.options]) or {}).items())

    def digit(self, number: int, key: str) -> str | None:
        """Answer the open cell with its option of this number."""
        column = self.columns[self.open[1]]
        digits = [digit or TENTH for digit, _text in self._steps(column)]
        offered = digits or range(1, len(column.options) + 1)
        if number not in offered:
            return None
        return self.choose(_SEPARATOR.join((*self.open, column.options[offered.index(number)].id)))

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
        marks = []
        for number, row in enumerate(self.form.rows, 1):
            if row.span is not None and row.side == side:
                sign = str(number) if row.id == self.open[0] else ""
                marks.append(Decoration(row.span, "annotation", sign))
        return marks

    def place(self, key: str) -> Passage | None:
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
