"""Two versions that version control left in a file are named as such, in every file of a course."""

import shutil
from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.loading.article_source import article_from_text
from lessons.loading.yaml_source import read_yaml_text
from tests.helpers.tiny import COURSE

FILES = [
    "course.yaml",
    "techniques.yaml",
    "tiny/lesson.yaml",
    "tiny/key.yaml",
    "tiny/article.md",
    "tiny/replies.yaml",
]


@pytest.mark.sample(4)
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_conflict_is_told_at_its_line(file: str, line_end: str, tmp_path: Path) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    path = tmp_path / "course" / file
    lines = path.read_text("utf-8").split("\n") if path.exists() else ["format: 1", "replies: []", ""]
    middle = len(lines) // 2
    versions = ["<<<<<<< HEAD", lines[middle], "||||||| base", "=======", lines[middle], ">>>>>>> theirs"]
    text = "\n".join([*lines[:middle], *versions, *lines[middle + 1 :]])
    path.write_bytes(text.replace("\n", line_end).encode())
    told = [problem for problem in check([tmp_path / "course"]) if problem.place.file.name == path.name]
    assert {(problem.code, problem.place.line) for problem in told} == {("Y121", middle + 1)}
    assert "delete the lines" in told[0].fix


@pytest.mark.parametrize("line", ["<<<<<<< ours", ">>>>>>> theirs", "=======", "<<<<<<<", ">>>>>>>"])
def test_a_mark_left_behind_is_told_too(line: str) -> None:
    problems = read_yaml_text(f"title: T\n{line}\nlanguage: en\n", Path("f.yaml")).problems
    assert [(problem.code, problem.place.line) for problem in problems] == [("Y121", 2)]


@pytest.mark.parametrize(
    "text",
    ["Heading\n=======\n\nWords.", ">>>>>>> deep\n\nWords.", "Words <<<<<<< HEAD.", "    <<<<<<< HEAD\n"],
)
def test_what_is_no_conflict(text: str) -> None:
    problems = article_from_text(f"---\ntitle: T\nlanguage: en\n---\n\n{text}\n").problems
    assert "Y121" not in [problem.code for problem in problems]
    assert not read_yaml_text("text: |\n  <<<<<<< HEAD\n  =======\n", Path("f.yaml")).problems
