"""Whether a lesson was answered before under another name: its folder, or that of its course, was renamed or copied.

A name that stands in ``id:`` travels with the lesson and needs none of this. Where a name is that of a folder, a
lesson is known by its article and its exercises, as a class knows it.
"""

from collections.abc import Sequence
from pathlib import Path

from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import (
    COURSE_FILE,
    LESSON_FILE,
    course_id,
    lesson_id,
    own_id,
    read_course,
    shipped,
)
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import LessonError
from lessons.record.attempts import JOINED, Name, names_of_today
from lessons.record.event import Event


def earlier_name(lesson: Lesson, events: Sequence[Event]) -> Name | None:
    """Course and lesson under which the record of all lessons has this one; ``None`` without one, or with several.

    Tests have names of their own, and so has a lesson that lies beside this one.
    """
    own = lesson.course, lesson.id
    if lesson.seal is not None or any((event.course, event.lesson) == own for event in events):
        return None
    texts: dict[Name, set[object]] = {}
    answered: dict[Name, set[str]] = {}
    tests: set[Name] = set()
    for event in events:
        name = event.course, event.lesson
        if event.name == "opened":
            texts.setdefault(name, set()).add(event.data.get("text"))
            if "pack" in event.data:
                tests.add(name)
        elif event.name == "committed":
            answered.setdefault(name, set()).add(event.exercise)
    asked = {id for exercise in lesson.exercises for id in (exercise.id, *exercise.was)}
    same = [
        name
        for name, hashes in texts.items()
        if lesson.article.hash in hashes and name not in tests and answered.get(name, set()) <= asked
    ]
    if not same:
        return None
    folder = lesson.folder.resolve()
    named = [name for name in same if _may_be_called(name, lesson, folder)]
    return named[0] if len(named) == 1 else None


def _may_be_called(name: Name, lesson: Lesson, folder: Path) -> bool:
    """Whether the ids on file allow that the lesson once had this name."""
    course, id = name
    beside = {card.id for card in read_course(folder.parent).lessons} | {
        lesson_id(entry)
        for entry in folder.parent.iterdir()
        if entry != folder and (entry / LESSON_FILE).is_file()
    }
    if course == lesson.course and id in beside:
        return False
    if own_id(read_yaml(folder / LESSON_FILE).value):
        return id in (lesson.id, folder.name)
    if own_id(read_yaml(folder.parent / COURSE_FILE).value):
        return course in (lesson.course, folder.parent.name)
    return course != course_id(shipped())


def with_earlier_name(folder: Path, events: Sequence[Event], home: Path) -> Sequence[Event]:
    """The events of all lessons, with one more that joins those of an earlier name to the lesson in the folder."""
    own = course_id(folder.resolve().parent), lesson_id(folder.resolve())
    if own in names_of_today(events) or any((event.course, event.lesson) == own for event in events):
        return events
    try:
        earlier = earlier_name(open_lesson(folder, home), events)
    except LessonError:
        return events
    if earlier is None:
        return events
    return [*events, Event(JOINED, *own, data={"course": earlier[0], "lesson": earlier[1]})]
