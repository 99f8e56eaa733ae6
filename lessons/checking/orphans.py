"""Answers on this machine to what has left a lesson, an exercise or a row or option in one: renamed, or taken out."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.checking import problem_codes
from lessons.disk import read_file
from lessons.lesson.lesson import INSIDE, Lesson, as_renamed, orphans_of
from lessons.lesson.opening import load_lesson
from lessons.loading.catalogue import course_id, lesson_id
from lessons.loading.yaml_source import Document
from lessons.model.problem import Problem, Severity
from lessons.record.attempts import since_forgotten
from lessons.record.event import Event
from lessons.record.journal import MOST_BYTES, decode
from lessons.record.recorder import RecordError
from lessons.text import visible

if TYPE_CHECKING:
    from lessons.school.store import ClassStore

_NAMED = 5
"""Names that are told in one problem."""


def orphaned_answers(folders: Iterable[Path], home: Path) -> Iterator[Problem]:
    """An advice for each lesson of which the records or the classes here hold answers to ids that it has no more.

    Records that cannot be read are passed over: the commands that need them say so. What could not be read of a
    lesson is not gone.
    """
    from lessons.school.classes import known_classes

    records = sorted((home / "learners").glob("*.jsonl"))
    with ExitStack() as opened:
        classes = [*_opened(known_classes(home), opened)]
        for folder in folders if classes or records else ():
            name = course_id(folder.resolve().parent), lesson_id(folder)
            events = [own for path in records if (own := _events(path, *name))]
            answered = [store for store in classes if _holds(store, *name)]
            if not events and not answered:
                continue
            source = load_lesson(folder, home=home)
            if source.sketch is None:
                continue
            whole = {exercise.id for exercise in source.sketch.exercises}
            unread = [id for id in (*source.paths, *source.unread) if id not in whole]
            lesson = replace(source.sketch, unscored=tuple(unread))
            counts: Counter[str] = Counter()
            for own in events:
                counts.update({id for event in as_renamed(lesson, own) for id in orphans_of(lesson, event)})
            counts.update(_in_classes(lesson, answered))
            if counts:
                yield _problem(source.document, counts)


def _opened(classes: Iterable[Path], opened: ExitStack) -> "Iterator[ClassStore]":
    """The databases of classes, closed with ``opened``."""
    from lessons.school.store import ClassStore

    for path in classes:
        with suppress(RecordError):
            yield opened.enter_context(ClassStore(path, path.stem))


def _holds(store: "ClassStore", course: str, lesson: str) -> bool:
    """Whether anybody in a class has opened the lesson; a lesson takes long to read, and most are in no class."""
    try:
        return bool(store.learners_of(course, lesson))
    except RecordError:
        return False


def _events(path: Path, course: str, lesson: str) -> list[Event]:
    """What a record holds of a lesson."""
    try:
        data = read_file(path, MOST_BYTES)
        if f'"{lesson}"'.encode() not in data:  # nearly always, and much quicker than reading every event
            return []
        return since_forgotten(decode(data, str(path), (course, lesson), drafts=False).events)
    except (OSError, RecordError):
        return []


def _in_classes(lesson: Lesson, classes: "Iterable[ClassStore]") -> Iterator[str]:
    from lessons.school.oddities import orphans

    for store in classes:
        with suppress(RecordError):
            yield from [name for _learner, name in orphans(store, lesson)]


def _problem(document: Document, counts: "Counter[str]") -> Problem:
    named = ", ".join(f"{id} ({count})" for id, count in sorted(counts.items())[:_NAMED])
    more = f" and {len(counts) - _NAMED} more" if len(counts) > _NAMED else ""
    exercise, inside, id = min(counts).rpartition(INSIDE)
    where = f"there in {exercise}" if inside else "there"
    return Problem(
        document.place(("exercises",), key=True),
        problem_codes.ORPHANS,
        visible(f"answers on this machine to what is not here any more: {named}{more}"),
        "every exercise, row and option that was answered, under its id or with that id as was:",
        visible(f"if it was renamed, write was: [{id}] {where}; if it was taken out, leave it so"),
        Severity.ADVICE,
    )
