"""Sealed lessons line by line: a code is asked for; a test is begun, taken and ended."""

import io
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lessons.cli.call import PlayRequest
from lessons.cli.linear.start import run as play
from lessons.cli.main import run
from lessons.play.rules import Limit
from lessons.record.journal import read_journal
from lessons.share.packs.unpack import opened
from lessons.share.sealing.running import LONGEST, running_test
from tests.helpers.place import here, home, journal_path
from tests.helpers.sealed import sealed_tiny


def played(lesson: Path, lines: Sequence[str]) -> str:
    """Everything said when these lines come through a pipe."""
    out = io.StringIO()
    request = PlayRequest(lesson, (lesson.parent,), here("ana"))
    play(request, io.StringIO("".join(line + "\n" for line in lines)), out)
    return out.getvalue()


@pytest.fixture
def test_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return sealed_tiny(tmp_path, monkeypatch, minutes=30, glossary=False)[0]


def test_a_test_begins_when_the_student_says_so(test_lesson: Path) -> None:
    for line in ("", "quit", "lessons", "next"):
        said = played(test_lesson, [line, "quit", "quit"])
        assert "You have 30 minutes from when you begin" in said
        assert "The glossary is closed." in said
        assert "Exercise 1 of 16" not in said
    said = played(test_lesson, ["begin", "next"])
    assert "Exercise 1 of 16. Language. 30 minutes left. Mark the words" in said
    again = played(test_lesson, [])
    assert "Type 'begin'" not in again
    assert "Exercise 1 of 16." in again


def test_an_answer_is_handed_in_once_and_nothing_is_explained(test_lesson: Path) -> None:
    said = played(
        test_lesson,
        [
            "begin",
            "mark greedy",
            "commit",
            "show",
            "again",
            "explain",
            "glossary",
            "unmark 1",
            "back",
            "where",
        ],
    )
    assert "Handed in. Saved." in said
    for command in ("again", "explain", "glossary"):
        assert f"There is no '{command}' in this test." in said
    assert "1. handed in. Mark the words" in said
    assert " of 100" not in said
    assert "guessing" not in said
    later = played(test_lesson, ["task", "commit", "mark reckless"])
    assert "This is a test." in later
    assert "Handed in: it cannot be changed. 'next' goes on." in later
    assert later.count('"greedy"') >= 1
    assert "Marked:" not in later


def test_an_answer_with_gaps_is_asked_about_once(test_lesson: Path) -> None:
    said = played(test_lesson, ["begin", "commit", "commit"])
    assert "To hand it in as it is, type 'commit' again." in said
    assert "Handed in. Saved." in said


def test_the_end_is_final_and_says_how_to_hand_in(test_lesson: Path) -> None:
    said = played(
        test_lesson, ["begin", "mark greedy", "goto 12", "7", "commit", "finish", "finish", "goto 3"]
    )
    assert "Not answered: exercise 2, 3, 4" in said
    assert "Begun: exercise 1. They are handed in as they stand" in said
    assert "To end the test for good, type 'finish' again." in said
    assert "Handed in: 2 of 16 answers." in said
    assert f"closeread hand-in {test_lesson.parent.name}/tiny" in said
    assert "Not answered. The test is over." in said
    assert "Handed in: 2 of 16 answers." in played(test_lesson, ["commit", "finish"])
    assert "The test is over. Nothing can be changed any more." in played(test_lesson, ["finish"])


def test_when_the_time_is_over_a_line_comes_too_late(
    test_lesson: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played(test_lesson, ["begin", "mark greedy"])
    left = iter([100.0] * 40 + [-1.0] * 400)
    monkeypatch.setattr(Limit, "left", property(lambda self: next(left)))
    said = played(test_lesson, ["mark reckless"] * 60)
    assert "The time is over: 'mark reckless' was not done." in said
    assert "Handed in: 1 of 16 answers." in said


def test_help_tells_what_a_test_has(test_lesson: Path) -> None:
    said = played(test_lesson, ["begin", "help", "end"])
    assert "commit: hand the answer in; after that it cannot be changed." in said
    assert "again:" not in said
    assert "glossary" not in said.partition("Exercise 1")[2]
    assert "The test is not finished yet." in said


def test_a_practice_pack_asks_for_its_code_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson, _pack = sealed_tiny(tmp_path, monkeypatch, "practice", code="river bridge tram")
    said = played(lesson, ["river bridge train", "River-Bridge Tram", "mark greedy", "commit"])
    assert "Its answers are sealed." in said
    assert "Not opened: this code does not open the key." in said
    assert "Open." in said
    assert "of 100" in said
    assert "sealed" not in played(lesson, [])
    for line in ("quit", "lessons"):
        (tmp_path / line).mkdir()
        other = sealed_tiny(tmp_path / line, monkeypatch, "practice", code="another code")[0]
        assert "Exercise 1" not in played(other, [line, "quit"])
        assert "Exercise 1" not in played(other, [])


@pytest.mark.thorough
def test_the_code_that_is_given_out_explains_a_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, pack = sealed_tiny(tmp_path, monkeypatch)
    played(lesson, ["begin", "goto 12", "7", "commit"])
    assert run(["unseal", str(lesson), "0000"]) == 1
    assert "P921" in capsys.readouterr().err
    assert run(["unseal", str(tmp_path / "pack.zip"), pack.code.lower()]) == 0
    assert "The test is over" in capsys.readouterr().out
    said = played(lesson, ["explain", "next", "finish", "finish"])
    assert re.search(r"Score: \d+ of 100", said)
    assert "The annotated article:" in said


def test_without_the_library_a_test_says_so_before_it_begins(
    test_lesson: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "nacl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nacl", None)
    assert "this machine needs PyNaCl: " in played(test_lesson, [])
    assert "Handed in. Saved." in played(test_lesson, ["begin", "commit", "commit"])
    here().settings.keep_learner("ana")
    assert run(["hand-in", str(test_lesson), "--to", str(test_lesson)]) == 1
    assert '-m pip install "closeread[seal]"' in capsys.readouterr().err
    assert not list(test_lesson.glob("*.handin"))


@pytest.mark.thorough
def test_progress_knows_a_released_test_of_a_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _lesson, pack = sealed_tiny(tmp_path, monkeypatch)
    lesson = opened(tmp_path / "pack.zip", home()) / "tiny"
    played(lesson, ["begin", "goto 12", "7", "commit"])
    here().settings.keep_learner("ana")
    assert run(["progress"]) == 0
    assert "The tiny tram: a test, 1 of 16 exercises handed in" in capsys.readouterr().out
    assert run(["review", "--list"]) == 0
    told = capsys.readouterr()
    assert "not on this machine" not in told.err
    assert "card due" not in told.out
    assert run(["unseal", pack.folder, pack.code]) == 0
    assert run(["progress"]) == 0
    assert "The tiny tram: begun, 1 of 16 exercises, 0 of 100" in capsys.readouterr().out


def test_what_is_not_sealed_is_not_unsealed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["unseal", "unsigned-column", "CODE"]) == 1
    assert "not sealed" in capsys.readouterr().err
    assert run(["unseal", "no-such-lesson", "CODE"]) == 2


CLOSED = ["suggest", "preview", "score", "crosscheck", "review", "glossary"]


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", CLOSED)
def test_what_would_help_is_closed_while_a_test_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the beginning to the end of the test, wherever its pack lies; before and after all is open."""
    lesson, _pack = sealed_tiny(tmp_path, monkeypatch)
    here().settings.keep_learner("ana")

    def refused() -> bool:
        capsys.readouterr()
        run([name, "no-such-thing"])
        return "A test is running" in capsys.readouterr().err

    assert not refused()
    played(lesson, ["begin", "goto 12", "7", "commit"])
    assert refused()
    assert run([name, "--help"]) == 0
    assert run(["--learner", "ben", name, "no-such-thing"]) != 0
    assert "A test is running" not in capsys.readouterr().err
    here().settings.keep_learner("ana")
    played(lesson, ["finish", "finish"])
    assert not refused()


def test_a_test_that_was_left_does_not_close_commands_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30)
    played(lesson, ["begin"])
    events = read_journal(journal_path("ana"), drafts=False).events
    begun = datetime.fromisoformat(events[0].time)
    assert running_test(events, home(), begun + timedelta(minutes=29))
    assert not running_test(events, home(), begun + LONGEST + timedelta(minutes=1))
    practice = [replace(event, course="course-sealed") for event in events]
    assert not running_test(practice, home(), begun)
