"""Which lessons of a class a command is about."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessons.i18n import _
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.at_hand import AssignedLesson
    from lessons.school.store import Assignment, ClassStore


def chosen(store: "ClassStore", word: str | None) -> "list[Assignment]":
    """The lesson called ``word`` (its id, course/id, or its folder), else all.

    Raises ``click.UsageError`` when there is none.
    """
    there = store.assignments()
    found = [one for one in there if word is None or _is_called(one, word.rstrip("/"))]
    if found:
        return found
    names = ", ".join(one.lesson for one in there) or _("none")
    if word is None:
        raise click.UsageError(_("The class works on no lesson yet: closeread class assign CLASS LESSON."))
    told = _("The class does not work on {word}; its lessons: {names}.")
    raise click.UsageError(told.format(word=visible(word[:100]), names=visible(names)))


def _is_called(one: "Assignment", word: str) -> bool:
    if word in (one.lesson, f"{one.course}/{one.lesson}"):
        return True
    try:
        return Path(word).resolve() == one.folder
    except (OSError, ValueError, RuntimeError):  # no such name, or links in a circle
        return False


def opened(store: "ClassStore", word: str | None) -> "Iterator[AssignedLesson]":
    """The lessons opened with their keys. Raises ``click.UsageError`` and ``LessonError``."""
    from lessons.school.at_hand import open_assigned

    for assignment in chosen(store, word):
        yield open_assigned(assignment)
