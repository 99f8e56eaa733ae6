"""A score once told stays told: text, key and exercises change after students answered, and it is said what changed."""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.linear.afterwards import Sides
from lessons.cli.linear.hearing import Hearing
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course
from lessons.model.answer import Raw
from lessons.model.problem import LessonError
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.record.event import Event, local_now
from lessons.reports.learner import progress
from lessons.reports.progress import as_text
from lessons.review.deck import deck_of
from tests.helpers.answering import say
from tests.helpers.examples import examples
from tests.helpers.tiny import COURSE, perfect_answers

Change = Callable[[str, str, str], None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def change(course: Path) -> Change:
    def change(file: str, old: str, new: str) -> None:
        path = course / "tiny" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return change


def opened(course: Path, record: MemoryRecord) -> Session:
    lesson = open_lesson(course / "tiny")
    return Session(lesson, record, lambda: open_key(lesson))


def played(course: Path, answers: dict[str, Raw] | None = None) -> MemoryRecord:
    """A lesson answered and finished; by default every exercise as the key has it."""
    record = MemoryRecord()
    session = opened(course, record)
    given = answers if answers is not None else dict(perfect_answers(session.lesson))
    for index, exercise in enumerate(session.lesson.exercises):
        if exercise.id in given:
            session.goto(index)
            say(session, given[exercise.id])
            session.commit()
    session.finish()
    return record


def older(record: MemoryRecord) -> MemoryRecord:
    """The record as earlier versions wrote it: without the verdicts, and without the exercises that were asked."""
    return MemoryRecord(
        Event(
            event.name,
            event.course,
            event.lesson,
            event.exercise,
            {name: value for name, value in event.data.items() if name not in ("verdicts", "exercises")},
            event.id,
            event.time,
        )
        for event in record.kept
    )


def told(course: Path, record: MemoryRecord) -> list[str]:
    return as_text(progress([read_course(course)], record.kept), "ana")


@pytest.mark.sample(1)
@pytest.mark.parametrize("version", [MemoryRecord, older])
def test_words_that_were_marked_are_edited(
    course: Path, change: Change, version: Callable[[MemoryRecord], MemoryRecord]
) -> None:
    record = played(course)
    record = older(record) if version is older else record
    for file in ("article.md", "lesson.yaml", "key.yaml"):
        path = course / "tiny" / file
        path.write_text(path.read_text("utf-8").replace("reckless", "hasty"), "utf-8")
    session = opened(course, record)
    assert session.summary().score == 1
    assert session.summary().missed == ()
    assert all(not technique.missed for technique in session.summary().techniques)
    session.goto(0)
    assert session.result is not None
    assert session.result.score == 1
    said = " ".join(session.result.since)
    assert session.result.arithmetic == said
    assert "The article and the key have changed since you answered." in said
    assert "Your mark on “reckless” has no place in the text any more." in said
    assert "The score of that day stands: 100 of 100." in said
    lines = told(course, record)
    assert "100 of 100" in next(line for line in lines if line.startswith("The tiny tram"))
    assert any("“reckless” has no place" in line for line in lines)
    assert deck_of([read_course(course)], record.kept, local_now()).cards == ()


def test_what_has_changed_in_a_key_is_named(course: Path, change: Change) -> None:
    record = played(course)
    change(
        "key.yaml",
        "{quote: reckless, technique: loaded-language, plain: new, why: A judgement on the plan.}",
        "{quote: crowns, why: Money.}",
    )
    session = opened(course, record)
    session.goto(0)
    assert session.result is not None
    said = " ".join(session.result.since)
    assert session.result.score == 1
    assert said.startswith("The key has changed since you answered.")
    assert "Asked now and not then: “crowns”." in said
    assert "reckless" in said
    assert "The same answer would earn" in said
    assert session.summary().score == 1


def test_a_key_that_turned_round_costs_nobody_and_gives_to_who_gains(course: Path, change: Change) -> None:
    record = played(course, {"who-says": "brook"})
    wrong = played(course, {"who-says": "writer"})
    change("key.yaml", "brook: {credit: 1, why: She is named after the quotation.}", "brook: {why: No.}")
    change("key.yaml", "writer: {why: The words stand in quotation marks.}", "writer: {credit: 1, why: Yes.}")
    lost = "The score of that day stands: 100 of 100. The same answer would earn 0 today."
    gained = "That day it earned 0 of 100; today it earns 100, and that counts."
    for kept, words in ((record, lost), (wrong, gained)):
        session = opened(course, kept)
        session.goto(4)
        assert session.result is not None
        assert session.result.score == 1
        assert words in " ".join(session.result.since)


def test_what_changes_nothing_for_an_answer_is_not_told(course: Path, change: Change) -> None:
    record = played(course)
    change("article.md", "900 metres", "800 metres")
    change("key.yaml", "why: Ask whose word it is.", "why: Ask yourself whose word it is.")
    session = opened(course, record)
    assert session.summary().changed == ()
    assert session.summary().score == 1


def test_an_option_is_gone(course: Path, change: Change) -> None:
    record = played(course, {"who-says": "mayor"})
    change("lesson.yaml", "      mayor: The mayor\n", "")
    change(
        "key.yaml",
        "      mayor: {why: He is not quoted.}\n    why: Quotation marks",
        "    why: Quotation marks",
    )
    session = opened(course, record)
    session.goto(4)
    assert session.result is not None
    assert session.result.score == 0
    assert "Your answer does not fit the exercise of today." in session.result.since


@pytest.mark.sample(1)
@pytest.mark.parametrize("version", ["today", "older"])
def test_a_withdrawn_exercise_keeps_its_score(course: Path, change: Change, version: str) -> None:
    record = played(course)
    record = older(record) if version == "older" else record
    change("lesson.yaml", "id: who-says", "id: who-speaks")
    change("key.yaml", "\n  who-says:", "\n  who-speaks:")
    session = opened(course, record)
    summary = session.summary()
    assert [one.id for one in summary.withdrawn] == ["who-says"]
    assert (summary.score, summary.answered, summary.total) == (Fraction(1), 16, 16)
    line = "Withdrawn from this lesson since you answered: who-says. Its score stands: 100 of 100."
    assert any(line in told for told in told(course, record))
    assert line in Hearing(session, Sides(session.lesson.article, session.lesson.beside)).where()


def test_a_record_without_scores_is_worked_out_as_before(course: Path) -> None:
    record = played(course, {"who-says": "brook"})
    for damage in (None, "2/1", "1/0", "-1/2", 1, "x", "1" * 50 + "/1"):
        kept = [
            Event(e.name, e.course, e.lesson, e.exercise, {**e.data, "score": damage}, e.id, e.time)
            for e in record.kept
        ]
        session = opened(course, MemoryRecord(kept))
        result = session.first_result("who-says")
        assert result is not None
        assert (result.score, result.since) == (Fraction(1), ())


WORDS = ["greedy", "reckless", "Everyone", "pushed", "Tuesday", "crowns", "office", "hates"]


@examples(40)
@given(
    edits=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["plain", "", "grey"])), max_size=4),
    seed=st.integers(0, 3),
)
def test_no_edit_of_text_and_key_lowers_a_score(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str]], seed: int
) -> None:
    course = tmp_path_factory.mktemp("edited") / "course"
    shutil.copytree(COURSE, course)
    lesson = open_lesson(course / "tiny")
    perfect = dict(perfect_answers(lesson))
    answers = {id: raw for number, (id, raw) in enumerate(perfect.items()) if (number + seed) % 4}
    record = played(course, answers)
    before = opened(course, record).summary()
    for old, new in edits:
        for file in ("article.md", "beside.md", "lesson.yaml", "key.yaml"):
            path = course / "tiny" / file
            path.write_text(path.read_text("utf-8").replace(old, new or old.upper()), "utf-8")
    try:
        after = opened(course, record).summary()
    except LessonError:  # an edit may break the lesson: then nothing is told at all
        return
    assert after.answered == before.answered
    assert after.score >= before.score
    was = {one.strand: one.score for one in before.strands}
    assert all(one.score >= was[one.strand] for one in after.strands)
    assert len(after.missed) <= len(before.missed)
