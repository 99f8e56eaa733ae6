"""``closeread class assign CLASS LESSON``: what a class works on, and which of it a command is about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import here
from lessons.cli.target import Target, complete_lessons, find_one_lesson, remember
from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.store import Assignment, ClassStore


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
    from lessons.cli.output import keep_ids_of
    from lessons.record.event import local_words
    from lessons.school.at_hand import assignment_in, assignment_of, due_time, open_assigned
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore

    folder = find_one_lesson(here(), lesson)
    assignment = assignment_of(folder, here())
    if due is not None:
        try:
            assignment = replace(assignment, due=due_time(due))
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    title = open_assigned(assignment, here().home).lesson.title
    with ClassStore(class_path(name, here().home), name, write=True) as store:
        standing = assignment_in(store, assignment.folder, here())
        if (
            assignment.folder == standing.folder
        ):  # not that of a sealed pack, which is scored with another folder
            assignment = replace(assignment, course=standing.course, lesson=standing.lesson)
        store.assign(assignment)
    keep_ids_of(folder)
    remember(here(), Target(folder, ()))
    line = _("{class_name} works on {title} ({folder})").format(
        class_name=name, title=title, folder=assignment.folder
    )
    click.echo(
        visible(line + (_(", due {due}").format(due=local_words(assignment.due)) if assignment.due else ""))
    )


def chosen(store: "ClassStore", word: str | None) -> "list[Assignment]":
    """The lesson called ``word`` (its id, course/id, or its folder), else all.

    Raises ``click.UsageError`` when there is none.
    """
    there = store.assignments()
    called = [one for one in there if word is None or _is_called(one, word.rstrip("/"))]
    if called:
        return called
    names = ", ".join(one.lesson for one in there) or _("none")
    if word is None:
        raise click.UsageError(_("The class works on no lesson yet: closeread class assign CLASS LESSON."))
    template = _("The class does not work on {word}; its lessons: {names}.")
    raise click.UsageError(template.format(word=visible(word[:100]), names=visible(names)))


def _is_called(one: "Assignment", word: str) -> bool:
    if word in (one.lesson, f"{one.course}/{one.lesson}"):
        return True
    try:
        return Path(word).resolve() == one.folder
    except (OSError, ValueError, RuntimeError):  # no such name, or links in a circle
        return False


def opened(store: "ClassStore", word: str | None, home: Path) -> "Iterator[AssignedLesson]":
    """The lessons opened with their keys. Raises ``click.UsageError`` and ``LessonError``."""
    from lessons.school.at_hand import open_assigned

    for assignment in chosen(store, word):
        yield open_assigned(assignment, home, store)
