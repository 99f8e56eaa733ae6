"""The attempt as a state machine: order of things, resuming, practice, a refusing disk, a hidden key."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.lesson import AnswerKey
from lessons.lesson.opening import open_lesson
from lessons.model.answer import AnswerError, Raw
from lessons.model.problem import LessonError
from lessons.play import Phase, Session, Status
from lessons.play.rules import PRACTICE
from lessons.record import MemoryRecord, RecordError
from lessons.record.event import Event
from tests.helpers.answering import draft_of, say
from tests.helpers.tiny import TINY, perfect_answers, tiny_session


def go(session: Session, id: str) -> None:
    session.goto([exercise.id for exercise in session.lesson.exercises].index(id))


def test_the_key_plays_the_whole_lesson() -> None:
    session = tiny_session()
    answers = perfect_answers(session.lesson)
    for exercise in session.lesson.exercises:
        assert session.exercise.id == exercise.id
        say(session, answers[exercise.id])
        assert session.commit().score == 1, exercise.id
        session.next()
    assert session.phase is Phase.FINISHED
    summary = session.summary()
    assert summary.score == 1
    assert summary.answered == summary.total == len(session.lesson.exercises)
    assert [strand.score for strand in summary.strands] == [1, 1, 1]
    assert not summary.missed
    assert summary.false_alarms == 0
    notes = session.notes()
    assert [note.credit for note in notes] == [False, False, True]


def test_a_blank_attempt_scores_nothing_but_where_nothing_is_to_be_found() -> None:
    session = tiny_session()
    for _ in session.lesson.exercises:
        session.commit()
        session.next()
    scores = {exercise.id: session.first_result(exercise.id) for exercise in session.lesson.exercises}
    for id, result in scores.items():
        assert result is not None
        assert result.score == (1 if id == "find-nothing" else 0), id


def test_the_key_is_not_read_before_the_first_commit() -> None:
    lesson = open_lesson(TINY)
    asked: list[str] = []

    def load() -> AnswerKey:
        asked.append("key")
        return open_key(lesson)

    session = Session(lesson, MemoryRecord(), load)
    say(session, [])
    session.hint()
    session.sure(2)
    session.skip()
    session.back()
    assert session.notes() == ()
    assert len(asked) == 0
    session.commit()
    assert len(asked) == 1


def test_the_first_submission_is_the_score_and_the_next_is_practice() -> None:
    session = tiny_session()
    go(session, "who-says")
    say(session, "writer")
    assert session.commit().score == 0
    session.retry()
    assert session.practising
    assert draft_of(session) == ["writer"]
    say(session, "brook")
    assert session.commit().score == 1
    first = session.first_result("who-says")
    assert first is not None
    assert first.score == 0
    assert session.summary().score == 0


def test_hints_come_one_by_one_and_certainty_costs_nothing() -> None:
    session = tiny_session()
    shown = [session.hint(), session.hint(), session.hint()]
    assert shown == ["Ask whose words they are.", "Leave out what stands in quotation marks.", None]
    assert len(session.hints) == 2
    session.sure(1)
    session.sure(3)
    assert session.certainty == 3
    with pytest.raises(ValueError, match="certainty"):
        session.sure(4)
    say(session, perfect_answers(session.lesson)["find-loaded"])
    assert session.commit().score == 1


def test_a_malformed_draft_is_refused_and_the_former_stays() -> None:
    session = tiny_session()
    go(session, "who-says")
    say(session, "brook")
    with pytest.raises(AnswerError):
        say(session, "nobody-of-that-name")
    assert draft_of(session) == ["brook"]


def test_skipping_and_finishing_leave_the_rest_at_zero() -> None:
    session = tiny_session()
    session.skip()
    assert session.status("find-loaded") is Status.SKIPPED
    assert session.index == 1
    assert 0 in session.unanswered
    session.finish()
    assert session.summary().answered == 0
    session.goto(0)
    assert session.phase is Phase.ANSWERING
    assert session.practising
    say(session, perfect_answers(session.lesson)["find-loaded"])
    assert session.commit().score == 1
    assert session.first_result("find-loaded") is None
    assert session.summary().score == 0


def test_everything_resumes_where_it_stopped() -> None:
    record = MemoryRecord()
    session = tiny_session(record)
    session.hint()
    session.sure(2)
    draft: Raw = [{"start": 30, "end": 36}]
    say(session, draft)
    again = tiny_session(record)
    assert (again.index, again.phase) == (0, Phase.ANSWERING)
    assert draft_of(again) == draft
    assert again.certainty == 2
    assert len(again.hints) == 1
    again.commit()
    explained = tiny_session(record)
    assert explained.phase is Phase.EXPLAINED
    assert explained.result is not None
    explained.retry()
    retried = tiny_session(record)
    assert retried.phase is Phase.ANSWERING
    assert retried.practising
    retried.next()
    retried.skip()
    moved = tiny_session(record)
    assert moved.index == 2
    assert moved.status("find-named") is Status.SKIPPED
    moved.finish()
    finished = tiny_session(record)
    assert finished.phase is Phase.FINISHED
    assert finished.summary().answered == 1
    finished.back()
    assert tiny_session(record).phase is not Phase.FINISHED


def test_typing_is_kept_at_the_pause_and_when_leaving() -> None:
    record, now = MemoryRecord(), [0.0]
    lesson = open_lesson(TINY)
    session = Session(lesson, record, lambda: open_key(lesson), clock=lambda: now[0])
    go(session, "plain-tram")
    for text in ("T", "Th", "The"):
        say(session, text)
    assert not [event for event in record.events("course", "tiny") if event.name == "draft"]
    now[0] = 5.0
    say(session, "The c")
    say(session, "The co")
    session.flush()
    drafts = [event.data["answer"] for event in record.events("course", "tiny") if event.name == "draft"]
    assert drafts == ["The c", "The co"]


class Refusing(MemoryRecord):
    """A disk that is full from some moment on."""

    full = False

    def append(self, event: Event, *, sync: bool) -> None:
        if self.full:
            raise RecordError("journal", "the disk is full", "room for one line", "free some space")
        super().append(event, sync=sync)


def test_a_refusing_disk_reveals_nothing_and_keeps_the_draft() -> None:
    record = Refusing()
    session = tiny_session(record)
    go(session, "who-says")
    record.full = True
    say(session, "brook")
    assert session.trouble is not None
    with pytest.raises(RecordError):
        session.commit()
    assert session.phase is Phase.ANSWERING
    assert draft_of(session) == ["brook"]
    assert session.commit(unsaved=True).score == 1
    assert session.trouble is not None
    record.full = False
    session.next()
    assert session.trouble is None


def troubled(session: Session) -> bool:
    return session.trouble is not None


def test_an_answer_that_the_disk_refused_is_written_once_it_takes_it() -> None:
    record = Refusing()
    session = tiny_session(record)
    go(session, "who-says")
    say(session, "brook")
    record.full = True
    session.commit(unsaved=True)
    session.next()
    session.back()
    assert troubled(session)
    assert not [event for event in record.kept if event.name == "committed"]
    record.full = False
    session.flush()
    assert not troubled(session)
    assert [event.exercise for event in record.kept if event.name == "committed"] == ["who-says"]
    again = tiny_session(record)
    assert again.status("who-says") is Status.DONE
    session.flush()
    assert len([event for event in record.kept if event.name == "committed"]) == 1


def test_practice_left_alone_stays_left_alone() -> None:
    record = MemoryRecord()
    session = tiny_session(record)
    go(session, "who-says")
    say(session, "brook")
    session.commit()
    session.retry()
    say(session, "writer")
    session.skip()
    for attempt in (session, tiny_session(record)):
        go(attempt, "who-says")
        assert attempt.phase is Phase.EXPLAINED
        assert attempt.result is not None
        assert attempt.result.score == 1
        assert attempt.status("who-says") is Status.DONE


def test_a_broken_key_reveals_nothing_and_keeps_the_draft(tmp_path: Path) -> None:
    lesson = open_lesson(TINY)

    def load() -> AnswerKey:
        raise LessonError([])

    session = Session(lesson, MemoryRecord(), load)
    go(session, "who-says")
    say(session, "brook")
    with pytest.raises(LessonError):
        session.commit()
    assert session.phase is Phase.ANSWERING
    assert draft_of(session) == ["brook"]


def test_events_of_an_exercise_that_is_gone_are_passed_over() -> None:
    record = MemoryRecord()
    record.append(Event("committed", "course", "tiny", "long-gone", {"answer": "x"}), sync=True)
    record.append(
        Event("draft", "course", "tiny", "who-says", {"answer": "an-option-that-is-gone"}), sync=False
    )
    session = tiny_session(record)
    go(session, "who-says")
    assert draft_of(session) is None
    assert session.lost == 1


class Changed(MemoryRecord):
    """A record whose marks were made in another wording of the article."""

    def __init__(self, marks: list[Raw]) -> None:
        super().__init__()
        self.marks = marks

    def events(self, course: str, lesson: str) -> Iterator[Event]:
        yield Event("draft", course, lesson, "find-loaded", {"answer": self.marks})


def test_marks_survive_a_corrected_text_or_are_lost_but_never_move() -> None:
    text = open_lesson(TINY).article.text
    at = text.index("reckless")
    kept: Raw = {"start": at + 7, "end": at + 15, "exact": "reckless", "prefix": "a ", "suffix": " tram"}
    gone: Raw = {"start": 3, "end": 9, "exact": "greasy", "prefix": "", "suffix": ""}
    session = tiny_session(Changed([kept, gone]))
    assert draft_of(session) == [{"start": at, "end": at + 8}]
    assert session.lost == 1


def test_weights_count() -> None:
    session = tiny_session()
    go(session, "who-says")
    say(session, "brook")
    session.commit()
    assert session.summary().score == Fraction(1, len(session.lesson.exercises))


def test_nothing_is_called_strong_that_is_not_nor_weak() -> None:
    session = tiny_session()
    answers = perfect_answers(session.lesson)
    go(session, "find-loaded")
    say(session, answers["find-loaded"])
    session.commit()
    low = session.summary()
    assert low.strong == "No strand stands out as strong yet."
    for exercise in session.lesson.exercises:
        go(session, exercise.id)
        if session.phase is Phase.ANSWERING:
            say(session, None if exercise.id == "chain" else answers[exercise.id])
            session.commit()
    high = session.summary()
    assert "100 of 100" in high.strong
    assert high.weak == "No strand stands out as weak."


def test_rules_may_change_while_a_lesson_is_taken() -> None:
    record = MemoryRecord()
    session = tiny_session(record)
    lesson = session.whole
    closed = PRACTICE.unexplained()
    assert session.take_rules(closed)
    assert not session.take_rules(closed)
    session.submit()
    assert [session.phase] == [Phase.CLOSED]
    assert session.result is None
    (answer,) = [event for event in record.everything() if event.name == "committed"]
    assert answer.data["sealed"] is True
    assert "score" not in answer.data
    session.take_rules(PRACTICE)
    assert [session.phase] == [Phase.EXPLAINED]
    assert session.result == session.first_result(lesson.exercises[0].id)
    session.take_rules(closed)
    assert [session.phase] == [Phase.CLOSED]
    assert session.result is None


def test_nobody_goes_on_from_the_last_exercise_that_is_open() -> None:
    session = tiny_session()
    ids = [exercise.id for exercise in session.whole.exercises]
    session.take_rules(replace(PRACTICE, last=ids[1]))
    session.next()
    assert (session.index, session.may_go_on) == (1, False)
    for step in (session.next, session.skip, partial(session.goto, 2)):
        step()
        assert (session.index, session.phase) == (1, Phase.ANSWERING)
    session.back()
    assert session.may_go_on
    session.take_rules(replace(PRACTICE, last=ids[-1]))
    session.goto(len(ids) - 1)
    session.next()
    assert [session.phase] == [Phase.ANSWERING]
    session.take_rules(replace(PRACTICE, last="gone"))
    session.next()
    assert [session.phase] == [Phase.FINISHED]
