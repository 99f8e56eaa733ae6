"""A learner at the plain pages: the lesson that is open, and what a form may still change.

Terminal and pages share the learner's record, and one of the two is at work at a time. A session here is thrown away
as soon as a terminal has had the record in hand, and replayed from it.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from lessons.cli.linear.afterwards import Sides, new_replies
from lessons.cli.linear.field import Field
from lessons.cli.linear.hearing import Hearing
from lessons.cli.linear.player import field_for
from lessons.context import Context
from lessons.lesson.keys import open_to_play
from lessons.lesson.lesson import Lesson, as_renamed
from lessons.model.answer import Answer
from lessons.model.form import Form
from lessons.play import Session
from lessons.play.rules import Rules, begun
from lessons.record.attempts import BEGUN_AGAIN
from lessons.record.own_copies import is_sealed
from lessons.review.deck import deck_of
from lessons.review.sitting import Sitting
from lessons.school.writer import SeatRecord
from server.pace import Pace
from server.plain.answering import on_page
from server.plain.form_on_page import NOTHING_SENT, FormOnPage
from server.plain.form_shapes import Sent
from server.shared_lessons import SharedLessons

_CHANGING = frozenset({"draft", "committed", "retried", "skipped"})
"""Events after which a form that was made before would overwrite a later answer."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A lesson that does not open yet: it is sealed, or it is a test that the learner has to begin."""

    lesson: Lesson
    is_test: bool


class PlainSeat:
    """One learner. Requests take turns: ``turn`` is held while one is answered."""

    def __init__(
        self, context: Context, record: SeatRecord, pace: Pace, rules: Callable[[Lesson], Rules]
    ) -> None:
        """``rules`` says how a lesson is taken in the class at the moment."""
        self.context, self.record, self.pace, self._rules = context, record, pace, rules
        self.turn = asyncio.Lock()
        self.waiting = 0
        """Requests that wait for their turn."""
        self.used_at = time.monotonic()
        self.told: list[str] = []
        """What the next page says first."""
        self._session: Session | None = None
        self.sitting: Sitting | None = None
        """The review that was begun, whether or not it is at hand."""
        self._reviews = False
        self._day: date | None = None
        """On which the review was begun."""
        self._tag, self._sent = secrets.token_hex(4), 0
        """Forms that were taken in review: a card's draft is in no record, by which else a page is known to be old."""
        self.language = "en"
        """Of the course of the lesson that is open: its questions, options and reasons are in it."""

    @property
    def session(self) -> Session:
        """What is at hand: the lesson that is open, or the card of the review whose turn it is."""
        if self._reviews and self.sitting is not None:
            return self.sitting.session()
        assert self._session is not None  # it was opened before
        return self._session

    @property
    def reviews(self) -> Sitting | None:
        """The review that is at hand; ``None`` for a lesson."""
        return self.sitting if self._reviews else None

    def take_record(self, record: SeatRecord) -> None:
        """Go on with the record as it is now; another one means that a terminal was at work meanwhile."""
        if record is not self.record:
            self.record, self._session, self.sitting = record, None, None

    def is_open(self, course: str, lesson: str) -> bool:
        """Whether this lesson is open; then it is at hand."""
        session, self._reviews = self._session, False
        return session is not None and (session.whole.course, session.whole.id) == (course, lesson)

    async def open(self, folder: Path, lessons: SharedLessons, *, begin: bool = False) -> Threshold | None:
        """Open a lesson where the learner stopped; ``Threshold`` where something stands before it.

        With ``begin`` a test begins. Raises ``LessonError`` and ``RecordError``.
        """
        self._session = None
        shared = lessons.take(folder)
        if shared is None:
            shared = await asyncio.to_thread(open_to_play, folder, self.context.home)
        lesson, key = shared
        seal = lesson.seal
        if seal is not None and is_sealed(lesson.folder, self.context.home):
            if not seal.is_test:
                return Threshold(lesson, is_test=False)
            if not begin and not begun(lesson, self.record):
                return Threshold(lesson, is_test=True)
        session = Session(lesson, self.record, key, rules=self._rules(lesson))
        session.read_first()
        self.told += [*session.take_left_out(), *new_replies(session)]
        self._session = session
        return None

    async def open_review(self, lessons: SharedLessons, *, anew: bool = False) -> Sitting:
        """Have a sitting of review at hand: the one that was begun, or with ``anew``, and on another day, a new one."""
        now = self.context.clock()
        sitting = self.sitting
        if (
            sitting is None
            or anew
            or (sitting.over and not sitting.tally.answered)
            or self._day != now.date()
        ):
            events = tuple(self.record.everything())
            courses = lessons.courses()
            deck = await asyncio.to_thread(deck_of, courses, events, now, self.context.home, lessons.source)
            sitting = self.sitting = Sitting(deck, self.record, self.context.clock)
            self._day = now.date()
            self.note_sent()
        self._reviews = True
        return sitting

    @property
    def is_reviewed(self) -> bool:
        """Whether the review that was begun is over."""
        return self.sitting is not None and self.sitting.over

    def practise(self) -> None:
        """Ask cards of the review before their day; nothing of that is kept."""
        if self.sitting is not None and self.sitting.over and self.sitting.can_practise:
            self.sitting = self.sitting.practising()
            self.note_sent()

    def next_card(self) -> None:
        """Go on in the review; a card that was not answered stays due."""
        if self.sitting is not None:
            self.sitting.next()

    def note_sent(self) -> None:
        """A form was taken: pages from before are old, also where the record does not say so."""
        self._sent += 1

    def follow(self) -> None:
        """Go on as the class is held now."""
        self.session.take_rules(self._rules(self.session.whole))

    # What the pages show

    @property
    def hearing(self) -> Hearing:
        """What can be told of the lesson, as the line-by-line route tells it."""
        return Hearing(self.session, Sides(self.session.lesson.article, self.session.lesson.beside))

    @property
    def field(self) -> Field[Form, Answer]:
        """The field of the current exercise."""
        return field_for(self.session, self.hearing.places)

    def form(self, sent: Sent = NOTHING_SENT) -> FormOnPage[Form]:
        """The answer to the current exercise as a form."""
        return on_page(self.session, self.field, sent)

    def stamp(self, exercise: str) -> str:
        """What a form of an exercise is known by: it changes with each later answer, at whatever place."""
        if self._reviews:
            return f"{self._tag}-{self._sent}"
        lesson = self.session.whole
        latest = ""
        for event in as_renamed(lesson, self.record.events(lesson.course, lesson.id)):
            if event.name == BEGUN_AGAIN or (event.name in _CHANGING and event.exercise == exercise):
                latest = event.id
        return sha256(latest.encode()).hexdigest()[:16]
