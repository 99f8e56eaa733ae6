"""A lesson with an exercise that cannot be scored: that one is left out, and the others are played as ever."""

import io
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from lessons.cli.linear.start import run
from lessons.lesson.keys import open_to_play
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import courses
from lessons.model.problem import LessonError
from lessons.play import Phase, Session
from lessons.play.rules import left_out
from lessons.record.recorder import MemoryRecord
from lessons.reports.learner import progress
from lessons.reports.standing import standings
from lessons.school.at_hand import assignment_of, open_assigned
from tests.helpers.answering import say
from tests.helpers.place import here
from tests.helpers.play import request
from tests.helpers.tiny import COURSE, TINY, perfect_answers

SPOILT = {
    "wrong quotation": ("key.yaml", "core: Everyone, ", "core: Somebody, ", "find-loaded"),
    "option that is not there": (
        "key.yaml",
        "      brook: {credit: 1, why: She is named after",
        "      brock: {credit: 1, why: She is named after",
        "who-says",
    ),
    "no answer": ("key.yaml", "  chain:\n", "  chian:\n", "chain"),
    "field that is not there": ("key.yaml", "  slant:\n", "  slant:\n    colour: red\n", "slant"),
    "kind that is not there": ("lesson.yaml", "kind: order", "kind: oder", "chain"),
    "words that are not in the text": ("lesson.yaml", "{quote: reckless}", "{quote: rackless}", "name-it"),
}


@pytest.fixture(params=SPOILT)
def spoilt(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A copy of the tiny lesson with one exercise that cannot be scored, and the id of that exercise."""
    file, old, new, id = SPOILT[request.param]
    lesson = Path(shutil.copytree(COURSE, tmp_path / "course")) / "tiny"
    text = (lesson / file).read_text()
    assert text.count(old) == 1
    (lesson / file).write_text(text.replace(old, new))
    return lesson, id


def played(folder: Path, record: MemoryRecord) -> Session:
    """A session in which every exercise there is was answered by the sound key."""
    lesson, key = open_to_play(folder)
    session, perfect = Session(lesson, record, key), perfect_answers(open_lesson(TINY))
    session.take_left_out()
    while session.phase is not Phase.FINISHED:
        say(session, perfect[session.exercise.id])
        assert session.commit().score == 1
        session.next()
    return session


@pytest.mark.sample(1)
def test_only_that_exercise_is_out_of_play(spoilt: tuple[Path, str]) -> None:
    folder, id = spoilt
    record = MemoryRecord()
    session = played(folder, record)
    assert session.lesson.unscored == (id,)
    summary = session.summary()
    assert (summary.answered, summary.total, summary.score) == (15, 15, Fraction(1))
    known = courses([folder.parent])
    state = standings(known, record.kept)["course", "tiny"]
    assert (state.answered, state.total, state.score) == (15, 15, Fraction(1))
    told = progress(known, record.kept).lessons[0]
    assert told.derived
    assert (told.standing.answered, told.standing.total) == (15, 15)


def test_it_is_told_once(spoilt: tuple[Path, str]) -> None:
    folder, _id = spoilt
    record = MemoryRecord()
    lesson, key = open_to_play(folder)
    assert Session(lesson, record, key).take_left_out() == [left_out(1)]
    assert Session(lesson, record, key).take_left_out() == []


@pytest.mark.sample(2)
def test_it_comes_back_when_it_is_mended_and_the_learner_is_where_they_were(spoilt: tuple[Path, str]) -> None:
    folder, _id = spoilt
    record = MemoryRecord()
    lesson, key = open_to_play(folder)
    session = Session(lesson, record, key)
    session.take_left_out()
    session.goto(13)
    here = session.exercise.id
    again = Session(open_lesson(TINY), record, key)
    assert (again.exercise.id, len(again.lesson.exercises)) == (here, 16)
    assert again.take_left_out() == []
    assert standings(courses([COURSE]), record.kept)["course", "tiny"].total == 16


def test_line_by_line_it_is_said_first_and_nothing_of_the_key(spoilt: tuple[Path, str]) -> None:
    folder, id = spoilt
    said = io.StringIO()
    run(request(lesson=folder), io.StringIO("next\nwhere\nquit\n"), said)
    text = said.getvalue()
    left_out = text.index("1 exercise of this lesson cannot be scored, so it is left out.")
    assert left_out < text.index("Exercise 1 of 15")
    assert "key.yaml" not in text
    assert id not in text
    assert "15. open" in text
    assert "16. " not in text


def test_a_class_scores_the_others(spoilt: tuple[Path, str]) -> None:
    folder, id = spoilt
    one = open_assigned(assignment_of(folder, here()))
    assert id not in one.key.weights
    assert len(one.key.weights) == 15


def test_a_key_without_any_answer_is_told_without_its_words(tmp_path: Path) -> None:
    lesson = Path(shutil.copytree(COURSE, tmp_path / "course")) / "tiny"
    (lesson / "key.yaml").write_text("format: 1\nanswers: {secret-words: {}}\n")
    with pytest.raises(LessonError) as caught:
        open_to_play(lesson)
    assert "secret" not in str(caught.value.problems)
    assert "closeread check" in caught.value.problems[0].fix
