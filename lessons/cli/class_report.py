"""``closeread class report CLASS``: what a class saw and missed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Exit, here
from lessons.cli.output import refuse_to_replace
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.reports.classes.canvas import Filled
    from lessons.reports.classes.spreadsheet import SheetError
    from lessons.reports.classes.values import ClassReport, LearnerReport, Person

_MOST_NAMED = 40
"""Learners that are named when none of them has the name asked for."""
_OUT = click.Path(path_type=Path, dir_okay=False)
_IN = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("report")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option(
    "--html", type=_OUT, metavar="FILE", help="One page for the browser and for paper, with heat maps."
)
@click.option("--csv", type=_OUT, metavar="FILE", help="The grade book as a spreadsheet.")
@click.option("--semicolons", is_flag=True, help="With --csv: semicolons between cells, commas in numbers.")
@click.option(
    "--canvas", type=_IN, metavar="EXPORT", help="With --csv: fill the grade book that Canvas exported."
)
@click.option(
    "--canvas-column", metavar="NAME", help="The assignment to fill; else the one called like the lesson."
)
@click.option("--roster", type=_IN, metavar="LIST", help="A CSV file pseudonym,name[,login]: real names.")
@click.option(
    "--learner", "learners", multiple=True, metavar="NAME", help="One learner's page alone; again for more."
)
@click.option("--every-learner", is_flag=True, help="A page for each learner, one after the other.")
@click.option(
    "--projector", is_flag=True, help="With --html: a page for the class to see, no names, no scores."
)
@click.option("--anonymous", is_flag=True, help="Numbers in the place of names; nothing that learners typed.")
@click.pass_context
def command(
    context: click.Context,
    name: str,
    lesson: str | None,
    html: Path | None,
    csv: Path | None,
    semicolons: bool,
    canvas: Path | None,
    canvas_column: str | None,
    roster: Path | None,
    anonymous: bool,
    learners: tuple[str, ...],
    every_learner: bool,
    projector: bool,
) -> None:
    """Report on a class: what to teach again, who needs what, who is missing; then exercises, items, learners.

    Scores are those of the grade book; figures about items are worked out from the raw answers under the key of today.
    Only first answers count. With fewer than 10 learners no correlations are shown, with fewer than 30 they are marked.
    docs/class-report.md says what stands where, docs/statistics.md explains every figure.

    Without --html and --csv the report is printed. No file but a report of closeread is written over.

    Exit code 0: done; 1: a lesson or a file has a problem, and nothing is written; 3: the class cannot be read.

    \b
    Examples:
      closeread class report 8b
      closeread class report 8b unsigned-column --html 8b.html
      closeread class report 8b --learner quiet-heron-27 --html talk.html
      closeread class report 8b unsigned-column --projector --html wall.html
      closeread class report 8b --csv 8b.csv --roster 8b-names.csv
      closeread class report 8b unsigned-column --canvas export.csv --csv import.csv
    """
    from lessons.reports.classes.spreadsheet import SheetError

    alone = bool(learners) or every_learner
    check_page(html, csv, alone=alone, projector=projector)
    check_options(html, csv, canvas, canvas_column, roster, anonymous, semicolons)
    try:
        lessons = called(reports(name, lesson, here().home), roster, anonymous)
        if csv is not None:
            write_sheet(csv, lessons, canvas, canvas_column, semicolons)
        people = chosen_learners(lessons, learners, every_learner) if alone else ()
        if html is not None:
            write_page(html, lessons, people, projector=projector)
    except SheetError as error:
        tell(error)
        context.exit(Exit.PROBLEMS)
    if html is None and people:
        from lessons.reports.classes.talk import as_lines, talks

        click.echo("\n\n".join("\n".join(as_lines(talk)) for talk in talks(lessons, people)))
    elif html is None and csv is None:
        _print(lessons)


def _print(reports: "Sequence[ClassReport]") -> None:
    """The reports one after the other, then growth from lesson to lesson."""
    from lessons.reports.classes.text import as_text, growth_text

    for report in reports:
        click.echo("\n".join(as_text(report)))
        click.echo()
    for line in growth_text(reports):
        click.echo(line)


def reports(name: str, lesson: str | None, home: Path) -> "list[ClassReport]":
    """The reports on one lesson of a class or on all. Raises ``click.UsageError``, ``LessonError``, ``RecordError``."""
    from lessons.cli.class_assign import opened
    from lessons.reports.classes.building import class_report
    from lessons.school.classes import class_path
    from lessons.school.store import to_report_on

    with to_report_on(class_path(name, home), name) as store:
        return [class_report(store, one) for one in opened(store, lesson, home)]


# The files, with the names that the teacher wants in them


def check_options(
    html: Path | None,
    csv: Path | None,
    canvas: Path | None,
    canvas_column: str | None,
    roster: Path | None,
    anonymous: bool,
    semicolons: bool,
) -> None:
    """Raises ``click.UsageError`` for options that do not go together, and for files that would be written over."""
    if canvas is not None and csv is None:
        raise click.UsageError(_("--canvas goes with --csv FILE, the file to write."))
    if semicolons and (csv is None or canvas is not None):
        raise click.UsageError(_("--semicolons goes with --csv FILE, and not with --canvas."))
    if canvas_column is not None and canvas is None:
        raise click.UsageError(_("--canvas-column goes with --canvas."))
    if anonymous and (roster is not None or canvas is not None):
        raise click.UsageError(_("--anonymous leaves names out; --roster and --canvas need them."))
    written = [os.path.realpath(path) for path in (html, csv) if path is not None]
    read = [os.path.realpath(path) for path in (canvas, roster) if path is not None]
    if len(written) > len(set(written)):
        raise click.UsageError(_("--html and --csv name the same file."))
    for path in set(written) & set(read):
        template = _("{file} would be written over: name another file to write.")
        raise click.UsageError(template.format(file=visible(path)))


def called(reports: "Sequence[ClassReport]", roster: Path | None, anonymous: bool) -> "Sequence[ClassReport]":
    """The reports with pseudonyms, names or numbers. Raises ``SheetError`` for a roster that cannot be used."""
    if anonymous:
        from lessons.reports.classes.roster import anonymous as numbered

        return numbered(reports)
    if roster is None:
        return reports
    from lessons.reports.classes.roster import named, read_roster, remarks

    names = read_roster(roster)
    reports = named(reports, names)
    for remark in remarks(reports, names):
        click.echo(visible(remark), err=True)
    return reports


def check_page(html: Path | None, csv: Path | None, *, alone: bool, projector: bool) -> None:
    """Raises ``click.UsageError`` for kinds of pages that do not go together."""
    if projector and html is None:
        raise click.UsageError(
            _("--projector goes with --html FILE. On the screen: closeread class show CLASS.")
        )
    if projector and alone:
        raise click.UsageError(
            _("--projector shows no learners; --learner and --every-learner show nothing else.")
        )
    if alone and csv is not None:
        raise click.UsageError(
            _("--csv has a row for each learner; --learner and --every-learner make pages.")
        )


def chosen_learners(
    reports: "Sequence[ClassReport]", names: Sequence[str], every: bool
) -> "Sequence[LearnerReport | Person]":
    """Who is to have a page. Raises ``click.UsageError`` for a name that nobody has, or several."""
    from lessons.reports.classes.talk import called_so, everybody

    if every:
        people = everybody(reports)
        if not people:
            raise click.UsageError(_("Nobody has handed in anything, and there is no roster: no pages."))
        return people
    chosen = []
    for name in names:
        people = called_so(reports, name)
        if not people:
            everyone = ", ".join(one.name for one in everybody(reports)[:_MOST_NAMED])
            words = _("no learner is called {name}; there are: {known}")
            raise click.UsageError(visible(words.format(name=name, known=everyone or _("none"))))
        if len(people) > 1:
            words = _("several learners are called {name}; say which by the record: {records}")
            records = ", ".join(f"{one.record or '-'} ({one.name})" for one in people)
            raise click.UsageError(visible(words.format(name=name, records=records)))
        chosen += people
    return chosen


def write_page(
    path: Path,
    reports: "Sequence[ClassReport]",
    people: "Sequence[LearnerReport | Person]" = (),
    *,
    projector: bool = False,
) -> None:
    """The HTML report, or pages about ``people``, or a page for the class to see. Raises ``OSError``."""
    from lessons.disk import replace_file
    from lessons.reports.classes.page import as_page, as_projector, as_talks
    from lessons.reports.classes.talk import talks

    refuse_to_replace(path, (b"<!doctype html",), _("no page"))
    if people:
        page = as_talks(reports, talks(reports, people))
    else:
        page = as_projector(reports) if projector else as_page(reports)
    replace_file(path, page)
    _say_written(path)


def write_sheet(
    path: Path,
    reports: "Sequence[ClassReport]",
    canvas: Path | None,
    canvas_column: str | None,
    semicolons: bool,
) -> None:
    """The grade book, or a filled export of Canvas. Raises ``click.UsageError``, ``SheetError``, ``OSError``."""
    from lessons.disk import replace_file

    if canvas is None:
        from lessons.reports.classes.grade_book import BEGINNINGS, grade_book

        refuse_to_replace(path, BEGINNINGS, _("no grade book"))
        replace_file(path, grade_book(reports, semicolons=semicolons))
        _say_written(path)
        return
    from lessons.reports.classes.canvas import fill
    from lessons.reports.classes.spreadsheet import read_sheet

    if len(reports) != 1:
        names = ", ".join(report.lesson.id for report in reports)
        raise click.UsageError(
            _("--canvas fills one assignment: name the lesson ({names}).").format(names=visible(names))
        )
    filled = fill(read_sheet(canvas), reports[0], canvas_column)
    _refuse_another_export(path, filled.data)
    replace_file(path, filled.data)
    _say_written(path)
    _say_filled(filled)


def _refuse_another_export(path: Path, data: bytes) -> None:
    """Raise ``click.UsageError`` for a file that does not hold these bytes: a filled export has no mark of ours."""
    from lessons.disk import TooLargeError, read_file

    try:
        same = read_file(path, len(data)) == data
    except FileNotFoundError:
        return
    except TooLargeError:
        same = False
    if not same:
        template = _(
            "{file} is there already, and what is in it would be lost. Name another file, or move it away."
        )
        raise click.UsageError(template.format(file=visible(str(path))))


def tell(error: "SheetError") -> None:
    """Every fault: where, what was found, what was expected, how to mend it."""
    for fault in error.faults:
        click.echo(f"closeread: {visible(fault.place)}: {visible(fault.found)}", err=True)
        click.echo(_("  expected: {expected}").format(expected=visible(fault.expected)), err=True)
        click.echo(_("  to mend it: {fix}").format(fix=visible(fault.fix)), err=True)


def _say_written(path: Path) -> None:
    click.echo(visible(_("written: {file}").format(file=path)), err=True)


def _say_filled(filled: "Filled") -> None:
    template = plural("{count} score in {column}.", "{count} scores in {column}.", filled.count)
    lines = [template.format(count=filled.count, column=filled.column)]
    if filled.new:
        lines.append(_("No assignment of that name was in the export: Canvas will ask whether to make one."))
    lines += [_("changed: {score}").format(score=one) for one in filled.replaced]
    lines += [_("in the class, not in the export: {name}").format(name=one) for one in filled.learners]
    lines += [_("in the export, not in the class: {name}").format(name=one) for one in filled.students]
    for line in lines:
        click.echo(visible(line), err=True)
