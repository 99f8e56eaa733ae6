"""One hand-in merged into a class. Only its own learner's rows are touched, and what is there stays as it is.

A journal only grows, so of two hand-ins of one record in one lesson one holds all that the other holds. Where each has
something that the other lacks, somebody wrote under another's record, or a learner worked on two copies of a journal:
the second is kept apart as a learner of its own, whichever comes first, so that nothing can be slipped into a record.
A hand-in of the joined journal holds both, and makes them one again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from lessons.classroom.schema import events, grades, hand_ins, learners
from lessons.classroom.store import ClassStore
from lessons.exchange.hand_in import HandIn
from lessons.i18n import _
from lessons.store.event import Event
from lessons.store.stamp import now

_COLUMNS = ("learner", "id", "course", "lesson", "exercise", "event", "time", "data")
Content = tuple[str, str, str, str]
"""Exercise, event, time and data of a row."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a hand-in."""

    learner: int
    """Its learner's number."""
    new: int
    """Events that were not known."""
    first: bool
    """Whether this is all that the class has of the learner."""
    notes: tuple[str, ...] = ()
    """What the teacher should know."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """What was handed in under one record in this lesson, as one learner."""

    learner: int
    pseudonym: str
    there: Mapping[str, Content]


def contents_of(hand_in: HandIn) -> dict[str, Content]:
    """The events of a hand-in as rows, by id."""
    texts = hand_in.texts or map(_text, hand_in.events)
    return {
        event.id: (event.exercise, event.name, event.time, text)
        for event, text in zip(hand_in.events, texts, strict=True)
    }


def take(
    store: ClassStore,
    connection: Connection,
    hand_in: HandIn,
    checksum: str,
    file: str,
    contents: Mapping[str, Content] | None = None,
) -> Taken:
    """Merge one hand-in, inside ``ClassStore.writing``; its events are ``contents`` when they are given."""
    own = contents_of(hand_in) if contents is None else contents
    branches = list(_branches(connection, hand_in))
    fitting = [branch for branch in branches if _fits(own, branch.there)]
    notes: list[str] = []
    if fitting:
        branch = fitting[0]
        notes += _renamed(connection, hand_in, branch)
        for other in fitting[1:]:
            _fold(connection, branch.learner, other, own)
    else:
        branch = _new(connection, hand_in, len(branches) + 1)
        if branches:
            told = _(
                "kept apart: '{name}' handed in under the same record what is not in here. If it is one learner with"
                " two copies of a journal, join them (docs/record.md) and hand in again"
            )
            notes.append(told.format(name=branches[0].pseudonym))
    known = (checksum, branch.learner, hand_in.course, hand_in.lesson, file, hand_in.created, now())
    store.write_rows(hand_ins, [column.name for column in hand_ins.columns], [known])
    rows = [
        (branch.learner, id, hand_in.course, hand_in.lesson, *content)
        for id, content in own.items()
        if id not in branch.there
    ]
    store.write_rows(events, _COLUMNS, rows)
    return Taken(branch.learner, len(rows), not branches, tuple(notes))


def _fits(own: Mapping[str, Content], there: Mapping[str, Content]) -> bool:
    """Whether one is the other at an earlier time."""
    if not (own.keys() <= there.keys() or there.keys() <= own.keys()):
        return False
    return all(there[id] == content for id, content in own.items() if id in there)


def _branches(connection: Connection, hand_in: HandIn) -> Iterator[_Branch]:
    """The learners with this record, the first one first."""
    wanted = select(learners).where(learners.c.record == hand_in.record).order_by(learners.c.branch)
    for row in connection.execute(wanted).all():
        columns = (events.c.id, events.c.exercise, events.c.event, events.c.time, events.c.data)
        here = (events.c.course == hand_in.course, events.c.lesson == hand_in.lesson)
        found = connection.execute(select(*columns).where(events.c.learner == row.id, *here))
        yield _Branch(row.id, row.pseudonym, {id: (*content,) for id, *content in found})


def _new(connection: Connection, hand_in: HandIn, branch: int) -> _Branch:
    row = {"record": hand_in.record, "branch": branch, "pseudonym": hand_in.learner}
    made = connection.execute(insert(learners).values(row)).inserted_primary_key
    assert made is not None  # a row was inserted
    return _Branch(int(made[0]), hand_in.learner, {})


def _renamed(connection: Connection, hand_in: HandIn, branch: _Branch) -> Iterator[str]:
    """Keep the pseudonym of the hand-in made last; of two made at once, the later one in the alphabet."""
    if hand_in.learner == branch.pseudonym:
        return
    latest = select(func.max(hand_ins.c.created)).where(hand_ins.c.learner == branch.learner)
    before = connection.execute(latest).scalar() or ""
    if (before, branch.pseudonym) < (hand_in.created, hand_in.learner):
        changed = update(learners).where(learners.c.id == branch.learner).values(pseudonym=hand_in.learner)
        connection.execute(changed)
        yield _("called '{name}' before").format(name=branch.pseudonym)


def _fold(connection: Connection, learner: int, other: _Branch, own: Mapping[str, Content]) -> None:
    """Make another learner of the same record one with this one, where the hand-in holds all that is the other's."""
    count = select(func.count()).select_from(events).where(events.c.learner == other.learner)
    if not other.there or not other.there.keys() <= own.keys():
        return
    if connection.execute(count).scalar() != len(other.there):  # has worked on other lessons too
        return
    for table in (events, grades):
        connection.execute(delete(table).where(table.c.learner == other.learner))
    connection.execute(update(hand_ins).where(hand_ins.c.learner == other.learner).values(learner=learner))


def _text(event: Event) -> str:
    """The data of an event that was not read from a file."""
    return json.dumps(dict(event.data), separators=(",", ":"))
