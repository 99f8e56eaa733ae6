"""The lessons of the courses that come with the program."""

from functools import cache
from pathlib import Path

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course, shipped

CLOSE_TO_HOME = shipped() / "close-to-home"
FIVE_ARTICLES = [card.folder for card in read_course(shipped()).lessons]
"""The folders of the course about one war, in order."""
AT_HOME = [card.folder for card in read_course(CLOSE_TO_HOME).lessons]
"""The folders of "Close to home", in order."""
LESSONS = [*FIVE_ARTICLES, *AT_HOME]


@cache
def opened(folder: Path) -> Lesson:
    """The lesson in a folder that no test changes: frozen, so all tests of a process can share it."""
    return open_lesson(folder)


@cache
def key_of(folder: Path) -> AnswerKey:
    """The key of ``opened(folder)``."""
    return open_key(opened(folder))
