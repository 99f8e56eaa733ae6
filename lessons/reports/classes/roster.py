"""The teacher's roster: who hides behind which pseudonym. Read when asked for, and never kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.i18n import _, plural
from lessons.reports.classes.naming import by_name, same_name, told_apart
from lessons.reports.classes.sheet import Fault, Row, Sheet, SheetError, plain, read_sheet
from lessons.reports.classes.values import ClassReport, LearnerReport, Person
from lessons.text import normalise

PSEUDONYM, NAME, LOGIN, RECORD = "pseudonym", "name", "login", "record"


@dataclass(frozen=True, slots=True)
class Roster:
    """A class list."""

    by_pseudonym: Mapping[str, Person]
    """Lines without a record, by ``same_name`` of the pseudonym."""
    by_record: Mapping[str, Person]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody in it, in its order."""
        return (*self.by_pseudonym.values(), *self.by_record.values())

    def person(self, learner: LearnerReport) -> Person | None:
        """Who a learner is. A pseudonym that several learners have says nothing; their records do."""
        found = self.by_record.get(learner.record)
        if found is None and not learner.shared:
            found = self.by_pseudonym.get(same_name(learner.pseudonym))
        return found


def read_roster(path: Path) -> Roster:
    """A CSV file with the columns pseudonym and name, and login and record where wanted; others are passed over.

    Raises ``SheetError`` with every fault, ``OSError``.
    """
    sheet = read_sheet(path)
    columns = sheet.columns()
    missing = [name for name in (PSEUDONYM, NAME) if name not in columns]
    if missing:
        found = _("no column {names}").format(names=", ".join(missing))
        fix = _("write the names of the columns into the first row")
        raise SheetError([Fault(sheet.place(sheet.rows[0].line), found, _("pseudonym,name[,login]"), fix)])
    faults: list[Fault] = []
    by_pseudonym: dict[str, Person] = {}
    by_record: dict[str, Person] = {}
    for row in sheet.rows[1:]:
        if not any(cell.strip() for cell in row.cells):
            continue
        pseudonym, name, login, record = (
            plain(" ".join(normalise(row.cell(columns.get(column))).split()))
            for column in (PSEUDONYM, NAME, LOGIN, RECORD)
        )
        lines, key = (by_record, record) if record else (by_pseudonym, same_name(pseudonym))
        fault = _fault(sheet, row, key, name, known=key in lines)
        if fault is not None:
            faults.append(fault)
        lines[key] = Person(name, login, pseudonym, record)
    if faults:
        raise SheetError(faults)
    return Roster(by_pseudonym, by_record)


def _fault(sheet: Sheet, row: Row, key: str, name: str, *, known: bool) -> Fault | None:
    place = sheet.place(row.line)
    if not key:
        return Fault(place, _("no pseudonym"), _("one in each line"), _("write it, or delete the line"))
    if not name:
        return Fault(place, _("no name"), _("one in each line"), _("write it, or delete the line"))
    if known:
        found = _("{name} for a second time").format(name=key)
        fix = _(
            "delete one line; where two learners chose the same pseudonym, tell them apart in a column record"
        )
        return Fault(place, found, _("each pseudonym once"), fix)
    return None


def named(reports: Sequence[ClassReport], roster: Roster) -> list[ClassReport]:
    """The reports with the names of the roster, and who of it is missing in each.

    Learners who are not in it keep their pseudonym.
    """
    made = []
    for report in reports:
        learners = _in_order(report, roster)
        there = {one.person for one in learners}
        missing = tuple(person for person in roster.people if person not in there)
        made.append(replace(report, learners=learners, missing=missing))
    return made


def _in_order(report: ClassReport, roster: Roster) -> tuple[LearnerReport, ...]:
    learners = told_apart(replace(one, person=roster.person(one)) for one in report.learners)
    return tuple(by_name([replace(report, learners=learners)]))


def remarks(reports: Sequence[ClassReport], roster: Roster) -> Iterator[str]:
    """Who of the class is not in the roster, and who of the roster is not in the class. ``reports``: with names."""
    learners = by_name(reports)
    unknown = [one for one in learners if one.person is None]
    if unknown:
        told = plural(
            "not in the roster: {count} learner: {names}",
            "not in the roster: {count} learners: {names}",
            len(unknown),
        )
        yield told.format(count=len(unknown), names=", ".join(one.name for one in unknown))
    shared = [one for one in unknown if one.shared and same_name(one.pseudonym) in roster.by_pseudonym]
    if shared:
        told = _(
            "several learners are called {names}: tell them apart in the roster by a column record (from --csv)"
        )
        yield told.format(names=", ".join(dict.fromkeys(one.pseudonym for one in shared)))
    there = {one.person for one in learners}
    absent = [one.name for one in roster.people if one not in there]
    if absent:
        told = plural(
            "in the roster, nothing handed in: {count} person: {names}",
            "in the roster, nothing handed in: {count} people: {names}",
            len(absent),
        )
        yield told.format(count=len(absent), names=", ".join(absent))
