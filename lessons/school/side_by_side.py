"""Many hand-ins made ready at once, on as many processors as there are; in the order of the files."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress

from lessons.school.inbox import InboxFile
from lessons.school.preparing import Prepared

MANY = 300
"""From so many files on, starting processes is worth its time."""
MOST_PROCESSES = 8
_TOGETHER = 20
"""Files handed to a process at once, at most."""
_BYTES_TOGETHER = 1 << 20
_BYTES_AHEAD = 24 << 20
"""Bytes of files that are worked on or wait to be put into the class: what bounds the memory."""
Prepare = Callable[[InboxFile], Prepared]


def prepared(files: Sequence[InboxFile], prepare: Prepare) -> Generator[Prepared, None, None]:
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
) -> Generator[Prepared, None, None]:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    # Started afresh, not forked: a copy of this process would hold the lock of the class after its death.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(prepare,))
    try:
        waiting: deque[tuple[int, Future[list[Prepared]]]] = deque()
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


def _all(files: Sequence[InboxFile]) -> list[Prepared]:
    assert _prepare is not None  # set by _begin
    return [_prepare(file) for file in files]
