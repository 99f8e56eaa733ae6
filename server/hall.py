"""One class in this process: its members' seats, what they share, and who may come in."""

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from lessons.cli.call import PlayRequest
from lessons.context import SERVED, Context
from lessons.lesson.lesson import Lesson
from lessons.model.problem import LessonError
from lessons.play.rules import Rules, rules_of
from lessons.record.event import Event
from lessons.record.paths import learner_slug
from lessons.record.recorder import RecordError
from lessons.record.settings import Settings
from lessons.reports.classes.live import LiveLesson
from lessons.reports.standing import standings
from lessons.school.at_hand import assignment_in, open_assigned
from lessons.school.controls import FREE, Controls, read_controls, write_controls
from lessons.school.members import ClassMember
from lessons.school.store import ClassStore
from lessons.school.writer import SeatRecord, ServedClass
from server.door import Door
from server.following import LiveClass
from server.limits import APART, LONGEST_WORDS, SEAT_WITHOUT_KEY, SEAT_WITHOUT_LINE
from server.pace import Lateness, Pace
from server.passes import ClassPasses
from server.seat import Seat, SeatLine
from server.served import Served
from server.shared_lessons import SharedLessons
from server.shared_packs import SharedPacks
from tui.safe_text import line

_LOG = logging.getLogger("closeread.serve")
_ROUNDS = 5.0
"""Seconds between two looks at who left."""


SERVED_FOLDER = "served"
"""Of the folder of the records: what belongs to the server, and is in no database."""


def class_home(home: Path, name: str) -> Path:
    """Where everything of a served class lies that is in no database, in the folder of the records."""
    return home / SERVED_FOLDER / learner_slug(name)


class Hall:
    """The seats of one class."""

    def __init__(
        self,
        served: ServedClass,
        door: Door,
        teacher: Context,
        roots: Sequence[Path],
        *,
        lesson: Path | None = None,
        passes: ClassPasses | None = None,
    ) -> None:
        """``teacher`` is where the class is served; ``lesson`` is where everybody begins.

        ``passes`` are those of the class, read here where they are not given. Raises ``RecordError`` then.
        """
        self.served, self.door, self.teacher = served, door, teacher
        self.roots, self.lesson = tuple(roots), lesson
        self.context = replace(teacher, home=class_home(teacher.home, served.name), powers=SERVED)
        """The place of the class: a key that is opened there is open for the class alone."""
        self.lessons = SharedLessons(self.context.home, roots)
        self.live = LiveClass(served, self.lessons)
        """What the class does now, for the teacher's view and the projector."""
        self.passes = passes or ClassPasses(self.context.home, door.roll.tag)
        self.shared: SharedPacks | None = None
        """What learners' own computers may fetch; ``None`` where the teacher shares nothing."""
        self.renewed: Callable[[], object] = lambda: None
        """Told after the class code or the address of the projector was made anew."""
        self.lateness = Lateness()
        self.seats: dict[int, Seat] = {}
        """By number of the learner."""
        self.controls = FREE
        """How the teacher holds the class; ``hold`` changes it."""
        self.closing = False
        self._tasks: list[asyncio.Task[None]] = []
        self._works_on: dict[Path, asyncio.Future[None]] = {}
        """Lessons that somebody opened, and whether the class works on them already."""
        self._short: frozenset[tuple[str, str]] = frozenset()
        """The lessons of which the class takes the short path, by their names in the record."""

    # The class as a whole

    def start(self) -> None:
        """Look after the seats from now on; inside the loop that serves them."""
        self.live.begin()
        self._tasks = [asyncio.create_task(self.lateness.watch()), asyncio.create_task(self._look_after())]

    @property
    def wall_path(self) -> str:
        """Where the projector is, after the address of the class."""
        return f"wall/{self.passes.wall}"

    async def new_code(self) -> str:
        """A new class code: that of before lets nobody in; who is in stays in. Raises ``RecordError``."""
        self.door.code = await asyncio.to_thread(self.passes.renew_code)
        self.renewed()
        return self.door.code

    async def new_wall(self) -> None:
        """A new address for the projector: that of before shows nothing. Raises ``RecordError``."""
        await asyncio.to_thread(self.passes.renew_wall)
        self.renewed()

    async def new_teacher_token(self) -> None:
        """A new token for the teacher's programs: that of before does nothing. Raises ``RecordError``."""
        await asyncio.to_thread(self.passes.renew_teacher)

    @property
    def lesson_shown(self) -> LiveLesson | None:
        """What the teacher's view and the projector show: the lesson open for all, or else the one where most are."""
        held = self.controls
        if held.lesson and not held.closed:
            name = held.course, held.lesson
            self.live.want(name)
            return self.live.lessons.get(name)
        return self.live.busiest({self.served.owner(one) for one in self.seats})

    async def read_controls(self) -> None:
        """Hold the class as it was held before. Raises ``RecordError``."""
        self.controls = await self.served.ask(read_controls)

    async def hold(self, wanted: Controls) -> None:
        """Hold the class so from now on: written first, then told to everybody. Raises ``RecordError``."""
        told = {one: words for one, words in wanted.told.items() if self.door.roll.learner(one) is not None}
        wanted = replace(wanted, told=told)  # nothing is kept of somebody who was deleted
        if wanted == self.controls:
            return
        before = self.controls
        self.controls = await self.served.ask(partial(write_controls, wanted=wanted))
        opened = (wanted.course, wanted.lesson) != (before.course, before.lesson)
        folder = self.open_folder() if opened else None
        for number, seat in enumerate([*self.seats.values()]):
            seat.paused = wanted.waits(seat.learner)
            seat.program.call_later(seat.program.follow, wanted)
            if folder is not None:
                later = asyncio.get_running_loop().call_later
                later(number * APART, _lead, seat, folder)

    async def say(self, words: str, learner: int | None = None) -> None:
        """Show one plain line to everybody or to one learner, empty to take the last one away. Raises ``RecordError``.

        The same line once more is shown once more.
        """
        said, held = line(" ".join(words.split())).plain[:LONGEST_WORDS], self.controls
        if learner is None:
            wanted = replace(held, message=said)
        else:
            wanted = replace(held, told={one: held.told[one] for one in held.told if one != learner})
            wanted = replace(wanted, told={**wanted.told, learner: said}) if said else wanted
        if wanted != held:
            await self.hold(wanted)
            return
        for seat in self.seats.values():
            if said and learner in (None, seat.learner):
                own, everybody = (said, "") if learner is not None else ("", said)
                seat.program.call_later(seat.program.tell_from_teacher, everybody, own)

    def open_folder(self) -> Path | None:
        """The lesson that the teacher has opened for everybody; ``None`` where none is."""
        held = self.controls
        for course in self.lessons.courses() if held.lesson and not held.closed else ():
            for card in course.lessons:
                if (course.id, card.id) == (held.course, held.lesson):
                    return card.folder
        return None

    async def close(self) -> None:
        """End every session, with what was typed kept; lines are told that the server starts anew."""
        self.closing = True
        self.live.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(seat.end("restart") for seat in [*self.seats.values()]))
        await asyncio.gather(*self._works_on.values(), return_exceptions=True)
        await asyncio.to_thread(self.served.close)

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(_ROUNDS)
            await self.read_paths()
            with suppress(RecordError):
                await self.door.roll.read()  # a command may have changed the list of names, or the words
            await self._give_up_seats()

    async def _give_up_seats(self) -> None:
        """End what nobody came back to, and the seats of learners who were deleted.

        Apart from the round, whose frame would hold the last seat until the next.
        """
        now = time.monotonic()
        for seat in [*self.seats.values()]:
            if seat.line is None and now - seat.left_at > SEAT_WITHOUT_LINE:
                await seat.end("over")
            elif now - seat.typed_at > SEAT_WITHOUT_KEY:
                await seat.end("idle")
            elif self.door.roll.learner(seat.learner) is None:
                await seat.end("refused")

    def quiet(self) -> float:
        """Seconds for which nobody has typed."""
        latest = max((seat.typed_at for seat in self.seats.values()), default=0.0)
        return time.monotonic() - latest

    # Seats

    @property
    def name(self) -> str:
        """Of the class, as its teacher wrote it."""
        return self.served.name

    async def sit(self, member: ClassMember, line: SeatLine, columns: int, rows: int) -> Seat:
        """The seat of a member, with this line attached; made when the member has none. Raises ``RecordError``."""
        number = member.learner
        assert number is not None  # whoever came in is a learner
        if number not in self.seats:
            await self.read_paths()
        record = await self.served.seat(number)
        seat = self.seats.get(number)
        if seat is None:
            seat = self.seats[number] = self._new_seat(member, number, record)
            seat.line = line
            seat.start(columns, rows)
        else:
            seat.attach(line, columns, rows)
        return seat

    def context_of(self, member: ClassMember) -> Context:
        """The place of one learner."""
        file = (
            self.context.home / "learners" / f"{member.id}.settings.json"
        )  # no name: one deleted leaves none
        return replace(self.context, learner=member.name, settings=Settings(file))

    async def pause(self, learner: int, *, paused: bool = True) -> None:
        """Leave aside what a learner types, or take it again. Raises ``RecordError``."""
        others = tuple(one for one in self.controls.paused if one != learner)
        await self.hold(replace(self.controls, paused=(*others, learner) if paused else others))

    async def new_words(self, member: ClassMember) -> str:
        """Give a member new words, to be told once, and end the session of whoever sits there now."""
        words = await self.door.new_words(member)
        if member.learner is not None and (seat := self.seats.get(member.learner)):
            await seat.end("refused")
        return words

    def _new_seat(self, member: ClassMember, number: int, record: SeatRecord) -> Seat:
        lesson = self.open_folder() or self._goes_on(record.everything()) or self.lesson
        request = PlayRequest(lesson, self.roots, self.context_of(member), record=record)
        program = Served(
            request,
            self.lessons,
            self.work_on,
            self.takes_short,
            learner=number,
            controls=self.controls,
        )
        seat = Seat(number, program, Pace(self.lateness, time.monotonic), self._ended)
        seat.paused = self.controls.waits(number)
        return seat

    def rules(self, lesson: Lesson) -> Rules:
        """How a lesson is taken in this class now."""
        rules = rules_of(lesson).at(self.context.powers).on_path(short=self.takes_short(lesson))
        return self.controls.rules(rules, lesson.course, lesson.id)

    def takes_short(self, lesson: Lesson) -> bool:
        """Whether the class takes the short path of a lesson, as its teacher assigned it."""
        return (lesson.course, lesson.id) in self._short

    async def read_paths(self) -> None:
        """Look at which paths are assigned: a teacher may have done so in another window."""
        with suppress(RecordError):
            there = await self.served.ask(ClassStore.assignments)
            self._short = frozenset((one.course, one.lesson) for one in there if one.short)

    def work_on(self, folder: Path) -> None:
        """Have the class work on a lesson, as somebody opens it: then reports and the teacher's view know it."""
        if folder not in self._works_on:
            # in a context of its own: the task is kept, and with the learner's it would keep the learner's program
            self._works_on[folder] = asyncio.create_task(
                self.served.ask(partial(_work_on, folder, self.teacher)), context=contextvars.Context()
            )

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
        if self.seats.get(seat.learner) is seat:
            del self.seats[seat.learner]
            self.served.leave(seat.learner)


def _lead(seat: Seat, folder: Path) -> None:
    """Lead a learner to the lesson that was opened for everybody."""
    if seat.program.is_running:
        seat.program.call_later(seat.program.go_to_lesson, folder)


def _is_recent(time: str, now: datetime) -> bool:
    try:
        return now - datetime.fromisoformat(time) < timedelta(seconds=SEAT_WITHOUT_KEY)
    except (ValueError, TypeError):
        return False


def _work_on(folder: Path, teacher: Context, store: ClassStore) -> None:
    """Assign a lesson that was not, and keep what its answers are known by."""
    try:
        assignment = assignment_in(store, folder, teacher)
        if assignment not in store.assignments():
            known = {(one.course, one.lesson) for one in store.assignments()}
            if (assignment.course, assignment.lesson) in known:
                return
            store.assign(assignment)
        open_assigned(assignment, teacher.home, store)
    except (LessonError, RecordError) as error:
        _LOG.warning("the class cannot work on %s: %s", folder, error)
