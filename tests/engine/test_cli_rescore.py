"""``closeread rescore`` after a change of key.yaml, as a teacher types it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from tests.helpers.classes import handed_in, write
from tests.helpers.tiny import COURSE, perfect_answers

WHY = "the mayor is quoted in paragraph 1"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """The tiny lesson in a course of its own, and a class that worked on it: one half said brook, the other mayor."""
    folder = Path(shutil.copytree(COURSE, tmp_path / "course")) / "tiny"
    opened = open_lesson(folder)
    right = perfect_answers(opened)
    for name, said in (("ana", "brook"), ("ben", "mayor"), ("cem", "mayor"), ("dil", "writer")):
        write(tmp_path / "in", handed_in(opened, name, {**right, "who-says": [said]}))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(folder)]) == 0
    return folder


def turn(lesson: Path) -> None:
    """The key names the other one."""
    path = lesson / "key.yaml"
    before = path.read_text("utf-8")
    changed = before.replace(
        "brook: {credit: 1, why: She is named after the quotation.}", "brook: {why: No.}"
    )
    changed = changed.replace(
        "mayor: {why: He is not quoted.}\n    why: Quotation",
        "mayor: {credit: 1, why: He.}\n    why: Quotation",
    )
    assert changed.count("mayor: {credit: 1") == 1
    assert "brook: {why: No.}" in changed
    path.write_text(changed, "utf-8")


def rescored(capsys: pytest.CaptureFixture[str], *words: str) -> list[tuple[str, str | None, str, str, str]]:
    """What changed: learner, exercise, from, to, cause."""
    capsys.readouterr()
    assert run(["rescore", "8b", "--format", "json", *words]) == 0
    (told,) = json.loads(capsys.readouterr().out)["lessons"]
    return sorted(
        (one["learner"], one["exercise"] or "", one["before"], one["after"], one["cause"])
        for one in told["changes"]
    )


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert run(words) == 0
    return capsys.readouterr().out


def test_who_gains_gains_and_who_would_lose_keeps(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rescored(capsys) == []
    turn(lesson)
    assert "The key was changed: 3 answers would score otherwise" in said(capsys, "class", "report", "8b")
    changes = rescored(capsys)
    assert changes == [
        ("ana", "who-says", "1", "1", "kept"),
        ("ben", "", "15/16", "1", "rescored"),
        ("ben", "who-says", "0", "1", "rescored"),
        ("cem", "", "15/16", "1", "rescored"),
        ("cem", "who-says", "0", "1", "rescored"),
    ]
    assert rescored(capsys) == []
    report = said(capsys, "class", "report", "8b")
    assert "The key was changed" not in report
    assert [
        line.split()[1] for line in report.splitlines() if line.strip()[:4] in ("ana ", "ben ", "dil ")
    ] == [
        "100",
        "100",
        "94",
    ]
    assert "the key of today gives 94" in report


@pytest.mark.thorough
def test_scores_are_lowered_with_a_reason_that_stays(
    lesson: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turn(lesson)
    for words in (["--allow-lower"], ["--allow-lower", "--reason", "  "], ["--reason", WHY]):
        assert run(["rescore", "8b", *words]) == 2
    rescored(capsys)
    changes = rescored(capsys, "--allow-lower", "--reason", WHY)
    assert changes == [("ana", "", "1", "15/16", "lowered"), ("ana", "who-says", "1", "0", "lowered")]
    assert rescored(capsys, "--allow-lower", "--reason", WHY) == []
    assert rescored(capsys) == []
    assert WHY in said(capsys, "class", "history", "8b", "tiny", "ana")


@pytest.mark.thorough
def test_a_key_that_cannot_be_read_changes_nothing(lesson: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = (lesson / "key.yaml").read_text("utf-8")
    before = said(capsys, "class", "report", "8b")
    (lesson / "key.yaml").write_text(key.replace("answers:", "answers: [", 1), "utf-8")
    assert run(["rescore", "8b"]) == 1
    assert "key.yaml" in capsys.readouterr().err
    (lesson / "key.yaml").write_text(key, "utf-8")
    assert rescored(capsys) == []
    assert said(capsys, "class", "report", "8b") == before


@pytest.mark.sample(1)
@pytest.mark.parametrize("lost", [False, True])
def test_a_lesson_in_one_file_is_edited_after_its_answers_were_collected(
    lesson: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lost: bool
) -> None:
    """Begun anew in one file, so that every id is made of words; and ids.yaml may be lost, since the class has it."""
    assert run(["convert", str(lesson), "--new-ids"]) == 0
    opened = open_lesson(lesson)
    right = perfect_answers(opened)
    (asked,) = (one for one in opened.exercises if one.task.prompt.startswith("Who calls the tram"))
    for name, said in (("eve", "ada-brook-in-quotation-marks"), ("fay", "the-mayor")):
        write(tmp_path / "later", handed_in(opened, name, {**right, asked.id: [said]}))
    assert run(["collect", str(tmp_path / "later"), "-c", "9a", "--lesson", str(lesson)]) == 0
    file, ids = lesson / "lesson.yaml", lesson / "ids.yaml"
    assert ids.is_file()
    if lost:
        ids.unlink()
    before = scores_of(capsys)
    assert len(before) == 2
    text = file.read_text("utf-8")
    for old, new in (
        (
            "choice: Who calls the tram nonsense?",
            "choice: In the first paragraph, who calls the tram nonsense?",
        ),
        ("right: Ada Brook, in quotation marks", "right: The shopkeeper Ada Brook, in quotation marks"),
        ("wrong: The mayor\n", "wrong: Mayor\n"),
        (
            "    answers:\n      - wrong: The writer\n",
            "    answers:\n      - wrong: The page\n        why: It does not.\n      - wrong: The writer\n",
        ),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    capsys.readouterr()
    assert run(["rescore", "9a", "--format", "json"]) == 0
    (scored,) = json.loads(capsys.readouterr().out)["lessons"]
    assert (scored["changes"], scored["orphaned"]) == ([], {})
    assert scores_of(capsys) == before


def scores_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines of the learners in the report on the class."""
    lines = said(capsys, "class", "report", "9a").splitlines()
    return [line for line in lines if line.strip()[:4] in ("eve ", "fay ")]
