"""Scores put into a grade book that Canvas exported, so that it can be imported there again.

Such a file has the columns Student, ID, SIS User ID, SIS Login ID and Section, then one column an assignment, called
"Name (number)", then totals that can only be read. Above the learners a row says "Points Possible"; "Student, Test"
may stand below them. Every cell but the scores of one column stays as it came: Canvas must know its own file again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.prose import one_line
from lessons.reports.classes.roster import same_name
from lessons.reports.classes.spreadsheet import (
    SheetError,
    SheetFault,
    SheetRow,
    Spreadsheet,
    inert,
    number,
    written_as_is,
)
from lessons.reports.classes.values import ClassReport, LearnerReport

STUDENT, IDS = "student", ("sis login id", "sis user id", "id")
FIXED = {STUDENT, *IDS, "root account", "section"}
"""Columns that are no assignments."""
NEW_POINTS = 100
"""Points possible of a column that is made here."""
_NUMBERED = re.compile(r"\s*\([0-9]+\)$")
_POINTS = re.compile(r"[0-9]{1,9}([.,][0-9]{1,9})?")
_MOST_TOLD = 30
"""Assignments that are named when none of them is the right one."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled grade book, and what the teacher should know."""

    data: bytes
    column: str
    """The assignment, as the file calls it."""
    new: bool
    """Whether the column was made here."""
    count: int
    """Learners whose score was put in."""
    replaced: tuple[str, ...]
    """Scores that stood there and are others now: ``Berg, Ana: 7 -> 8``."""
    learners: tuple[str, ...]
    """Learners of the class that no row fits, and why not."""
    students: tuple[str, ...]
    """Rows that no learner fits."""


@dataclass(frozen=True, slots=True)
class _ScoreColumn:
    number: int
    name: str
    points: Fraction
    comma: bool
    """Whether numbers have a decimal comma."""
    new: bool


def fill(export: Spreadsheet, report: ClassReport, title: str | None = None) -> Filled:
    """Scores of a report into the column called ``wanted``, with or without its number.

    Without a name: into the assignment called like the lesson, else into a new column. Raises ``SheetError``.
    """
    columns = export.columns()
    missing = [name for name in (STUDENT, "id") if name not in columns]
    if missing:
        found = _("no column {names}").format(names=", ".join(name.title() for name in missing))
        fix = _("in Canvas: Grades, Export, Export Entire Gradebook")
        raise SheetError(
            [SheetFault(export.place(export.rows[0].line), found, _("a grade book exported by Canvas"), fix)]
        )
    column = _column(export, report, title)
    students = [row for row in export.rows[1:] if _is_learner(row, columns)]
    matched, unmatched = _match(students, columns, report)
    scores = {
        row.line: number(one.score * column.points).replace(".", "," if column.comma else ".")
        for row, one in matched
    }
    replaced = [
        _("{student}: {before} -> {after}").format(
            student=row.cell(columns[STUDENT]), before=before, after=scores[row.line]
        )
        for row, _one in matched
        if (before := row.cell(column.number)) and _value(before) != _value(scores[row.line])
    ]
    return Filled(
        data=_written(export, column, scores),
        column=column.name,
        new=column.new,
        count=len(matched),
        replaced=tuple(replaced),
        learners=tuple(unmatched),
        students=tuple(row.cell(columns[STUDENT]) for row in students if row.line not in scores),
    )


def _is_learner(row: SheetRow, columns: Mapping[str, int]) -> bool:
    student = row.cell(columns[STUDENT]).lower()
    return bool(row.cell(columns["id"])) and student not in ("student, test", "points possible")


# The column


def _column(export: Spreadsheet, report: ClassReport, name_given: str | None) -> _ScoreColumn:
    heads = export.rows[0].cells
    assignments = [
        (place, name) for place, name in enumerate(heads) if " ".join(name.split()).lower() not in FIXED
    ]
    title = one_line(report.lesson.title)
    sought = (
        {same_name(name_given)} if name_given is not None else {same_name(title), same_name(report.lesson.id)}
    )
    columns = [
        (place, name) for place, name in assignments if {same_name(name), same_name(_plain(name))} & sought
    ]
    here = export.place(export.rows[0].line)
    if len(columns) > 1:
        wrong = _("{count} assignments called {name}").format(count=len(columns), name=_plain(columns[0][1]))
        fix = _("name one with its number: --canvas-column {name!r}").format(name=columns[0][1].strip())
        raise SheetError([SheetFault(here, wrong, _("one"), fix)])
    if columns:
        return _known(export, *columns[0])
    if name_given is not None:
        wrong = _("no assignment {name}").format(name=name_given)
        names = ", ".join(_plain(name) for _place, name in assignments[:_MOST_TOLD]) or _("none")
        fix = _("check the name; without --canvas-column a new assignment is made")
        raise SheetError([SheetFault(here, wrong, _("one of: {names}").format(names=names), fix)])
    return _ScoreColumn(len(heads), inert(title), Fraction(NEW_POINTS), export.delimiter == ";", new=True)


def _plain(name: str) -> str:
    """The name of an assignment without its number."""
    return _NUMBERED.sub("", name.strip())


def _known(export: Spreadsheet, place: int, name: str) -> _ScoreColumn:
    row = _points_row(export)
    points_cell = row.cell(place) if row is not None else ""
    points = _value(points_cell)
    if points is None or points <= 0:
        found = _("points possible of {name}: {found}").format(
            name=_plain(name), found=points_cell or _("nothing")
        )
        fix = _("choose an assignment with points, or set them in Canvas and export again")
        where = export.place(row.line if row is not None else export.rows[0].line)
        raise SheetError([SheetFault(where, found, _("a number above 0"), fix)])
    return _ScoreColumn(place, name.strip(), points, "," in points_cell, new=False)


def _points_row(export: Spreadsheet) -> SheetRow | None:
    student = export.columns()[STUDENT]
    return next((row for row in export.rows[1:] if row.cell(student).lower() == "points possible"), None)


def _value(cell: str) -> Fraction | None:
    return Fraction(cell.replace(",", ".")) if _POINTS.fullmatch(cell) else None


# Who is who


def _match(
    students: list[SheetRow], columns: Mapping[str, int], report: ClassReport
) -> tuple[list[tuple[SheetRow, LearnerReport]], list[str]]:
    """Rows with their learners, and the learners left over with the reason."""
    rows: dict[str, set[int]] = {}
    for place, row in enumerate(students):
        for name in _names(row, columns):
            rows.setdefault(name, set()).add(place)
    fitting: dict[int, list[LearnerReport]] = {}
    left = []
    for one in report.learners:
        numbers = next((rows[name] for name in _sought(one) if name in rows), set[int]())
        if len(numbers) == 1:
            fitting.setdefault(min(numbers), []).append(one)
        else:
            left.append(_("{name}: several rows fit").format(name=one.name) if numbers else one.name)
    matched = []
    for place, learners in sorted(fitting.items()):
        if len(learners) == 1:
            matched.append((students[place], learners[0]))
        else:
            student = students[place].cell(columns[STUDENT])
            template = _("{name}: another learner fits the same row, {student}")
            left += [template.format(name=one.name, student=student) for one in learners]
    return matched, left


def _names(row: SheetRow, columns: Mapping[str, int]) -> Iterator[str]:
    """Everything that a row can be known by."""
    for column in IDS:
        if row.cell(columns.get(column)):
            yield same_name(row.cell(columns.get(column)))
    yield _in_order(row.cell(columns[STUDENT]))


def _sought(one: LearnerReport) -> Iterator[str]:
    """What a learner can be known by, the surest first. Two who share a pseudonym are not known by it."""
    if one.person is not None:
        if one.person.login:
            yield same_name(one.person.login)
        yield _in_order(one.person.name)
    elif not one.shared:
        yield same_name(one.pseudonym)
        yield _in_order(one.pseudonym)


def _in_order(name: str) -> str:
    """``Berg, Ana`` as ``ana berg``."""
    last, comma, first = name.partition(",")
    return same_name(f"{first} {last}" if comma else name)


# The file


def _written(export: Spreadsheet, column: _ScoreColumn, scores: Mapping[int, str]) -> bytes:
    heading, points = export.rows[0].line, _points_row(export)
    fresh = dict(scores)
    if column.new:
        fresh[heading] = column.name
        if points is not None:
            fresh[points.line] = str(NEW_POINTS)
    rows = [_with_cell(row, column, fresh.get(row.line)) for row in export.rows]
    return written_as_is(rows, delimiter=export.delimiter, bom=export.bom, line_end=export.line_end)


def _with_cell(row: SheetRow, column: _ScoreColumn, text: str | None) -> list[str]:
    cells = list(row.cells)
    if text is not None or column.new:
        cells += [""] * (column.number + 1 - len(cells))
    if text is not None:
        cells[column.number] = text
    return cells
