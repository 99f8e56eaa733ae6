"""``closeread new`` alone: from a text to a lesson that can be written, question by question."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lessons.cli.main import group
from lessons.loading.yaml_source import read_yaml

STORY = "Pool to close\n\nFamilies were reeling last night.\n\n" + "The town council voted to shut it. " * 12


def talk(monkeypatch: pytest.MonkeyPatch, folder: Path, *lines: str) -> str:
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(group, ["new"], input="".join(f"{line}\n" for line in lines))
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.output


def test_a_conversation_ends_in_a_lesson_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pool.txt").write_text(STORY, "utf-8")
    (tmp_path / "bulletin.txt").write_text(STORY.replace("Pool", "Baths"), "utf-8")
    told = talk(
        monkeypatch, tmp_path, "nowhere.txt", "pool.txt", "bulletin.txt", "The Echo", "yesterday", "2025-05-08", "", "",
        "Our pool", "1 5 99", "1, 5", "",
    )  # fmt: skip
    assert "nowhere.txt" in told
    assert "year-month-day" in told
    assert "closeread write my-course/our-pool" in told
    lesson = tmp_path / "my-course" / "our-pool"
    value = read_yaml(lesson / "lesson.yaml").value
    assert isinstance(value, dict)
    assert (value["title"], value["beside"]) == ("Our pool", "beside.md")
    assert value["exercises"] == [{"mark": None}, {"ledger": None, "columns": ["named", "interest"]}]
    article = (lesson / "article.md").read_text("utf-8")
    assert "outlet: The Echo\npublished: 2025-05-08\n" in article
    assert "# outlet" not in article  # said now, it is no longer not found
    assert "# published" not in article
    assert "our-pool" in (tmp_path / "my-course" / "course.yaml").read_text("utf-8")


def test_nothing_is_overwritten_and_nothing_made_when_the_input_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pool.txt").write_text(STORY, "utf-8")
    (tmp_path / "my-course").mkdir()
    (tmp_path / "my-course" / "mine.txt").write_text("mine", "utf-8")
    told = talk(monkeypatch, tmp_path, "pool.txt", "", "", "", "Our pool", "")
    assert "Nothing was made." in told
    told = talk(monkeypatch, tmp_path, "pool.txt", "", "", "", "Our pool", "", "", "other/our-pool")
    assert "is there already" in told
    assert (tmp_path / "other" / "our-pool" / "lesson.yaml").is_file()
    assert [one.name for one in (tmp_path / "my-course").iterdir()] == ["mine.txt"]
