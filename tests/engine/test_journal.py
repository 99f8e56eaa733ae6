"""The journal: what is kept, what is healed, what is refused, and in which words."""

import errno
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.record import Event, MemoryRecord, Recorder, RecordError, RecordLockedError
from lessons.record.journal import Journal, decode, encode, read_journal

Write = Callable[[int, bytes], int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "learners" / "ana.jsonl"


def event(number: int = 1, name: str = "draft", lesson: str = "river") -> Event:
    return Event(name, "course", lesson, "e1", {"answer": [number]})


def numbers(path: Path) -> list[object]:
    return [one.data["answer"] for one in read_journal(path).events]


def test_what_is_written_is_read_back(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(Event("opened", "course", "river", data={"version": "1"}), sync=True)
        journal.append(Event("committed", "course", "river", "e1", {"answer": {"a": "b"}}), sync=True)
        journal.append(event(lesson="other"), sync=False)
        inside = list(journal.events("course", "river"))
    contents = read_journal(path)
    assert contents.learner == "ana"
    assert contents.damaged == 0
    assert [one.name for one in contents.events] == ["opened", "committed", "draft"]
    assert inside == list(contents.events[:2])
    assert len({one.id for one in contents.events}) == 3
    assert all(
        len(one.id) == 32 and one.time.endswith("Z") and len(one.time) == 24 for one in contents.events
    )


def test_each_line_is_json_with_documented_fields(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(), sync=True)
    head, line = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    assert head == {"closeread": "journal", "format": 1, "learner": "ana", "created": head["created"]}
    assert set(line) == {"id", "time", "event", "course", "lesson", "exercise", "data"}


@pytest.mark.parametrize("record", ["journal", "memory"])
def test_both_records_keep_the_lessons_apart(record: str, path: Path) -> None:
    kept: Recorder = Journal(path, "ana") if record == "journal" else MemoryRecord()
    kept.append(event(1), sync=True)
    kept.append(event(2, lesson="other"), sync=False)
    assert [one.data["answer"] for one in kept.events("course", "river")] == [[1]]
    assert list(kept.events("elsewhere", "river")) == []
    if isinstance(kept, Journal):
        kept.close()


def test_opening_again_goes_on(path: Path) -> None:
    for number in range(3):
        with Journal(path, "ana") as journal:
            journal.append(event(number), sync=True)
    assert numbers(path) == [[0], [1], [2]]
    assert path.read_bytes().count(b"closeread") == 1


def test_a_journal_that_does_not_exist_is_empty_and_stays_away(path: Path) -> None:
    assert read_journal(path).events == ()
    assert not path.exists()


def test_drafts_can_be_left_out(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(name="draft"), sync=False)
        journal.append(Event("short", "c", "l", "e", {"answer": '"event":"draft"'}), sync=False)
        path.write_bytes(
            path.read_bytes()
            + b'{"event": "draft", "id": "x", "time": "2026-01-31T09:05:00Z", "course": "", "lesson": ""}\n'
        )
        assert [one.name for one in journal.contents(drafts=False).events] == ["short"]
        assert [one.name for one in journal.contents().events] == ["draft", "short", "draft"]


# Writing ----------------------------------------------------------------------------------------------------------


def test_an_event_is_one_write_and_is_synced_before_it_is_acknowledged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    write, sync = os.write, os.fdatasync

    def watched_write(fd: int, data: bytes) -> int:
        done.append("write")
        return write(fd, data)

    def watched_sync(fd: int) -> None:
        done.append("sync")
        sync(fd)

    with Journal(path, "ana") as journal:
        monkeypatch.setattr(os, "write", watched_write)
        monkeypatch.setattr(os, "fdatasync", watched_sync)
        journal.append(event(), sync=True)
        assert done == ["write", "sync"]
        journal.append(event(), sync=False)
        assert done == ["write", "sync", "write"]
        journal.close()
        assert done[-1] == "sync"


def test_short_writes_are_finished(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    with Journal(path, "ana") as journal:
        monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data)[:7]))
        journal.append(event(5), sync=True)
        monkeypatch.undo()
    assert numbers(path) == [[5]]


def test_a_full_disk_loses_nothing_and_the_next_event_is_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    left = [20]

    def filling(fd: int, data: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = write(fd, bytes(data)[: left[0]])
        left[0] -= taken
        return taken

    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        monkeypatch.setattr(os, "write", filling)
        with pytest.raises(RecordError, match="no room") as caught:
            journal.append(event(2), sync=True)
        assert caught.value.place == str(path)
        assert "free" in caught.value.expected
        monkeypatch.undo()
        journal.append(event(3), sync=True)
    assert numbers(path) == [[1], [3]]
    assert read_journal(path).damaged == 1


def test_a_failed_sync_is_not_acknowledged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with Journal(path, "ana") as journal:
        monkeypatch.setattr(os, "fdatasync", refuse)
        with pytest.raises(RecordError, match="Input/output error"):
            journal.append(event(), sync=True)
        monkeypatch.undo()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_an_answer_that_is_not_json_is_refused_and_nothing_is_written(path: Path, value: object) -> None:
    with Journal(path, "ana") as journal:
        before = path.read_bytes()
        with pytest.raises(RecordError, match="cannot be written down"):
            journal.append(Event("draft", "c", "l", "e", {"answer": value}), sync=True)  # type: ignore[dict-item]
        assert path.read_bytes() == before


def test_a_closed_journal_refuses(path: Path) -> None:
    journal = Journal(path, "ana")
    journal.close()
    journal.close()
    with pytest.raises(RecordError):
        journal.append(event(), sync=True)
    with pytest.raises(RecordError):
        journal.contents()


def test_many_threads_write_whole_lines(path: Path) -> None:
    with Journal(path, "ana") as journal:

        def write_fifty() -> None:
            for number in range(50):
                journal.append(event(number), sync=False)

        threads = [threading.Thread(target=write_fifty) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    contents = read_journal(path)
    assert len(contents.events) == 400
    assert contents.damaged == 0


# A file that moves under our feet ---------------------------------------------------------------------------------


def test_a_deleted_journal_is_restored_with_everything(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        path.unlink()
        journal.append(event(2), sync=True)
    assert numbers(path) == [[1], [2]]


def test_a_deleted_folder_is_restored_too(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        for file in path.parent.iterdir():
            file.unlink()
        path.parent.rmdir()
        journal.append(event(2), sync=True)
    assert numbers(path) == [[1], [2]]


def test_another_file_in_its_place_is_not_written_to(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        path.rename(path.with_suffix(".moved"))
        path.write_text("mine\n")
        with pytest.raises(RecordError, match="taken the place"):
            journal.append(event(2), sync=True)
    assert path.read_text() == "mine\n"
    assert numbers(path.with_suffix(".moved")) == [[1]]


# Damage -----------------------------------------------------------------------------------------------------------


def test_a_torn_last_line_is_passed_over_and_healed(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        journal.append(event(2), sync=True)
    path.write_bytes(path.read_bytes()[:-9])
    assert numbers(path) == [[1]]
    with Journal(path, "ana") as journal:
        journal.append(event(3), sync=True)
    assert numbers(path) == [[1], [3]]
    assert read_journal(path).damaged == 1


@given(cut=st.integers(0, 400))
def test_a_file_cut_anywhere_keeps_every_whole_line_and_can_be_written_to(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("cut") / "ana.jsonl"
    with Journal(path, "ana") as journal:
        for number in range(3):
            journal.append(event(number), sync=False)
    data = path.read_bytes()
    kept = data[: min(cut, len(data))]
    whole = sum(b'"event"' in line for line in kept.split(b"\n")[:-1])
    path.write_bytes(kept)
    with Journal(path, "ana") as journal:
        journal.append(event(9), sync=True)
    contents = read_journal(path)
    found = [one.data["answer"] for one in contents.events]
    assert found[:whole] == [[number] for number in range(whole)]
    assert found[-1] == [9]
    assert len(found) <= whole + 2  # a line that lacks only its line end is whole, too
    assert contents.headed


@pytest.mark.parametrize(
    "damage",
    [
        b"not json",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b'"text"',
        b"{}",
        b'{"id": "1", "time": "t", "event": 5, "course": "c", "lesson": "l"}',
        b'{"id": "1", "time": "t", "event": "draft", "course": "c", "lesson": "l", "data": []}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
)
def test_damaged_lines_are_counted_and_passed_over(path: Path, damage: bytes) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
        with path.open("ab") as file:
            file.write(damage + b"\n")
        journal.append(event(2), sync=True)
    assert numbers(path) == [[1], [2]]
    assert read_journal(path).damaged == 1


def test_zeros_left_by_a_power_cut_do_not_cost_the_next_line(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
    with path.open("ab") as file:
        file.write(b"\0" * 4096)
    with Journal(path, "ana") as journal:
        journal.append(event(2), sync=True)
    assert numbers(path) == [[1], [2]]


def test_a_lost_header_is_written_anew(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
    path.write_bytes(b"\0\0\0\n" + path.read_bytes().split(b"\n", 1)[1])
    with Journal(path, "ana"):
        pass
    contents = read_journal(path)
    assert contents.learner == "ana"
    assert len(contents.events) == 1


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"")
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
    assert read_journal(path).headed
    assert numbers(path) == [[1]]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert numbers(path) == [[1]]
    assert read_journal(path).damaged == 0


def test_joined_journals_count_each_event_once(path: Path) -> None:
    with Journal(path, "ana") as journal:
        journal.append(event(1), sync=True)
    path.write_bytes(path.read_bytes() * 2)
    assert numbers(path) == [[1]]


# What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["2", "99", '"1"', "null", "true", "1.5"])
def test_another_format_is_refused_and_left_alone(path: Path, format: str) -> None:
    path.parent.mkdir()
    data = f'{{"closeread":"journal","format":{format},"learner":"ana"}}\n'.encode()
    path.write_bytes(data)
    for attempt in (lambda: Journal(path, "ana"), lambda: read_journal(path)):
        with pytest.raises(RecordError) as caught:
            attempt()
        assert "format" in caught.value.found
        assert "update closeread" in caught.value.fix
    assert path.read_bytes() == data


def test_a_file_that_is_no_journal_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("dear diary\n")
    with pytest.raises(RecordError, match="not a closeread journal"):
        Journal(path, "ana")
    assert path.read_text() == "dear diary\n"


def test_a_folder_in_the_way(path: Path) -> None:
    path.mkdir(parents=True)
    for attempt in (lambda: Journal(path, "ana"), lambda: read_journal(path)):
        with pytest.raises(RecordError, match="a folder where the file should be"):
            attempt()


def test_a_file_in_the_way_of_the_folder(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(RecordError, match="a file where a folder should be"):
        Journal(path, "ana")


def test_a_pipe_in_the_way_does_not_hang(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    for attempt in (lambda: Journal(path, "ana"), lambda: read_journal(path)):
        with pytest.raises(RecordError, match="a pipe or a device"):
            attempt()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "may not write"),
        (errno.EROFS, "can only be read"),
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EIO, "the disk refused"),
    ],
)
def test_every_refusal_says_what_to_do(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_args: object, **_more: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(RecordError) as caught:
        Journal(path, "ana")
    monkeypatch.undo()
    assert words in caught.value.found
    assert caught.value.expected
    assert caught.value.fix


# The lock ---------------------------------------------------------------------------------------------------------


def test_a_second_window_is_told_who_holds_the_record(path: Path) -> None:
    with Journal(path, "ana") as journal:
        with pytest.raises(RecordLockedError) as caught:
            Journal(path, "ana")
        assert f"process {os.getpid()}" in caught.value.found
        assert "--learner" in caught.value.fix
        journal.append(event(1), sync=True)
        assert numbers(path) == [[1]]
    with Journal(path, "ana"):
        pass


def test_a_hostile_lock_note_cannot_reach_the_terminal(path: Path) -> None:
    with Journal(path, "ana"):
        path.with_suffix(".lock").write_bytes(b"\x1b[2J7\tho\x1bst\tnow\n")
        with pytest.raises(RecordLockedError) as caught:
            Journal(path, "ana")
    assert "\x1b" not in str(caught.value)


def test_other_learners_are_not_locked_out(path: Path) -> None:
    with Journal(path, "ana"), Journal(path.with_name("ben.jsonl"), "ben"):
        pass


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_fd: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_sign_keeps_the_second_window_out(path: Path) -> None:
    with Journal(path, "ana"):
        with pytest.raises(RecordLockedError) as caught:
            Journal(path, "ana")
        assert "delete" in caught.value.fix
    assert not path.with_suffix(".open").exists()
    with Journal(path, "ana"):
        pass


@pytest.mark.usefixtures("no_locks")
def test_the_sign_of_a_dead_process_is_taken_down(path: Path) -> None:
    path.parent.mkdir()
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    path.with_suffix(".open").write_text(f"{child}\t{os.uname().nodename}\tthen")
    with Journal(path, "ana"):
        pass


# Any answer -------------------------------------------------------------------------------------------------------

raw = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(answer=raw)
def test_any_json_answer_survives_as_one_line(answer: object) -> None:
    kept = Event("draft", "c", "l", "e", {"answer": answer}, "1", "2026-01-31T09:05:00Z")  # type: ignore[dict-item]
    line = encode(kept)
    assert line.count(b"\n") == 1
    assert decode(line, "x").events == (kept,)
