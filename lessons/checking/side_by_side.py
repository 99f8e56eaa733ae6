"""Many lessons judged at once, on as many processors as there are; what comes out is in the order of what went in."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from lessons.model.problem import Problem

MANY = 40
"""From so many lessons on, starting processes is worth its time."""
MOST_PROCESSES = 8
_TOGETHER = 4
"""Lessons handed to a process at once."""
Judge = Callable[[Path], list[Problem]]


def judged(folders: Sequence[Path], judge: Judge) -> Iterator[Problem]:
    """The problems of each lesson, in order. ``judge`` is a function of a module, so that processes find it."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    results: Iterable[list[Problem]] = map(judge, folders)
    if len(folders) < MANY or processes < 2:
        yield from (problem for problems in results for problem in problems)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    # Where no process can be started, or one is killed, the rest is judged here.
    with suppress(OSError, BrokenProcessPool), ProcessPoolExecutor(processes) as pool:
        for problems in pool.map(judge, folders, chunksize=_TOGETHER):
            done += 1
            yield from problems
    for folder in folders[done:]:
        yield from judge(folder)
