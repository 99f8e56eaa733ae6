"""What a teacher does to the learners of a class: name, merge, withdraw, decide about forks, delete; and take it back.

Each act is kept with what is needed to undo it. A deletion is not: it leaves a hash, so that the same record does not
come in again, and an entry without a name.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import Connection, case, delete, func, insert, or_, select, update

from lessons.i18n import _
from lessons.record.attempts import counts
from lessons.record.event import now
from lessons.school.book import TOTAL
from lessons.school.controls import forget_told
from lessons.school.db_schema import (
    acts,
    decisions,
    events,
    gone,
    grades,
    hand_ins,
    learners,
    meta,
    remarks,
    scores,
)
from lessons.school.members import forget_members
from lessons.school.store import ClassStore, event_of_row, names
from lessons.school.taking import carried_ids, packed_ids

Act = Literal["renamed", "merged", "withdrawn", "kept", "parted", "deleted"]
_EVENT = [column.name for column in events.columns]
LONGEST_NAME = 64


class ActError(ValueError):
    """An act that cannot be done: why, in words for the teacher."""


@dataclass(frozen=True, slots=True)
class HandInRow:
    """One hand-in of a learner as the class has it."""

    checksum: str
    course: str
    lesson: str
    file: str
    collected: str
    withdrawn: str
    """When it was taken out; empty while it counts."""


@dataclass(frozen=True, slots=True)
class Known:
    """One learner with everything that was handed in."""

    id: int
    name: str
    record: str
    forked: bool
    """Whether the teacher has to decide about the record."""
    merged: tuple[str, ...]
    """Pseudonyms of those who were merged with this one."""
    hand_ins: tuple[HandInRow, ...]


@dataclass(frozen=True, slots=True)
class ActDone:
    """Something that was done to the learners."""

    number: int
    time: str
    act: Act
    detail: Mapping[str, Any]
    undone: str


def known_learners(store: ClassStore) -> tuple[Known, ...]:
    """Everybody in the class, by name. Raises ``RecordError``."""
    pupils = store.pupils()
    called = names(pupils)
    with store.told():
        rows = {row.id: row for row in store.connection.execute(select(learners))}
        owned: dict[int, list[HandInRow]] = {}
        for row in store.connection.execute(select(hand_ins).order_by(hand_ins.c.collected, hand_ins.c.file)):
            owner = rows[row.learner]
            owned.setdefault(owner.into or owner.id, []).append(
                HandInRow(row.sha256, row.course, row.lesson, row.file, row.collected, row.withdrawn)
            )
    undecided = {row.record for row in rows.values() if row.branch > 1 and not row.state and row.into is None}
    return tuple(
        Known(
            pupil.id,
            called[pupil.id],
            pupil.record,
            rows[pupil.id].record in undecided and rows[pupil.id].state == "",
            tuple(row.pseudonym for row in rows.values() if row.into == pupil.id),
            tuple(owned.get(pupil.id, ())),
        )
        for pupil in pupils
    )


def done(store: ClassStore) -> tuple[ActDone, ...]:
    """Everything that was done to the learners, oldest first. Raises ``RecordError``."""
    with store.told():
        return tuple(
            ActDone(row.number, row.time, row.act, json.loads(row.detail), row.undone)
            for row in store.connection.execute(select(acts).order_by(acts.c.number))
        )


# Acts


def rename(store: ClassStore, one: Known, name: str) -> None:
    """Call a learner by another name, whatever later hand-ins say; an empty one goes back to the pseudonym."""
    called = " ".join(name.split())
    if len(called) > LONGEST_NAME or not all(character.isprintable() for character in called):
        raise ActError(_("a name has at most {most} characters that can be seen").format(most=LONGEST_NAME))
    with store.writing() as connection:
        before = connection.execute(select(learners.c.called).where(learners.c.id == one.id)).scalar_one()
        _call(connection, one.id, called)
        detail = {"ids": [one.id], "from": one.name, "to": called, "before": before}
        _remember(connection, "renamed", one.id, detail)


def merge(store: ClassStore, one: Known, other: Known) -> None:
    """Make two records one learner: what the other did is this one's, the earlier answer to an exercise counts."""
    if one.id == other.id:
        raise ActError(_("these are one learner already"))
    with store.writing() as connection, counted_anew(connection, (one.id, other.id), "merged"):
        _carry(connection, [one.id, other.id])
        chain = [other.id, *_merged_with(connection, other.id)]
        served = _served_ids(connection, other.id, chain)
        _move(connection, other.id, one.id)
        connection.execute(update(learners).where(learners.c.id.in_(chain)).values(into=one.id))
        detail = {"ids": [one.id, *chain], "names": [one.name, other.name], "other": other.id, "chain": chain}
        detail["served"] = sorted(served)
        _remember(connection, "merged", one.id, detail)


def withdraw(store: ClassStore, one: Known, hand_in: HandInRow) -> int:
    """Take a hand-in out of the class with all that came with it alone; how many events that were.

    They stay out when a later hand-in of the same record brings them again.
    """
    if hand_in.withdrawn:
        raise ActError(_("this hand-in was withdrawn before"))
    with store.writing() as connection, counted_anew(connection, (one.id,), "withdrawn"):
        _carry(connection, [one.id])
        here = hand_ins.c.sha256 == hand_in.checksum
        own = carried_ids(connection.execute(select(hand_ins.c.carried).where(here)).scalar_one())
        alone = own - _carried(connection, [one.id, *_merged_with(connection, one.id)], but=hand_in.checksum)
        rows = _event_rows(connection, one.id, alone)
        connection.execute(delete(events).where(events.c.learner == one.id, events.c.id.in_(alone)))
        removed = zlib.compress(json.dumps(rows).encode())
        connection.execute(update(hand_ins).where(here).values(withdrawn=now(), removed=removed))
        detail = {"ids": [one.id], "name": one.name, "file": hand_in.file, "checksum": hand_in.checksum}
        _remember(connection, "withdrawn", one.id, detail)
    return len(rows)


def keep(store: ClassStore, one: Known) -> None:
    """Of a record that forked, take this version as the true one; the others count nowhere from now on."""
    with store.writing() as connection:
        parts = _undecided(connection, one)
        main = parts[0]
        swapped = _both(connection, main, one.id) if main != one.id else []
        with counted_anew(connection, parts, "kept"):
            for course, lesson in swapped:
                _swap(connection, main, one.id, course, lesson)
            aside = [part for part in parts if part != main]
            connection.execute(update(learners).where(learners.c.id.in_(aside)).values(state="aside"))
        detail = {
            "ids": parts,
            "name": one.name,
            "main": main,
            "version": one.id,
            "swapped": swapped,
            "aside": aside,
        }
        _remember(connection, "kept", main, detail)


def part(store: ClassStore, one: Known) -> None:
    """Of a record that forked, take all versions as learners of their own."""
    with store.writing() as connection:
        parts = _undecided(connection, one)
        connection.execute(update(learners).where(learners.c.id.in_(parts[1:])).values(state="apart"))
        _remember(connection, "parted", one.id, {"ids": parts, "name": one.name, "parts": parts[1:]})


def erase(store: ClassStore, one: Known) -> None:
    """Delete a learner with everything, so that nothing of it is in the bytes of the file. It cannot be undone.

    What is kept is a hash of each record, so that it does not come in again.
    """
    with store.writing() as connection:
        store.overwrite_deleted()
        chain = [one.id, *_merged_with(connection, one.id)]
        rows = connection.execute(select(learners).where(learners.c.id.in_(chain))).all()
        records = {row.record for row in rows}
        chain += connection.execute(
            select(learners.c.id)
            .where(learners.c.record.in_(records), learners.c.id.not_in(chain), learners.c.into.is_(None))
            .where(learners.c.state == "aside")
        ).scalars()
        salt = _salt(connection)
        for record in records:
            mark = {"mark": mark_of(salt, record), "time": now()}
            connection.execute(store.insert(gone).values(mark).on_conflict_do_nothing())
        _forget_contests(connection, chain)
        files = select(hand_ins.c.sha256).where(hand_ins.c.learner.in_(chain))
        connection.execute(delete(remarks).where(remarks.c.hand_in.in_(files)))
        forget_members(connection, chain)
        forget_told(connection, chain)
        for table in (hand_ins, events, grades, scores):
            connection.execute(delete(table).where(table.c.learner.in_(chain)))
        connection.execute(delete(learners).where(learners.c.id.in_(chain)))
        for row in connection.execute(select(acts)).all():
            if row.learner in chain or set(json.loads(row.detail).get("ids", ())) & set(chain):
                bare = update(acts).where(acts.c.number == row.number)
                connection.execute(bare.values(learner=0, detail="{}"))
        _remember(connection, "deleted", 0, {})
    store.rewrite()


def undo(store: ClassStore, number: int) -> ActDone:
    """Take an act back. Raises ``ActError`` where that cannot be, or a later act on the same learners stands."""
    all_of = done(store)
    one = next((each for each in all_of if each.number == number), None)
    if one is None or one.undone:
        raise ActError(_("there is nothing of the number {number} to undo").format(number=number))
    if "ids" not in one.detail:
        raise ActError(_("a deletion cannot be undone: nothing was kept"))
    ids = set(one.detail["ids"])
    later = [
        each.number
        for each in all_of
        if each.number > number and not each.undone and ids & set(each.detail.get("ids", ()))
    ]
    if later:
        raise ActError(_("undo number {later} first: it came after").format(later=later[-1]))
    with store.writing() as connection, counted_anew(connection, ids, "undone"):
        _UNDOING[one.act](connection, one.detail)
        connection.execute(update(acts).where(acts.c.number == number).values(undone=now()))
    return one


def mark_of(salt: str, record: str) -> str:
    """What is kept of a record that was deleted."""
    return sha256(f"{salt} {record}".encode()).hexdigest()


def deleted_records(store: ClassStore) -> tuple[str, frozenset[str]]:
    """Salt and marks: a record was deleted when ``mark_of`` it is among them. Raises ``RecordError``."""
    with store.told():
        salt = store.connection.execute(select(meta.c.value).where(meta.c.name == "salt")).scalar() or ""
        return salt, frozenset(store.connection.execute(select(gone.c.mark)).scalars())


# Undoing


def _unmerge(connection: Connection, detail: Mapping[str, Any]) -> None:
    other, chain = detail["other"], detail["chain"]
    into = detail["ids"][0]
    connection.execute(
        update(learners)
        .where(learners.c.id.in_(chain))
        .values(into=case((learners.c.id == other, None), else_=other))
    )
    theirs = _carried(connection, chain) | set(detail.get("served", ()))
    rest = _carried(connection, [into, *_merged_with(connection, into)])
    rows = _event_rows(connection, into, theirs)
    _put_back(connection, other, rows)
    connection.execute(delete(events).where(events.c.learner == into, events.c.id.in_(theirs - rest)))


def _readmit(connection: Connection, detail: Mapping[str, Any]) -> None:
    here = hand_ins.c.sha256 == detail["checksum"]
    removed = connection.execute(select(hand_ins.c.removed).where(here)).scalar_one()
    _put_back(connection, detail["ids"][0], json.loads(zlib.decompress(removed)))
    connection.execute(update(hand_ins).where(here).values(withdrawn="", removed=b""))


def _unkeep(connection: Connection, detail: Mapping[str, Any]) -> None:
    for course, lesson in detail["swapped"]:
        _swap(connection, detail["main"], detail["version"], course, lesson)
    connection.execute(update(learners).where(learners.c.id.in_(detail["aside"])).values(state=""))


_UNDOING: Mapping[str, Any] = {
    "renamed": lambda connection, detail: _call(connection, detail["ids"][0], detail["before"]),
    "merged": _unmerge,
    "withdrawn": _readmit,
    "kept": _unkeep,
    "parted": lambda connection, detail: connection.execute(
        update(learners).where(learners.c.id.in_(detail["parts"])).values(state="")
    ),
}


# Rows


@contextmanager
def counted_anew(connection: Connection, ids: Iterable[int], why: str) -> Iterator[None]:
    """Where another answer counts for a learner than before, or none, what stood in the grade book stands no more.

    The book is only added to: a row says so, and the next scoring adds what counts now.
    """
    touched = [*set(ids)]
    before = {id: _counting(connection, id) for id in touched}
    yield
    for id in touched:
        after = _counting(connection, id)
        places = {
            place for place in before[id].keys() | after.keys() if before[id].get(place) != after.get(place)
        }
        for course, lesson, exercise in places:
            here = (grades.c.learner == id, grades.c.course == course, grades.c.lesson == lesson)
            connection.execute(delete(grades).where(*here, grades.c.exercise == exercise))
        places |= {(course, lesson, TOTAL) for course, lesson, _exercise in places}
        for course, lesson, exercise in sorted(places):
            here = (scores.c.learner == id, scores.c.course == course, scores.c.lesson == lesson)
            last = select(func.max(scores.c.number)).where(*here, scores.c.exercise == exercise)
            if connection.execute(last).scalar() is None:
                continue
            row = {"course": course, "lesson": lesson, "learner": id, "exercise": exercise, "key": ""}
            row |= {"score": "0", "cause": "void", "reason": why, "time": now()}
            connection.execute(insert(scores).values(row))


def _counting(connection: Connection, learner: int) -> dict[tuple[str, str, str], str]:
    """Id of the answer that counts, by course, lesson and exercise; none of a version that was decided against."""
    state = connection.execute(select(learners.c.state).where(learners.c.id == learner)).scalar()
    if state == "aside":
        return {}
    answers = select(events).where(events.c.learner == learner, events.c.event == "committed")
    first: dict[tuple[str, str, str], str] = {}
    for row in connection.execute(answers.order_by(events.c.time, events.c.id)):
        if counts(event_of_row(row)):
            first.setdefault((row.course, row.lesson, row.exercise), row.id)
    return first


def _merged_with(connection: Connection, learner: int) -> list[int]:
    return [*connection.execute(select(learners.c.id).where(learners.c.into == learner)).scalars()]


def _carry(connection: Connection, ids: Iterable[int]) -> None:
    """Of hand-ins that an earlier version collected, note which events the class has of their learner and lesson."""
    uncarried = select(hand_ins).where(hand_ins.c.learner.in_([*ids]), func.length(hand_ins.c.carried) == 0)
    for row in connection.execute(uncarried).all():
        here = (events.c.learner == row.learner, events.c.course == row.course, events.c.lesson == row.lesson)
        packed = packed_ids(connection.execute(select(events.c.id).where(*here)).scalars())
        connection.execute(update(hand_ins).where(hand_ins.c.sha256 == row.sha256).values(carried=packed))


def _carried(connection: Connection, ids: Iterable[int], but: str = "") -> frozenset[str]:
    """The events of the hand-ins of these learners that were not withdrawn."""
    packed = select(hand_ins.c.carried).where(
        hand_ins.c.learner.in_([*ids]), hand_ins.c.withdrawn == "", hand_ins.c.sha256 != but
    )
    return frozenset().union(*map(carried_ids, connection.execute(packed).scalars()))


def _served_ids(connection: Connection, learner: int, chain: Iterable[int]) -> frozenset[str]:
    """The events that no hand-in brought: the class was served, and has them from the learner's own keys."""
    own = connection.execute(select(events.c.id).where(events.c.learner == learner)).scalars()
    return frozenset(own) - _carried(connection, chain)


def _event_rows(connection: Connection, learner: int, ids: frozenset[str]) -> list[list[Any]]:
    rows = connection.execute(select(events).where(events.c.learner == learner))
    return [[*row] for row in rows if row.id in ids]


def _put_back(connection: Connection, learner: int, rows: Iterable[list[Any]]) -> None:
    there = set(connection.execute(select(events.c.id).where(events.c.learner == learner)).scalars())
    # What an earlier version put aside has no n.
    fresh = [{"n": 0} | dict(zip(_EVENT, row, strict=False)) | {"learner": learner} for row in rows]
    fresh = [row for row in fresh if row["id"] not in there]
    if fresh:
        connection.execute(insert(events), fresh)


def _move(connection: Connection, source: int, target: int) -> None:
    rows = [[*row] for row in connection.execute(select(events).where(events.c.learner == source))]
    connection.execute(delete(events).where(events.c.learner == source))
    _put_back(connection, target, rows)


def _undecided(connection: Connection, one: Known) -> list[int]:
    """The learners of a record that forked, the first one first."""
    record = connection.execute(select(learners.c.record).where(learners.c.id == one.id)).scalar_one()
    rows = connection.execute(
        select(learners.c.id)
        .where(learners.c.record == record, learners.c.into.is_(None))
        .where(or_(learners.c.branch == 1, learners.c.state == ""))
        .order_by(learners.c.branch)
    )
    parts = [*rows.scalars()]
    if len(parts) < 2 or one.id not in parts:
        template = _("{name} has no record that forked: there is nothing to decide")
        raise ActError(template.format(name=one.name))
    if any(_merged_with(connection, part) for part in parts):
        raise ActError(_("another learner was merged with this one: undo that first"))
    return parts


def _both(connection: Connection, one: int, other: int) -> list[tuple[str, str]]:
    """The lessons in which the other one handed in."""
    lessons = select(hand_ins.c.course, hand_ins.c.lesson).where(hand_ins.c.learner == other).distinct()
    return [(row.course, row.lesson) for row in connection.execute(lessons)]


def _swap(connection: Connection, one: int, other: int, course: str, lesson: str) -> None:
    """What two learners did in a lesson, exchanged: events, hand-ins, grade book."""
    both = {one: other, other: one}
    for table in (hand_ins, scores):
        here = (table.c.course == course, table.c.lesson == lesson, table.c.learner.in_(both))
        connection.execute(
            update(table).where(*here).values(learner=case((table.c.learner == one, other), else_=one))
        )
    here = (events.c.course == course, events.c.lesson == lesson, events.c.learner.in_(both))
    rows = [dict(zip(_EVENT, row, strict=True)) for row in connection.execute(select(events).where(*here))]
    connection.execute(delete(events).where(*here))
    if rows:
        connection.execute(insert(events), [row | {"learner": both[row["learner"]]} for row in rows])


def _call(connection: Connection, learner: int, name: str) -> None:
    connection.execute(update(learners).where(learners.c.id == learner).values(called=name))


def _salt(connection: Connection) -> str:
    salt = connection.execute(select(meta.c.value).where(meta.c.name == "salt")).scalar()
    if salt is None:
        salt = token_hex(16)
        connection.execute(insert(meta).values(name="salt", value=salt))
    return str(salt)


def _forget_contests(connection: Connection, ids: Iterable[int]) -> None:
    """Take the learners' contests out of what was decided; the decisions stay."""
    own = set(
        connection.execute(
            select(events.c.id).where(events.c.learner.in_([*ids]), events.c.event == "contested")
        ).scalars()
    )
    for row in connection.execute(select(decisions)).all() if own else ():
        left = [id for id in row.contested.split() if id not in own]
        connection.execute(
            update(decisions).where(decisions.c.number == row.number).values(contested=" ".join(left))
        )


def _remember(connection: Connection, act: Act, learner: int, detail: Mapping[str, Any]) -> None:
    row = {"time": now(), "act": act, "learner": learner, "detail": json.dumps(detail)}
    connection.execute(insert(acts).values(row))
