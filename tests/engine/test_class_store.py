"""The database of a class: where it lies, what it refuses, how learners of one name are told apart."""

import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.record.recorder import RecordError
from lessons.school.at_hand import due_time
from lessons.school.grading import state_of
from lessons.school.store import ClassStore, Pupil, names
from tests.helpers.tiny import TINY


def test_no_two_learners_have_one_name() -> None:
    pseudonyms = ["ana", "ana", "ana", "ana (2)", "ana (3)", "ana (3)", "ben"]
    told = names(Pupil(number, f"r{number}", name) for number, name in enumerate(pseudonyms))
    assert len(set(told.values())) == len(pseudonyms)
    assert told[0] == "ana"
    assert told[3] == "ana (2)"


@pytest.mark.parametrize("name", ["plain.db", "what?.db", "50%20#1.db", "a&b=c.db", "x.lock"])
def test_a_class_lies_where_it_was_said_to_lie(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for _ in range(2):
        with ClassStore(path, "8b", write=True) as store:
            assert store.name == "8b"
    assert sorted(tmp_path.iterdir()) == sorted([path, path.with_name(f"{name}.lock")])


@pytest.mark.parametrize("served", [False, True])
def test_a_new_class_is_readable_for_this_account_alone(tmp_path: Path, *, served: bool) -> None:
    path = tmp_path / "8b.db"
    with ClassStore(path, "8b", write=True, served=served):
        there = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        assert len(there) == (4 if served else 2), there
        assert {*there.values()} == {0o600}
    path.chmod(0o660)  # shared with a colleague
    with ClassStore(path, "8b", write=True, served=served):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table bookmarks (address text)")
    connection.close()
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(RecordError, match="no class database"):
            ClassStore(path, "8b", write=write)
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0" + b"\xff" * 2_000, b"no database" * 100])
def test_a_damaged_database_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "8b.db"
    path.write_bytes(data)
    with pytest.raises(RecordError):
        ClassStore(path, "8b")
    assert path.read_bytes() == data


def test_a_newer_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "8b.db"
    ClassStore(path, "8b", write=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("update meta set value = '99' where name = 'schema'")
        connection.execute("drop table decisions")
        connection.execute("create table verdicts (id text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RecordError, match="version 99"):
        ClassStore(path, "8b", write=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("typed", ["", "tomorrow", "0001-01-01", "2026-13-01", "9999-12-31T23:59:59-10:00"])
def test_no_date_is_told(typed: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        due_time(typed)


def test_a_day_ends_at_its_end() -> None:
    assert due_time("2026-12-01T09:30+00:00") == "2026-12-01T09:30:00.000Z"
    assert due_time("0900-06-01T09:30+00:00") == "0900-06-01T09:30:00.000Z"
    assert due_time("2026-12-01") == due_time("2026-12-01T23:59:59")


def test_a_change_of_the_techniques_grades_afresh(tmp_path: Path) -> None:
    """What naming a technique earns depends on its family, which stands in techniques.yaml."""
    course = shutil.copytree(TINY.parent, tmp_path / "course")
    lesson = open_lesson(course / "tiny")
    before = state_of(lesson, open_key(lesson))
    glossary = course / "techniques.yaml"
    glossary.write_text(glossary.read_text().replace("slogan: {family: call", "slogan: {family: wording"))
    lesson = open_lesson(course / "tiny")
    assert state_of(lesson, open_key(lesson)) != before
