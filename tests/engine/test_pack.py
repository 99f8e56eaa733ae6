"""Packs: the same folder gives the same bytes, and comes out as it went in."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import click
import pytest

from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.cli.target import find
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import read_course
from lessons.model.problem import LessonError
from lessons.share.packs.packing import Packed, gather, write_pack
from lessons.share.packs.unpack import opened, read_pack, unpack
from lessons.text.sizes import readable_size
from tests.helpers.place import here, home
from tests.helpers.tiny import COURSE, TINY


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def pack(folder: Path, output: Path, licence: str = "") -> Packed:
    return write_pack(gather(folder), output, licence)


def test_a_course_comes_out_as_it_went_in(tmp_path: Path) -> None:
    packed = pack(COURSE, tmp_path / "a.zip", "CC BY 4.0")
    assert packed.lessons == ("tiny",)
    found = unpack(tmp_path / "a.zip", tmp_path / "out")
    assert found.manifest.licence == "CC BY 4.0"
    assert found.manifest.name == "course"
    assert contents(tmp_path / "out") == contents(COURSE)


def test_the_same_folder_gives_the_same_bytes(course: Path, tmp_path: Path) -> None:
    pack(COURSE, tmp_path / "a.zip")
    for path in course.rglob("*"):
        path.touch()
    pack(course, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pack_that_was_opened_is_known_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # beside some folders there is one called course
    pack(COURSE, tmp_path / "a.zip")
    with pytest.raises(click.UsageError):
        find(here(), "course/tiny")
    folder = opened(tmp_path / "a.zip", home())
    assert find(here(), "course/tiny").lesson == folder / "tiny"
    assert find(here(), "course").roots == (folder,)
    for word in ("course/none", "course/../tiny", "*", "cours?", "../course"):
        with pytest.raises(click.UsageError):
            find(here(), word)


def test_one_lesson_is_a_course_of_one(course: Path, tmp_path: Path) -> None:
    shutil.copytree(course / "tiny", course / "second")
    (course / "course.yaml").write_text(
        (course / "course.yaml").read_text("utf-8").replace("lessons: [tiny]", "lessons: [second, tiny]"),
        "utf-8",
    )
    pack(course / "tiny", tmp_path / "tiny.zip")
    unpack(tmp_path / "tiny.zip", tmp_path / "out" / "course")
    cards = read_course(tmp_path / "out" / "course").lessons
    assert [card.id for card in cards] == ["tiny"]
    lesson = open_lesson(tmp_path / "out" / "course" / "tiny")
    assert lesson.glossary.techniques == open_lesson(TINY).glossary.techniques
    assert open_key(lesson).version == open_key(open_lesson(TINY)).version


def test_a_lesson_beside_another_takes_its_text_along(course: Path, tmp_path: Path) -> None:
    (course / "other").mkdir()
    shutil.move(course / "tiny" / "beside.md", course / "other" / "text.md")
    path = course / "tiny" / "lesson.yaml"
    path.write_text(path.read_text("utf-8").replace("beside: beside.md", "beside: ../other/text.md"), "utf-8")
    pack(course / "tiny", tmp_path / "tiny.zip")
    folder = opened(tmp_path / "tiny.zip", home())
    assert open_lesson(folder / "tiny").beside == open_lesson(TINY).beside


def test_what_no_lesson_needs_stays_behind(course: Path, tmp_path: Path) -> None:
    (course / "tiny" / "photo.jpg").write_bytes(b"\xff\xd8")
    (course / "tiny" / ".hidden.yaml").write_text("a: b")
    (course / "notes.yaml").write_text("a: b")
    (tmp_path / "secret.md").write_text("secret")
    (course / "tiny" / "link.md").symlink_to(tmp_path / "secret.md")
    packed = pack(course, tmp_path / "a.zip")
    assert set(packed.left_out) == {"tiny/photo.jpg", "notes.yaml", "tiny/link.md (a link)"}
    assert b"secret" not in (tmp_path / "a.zip").read_bytes()


def test_the_licence_is_read_from_the_course(course: Path, tmp_path: Path) -> None:
    (course / "LICENSE").write_text("Licence\n=======\n\nOffered under Creative Commons (CC BY-SA 4.0).\n")
    assert pack(course, tmp_path / "a.zip").licence == "CC BY-SA 4.0"
    (course / "LICENSE").write_text("# All rights reserved\n")
    assert pack(course, tmp_path / "a.zip").licence == "All rights reserved"
    assert pack(course, tmp_path / "a.zip", "CC0").licence == "CC0"


def test_a_lesson_with_errors_is_not_packed(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course / "tiny" / "key.yaml"
    path.write_text(path.read_text("utf-8").replace("quote: reckless", "quote: wreckless"), "utf-8")
    assert run(["pack", str(course), "-o", str(tmp_path / "a.zip")]) == Exit.PROBLEMS
    told = capsys.readouterr()
    assert told.out == ""
    assert "A501" in told.err
    assert not (tmp_path / "a.zip").exists()


def test_no_other_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.zip").write_text("a year of work")
    with pytest.raises(LessonError, match="P908"):
        pack(COURSE, tmp_path / "thesis.zip")
    assert (tmp_path / "thesis.zip").read_text() == "a year of work"


def test_a_folder_that_is_not_empty_is_not_touched(tmp_path: Path) -> None:
    pack(COURSE, tmp_path / "a.zip")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("mine")
    with pytest.raises(LessonError, match="P908"):
        unpack(tmp_path / "a.zip", tmp_path / "out")
    assert contents(tmp_path / "out") == {"mine": b"mine"}


def test_opening_unpacks_once_into_a_folder_named_by_the_checksum(tmp_path: Path) -> None:
    pack(COURSE, tmp_path / "a.zip")
    folder = opened(tmp_path / "a.zip", home())
    assert folder == home() / "packs" / read_pack(tmp_path / "a.zip").sha256[:32] / "course"
    before = (folder / "course.yaml").stat().st_mtime_ns
    assert opened(tmp_path / "a.zip", home()) == folder
    assert (folder / "course.yaml").stat().st_mtime_ns == before
    assert [entry.name for entry in folder.parent.iterdir()] == ["course"]


def test_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["pack", str(COURSE), "-o", "c.zip", "--licence", "CC0"]) == Exit.OK
    assert "c.zip: 1 lesson" in capsys.readouterr().out
    assert run(["unpack", "c.zip", "-o", "out"]) == Exit.OK
    assert "Licence: CC0" in capsys.readouterr().out
    assert run(["read", "c.zip", "--linear"]) == Exit.OK
    assert "The tiny tram" in capsys.readouterr().out
    assert run(["pack", str(tmp_path / "out" / "tiny"), "-o", "t.zip"]) == Exit.OK
    manifest = json.loads(zipfile.ZipFile("t.zip").read("manifest.json"))
    assert manifest["name"] == "out"
    assert run(["pack", str(tmp_path), "-o", "no.zip"]) == Exit.PROBLEMS
    assert "P909" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (14000, "14 KiB"),
        (1 << 20, "1 MiB"),
        ((1 << 20) - 1, "1 MiB"),
        (67108864, "64 MiB"),
        (2700000, "2.6 MiB"),
    ],
)
def test_sizes_are_told_in_units_that_people_read(size: int, words: str) -> None:
    assert readable_size(size) == words
