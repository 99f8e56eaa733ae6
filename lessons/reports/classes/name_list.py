"""A teacher's list of names: one in each line of a text file, or a column of a CSV file."""

from collections.abc import Iterator
from pathlib import Path

from lessons.i18n import _, counted
from lessons.record.paths import learner_name
from lessons.record.recorder import LearnerNameError
from lessons.reports.classes.spreadsheet import BOM, SheetError, SheetFault, plain, read_sheet, read_text
from lessons.school.members import compared

_HEAD = "name"
"""The column with the names, where the first row of a CSV file names the columns."""
MOST_NAMES = 1_000


def read_names(path: Path) -> tuple[str, ...]:
    """The names of the list, as they are shown, in its order. Raises ``SheetError`` with every fault."""
    lines = [*(_in_columns(path) if path.suffix.lower() == ".csv" else _in_lines(path))]
    names: dict[str, str] = {}
    faults: list[SheetFault] = []
    for place, raw in lines:
        try:
            name = learner_name(raw, "NAME")
        except LearnerNameError as error:
            faults.append(SheetFault(place, error.found, error.expected, error.fix))
            continue
        if compared(name) in names:
            found = _("{name} for a second time").format(name=name)
            fix = _("delete one, or tell the two apart: a letter of the family name will do")
            faults.append(SheetFault(place, found, _("each name once"), fix))
        names[compared(name)] = name
    if not lines:
        found, fix = _("no name"), _("write one name in each line")
        faults.append(SheetFault(str(path), found, _("a list of names"), fix))
    elif len(names) > MOST_NAMES:
        found = counted("{count} name", "{count} names", len(names))
        fix = _("check which file this is")
        faults.append(SheetFault(str(path), found, _("at most {n} names").format(n=MOST_NAMES), fix))
    if faults:
        raise SheetError(faults)
    return tuple(names.values())


def _in_lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, words in enumerate(read_text(path).removeprefix(BOM).splitlines(), 1):
        if words.strip():
            yield f"{path}:{number}", words


def _in_columns(path: Path) -> Iterator[tuple[str, str]]:
    sheet = read_sheet(path)
    column = sheet.columns().get(_HEAD)
    for row in sheet.rows if column is None else sheet.rows[1:]:
        if (name := plain(row.cell(column or 0))).strip():
            yield sheet.place(row.line), name
