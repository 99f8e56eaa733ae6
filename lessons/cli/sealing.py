"""``closeread sealing``: the teacher's keys for sealed packs and hand-ins."""

from pathlib import Path

import click

from lessons.i18n import _
from lessons.text import visible


@click.group("sealing")
def command() -> None:
    """Keys for sealed packs: who can open what.

    What is sealed for a teacher can be opened by the teacher's private key alone.

    \b
    Examples:
      closeread sealing key
      closeread sealing key -o ana.key
    """


@command.command("key")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file.",
)
def key(output: Path | None) -> None:
    """Print your public key, made now if you have none.

    The public key is no secret: what others seal with it, only you can open. The private key stays in the file that
    is named. Make a copy of that file and keep it where no student comes: if it is lost, no sealed hand-in can be
    opened any more, by nobody.
    """
    from lessons.exchange.pack import write_whole
    from lessons.exchange.sealing_keys import key_file, public_text, teacher_keys

    new = not key_file().exists()
    word = public_text(teacher_keys().public)
    if output is None:
        click.echo(word)
    else:
        if output.exists():
            raise click.UsageError(_("{file} is there already.").format(file=visible(str(output))))
        write_whole(output, word.encode() + b"\n")
    place = visible(str(key_file()))
    if new:
        click.echo(_("A new pair of keys was made."), err=True)
    click.echo(_("Your private key: {file}").format(file=place), err=True)
    told = _("Keep a copy of that file in a safe place. If it is lost, nobody can open your sealed hand-ins.")
    click.echo(told, err=True)
