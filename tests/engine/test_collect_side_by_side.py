"""Many hand-ins read by several processes: the same class as by one."""

import concurrent.futures
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.school import collecting as side_by_side
from lessons.school.at_hand import assignment_of, open_assigned
from lessons.school.collecting import collect
from lessons.school.grading import Grader, submissions
from lessons.school.preparing import Expected, Reader, plain
from lessons.school.store import ClassStore
from lessons.school.taking import Collected
from lessons.share.handing_in.hand_in import HandIn, to_bytes
from lessons.share.handing_in.remarks import Remark
from tests.helpers.classes import handed_in, write
from tests.helpers.place import here
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
GRADER = Grader(LESSON, open_key(LESSON))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for number in range(14):
        write(folder, handed_in(LESSON, f"learner-{number:02}", dict(list(RIGHT.items())[: number % 16])))
    (folder / "again.handin").write_bytes((folder / "learner-03.handin").read_bytes())
    (folder / "damaged.handin").write_bytes((folder / "learner-04.handin").read_bytes()[:-50])
    (folder / "link.handin").symlink_to("learner-05.handin")
    return folder


def collected(inbox: Path, database: Path, read: Reader = plain) -> tuple[list[Collected], list[Any]]:
    one = open_assigned(assignment_of(TINY, here()))
    expected = {(LESSON.course, LESSON.id): Expected(one.assignment, grader=GRADER)}
    with ClassStore(database, "8b", write=True) as store:
        told = list(collect(store, inbox, expected, read))
        names = {pupil.id: pupil.pseudonym for pupil in store.pupils()}
        seen = [
            (exercise.id, names[one.learner], one.score, one.content)
            for exercise in LESSON.exercises
            for one in submissions(store, LESSON, exercise.id, GRADER.state)
        ]
    return told, seen


def dying(data: bytes) -> tuple[HandIn, list[Remark]]:
    """Ends the process that reads, unless it is the first one."""
    if multiprocessing.parent_process() is not None:
        os._exit(3)
    return plain(data)


@pytest.mark.thorough
def test_processes_collect_what_one_process_collects(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = collected(inbox, tmp_path / "1.db")
    assert [one.outcome for one in alone[0]].count("refused") == 2
    assert alone[0][0].file == "again.handin"
    monkeypatch.setattr(side_by_side, "MANY", 10)
    monkeypatch.setattr(side_by_side, "_TOGETHER", 2)
    monkeypatch.setattr(side_by_side, "_BYTES_AHEAD", 60_000)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert collected(inbox, tmp_path / "2.db") == alone
    assert collected(inbox, tmp_path / "3.db", dying) == alone

    def refused(*_all: Any, **_more: Any) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", refused)
    assert collected(inbox, tmp_path / "4.db") == alone


def test_files_are_handed_over_by_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_BYTES_TOGETHER", 3_000)
    for number in range(50):
        (tmp_path / f"{number:02}").write_bytes(b"x" * (100 * number))
    from lessons.school.preparing import files

    found = list(files(tmp_path))
    chunks = list(side_by_side._chunks(found))
    assert [file for _size, chunk in chunks for file in chunk] == found
    assert all(size == sum(file.size for file in chunk) for size, chunk in chunks)
    assert max(len(chunk) for _size, chunk in chunks) <= 20
    assert all(size - chunk[-1].size < 3_000 for size, chunk in chunks)


def test_a_hand_in_is_the_same_wherever_it_was_read() -> None:
    """What a process sends back is made of plain values alone."""
    import pickle

    made = handed_in(LESSON, "ana", RIGHT)
    read, _notes = plain(to_bytes(made))
    assert pickle.loads(pickle.dumps(read)) == made
