"""Answers from paper, entered into a class one after the other: each is in the database before the next is asked for.

Whatever a learner wrote on paper is a record of its own, with events as if it had been handed in. Where the learner
hands in files too, the record is merged with theirs, so that a file that knows nothing of the paper is no fork.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from lessons.i18n import _
from lessons.kinds.kept_answers import keep, reread
from lessons.lesson.lesson import Exercise, Lesson, as_renamed
from lessons.model.answer import Answer, AnswerError, Raw
from lessons.record.attempts import counts
from lessons.record.event import Event, now, stamped
from lessons.school.at_hand import AssignedLesson
from lessons.school.db_schema import events, hand_ins, learners
from lessons.school.db_schema import remarks as kept_remarks
from lessons.school.learners import counted_anew
from lessons.school.store import ClassStore, names
from lessons.school.taking import carried_ids, packed_ids, ready, take
from lessons.share.handing_in.hand_in import HandIn
from lessons.share.handing_in.remarks import Remark

RECORD = "paper-"
"""How the record of what a learner wrote on paper begins."""


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """The sheets of one learner in a lesson, as far as they are entered."""

    name: str
    record: str
    pupil: int | None
    """The learner's number in the class; ``None`` for somebody new."""
    answers: Mapping[str, Event]
    """By exercise."""
    elsewhere: frozenset[str] = frozenset()
    """Exercises that the learner answered in a file that was collected: the earlier answer counts."""


def sheet_of(store: ClassStore, lesson: Lesson, name: str) -> PaperSheet:
    """The sheets of the learner called so, in whatever letters; empty ones for somebody new. Raises ``RecordError``."""
    pupils = store.pupils()
    called = names(pupils)
    pupil = next((one.id for one in pupils if called[one.id].casefold() == name.casefold()), None)
    record, there, elsewhere = "", dict[str, Event](), frozenset[str]()
    if pupil is not None:
        with store.told():
            record = _record_of(store.connection, pupil, lesson)
            own = _carried(store.connection, record, lesson)
        answers = {
            one.id: one for id, one in store.events(lesson.course, lesson.id, ("committed",)) if id == pupil
        }
        today = {event.id: event for event in as_renamed(lesson, answers.values())}
        there = {event.exercise: event for event in today.values() if event.id in own}
        elsewhere = frozenset(
            event.exercise for event in today.values() if event.id not in own and counts(event)
        )
    return PaperSheet(
        called[pupil] if pupil is not None else name,
        record or f"{RECORD}{token_hex(16)}",
        pupil,
        there,
        elsewhere,
    )


def answer_on(sheet: PaperSheet, lesson: Lesson, exercise: Exercise) -> Answer | None:
    """What was entered; ``None`` for nothing, and where it has no form any more."""
    event = sheet.answers.get(exercise.id)
    if event is None:
        return None
    try:
        return reread(exercise.form, event.data.get("answer"), lesson.article, lesson.beside)[0]
    except AnswerError:
        return None


def entered(
    store: ClassStore, at_hand: AssignedLesson, sheet: PaperSheet, exercise: Exercise, answer: Answer
) -> PaperSheet:
    """The sheet with this answer, in the place of another one. It is in the database then. Raises ``RecordError``."""
    lesson, due, time = at_hand.lesson, at_hand.assignment.due, now()
    data: dict[str, Raw] = {
        "answer": keep(exercise.form, answer, lesson.article, lesson.beside),
        "practice": False,
        "paper": True,
        "key": at_hand.key.version,
        "text": lesson.article.hash,
        "entered": time,
    }
    if lesson.beside is not None:
        data["beside_text"] = lesson.beside.hash
    # When it was written is not known: a sheet is in time.
    event = Event("committed", lesson.course, lesson.id, exercise.id, data, time=min(due or time, time))
    return _kept(store, at_hand, sheet, {**sheet.answers, exercise.id: stamped(event)})


def taken_out(store: ClassStore, at_hand: AssignedLesson, sheet: PaperSheet, exercise: str) -> PaperSheet:
    """The sheet without the answer to an exercise. Raises ``RecordError``."""
    return _kept(store, at_hand, sheet, {id: event for id, event in sheet.answers.items() if id != exercise})


def _kept(
    store: ClassStore, at_hand: AssignedLesson, sheet: PaperSheet, answers: Mapping[str, Event]
) -> PaperSheet:
    """Put what is on a sheet now into the class, in one step; one hand-in stands for it, however often it grows."""
    lesson, time = at_hand.lesson, now()
    gone = {event.id for event in sheet.answers.values()} - {event.id for event in answers.values()}
    with store.writing() as connection:
        row = connection.execute(select(learners).where(learners.c.record == sheet.record)).first()
        if row is None and sheet.pupil is not None:
            joined = {"record": sheet.record, "branch": 1, "pseudonym": sheet.name, "into": sheet.pupil}
            connection.execute(insert(learners).values(joined))
        shown = sheet.name if row is None else row.called or row.pseudonym
        owner = sheet.pupil if row is None else row.into or row.id
        with counted_anew(connection, [owner] if owner is not None else [], "corrected"):
            if owner is not None:
                _forget(connection, owner, sheet.record, lesson, gone)
            checksum = sha256(" ".join((sheet.record, time, *(one.id for one in answers.values()))).encode())
            hand_in = HandIn(shown, sheet.record, lesson.course, lesson.id, time, tuple(answers.values()))
            if answers:
                remark = Remark("paper", len(answers))
                one = replace(ready(hand_in, _("paper"), checksum.hexdigest()), remarks=(remark,))
                take(store, connection, one)
            _drop_earlier(connection, sheet.record, lesson, checksum.hexdigest())
        if owner is None:
            owner = connection.execute(
                select(learners.c.id).where(learners.c.record == sheet.record)
            ).scalar()
    return replace(sheet, answers=answers, pupil=owner)


def _record_of(connection: Connection, pupil: int, lesson: Lesson) -> str:
    """The record of what a learner wrote on paper; empty while there is none, or what came with it was withdrawn."""
    withdrawn = select(hand_ins.c.learner).where(
        hand_ins.c.course == lesson.course, hand_ins.c.lesson == lesson.id, hand_ins.c.withdrawn != ""
    )
    own = select(learners.c.record).where(
        learners.c.record.startswith(RECORD),
        or_(learners.c.id == pupil, learners.c.into == pupil),
        learners.c.id.not_in(withdrawn),
    )
    return connection.execute(own.order_by(learners.c.id)).scalars().first() or ""


def _hand_ins_of(record: str, lesson: Lesson) -> tuple[ColumnElement[bool], ...]:
    own = select(learners.c.id).where(learners.c.record == record)
    here = hand_ins.c.course == lesson.course, hand_ins.c.lesson == lesson.id
    return (*here, hand_ins.c.learner.in_(own), hand_ins.c.withdrawn == "")


def _carried(connection: Connection, record: str, lesson: Lesson) -> frozenset[str]:
    packed = connection.execute(select(hand_ins.c.carried).where(*_hand_ins_of(record, lesson))).scalars()
    return frozenset().union(*map(carried_ids, packed))


def _forget(connection: Connection, owner: int, record: str, lesson: Lesson, gone: set[str]) -> None:
    """Take answers out that were entered by mistake: they were never anybody's."""
    connection.execute(delete(events).where(events.c.learner == owner, events.c.id.in_(gone)))
    left = _carried(connection, record, lesson) - gone
    connection.execute(
        update(hand_ins).where(*_hand_ins_of(record, lesson)).values(carried=packed_ids(sorted(left)))
    )


def _drop_earlier(connection: Connection, record: str, lesson: Lesson, but: str) -> None:
    earlier = select(hand_ins.c.sha256).where(*_hand_ins_of(record, lesson), hand_ins.c.sha256 != but)
    files = [*connection.execute(earlier).scalars()]
    connection.execute(delete(kept_remarks).where(kept_remarks.c.hand_in.in_(files)))
    connection.execute(delete(hand_ins).where(hand_ins.c.sha256.in_(files)))
