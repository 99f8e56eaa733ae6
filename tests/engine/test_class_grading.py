"""A class is graded with much remembered: each answer as if it were the only one, and once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.kept_answers import keep, reread
from lessons.kinds.marking import tally
from lessons.kinds.written_answers import read
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import AnswerError, MarkAnswer, Raw
from lessons.record.event import Event
from lessons.school.at_hand import assignment_of, open_assigned
from lessons.school.collecting import collect
from lessons.school.graded import graded_part, packed, tally_of, tally_text, unpacked
from lessons.school.grading import (
    Grader,
    MarkReader,
    MarkVerdicts,
    grade_class,
    graded_answers,
    submissions,
    ungraded,
)
from lessons.school.preparing import Expected
from lessons.school.store import ClassStore
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.examples import examples
from tests.helpers.place import here
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
KEY = open_key(LESSON)
RIGHT = perfect_answers(LESSON)
STATE = Grader(LESSON, KEY).state
MARKING = ["find-loaded", "find-named", "find-nothing", "mark-there"]
KEYS = {id: key for id in MARKING if (key := KEY.bound[id].marks) is not None}
READERS = {id: MarkReader(LESSON, LESSON.exercise(id), KEYS[id]) for id in MARKING}
VERDICTS = {id: MarkVerdicts(KEYS[id]) for id in MARKING}


@st.composite
def marks(draw: st.DrawFn) -> tuple[str, Any]:
    """Marks of whole words and of parts of words, some named, some damaged; as they are kept."""
    id = draw(st.sampled_from(MARKING))
    form = LESSON.exercise(id).form
    article = LESSON.beside if id == "mark-there" and LESSON.beside is not None else LESSON.article
    raw: list[Any] = []
    for _ in range(draw(st.integers(0, 6))):
        first = draw(st.integers(0, len(article.words) - 1))
        last = min(len(article.words) - 1, first + draw(st.integers(0, 4)))
        start, end = (
            article.words[first][0] + draw(st.integers(0, 3)),
            article.words[last][1] - draw(st.integers(0, 3)),
        )
        if start < end:
            raw.append({"start": start, "end": end})
            if draw(st.booleans()) and id == "find-named":
                raw[-1]["technique"] = draw(st.sampled_from(["loaded-language", "exaggeration", "slogan"]))
    kept = keep(form, read(form, raw, LESSON.article, LESSON.beside), LESSON.article, LESSON.beside)
    assert isinstance(kept, list)
    damage: Callable[[Any], Any]
    for mark in kept:
        damage = draw(st.sampled_from([_none, _none, _none, _moved, _true, _listed, _gone]))
        damage(mark)
    return id, kept


def _none(mark: Any) -> None:
    pass


def _moved(mark: Any) -> None:
    mark["start"] += 1


def _true(mark: Any) -> None:
    mark["start"] = True


def _listed(mark: Any) -> None:
    mark["suffix"] = [mark["suffix"]]


def _gone(mark: Any) -> None:
    mark["exact"] = "no such words"


@examples(80)
@given(marks())
def test_marks_are_judged_as_if_nothing_were_remembered(made: tuple[str, Any]) -> None:
    id, kept = made
    exercise, bound = LESSON.exercise(id), KEY.bound[id]
    answer, lost = reread(exercise.form, kept, LESSON.article, LESSON.beside)
    assert isinstance(answer, MarkAnswer)
    counts = tally(KEYS[id], answer)
    assert READERS[id](kept) == (counts, lost)
    assert tally_of(tally_text(counts), KEYS[id].counted) == counts
    whole = bound.grade(answer, "")
    expected = sorted((graded_part(part) for part in whole.parts), key=lambda part: part.id)
    assert sorted(VERDICTS[id].parts(counts), key=lambda part: part.id) == expected
    assert unpacked(packed(expected)) == tuple(expected)


ODD: list[Raw] = [
    None,
    0,
    "x",
    [],
    {},
    [None],
    ["brook"] * 3,
    {"a": 1},
    [{"start": 1}],
    [[]],
    10**50,
    True,
    "0",
    {"s1": {"named": []}},
]


@pytest.mark.parametrize("exercise", LESSON.exercises, ids=lambda exercise: exercise.id)
def test_any_answer_is_graded_as_alone(exercise: Any) -> None:
    """Right ones, and those that have no form: these count as blank and one lost."""
    grader = Grader(LESSON, KEY)
    kept = keep(
        exercise.form,
        read(exercise.form, RIGHT[exercise.id], LESSON.article, LESSON.beside),
        LESSON.article,
        LESSON.beside,
    )
    for raw in [kept, *ODD, kept, *ODD]:
        event = Event("committed", LESSON.course, LESSON.id, exercise.id, {"answer": raw}, "e", "t")
        (graded,) = grader.submissions([event])
        try:
            answer, lost = reread(exercise.form, raw, LESSON.article, LESSON.beside)
        except AnswerError:
            answer, lost = read(exercise.form, None, LESSON.article, LESSON.beside), 1
        assert (graded.score, graded.lost) == (KEY.bound[exercise.id].grade(answer, "").score, lost)


def test_unknown_exercises_have_no_grade() -> None:
    event = Event("committed", LESSON.course, LESSON.id, "gone", {"answer": None}, "e", "t")
    assert Grader(LESSON, KEY).submissions([event]) == []


def everything(store: ClassStore) -> list[Any]:
    """All grades, as both ways to read them tell them."""
    told: list[Any] = []
    for exercise in LESSON.exercises:
        told += submissions(store, LESSON, exercise.id, STATE)
        told += graded_answers(store, LESSON, KEY, exercise.id)
    return told


@pytest.mark.thorough
def test_what_is_graded_while_collecting_is_what_is_graded_later(tmp_path: Path) -> None:
    """In one go, in two hand-ins the first of which comes last, and after a look at the practice that came before."""
    practice = Event(
        "committed",
        LESSON.course,
        LESSON.id,
        "chain",
        {"answer": ["page"], "practice": True},
        digest("practice"),
        "2026-01-31T08:00:00.000Z",
    )
    for name in ("ana", "ben"):
        some = {id: RIGHT[id] for id in list(RIGHT)[:7]}
        write(tmp_path / "late", handed_in(LESSON, name, RIGHT, sure={"slant": 2}, extra=(practice,)))
        write(tmp_path / "early", handed_in(LESSON, name, some))
    one = open_assigned(assignment_of(TINY, here()))
    lesson = (LESSON.course, LESSON.id)
    quick = {lesson: Expected(one.assignment, grader=Grader(LESSON, KEY))}
    slow = {lesson: Expected(one.assignment)}
    made = []
    for number, (folders, expected) in enumerate(
        [(["late"], quick), (["late"], slow), (["early", "late"], quick)]
    ):
        with ClassStore(tmp_path / f"{number}.db", "8b", write=True) as store:
            for folder in folders:
                assert all(told.outcome == "taken" for told in collect(store, tmp_path / folder, expected))
            assert ungraded(store, LESSON, KEY) == {0: 0, 1: 2 * len(RIGHT), 2: 2 * (len(RIGHT) - 7)}[number]
            graded = grade_class(store, LESSON, KEY)
            assert graded == {0: 0, 1: 2 * len(RIGHT), 2: 2 * (len(RIGHT) - 7)}[number]
            assert grade_class(store, LESSON, KEY) == 0
            made.append(everything(store))
    assert made[0] == made[1] == made[2]


def test_an_earlier_answer_that_comes_later_takes_the_place_of_the_other(tmp_path: Path) -> None:
    """As where two copies of a journal are joined."""
    first = handed_in(LESSON, "ana", {"who-says": "mayor"}, minute=10)
    early = handed_in(LESSON, "ana", {"who-says": "brook"}, minute=0)
    joined = handed_in(LESSON, "ana", {"who-says": "mayor"}, minute=10, extra=early.events)
    one = open_assigned(assignment_of(TINY, here()))
    expected = {(LESSON.course, LESSON.id): Expected(one.assignment, grader=Grader(LESSON, KEY))}
    with ClassStore(tmp_path / "c.db", "8b", write=True) as store:
        for number, hand_in in enumerate((first, joined)):
            write(tmp_path / str(number), hand_in)
            list(collect(store, tmp_path / str(number), expected))
            grade_class(store, LESSON, KEY)
            (submission,) = submissions(store, LESSON, "who-says", STATE)
            assert submission.score == number
        assert grade_class(store, LESSON, KEY) == 0
