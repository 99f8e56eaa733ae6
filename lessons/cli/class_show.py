"""``closeread class show CLASS``: a class on the screen, with its heat map."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import Call, ClassWish, Exit, PlayRequest, here
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.reports.classes.roster import Roster


@click.command("show")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option(
    "--anonymous",
    "--projector",
    "anonymous",
    is_flag=True,
    help="Numbers in the place of names, and a calm page: for a screen that the class sees.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="LIST",
    help="A CSV file pseudonym,name[,login]: real names.",
)
@click.pass_context
def command(
    context: click.Context, name: str, lesson: str | None, anonymous: bool, roster: Path | None
) -> None:
    """Look at a class on the screen: heat map, items, learners.

    The heat map is the article with, for every word, how many marked it, against the key. Answers that came in since
    are scored first. 'closeread class NAME' does the same for a class that is not called like a command.

    \b
    Examples:
      closeread class show 8b
      closeread class show 8b unsigned-column --projector
      closeread class show 8b --roster 8b-names.csv
    """
    from lessons.cli.class_assign import chosen
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore

    path = class_path(name, here().home)
    with ClassStore(path, name) as store:
        if lesson is not None:
            chosen(store, lesson)
    wish = ClassWish(path, lesson, anonymous, _names(roster, context))
    code = show(context.ensure_object(Call), wish)
    if code is None:
        template = _("This needs a terminal with a screen. Without one, use: closeread class report {name}")
        raise click.UsageError(template.format(name=visible(name)))
    context.exit(code)


def _names(roster: Path | None, context: click.Context) -> "Roster | None":
    """The roster, read; every fault of it ends the command."""
    if roster is None:
        return None
    from lessons.reports.classes.roster import read_roster
    from lessons.reports.classes.spreadsheet import SheetError

    try:
        return read_roster(roster)
    except SheetError as error:
        from lessons.cli.class_report import tell

        tell(error)
        context.exit(Exit.PROBLEMS)


def show(call: Call, wish: ClassWish) -> int | None:
    """Show classes until the teacher leaves; the exit code, or ``None`` where there is no screen."""
    if call.play is None or not call.has_screen():
        return None
    return call.play(PlayRequest(None, (), call.context, classes=wish))
