"""``closeread progress``: what a learner did, per lesson, strand and technique."""

import sys
from pathlib import Path

import click

from lessons.cli.call import Call, Exit, here
from lessons.cli.output import echo_json, refuse_to_replace
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _, plural
from lessons.text import visible


@click.command("progress")
@click.argument("lesson", metavar="[LESSON]", required=False, shell_complete=complete_lessons)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="With LESSON: write a page of it, to keep or to print: what you answered, what the key said, and why.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, lesson: str | None, page: Path | None, form: str) -> None:
    """Tell what you did: lessons, strands over time, techniques strong and weak, false alarms, certainty.

    Scores are worked out afresh from your answers and the lessons on this machine; where a lesson is gone, the
    scores stored with your answers are told. Only first submissions count. Nothing is changed, and another
    window may be open. The JSON form is described in docs/record.md.

    \b
    Examples:
      closeread progress
      closeread progress unsigned-column --html my-column.html
      closeread --learner ana progress --format json
    """
    if lesson is not None or page is not None:
        if lesson is None or page is None:
            raise click.UsageError(_("A page is of one lesson: closeread progress LESSON --html FILE."))
        _write_page(context, find_one_lesson(here(), lesson), page)
        return
    from lessons.loading.catalogue import courses
    from lessons.record.journal import read_journal
    from lessons.record.own_copies import with_bound
    from lessons.reports.learner import progress
    from lessons.reports.progress import as_mapping, as_text, can_write_blocks
    from lessons.share.packs.shelf import with_opened

    learning = context.ensure_object(Call).learning()
    path = learning.journal_path
    contents = read_journal(path, drafts=False)
    if contents.damaged:
        template = plural(
            "{file}: {count} damaged line was passed over; everything else is counted",
            "{file}: {count} damaged lines were passed over; everything else is counted",
            contents.damaged,
        )
        click.echo(template.format(file=visible(str(path)), count=contents.damaged), err=True)
    all_courses = courses(with_opened(learning.courses, learning.home))
    done = progress(with_bound(all_courses, learning.home), contents.events, learning.clock(), learning.home)
    if form == "json":
        echo_json({"format": 1, "learner": learning.learner, **as_mapping(done)})
    else:
        blocks = can_write_blocks(getattr(sys.stdout, "encoding", None))
        click.echo("\n".join(as_text(done, learning.learner, blocks=blocks)))


def _write_page(context: click.Context, folder: Path, page: Path) -> None:
    """Write the page of one lesson, if there is an answer in it and its key is open."""
    from lessons.disk import replace_file
    from lessons.lesson.keys import open_to_play
    from lessons.play import Session
    from lessons.record.journal import read_journal
    from lessons.record.recorder import MemoryRecord
    from lessons.reports.own_page import own_page

    refuse_to_replace(page, (b"<!doctype html",), _("no page"))
    learning = context.ensure_object(Call).learning()
    lesson, key = open_to_play(folder, learning.home)
    events = read_journal(learning.journal_path, drafts=False).events
    session = Session(lesson, MemoryRecord(events), key)
    if session.rules.closes:
        click.echo(_("This is a test: there is a page of it once its code was given out."), err=True)
        context.exit(Exit.PROBLEMS)
    if len(session.unanswered) == len(session.lesson.exercises):
        click.echo(_("There is nothing to tell yet: no answer was committed in this lesson."), err=True)
        context.exit(Exit.PROBLEMS)
    try:
        replace_file(page, own_page(session, learning.learner))
    except OSError as error:
        why = _("{file} could not be written: {why}").format(file=page, why=error.strerror or error)
        click.echo(visible(why), err=True)
        context.exit(Exit.PROBLEMS)
    click.echo(_("Written: {file}").format(file=visible(str(page))))
