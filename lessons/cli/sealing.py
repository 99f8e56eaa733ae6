"""Who can open sealed packs: ``closeread sealing``, the teacher's keys; ``closeread unseal``, the code of a class."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import here
from lessons.cli.target import complete_lessons, find
from lessons.i18n import _, counted
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.share.sealing.sealed_packs import SealedPack


@click.group("sealing")
def sealing_command() -> None:
    """Keys for sealed packs: who can open what.

    A sealed pack and what students hand in for it can be opened by the teacher's private key alone. How a test is
    given, and what sealing protects against and what not: docs/sealed.md.

    \b
    Examples:
      closeread sealing key
      closeread sealing key -o ana.key
      closeread sealing codes
    """


@sealing_command.command("key")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file.",
)
def key(output: Path | None) -> None:
    """Print your public key, made now if you have none.

    The public key is no secret: another teacher who gives it to 'closeread pack --seal --for' makes packs whose
    hand-ins only you can open. The private key stays in the file that is named. Make a copy of that file and keep it
    where no student comes: if it is lost, no sealed hand-in can be opened any more, by nobody.
    """
    from lessons.disk import replace_file
    from lessons.share.sealing.sealed_files import key_file, public_text, teacher_keys

    new = not key_file(here().home).exists()
    word = public_text(teacher_keys(here().home).public)
    if output is None:
        click.echo(word)
    else:
        if output.exists():
            raise click.UsageError(_("{file} is there already.").format(file=visible(str(output))))
        replace_file(output, word.encode() + b"\n")
    place = visible(str(key_file(here().home)))
    if new:
        click.echo(_("A new pair of keys was made."), err=True)
    click.echo(_("Your private key: {file}").format(file=place), err=True)
    message = _(
        "Keep a copy of that file in a safe place. If it is lost, nobody can open your sealed hand-ins."
    )
    click.echo(message, err=True)


@sealing_command.command("codes")
def codes() -> None:
    """List the sealed packs of this machine, newest first, with the code of each.

    Give the code of a test to your class when the explanations may be read: 'closeread unseal FILE.zip CODE'.
    """
    from lessons.share.sealing.sealed_packs import known_packs

    packs, problems = known_packs(here().home)
    for pack in reversed(packs):
        click.echo(visible(_line(pack)))
    for problem in problems:
        click.echo(visible(str(problem)), err=True)
    if not packs:
        click.echo(_("No sealed packs yet. 'closeread pack FOLDER --seal -o FILE.zip' makes one."), err=True)


@sealing_command.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.zip")
@click.option(
    "--course",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Your own copy of the course, with its keys; needed when it is not among your courses.",
)
def add(file: Path, course: Path | None) -> None:
    """Take in a sealed pack that was made for you on another machine.

    Its code and its rules are sealed in the pack itself, for your private key. After this, what students hand in
    for it can be scored here.
    """
    from lessons.share.packs.unpack import seal_of
    from lessons.share.sealing.sealed_files import held_keys
    from lessons.share.sealing.sealed_packs import known_packs, learned, remember

    pack_read = learned(seal_of(file, here().home), held_keys(here().home), file)
    before = next((pack.source for pack in known_packs(here().home)[0] if pack.name == pack_read.name), "")
    source = str(course.resolve()) if course is not None else before
    pack = remember(replace(pack_read, source=source, file=str(file.resolve())), here().home)
    click.echo(visible(_line(pack)))


def _line(pack: "SealedPack") -> str:
    from lessons.record.event import local_words

    kind = _("test") if pack.mode == "test" else _("practice")
    if pack.minutes:
        kind += ", " + counted("{count} minute", "{count} minutes", pack.minutes)
    message = _("{made}  {code}  {name}: {course}, {kind}")
    line = message.format(
        made=local_words(pack.made), code=pack.code, name=pack.name, course=pack.course, kind=kind
    )
    return line + (f", {pack.file}" if pack.file else "")


@click.command("unseal")
@click.argument("lesson", metavar="LESSON | FOLDER | FILE.zip", shell_complete=complete_lessons)
@click.argument("code", default="", metavar="[CODE]")
def unseal_command(lesson: str, code: str) -> None:
    """Open the sealed keys of a course with the code from your teacher.

    Capitals, blanks and hyphens in the code do not matter. Without CODE you are asked for it. The keys of all lessons
    of the course are opened, on this machine alone. After a test, its answers are explained then; your first answers
    stay your score.

    Exit code 0: opened; 1: another code, or nothing to open.

    \b
    Examples:
      closeread unseal my-course.zip 7KQ2-M9XC-4TPA-HW3E
      closeread unseal river-story
    """
    from lessons.share.sealing.sealed_key import unseal

    target = find(here(), lesson)
    course = target.lesson.absolute().parent if target.lesson is not None else target.roots[0]
    if not code:
        code = click.prompt(_("Code"), err=True)
    seal = unseal(course, code, here().home)
    if seal.is_test:
        click.echo(
            _("Open. The test is over: its answers are explained now, and what you do from here is practice.")
        )
    else:
        click.echo(_("Open. Answers are explained from now on."))
