"""The ids of shipped lessons in one file: kept beside them, so that edits of a later version leave answers in place."""

from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import written_out
from lessons.loading.catalogue import read_course, shipped_courses
from lessons.loading.kept_ids import IDS_FILE, read_kept_ids, written_ids

IN_ONE_FILE = [
    card.folder
    for course in shipped_courses()
    for card in read_course(course).lessons
    if not (card.folder / "key.yaml").exists()
]


@pytest.mark.parametrize("lesson", IN_ONE_FILE, ids=lambda lesson: lesson.name)
def test_the_ids_of_a_shipped_lesson_are_kept_as_it_is_today(lesson: Path) -> None:
    """After an edit ``closeread pack`` writes them."""
    kept, written = read_kept_ids(lesson), written_out(lesson)
    assert written.key is not None
    assert (lesson / IDS_FILE).read_text("utf-8") == written_ids(kept.with_later(written.ids))


@pytest.mark.thorough
def test_using_a_shipped_lesson_writes_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither assigning it nor packing it touches the installed program."""
    assert IN_ONE_FILE
    lesson = IN_ONE_FILE[0]
    course = lesson.parent
    before = {path: path.stat().st_mtime_ns for path in course.rglob("*")}
    monkeypatch.chdir(tmp_path)
    assert run(["class", "assign", "8b", str(lesson)]) == 0
    assert run(["pack", str(course), "-o", str(tmp_path / "pack.zip")]) == 0
    assert IDS_FILE not in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in course.rglob("*")} == before
