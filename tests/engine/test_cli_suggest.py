"""``closeread suggest``: what it prints, what it writes, what it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from tests.engine.test_one_file import POOL
from tests.helpers.tiny import COURSE

ARTICLE = (
    "---\ntitle: A\nlanguage: {}\n---\n\nObservers slammed the \x1b[1m plan, and it was widely rejected.\n"
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    (tmp_path / "article.md").write_text(ARTICLE.format("en"))
    return tmp_path


def test_an_article_alone_is_enough(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", str(draft)]) == 0
    out = capsys.readouterr().out
    assert "[1]" in out
    assert "loaded-word           slammed  (plainer: criticise)" in out
    assert "\x1b" not in out


def test_json_has_offsets_and_anchors(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", str(draft), "--format", "json", "--only", "loaded-word"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["class"] for one in told["candidates"]] == ["loaded-word"]
    assert told["candidates"][0]["anchor"]["quote"] == "slammed"
    assert told["candidates"][0]["block"] == "1"


def test_write_adds_comments_and_the_lesson_stays_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = shutil.copytree(COURSE, tmp_path / "course")
    lesson = course / "tiny"
    before = open_key(open_lesson(lesson)).notes
    assert run(["suggest", str(lesson), "--write"]) == 0
    first = (lesson / "key.yaml").read_bytes()
    assert b"Candidates found" in first
    assert open_key(open_lesson(lesson)).notes == before
    assert run(["suggest", str(lesson), "--write"]) == 0
    assert (lesson / "key.yaml").read_bytes() == first
    assert "0 new notes" in capsys.readouterr().err
    assert not [path for path in lesson.iterdir() if path.name.endswith(".new")]


def test_a_place_in_the_key_is_marked_and_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = shutil.copytree(COURSE, tmp_path / "course")
    lesson = course / "tiny"
    run(["suggest", str(lesson), "--format", "json"])
    noted = [
        one["anchor"]["quote"] for one in json.loads(capsys.readouterr().out)["candidates"] if one["noted"]
    ]
    run(["suggest", str(lesson), "--write"])
    written = (lesson / "key.yaml").read_text("utf-8").split("Candidates found")[1]
    assert all(f"quote: {quote}\n#     technique: loaded-language" not in written for quote in noted)


def test_what_cannot_be_done_is_said(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["suggest", str(draft), "--write"]) == 2
    assert "closeread new" in capsys.readouterr().err
    assert run(["suggest", str(draft / "article.md")]) == 2
    assert "is not a folder" in capsys.readouterr().err
    (draft / "key.yaml").write_text("a: [")
    assert run(["suggest", str(draft), "--write"]) == 1
    assert "closeread check" in capsys.readouterr().err
    (draft / "article.md").write_text(ARTICLE.format("de"))
    assert run(["suggest", str(draft)]) == 0
    assert "word lists are English" in capsys.readouterr().err
    (draft / "article.md").unlink()
    assert run(["suggest", str(draft)]) == 1
    assert "Y101" in capsys.readouterr().err


def test_write_adds_notes_to_a_lesson_in_one_file(tmp_path: Path) -> None:
    lesson = shutil.copytree(POOL / "the-fight", tmp_path / "lesson")
    before = open_key(open_lesson(lesson)).notes
    assert run(["suggest", str(lesson), "--write"]) == 0
    text = (lesson / "lesson.yaml").read_text("utf-8")
    added = text.partition("# Candidates found")[2]
    assert "put it under notes:" in added
    assert open_key(open_lesson(lesson)).notes == before
    taken = "\n".join(line.removeprefix("# ") for line in added.split("\n") if line.startswith("#   "))
    (lesson / "lesson.yaml").write_text(text.partition("\n# Candidates found")[0] + taken + "\n", "utf-8")
    assert len(open_key(open_lesson(lesson)).notes) == len(before) + taken.count("- note:") > len(before)
