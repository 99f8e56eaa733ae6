"""``closeread hand-in LESSON``: what a learner did in a lesson, as one file for the teacher."""

from pathlib import Path

import click

from lessons.cli.call import Call
from lessons.cli.exits import Exit
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible


@click.command("hand-in")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write it into this folder, such as the teacher's; a newer hand-in replaces yours there.",
)
@click.option(
    "--as",
    "name",
    metavar="NAME",
    help="The name your teacher sees; remembered. Without it: a made-up one, always the same.",
)
@click.pass_context
def command(
    context: click.Context, lesson: str, output: Path | None, folder: Path | None, name: str | None
) -> None:
    """Write what you did in a lesson into a file for your teacher.

    In the file: your answers with their times, hints, certainty and what you contested, and the name you chose with
    --as, or a made-up one. Nothing else leaves this machine: not your user name, no other lesson. You may hand in as
    often as you like; the first answer to each exercise stays the one that counts.

    Exit code 0: written; 1: nothing to hand in, or the file could not be written; 3: the record cannot be read.

    \b
    Examples:
      closeread hand-in unsigned-column
      closeread hand-in unsigned-column --to /media/teacher/inbox --as blue-otter
    """
    if output is not None and folder is not None:
        raise click.UsageError(_("Say -o FILE or --to FOLDER, not both."))
    from lessons.exchange.handing_in import hand_in_of, write_hand_in

    made = hand_in_of(find_one_lesson(lesson), context.ensure_object(Call).learner(), name)
    if made is None:
        click.echo(_("There is nothing to hand in: no answer was committed in this lesson."), err=True)
        context.exit(Exit.PROBLEMS)
    written = write_hand_in(made, output, folder)
    told = _("Handed in {answered} answers as '{name}': {file}").format(
        answered=made.answered, name=made.hand_in.learner, file=written
    )
    click.echo(visible(told))
