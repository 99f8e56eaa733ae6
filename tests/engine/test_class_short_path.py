"""A class that takes the short path of a lesson: its exercises alone count, and what lies beside the path is kept."""

import csv
import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from lessons.cli.class_report import reports
from lessons.cli.main import group, run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.grade_book import grade_book
from lessons.reports.classes.text import as_text
from lessons.reports.classes.values import ClassReport
from lessons.reports.paper_answers import as_typed
from lessons.school.at_hand import open_assigned
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from tests.helpers.classes import handed_in, write
from tests.helpers.place import home
from tests.helpers.tiny import TINY, perfect_answers

SHORT = ("find-loaded", "who-says", "whats-missing")
RIGHT = perfect_answers(open_lesson(TINY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson with a short path of three exercises."""
    shutil.copytree(TINY.parent, tmp_path / "course")
    file = tmp_path / "course" / TINY.name / "lesson.yaml"
    file.write_text(
        file.read_text().replace("\nexercises:\n", f"\nshort: [{', '.join(SHORT)}]\nexercises:\n", 1)
    )
    return file.parent


@pytest.fixture
def collected(folder: Path, tmp_path: Path) -> Path:
    """Ana did the path alone, Ben everything, Cem only what is beside it: all of it right."""
    lesson = open_lesson(folder)
    done = {
        "ana": {id: RIGHT[id] for id in SHORT},
        "ben": RIGHT,
        "cem": {id: answer for id, answer in RIGHT.items() if id not in SHORT},
    }
    for name, answers in done.items():
        write(tmp_path / "in", handed_in(lesson, name, answers))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(folder)]) == 0
    return folder


def assign(folder: Path, *words: str) -> str:
    result = CliRunner().invoke(group, ["class", "assign", "8b", str(folder), *words])
    assert result.exit_code == 0, result.output
    return result.output


def report_of(name: str = "8b") -> ClassReport:
    (report,) = reports(name, None, home())
    return report


def scores() -> dict[str, Fraction]:
    return {one.name: one.score for one in report_of().learners}


@contextmanager
def opened() -> Iterator[ClassStore]:
    with ClassStore(class_path("8b", home()), "8b") as store:
        yield store


def test_a_lesson_without_a_path_cannot_be_taken_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["class", "assign", "8b", str(TINY), "--short"]) == 2
    assert "no short path" in capsys.readouterr().err


def test_the_path_alone_counts(collected: Path) -> None:
    lesson = open_lesson(collected)
    part = sum(one.weight for one in lesson.shortened().exercises) / sum(
        one.weight for one in lesson.exercises
    )
    assert scores() == {"ana": part, "ben": 1, "cem": 1 - part}
    told = assign(collected, "--short")
    assert f"3 of {len(lesson.exercises)} exercises" in told
    assert "2 totals" in told
    assert scores() == {"ana": 1, "ben": 1, "cem": 0}
    report = report_of()
    assert tuple(one.exercise.id for one in report.exercises) == SHORT
    assert {one.name: (one.answered, one.total) for one in report.learners} == {
        "ana": (3, 3),
        "ben": (3, 3),
        "cem": (0, 3),
    }
    assert "The class takes the short path, 3 exercises: nothing else counts." in "\n".join(as_text(report))
    assert not any(remark.sort == "orphaned" for one in report.learners for remark in one.remarks)
    rows = [*csv.DictReader(io.StringIO(grade_book([report]).decode("utf-8-sig")))]
    assert sum("exercise " in name for name in rows[0]) == 3


def test_back_to_the_whole_lesson(collected: Path) -> None:
    before = scores()
    assign(collected, "--short")
    assign(collected, "--whole")
    assert scores() == before
    result = CliRunner().invoke(group, ["class", "history", "8b", str(collected)])
    assert result.exit_code == 0
    assert "lowered" in result.output
    assert "the class takes the whole lesson" in result.output


def test_what_is_not_said_again_stays(folder: Path) -> None:
    assign(folder, "--short", "--due", "2026-12-01")
    assign(folder)
    with opened() as store:
        (one,) = store.assignments()
    assert one.short
    assert one.due
    assign(folder, "--whole", "--due", "none")
    with opened() as store:
        (one,) = store.assignments()
    assert (one.short, one.due) == (False, "")


def test_what_is_collected_later_counts_on_the_path(folder: Path, tmp_path: Path) -> None:
    assign(folder, "--short")
    lesson = open_lesson(folder)
    write(tmp_path / "in", handed_in(lesson, "ben", RIGHT))
    write(tmp_path / "in", handed_in(lesson, "ana", {SHORT[0]: RIGHT[SHORT[0]]}))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 0
    part = lesson.exercise(SHORT[0]).weight / sum(one.weight for one in lesson.shortened().exercises)
    assert scores() == {"ana": part, "ben": 1}
    assert run(["rescore", "8b"]) == 0
    assert scores() == {"ana": part, "ben": 1}
    assign(folder, "--whole")
    assert scores()["ben"] == 1


def test_a_class_without_the_column_is_brought_up(folder: Path) -> None:
    assign(folder)
    with ClassStore(class_path("8b", home()), "8b", write=True) as store, store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE assignments DROP COLUMN short")
        connection.exec_driver_sql("UPDATE meta SET value = '2' WHERE name = 'schema'")
    with opened() as store:
        assert [one.short for one in store.assignments()] == [False]
    assign(folder, "--short")
    with opened() as store:
        assert [one.short for one in store.assignments()] == [True]


# Paper ------------------------------------------------------------------------------------------------------------


def sheet(folder: Path, *, short: bool) -> list[str]:
    """Right answers as they are typed, row by row."""
    lesson = open_lesson(folder)
    key = open_key(lesson)
    asked = lesson.shortened() if short else lesson
    return [as_typed(one.form, key.bound[one.id].perfect(), lesson) for one in asked.exercises]


def enter(monkeypatch: pytest.MonkeyPatch, folder: Path, lines: list[str], *words: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*lines, ""])))
    return run(["class", "enter", "8b", str(folder), *words])


@pytest.mark.parametrize("assigned", [True, False])
def test_a_short_sheet_has_its_own_numbers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], assigned: bool
) -> None:
    if assigned:
        assign(folder, "--short")
    words = () if assigned else ("--short",)
    assert enter(monkeypatch, folder, ["Ana", *sheet(folder, short=True)], *words) == 0
    assert "Ana: 3 of 3 entered." in capsys.readouterr().out
    assert scores() == {"Ana": 1}
    with opened() as store:
        (one,) = store.assignments()
        assert one.short, "a class of which short sheets are entered takes the short path"
        assert open_assigned(one).lesson.is_short


def test_short_sheets_in_a_class_that_takes_the_whole_lesson(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assign(folder)
    assert enter(monkeypatch, folder, ["Ana", *sheet(folder, short=True)], "--short") == 0
    assert "what is not on the short path counts 0" in capsys.readouterr().err
    (ana,) = report_of().learners
    assert ana.answered == 3
    assert {*ana.scores} == {*SHORT}
    assert ana.score < 1


def test_a_whole_sheet_in_a_class_on_the_short_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assign(folder, "--short")
    assert enter(monkeypatch, folder, ["Ana", *sheet(folder, short=False)], "--whole") == 0
    assert scores() == {"Ana": 1}
    assign(folder, "--whole")
    (ana,) = report_of().learners
    assert ana.score == 1
    assert ana.answered == ana.total


def test_no_short_sheets_of_a_lesson_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    assert enter(monkeypatch, TINY, ["Ana"], "--short") == 2
