"""``closeread unpack course.zip -o FOLDER``: a pack as a folder to look into and to change."""

from pathlib import Path

import click

from lessons.i18n import _, counted
from lessons.text import visible


@click.command("unpack")
@click.argument("pack", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    help="A new or empty folder.",
)
def command(pack: Path, output: Path) -> None:
    """Unpack a course that 'closeread pack' made.

    Everything is checked before anything is written: names, sizes, checksums. To play a pack, unpacking is not
    needed: 'closeread FILE.zip' opens it.

    \b
    Examples:
      closeread unpack my-course.zip -o my-course
      closeread my-course.zip
    """
    from lessons.share.packs.unpack import unpack

    found = unpack(pack, output)
    told = _("{folder}: {title}, {files}. Licence: {licence}")
    files = counted("{count} file", "{count} files", len(found.files))
    licence = found.manifest.licence or _("none stated")
    click.echo(visible(told.format(folder=output, title=found.manifest.title, files=files, licence=licence)))
