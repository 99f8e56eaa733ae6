"""Follows a class while it is served: every event goes into the tally of its lesson, and whoever watches is told."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from lessons.play.rules import seconds_of
from lessons.record.event import Event
from lessons.record.recorder import RecordError
from lessons.reports.classes.live import LiveLesson
from lessons.school.store import ClassStore
from lessons.school.writer import ServedClass
from server.shared_lessons import SharedLessons

LessonName = tuple[str, str]
"""Course and lesson, as the record names them."""


@dataclass(slots=True)
class _Reading:
    """A lesson whose earlier events are being read: what comes in meanwhile waits."""

    waiting: list[tuple[int, Event]] = field(default_factory=list)


class LiveClass:
    """The lessons that a class works on, tallied, and where each learner is."""

    def __init__(self, served: ServedClass, lessons: SharedLessons) -> None:
        self._served, self._shared = served, lessons
        self.lessons: dict[LessonName, LiveLesson] = {}
        self.where: dict[int, LessonName] = {}
        """The lesson that each learner did something in last."""
        self.last: dict[int, float] = {}
        """When that was; seconds since 1970."""
        self.wall = ""
        """The exercise whose heat is on the projector; empty for the progress of the class."""
        self.changed: Callable[[], None] = lambda: None
        """Told after each event."""
        self._reading: dict[LessonName, _Reading] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0

    def begin(self) -> None:
        """Follow the class from now on; inside the loop that serves it."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self._served.heard = self._hear

    def end(self) -> None:
        """Follow it no longer."""
        self._served.heard = None
        for task in self._tasks:
            task.cancel()

    def _hear(self, came_in: Sequence[tuple[int, Event]]) -> None:
        loop = self._loop
        if threading.get_ident() == self._thread:
            self.take(came_in)
        elif loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.take, came_in)

    def take(self, came_in: Sequence[tuple[int, Event]]) -> None:
        """Take note of events that came in just now."""
        for learner, event in came_in:
            self._take(learner, event)

    def _take(self, learner: int, event: Event) -> None:
        name = event.course, event.lesson
        if not event.lesson:
            return
        self.where[learner] = name
        self.last[learner] = max(self.last.get(learner, 0.0), seconds_of(event.time) or 0.0)
        if name in self._reading:
            self._reading[name].waiting.append((learner, event))
        elif name in self.lessons:
            self.lessons[name].take(learner, event)
            self.changed()
        else:
            self.look_at(name).waiting.append((learner, event))

    def want(self, name: LessonName) -> None:
        """Have a lesson tallied that is to be shown, although nobody may have done anything in it yet."""
        if name not in self.lessons and name not in self._reading:
            self.look_at(name)

    def look_at(self, name: LessonName) -> _Reading:
        """Have a lesson tallied, from what the class did in it before."""
        reading = self._reading[name] = _Reading()
        task = asyncio.get_running_loop().create_task(self._read(name, reading))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return reading

    async def _read(self, name: LessonName, reading: _Reading) -> None:
        lesson = await asyncio.to_thread(self._opened, name)
        if lesson is None:
            return  # it stays among those being read: a lesson that cannot be opened is asked for once
        try:
            written = await self._served.ask(lambda store: _events_of(store, name))
        except RecordError:
            written = ()
        known = set()
        for learner, event in written:
            known.add(event.id)
            lesson.take(learner, event)
        del self._reading[name]
        self.lessons[name] = lesson
        for learner, event in reading.waiting:
            if event.id not in known:
                lesson.take(learner, event)
        self.changed()

    def _opened(self, name: LessonName) -> LiveLesson | None:
        for course in self._shared.courses():
            for card in course.lessons:
                if (course.id, card.id) == name:
                    shared = self._shared.take(card.folder)
                    return LiveLesson(shared[0], shared[1]()) if shared is not None else None
        return None

    def busiest(self, learners: Collection[int]) -> LiveLesson | None:
        """The lesson in which most of these learners are, or else most of all; ``None`` before anybody is in one."""
        for those in (learners, self.where):
            names = Counter(self.where[one] for one in those if self.where.get(one) in self.lessons)
            if names:
                return self.lessons[max(names, key=lambda name: (names[name], name))]
        return None


def _events_of(store: ClassStore, name: LessonName) -> tuple[tuple[int, Event], ...]:
    return tuple(store.events(*name, as_written=True))
