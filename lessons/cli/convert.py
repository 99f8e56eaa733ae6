"""``closeread convert LESSON``: a lesson in two files rewritten in one, or the other way round."""

from pathlib import Path

import click

from lessons.cli.call import Exit
from lessons.cli.target import OwnFolder
from lessons.i18n import _
from lessons.text import visible


@click.command("convert")
@click.argument("folder", type=OwnFolder(path_type=Path, exists=True, file_okay=False), metavar="LESSON")
@click.option("--to-two-files", "two", is_flag=True, help="Write lesson.yaml and key.yaml out of one file.")
@click.option("--new-ids", is_flag=True, help="Leave the ids out: for a lesson that nobody has answered yet.")
@click.option("--show", is_flag=True, help="Print the files instead of writing them.")
@click.pass_context
def command(context: click.Context, folder: Path, *, two: bool, new_ids: bool, show: bool) -> None:
    """Rewrite a lesson in one file, its answers beside its questions, or back in two.

    LESSON is the folder of a lesson. Comments, line ends and scores stay as they are. Ids stay too, so that the answers
    of students still belong to their questions; with --new-ids they go, and the lesson is shorter to read: only
    for a lesson that nobody has answered. A lesson with errors is left alone, and so is one that would not be the same.

    Exit code 0: rewritten; 1: nothing was written, for the reason told.

    \b
    Examples:
      closeread convert my-course/river-story
      closeread convert my-course/river-story --new-ids --show
      closeread convert my-course/river-story --to-two-files
    """
    from lessons.author.converting import converted
    from lessons.disk import remove_file, replace_file, why

    if two and new_ids:
        raise click.UsageError(_("--new-ids is for a lesson in two files."))
    files = converted(folder, two=two, keep_ids=not new_ids)
    if show:
        for path, text in files.items():
            if text is not None:
                click.echo(f"# {visible(path.name)}" if len(files) > 1 and two else "", nl=two)
                click.echo(text, nl=False)
        return
    try:
        for path, text in sorted(files.items(), key=lambda file: file[1] is None):
            if text is None:
                remove_file(path)
            else:
                replace_file(path, text.encode())
    except OSError as error:
        click.echo(visible(_("closeread: {path}: {why}").format(path=path, why=why(error))), err=True)
        context.exit(Exit.PROBLEMS)
    for path, text in files.items():
        told = _("deleted: {file}") if text is None else _("written: {file}")
        click.echo(visible(told.format(file=path)))
