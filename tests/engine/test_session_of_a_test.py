"""A test as a state machine: one submission, nothing explained, and an end that comes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import AnswerKey, Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course
from lessons.model.answer import Raw
from lessons.model.problem import LessonError
from lessons.play import Phase, Session, Status
from lessons.play.rules import Limit, begun, seconds_of, told_rules
from lessons.record import MemoryRecord, RecordError
from lessons.record.event import Event
from lessons.reports.learner import progress
from lessons.reports.progress import as_mapping, as_text
from lessons.reports.standing import standing
from lessons.share.sealing.sealed_key import unseal
from tests.helpers.answering import draft_of, say
from tests.helpers.place import home
from tests.helpers.sealed import sealed_tiny

BEGIN = 1_800_000_000.0


class TimedRecord(MemoryRecord):
    """A record whose times follow a clock of our own."""

    def __init__(self, clock: "Clock") -> None:
        super().__init__()
        self.clock = clock

    def append(self, event: Event, *, sync: bool) -> None:
        from dataclasses import replace
        from datetime import UTC, datetime

        time = datetime.fromtimestamp(self.clock.wall, UTC).isoformat().replace("+00:00", "Z")
        self.kept.append(replace(event, id=str(len(self.kept)), time=time))


@dataclass
class Clock:
    """A wall clock, and one that only goes forward."""

    wall: float = BEGIN
    steady: float = 0.0

    def go(self, minutes: float) -> None:
        self.wall += 60 * minutes
        self.steady += 60 * minutes


@dataclass
class Exam:
    """A student at a test."""

    lesson: Lesson
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.record = TimedRecord(self.clock)
        self.session = self.open()

    def open(self) -> Session:
        """Start the program."""
        self.session = Session(
            self.lesson, self.record, closed, clock=lambda: self.clock.steady, wall=lambda: self.clock.wall
        )
        return self.session

    def go(self, kind: str) -> str:
        """Go to the first exercise of a kind that is no test of marks; its id."""
        index = next(n for n, exercise in enumerate(self.lesson.exercises) if exercise.kind.name == kind)
        self.session.goto(index)
        return self.session.exercise.id

    def committed(self) -> list[Event]:
        return [event for event in self.record.kept if event.name == "committed"]


def closed() -> AnswerKey:
    raise AssertionError("a test opens no key")


def phase(session: Session) -> Phase:
    """The phase, as something that changes."""
    return session.phase


def option(session: Session, number: int = 0) -> str:
    form = session.exercise.form
    options = getattr(form, "options", ())
    found = options[number].id
    assert isinstance(found, str)
    return found


@pytest.fixture
def exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exam:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30, glossary=False)
    return Exam(open_lesson(folder, home()))


def test_an_answer_is_handed_in_once_and_nothing_is_told(exam: Exam) -> None:
    id = exam.go("choice")
    session = exam.session
    say(session, option(session))
    session.sure(2)
    session.hand_in()
    assert phase(session) is Phase.CLOSED
    assert session.result is None
    assert session.notes() == ()
    assert session.status(id) is Status.DONE
    with pytest.raises(ValueError, match="hand in"):
        session.hand_in()
    with pytest.raises(ValueError, match="commit"):
        session.commit()
    first = draft_of(session)
    say(session, option(session, 1))
    session.retry()
    assert (phase(session), draft_of(session)) == (Phase.CLOSED, first)
    (event,) = exam.committed()
    assert event.data["sealed"] is True
    assert event.data["practice"] is False
    assert event.data["sure"] == 2
    assert not {"score", "chance", "key", "taken"} & set(event.data)


def test_a_test_has_no_commit_and_practice_has_no_hand_in(exam: Exam) -> None:
    exam.go("choice")
    with pytest.raises(ValueError, match="commit"):
        exam.session.commit()
    assert exam.committed() == []


def test_the_rules_go_with_the_answers(exam: Exam) -> None:
    seal = exam.lesson.seal
    assert seal is not None
    opened = exam.record.kept[0]
    assert opened.name == "opened"
    assert (opened.data["pack"], opened.data["seal"]) == (seal.pack, seal.digest)
    exam.session.hand_in()
    assert exam.committed()[0].data["pack"] == seal.pack
    assert any("30 minutes" in line for line in told_rules(seal))
    assert any("glossary" in line for line in told_rules(seal))


def test_a_test_goes_on_where_it_stopped(exam: Exam) -> None:
    exam.go("choice")
    say(exam.session, option(exam.session))
    exam.session.hand_in()
    handed_in = exam.session.index
    exam.session.next()
    session = exam.open()
    assert session.index == handed_in + 1
    assert phase(session) is Phase.ANSWERING
    session.back()
    assert phase(session) is Phase.CLOSED
    assert phase(exam.open()) is Phase.CLOSED


def test_the_end_takes_what_was_begun_and_closes_everything(exam: Exam) -> None:
    exam.go("choice")
    draft: Raw = [option(exam.session, 1)]
    say(exam.session, draft)
    exam.go("short")
    say(exam.session, "7")
    exam.session.hand_in()
    exam.session.finish()
    assert {event.exercise: event.data.get("taken") for event in exam.committed()} == {
        exam.lesson.exercises[4].id: True,
        exam.lesson.exercises[11].id: None,
    }
    for session in (exam.session, exam.open()):
        assert phase(session) is Phase.FINISHED
        session.goto(0)
        assert phase(session) is Phase.CLOSED
        say(session, [{"start": 30, "end": 36}])
        session.goto(4)
        assert (phase(session), draft_of(session)) == (Phase.CLOSED, draft)
        session.finish()
    assert len(exam.committed()) == 2


def test_when_the_time_is_over_what_was_answered_till_then_is_handed_in(exam: Exam) -> None:
    exam.go("choice")
    say(exam.session, option(exam.session))
    limit = exam.session.limit
    assert limit is not None
    assert limit.minutes == 30
    exam.clock.go(29.5)
    assert limit.minutes == 1
    assert not exam.session.tick()
    exam.clock.go(0.5)
    say(exam.session, option(exam.session, 1))
    assert exam.session.tick()
    assert not exam.session.tick()
    assert phase(exam.session) is Phase.FINISHED
    (event,) = exam.committed()
    assert event.data["answer"] == [option_of(exam, 0)]
    assert limit.minutes == 0


def option_of(exam: Exam, number: int) -> str:
    form = exam.lesson.exercises[4].form
    found = getattr(form, "options", ())[number].id
    assert isinstance(found, str)
    return found


def test_an_answer_handed_in_a_moment_too_late_is_the_one_of_the_end(exam: Exam) -> None:
    exam.go("choice")
    say(exam.session, option(exam.session))
    exam.clock.go(30.01)
    exam.session.hand_in()
    assert phase(exam.session) is Phase.FINISHED
    (event,) = exam.committed()
    assert event.data["taken"] is True


def test_a_test_that_was_left_ends_without_the_program(exam: Exam) -> None:
    exam.go("short")
    say(exam.session, "seven")
    exam.session.flush()
    exam.clock.go(60 * 24)
    session = exam.open()
    assert phase(session) is Phase.FINISHED
    (event,) = exam.committed()
    assert event.data["answer"] == "seven"
    assert phase(exam.open()) is Phase.FINISHED
    assert len(exam.committed()) == 1


def test_a_clock_set_back_gives_no_time(exam: Exam) -> None:
    limit = exam.session.limit
    assert limit is not None
    exam.clock.go(20)
    exam.session.hint()
    exam.clock.wall -= 3600
    assert limit.minutes == 10
    session = exam.open()
    assert session.limit is not None
    assert session.limit.minutes == 10
    exam.clock.go(10)
    assert session.tick()


def test_times_that_are_none_give_the_full_time() -> None:
    for opened in ("", "yesterday", "2026-01-31T09:00:00"):
        assert Limit(30, opened, "", clock=lambda: 0.0, wall=lambda: BEGIN).minutes == 30
    assert seconds_of("1970-01-01T00:00:01.000Z") == 1.0


def test_a_test_without_a_limit_has_no_end_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch)
    exam = Exam(open_lesson(folder, home()))
    exam.clock.go(60 * 24 * 365)
    assert exam.session.limit is None
    assert not exam.session.tick()
    exam.session.hand_in()
    assert phase(exam.session) is Phase.CLOSED
    assert begun(exam.lesson, exam.record)
    assert not begun(exam.lesson, MemoryRecord())


class FullDisk(TimedRecord):
    full = False

    def append(self, event: Event, *, sync: bool) -> None:
        if self.full:
            raise RecordError("record", "no room", "room", "delete something")
        super().append(event, sync=sync)


def test_a_disk_that_refuses_loses_nothing_of_a_test(exam: Exam) -> None:
    record = FullDisk(exam.clock)
    session = Session(exam.lesson, record, closed, lambda: exam.clock.steady, lambda: exam.clock.wall)
    session.goto(4)
    say(session, option(session))
    record.full = True
    with pytest.raises(RecordError):
        session.hand_in()
    assert phase(session) is Phase.ANSWERING
    session.hand_in(unsaved=True)
    assert phase(session) is Phase.CLOSED
    session.next()
    say(session, [option(session)])
    exam.clock.go(31)
    assert session.tick()
    assert "no room" in str(session.trouble)
    record.full = False
    session.flush()
    assert not session.trouble
    assert [event.exercise for event in record.kept if event.name == "committed"] == [
        exam.lesson.exercises[4].id,
        exam.lesson.exercises[5].id,
    ]


# After the code was given out


def test_after_the_test_the_first_answers_are_scored_and_new_ones_are_practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, pack = sealed_tiny(tmp_path, monkeypatch)
    exam = Exam(open_lesson(folder, home()))
    exam.go("choice")
    right = next(
        one.id for one in getattr(exam.session.exercise.form, "options", ()) if one.text.startswith("Ada")
    )
    say(exam.session, right)
    exam.session.hand_in()
    assert unseal(folder.parent, pack.code, home()).is_test
    lesson = open_lesson(folder, home())
    session = Session(lesson, exam.record, lambda: open_key(lesson))
    assert session.rules.explains
    assert phase(session) is Phase.EXPLAINED
    assert session.result is not None
    assert session.result.score == 1
    assert session.notes()
    session.goto(11)
    assert session.practising
    say(session, "0")
    assert session.commit().score == 1
    assert session.first_result(session.exercise.id) is None
    assert session.summary().answered == 1
    assert exam.committed()[-1].data["practice"] is True
    assert not (folder / "key.yaml").exists()


def test_a_sealed_key_is_told_of_until_the_code_opens_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, pack = sealed_tiny(tmp_path, monkeypatch, "practice", code="river bridge tram")
    lesson = open_lesson(folder, home())
    with pytest.raises(LessonError, match="P920"):
        open_key(lesson)
    for code in ("river bridge train", "", "  -- "):
        with pytest.raises(LessonError, match="P921"):
            unseal(folder.parent, code, home())
    with pytest.raises(LessonError, match="P920"):
        open_key(lesson)
    assert not unseal(folder.parent, "RIVER-bridgetram", home()).is_test
    assert open_key(lesson).bound
    assert pack.folder == "course-sealed"


def test_a_lesson_parted_from_its_seal_is_no_practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch)
    (folder.parent / "seal.json").unlink()
    with pytest.raises(LessonError, match="P922"):
        open_lesson(folder, home())
    (folder.parent / "seal.json").write_text("{}", "utf-8")
    with pytest.raises(LessonError, match="P922"):
        open_lesson(folder, home())
    assert "P922" in read_course(folder.parent).lessons[0].trouble


# What the learner is told


def test_progress_tells_what_is_handed_in_and_no_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch)
    exam = Exam(open_lesson(folder, home()))
    exam.session.hand_in()
    exam.session.finish()
    course = read_course(folder.parent)
    assert not course.lessons[0].trouble
    state = standing(course.lessons[0], exam.record.kept)
    assert (state.sealed, state.finished, state.answered, state.score) == (True, True, 1, Fraction(0))
    done = progress([course], exam.record.kept)
    assert done.overall.answered == 0
    assert "a test, 1 of 16 exercises handed in" in "\n".join(as_text(done, "ana"))
    told = as_mapping(done)["lessons"]
    assert isinstance(told, list)
    assert (told[0]["sealed"], told[0]["score"], told[0]["state"]) == (True, None, "done")


# Whatever a student does


STEPS = st.lists(
    st.sampled_from(
        ["answer", "hand in", "next", "back", "skip", "wait", "restart", "back in time", "finish"]
    ),
    max_size=25,
)


def test_nothing_is_handed_in_twice_or_after_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30)
    lesson = open_lesson(folder, home())

    @given(STEPS)
    def check(steps: list[str]) -> None:
        exam = Exam(lesson)
        drafts: dict[str, Raw] = {}
        for step in steps:
            do(exam, step, drafts)
        exam.clock.go(31)
        exam.session.tick()
        assert exam.session.finished
        committed = exam.committed()
        assert len({event.exercise for event in committed}) == len(committed)
        for event in committed:
            at = seconds_of(event.time)
            assert at is not None
            if not event.data.get("taken"):
                assert at < BEGIN + 30 * 60
        with_answer = {id for id, draft in drafts.items() if draft}
        assert with_answer <= {event.exercise for event in committed}

    check()


def do(exam: Exam, step: str, drafts: Mapping[str, Raw]) -> None:
    """One thing a student may do; ``drafts`` takes in every answer that was given in time."""
    session = exam.session
    match step:
        case "answer":
            raw = blank_but(session)
            say(session, raw)
            if draft_of(session) == raw and not session.finished:
                assert isinstance(drafts, dict)
                drafts[session.exercise.id] = raw
        case "hand in" if session.phase is Phase.ANSWERING:
            session.hand_in()
        case "next" if session.index + 1 < len(exam.lesson.exercises):
            session.next()
        case "back":
            session.back()
        case "skip" if session.index + 1 < len(exam.lesson.exercises):
            session.skip()
        case "wait":
            exam.clock.go(7)
            session.tick()
        case "restart":
            session.flush()
            exam.open()
        case "back in time":
            exam.clock.wall = max(BEGIN, exam.clock.wall - 600)
        case "finish":
            session.finish()


def blank_but(session: Session) -> Raw:
    """Some answer to the exercise; nothing where the form needs more than a choice."""
    form = session.exercise.form
    options = getattr(form, "options", ())
    if options:
        return [options[0].id]
    return "7" if type(form).__name__ == "TextForm" else None
