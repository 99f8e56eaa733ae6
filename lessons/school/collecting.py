"""Hand-ins gathered from a folder into a class: any number, any number of times, in any order, the same class.

A file that cannot be taken is named, with the reason; all others are taken. Nothing in the folder is changed.
Many are made ready at once, on as many processors as there are, and put into the class by their names.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection

from lessons.school.learners import deleted_records, mark_of
from lessons.school.preparing import (
    Expected,
    InboxFile,
    Preparer,
    Reader,
    UnreadableError,
    checksum_of,
    files,
    opened,
    plain,
)
from lessons.school.store import ClassStore
from lessons.school.taking import Collected, take
from lessons.share.handing_in.hand_in import lesson_named

_FIRST_LINE = 4_000
"""Bytes that hold the first line of a hand-in."""
AT_ONCE = 200
"""Files written in one step: each step waits for the disk once."""


def collect(
    store: ClassStore,
    folder: Path,
    expected: Mapping[tuple[str, str], Expected],
    read_file: Reader = plain,
) -> Iterator[Collected]:
    """Merge the hand-ins of a folder, the newest state of each file; what became of each, in the order of names.

    ``expected``: the lessons that are collected, by (course, lesson). Many files are read by processes of their own, so
    a script that calls this has to be guarded by ``if __name__ == "__main__":``. Raises ``RecordError`` and, for a
    folder that cannot be read, ``OSError``.
    """
    checksums = store.known()
    salt, marks = deleted_records(store)
    inbox = list(files(folder))
    again = {file.name for file in inbox if checksums and checksum_of(file) in checksums}
    fresh = [file for file in inbox if file.name not in again]
    with closing(prepared(fresh, Preparer(expected, read_file))) as ready:
        for start in range(0, len(inbox), AT_ONCE):
            with store.writing() as connection:
                collected = [
                    Collected(file.name, "again")
                    if file.name in again
                    else put(store, connection, next(ready), checksums, salt, marks)
                    for file in inbox[start : start + AT_ONCE]
                ]
            yield from collected


def put(
    store: ClassStore,
    connection: Connection,
    one: Collected,
    checksums: set[str],
    salt: str,
    marks: frozenset[str],
) -> Collected:
    """Merge a file that is ready, inside ``writing``; ``checksums`` grows by it.

    ``salt`` and ``marks`` tell whose record was deleted.
    """
    if one.hand_in is None:
        return one
    if one.checksum in checksums:  # there is another copy of it in the folder
        return Collected(one.file, "again")
    deleted = bool(marks) and mark_of(salt, one.hand_in.record) in marks
    taken = take(store, connection, one, deleted=deleted)
    if taken.outcome == "taken":
        checksums.add(one.checksum)
    return taken


def lessons_in(folder: Path, read_file: Reader = plain) -> list[tuple[str, str]]:
    """(course, lesson) of all hand-ins in a folder that can be read, each once, sorted. Raises ``OSError``."""
    lessons: set[tuple[str, str]] = set()
    for file in files(folder):
        named = _glance(file)
        if named in lessons:  # one sound hand-in of a lesson is enough, and thousands take their time
            continue
        _checksum, hand_in, _remarks, _trouble = opened(file, read_file)
        if hand_in is not None:
            lessons.add((hand_in.course, hand_in.lesson))
    return sorted(lessons)


def _glance(file: InboxFile) -> tuple[str, str] | None:
    try:
        return lesson_named(file.read(_FIRST_LINE))
    except UnreadableError:
        return None


MANY = 300
"""From so many files on, starting processes is worth its time."""
MOST_PROCESSES = 8
_TOGETHER = 20
"""Files handed to a process at once, at most."""
_BYTES_TOGETHER = 1 << 20
_BYTES_AHEAD = 24 << 20
"""Bytes of files that are worked on or wait to be put into the class: what bounds the memory."""
Prepare = Callable[[InboxFile], Collected]


def prepared(files: Sequence[InboxFile], prepare: Prepare) -> Generator[Collected, None, None]:
    """Each file made ready, in order. ``prepare`` can be sent to another process."""
    from concurrent.futures.process import BrokenProcessPool

    processes, done = min(MOST_PROCESSES, os.cpu_count() or 1), 0
    if len(files) >= MANY and processes > 1:
        # Where no process can be started, or one is killed, the rest is done here.
        with suppress(OSError, BrokenProcessPool), closing(_by_processes(files, prepare, processes)) as ready:
            for one in ready:
                done += 1
                yield one
    for file in files[done:]:
        yield prepare(file)


def _by_processes(
    files: Sequence[InboxFile], prepare: Prepare, processes: int
) -> Generator[Collected, None, None]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    # Started afresh, not forked: a copy of this process would hold the lock of the class after its death.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(prepare,))
    try:
        waiting: deque[tuple[int, Future[list[Collected]]]] = deque()
        ahead = 0
        for size, chunk in _chunks(files):
            waiting.append((size, pool.submit(_all, chunk)))
            ahead += size
            while ahead > _BYTES_AHEAD:
                size, future = waiting.popleft()
                ahead -= size
                yield from future.result()
        for _size, future in waiting:
            yield from future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _chunks(files: Sequence[InboxFile]) -> Iterator[tuple[int, list[InboxFile]]]:
    """Files that are handed over together, with their bytes."""
    chunk: list[InboxFile] = []
    bytes_of = 0
    for file in files:
        chunk.append(file)
        bytes_of += file.size
        if len(chunk) >= _TOGETHER or bytes_of >= _BYTES_TOGETHER:
            yield bytes_of, chunk
            chunk, bytes_of = [], 0
    if chunk:
        yield bytes_of, chunk


# In the other processes --------------------------------------------------------------------------------------

_prepare: Prepare | None = None


def _begin(prepare: Prepare) -> None:
    """What a process does first: it leaves Ctrl-C to the one that started it, and ends with that one."""
    global _prepare
    import signal
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    _prepare = prepare
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()


def _all(files: Sequence[InboxFile]) -> list[Collected]:
    assert _prepare is not None  # set by _begin
    return [_prepare(file) for file in files]
