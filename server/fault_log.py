"""The log of the server: which fault of the program was where, and nothing of what anybody wrote.

The message of an exception may quote what was in hand: a name, an answer, the address of a computer. So of an exception
its type is logged and the lines of the program that it came through; of what libraries log, the sentence without its
values.
"""

import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import extract_tb

OWN = "closeread"
"""Begins the names of our own loggers, whose values are none that students wrote."""
_KEPT = 200
"""Lines of the log that are told once the screen is free again."""
_LOG = logging.getLogger("closeread.serve")


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage() if record.name.startswith(OWN) else str(record.msg).partition("\n")[0]
        lines = [f"{record.name}: {said}"]
        error = record.exc_info[1] if record.exc_info else None
        while error is not None:
            lines.append(f"  {type(error).__qualname__}, from the outermost call to the innermost:")
            lines += (
                f"    {frame.filename}:{frame.lineno} {frame.name}"
                for frame in extract_tb(error.__traceback__)
            )
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class _Told(logging.Handler):
    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(_Formatter())
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(self.format(record))


@contextmanager
def faults_logged() -> Iterator[None]:
    """Log faults to standard error, also those that end a thread, until the block ends."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter())
    before = threading.excepthook

    def thread_ended(ended: threading.ExceptHookArgs) -> None:
        _LOG.error("a thread ended by a fault", exc_info=ended.exc_value)

    threading.excepthook = thread_ended
    try:
        with _only(handler):
            yield
    finally:
        threading.excepthook = before


@contextmanager
def log_told(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell somebody who knows when it may be written, from whatever thread, until the block ends."""
    with _only(_Told(tell)):
        yield


@contextmanager
def log_kept() -> Iterator[None]:
    """Keep what would be written over a screen, and write it afterwards."""
    kept: deque[str] = deque(maxlen=_KEPT)
    try:
        with log_told(kept.append):
            yield
    finally:
        for line in kept:
            sys.stderr.write(line + os.linesep)


@contextmanager
def _only(handler: logging.Handler) -> Iterator[None]:
    """Give the log to this handler alone."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, [handler]
    try:
        yield
    finally:
        root.handlers = before
