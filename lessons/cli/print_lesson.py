"""``closeread print``: a lesson on paper."""

from pathlib import Path

import click

from lessons.cli.call import Call, Exit
from lessons.cli.output import refuse_to_replace
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible


@click.command("print")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option("--answers", is_flag=True, help="Also the answers, with the reasons.")
@click.option("--notes", is_flag=True, help="Also a page for the teacher: aims, hints, what there is to see.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write; LESSON.html in this folder if you name none.",
)
@click.pass_context
def command(context: click.Context, lesson: str, answers: bool, notes: bool, output: Path | None) -> None:
    """Make a lesson into sheets of paper.

    The student's sheet has the texts in numbered lines, the exercises with boxes and lines to write on, and the words
    needed. One HTML file is written that needs nothing else: open it in a browser and print it, on A4 or Letter, in
    black and white. --answers and --notes put more sheets behind it, each on pages of its own; do not hand those out.

    Exit code 0: written; 1: the lesson or its key cannot be used, or the file could not be written.

    \b
    Examples:
      closeread print two-stories
      closeread print two-stories --answers --notes -o for-me.html
    """
    from lessons.disk import replace_file
    from lessons.disk import why as why_not
    from lessons.lesson.keys import open_key
    from lessons.lesson.opening import open_lesson
    from lessons.reports.paper_sheets import printed

    here = context.ensure_object(Call).context
    opened = open_lesson(find_one_lesson(here, lesson), here.home)
    page = output if output is not None else Path(f"{opened.id}.html")
    refuse_to_replace(page, (b"<!doctype html",), _("no page"))
    key = open_key(opened) if answers or notes else None
    try:
        replace_file(page, printed(opened, key, answers=answers, notes=notes))
    except OSError as error:
        told = _("{file} could not be written: {why}").format(file=page, why=why_not(error))
        click.echo(visible(told), err=True)
        context.exit(Exit.PROBLEMS)
    click.echo(_("Written: {file}").format(file=visible(str(page))))
