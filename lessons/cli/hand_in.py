"""``closeread hand-in LESSON``: what a learner did in a lesson, as one file for the teacher."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Call, Exit, not_remembered
from lessons.cli.output import refuse_to_replace
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.context import Context
from lessons.i18n import _, plural
from lessons.record.paths import has_joined
from lessons.record.recorder import RecordError
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.share.joining.membership import Membership


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
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="Write it into this folder, such as the teacher's; a newer hand-in replaces yours there. Without it: the "
    "folder that CLOSEREAD_INBOX names, else the current one.",
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
    often as you like; the first answer to each exercise stays the one that counts. What you hand in of a test is
    sealed: your teacher alone can open it.

    Who has joined a class (closeread join) hands in there, over the network, unless -o or --to is given. Where the
    class does not answer, the hand-in is kept here and goes there by itself, the next time closeread runs.

    Exit code 0: handed in; 1: nothing to hand in, the file could not be written, or the class does not have it yet;
    3: the record cannot be read.

    \b
    Examples:
      closeread hand-in unsigned-column
      closeread hand-in unsigned-column --to /media/teacher/inbox --as blue-otter
    """
    if output is not None and folder is not None:
        raise click.UsageError(_("Say -o FILE or --to FOLDER, not both."))
    if output is not None and not output.absolute().parent.is_dir():
        raise click.UsageError(
            _("There is no folder {folder}.").format(folder=visible(str(output.absolute().parent)))
        )
    from lessons.share.handing_in.handing_in import hand_in_of, told_left_out, write_hand_in

    if output is not None:
        refuse_to_replace(output, (b'{"closeread"', b"closeread sealed"), _("no hand-in"))
    learning = context.ensure_object(Call).learning()
    own_folder = find_one_lesson(learning, lesson)
    _look_at_test(own_folder, learning)
    if output is None and folder is None and (joined := _class_joined(learning)) is not None:
        if name is not None:
            raise click.UsageError(_("The class knows your name: say --as with -o FILE or --to FOLDER."))
        context.exit(_hand_to_class(own_folder, learning, joined))
    prepared = hand_in_of(own_folder, learning, name)
    if prepared is None:
        context.exit(_nothing())
    written = write_hand_in(prepared, output, folder or learning.gathering)
    template = plural(
        "Handed in {answered} answer as '{name}': {file}",
        "Handed in {answered} answers as '{name}': {file}",
        prepared.answered,
    )
    click.echo(
        visible(template.format(answered=prepared.answered, name=prepared.hand_in.learner, file=written))
    )
    for sentence in told_left_out(prepared.left_out):
        click.echo(sentence, err=True)
    if name is not None:
        try:
            learning.settings.keep_pseudonym(learning.learner, prepared.hand_in.learner)
        except RecordError as error:
            click.echo(not_remembered(error), err=True)
    if prepared.teacher is not None:
        click.echo(_("The file is sealed: your teacher alone can open it."))


def _class_joined(learning: Context) -> "Membership | None":
    """The class that the learner has joined, if any. Raises ``RecordError``."""
    if not has_joined(learning.home):
        return None
    from lessons.share.joining.outbox import class_joined

    return class_joined(learning)


def _nothing() -> Exit:
    click.echo(_("There is nothing to hand in: no answer was committed in this lesson."), err=True)
    return Exit.PROBLEMS


def _hand_to_class(lesson: Path, learning: Context, joined: "Membership") -> Exit:
    from lessons.share.handing_in.handing_in import told_left_out
    from lessons.share.joining.outbox import hand_to_class

    handed = hand_to_class(lesson, learning, joined)
    if handed is None:
        return _nothing()
    click.echo(handed.sentence(), err=handed.trouble is not None)
    for sentence in told_left_out(handed.left_out):
        click.echo(sentence, err=True)
    if handed.sealed:
        click.echo(_("It is sealed: your teacher alone can open it."))
    return Exit.OK if handed.trouble is None else Exit.PROBLEMS


def _look_at_test(folder: Path, learning: Context) -> None:
    """End a test whose time is over; say of one that still runs that it does."""
    from lessons.loading.seal_source import read_seal

    seal = read_seal(folder.absolute().parent)
    if seal is None or not seal.is_test:
        return
    from lessons.lesson.keys import open_to_play
    from lessons.play import Session
    from lessons.play.rules import begun
    from lessons.record.journal import read_journal
    from lessons.record.recorder import MemoryRecord

    lesson, key = open_to_play(folder, learning.home)
    if not begun(lesson, MemoryRecord(read_journal(learning.journal_path, drafts=False).events)):
        return
    # A window that is open ends the test itself; on a full disk what is in the record goes as it is.
    with suppress(RecordError), learning.open_journal() as record:
        session = Session(lesson, record, key)
        if session.rules.closes and not session.finished:
            sentence = _("The test is not ended yet: what is not handed in is not in the file.")
            click.echo(sentence, err=True)
