"""Class databases that earlier versions made, on their way to the schema of today."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from lessons.school import learners
from lessons.school.db_schema import EARLIER, VERSION, events, metadata
from lessons.school.members import come_in, everybody
from lessons.school.store import ClassStore
from tests.helpers.place import home
from tests.helpers.tiny import TINY

FIXTURES = Path(__file__).parent / "fixtures"


def class_of_version(version: str) -> Path:
    path = home() / "classes" / "8b.db"  # PostgreSQL was not there before version 3
    path.parent.mkdir(parents=True, exist_ok=True)
    dump = (FIXTURES / f"class_of_version_{version}.sql").read_text("utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(dump.replace("'TINY'", f"'{TINY.resolve()}'"))
    return path


def shape(path: Path) -> dict[str, set[str]]:
    """The columns of each table and the names of the indexes, as the file has them."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name, type FROM sqlite_master").fetchall()
        tables = {
            name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            for name, type in names
            if type == "table"
        }
        return tables | {
            "indexes": {name for name, type in names if type == "index" and "autoindex" not in name}
        }


@pytest.mark.parametrize("version", sorted(EARLIER))
def test_every_earlier_version_becomes_what_is_made_today(version: str, tmp_path: Path) -> None:
    path = class_of_version(version)
    before = {row[:2] for row in _events(path)}
    with ClassStore(path, "8b", write=True) as store:
        assert store.name
        come_in(store, "Zed")
        assert [one.name for one in everybody(store)] == ["Zed"]
    fresh = tmp_path / "fresh.db"
    ClassStore(fresh, "fresh", write=True).close()
    assert shape(path) == shape(fresh)
    assert {row[:2] for row in _events(path)} == before
    numbers = sorted(row[2] for row in _events(path))
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(metadata.tables) == set(shape(path)) - {"indexes"}


def _events(path: Path) -> list[tuple[int, str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
        n = "n" if "n" in columns else "0"
        return connection.execute(f"SELECT learner, id, {n} FROM events").fetchall()


@pytest.mark.parametrize("version", sorted(EARLIER))
def test_only_read_it_is_left_as_it_is(version: str) -> None:
    path = class_of_version(version)
    before = path.read_bytes()
    with ClassStore(path, "8b") as store:
        assert store.pupils()
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.glob("8b.db*")] == [path.name]


def test_what_a_teacher_has_not_decided_yet_is_still_to_be_decided() -> None:
    path = class_of_version("2")
    with ClassStore(path, "8b", write=True) as store:
        known = learners.known_learners(store)
        assert [(one.name, one.forked) for one in known] == [
            ("Ana L.", False),
            ("ben", True),
            ("benno", True),
        ]
        learners.keep(store, known[1])
        assert [one.name for one in learners.known_learners(store)] == ["Ana L.", "ben"]


def test_a_hand_in_withdrawn_under_version_2_comes_back() -> None:
    path = class_of_version("2")
    with ClassStore(path, "8b", write=True) as store:
        (withdrawal,) = (one for one in learners.done(store) if one.act == "withdrawn")
        before = len(store.connection.execute(select(events.c.id)).all())
        learners.undo(store, withdrawal.number)
        assert len(store.connection.execute(select(events.c.id)).all()) == before + 18
        assert "bea" in [one.name for one in learners.known_learners(store)]


def test_a_version_of_tomorrow_is_left_alone() -> None:
    path = class_of_version("2")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE meta SET value = '{int(VERSION) + 1}' WHERE name = 'schema'")
    before = path.read_bytes()
    with pytest.raises(Exception, match="newest this program knows"):
        ClassStore(path, "8b", write=True)
    assert path.read_bytes() == before
