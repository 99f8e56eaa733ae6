"""From a lesson's folder to the screen that plays it, or to the screen that says what is wrong with it."""

from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from lessons.assembly.keys import open_key
from lessons.assembly.opening import NOT_BOUND, open_lesson
from lessons.model.problem import LessonError
from lessons.session import Session
from lessons.store.recorder import RecordError
from tui.screens.lesson import LessonScreen
from tui.screens.trouble import BringYourCopy, LessonTrouble, RecordTrouble

if TYPE_CHECKING:
    from lessons.store.recorder import Recorder


def lesson_screen(folder: Path, record: "Recorder") -> Screen[None] | Screen[bool | None]:
    """Open a lesson and its key's door; nothing of the key is read before an answer is committed."""
    try:
        lesson = open_lesson(folder)
        return LessonScreen(Session(lesson, record, lambda: open_key(lesson)))
    except LessonError as error:
        unbound = all(problem.code == NOT_BOUND for problem in error.problems)
        return BringYourCopy(error) if unbound else LessonTrouble(error)
    except RecordError as error:
        return RecordTrouble(error)
