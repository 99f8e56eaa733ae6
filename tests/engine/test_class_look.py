"""A class opened to be looked at: who marked what, the places of its heat map, and a class that is open elsewhere."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.model.result import Verdict, percent
from lessons.record.recorder import RecordError, RecordLockedError
from lessons.reports.classes.looking import (
    ExerciseMarks,
    Look,
    Spot,
    guessing,
    look,
    spots,
    verdicts_on,
    witnesses,
)
from lessons.school.class_cards import class_cards
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.text.spans import Span
from tests.helpers.classes import handed_in, write
from tests.helpers.place import home
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)


def span(words: str) -> Span:
    start = LESSON.article.text.index(words)
    return Span(start, start + len(words))


def mark(words: str, technique: str | None = None) -> dict[str, Raw]:
    start, end = span(words)
    return {"start": start, "end": end} | ({"technique": technique} if technique else {})


ANSWERS: Mapping[str, Mapping[str, Raw]] = {
    "ana": RIGHT,
    "ben": {
        "find-loaded": [mark("greedy mayor"), mark("the shopkeepers' club"), mark("nonsense")],
        "find-named": [mark("greedy", "slogan"), mark("greedy", "exaggeration")],
    },
    "cleo": {"find-loaded": [mark("the shopkeepers' club")], "find-named": [mark("greedy")]},
}


def collect(folder: Path, name: str = "8b", answers: Mapping[str, Mapping[str, Raw]] = ANSWERS) -> Path:
    for learner, own in answers.items():
        write(folder, handed_in(LESSON, learner, own))
    assert run(["collect", str(folder), "-c", name, "--lesson", str(TINY)]) == 0
    return class_path(name, home())


def looked(path: Path) -> Look:
    with ClassStore(path, "8b") as store:
        (assignment,) = store.assignments()
    return look(path, assignment)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Look:
    folder = tmp_path_factory.mktemp("class")
    return looked(collect(folder / "in", str(folder / "8b.db")))


def marks_of(found: Look, exercise: str) -> ExerciseMarks:
    return next(one for one in found.marks if one.exercise == exercise)


def told(found: Look, exercise: str, words: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    names = {one.id: one.name for one in found.report.learners}
    seen = witnesses(marks_of(found, exercise), span(words))
    return {names[one.learner]: (one.words, one.techniques) for one in seen}


@pytest.mark.thorough
def test_who_marked_a_phrase_with_which_words_and_what_they_called_it(found: Look) -> None:
    assert told(found, "find-loaded", "greedy") == {
        "ana": (("greedy",), ()),
        "ben": (("greedy mayor",), ()),
    }
    assert told(found, "find-loaded", "shopkeepers") == {
        "ben": (("the shopkeepers' club",), ()),
        "cleo": (("the shopkeepers' club",), ()),
    }
    assert told(found, "find-named", "greedy") == {
        "ana": (("greedy",), ("loaded-language",)),
        "ben": (("greedy",), ("slogan", "exaggeration")),
        "cleo": (("greedy",), ()),
    }
    assert told(found, "find-loaded", "Work starts in June") == {}


def test_the_verdict_on_a_phrase_by_learner(found: Look) -> None:
    names = {one.id: one.name for one in found.report.learners}
    marks = marks_of(found, "find-loaded")
    spot = at(spots(found.report, found.report.heat[0]), "greedy")
    item = next(one.item for one in spot.findings if one.exercise == "find-loaded")
    verdicts = {names[learner]: verdict for learner, verdict in verdicts_on(marks, item).items()}
    assert verdicts == {"ana": Verdict.RIGHT, "ben": Verdict.RIGHT, "cleo": Verdict.MISSED}


def test_witnesses_are_as_many_as_the_map_counts(found: Look) -> None:
    words = LESSON.article.words
    for one in found.report.exercises:
        if one.heat is not None and one.heat.side == "main":
            marks = marks_of(found, one.exercise.id)
            counted = {number: len(witnesses(marks, words[number])) for number in range(len(words))}
            assert {number: count for number, count in counted.items() if count} == dict(one.heat.counts)


def at(found: tuple[Spot, ...], words: str) -> Spot:
    return next(spot for spot in found if spot.text == words)


def test_the_places_of_all_exercises_together(found: Look) -> None:
    every = spots(found.report, found.report.heat[0])
    assert [spot.span for spot in every] == sorted(spot.span for spot in every)
    greedy = at(every, "greedy")
    assert (greedy.kind, greedy.marked, greedy.of) == ("key", 3, 3)
    loaded, named = greedy.findings
    assert (loaded.exercise, loaded.marked, loaded.missed) == ("find-loaded", 2, 1)
    assert (named.exercise, named.marked, named.technique) == ("find-named", 3, "loaded-language")
    assert loaded.why == "A judgement on a person."
    trap = at(every, "nonsense")
    assert (trap.kind, trap.marked, trap.of) == ("trap", 1, 3)
    assert at(every, "pushed").kind == "debatable"
    outside = at(every, "the shopkeepers' club")
    assert (outside.kind, outside.marked, outside.of) == ("plain", 2, 3)


@pytest.mark.thorough
def test_words_outside_one_key_and_in_another_are_no_false_alarm(tmp_path: Path) -> None:
    both: Mapping[str, Raw] = {"find-named": [mark("nonsense")]}
    report = looked(collect(tmp_path, answers={"ana": both, "ben": both})).report
    every = spots(report, report.heat[0])
    assert at(every, "nonsense").kind == "trap"
    assert [spot.text for spot in every if spot.kind == "plain"] == []


def test_the_places_of_one_exercise(found: Look) -> None:
    heat = next(one.heat for one in found.report.exercises if one.exercise.id == "find-named")
    assert heat is not None
    assert {spot.text for spot in spots(found.report, heat)} == {"greedy", "reckless"}


@pytest.mark.thorough
def test_a_class_that_another_program_has_open_is_shown_as_far_as_it_is_graded(tmp_path: Path) -> None:
    path = collect(tmp_path / "in")
    with ClassStore(path, "8b", write=True) as store:
        with pytest.raises(RecordLockedError, match="one program at a time for each class"):
            ClassStore(path, "8b", write=True)
        seen = looked(path)
        assert isinstance(seen.trouble, RecordLockedError)
        assert (seen.ungraded, len(seen.report.learners)) == (0, 3)
        with store.writing() as connection:
            connection.exec_driver_sql("update grades set state = 'of another key'")
        unseen = looked(path)
        given = sum(map(len, ANSWERS.values()))
        assert unseen.ungraded == given
        assert [one.answered for one in unseen.report.learners] == [0, 0, 0]
    again = looked(path)
    assert (again.trouble, again.ungraded) == (None, 0)
    assert sum(one.answered for one in again.report.learners) == given


def test_a_file_that_is_no_class_is_told(tmp_path: Path) -> None:
    path = collect(tmp_path / "in")
    with ClassStore(path, "8b") as store:
        (assignment,) = store.assignments()
    path.write_bytes(b"no class at all" * 100)
    with pytest.raises(RecordError, match="no class database"):
        look(path, assignment)
    (card,) = class_cards([path])
    assert card.trouble is not None


@pytest.mark.thorough
def test_a_card_has_what_the_report_has(tmp_path: Path) -> None:
    path = collect(tmp_path / "in")
    (card,) = class_cards([path])
    (lesson,) = card.lessons
    report = looked(path).report
    mean = sum((one.score for one in report.learners), Fraction(0)) / len(report.learners)
    assert (card.name, card.learners, lesson.title, lesson.learners) == ("8b", 3, LESSON.title, 3)
    assert lesson.mean == mean
    assert 0 < percent(guessing(lesson.assignment)) < 50


WITHOUT_A_SCREEN = (
    (["class", "show", "8b"], "closeread class report 8b"),
    (["class", "8b"], "closeread class report 8b"),
    (["class", "reprot"], "Did you mean report?"),
    (["class", "zzz"], "'closeread class list' names the classes"),
    (["class", "show", "8b", "warm-up"], "its lessons: tiny"),
)


def test_without_a_screen_the_way_round_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(tmp_path / "in")
    for call, said in WITHOUT_A_SCREEN:
        assert run(call) == 2
        assert said in capsys.readouterr().err
    assert run(["class"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("8b: 3 learners; tiny")
    assert "Usage: closeread class" in told
