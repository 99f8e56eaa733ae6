"""``closeread print``: a lesson on paper."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Call, Exit
from lessons.cli.output import refuse_to_replace
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.lesson.lesson import AnswerKey, Lesson
    from lessons.reports.plan_sheet import SheetPlan


@click.command("print")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option("--short", is_flag=True, help="Only the exercises of the short path.")
@click.option("--answers", is_flag=True, help="Also the answers, with the reasons.")
@click.option("--notes", is_flag=True, help="Also a page for the teacher: aims, hints, what there is to see.")
@click.option(
    "--plan", is_flag=True, help="Also the teacher's plan on a page: aim, board, talk, mistakes, homework."
)
@click.option(
    "--no-sheet",
    is_flag=True,
    help="Without the student's sheet: only what is for the teacher, to print once.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write; LESSON.html in this folder if you name none, LESSON-teacher.html with --no-sheet.",
)
@click.pass_context
def command(
    context: click.Context,
    lesson: str,
    short: bool,
    answers: bool,
    notes: bool,
    plan: bool,
    no_sheet: bool,
    output: Path | None,
) -> None:
    """Make a lesson into sheets of paper.

    The student's sheet has the texts in numbered lines, the exercises with boxes and lines to write on, and the words
    needed. One HTML file is written that needs nothing else: open it in a browser and print it, on A4 or Letter, in
    black and white. --answers, --notes and --plan put more sheets behind it, each on its own pages; do not hand those
    out. --short leaves out the exercises that are not on the short path of the lesson.

    Exit code 0: written; 1: the lesson or its key cannot be used, or the file could not be written.

    \b
    Examples:
      closeread print two-stories
      closeread print two-stories --plan --answers --no-sheet -o for-me.html
      closeread print unsigned-column --short --plan
    """
    from lessons.disk import replace_file
    from lessons.disk import why as why_not
    from lessons.lesson.keys import open_key
    from lessons.lesson.opening import open_lesson
    from lessons.reports.paper_sheets import printed

    here = context.ensure_object(Call).context
    opened = open_lesson(find_one_lesson(here, lesson), here.home)
    if no_sheet and not (answers or notes or plan):
        raise click.UsageError(_("--no-sheet leaves nothing to print: add --plan, --answers or --notes."))
    page = output if output is not None else Path(f"{opened.id}{'-teacher' if no_sheet else ''}.html")
    refuse_to_replace(page, (b"<!doctype html",), _("no page"))
    if short and not opened.short:
        raise click.UsageError(_("This lesson has no short path; leave --short out."))
    key = open_key(opened) if answers or notes or plan else None
    planned = _plan(opened, key) if plan and key is not None else None
    asked = opened.shortened() if short else opened
    try:
        replace_file(
            page, printed(asked, key, answers=answers, notes=notes, plan=planned, sheet=not no_sheet)
        )
    except OSError as error:
        told = _("{file} could not be written: {why}").format(file=page, why=why_not(error))
        click.echo(visible(told), err=True)
        context.exit(Exit.PROBLEMS)
    click.echo(_("Written: {file}").format(file=visible(str(page))))


def _plan(lesson: "Lesson", key: "AnswerKey") -> "SheetPlan":
    """The plan of a lesson. Raises ``LessonError`` for one with errors, ``click.UsageError`` where there is none."""
    from lessons.lesson.plan import read_plan
    from lessons.loading.catalogue import PLAN_FILE
    from lessons.model.problem import LessonError, Severity
    from lessons.reports.plan_sheet import plan_sheet

    plan, problems = read_plan(lesson.folder)
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise LessonError(errors)
    if plan is None:
        missing = _("This lesson has no plan: there is no {file}.")
        raise click.UsageError(missing.format(file=visible(str(lesson.folder / PLAN_FILE))))
    return plan_sheet(lesson, key, plan)
