"""A lesson that was only opened is forgotten; a finished one is begun again as practice, and its score stays."""

import pytest
from click.testing import CliRunner

from lessons.cli.main import group
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import courses
from lessons.model.answer import Raw
from lessons.play import Phase, Session, Status
from lessons.record import MemoryRecord
from lessons.record.attempts import FORGOTTEN, opened_only
from lessons.record.event import Event
from lessons.record.journal import read_journal
from lessons.reports.standing import Standing, standings
from tests.helpers.answering import say
from tests.helpers.place import journal_path, open_journal
from tests.helpers.tiny import COURSE, TINY, perfect_answers

LESSON = open_lesson(TINY)
MARK: Raw = [{"start": 4, "end": 10}]


def session(record: MemoryRecord) -> Session:
    return Session(LESSON, record, lambda: open_key(LESSON))


def stands(record: MemoryRecord) -> Standing:
    return standings(courses((COURSE,)), record.kept)[LESSON.course, LESSON.id]


def forget(record: MemoryRecord) -> None:
    record.append(Event(FORGOTTEN, LESSON.course, LESSON.id), sync=True)


def test_what_was_only_opened_is_new_again_when_forgotten() -> None:
    record = MemoryRecord()
    opened = session(record)
    opened.hint()
    opened.skip()
    assert stands(record).begun
    assert opened_only(record.kept)
    forget(record)
    assert not stands(record).begun
    assert not opened_only(record.kept)
    again = session(record)
    assert again.index == 0
    assert not again.hints
    assert {again.status(exercise.id) for exercise in LESSON.exercises} == {Status.OPEN}
    assert sum(event.name == "opened" for event in record.kept) == 2
    assert stands(record).begun


def test_nothing_that_was_answered_can_be_forgotten() -> None:
    record = MemoryRecord()
    played = session(record)
    say(played, MARK)
    assert not opened_only(record.kept)
    played.commit()
    score = played.first_result(played.exercise.id)
    forget(record)  # a line that somebody put there by hand
    assert session(record).first_result(LESSON.exercises[0].id) == score
    assert stands(record).answered == 1


def test_the_command_forgets_and_refuses() -> None:
    run = CliRunner()
    told = run.invoke(group, ["--learner", "ana", "forget", str(TINY)])
    assert told.exit_code == 1
    assert "there is nothing to forget" in told.output
    with open_journal("ana") as record:
        Session(LESSON, record, lambda: open_key(LESSON))
    told = run.invoke(group, ["--learner", "ana", "forget", str(TINY)])
    assert told.exit_code == 0, told.output
    assert "is new again" in told.output
    assert read_journal(journal_path("ana")).events[-1].name == FORGOTTEN
    with open_journal("ana") as record:
        say(Session(LESSON, record, lambda: open_key(LESSON)), MARK)
    told = run.invoke(group, ["--learner", "ana", "forget", str(TINY)])
    assert told.exit_code == 1
    assert "it is kept" in told.output


def test_a_finished_lesson_is_begun_again_with_clean_pages_and_its_score_stays() -> None:
    record = MemoryRecord()
    played = session(record)
    with pytest.raises(ValueError, match="finished"):
        played.begin_again()
    say(played, MARK)
    first = played.commit()
    played.finish()
    score = played.summary().score
    played.begin_again()
    for now in (played, session(record)):
        assert now.phase is Phase.ANSWERING
        assert now.index == 0
        assert now.draft is None
        assert now.practising
        assert not now.hints
        assert now.certainty is None
    say(played, perfect_answers(LESSON)[LESSON.exercises[0].id])
    assert played.commit().score == 1
    assert played.first_result(LESSON.exercises[0].id) == first
    played.next()
    assert played.phase is Phase.ANSWERING
    played.finish()
    assert played.summary().score == score
    assert stands(record).finished
    resumed = session(record)
    assert resumed.phase is Phase.FINISHED
    resumed.begin_again()
    assert resumed.draft is None
    assert session(record).draft is None
