"""``closeread schema``: JSON Schemas for editors."""

from pathlib import Path

import click

from lessons.cli.output import refuse_to_replace
from lessons.i18n import _
from lessons.text import visible

NAMES = ("course", "article", "lesson", "key", "techniques")
"""Written out, so that the help page needs no engine; a test holds the list to the schemas there are."""


@click.command("schema")
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option(
    "-o",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write files there.",
)
def command(name: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of a file, or write the schemas of all files into a folder.

    An editor with a YAML language server completes, explains and checks a lesson with them; docs/editors.md says how.
    'closeread new' puts them into the folder .schema of a course. After an update of closeread write them again.

    \b
    Examples:
      closeread schema lesson
      closeread schema -o my-course/.schema
    """
    if name is None and folder is None:
        raise click.UsageError(_("Name one of {names}, or a folder with -o.").format(names=", ".join(NAMES)))
    from lessons.author.json_schema import schema_text

    if folder is None:
        assert name is not None
        click.echo(schema_text(name), nl=False)
        return
    from lessons.disk import make_folder, replace_file

    make_folder(folder)
    for one in (name,) if name else NAMES:
        path = folder / f"{one}.json"
        refuse_to_replace(path, (b'{\n "$schema"',), _("no schema"))
        replace_file(path, schema_text(one).encode())
        click.echo(_("wrote {path}").format(path=visible(str(path))))
