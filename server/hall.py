"""One class in this process: its members' seats, what they share, and who may come in."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from lessons.cli.call import PlayRequest
from lessons.context import SERVED, Context
from lessons.record.event import Event
from lessons.record.journal import Journal
from lessons.record.paths import learner_slug
from lessons.record.recorder import RecordError
from lessons.record.settings import Settings
from lessons.reports.standing import standings
from server.door import Door
from server.limits import SEAT_WITHOUT_KEY, SEAT_WITHOUT_LINE
from server.pace import Lateness, Pace
from server.register import Member
from server.seat import Parting, Seat, SeatLine
from server.served import Served
from server.shared_lessons import SharedLessons

_LOG = logging.getLogger("closeread.serve")
_ROUNDS = 5.0
"""Seconds between two looks at who left."""
OpenRecord = Callable[[Context], Journal]
"""Opens the record of a learner of the class. Raises ``RecordError``."""


def class_home(home: Path, name: str) -> Path:
    """Where everything of a served class lies, in the folder of the records."""
    return home / "served" / learner_slug(name)


def journal_of(context: Context) -> Journal:
    """A journal of its own for each learner, in the folder of the class."""
    return context.open_journal()


class Hall:
    """The seats of one class."""

    def __init__(
        self,
        name: str,
        context: Context,
        roots: Sequence[Path],
        door: Door,
        *,
        lesson: Path | None = None,
        open_record: OpenRecord = journal_of,
    ) -> None:
        """``context`` is that of the class: its home holds all its records. ``lesson``: where everybody begins."""
        self.name, self.context, self.roots, self.door, self.lesson = (
            name,
            context,
            tuple(roots),
            door,
            lesson,
        )
        self.lessons = SharedLessons(context.home, roots)
        self.lateness = Lateness()
        self.seats: dict[str, Seat] = {}
        """By key of the member."""
        self._open_record = open_record
        self._tasks: list[asyncio.Task[None]] = []
        self.closing = False

    # The class as a whole

    def start(self) -> None:
        """Look after the seats from now on; inside the loop that serves them."""
        self._tasks = [asyncio.create_task(self.lateness.watch()), asyncio.create_task(self._look_after())]

    async def close(self) -> None:
        """End every session, with what was typed kept; lines are told that the server starts anew."""
        self.closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(seat.end("restart") for seat in [*self.seats.values()]))

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(_ROUNDS)
            now = time.monotonic()
            for seat in [*self.seats.values()]:
                if seat.line is None and now - seat.left_at > SEAT_WITHOUT_LINE:
                    await seat.end("over")
                elif now - seat.typed_at > SEAT_WITHOUT_KEY:
                    await seat.end("idle")

    def quiet(self) -> float:
        """Seconds for which nobody has typed."""
        latest = max((seat.typed_at for seat in self.seats.values()), default=0.0)
        return time.monotonic() - latest

    # Seats

    def sit(self, member: Member, line: SeatLine, columns: int, rows: int) -> Seat:
        """The seat of a member, with this line attached; made when the member has none."""
        seat = self.seats.get(member.key)
        if seat is None:
            seat = self.seats[member.key] = self._new_seat(member)
            seat.line = line
            seat.start(columns, rows)
        else:
            seat.attach(line, columns, rows)
        return seat

    def context_of(self, member: Member) -> Context:
        """The place of one learner: everything of theirs lies in the folder of the class."""
        file = self.context.home / "learners" / f"{learner_slug(member.name)}.settings.json"
        return replace(self.context, learner=member.name, settings=Settings(file), powers=SERVED)

    def pause(self, key: str, *, paused: bool = True) -> None:
        """Leave aside what a member types, or take it again."""
        if seat := self.seats.get(key):
            seat.paused = paused

    async def shut_out(self, key: str, parting: Parting = "refused") -> None:
        """End the session of a member, as when new words were given out."""
        if seat := self.seats.get(key):
            await seat.end(parting)

    def _new_seat(self, member: Member) -> Seat:
        context = self.context_of(member)
        request = PlayRequest(self.lesson, self.roots, context)
        try:
            record = self._open_record(context)
            request = replace(
                request, record=record, lesson=self._goes_on(record.everything()) or self.lesson
            )
        except RecordError as error:  # the program says so on its first screen, and keeps nothing
            _LOG.error("the record of a learner cannot be opened: %s", error)
        program = Served(request, self.lessons)
        return Seat(member.key, program, Pace(self.lateness, time.monotonic), self._ended)

    def _goes_on(self, events: Sequence[Event]) -> Path | None:
        """The lesson that a member was in when the session was cut off, not long ago; ``None`` for the home screen."""
        if not events or not _is_recent(events[-1].time, self.context.clock()):
            return None
        courses = self.lessons.courses()
        states = standings(courses, events)
        latest = events[-1]
        for course in courses:
            for card in course.lessons:
                state = states[course.id, card.id]
                if (course.id, card.id) == (latest.course, latest.lesson) and not state.finished:
                    return card.folder
        return None

    def _ended(self, seat: Seat) -> None:
        if self.seats.get(seat.key) is seat:
            del self.seats[seat.key]


def _is_recent(time: str, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(time) < timedelta(seconds=SEAT_WITHOUT_KEY)
    except (ValueError, TypeError):
        return False
