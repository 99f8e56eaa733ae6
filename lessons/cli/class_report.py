"""``closeread class report CLASS``: what a class saw and missed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.exits import Exit

if TYPE_CHECKING:
    from lessons.reports.classes.values import ClassReport

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
    from lessons.cli import class_report_files as files
    from lessons.reports.classes.spreadsheet import SheetError

    alone = bool(learners) or every_learner
    files.check_page(html, csv, alone=alone, projector=projector)
    files.check_options(html, csv, canvas, canvas_column, roster, anonymous, semicolons)
    try:
        told = files.called(reports(name, lesson), roster, anonymous)
        if csv is not None:
            files.write_sheet(csv, told, canvas, canvas_column, semicolons)
        people = files.chosen_learners(told, learners, every_learner) if alone else ()
        if html is not None:
            files.write_page(html, told, people, projector=projector)
    except SheetError as error:
        files.tell(error)
        context.exit(Exit.PROBLEMS)
    if html is None and people:
        from lessons.reports.classes.talk import as_lines, talks

        click.echo("\n\n".join("\n".join(as_lines(talk)) for talk in talks(told, people)))
    elif html is None and csv is None:
        _print(told)


def _print(told: "Sequence[ClassReport]") -> None:
    """The reports one after the other, then growth from lesson to lesson."""
    from lessons.reports.classes.text import as_text, growth_text

    for report in told:
        click.echo("\n".join(as_text(report)))
        click.echo()
    for line in growth_text(told):
        click.echo(line)


def reports(name: str, lesson: str | None) -> "list[ClassReport]":
    """The reports on one lesson of a class or on all. Raises ``click.UsageError``, ``LessonError``, ``RecordError``."""
    from lessons.cli.class_lessons import opened
    from lessons.reports.classes.building import class_report
    from lessons.school.classes import class_path
    from lessons.school.store import to_report_on

    with to_report_on(class_path(name), name) as store:
        return [class_report(store, one) for one in opened(store, lesson)]
