"""``closeread pack FOLDER -o course.zip``: one file to hand on."""

from pathlib import Path

import click

from lessons.i18n import _, plural
from lessons.text import visible


@click.command("pack")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.zip",
    help="The file to write.",
)
@click.option(
    "--licence",
    default="",
    metavar="TEXT",
    help="Licence to state; else the first line of the course's LICENSE.",
)
def command(folder: Path, output: Path, licence: str) -> None:
    """Pack a course, or one lesson, into one file.

    The file opens with 'closeread FILE.zip'. It holds the lessons with their keys, the glossary, the licence, and
    a checksum of each file; the same folder always gives the same bytes. Lessons with errors are not packed.

    \b
    Examples:
      closeread pack my-course -o my-course.zip
      closeread pack my-course/river-story -o river-story.zip --licence "CC BY 4.0"
    """
    from lessons.exchange.pack import pack

    done = pack(folder, output, licence)
    told = plural(
        "{file}: {count} lesson, {files} files, {size} KiB.",
        "{file}: {count} lessons, {files} files, {size} KiB.",
        len(done.lessons),
    )
    click.echo(
        visible(
            told.format(file=done.path, count=len(done.lessons), files=done.files, size=-(-done.size // 1024))
        )
    )
    click.echo(
        _("Licence: {licence}").format(
            licence=visible(done.licence) or _("none stated (say it with --licence)")
        )
    )
    for name in done.left_out:
        click.echo(_("left out: {name}").format(name=visible(name)), err=True)
