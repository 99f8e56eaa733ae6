"""Events that a learner's own computer posts into a served class: each once, and none in the place of another."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from lessons.context import Context
from lessons.i18n import _
from lessons.loading.replies_source import Reply, read_replies
from lessons.model.problem import LessonError
from lessons.record.event import Event
from lessons.record.recorder import RecordError
from lessons.school.at_hand import expected, open_assigned, reader
from lessons.school.collecting import put
from lessons.school.db_schema import events, learners
from lessons.school.learners import deleted_records
from lessons.school.preparing import InboxFile, Preparer, checksum_of
from lessons.school.store import ClassStore, event_of_row
from lessons.school.taking import Collected
from lessons.school.writer import ServedClass, checked, deleted_learner
from lessons.share.handing_in.hand_in import LineError, object_of
from lessons.share.handing_in.hand_in import events as events_of_lines

Names = tuple[str, str]
"""Course and lesson, as in the record."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of the events that were posted."""

    kept: tuple[str, ...] = ()
    """Ids of those that the class has, on its disk."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Why the class does not take one, by id: it never will."""
    upto: int = 0
    """The number of the newest event that the class has of the learner."""
    fresh: tuple[Event, ...] = ()
    """Those that it did not have."""


def read_posted(
    lines: Sequence[bytes], lessons: frozenset[Names]
) -> tuple[tuple[Event, ...], dict[str, str]]:
    """The events on lines of a journal, and by id why others cannot be taken: of a lesson that is not of the class,
    or the learner's own. Raises ``LineError`` for a line without an id.
    """
    posted: list[Event] = []
    refused: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        fields = object_of(line, number)
        course, lesson, own_id = fields.get("course"), fields.get("lesson"), fields.get("id")
        if not isinstance(course, str) or not isinstance(lesson, str) or not isinstance(own_id, str):
            raise LineError(_("line {number} is no event").format(number=number))
        try:
            pairs = [*events_of_lines(course, lesson, [line])]
        except LineError as error:
            refused[own_id] = str(error)
            continue
        if not pairs:
            refused[own_id] = _("it stays with the learner")
        elif "pack" in pairs[0][0].data:
            refused[own_id] = _("what is done in a sealed course is handed in as a file")
        elif (course, lesson) not in lessons:
            refused[own_id] = _("the class does not read this lesson")
        else:
            posted.append(pairs[0][0])
    return tuple(posted), refused


async def post(served: ServedClass, learner: int, record: str, posted: Sequence[Event]) -> Posted:
    """Keep what a learner posted under a record; it is on the disk when this returns. Raises ``RecordError``."""
    kept = await served.ask(lambda store: _keep(store, learner, record, posted))
    if (seat := served.at_hand(learner)) is not None:
        seat.take_in(kept.fresh)
    else:
        served.tell([(learner, event) for event in kept.fresh])
    return kept


def take_handed_in(
    store: ClassStore, learner: int, file: InboxFile, names: Names, teacher: Context
) -> Collected:
    """Merge a hand-in of this lesson that a learner's own computer sent, as ``collect`` does with files in a folder.

    Raises ``RecordError``.
    """
    opened = {}
    for assignment in store.assignments():
        if (assignment.course, assignment.lesson) == names:
            with suppress(LessonError):  # collected all the same, and scored later
                opened[names] = open_assigned(assignment, teacher.home, store)
    lessons = {one: lesson for one, lesson in expected(store, opened).items() if one == names}
    checksums = store.known()
    if checksum_of(file) in checksums:
        return Collected(file.name, "again")
    salt, marks = deleted_records(store)
    ready = Preparer(lessons, reader(teacher))(file)
    with store.writing() as connection:
        if ready.hand_in is not None:
            _adopt(connection, _owner(connection, store, learner), ready.hand_in.record)
        return put(store, connection, ready, checksums, salt, marks)


def answered(
    store: ClassStore, learner: int, lessons: Mapping[Names, Path]
) -> tuple[tuple[Names, Reply], ...]:
    """What the teacher answered to this learner, by the replies in the folders of lessons; of nobody else anything.

    Raises ``RecordError``.
    """
    found = []
    for names, folder in lessons.items():
        replies = read_replies(folder).readable
        asked = {id for reply in replies for id in reply.contested}
        if not asked:
            continue
        with store.told():
            owner = _owner(store.connection, store, learner)
            own = {*_there(store.connection, owner, [*asked])}
        for reply in replies:
            if ids := tuple(id for id in reply.contested if id in own):
                found.append((names, replace(reply, contested=ids)))
    return tuple(found)


def _keep(store: ClassStore, learner: int, record: str, posted: Sequence[Event]) -> Posted:
    kept: dict[str, None] = {}
    refused: dict[str, str] = {}
    fresh: list[Event] = []
    rows = []
    with store.writing() as connection:
        owner = _owner(connection, store, learner)
        _adopt(connection, owner, record)
        there = _there(connection, owner, [event.id for event in posted])
        for event in posted:
            try:
                text = checked(event, store.path)
            except RecordError as error:
                refused[event.id] = error.found
                continue
            known = there.get(event.id)
            if known is None:
                there[event.id] = event
                fresh.append(event)
                names = (event.course, event.lesson, event.exercise, event.name, event.time)
                rows.append((owner, event.id, *names, text))
            elif known != event:
                refused[event.id] = _("another event has this id")
                continue
            kept[event.id] = None
        store.write_events(rows)
        newest = select(func.coalesce(func.max(events.c.n), 0)).where(events.c.learner == owner)
        upto = connection.execute(newest).scalar_one()
    return Posted(tuple(kept), refused, upto, tuple(fresh))


def _owner(connection: Connection, store: ClassStore, learner: int) -> int:
    """Whose the events are: another learner's after a merger."""
    row = connection.execute(select(learners.c.into).where(learners.c.id == learner)).first()
    if row is None:
        raise deleted_learner(store.path)
    return int(row.into or learner)


def _adopt(connection: Connection, owner: int, record: str) -> None:
    """Know a learner who has nothing yet by the record that is posted: then hand-ins of it are the same learner's."""
    has_some = select(events.c.learner).where(events.c.learner == owner).limit(1)
    is_known = select(learners.c.id).where(learners.c.record == record).limit(1)
    if connection.execute(has_some).first() is None and connection.execute(is_known).first() is None:
        connection.execute(update(learners).where(learners.c.id == owner).values(record=record))


def _there(connection: Connection, owner: int, ids: Sequence[str]) -> dict[str, Event]:
    """The events with these ids that the class has of a learner."""
    own = select(events).where(events.c.learner == owner, events.c.id.in_(ids))
    return {row.id: event_of_row(row) for row in connection.execute(own)}
