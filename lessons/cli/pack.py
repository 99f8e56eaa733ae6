"""``closeread pack FOLDER -o course.zip``: one file to hand on, with or without the articles."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessons.cli.call import here
from lessons.cli.target import OwnFolder
from lessons.i18n import _, counted, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.share.packs.packing import Gathered
    from lessons.share.standoff.textless import Textless


@click.command("pack")
@click.argument("folder", type=OwnFolder(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.zip",
    help="The file to write.",
)
@click.option(
    "--licence", default="", metavar="TEXT", help="Licence to state; else what the course's LICENSE names."
)
@click.option("--without-text", is_flag=True, help="Leave the articles out: readers bring their own copies.")
@click.option(
    "--reference",
    default="",
    metavar="TEXT",
    help="With --without-text: which article readers look for, when one lesson is packed.",
)
@click.option("--seal", is_flag=True, help="Seal the keys: nobody can read them without a code.")
@click.option("--test", is_flag=True, help="With --seal: a test; one submission, nothing explained.")
@click.option(
    "--code", default="", metavar="CODE", help="With --seal: a class code of your own, easier to guess."
)
@click.option(
    "--minutes", type=click.IntRange(1, 600), metavar="N", help="With --test: time limit, from first opening."
)
@click.option("--no-glossary", is_flag=True, help="With --test: the glossary is closed.")
@click.option(
    "--for",
    "teacher",
    default="",
    metavar="KEY",
    help="With --seal: the public key, or its file, of the teacher who collects; else yours.",
)
def command(
    folder: Path, output: Path, licence: str, without_text: bool, reference: str, **sealing: Any
) -> None:
    """Pack a course, or one lesson, into one file.

    The file opens with 'closeread FILE.zip'. It holds the lessons with their keys, the glossary, the licence, and
    a checksum of each file; the same folder always gives the same bytes. Lessons with errors are not packed.

    With --without-text no two neighbouring words of an article can be read in the file: whoever has a copy of the
    article binds the lesson to it with 'closeread bind'. What is hidden and what is not: docs/stand-off.md.

    With --seal the keys are encrypted and nothing in the file tells right from wrong; a code opens them, now for
    practice or, with --test, after the test. What this protects against and what not: docs/sealed.md.

    \b
    Examples:
      closeread pack my-course -o my-course.zip
      closeread pack my-course/river-story -o river-story.zip --licence "CC BY 4.0"
      closeread pack my-course --without-text -o my-course-without-texts.zip
      closeread pack my-course --seal --test --minutes 45 -o test.zip
    """
    from lessons.cli.pack_sealed import Sealing
    from lessons.share.packs.packing import gather, write_pack
    from lessons.share.standoff.textless import take_texts_out
    from lessons.text.sizes import readable_size

    if reference and not without_text:
        raise click.UsageError(_("--reference goes with --without-text."))
    seal = Sealing(**sealing, without_text=without_text)
    _refuse_a_test(output)
    gathered = gather(folder)
    if reference and len(gathered.lessons) > 1:
        raise click.UsageError(_("--reference names one article: pack one lesson at a time."))
    _refuse_faults(gathered)
    textless = take_texts_out(gathered, " ".join(reference.split())) if without_text else None
    warnings = list(seal.warnings(gathered))
    sealed = seal.up(gathered, output)
    done = write_pack(gathered, output, licence)
    told = plural(
        "{file}: {count} lesson, {files} files, {size}.",
        "{file}: {count} lessons, {files} files, {size}.",
        len(done.lessons),
    )
    size = readable_size(done.size)
    line = told.format(file=done.path, count=len(done.lessons), files=done.files, size=size)
    click.echo(visible(line))
    licence = visible(done.licence) or _("none stated (say it with --licence)")
    click.echo(_("Licence: {licence}").format(licence=licence))
    for line in _told(textless) if textless is not None else ():
        click.echo(visible(line))
    for line in warnings:
        click.echo(_("warning: {words}").format(words=line), err=True)
    for line in seal.told(sealed, gathered, done.path) if sealed is not None else ():
        click.echo(visible(line))
    for name in done.left_out:
        click.echo(_("left out: {name}").format(name=visible(name)), err=True)


def _refuse_a_test(output: Path) -> None:
    """Raise ``click.UsageError`` where a sealed pack lies: students may have it, and its code is its own."""
    from lessons.loading.seal_source import SEAL_FILE
    from lessons.model.problem import LessonError
    from lessons.share.packs.unpack import read_pack

    try:
        there = output.is_file() and SEAL_FILE in read_pack(output).files
    except (LessonError, OSError):
        return
    if there:
        told = _(
            "{file} is a sealed pack already, with a code and rules of its own. Name another file, or delete it"
            " first if nobody has it."
        )
        raise click.UsageError(visible(told.format(file=output)))


def _refuse_faults(gathered: "Gathered") -> None:
    """Raise ``LessonError`` with every error of the lessons gathered: nobody is served by a broken pack."""
    from lessons.checking.run import check
    from lessons.lesson.courses import check_course
    from lessons.loading.catalogue import is_course
    from lessons.model.problem import LessonError, Severity

    course = check_course(gathered.folder) if is_course(gathered.folder) else ()
    problems = [*course, *check([gathered.folder / name for name in gathered.lessons], home=here().home)]
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise LessonError(errors)


def _told(done: "Textless") -> Iterator[str]:
    """What was done so that the articles cannot be read."""
    for name in done.taken_out:
        yield _("without: {name}").format(name=name)
    yield counted(
        "{count} place of the articles is named by numbers and short hashes.",
        "{count} places of the articles are named by numbers and short hashes.",
        done.anchors,
    )
    told = _(
        "How often a text of a lesson used neighbouring words of its article: {hidden} (passages: {passages})."
    )
    yield (
        told.format(hidden=done.hidden, passages=done.passages)
        + " "
        + _("They are hidden; binding puts them back.")
    )
    for path, count in done.gaps.items():
        told = plural(
            "{path}: {count} passage of an article is replaced by […] for good.",
            "{path}: {count} passages of an article are replaced by […] for good.",
            count,
        )
        yield told.format(path=path, count=count)
    for old, new in done.ids.items():
        yield _("renamed: {old} is {new}, because the id said words of the article").format(old=old, new=new)
