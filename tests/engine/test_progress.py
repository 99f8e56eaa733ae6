"""A learner's progress: derived where the lesson is at hand, stored figures where it is not."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from lessons.cli.main import group
from lessons.loading.catalogue import courses
from lessons.model.course import LessonCard, Minutes
from lessons.record import Event, MemoryRecord
from lessons.reports.learner import progress
from lessons.reports.progress import as_text
from lessons.reports.standing import standing, standings, stored_number
from tests.helpers.answering import say
from tests.helpers.place import journal_path, open_journal
from tests.helpers.tiny import COURSE, perfect_answers, tiny_session


def card(*exercises: str) -> LessonCard:
    return LessonCard("tiny", Path(), "Tiny", "", Minutes(5), 1, (), exercises)


def committed(exercise: str, score: str, **data: object) -> Event:
    told = {"score": score, "chance": "1/4", "weight": "1", "practice": False, **data}
    return Event("committed", "course", "tiny", exercise, told, time="t1")  # type: ignore[arg-type]


# From the record alone --------------------------------------------------------------------------------------------


def test_a_lesson_never_begun() -> None:
    state = standing(card("a", "b"), [])
    assert (state.begun, state.answered, state.total) == (False, 0, 2)
    assert state.score == 0


def test_only_first_submissions_count() -> None:
    events = [committed("a", "1/2"), committed("a", "1"), committed("b", "1", practice=True)]
    state = standing(card("a", "b"), events)
    assert (state.answered, state.score, state.chance) == (1, Fraction(1, 4), Fraction(1, 8))


def test_weights_count_and_missing_ones_are_taken_to_be_usual() -> None:
    state = standing(card("a", "b"), [committed("a", "1", weight="3"), committed("b", "0")])
    assert state.score == Fraction(3, 4)
    assert standing(card("a", "b"), [committed("a", "1", weight="3")]).score == Fraction(1, 2)


def test_where_the_learner_stopped_and_whether_the_end_was_reached() -> None:
    moved = Event("moved", "course", "tiny", data={"index": 7}, time="t2")
    assert standing(card("a", "b"), [moved]).index == 1
    state = standing(card("a"), [Event("finished", "course", "tiny", time="t3"), moved])
    assert state.finished
    assert state.last == "t2"


@pytest.mark.parametrize("value", [None, "", "x", "1/0", "1/00", "-1", 5, True, [], "9" * 100, "1e999999999"])
def test_odd_stored_numbers_are_nothing(value: object) -> None:
    assert stored_number(value) == 0  # type: ignore[arg-type]


def test_lessons_are_kept_apart() -> None:
    other = Event("opened", "elsewhere", "tiny")
    states = standings(courses([COURSE]), [other])
    assert not states["course", "tiny"].begun


# Derived ----------------------------------------------------------------------------------------------------------


def record_of(*wrong: str) -> MemoryRecord:
    """Everything answered by the key, but for ``wrong``."""
    record = MemoryRecord()
    session = tiny_session(record)
    for id, answer in perfect_answers(session.lesson).items():
        say(session, None if id in wrong else answer)
        session.commit()
        session.next()
    return record


def test_scores_come_from_the_raw_answers_not_from_the_record() -> None:
    events = [
        Event(e.name, e.course, e.lesson, e.exercise, {**e.data, "score": "0"}, e.id, e.time)
        for e in record_of().kept
    ]
    done = progress(courses([COURSE]), events)
    assert done.overall.score == 1
    assert done.lessons[0].derived
    assert done.lessons[0].standing.score == 1
    assert {strand: one.score for strand, one in done.strands.items()} == dict.fromkeys(
        ("language", "sourcing", "omission"), 1
    )
    assert done.false_alarms == 0
    assert done.hits > 0


def test_strands_and_techniques_tell_what_was_missed() -> None:
    done = progress(courses([COURSE]), record_of("find-loaded", "chain").kept)
    assert done.strands["omission"].score == 1
    assert done.strands["language"].score < 1
    assert done.techniques["exaggeration"].missed == 1
    said = "\n".join(as_text(done, "ana"))
    assert "  Loaded language: found 3 of 5" in said
    assert "Met fewer than 4 times: Exaggeration 1 of 2." in said
    assert "The tiny tram: done, 16 of 16 exercises" in said


def test_one_exercise_is_called_one() -> None:
    record = MemoryRecord()
    session = tiny_session(record)
    session.commit()
    said = "\n".join(as_text(progress(courses([COURSE]), record.kept), "ana"))
    assert "1 exercise\n" in said + "\n"
    assert "1 exercises" not in said


def test_a_lesson_that_is_gone_keeps_its_stored_scores() -> None:
    done = progress([], record_of("chain").kept)
    only = done.lessons[0]
    assert not only.derived
    assert only.standing.score == Fraction(15, 16)
    assert done.overall.score == Fraction(15, 16)
    assert not done.strands
    assert "scores as stored then" in "\n".join(as_text(done, "ana"))


def test_a_lesson_that_broke_keeps_its_stored_scores_and_says_why(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    (folder / "tiny" / "key.yaml").write_text("format: 1\n")
    done = progress(courses([folder]), record_of().kept)
    only = done.lessons[0]
    assert not only.derived
    assert "key.yaml" in only.why_stored
    assert only.standing.score == 1


# The command ------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_command_in_both_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSEREAD_PATH", str(COURSE))
    with open_journal("ana") as journal:
        for event in record_of("chain").kept:
            journal.append(event, sync=False)
    text = CliRunner().invoke(group, ["--learner", "ana", "progress"])
    assert text.exit_code == 0
    assert text.stdout.startswith("Learner: ana\nThe tiny tram: done")
    told = json.loads(CliRunner().invoke(group, ["progress", "--format", "json"]).stdout)
    assert told["format"] == 1
    assert told["learner"] == "ana"
    assert told["lessons"][0]["score_exact"] == "15/16"
    assert told["strands"]["sourcing"]["answered"] == 5
    assert set(told["marks"]) == {"hits", "false_alarms"}


def test_progress_can_be_told_while_a_window_is_open_and_says_what_is_damaged() -> None:
    with open_journal("ana"):
        with journal_path("ana").open("ab") as file:
            file.write(b"{torn\n")
        result = CliRunner().invoke(group, ["--learner", "ana", "progress"])
    assert result.exit_code == 0
    assert "No lesson was begun yet" in result.stdout
    assert "1 damaged line was passed over" in result.stderr
