"""Spreadsheets as files: read with distrust, written so that no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lessons.disk import NoFileError, TooLargeError, read_file, why
from lessons.i18n import _
from lessons.text import visible

MOST_BYTES = 20 << 20
BOM = "\ufeff"
Cell = str | int | Fraction | None
"""A text, a number, or nothing. Only texts can be taken for formulas."""
_ACTING = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""How a formula begins in a spreadsheet; the last four are the wide forms of the first four."""


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong with a file, told to the person who can mend it."""

    place: str
    found: str
    expected: str
    fix: str


class SheetError(Exception):
    """A spreadsheet cannot be used. Carries every fault found."""

    def __init__(self, faults: Iterable[SheetFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.place}: {one.found}" for one in self.faults))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row with the line of the file that it begins in."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The text of a cell without spaces around it; empty where there is none."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet as read: its rows, and what is needed to write it in the same way."""

    path: Path
    rows: tuple[SheetRow, ...]
    delimiter: str
    bom: bool
    line_end: str

    def place(self, line: int) -> str:
        """``file:line``."""
        return f"{self.path}:{line}"

    def columns(self) -> dict[str, int]:
        """Number of each column by its name in the first row, in lower case; the first of several that are equal."""
        numbers: dict[str, int] = {}
        for number, name in enumerate(self.rows[0].cells):
            numbers.setdefault(" ".join(name.split()).lower(), number)
        return numbers


def read_sheet(path: Path) -> Spreadsheet:
    """A CSV file: UTF-8, or UTF-16 with its mark; commas, semicolons or tabs. Raises ``SheetError``."""
    text = read_text(path)
    bom, text = text.startswith(BOM), text.removeprefix(BOM)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise SheetError([_no_sheet(str(path), _("an empty file"))])
    delimiter = max(",;\t", key=lambda sign: _cells(first, sign))
    line_end = "\r\n" if "\r\n" in text else "\n"
    return Spreadsheet(path, tuple(_rows(path, text, delimiter)), delimiter, bom, line_end)


def read_text(path: Path) -> str:
    """The text of a list, with the mark of its encoding if it has one. Raises ``SheetError``."""
    try:
        data = read_file(path, MOST_BYTES)
    except (NoFileError, TooLargeError) as error:
        fix = _("check which file this is")
        raise SheetError([SheetFault(str(path), why(error), _("a list of one class"), fix)]) from error
    except OSError as error:
        found = _("the file cannot be read: {why}").format(why=why(error))
        fix = _("check its name and its permissions")
        raise SheetError([SheetFault(str(path), found, _("a list of one class"), fix)]) from error
    return _decoded(path, data)


def _decoded(path: Path, data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return BOM + data.decode("utf-16") if wide else data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = _("letters in another encoding than UTF-8")
        fix = _("save it again as UTF-8; in a spreadsheet that is 'CSV UTF-8'")
        raise SheetError([SheetFault(f"{path}:{line}", found, _("a file in UTF-8"), fix)]) from error


def _cells(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        return 0


def _rows(path: Path, text: str, delimiter: str) -> Iterable[SheetRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield SheetRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        found = _("a row that cannot be read ({why})").format(why=error)
        raise SheetError([_no_sheet(f"{path}:{line}", found)]) from error


def _no_sheet(place: str, found: str) -> SheetFault:
    return SheetFault(
        place, found, _("a CSV file, a heading in its first row"), _("save it again from the spreadsheet")
    )


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and no terminal for a command.

    Where it begins as a formula does, an apostrophe goes before it: the sign by which spreadsheets know a text.
    """
    return visible("'" + text if text.startswith(_ACTING) else text)


def plain(text: str) -> str:
    """A text as it was before ``inert`` put an apostrophe before it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_ACTING) else text


def number(value: int | Fraction) -> str:
    """A number with at most two decimals and a point: ``83.33``, ``100``, ``-0.5``."""
    digits = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def written(rows: Iterable[Sequence[Cell]], *, semicolons: bool = False) -> bytes:
    """A CSV file with a mark of its encoding; texts are made inert, numbers stay numbers.

    ``semicolons``: between cells, and numbers with a decimal comma.
    """
    cells = ([_shown(cell, "," if semicolons else ".") for cell in row] for row in rows)
    return written_as_is(cells, delimiter=";" if semicolons else ",", bom=True, line_end="\r\n")


def written_as_is(rows: Iterable[Sequence[str]], *, delimiter: str, bom: bool, line_end: str) -> bytes:
    """A CSV file of cells that came from one: nothing in them is changed."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return ((BOM if bom else "") + stream.getvalue()).encode()


def _shown(cell: Cell, point: str) -> str:
    if cell is None:
        return ""
    return inert(cell) if isinstance(cell, str) else number(cell).replace(".", point)
