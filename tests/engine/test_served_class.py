"""A class while it is served: acknowledged means written, many in one step, and a class like any other afterwards."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event as listening

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.play import Phase, Session
from lessons.record import RecordError, RecordLockedError
from lessons.record.event import Event
from lessons.record.journal import decode
from lessons.record.paths import record_id
from lessons.record.recorder import kept
from lessons.school import learners, members, writer
from lessons.school.at_hand import assignment_of
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.school.writer import SeatRecord, ServedClass, WaitingRecord
from tests.helpers.answering import say
from tests.helpers.class_rows import refuse_events, rows, take_events
from tests.helpers.classes import handed_in, write
from tests.helpers.place import here, home, journal_path, open_journal
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)


@pytest.fixture
def class_8b() -> Iterator[ServedClass]:
    with ServedClass(class_path("8b", home()), "8b") as one:
        one.do(lambda store: store.assign(assignment_of(TINY, here()))).result()
        yield one


async def seat_of(one: ServedClass, name: str) -> SeatRecord:
    member, _card = await one.ask(lambda store: members.come_in(store, name))
    assert member.learner is not None
    return await one.seat(member.learner)


def session_of(seat: SeatRecord, lesson: Lesson = LESSON) -> Session:
    return Session(lesson, seat, lambda: open_key(lesson))


async def play_whole(seat: SeatRecord) -> None:
    session, answers = session_of(seat), perfect_answers(LESSON)
    for exercise in LESSON.exercises:
        say(session, answers[exercise.id])
        session.submit()
        await session.saved()
        session.next()
    await session.saved()
    assert session.phase is Phase.FINISHED


async def test_what_is_explained_is_in_the_file(class_8b: ServedClass) -> None:
    session = session_of(await seat_of(class_8b, "Ana"))
    say(session, perfect_answers(LESSON)[session.exercise.id])
    session.submit()
    assert session.phase is Phase.SAVING
    await session.saved()
    assert ("committed", session.exercise.id) in rows(class_8b.path)


async def test_a_served_class_is_reported_like_any_other(class_8b: ServedClass) -> None:
    await play_whole(await seat_of(class_8b, "Ana"))
    session = session_of(await seat_of(class_8b, "Ben"))
    session.submit()
    await session.saved()
    meanwhile = reports("8b", None, home())
    class_8b.close()
    for (report,) in (meanwhile, reports("8b", None, home())):
        assert {one.name: one.answered for one in report.learners} == {"Ana": len(LESSON.exercises), "Ben": 1}
        (ana,) = (one for one in report.learners if one.name == "Ana")
        assert ana.score == 1


async def test_many_who_hand_in_at_once_wait_for_the_disk_once(
    class_8b: ServedClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many they are: one step, as few statements as for one of them, and the loop is woken once."""
    seats = [await seat_of(class_8b, f"learner {number}") for number in range(30)]
    steps: list[str] = []
    begun, gate = threading.Event(), threading.Event()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        steps.append(statement.split()[0])

    def listen(store: ClassStore) -> None:
        listening.listen(store.connection.engine, "commit", lambda _connection: steps.append("commit"))
        listening.listen(store.connection.engine, "before_cursor_execute", note)

    await class_8b.ask(listen)

    def hold(_store: ClassStore) -> None:
        begun.set()
        gate.wait(30)

    held = class_8b.do(hold)
    await asyncio.to_thread(begun.wait)  # whoever hands in now waits for it
    steps.clear()
    waiting = []
    for seat in seats:
        receipt = seat.append(Event("committed", "course", "tiny", "what", {"answer": 1}), sync=True)
        assert receipt is not None
        waiting.append(asyncio.create_task(kept(receipt)))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    wake, woken = loop.call_soon_threadsafe, []

    def woken_with(call: Callable[..., object], *words: object) -> None:
        woken.append(call)
        wake(call, *words)

    monkeypatch.setattr(loop, "call_soon_threadsafe", woken_with)
    gate.set()
    await asyncio.gather(*waiting)
    assert held.done()
    assert len(woken) == 1
    assert steps.count("commit") == 1
    assert steps.count("INSERT") == 1
    assert len(steps) <= 5
    assert len(rows(class_8b.path)) == 30


async def test_only_the_newest_draft_of_an_exercise_is_written(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    for number in range(50):
        for exercise in ("one", "two"):
            seat.append(Event("draft", "course", "tiny", exercise, {"answer": number}), sync=False)
    receipt = seat.append(Event("committed", "course", "tiny", "one", {"answer": 49}), sync=True)
    assert receipt is not None
    receipt.result()
    assert rows(class_8b.path, "event, exercise, data") == [
        ("draft", "one", '{"answer":49}'),
        ("draft", "two", '{"answer":49}'),
        ("committed", "one", '{"answer":49}'),
    ]


async def test_a_draft_is_written_after_a_while_without_company(
    class_8b: ServedClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "DELAY", 0.05)
    seat = await seat_of(class_8b, "Ana")
    seat.append(Event("draft", "course", "tiny", "one", {"answer": 1}), sync=False)
    while not rows(class_8b.path):
        await asyncio.sleep(0.02)


async def test_closing_writes_what_waits(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    seat.append(Event("draft", "course", "tiny", "one", {"answer": 1}), sync=False)
    class_8b.close()
    assert len(rows(class_8b.path)) == 1
    assert not list(class_8b.path.parent.glob("*-wal"))  # a copy of the file is whole
    with pytest.raises(RecordError, match="not being served"):
        seat.append(Event("draft", "course", "tiny", "one", {"answer": 2}), sync=False)


async def test_what_comes_in_while_the_last_group_is_written_is_written_too(
    class_8b: ServedClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = await seat_of(class_8b, "Ana")
    first, second = (exercise.id for exercise in LESSON.exercises[:2])
    writing, go_on, write_events = threading.Event(), threading.Event(), ClassStore.write_events

    def slowly(store: ClassStore, posted: Iterable[tuple[object, ...]]) -> None:
        writing.set()
        assert go_on.wait(20)
        write_events(store, posted)

    monkeypatch.setattr(ClassStore, "write_events", slowly)
    seat.append(Event("draft", LESSON.course, LESSON.id, first, {"answer": []}), sync=False)
    answered = seat.append(Event("committed", LESSON.course, LESSON.id, second, {"answer": []}), sync=True)
    assert await asyncio.to_thread(writing.wait, 20)
    seat.append(Event("draft", LESSON.course, LESSON.id, second, {"answer": []}), sync=False)
    late = seat.append(Event("committed", LESSON.course, LESSON.id, first, {"answer": []}), sync=True)
    closing = asyncio.create_task(asyncio.to_thread(class_8b.close))
    async with asyncio.timeout(20):
        while not class_8b._closing:
            await asyncio.sleep(0.01)
        go_on.set()
        await closing
        assert answered is not None
        assert late is not None
        await kept(answered)
        await kept(late)
    written = rows(class_8b.path)
    for name in ("draft", "committed"):
        assert {(name, first), (name, second)} <= {*written}


async def test_a_learner_goes_on_after_the_class_was_closed(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    session = session_of(seat)
    say(session, perfect_answers(LESSON)[session.exercise.id])
    session.submit()
    await session.saved()
    session.next()
    before = [event.id for event in seat.everything()]
    class_8b.close()
    with ServedClass(class_8b.path, "8b") as again:
        seat = await again.seat(seat.learner)
        assert [event.id for event in seat.everything()] == before
        session = session_of(seat)
        assert session.index == 1
        assert session.first_result(LESSON.exercises[0].id) is not None


# The disk refuses


async def test_a_refused_answer_reveals_nothing_and_is_not_there(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    session = session_of(seat)
    say(session, perfect_answers(LESSON)[session.exercise.id])
    await class_8b.ask(refuse_events)
    session.submit()
    with pytest.raises(RecordError, match="disk is full"):
        await session.saved()
    assert str(session.phase) == "answering"
    assert session.first_result(session.exercise.id) is None
    assert not [event for event in seat.everything() if event.name == "committed"]
    assert session_of(seat).phase is Phase.ANSWERING
    await class_8b.ask(take_events)
    session.submit()
    await session.saved()
    assert str(session.phase) == "explained"
    names = [row[0] for row in rows(class_8b.path)]
    assert names.count("committed") == 1
    assert "draft" in names  # what nobody waited for came after all


async def test_an_answer_under_way_is_not_explained_in_a_lesson_opened_anew(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    session = session_of(seat)
    gate = threading.Event()
    held = class_8b.do(lambda _store: gate.wait(10))
    session.submit()
    assert session_of(seat).phase is Phase.ANSWERING
    gate.set()
    await asyncio.wrap_future(held)
    await session.saved()
    assert session_of(seat).phase is Phase.EXPLAINED


HOSTILE = [
    Event("committed", "course", "tiny", "half \ud800 a character"),
    Event("committed", "course", "tiny", "nul \x00"),
    Event("committed", "course", "tiny", "x" * 201),
    Event("x" * 41, "course", "tiny", "one"),
    Event("", "course", "tiny", "one"),
    Event("committed", "course", "tiny", "one", id="'; DROP TABLE events; --"),
    Event("committed", "course", "tiny", "one", time="yesterday"),
    Event("committed", "course", "tiny", "one", {"answer": float("nan")}),
    Event("committed", "course", "tiny", "one", {"answer": "x" * 5_000_000}),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
async def test_what_no_database_takes_is_refused_alone(number: int, class_8b: ServedClass) -> None:
    bad, good = await seat_of(class_8b, "Bad"), await seat_of(class_8b, "Good")
    with pytest.raises(RecordError, match="cannot be written down"):
        bad.append(HOSTILE[number], sync=True)
    receipt = good.append(
        Event("committed", "course", "tiny", "one", {"answer": "\x00\ud800'; --"}), sync=True
    )
    assert receipt is not None
    receipt.result()
    assert len(rows(class_8b.path)) == 1


async def test_one_whose_events_are_refused_does_not_hold_up_the_others(class_8b: ServedClass) -> None:
    bad, good = await seat_of(class_8b, "Bad"), await seat_of(class_8b, "Good")
    await class_8b.ask(partial(refuse_events, learner=bad.learner))
    gate = threading.Event()
    held = class_8b.do(lambda _store: gate.wait(10))
    receipts = [seat.append(Event("committed", "course", "tiny", "one"), sync=True) for seat in (bad, good)]
    gate.set()
    await asyncio.wrap_future(held)
    assert receipts[0] is not None
    assert receipts[1] is not None
    with pytest.raises(RecordError, match="disk is full"):
        receipts[0].result()
    receipts[1].result()
    assert rows(class_8b.path, "learner") == [(good.learner,)]


# Beside others


async def test_two_classes_at_once_know_nothing_of_each_other(class_8b: ServedClass) -> None:
    with ServedClass(class_path("9c", home()), "9c") as other:
        seats = [await seat_of(class_8b, "Ana"), await seat_of(other, "Ana")]
        sessions = [session_of(seat) for seat in seats]
        for session in sessions:
            session.submit()
        await asyncio.gather(*(session.saved() for session in sessions))
        sessions[0].next()
    assert [row for row in rows(class_8b.path) if row[0] != "moved"] == rows(other.path)
    assert len(rows(other.path)) == 2
    assert {row[0] for row in rows(other.path, "id")}.isdisjoint(row[0] for row in rows(class_8b.path, "id"))


def test_a_class_has_one_server(class_8b: ServedClass) -> None:
    with pytest.raises(RecordLockedError):
        ServedClass(class_8b.path, "8b")
    with ClassStore(class_8b.path, "8b", write=True), pytest.raises(RecordLockedError):
        ClassStore(class_8b.path, "8b", write=True)


async def test_commands_write_to_a_class_while_it_is_served(
    class_8b: ServedClass, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, ben = await seat_of(class_8b, "Ana"), await seat_of(class_8b, "Ben")
    await play_whole(ana)
    write(tmp_path, handed_in(LESSON, "cem", perfect_answers(LESSON)))
    stop = asyncio.Event()

    async def go_on() -> int:
        count = 0
        while not stop.is_set():
            receipt = ben.append(
                Event("committed", "course", "tiny", f"busy {count}", {"practice": True}), sync=True
            )
            assert receipt is not None
            await kept(receipt)
            count += 1
        return count

    busy = asyncio.create_task(go_on())
    for words in (
        ["collect", str(tmp_path), "--class", "8b"],
        ["class", "learners", "8b", "rename", "cem", "Cem K."],
        ["rescore", "8b"],
        ["class", "report", "8b"],
        ["class", "learners", "8b", "merge", "Ana", "Cem K."],
    ):
        assert await asyncio.to_thread(run, words) == 0, words
    stop.set()
    count = await busy
    assert count
    assert len([row for row in rows(class_8b.path, "exercise") if row[0].startswith("busy")]) == count
    numbers = [row[0] for row in rows(class_8b.path, "n")]
    assert len(numbers) == len(set(numbers))
    (report,) = reports("8b", None, home())
    assert {one.name for one in report.learners} >= {"Ana"}
    capsys.readouterr()


async def test_what_a_teacher_does_to_learners_holds_for_those_who_are_in(
    class_8b: ServedClass, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, ben, cem = [await seat_of(class_8b, name) for name in ("Ana", "Ben", "Cem Unlike")]
    for words in (["merge", "Ana", "Ben"], ["delete", "Cem Unlike", "--yes"]):
        assert await asyncio.to_thread(run, ["class", "learners", "8b", *words]) == 0
    assert not [one for one in class_8b.path.parent.iterdir() if b"Cem Unlike" in one.read_bytes()]
    late = cem.append(Event("committed", "course", "tiny", "one"), sync=True)
    assert late is not None
    with pytest.raises(RecordError, match="deleted"):
        await kept(late)
    for seat in (ana, ben):
        receipt = seat.append(Event("committed", "course", "tiny", "one"), sync=True)
        assert receipt is not None
        await kept(receipt)
    with pytest.raises(RecordError, match="deleted"):
        cem.append(Event("moved", "course", "tiny"), sync=False)
    assert rows(class_8b.path, "learner") == [(ana.learner,), (ana.learner,)]
    capsys.readouterr()


async def test_a_thread_that_may_wait_finds_the_event_written(class_8b: ServedClass) -> None:
    record = WaitingRecord(await seat_of(class_8b, "Ana"))

    def linear() -> str:
        session = Session(LESSON, record, lambda: open_key(LESSON))
        return str(session.commit().score)

    await asyncio.to_thread(linear)
    assert ("committed", LESSON.exercises[0].id) in rows(class_8b.path)


async def test_the_record_taken_along_is_the_same_record(class_8b: ServedClass) -> None:
    seat = await seat_of(class_8b, "Ana")
    await play_whole(seat)
    contents = decode(seat.journal(), "ana.jsonl")
    assert contents.learner == "Ana"
    assert contents.damaged == 0
    assert [event.id for event in contents.events if event.name != "draft"] == [
        one.id for one in seat.everything()
    ]
    with ClassStore(class_8b.path, "8b") as store:
        (pupil,) = store.pupils()
    assert record_id([event for event in contents.events if event.name != "draft"]) == pupil.record


async def test_a_merger_undone_gives_back_what_was_done_in_the_served_class(
    class_8b: ServedClass, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, ben = await seat_of(class_8b, "Ana"), await seat_of(class_8b, "Ben")
    for seat in (ana, ben):
        session = session_of(seat)
        session.submit()
        await session.saved()
    await class_8b.ask(lambda _store: None)  # what waited for company is written by then
    before = sorted(rows(class_8b.path, "learner, id"))
    for words in (["merge", "Ana", "Ben"], ["undo", "1"]):
        assert await asyncio.to_thread(run, ["class", "learners", "8b", *words]) == 0
    assert sorted(rows(class_8b.path, "learner, id")) == before
    capsys.readouterr()


async def test_a_record_taken_along_and_handed_in_is_the_same_learner(
    class_8b: ServedClass, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seat = await seat_of(class_8b, "Ana")
    session = session_of(seat)
    for _ in range(2):
        say(session, perfect_answers(LESSON)[session.exercise.id])
        session.submit()
        await session.saved()
        session.next()
    journal = journal_path("Ana")
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.write_bytes(seat.journal())
    with open_journal("Ana") as at_home:  # two answers more, on a computer of one's own
        session = Session(LESSON, at_home, lambda: open_key(LESSON))
        assert session.index == 2
        for _ in range(2):
            say(session, perfect_answers(LESSON)[session.exercise.id])
            session.commit()
            session.next()
    await class_8b.ask(lambda _store: None)  # what waited for company is written by then
    before = rows(class_8b.path, "learner, id")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    assert run(["--learner", "Ana", "hand-in", str(TINY), "--as", "Ana", "--to", str(inbox)]) == 0
    for words in (["collect", str(inbox), "--class", "8b"], ["class", "learners", "8b"]):
        assert await asyncio.to_thread(run, words) == 0
    told = capsys.readouterr().out
    assert "kept apart" not in told
    (report,) = reports("8b", None, home())
    assert [(one.name, one.answered) for one in report.learners] == [("Ana", 4)]
    with ClassStore(class_8b.path, "8b", write=True) as store:
        (known,) = learners.known_learners(store)
        learners.withdraw(store, known, known.hand_ins[0])
    assert rows(class_8b.path, "learner, id") == before  # what was done in class stays


@pytest.mark.thorough
def test_no_acknowledged_answer_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    from benchmarks.store import killed

    acknowledged, lost = killed(tmp_path / "8b.db", kills=3, writers=100)
    assert acknowledged
    assert not lost
