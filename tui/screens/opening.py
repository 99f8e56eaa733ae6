"""From a lesson's folder to the screen that plays it, or to the screen that says what is wrong with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from lessons.lesson.keys import open_to_play
from lessons.lesson.opening import NOT_BOUND
from lessons.model.problem import LessonError
from lessons.play import Session
from lessons.record.recorder import RecordError
from tui.screens.lesson import LessonScreen
from tui.screens.trouble import BringYourCopy, LessonTrouble, RecordTrouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.lesson.lesson import AnswerKey, Lesson
    from lessons.record.recorder import Recorder


def lesson_screen(
    folder: Path,
    record: "Recorder",
    ready: "tuple[Lesson, Callable[[], AnswerKey]] | None" = None,
    *,
    begin: bool = False,
) -> Screen[None] | Screen[bool | None]:
    """Open a lesson and its key's door, or go on from what ``open_to_play`` gave before: ``ready``.

    Before a sealed lesson stands the screen for its code; before a test one with its rules, unless ``begin``.
    """
    try:
        lesson, key = ready or open_to_play(folder)
        if lesson.seal is not None:
            from lessons.play.rules import begun
            from tui.screens.sealed import threshold

            screen = threshold(lesson, folder, begun=begin or begun(lesson, record))
            if screen is not None:
                return screen
        session = Session(lesson, record, key)
        session.read_first()
        return LessonScreen(session)
    except LessonError as error:
        unbound = all(problem.code == NOT_BOUND for problem in error.problems)
        return BringYourCopy(error) if unbound else LessonTrouble(error)
    except RecordError as error:
        return RecordTrouble(error)
