"""Answers from paper entered by keyboard: as good as handed in, kept line by line, taken back, corrected."""

import io
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.text import as_text
from lessons.reports.classes.values import LearnerReport
from lessons.reports.paper_answers import as_typed
from lessons.school.book import history
from lessons.school.classes import class_path
from lessons.school.learners import known_learners
from lessons.school.store import ClassStore
from tests.helpers.classes import handed_in, write
from tests.helpers.place import home
from tests.helpers.shipped_lessons import CLOSE_TO_HOME
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
KEY = open_key(LESSON)
RIGHT = [as_typed(one.form, KEY.bound[one.id].perfect(), LESSON) for one in LESSON.exercises]
IDS = [one.id for one in LESSON.exercises]


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str, lesson: Path = TINY) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run(["class", "enter", "8b", str(lesson)])


def learners(lesson: str | None = None) -> dict[str, LearnerReport]:
    (report,) = reports("8b", lesson, home())
    return {one.name: one for one in report.learners}


def same_as(monkeypatch: pytest.MonkeyPatch, name: str, *lines: str) -> LearnerReport:
    assert typed(monkeypatch, *lines) == 0
    return learners()[name]


def test_a_sheet_is_worth_what_a_file_is_worth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert typed(monkeypatch, "Ana", *RIGHT, "Ben", *[""] * (len(IDS) - 1), RIGHT[-1]) == 0
    write(tmp_path / "in", handed_in(LESSON, "file", perfect_answers(LESSON)))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 0
    by_name = learners()
    assert by_name["Ana"].answered == len(IDS)
    assert by_name["Ana"].score == by_name["file"].score == 1
    assert by_name["Ben"].answered == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("sign", ["!", "-", "--", "<3", "<", "..."])
def test_a_sign_is_no_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    assert typed(monkeypatch, sign, "Ana", *RIGHT) == 0
    assert "A name is asked for" in capsys.readouterr().out
    assert {*learners()} == {"Ana"}


def test_the_report_says_that_it_comes_from_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "Ana", *RIGHT)
    (report,) = reports("8b", None, home())
    remarks = [line for line in as_text(report) if "paper" in line]
    assert remarks == [line for line in remarks if f"entered from paper: {len(IDS)} answers" in line] != []
    assert not any(remark.sort == "quick" for remark in learners()["Ana"].remarks), (
        "the teacher types, quickly"
    )


def test_a_sheet_that_is_entered_after_the_day_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["class", "assign", "8b", str(TINY), "--due", "2020-01-01"]) == 0
    one = same_as(monkeypatch, "Ana", "Ana", *RIGHT)
    assert one.late == 0


@pytest.mark.sample(3)
@pytest.mark.parametrize("stop", range(1, len(IDS) + 1))
def test_it_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    typed(monkeypatch, "Ana", *RIGHT[:stop])
    one = same_as(monkeypatch, "Ana", "ANA", *RIGHT[stop:])
    assert one.answered == len(IDS)
    assert one.score == 1
    with ClassStore(class_path("8b", home()), "8b") as store:
        (known,) = known_learners(store)
    assert len(known.hand_ins) == 1, "one sheet, however often it was gone on with"


def test_the_last_line_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    one = same_as(monkeypatch, "Ana", "Ana", RIGHT[0], "<", "--", *RIGHT[1:])
    assert one.answered == len(IDS) - 1
    assert typed(monkeypatch, "Ben", *RIGHT, "<", "") == 0, "also when the sheet was done"
    assert learners()["Ben"].answered == len(IDS) - 1


def test_a_correction_counts_and_the_book_keeps_what_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    last = len(IDS)
    one = same_as(monkeypatch, "Ana", "Ana", *RIGHT, "Ana", f"<{last}", "--")
    assert one.answered == last - 1
    again = same_as(monkeypatch, "Ana", "Ana", f"<{last}", RIGHT[-1])
    assert again.answered == last
    assert again.score == 1
    with ClassStore(class_path("8b", home()), "8b") as store:
        (pupil,) = store.pupils()
        causes = [entry.cause for entry in history(store, LESSON, pupil.id, IDS[-1])]
    assert causes == ["collected"] or causes[-1] == "collected"
    assert len({remark.sort for remark in again.remarks} - {"paper"}) == 0, "a correction is nothing odd"


def test_who_hands_in_a_file_too_is_one_learner_and_nothing_forks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    right = perfect_answers(LESSON)
    early = handed_in(LESSON, "Ana", {IDS[0]: right[IDS[0]]})
    write(tmp_path / "in", early, "1.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)]) == 0
    typed(monkeypatch, "ana", *RIGHT)
    write(tmp_path / "in", handed_in(LESSON, "Ana", dict(list(right.items())[:2])), "2.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 0
    by_name = learners()
    assert [*by_name] == ["Ana"]
    assert by_name["Ana"].answered == len(IDS)
    assert {remark.sort for remark in by_name["Ana"].remarks} <= {"paper", "quick"}


def test_a_slip_of_the_keys_is_no_new_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "Annabel", RIGHT[0], "!")
    typed(monkeypatch, "Anabel", "", *RIGHT[1:])
    assert [*learners()] == ["Annabel"]
    typed(monkeypatch, "Anabel", "Anabel", *RIGHT)
    assert sorted(learners()) == ["Anabel", "Annabel"]


def test_what_is_no_answer_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "Ana", RIGHT[0])
    before = learners()["Ana"].score
    typed(monkeypatch, "Ana", "<1", "\x1b[31m999 \u00df\u0130", "?", "!")
    assert learners()["Ana"].score == before
    assert "\x1b" not in capsys.readouterr().out
    assert typed(monkeypatch, "x" * 500, "\x00", "") == 0
    assert [*learners()] == ["Ana"]


def test_a_withdrawn_sheet_can_be_entered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "Ana", *RIGHT)
    with ClassStore(class_path("8b", home()), "8b") as store:
        (known,) = known_learners(store)
    assert run(["class", "learners", "8b", "withdraw", "Ana", known.hand_ins[0].checksum[:8]]) == 0
    one = same_as(monkeypatch, "Ana", "Ana", *RIGHT)
    assert one.answered == len(IDS)
    assert not {remark.sort for remark in one.remarks} & {"forked", "grown", "shrunk"}


def lines_to_kill(kept: int) -> Iterable[str]:
    yield "Ana"
    yield from RIGHT[:kept]


@pytest.mark.thorough
def test_a_kill_loses_nothing_that_was_said_to_be_kept() -> None:
    """The next question is asked only after the line before is on the disk."""
    kept = 2
    code = f"from lessons.cli.main import run; run(['class', 'enter', '8b', {str(TINY)!r}])"
    program = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        for line in lines_to_kill(kept):
            program.stdin.write(f"{line}\n")
        program.stdin.flush()
        for line in program.stdout:
            if line.startswith(f"{kept + 1}."):
                break
        else:
            pytest.fail("it ended before it asked")
    finally:
        program.kill()
        program.wait(10)
        program.stdin.close()
        program.stdout.close()
    assert learners()["Ana"].answered == kept


def test_all_shipped_sheets_of_close_to_home_can_be_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CLOSE_TO_HOME / "scientists-say"
    lesson = open_lesson(folder)
    key = open_key(lesson)
    lines = [as_typed(one.form, key.bound[one.id].perfect(), lesson) for one in lesson.exercises]
    assert typed(monkeypatch, "Ana", *lines, lesson=folder) == 0
    assert learners()["Ana"].score == 1
