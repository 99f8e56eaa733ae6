"""``closeread class assign CLASS LESSON``: what a class works on, and which of it a command is about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.cli.call import here
from lessons.cli.target import Target, complete_lessons, find_one_lesson, remember
from lessons.i18n import _, plural
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.lesson.lesson import Lesson
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.store import Assignment, ClassStore


@click.command("assign")
@click.argument("name", metavar="CLASS")
@click.argument("lesson", metavar="LESSON", shell_complete=complete_lessons)
@click.option(
    "--due",
    metavar="DATE",
    help="Later answers are told as late: 2026-12-01 or 2026-12-01T09:30; none takes a date away.",
)
@click.option(
    "--short/--whole",
    "short",
    default=None,
    help="The short path of the lesson, or all its exercises; these alone count.",
)
def command(name: str, lesson: str, due: str | None, short: bool | None) -> None:
    """Have CLASS work on LESSON; again, with another date, folder or path, to change it: the rest stays.

    The class is made when it is new. LESSON must be your own copy, with its key.

    With --short report and grade book are about the exercises of the short path alone, and whoever opens the lesson
    while the class is served begins on it. Learners on their own machines say so themselves: closeread read LESSON
    --short. What was answered beside the path is kept, and counts once you assign the lesson with --whole.

    \b
    Examples:
      closeread class assign 8b unsigned-column --due 2026-12-01
      closeread class assign 8b plain-news --short
      closeread class assign 8b ./my-course/river-story
    """
    from lessons.cli.output import keep_ids_of
    from lessons.school.at_hand import assignment_in, assignment_of, due_time, open_assigned
    from lessons.school.classes import class_path
    from lessons.school.store import ClassStore

    folder = find_one_lesson(here(), lesson)
    assignment = assignment_of(folder, here())
    if due is not None:
        try:
            assignment = replace(assignment, due=due_time(due) if due != "none" else "")
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    opened = open_assigned(assignment, here().home).whole
    if short and not opened.short:
        raise click.UsageError(_("This lesson has no short path; leave --short out."))
    with ClassStore(class_path(name, here().home), name, write=True) as store:
        standing = assignment_in(store, assignment.folder, here())
        if (
            assignment.folder == standing.folder
        ):  # not that of a sealed pack, which is scored with another folder
            assignment = replace(assignment, course=standing.course, lesson=standing.lesson)
        before = next((one for one in store.assignments() if _same(one, assignment)), None)
        on_short = short if short is not None else before is not None and before.short
        kept = before.due if before is not None and due is None else assignment.due
        assignment = replace(assignment, short=on_short, due=kept)
        store.assign(assignment)
        weighed = _weighed(store, assignment) if before is not None and before.short != on_short else 0
    keep_ids_of(folder)
    remember(here(), Target(folder, ()))
    click.echo(visible(told(name, opened, assignment)))
    if on_short:
        hint = _("Whoever does not read in a served class opens it with: closeread read {lesson} --short")
        click.echo(visible(hint.format(lesson=assignment.lesson)))
    if weighed:
        click.echo(
            plural(
                "{count} total is another one now: other exercises count.",
                "{count} totals are others now: other exercises count.",
                weighed,
            ).format(count=weighed)
        )


def told(name: str, lesson: "Lesson", assignment: "Assignment") -> str:
    """``8b works on Two stories (folder), on the short path, 8 of 12 exercises, due ...``."""
    from lessons.record.event import local_words

    line = _("{class_name} works on {title} ({folder})").format(
        class_name=name, title=lesson.title, folder=assignment.folder
    )
    if assignment.short:
        path = _(", on the short path, {count} of {all} exercises")
        line += path.format(count=len(lesson.shortened().exercises), all=len(lesson.exercises))
    return line + (_(", due {due}").format(due=local_words(assignment.due)) if assignment.due else "")


def _same(one: "Assignment", other: "Assignment") -> bool:
    return (one.course, one.lesson) == (other.course, other.lesson)


def _weighed(store: "ClassStore", assignment: "Assignment") -> int:
    """Bring the totals to the exercises that count now; how many change."""
    from lessons.school.at_hand import open_assigned
    from lessons.school.book import weigh_anew
    from lessons.school.grading import grade_class

    one = open_assigned(assignment, here().home, store)
    grade_class(store, one.lesson, one.key)
    reason = (
        _("the class takes the short path") if assignment.short else _("the class takes the whole lesson")
    )
    return weigh_anew(store, one.lesson, one.key, reason)


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
