"""``closeread progress``: what a learner did, per lesson, strand and technique."""

import sys

import click

from lessons.cli.call import Call
from lessons.cli.output import echo_json
from lessons.i18n import plural
from lessons.store.places import journal_path
from lessons.text import visible


@click.command("progress")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, form: str) -> None:
    """Tell what you did: lessons, strands over time, techniques strong and weak, false alarms, certainty.

    Scores are worked out afresh from your answers and the lessons on this machine; where a lesson is gone, the
    scores stored with your answers are told. Only first submissions count. Nothing is changed, and another
    window may be open. The JSON form is described in docs/record.md.

    \b
    Examples:
      closeread progress
      closeread --learner ana progress --format json
    """
    from lessons.exchange.shelf import with_opened
    from lessons.loading.catalogue import course_folders, courses
    from lessons.reports.charts import can_write_blocks
    from lessons.reports.learner import progress
    from lessons.reports.progress import as_mapping, as_text
    from lessons.store.bound import with_bound
    from lessons.store.journal import read_journal

    learner = context.ensure_object(Call).learner()
    path = journal_path(learner)
    contents = read_journal(path, drafts=False)
    if contents.damaged:
        told = plural(
            "{file}: {count} damaged line was passed over; everything else is counted",
            "{file}: {count} damaged lines were passed over; everything else is counted",
            contents.damaged,
        )
        click.echo(told.format(file=visible(str(path)), count=contents.damaged), err=True)
    known = courses(with_opened(course_folders()))
    done = progress(with_bound(known), contents.events)
    if form == "json":
        echo_json({"format": 1, "learner": learner, **as_mapping(done)})
    else:
        blocks = can_write_blocks(getattr(sys.stdout, "encoding", None))
        click.echo("\n".join(as_text(done, learner, blocks=blocks)))
