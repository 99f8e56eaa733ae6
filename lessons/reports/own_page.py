"""A learner's page of one lesson, to keep or to print: what was answered, what the key said, and why.

Exercises without an answer are named, and their key stays closed.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from lessons.play import Session
from lessons.prose import one_line
from lessons.reports.html_page import html_page, templates
from lessons.reports.html_text import PageExercise, explained

FOLDER = Path(__file__).parent / "own"


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the template shows."""

    title: str
    learner: str
    score: Fraction
    chance: Fraction
    answered: int
    total: int
    exercises: tuple[PageExercise, ...]


def own_page(session: Session, learner: str) -> bytes:
    """The file about the first answers of a session. ``ValueError`` for a test whose key is sealed.

    Raises ``LessonError`` when the key cannot be used.
    """
    if session.rules.closes:
        raise ValueError("nothing of a sealed test is explained")
    lesson, summary = session.lesson, session.summary()
    exercises = tuple(_told(session, number) for number in range(len(lesson.exercises)))
    title, answered = one_line(lesson.title), summary.answered
    page = OwnPage(title, learner, summary.score, summary.chance, answered, summary.total, exercises)
    return html_page(FOLDER, templates(FOLDER), "page.html", page=page)


def _told(session: Session, index: int) -> PageExercise:
    exercise = session.lesson.exercises[index]
    return explained(session.lesson, index + 1, exercise, session.first_result(exercise.id))
