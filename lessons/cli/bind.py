"""``closeread bind LESSON FILE``: a lesson that comes without its text, bound to the reader's own copy."""

from pathlib import Path

import click

from lessons.cli.call import here
from lessons.cli.exits import Exit
from lessons.cli.output import echo_json
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _
from lessons.text import visible


@click.command("bind")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, lesson: str, files: tuple[Path, ...], form: str) -> None:
    """Bind a lesson that comes without its text to your own copy of the article.

    LESSON is a lesson's name or folder, a course, or a pack. FILE is your copy, as .md or .txt; a lesson that
    compares two articles takes two files, a course as many as it has articles. Your copy may have other quotation
    marks, dashes and spaces, a paragraph more or less, or a corrected word: every place of the lesson is told as
    exact, moved or lost, and what is lost does not count. The copy stays on this machine. --format json lists every
    place.

    Exit code 0: bound; 1: a file is a copy of something else, or the lesson has a problem.

    \b
    Examples:
      closeread bind river-story my-copy.txt
      closeread bind course.zip first.txt second.txt
    """
    from lessons.loading.catalogue import read_course
    from lessons.share.standoff.binding import bind_all
    from lessons.share.standoff.binding_report import as_mapping, lines

    target = find(here(), lesson)
    folders = (
        [target.lesson] if target.lesson else [card.folder for card in read_course(target.roots[0]).lessons]
    )
    done = bind_all(folders, files, here().home)
    if form == "json":
        echo_json({"format": 1, "bound": [as_mapping(bound.report) for bound in done.bound]})
    for bound in done.bound if form == "text" else ():
        click.echo(visible(_("{lesson}: bound.").format(lesson=bound.report.lesson)))
        for line in lines(bound.report):
            click.echo("  " + visible(line))
    for problem in done.problems:
        click.echo(visible(str(problem)), err=True)
    if done.bound and form == "text":
        click.echo(_("Play it as before: the lesson's name and folder stay the same."))
    context.exit(Exit.OK if done.bound and not done.problems else Exit.PROBLEMS)
