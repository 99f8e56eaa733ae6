"""The grade book read: every row, the keys, and what the classes of a machine are."""

import shutil
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from tests.helpers.classes import handed_in, write
from tests.helpers.tiny import COURSE


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(words) == 0
    return capsys.readouterr().out


@pytest.mark.thorough
def test_each_row_says_by_which_key_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    tiny = tmp_path / "course" / "tiny"
    lesson = open_lesson(tiny)
    write(tmp_path / "in", handed_in(lesson, "ana", {"who-says": ["brook"], "count-police": "nil"}))
    write(tmp_path / "in", handed_in(lesson, "ben", {"who-says": ["writer"]}))
    told(capsys, "collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny))
    key = tiny / "key.yaml"
    key.write_text(key.read_text().replace("accept: [0, none, zero]", "accept: [0, none, zero, nil]"))
    assert "ana: count-police: 0 -> 100: gains" in told(capsys, "rescore", "8b")
    second = key.read_text()
    key.write_text(
        second.replace("brook: {credit: 1", "brook: {credit: 0.5", 1).replace(
            "writer: {why", "writer: {credit: 1, why"
        )
    )
    lowered = told(capsys, "rescore", "8b", "--allow-lower", "--reason", "the mayor spoke")
    assert "ana: who-says: 100 -> 50: lowered" in lowered
    assert "ben: who-says: 0 -> 100: gains" in lowered
    lines = told(capsys, "class", "history", "8b", "tiny", "ana").splitlines()
    assert sum(line.startswith("  key ") for line in lines) == 3
    (police, again) = [line for line in lines if line.startswith("  ana: count-police")]
    assert "0, collected, key 1" in police
    assert "100, scored again, key 2" in again
    assert any(
        "who-says: 50, lowered, key 3" in line and line.endswith(": the mayor spoke") for line in lines
    )
    assert "ben" not in "".join(lines)
    assert "ben: total:" in told(capsys, "class", "history", "8b", "tiny")
    assert run(["class", "history", "8b", "tiny", "eve"]) == 2
    assert "8b: 2 learners; tiny" in told(capsys, "class", "list")
