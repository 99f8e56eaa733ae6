"""A learner who reviews over weeks that pass as fast as the test likes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from lessons.kinds.written_answers import write
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import courses
from lessons.model.answer import Raw
from lessons.model.form import GridForm
from lessons.play import Session
from lessons.record import Event, MemoryRecord
from lessons.record.event import written
from lessons.review.card import KeyedLesson
from lessons.review.deck import Deck, deck_of, source_in
from lessons.review.sitting import CardSession, Sitting
from tests.helpers.answering import say
from tests.helpers.tiny import COURSE, TINY, perfect_answers

HERE = timezone(timedelta(hours=2))
"""Where the learner lives."""
MONDAY = datetime(2026, 1, 5, 15, 0, tzinfo=HERE)
"""The day of the lesson."""


class Calendar(MemoryRecord):
    """A record whose events are of the day that it is."""

    def __init__(self, now: datetime = MONDAY) -> None:
        super().__init__()
        self.now = now

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event under today's time."""
        time = event.time or written(self.now)
        super().append(
            Event(event.name, event.course, event.lesson, event.exercise, event.data, event.id, time),
            sync=sync,
        )

    def on(self, day: int, hour: int = 18) -> "Calendar":
        """Go to a day, counted from the lesson's."""
        self.now = MONDAY.replace(hour=hour) + timedelta(days=day)
        return self


def do_lesson(
    record: Calendar, answers: Mapping[str, Raw], sure: int | None = None, folder: Path = TINY
) -> None:
    """Answer the lesson: by the key, but for ``answers``."""
    lesson = open_lesson(folder)
    session = Session(lesson, record, lambda: open_key(lesson))
    for id, perfect in perfect_answers(lesson).items():
        say(session, answers.get(id, perfect))
        if sure is not None and id in answers:
            session.sure(sure)
        session.commit()
        session.next()


def deck(record: Calendar, root: Path = COURSE) -> Deck:
    """The cards as they stand on the day that it is."""
    return deck_of(courses([root]), record.kept, record.now, opening=source_in if root != COURSE else _tiny)


@cache
def _tiny(folder: Path, home: Path | None) -> KeyedLesson:
    """The tiny lesson, opened once for all the weeks."""
    return source_in(folder, home)


def tiny_source() -> KeyedLesson:
    """The tiny lesson with its key."""
    return _tiny(TINY, None)


def sitting(record: Calendar, root: Path = COURSE, most: int = 15) -> Sitting:
    """A sitting on the day that it is."""
    return Sitting(deck(record, root), record, lambda: record.now, most)


def best(session: CardSession) -> Raw:
    """The right answer to a card."""
    exercise = session.exercise
    raw = write(session.question.key.bound[exercise.id].perfect())
    if isinstance(exercise.form, GridForm) and isinstance(raw, dict):
        raw = {row.id: raw[row.id] for row in exercise.form.rows}
        columns = {column.id for column in exercise.form.columns}
        for row, cells in raw.items():
            if isinstance(cells, dict):
                raw[row] = {column: cell for column, cell in cells.items() if column in columns}
    return raw


def review(
    record: Calendar, right: Callable[[CardSession], bool], sure: int | None = None
) -> list[CardSession]:
    """Answer a whole sitting: rightly where asked to, else not at all; the cards that were asked."""
    now = sitting(record)
    asked = []
    while not now.over:
        session = now.session()
        say(session, best(session) if right(session) else None)
        if sure is not None:
            session.sure(sure)
        session.commit()
        asked.append(session)
        now.next()
    return asked
