"""What a first look at lessons found is kept, and never believed once a file has changed."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from lessons.loading import catalogue as module
from lessons.loading.catalogue import Outlines, courses
from lessons.record.paths import keep_outlines, known_outlines
from tests.helpers.place import home
from tests.helpers.tiny import COURSE


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose files are not young any more."""
    monkeypatch.setattr(module, "YOUNG", -1.0)
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course"


def kept(course: Path) -> Outlines:
    outlines = Outlines()
    courses([course], outlines)
    keep_outlines(home(), outlines)
    return known_outlines(home())


def unread(path: Path) -> None:
    raise AssertionError(f"{path} was read again")


def test_a_second_look_reads_no_file_and_finds_the_same(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = courses([course])
    outlines = kept(course)
    monkeypatch.setattr("lessons.loading.catalogue._whole", unread)
    monkeypatch.setattr("lessons.loading.catalogue._outline", unread)
    assert courses([course], outlines) == first
    assert outlines.take_news() is None


def test_a_changed_file_is_read_again_even_with_its_size_and_time_as_before(course: Path) -> None:
    outlines = kept(course)
    file = course / "tiny" / "lesson.yaml"
    status = file.stat()
    file.write_text(file.read_text("utf-8").replace("The tiny tram", "The tidy tram"), "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert courses([course], outlines)[0].lessons[0].title == "The tidy tram"
    assert courses([course], kept(course))[0].lessons[0].title == "The tidy tram"
    (course / "course.yaml").unlink()
    assert "no such file" in courses([course], outlines)[0].trouble


def test_a_fault_is_never_kept(course: Path) -> None:
    outlines = kept(course)
    (course / "tiny" / "lesson.yaml").write_text("title: [", "utf-8")
    for _ in range(2):
        assert courses([course], outlines)[0].lessons[0].trouble
        keep_outlines(home(), outlines)


def test_a_young_file_is_not_kept(tmp_path: Path) -> None:
    shutil.copytree(COURSE, tmp_path / "course")
    os.utime(tmp_path / "course" / "course.yaml", (time.time(), time.time()))
    outlines = Outlines()
    courses([tmp_path / "course"], outlines)
    assert outlines.take_news() is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b'{"version": 2, "files": {}}',
        b'{"version": 2}',
        b'{"version": 2, "files": [1]}',
        b'{"version": 2, "files": {"a": 7}}',
        b'{"version": 2, "files": {"a": [1, 2, 3]}}',
        b"[" * 100_000,
        b'{"version": 2, "files": ' + b'{"a":' * 5_000,
    ],
)
def test_what_cannot_be_understood_is_made_anew(course: Path, data: bytes) -> None:
    first = courses([course])
    file = home() / "cache" / "outlines.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    outlines = known_outlines(home())
    assert courses([course], outlines) == first
    keep_outlines(home(), outlines)
    assert json.loads(file.read_bytes())["version"] == 2


@pytest.mark.parametrize(
    "value", [None, 7, 1.5, True, [], [[1]], {"title": 7, "lessons": {"a": 1}, "exercises": 3}]
)
def test_a_value_of_another_shape_does_no_harm(course: Path, value: object) -> None:
    kept(course)
    file = home() / "cache" / "outlines.json"
    told = json.loads(file.read_bytes())
    told["files"] = {path: [stamp, value] for path, (stamp, _) in told["files"].items()}
    file.write_text(json.dumps(told))
    assert len(courses([course], known_outlines(home()))) == 1


def test_a_disk_that_takes_nothing_is_no_trouble(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlines = Outlines()
    courses([course], outlines)
    home().mkdir(parents=True, exist_ok=True)
    (home() / "cache").write_text("a file in the way")
    keep_outlines(home(), outlines)
    assert courses([course], known_outlines(home()))[0].lessons
