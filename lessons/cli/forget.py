"""``closeread forget LESSON``: a lesson that was opened by mistake is new again."""

import click

from lessons.cli.call import Call
from lessons.cli.exits import Exit
from lessons.cli.target import complete_lessons, find_one_lesson
from lessons.i18n import _
from lessons.text import visible


@click.command("forget")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.pass_context
def command(context: click.Context, lesson: str) -> None:
    """Make a lesson new again that you only opened.

    It no longer stands as "Go on" and counts as not begun. A lesson in which you answered something is kept: at its end
    you may begin it again as practice. A test that was begun stays begun.

    Exit code 0: forgotten; 1: there is nothing to forget, or something was answered; 3: the record cannot be written.

    \b
    Example:
      closeread forget unsigned-column
    """
    from lessons.lesson.opening import open_lesson
    from lessons.play.rules import open_test
    from lessons.record.attempts import FORGOTTEN, opened_only, since_forgotten
    from lessons.record.event import Event

    learning = context.ensure_object(Call).learning()
    found = open_lesson(find_one_lesson(learning, lesson), learning.home)
    with learning.open_journal() as record:
        events = tuple(record.events(found.course, found.id))
        title = visible(found.title)
        if open_test(found) is not None and events:
            _refuse(context, _("{title} is a test that you began: it stays begun.").format(title=title))
        if any(event.data.get("answer") or event.name == "committed" for event in since_forgotten(events)):
            told = _(
                "You answered something in {title}: it is kept. At its end you may begin it again as practice."
            )
            _refuse(context, told.format(title=title))
        if not opened_only(events):
            _refuse(context, _("You did not open {title}: there is nothing to forget.").format(title=title))
        record.append(Event(FORGOTTEN, found.course, found.id), sync=True)
    click.echo(_("Forgotten: {title} is new again.").format(title=title))


def _refuse(context: click.Context, why: str) -> None:
    click.echo(why, err=True)
    context.exit(Exit.PROBLEMS)
