"""Answers to a session in the short form of a score file."""

from lessons.kinds.written_answers import read, write
from lessons.model.answer import Raw
from lessons.play import Session


def say(session: Session, raw: Raw) -> None:
    """Give the current exercise this answer; ``None`` takes it back. Raises ``AnswerError``."""
    lesson, form = session.lesson, session.exercise.form
    session.answer(read(form, raw, lesson.article, lesson.beside) if raw is not None else None)


def draft_of(session: Session) -> Raw:
    """The answer so far as a score file has it; ``None`` while there is none."""
    return write(session.draft) if session.draft is not None else None
