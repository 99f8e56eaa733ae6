"""The tiny course, opened, and where the other one is; and answers to all exercises of a lesson."""

from collections.abc import Mapping
from pathlib import Path

from lessons.kinds.written_answers import write
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.play import Session
from lessons.record import MemoryRecord

COURSE = Path(__file__).parents[1] / "course"
TINY = COURSE / "tiny"
STORIES = Path(__file__).parents[1] / "stories"
TWO_STORIES = STORIES / "two-stories"
"""Two pages about one vote, and a page that is left: the last exercise is a shelf of cards."""


def perfect_answers(lesson: Lesson) -> Mapping[str, Raw]:
    """The key of every exercise as a raw answer."""
    key = open_key(lesson)
    return {exercise.id: write(key.bound[exercise.id].perfect()) for exercise in lesson.exercises}


def tiny_session(record: MemoryRecord | None = None) -> Session:
    """A session on the tiny lesson."""
    lesson = open_lesson(TINY)
    return Session(lesson, record if record is not None else MemoryRecord(), lambda: open_key(lesson))
