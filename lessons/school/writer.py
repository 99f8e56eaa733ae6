"""A class while it is served: one thread writes what all learners do, many events in one step, and tells each so.

Who hands in waits for the disk, and so does everybody who hands in at the same moment: a group is synced once. What
need not be on the disk at once (drafts) goes with the next group, or after a second; of the drafts of one
exercise only the newest. Everything else that reads or writes the class meanwhile, such as a teacher's act, is done by
the same thread, between two groups: ``do``.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, delete, select, tuple_

from lessons.i18n import _
from lessons.record.attempts import of_lesson, under_names_of_today
from lessons.record.event import Event, now, stamped
from lessons.record.journal import ID, LONGEST_ID, LONGEST_NAME, TIME, as_json, encode, header
from lessons.record.recorder import Receipt, RecordError, settle
from lessons.school.db_schema import events, learners
from lessons.school.members import SeatedLearner, seated
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import LONGEST_LINE, WRITABLE

DELAY = 1.0
"""Seconds that a draft waits for company at most."""
LARGEST_GROUP = 1_000
"""Events written in one step."""
MOST_WAITING = 50_000
"""Events that wait while the disk refuses: from then on those that come in are refused at once."""
AWAY = 30.0
"""Seconds for which a database that was lost is waited for, as while a PostgreSQL server starts anew."""
_AGAIN = 0.2
"""Seconds between two tries to reach a database that was lost."""
Row = tuple[object, ...]
Result = TypeVar("Result")
_REVEALING = frozenset({"committed", "finished"})
"""What a lesson that is opened anew may be told only when the disk has it: it shows explanations and notes."""


@dataclass(frozen=True, slots=True)
class _Post:
    """An event on its way to the disk."""

    seat: "SeatRecord"
    event: Event
    data: str
    receipt: Receipt | None
    """``None`` where nobody waits for it."""

    @property
    def row(self) -> Row:
        """As ``ClassStore.write_events`` takes it."""
        one = self.event
        return (
            self.seat.learner,
            one.id,
            one.course,
            one.lesson,
            one.exercise,
            one.name,
            one.time,
            self.data,
        )


class ServedClass:
    """The writer of one class. ``close`` it, or use ``with``."""

    def __init__(self, path: Path, name: str) -> None:
        """Open the class, made when new, and keep everybody else from writing to it. Raises ``RecordError``."""
        self.path = path
        self.name = name
        """As its teacher wrote it."""
        self.trouble: RecordError | None = None
        """Why the last group was refused; ``None`` while the disk takes everything."""
        self.away = 0.0
        """Since when the database cannot be reached, by ``time.monotonic``; 0 while it can."""
        self.heard: Callable[[Sequence[tuple[int, Event]]], None] | None = None
        """Told of all events, each with the learner whose it is, from whatever thread; of what is waited for once the
        disk has it, a group at a time."""
        self._seats: dict[int, SeatRecord] = {}
        self._change = threading.Condition()
        self._waiting: dict[object, _Post] = {}
        """In the order of writing; a draft under its exercise, so that a newer one takes its place."""
        self._since = 0.0
        """When the first of those came in."""
        self._urgent = False
        """Whether somebody waits for one of them."""
        self._works: list[Callable[[ClassStore], None]] = []
        self._closing = False
        self._undone: list[tuple[int, str]] = []
        """Events that were refused while nobody could know whether the disk has them: they are taken out again."""
        opened: Future[str] = Future()
        self._thread = threading.Thread(target=self._run, args=(opened,), name=f"class {name}", daemon=True)
        self._thread.start()
        self.name = opened.result()

    # For the loop, or any other thread

    def do(self, work: Callable[[ClassStore], Result]) -> "Future[Result]":
        """Have the writer do something with the class, after everything that was posted before.

        ``work`` makes steps of its own with ``ClassStore.writing``; what it raises, the future raises.
        """
        done: Future[Result] = Future()
        done.set_running_or_notify_cancel()  # whoever stops waiting does not stop it

        def run(store: ClassStore) -> None:
            try:
                result = work(store)
                with store.told():
                    store.connection.rollback()  # what was only read must not keep a snapshot open
            except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is asked for
                done.set_exception(error)
            else:
                done.set_result(result)

        with self._change:
            if self._closing:
                raise _closed(self.path)
            self._works.append(run)
            self._change.notify()
        return done

    async def ask(self, work: Callable[[ClassStore], Result]) -> Result:
        """``do``, without holding up the loop until it is done."""
        return await asyncio.wrap_future(self.do(work))

    async def seat(self, learner: int) -> "SeatRecord":
        """The record of a learner, by the number that the class has for the learner; one and the same while open.

        Raises ``RecordError``, also when there is no such learner.
        """
        if (there := self._seats.get(learner)) is not None:
            return there
        found = await self.ask(lambda store: seated(store, learner))
        return self._seats.setdefault(learner, SeatRecord(self, learner, found))

    def at_hand(self, learner: int) -> "SeatRecord | None":
        """The record of a learner that is open; ``None`` where it is not."""
        return self._seats.get(learner)

    async def journal(self, learner: int) -> bytes:
        """The record of a learner as a journal, open or not. Raises ``RecordError``."""
        seat = self.at_hand(learner)
        if seat is None:
            seat = SeatRecord(self, learner, await self.ask(lambda store: seated(store, learner)))
        return seat.journal()

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._waiting)

    def owner(self, learner: int) -> int:
        """Whose events a learner's are: another number after a merger."""
        seat = self._seats.get(learner)
        return seat.learner if seat is not None else learner

    def leave(self, learner: int) -> None:
        """Forget what is in memory of a learner; what waits is written all the same."""
        self._seats.pop(learner, None)

    def post(self, seat: "SeatRecord", event: Event, data: str, *, sync: bool) -> Receipt | None:
        """Have an event written; with ``sync`` a receipt. Raises ``RecordError`` once too many wait."""
        receipt = Receipt() if sync else None
        post = _Post(seat, event, data, receipt)
        with self._change:
            if self._closing or len(self._waiting) >= MOST_WAITING:
                raise self.trouble or _closed(self.path)
            self._put(post)
            # a move goes at once as well, though nobody waits: whoever comes back after a crash is where they were
            self._urgent = self._urgent or sync or event.name == "moved"
            self._change.notify()
        if not sync:
            self.tell([(seat.learner, event)])
        return receipt

    def tell(self, came_in: Sequence[tuple[int, Event]]) -> None:
        """Tell whoever follows the class of events that came in, here or from a learner's own computer."""
        if self.heard is not None and came_in:
            self.heard(came_in)

    def close(self) -> None:
        """Write what waits, and let others write to the class; closing twice is harmless."""
        with self._change:
            self._closing = True
            self._change.notify()
        self._thread.join()

    def __enter__(self) -> "ServedClass":
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    # In the thread of the writer

    def _run(self, opened: "Future[str]") -> None:
        try:
            store = ClassStore(self.path, self.name, write=True, served=True)
        except BaseException as error:  # noqa: BLE001 - it is raised where the class was to be opened
            opened.set_exception(error)
            return
        opened.set_result(store.name)
        with store:
            while self._wait():
                posts, works = self._take()
                if posts:
                    self._write(store, posts)
                for work in works:
                    with suppress(RecordError):  # the work itself says so
                        self._wait_for(store, store.reach)
                    work(store)

    def _wait(self) -> bool:
        """Wait until there is something to do; whether there is, or ever will be."""
        with self._change:
            while not (self._urgent or self._works or self._closing):
                due = self._since + DELAY - time.monotonic() if self._waiting else None
                if due is not None and due <= 0:
                    break
                self._change.wait(due)
            return bool(self._waiting or self._works or not self._closing)

    def _take(self) -> tuple[list[_Post], list[Callable[[ClassStore], None]]]:
        with self._change:
            keys = [*self._waiting][:LARGEST_GROUP]
            posts = [self._waiting.pop(key) for key in keys]
            self._urgent = any(post.receipt is not None for post in self._waiting.values())
            works: list[Callable[[ClassStore], None]] = []
            if not self._waiting:
                works, self._works = self._works, works
            return posts, works

    def _put(self, post: _Post) -> None:
        """Let an event wait for its turn, with the lock held."""
        if not self._waiting:
            self._since = time.monotonic()
        one = post.event
        draft = (post.seat.learner, one.course, one.lesson, one.exercise)
        key: object = draft if one.name == "draft" else (post.seat.learner, one.id)
        self._waiting.pop(key, None)
        self._waiting[key] = post

    def _write(self, store: ClassStore, posts: Sequence[_Post]) -> None:
        error = self._write_together(store, posts)
        by_seat: dict[SeatRecord, list[_Post]] = {}
        for post in posts:
            by_seat.setdefault(post.seat, []).append(post)
        if error is None or store.lost or len(by_seat) == 1:
            self.trouble = error
            self._answer(posts, error)
            return
        errors = []  # it may be the fault of one learner's events: the others must not suffer for it
        for own in by_seat.values():
            errors.append(self._write_together(store, own))
            self._answer(own, errors[-1])
        self.trouble = None if None in errors else errors[0]

    def _write_together(self, store: ClassStore, posts: Sequence[_Post]) -> RecordError | None:
        """One step; why it was refused."""

        def write() -> None:
            with store.writing() as connection:
                if self._undone:
                    mine = tuple_(events.c.learner, events.c.id).in_(self._undone)
                    connection.execute(delete(events).where(mine))
                self._follow(connection, posts)
                store.write_events([post.row for post in posts if not post.seat.gone])

        try:
            self._wait_for(store, write)
        except RecordError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            return RecordError(str(self.path), str(error), _("events that can be written"), _("try again"))
        self._undone.clear()
        return None

    def _wait_for(self, store: ClassStore, step: Callable[[], None]) -> None:
        """Take a step, again and again while a database that was lost is away. Raises ``RecordError``."""
        while True:
            try:
                step()
            except RecordError:
                if store.lost:
                    self.away = self.away or time.monotonic()
                if not store.lost or time.monotonic() > self.away + AWAY:
                    raise
                time.sleep(_AGAIN)
            else:
                self.away = 0.0
                return

    def _answer(self, posts: Sequence[_Post], error: RecordError | None) -> None:
        if error is not None:
            self._refuse(posts, error)
            return
        self._refuse([post for post in posts if post.seat.gone], deleted_learner(self.path))
        written = [post for post in posts if post.receipt is not None and not post.seat.gone]
        for post in written:
            post.seat.acknowledge(post.event)
        settle([post.receipt for post in written if post.receipt is not None])
        self.tell([(post.seat.learner, post.event) for post in written])

    def _refuse(self, posts: Sequence[_Post], error: RecordError) -> None:
        receipts = []
        for post in posts:
            if post.receipt is not None:
                self._undone.append((post.seat.learner, post.event.id))
                post.seat.refuse(post.event)
                receipts.append(post.receipt)
        settle(receipts, error)
        self._put_back([post for post in posts if post.receipt is None and not post.seat.gone])

    def _put_back(self, posts: Sequence[_Post]) -> None:
        """Let what nobody waited for wait for the next group, before what came in since; newer drafts stay."""
        with self._change:
            newer, self._waiting = self._waiting, {}
            refused = () if self._closing else posts  # at the end nothing is tried twice
            for post in (*refused, *newer.values()):
                self._put(post)

    def _follow(self, connection: Connection, posts: Sequence[_Post]) -> None:
        """Follow what a teacher did to the learners, here or by a command: whom one was merged with, who was deleted.

        In the same step as the events are written, so that nothing comes in for somebody who is not there any more.
        """
        rows = connection.execute(select(learners.c.id, learners.c.into)).all()
        into = {row.id: row.into or row.id for row in rows}
        for seat in {post.seat for post in posts} | {*self._seats.values()}:
            owner = into.get(seat.number)
            seat.gone = owner is None
            seat.learner = owner or seat.learner


class SeatRecord:
    """What one learner of a served class did, in memory and on its way to the disk; implements ``Recorder``."""

    def __init__(self, served: ServedClass, number: int, learner: SeatedLearner) -> None:
        self.number = number
        """Of the learner who came in."""
        self.learner = learner.number
        """Whose events they are: another number after a merger."""
        self.name, self.came = learner.name, learner.came
        self.gone = False
        """Whether the learner was deleted from the class."""
        self._served, self._first = served, learner.first
        self._kept: dict[object, Event] = {}
        """Oldest first; a draft under its exercise until that is handed in, so that only the newest is kept."""
        self._unheard: set[str] = set()
        """Ids of what must not be told before the disk has it."""
        for event in learner.events:
            self._keep(event)

    def append(self, event: Event, *, sync: bool) -> Receipt | None:
        """Post an event; with ``sync`` a receipt, which is done once it is on the disk. Raises ``RecordError``.

        While the disk refuses, what needs no receipt waits, and the trouble is raised so that it is shown.
        """
        if not self._kept and not event.id and event.name != "draft":
            event = replace(event, id=self._first)
        event = stamped(event)
        data = checked(event, self._served.path)
        if self.gone:
            raise deleted_learner(self._served.path)
        if sync and event.name in _REVEALING:
            self._unheard.add(event.id)
        self._keep(event)  # before it is posted: the writer may be quicker than this thread
        try:
            receipt = self._served.post(self, event, data, sync=sync)
        except RecordError:
            self.refuse(event)
            raise
        trouble = self._served.trouble
        if receipt is None and trouble is not None:
            raise trouble
        return receipt

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, also under its earlier names, oldest first."""
        return iter(of_lesson(self._heard(), course, lesson))

    def everything(self) -> Sequence[Event]:
        """The events of all lessons without drafts, oldest first, under the names of today."""
        return under_names_of_today([event for event in self._heard() if event.name != "draft"])

    def journal(self) -> bytes:
        """The record as a journal (docs/record.md), for the learner to take along."""
        kept = sorted(
            self._heard(), key=lambda event: event.id != self._first
        )  # the record is known by its first
        return header(self.name, self.came or now()) + b"".join(map(encode, kept))

    def take_in(self, posted: Sequence[Event]) -> None:
        """Know of events that came into the class another way, from the learner's own computer."""
        for event in posted:
            self._keep(event)
        self._served.tell([(self.learner, event) for event in posted])

    def acknowledge(self, event: Event) -> None:
        """The disk has an event. Called by the writer."""
        self._unheard.discard(event.id)

    def refuse(self, event: Event) -> None:
        """The disk has refused an event, and it is as if it had not been. Called by the writer."""
        self._kept.pop(event.id, None)
        self._unheard.discard(event.id)

    def _keep(self, event: Event) -> None:
        place = (event.course, event.lesson, event.exercise)
        if event.name == "committed" and (before := self._kept.pop(place, None)) is not None:
            self._kept[before.id] = before
        key: object = place if event.name == "draft" else event.id
        self._kept.pop(key, None)
        self._kept[key] = event

    def _heard(self) -> list[Event]:
        return [event for event in [*self._kept.values()] if event.id not in self._unheard]


class WaitingRecord:
    """The record of a seat for a front end that may be held up, such as the line-by-line one in a thread of its own.

    What must be on the disk is there when ``append`` returns; implements ``Recorder``.
    """

    def __init__(self, seat: SeatRecord) -> None:
        self._seat = seat

    def append(self, event: Event, *, sync: bool) -> None:
        """Keep an event. Raises ``RecordError``."""
        receipt = self._seat.append(event, sync=sync)
        if receipt is not None:
            receipt.result()

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        """The events of one lesson, also under its earlier names, oldest first."""
        return self._seat.events(course, lesson)

    def everything(self) -> Sequence[Event]:
        """The events of all lessons without drafts, oldest first, under the names of today."""
        return self._seat.everything()


def checked(event: Event, place: Path) -> str:
    """The data of an event as the class keeps them. Raises ``RecordError`` for what not every database takes."""
    try:
        data = as_json(event.data)
    except (TypeError, ValueError, RecursionError) as error:
        raise _unwritable(place) from error
    names = (event.name, event.course, event.lesson, event.exercise)
    sound = (
        all(WRITABLE.fullmatch(name) for name in names)
        and 0 < len(event.name) <= LONGEST_NAME
        and max(map(len, names)) <= LONGEST_ID
        and ID.fullmatch(event.id)
        and TIME.fullmatch(event.time)
        and len(data) <= LONGEST_LINE
    )
    if not sound:
        raise _unwritable(place)
    return data


def _unwritable(place: Path) -> RecordError:
    return RecordError(
        str(place),
        _("an answer that cannot be written down"),
        _("texts, whole numbers, lists and mappings"),
        _("answer again; the record is as it was"),
    )


def _closed(place: Path) -> RecordError:
    return RecordError(
        str(place),
        _("the class is not being served any more"),
        _("a class that is open"),
        _("wait until your teacher opens it again"),
    )


def deleted_learner(place: Path) -> RecordError:
    """What somebody is told whom the teacher has deleted."""
    return RecordError(
        str(place),
        _("your teacher has deleted this learner from the class"),
        _("a learner of the class"),
        _("come in again under your name"),
    )
