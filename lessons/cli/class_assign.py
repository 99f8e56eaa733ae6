"""``closeread class assign CLASS LESSON``: what a class works on, and until when."""

from dataclasses import replace

import click

from lessons.cli.target import Target, complete_lessons, find_one_lesson, remember
from lessons.i18n import _
from lessons.text import visible


@click.command("assign")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option("--due", metavar="DATE", help="Later answers are told as late: 2026-12-01 or 2026-12-01T09:30.")
def command(name: str, lesson: str, due: str | None) -> None:
    """Have CLASS work on LESSON; again, with another date or folder, to change it.

    The class is made when it is new. LESSON must be your own copy, with its key.

    \b
    Examples:
      closeread class assign 8b unsigned-column --due 2026-12-01
      closeread class assign 8b ./my-course/river-story
    """
    from lessons.record.event import local_words
    from lessons.school.at_hand import assignment_in, assignment_of, due_time, open_assigned
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore

    folder = find_one_lesson(lesson)
    made = assignment_of(folder)
    if due is not None:
        try:
            made = replace(made, due=due_time(due))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    title = open_assigned(made).lesson.title
    with ClassStore(class_path(name), name, write=True) as store:
        known = assignment_in(store, made.folder)
        if made.folder == known.folder:  # not that of a sealed pack, which is scored with another folder
            made = replace(made, course=known.course, lesson=known.lesson)
        store.assign(made)
    remember(Target(folder, ()))
    line = _("{class_name} works on {title} ({folder})").format(
        class_name=name, title=title, folder=made.folder
    )
    click.echo(visible(line + (_(", due {due}").format(due=local_words(made.due)) if made.due else "")))
