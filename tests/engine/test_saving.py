"""A record that answers later: nothing is revealed, and nothing can be done, until the answer is on the disk."""

import asyncio
from collections.abc import Callable

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.result import Result
from lessons.play import Phase, Session, Status
from lessons.record import RecordError
from tests.helpers.answering import draft_of, say
from tests.helpers.late_record import FULL, LateRecord, phase_of
from tests.helpers.tiny import TINY, perfect_answers


def late_session() -> tuple[Session, LateRecord]:
    lesson, record = open_lesson(TINY), LateRecord()
    return Session(lesson, record, lambda: open_key(lesson)), record


def answered() -> tuple[Session, LateRecord]:
    """A session whose first answer was handed in and is not on the disk yet."""
    session, record = late_session()
    say(session, perfect_answers(session.lesson)[session.exercise.id])
    session.submit()
    return session, record


def explained(session: Session) -> list[Result]:
    return [session.result] if session.result is not None else []


def troubled(session: Session) -> bool:
    return session.trouble is not None


async def test_the_explanation_waits_for_the_record() -> None:
    session, record = answered()
    saving = asyncio.create_task(session.saved())
    await asyncio.sleep(0)
    assert phase_of(session) is Phase.SAVING
    assert not explained(session)
    assert session.first_result(session.exercise.id) is None
    assert session.status(session.exercise.id) is not Status.DONE
    record.answer()
    await saving
    assert phase_of(session) is Phase.EXPLAINED
    assert [one.score for one in explained(session)] == [1]
    assert not troubled(session)


async def test_a_refusal_leads_back_to_the_answer_and_reveals_nothing() -> None:
    session, record = answered()
    draft = draft_of(session)
    record.answer(FULL)
    with pytest.raises(RecordError):
        await session.saved()
    assert phase_of(session) is Phase.ANSWERING
    assert draft_of(session) == draft
    assert session.trouble is FULL
    assert session.first_result(session.exercise.id) is None
    session.submit()
    record.answer()
    await session.saved()
    assert explained(session)
    assert not troubled(session)
    assert [event.name for event in record.memory.kept if event.name == "committed"] == ["committed"]


ACTS: dict[str, Callable[[Session], object]] = {
    "next": Session.next,
    "back": Session.back,
    "skip": Session.skip,
    "goto": lambda session: session.goto(3),
    "look back": lambda session: session.look_back(0),
    "finish": Session.finish,
    "retry": Session.retry,
    "hint": Session.hint,
    "sure": lambda session: session.sure(2),
    "flush": Session.flush,
    "undo": Session.undo,
    "redo": Session.redo,
    "tick": Session.tick,
    "read first": Session.read_first,
    "take the answer back": lambda session: session.answer(None),
}


@pytest.mark.parametrize("act", ACTS)
async def test_nothing_can_be_done_meanwhile(act: str) -> None:
    session, record = answered()
    draft, index, events = draft_of(session), session.index, len(record.memory.kept)
    ACTS[act](session)
    assert (phase_of(session), session.index, draft_of(session)) == (Phase.SAVING, index, draft)
    assert len(record.memory.kept) == events
    assert len(record.waiting) == 1
    for step in (session.submit, session.commit, session.begin_again):
        with pytest.raises(ValueError, match=r"."):
            step()
    record.answer()
    await session.saved()
    assert phase_of(session) is Phase.EXPLAINED


async def test_the_end_and_its_notes_wait_too() -> None:
    session, record = late_session()
    session.finish()
    assert phase_of(session) is Phase.SAVING
    assert not session.finished
    assert session.notes() == ()
    record.answer(FULL)
    with pytest.raises(RecordError):
        await session.saved()
    assert session.notes() == ()
    session.finish()
    record.answer()
    await session.saved()
    assert phase_of(session) is Phase.FINISHED
    assert session.notes()


async def test_what_is_contested_stands_only_once_it_is_kept() -> None:
    session, record = answered()
    record.answer()
    await session.saved()
    session.contest(None, "the text says otherwise")
    assert not session.contests.of(session.exercise.id)
    record.answer()
    await session.saved()
    assert session.contests.of(session.exercise.id)
    assert phase_of(session) is Phase.EXPLAINED


async def test_two_who_wait_go_on_once() -> None:
    session, record = answered()
    waiting = [asyncio.create_task(session.saved()) for _ in range(2)]
    await asyncio.sleep(0)
    record.answer()
    await asyncio.gather(*waiting)
    assert phase_of(session) is Phase.EXPLAINED


async def test_whoever_stops_waiting_does_not_stop_the_writing() -> None:
    session, record = answered()
    waiting = asyncio.create_task(session.saved())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    record.answer()
    assert [event.name for event in record.memory.kept][-1] == "committed"
    again = Session(session.lesson, record, lambda: open_key(session.lesson))
    assert phase_of(again) is Phase.EXPLAINED


def test_commit_is_for_a_record_that_writes_at_once() -> None:
    session, _record = late_session()
    with pytest.raises(ValueError, match="answers later"):
        session.commit()
