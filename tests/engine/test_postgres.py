"""A class in PostgreSQL: the tests of classes run there as they are; here, what SQLite has no part in."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.record import RecordError, RecordLockedError
from lessons.record.event import Event
from lessons.school import databases, members
from lessons.school.classes import class_path, known_classes
from lessons.school.databases import name_database
from lessons.school.store import ClassStore
from lessons.school.writer import SeatRecord, ServedClass
from tests.helpers.class_rows import rows
from tests.helpers.place import home
from tests.helpers.postgres import Forwarder, PostgresServer, binaries, running

SAME_TESTS = (
    *("test_served_class", "test_members", "test_collect", "test_class_store", "test_class_learners"),
    *("test_class_remarks", "test_class_hostile", "test_disputes_of_a_class", "test_cli_rescore"),
)
ABOUT_FILES = (
    *(
        "test_what_cannot_be_done_is_said_and_changes_nothing",
        "test_a_class_that_cannot_be_written_is_reported_whole",
    ),
    "test_a_file_that_another_program_holds_is_waited_for_and_never_moved",
)
"""Tests that look into the file of a class, or take it away."""
ROOT = Path(__file__).parents[2]
needs_server = pytest.mark.skipif(
    binaries() is None, reason="no PostgreSQL server is installed on this machine"
)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running() as one:
        yield one


@pytest.mark.thorough
@pytest.mark.timeout(900)
@needs_server
def test_the_tests_of_classes_pass_there_too() -> None:
    files = [f"tests/engine/{name}.py" for name in SAME_TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-n", "2"]
    command += ["-k", " and ".join(f"not {name}" for name in ABOUT_FILES), *files]
    environment = {**os.environ, "CLOSEREAD_TEST_DATABASE": "postgres"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5_000:]


@pytest.mark.thorough
@needs_server
async def test_a_server_that_is_killed_and_comes_back_loses_nothing(server: PostgresServer) -> None:
    path = home() / "classes" / "8b.pg"
    name_database(path, server.new_database("school"))
    with ServedClass(path, "8b") as one:
        member, _card = await one.ask(lambda store: members.come_in(store, "Ana"))
        assert member.learner is not None
        seat = await one.seat(member.learner)
        before = seat.append(Event("committed", "course", "tiny", "before"), sync=True)
        assert before is not None
        before.result()
        server.kill()
        again = threading.Timer(1.0, server.start)
        again.start()
        while_away = seat.append(Event("committed", "course", "tiny", "while away"), sync=True)
        assert while_away is not None
        while_away.result()  # it waited until the server was back
        again.join()
        assert [row[1] for row in rows(path)] == ["before", "while away"]
        with pytest.raises(RecordLockedError):
            ServedClass(path, "8b")


def line_holds_nothing_back(store: ClassStore) -> bool:
    """Whether the last piece of a long statement is sent at once; else it waits 40 ms for the server."""
    driver: Any = store.connection.connection.driver_connection
    line = driver._usock
    return bool(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


@pytest.mark.thorough
@needs_server
@pytest.mark.parametrize("how", ["closed", "reset", "silent"])
def test_an_answer_waits_while_the_line_to_the_server_is_lost(
    how: str, server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "_ANSWER", 1.0)
    line = Forwarder(server.port)
    database = server.new_database(f"line_{how}")
    name_database(tmp_path / "8b.pg", database.replace(str(server.port), str(line.port)))
    with ServedClass(tmp_path / "8b.pg", "8b") as one:
        member, _card = one.do(lambda store: members.come_in(store, "Ana")).result()
        assert member.learner is not None
        seat = SeatRecord(one, member.learner, one.do(lambda store: members.seated(store, 1)).result())
        for exercise in ("first", "second"):
            assert one.do(line_holds_nothing_back).result()
            receipt = seat.append(Event("committed", "course", "tiny", exercise), sync=True)
            assert receipt is not None
            receipt.result()
            line.cut(how)
        listed = one.do(lambda store: members.everybody(store)).result()  # nobody wrote since
        assert [member.name for member in listed] == ["Ana"]
        assert not one.away
    assert [row[1] for row in rows(tmp_path / "8b.pg")] == ["first", "second"]
    line.close()


@pytest.mark.thorough
@needs_server
def test_no_acknowledged_answer_is_lost_when_the_writer_or_the_server_is_killed(
    server: PostgresServer, tmp_path: Path
) -> None:
    from benchmarks.store import away_and_back, killed

    for name, during in (("writer", None), ("server", lambda: away_and_back(server))):
        path = tmp_path / f"{name}.pg"
        name_database(path, server.new_database(name))
        acknowledged, lost = killed(path, 2, 50, during)
        assert acknowledged
        assert not lost


@pytest.mark.thorough
@needs_server
def test_two_classes_of_one_database_and_its_lock(server: PostgresServer, tmp_path: Path) -> None:
    database = server.new_database("two classes")
    for name in ("8b", "9c"):
        name_database(home() / "classes" / f"{name}.pg", database)
        with ClassStore(class_path(name, home()), name, write=True) as store:
            members.come_in(store, name)
    elsewhere = tmp_path / "another machine" / "8b.pg"
    name_database(elsewhere, database)
    with ClassStore(class_path("8b", home()), "8b", write=True) as store:
        assert [one.name for one in members.everybody(store)] == ["8b"]
        with pytest.raises(RecordLockedError, match="another machine"):
            ClassStore(elsewhere, "8b", write=True)
    with pytest.raises(RecordError, match="another database"):
        name_database(elsewhere, server.new_database("other"))


@pytest.mark.thorough
@needs_server
def test_a_deletion_waits_for_no_other_class_of_the_database(server: PostgresServer) -> None:
    database = server.new_database("neighbours")
    for name in ("8b", "9c"):
        name_database(home() / "classes" / f"{name}.pg", database)
    paths = [class_path(name, home()) for name in ("8b", "9c")]
    with (
        ClassStore(paths[0], "8b", write=True) as store,
        ClassStore(paths[1], "9c", write=True) as other,
        other.writing(),
    ):
        members.everybody(other)
        store.rewrite()  # as a deletion does


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgresql://",
        "postgresql://host",
        "mysql://host/db",
        "sqlite:///x",
        "\x00",
        "postgresql://[::1/x",
        "x" * 9_999,
    ],
)
def test_what_names_no_database_is_told(address: str) -> None:
    path = home() / "classes" / "10d.pg"
    with pytest.raises(RecordError, match="names no PostgreSQL database"):
        name_database(path, address)
    assert not path.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"database": 5, "schema": "x"}', '{"database": "postgresql://h/d"}']
)
def test_a_file_that_names_none_is_told_and_left(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = home() / "classes" / "10d.pg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert path in known_classes(home())
    assert run(["class", "show", "10d"]) == 3
    assert "names no PostgreSQL database" in capsys.readouterr().err
    assert path.read_text() == text


def test_a_server_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    name_database(home() / "classes" / "10d.pg", "postgresql://closeread:secret@127.0.0.1:1/school")
    assert run(["class", "show", "10d"]) == 3
    told = capsys.readouterr().err
    assert "10d.pg" in told
    assert "secret" not in told
    assert "Traceback" not in told
