"""Work beside the screen: keys go on working meanwhile, and leaving does not wait for it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from lessons.lesson.lesson import AnswerKey, Lesson

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What ``work`` returns, or its exception; it runs on a thread that ends with the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the screen has gone
            loop.call_soon_threadsafe(lambda: None if done.done() else act())

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  # whoever waits for it decides
            failure = error
            settle(lambda: done.set_exception(failure))
        else:
            settle(lambda: done.set_result(result))

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return await done


MOST_FILES = 1_000
"""A course with more files than this is not looked through: its lessons are opened when they are asked for."""
Stamp = tuple[tuple[str, int, int], ...]
"""Path, time of the last change in nanoseconds and size of every file of a course."""


@dataclass(frozen=True, slots=True)
class _Opened:
    folder: Path
    stamp: Stamp
    lesson: "Lesson"
    key: "Callable[[], AnswerKey]"


class Ahead:
    """Opens one lesson before it is asked for, and hands it over if its files are still as they were."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._opened: _Opened | None = None
        self._wanted: Path | None = None
        self._busy = threading.Lock()

    def prepare(self, folder: Path) -> None:
        """Load this lesson; for a thread of its own. What is wrong is told on opening."""
        from lessons.lesson.keys import open_to_play
        from lessons.model.problem import LessonError

        self._wanted = folder
        with self._busy:
            stamp = stamp_of(folder)
            at_hand = self._opened
            if stamp is None or self._wanted != folder or _is(at_hand, folder, stamp):
                return
            try:
                lesson, key = open_to_play(folder, self._home)
            except LessonError:
                return
            if lesson.folder == folder and lesson.seal is None:  # all its files are in the course
                self._opened = _Opened(folder, stamp, lesson, key)

    def take(self, folder: Path) -> "tuple[Lesson, Callable[[], AnswerKey]] | None":
        """The lesson as it was opened; ``None`` when another one was, or when a file has changed since."""
        if self._wanted == folder:
            with self._busy:  # on its way: quicker than to begin anew
                pass
        opened, stamp = self._opened, stamp_of(folder)
        if opened is not None and stamp is not None and _is(opened, folder, stamp):
            return opened.lesson, opened.key
        return None


def _is(opened: _Opened | None, folder: Path, stamp: Stamp) -> bool:
    return opened is not None and (opened.folder, opened.stamp) == (folder, stamp)


def stamp_of(folder: Path) -> Stamp | None:
    """The files of the course that a lesson is in; ``None`` when they are too many, or cannot be looked at."""
    files = []
    try:
        for path in folder.parent.rglob("*"):
            status = path.stat()
            files.append((str(path), status.st_mtime_ns, status.st_size))
            if len(files) > MOST_FILES:
                return None
    except OSError:
        return None
    return tuple(sorted(files))
