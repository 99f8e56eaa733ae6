"""What a report calls its learners: numbers that say nothing, or names from a roster, which is never kept."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.i18n import _, plural
from lessons.model.form import TextForm
from lessons.reports.classes.spreadsheet import (
    SheetError,
    SheetFault,
    SheetRow,
    Spreadsheet,
    plain,
    read_sheet,
)
from lessons.reports.classes.values import ClassReport, ExerciseReport, LearnerReport, Person
from lessons.school.contested import Contested, Voice
from lessons.share.handing_in.remarks import NAMING
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
        person = self.by_record.get(learner.record)
        if person is None and not learner.shared:
            person = self.by_pseudonym.get(same_name(learner.pseudonym))
        return person


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
        raise SheetError(
            [SheetFault(sheet.place(sheet.rows[0].line), found, _("pseudonym,name[,login]"), fix)]
        )
    faults: list[SheetFault] = []
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


def _fault(sheet: Spreadsheet, row: SheetRow, key: str, name: str, *, known: bool) -> SheetFault | None:
    place = sheet.place(row.line)
    if not key:
        return SheetFault(place, _("no pseudonym"), _("one in each line"), _("write it, or delete the line"))
    if not name:
        return SheetFault(place, _("no name"), _("one in each line"), _("write it, or delete the line"))
    if known:
        found = _("{name} for a second time").format(name=key)
        fix = _(
            "delete one line; where two learners chose the same pseudonym, tell them apart in a column record"
        )
        return SheetFault(place, found, _("each pseudonym once"), fix)
    return None


def named(reports: Sequence[ClassReport], roster: Roster) -> list[ClassReport]:
    """The reports with the names of the roster, and who of it is missing in each.

    Learners who are not in it keep their pseudonym.
    """
    renamed = []
    for report in reports:
        learners = _in_order(report, roster)
        there = {one.person for one in learners}
        missing = tuple(person for person in roster.people if person not in there)
        renamed.append(replace(report, learners=learners, missing=missing))
    return renamed


def _in_order(report: ClassReport, roster: Roster) -> tuple[LearnerReport, ...]:
    learners = told_apart(replace(one, person=roster.person(one)) for one in report.learners)
    return tuple(by_name([replace(report, learners=learners)]))


def remarks(reports: Sequence[ClassReport], roster: Roster) -> Iterator[str]:
    """Who of the class is not in the roster, and who of the roster is not in the class. ``reports``: with names."""
    learners = by_name(reports)
    unknown = [one for one in learners if one.person is None]
    if unknown:
        template = plural(
            "not in the roster: {count} learner: {names}",
            "not in the roster: {count} learners: {names}",
            len(unknown),
        )
        yield template.format(count=len(unknown), names=", ".join(one.name for one in unknown))
    shared = [one for one in unknown if one.shared and same_name(one.pseudonym) in roster.by_pseudonym]
    if shared:
        template = _(
            "several learners are called {names}: tell them apart in the roster by a column record (from --csv)"
        )
        yield template.format(names=", ".join(dict.fromkeys(one.pseudonym for one in shared)))
    there = {one.person for one in learners}
    absent = [one.name for one in roster.people if one not in there]
    if absent:
        template = plural(
            "in the roster, nothing handed in: {count} person: {names}",
            "in the roster, nothing handed in: {count} people: {names}",
            len(absent),
        )
        yield template.format(count=len(absent), names=", ".join(absent))


def same_name(name: str) -> str:
    """Names with the same value are the same name: without regard to case and spaces."""
    return " ".join(normalise(name).split()).casefold()


def by_name(reports: Sequence[ClassReport]) -> list[LearnerReport]:
    """Every learner of the reports once, by name."""
    learners = {one.record: one for report in reports for one in report.learners}
    return sorted(learners.values(), key=lambda one: (same_name(one.name), one.record))


def anonymous(reports: Sequence[ClassReport]) -> list[ClassReport]:
    """The reports with numbers for names, the same number for the same learner in all of them.

    The numbers follow the records' ids, which are random. What learners typed is left out: it may name somebody.
    """
    records = sorted(
        {one.record for report in reports for one in report.learners}
        | {one.record for report in reports for one in report.missing if one.record}
    )
    width = len(str(len(records)))
    number = {record: f"#{place:0{width}}" for place, record in enumerate(records, 1)}
    return [
        replace(
            report,
            learners=tuple(
                _numbered(one, number[one.record])
                for one in sorted(report.learners, key=lambda one: number[one.record])
            ),
            exercises=tuple(_without_typed(one) for one in report.exercises),
            contested=tuple(_without_reasons(report, one) for one in report.contested),
            missing=tuple(Person(number[one.record]) for one in report.missing if one.record in number),
        )
        for report in reports
    ]


def _numbered(one: LearnerReport, number: str) -> LearnerReport:
    remarks = tuple(
        replace(remark, detail="\u2026") if remark.sort in NAMING else remark for remark in one.remarks
    )
    return replace(
        one, name=number, pseudonym=number, record=number, shared=False, person=None, remarks=remarks
    )


def _without_typed(one: ExerciseReport) -> ExerciseReport:
    if not isinstance(one.exercise.form, TextForm):
        return one
    return replace(one, items=tuple(replace(item, given=()) for item in one.items))


def _without_reasons(report: ClassReport, one: Contested) -> Contested:
    """Without what learners wrote; the words, too, stand in a hand-in, and stay only if they are the lesson's."""
    articles = [report.lesson.article, *([report.lesson.beside] if report.lesson.beside is not None else [])]
    in_the_lesson = bool(one.item) or any(one.words in " ".join(article.text.split()) for article in articles)
    voices = (Voice(0, "", "", "", ""),) * one.learners
    return replace(one, voices=voices, words=one.words if in_the_lesson else "\u2026")


def told_apart(learners: Iterable[LearnerReport]) -> tuple[LearnerReport, ...]:
    """Learners who have a person called by that person's name, and by pseudonym as well where two share it."""
    everybody = list(learners)
    times = Counter(same_name(one.person.name) for one in everybody if one.person is not None)
    return tuple(_called(one, times) for one in everybody)


def _called(one: LearnerReport, times: Counter[str]) -> LearnerReport:
    if one.person is None:
        return one
    name = one.person.name
    return replace(one, name=name if times[same_name(name)] == 1 else f"{name} ({one.name})")
