"""``closeread preview FOLDER``: a lesson as its students see it, while it is being written."""

from pathlib import Path

import click

from lessons.cli.call import Call
from lessons.cli.play import PlayRequest
from lessons.cli.target import OwnFolder
from lessons.i18n import _
from lessons.text import visible


@click.command("preview")
@click.argument("folder", type=OwnFolder(path_type=Path), metavar="FOLDER")
@click.pass_context
def command(context: click.Context, folder: Path) -> None:
    """Show a lesson as its students see it, and follow its files.

    FOLDER is a lesson, one of its files, or a course with one lesson. After each save the screen shows the new version,
    at the same exercise and the same place of the article. Press r for the key of the exercise, m for what is wrong
    with the files. While they cannot be used, the last version that worked stays. Your answers are not kept.

    \b
    Examples:
      closeread preview my-course/river-story
      closeread preview .
    """
    call = context.ensure_object(Call)
    lesson = _lesson(folder)
    if call.play is None or not call.has_screen():
        told = _("A preview needs a terminal with a screen. Without one, use: closeread check {folder}")
        raise click.UsageError(told.format(folder=visible(str(folder))))
    context.exit(call.play(PlayRequest(lesson, (), call.context, preview=True)))


def _lesson(path: Path) -> Path:
    """The folder of the lesson that is meant. Raises ``click.UsageError`` where there is none, or more than one."""
    from lessons.loading.catalogue import is_course, is_file, is_lesson, read_course

    folder = path.parent if is_file(path) else path
    if is_lesson(folder):
        return folder
    shown = visible(str(path))
    if not is_course(folder):
        raise click.UsageError(_("There is no lesson in {folder}: no lesson.yaml.").format(folder=shown))
    cards = read_course(folder).lessons
    if len(cards) == 1:
        return cards[0].folder
    names = ", ".join(visible(str(card.folder)) for card in cards[:12])
    told = (
        _("{folder} is a course; name one of its lessons: {names}.")
        if cards
        else _("{folder} has no lesson.")
    )
    raise click.UsageError(told.format(folder=shown, names=names))
