"""One hand-in merged into a class. Only its own learner's rows are touched, and what is there stays as it is.

A journal only grows, so of two hand-ins of one record in one lesson one holds all that the other holds. Where each has
something that the other lacks, somebody wrote under another's record, or a learner worked on two copies of a journal:
the second is kept apart as a learner of its own, whichever comes first, so that nothing can be slipped into a record.
A hand-in of the joined journal holds both, and makes them one again.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from lessons.record.event import Event, now
from lessons.school.db_schema import events, grades, hand_ins, learners
from lessons.school.db_schema import remarks as kept_remarks
from lessons.school.graded import Submission
from lessons.school.grading import write_grades
from lessons.school.members import is_member
from lessons.school.store import EVENT, ClassStore
from lessons.share.handing_in.hand_in import OWN, HandIn
from lessons.share.handing_in.remarks import LIVE, Remark

_HAND_IN = ("sha256", "learner", "course", "lesson", "file", "created", "collected", "carried")
_REMARK = ("hand_in", "sort", "count", "detail")
Content = tuple[str, str, str, str]
"""Exercise, event, time and data of a row."""


Outcome = Literal["ready", "taken", "again", "refused", "deleted"]
"""``ready``: to be put into the class; ``deleted``: of a learner whom the teacher deleted, nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class Collected:
    """One file on its way into the class, and what became of it."""

    file: str
    """Its path in the folder."""
    outcome: Outcome
    checksum: str = ""
    """SHA-256 of its bytes; empty when it cannot be read."""
    trouble: str = ""
    """Why it is refused."""
    hand_in: HandIn | None = None
    """Without its events; ``None`` for a file that is refused, or was taken before."""
    contents: Mapping[str, Content] = field(default_factory=dict)
    """The events, as rows of the class, by id; none any more once they are in it."""
    graded: Sequence[Submission] = ()
    """The first answers in this file alone; none any more once it is in the class."""
    remarks: tuple[Remark, ...] = ()
    """What the teacher should know: late, another key, another text."""
    new: int = 0
    """Events that were not known."""

    @property
    def learner(self) -> str:
        """The pseudonym; empty where there is no hand-in."""
        return self.hand_in.learner if self.hand_in is not None else ""

    @property
    def lesson(self) -> str:
        """The id of the lesson; empty where there is no hand-in."""
        return self.hand_in.lesson if self.hand_in is not None else ""


@dataclass(frozen=True, slots=True)
class _Branch:
    """What was handed in under one record in this lesson, as one learner."""

    learner: int
    pseudonym: str
    """As the class is told it."""
    into: int
    """The learner who has the events: another one after a merger."""
    there: Mapping[str, Content]
    """Its events, also those that went with a hand-in that was withdrawn: they stay out."""
    aside: bool = False
    """Whether the teacher decided against it."""


def packed_ids(ids: Iterable[str]) -> bytes:
    """The ids of events as the table ``hand_ins`` keeps them."""
    return zlib.compress("\n".join(ids).encode())


def carried_ids(packed: bytes) -> frozenset[str]:
    """The ids that ``packed_ids`` packed; none for nothing."""
    return frozenset(zlib.decompress(packed).decode().split("\n")) if packed else frozenset()


def ready(hand_in: HandIn, file: str, checksum: str) -> Collected:
    """A hand-in as it can be taken, before anything of it is graded or looked at."""
    texts = hand_in.texts or map(_text, hand_in.events)
    contents = {
        event.id: (event.exercise, event.name, event.time, text)
        for event, text in zip(hand_in.events, texts, strict=True)
    }
    bare = replace(hand_in, events=(), texts=())
    return Collected(file, "ready", checksum, hand_in=bare, contents=contents)


def take(store: ClassStore, connection: Connection, one: Collected, *, deleted: bool = False) -> Collected:
    """Merge a hand-in that is ready, inside ``ClassStore.writing``; what became of it.

    One whose record was ``deleted`` is left out, unless it is that of another learner who had a copy of the record.
    What was graded is kept where this is all that the class has of the learner: else the answers that are there have to
    be looked at too. Of the remarks those are kept that do not follow from the answers.
    """
    hand_in, own = one.hand_in, one.contents
    assert hand_in is not None  # it is ready
    branches = list(_branches(connection, hand_in))
    fitting = [branch for branch in branches if _fits(own, branch.there)]
    if deleted:
        fitting = [branch for branch in fitting if branch.there]
        if not fitting:
            return Collected(one.file, "deleted", one.checksum)
    odd: list[Remark] = []
    if fitting:
        branch = fitting[0]
        odd += _renamed(connection, hand_in, branch)
        odd += _out_of_order(connection, hand_in, branch, own)
        odd += [Remark("aside")] if branch.aside else []
        for other in fitting[1:]:
            _fold(connection, branch.learner, other, own)
    else:
        branch = _new(connection, hand_in, len(branches) + 1)
        if branches:
            odd.append(Remark("forked", detail=branches[0].pseudonym))
    remarks = (*odd, *one.remarks)
    row = (one.checksum, branch.learner, hand_in.course, hand_in.lesson, one.file, hand_in.created, now())
    carried = own.keys() - _served(connection, hand_in, branch) if fitting else own.keys()
    store.write_rows(hand_ins, _HAND_IN, [(*row, packed_ids(carried))])
    kept = [(one.checksum, each.sort, each.count, each.detail) for each in remarks if each.sort not in LIVE]
    store.write_rows(kept_remarks, _REMARK, kept)
    rows = [
        (branch.into, id, hand_in.course, hand_in.lesson, *content)
        for id, content in own.items()
        if id not in branch.there
    ]
    store.write_events(rows)
    if not branches:
        write_grades(store, [graded._replace(learner=branch.into) for graded in one.graded])
    return replace(one, outcome="taken", contents={}, graded=(), remarks=remarks, new=len(rows))


def _out_of_order(
    connection: Connection, hand_in: HandIn, branch: _Branch, own: Mapping[str, Content]
) -> Iterator[Remark]:
    """A journal only grows: what was made later holds no less, and what was made before no more."""
    others = select(func.max(hand_ins.c.created)).where(
        hand_ins.c.learner == branch.learner,
        hand_ins.c.course == hand_in.course,
        hand_ins.c.lesson == hand_in.lesson,
        hand_ins.c.withdrawn == "",
    )
    latest = connection.execute(others).scalar()
    if latest is None:
        return
    if hand_in.created > latest and (missing := len(branch.there.keys() - own.keys())):
        yield Remark("shrunk", missing)
    if hand_in.created < latest and (more := len(own.keys() - branch.there.keys())):
        yield Remark("grown", more)


def _fits(own: Mapping[str, Content], there: Mapping[str, Content]) -> bool:
    """Whether one is the other at an earlier time."""
    if not (own.keys() <= there.keys() or there.keys() <= own.keys()):
        return False
    return all(there[id] == content for id, content in own.items() if id in there)


def _branches(connection: Connection, hand_in: HandIn) -> Iterator[_Branch]:
    """The learners with this record, the first one first."""
    same_record = select(learners).where(learners.c.record == hand_in.record).order_by(learners.c.branch)
    for row in connection.execute(same_record).all():
        columns = (events.c.id, events.c.exercise, events.c.event, events.c.time, events.c.data)
        shared = events.c.event.not_in(["draft", *OWN])  # a served class has what no hand-in brings
        here = (events.c.course == hand_in.course, events.c.lesson == hand_in.lesson, shared)
        into = row.id if row.into is None else row.into
        rows = connection.execute(select(*columns).where(events.c.learner == into, *here))
        there = {id: (*content,) for id, *content in rows}
        if row.into is not None or _has_others(connection, row.id):
            own = _ids_of(connection, hand_in, row.id)
            if is_member(connection, row.id):
                own |= there.keys() - _ids_of_others(connection, hand_in, row.id, into)
            there = {id: content for id, content in there.items() if id in own}
        there |= _withdrawn(connection, hand_in, row.id)
        yield _Branch(row.id, row.called or row.pseudonym, into, there, row.state == "aside")


def _withdrawn(connection: Connection, hand_in: HandIn, learner: int) -> dict[str, Content]:
    """The events that the teacher took out of this lesson with a hand-in."""
    withdrawn = select(hand_ins.c.removed).where(
        hand_ins.c.learner == learner,
        hand_ins.c.course == hand_in.course,
        hand_ins.c.lesson == hand_in.lesson,
        hand_ins.c.withdrawn != "",
    )
    there: dict[str, Content] = {}
    for packed in connection.execute(withdrawn).scalars():
        for row in json.loads(zlib.decompress(packed)):
            event = dict(zip(EVENT, row, strict=False))
            there[event["id"]] = (event["exercise"], event["event"], event["time"], event["data"])
    return there


def _has_others(connection: Connection, learner: int) -> bool:
    """Whether others were merged with a learner."""
    merged = select(learners.c.id).where(learners.c.into == learner).limit(1)
    return connection.execute(merged).first() is not None


def _ids_of(connection: Connection, hand_in: HandIn, learner: int) -> frozenset[str]:
    """The events that came with the hand-ins of one learner in this lesson."""
    carried = select(hand_ins.c.carried).where(
        hand_ins.c.learner == learner,
        hand_ins.c.course == hand_in.course,
        hand_ins.c.lesson == hand_in.lesson,
        hand_ins.c.withdrawn == "",
    )
    return frozenset().union(*map(carried_ids, connection.execute(carried).scalars()))


def _ids_of_others(connection: Connection, hand_in: HandIn, learner: int, into: int) -> frozenset[str]:
    """The events that came with the hand-ins of those who are one with a learner."""
    group = select(learners.c.id).where(or_(learners.c.id == into, learners.c.into == into))
    others = [id for id in connection.execute(group).scalars() if id != learner]
    return frozenset().union(*(_ids_of(connection, hand_in, id) for id in others))


def _served(connection: Connection, hand_in: HandIn, branch: _Branch) -> frozenset[str]:
    """The events that the class has of a learner because it was served: no hand-in brought or takes them."""
    if not is_member(connection, branch.learner):
        return frozenset()
    return frozenset(branch.there.keys() - _ids_of(connection, hand_in, branch.learner))


def _new(connection: Connection, hand_in: HandIn, branch: int) -> _Branch:
    row = {"record": hand_in.record, "branch": branch, "pseudonym": hand_in.learner}
    number = connection.execute(insert(learners).values(row)).inserted_primary_key
    assert number is not None  # a row was inserted
    return _Branch(int(number[0]), hand_in.learner, int(number[0]), {})


def _renamed(connection: Connection, hand_in: HandIn, branch: _Branch) -> Iterator[Remark]:
    """Keep the pseudonym of the hand-in made last; of two made at once, the later one in the alphabet."""
    if hand_in.learner == branch.pseudonym:
        return
    latest = select(func.max(hand_ins.c.created)).where(hand_ins.c.learner == branch.learner)
    before = connection.execute(latest).scalar() or ""
    if (before, branch.pseudonym) < (hand_in.created, hand_in.learner):
        changed = update(learners).where(learners.c.id == branch.learner).values(pseudonym=hand_in.learner)
        connection.execute(changed)
        yield Remark("renamed", detail=branch.pseudonym)


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
