"""The process of one class among several: serves what the process in front hands over, connections and the terminal."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from io import FileIO, TextIOWrapper

from lessons.cli.call import ServeWish
from lessons.disk import why
from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from server.fault_log import faults_logged, log_told
from server.live.beside import ClassesBeside, TakenAlong
from server.live.watching import watch
from server.open_class import OpenClass
from server.where import Opened, for_the_board

CONNECTION, TERMINAL, BACK = b".", b"T", b"t"
"""What comes over the line, a byte each: with a connection; with the terminal, and what was taken along as a line of
JSON; the terminal is wanted back."""
_LOOK = 1.0
"""Seconds between two looks at who waits at the door."""


def work(wish: ServeWish, line: socket.socket, beside: ClassesBeside) -> None:
    """Serve one class to the connections that come in over this line, until the other end closes it.

    ``beside`` is shared with the other classes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one in front says when to end
    with faults_logged(), speaking(wish.context.language), suppress(KeyboardInterrupt):
        asyncio.run(_work(wish, line, beside))


async def _work(wish: ServeWish, line: socket.socket, beside: ClassesBeside) -> None:
    line.setblocking(False)
    front = _Front(line)
    with log_told(partial(front.say, "log")) if not wish.headless else nullcontext():
        await _serve(wish, front, beside)
    await front.close()


async def _serve(wish: ServeWish, front: "_Front", beside: ClassesBeside) -> None:
    try:
        opened = await OpenClass.called(wish)
    except RecordError as error:
        front.say("refused", [error.place, error.found, error.expected, error.fix])
    except OSError as error:
        port = f"--ssh {wish.ssh}"
        front.say("refused", [port, why(error), _("a port that is free"), _("choose another one")])
    else:
        await _ClassProcess(wish, opened, front, beside).run()


class _Front:
    """The process in front, as it is seen from here."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._loop = asyncio.get_running_loop()
        self._said: asyncio.Queue[bytes] = asyncio.Queue()
        self._speaking = asyncio.create_task(self._speak())

    def say(self, word: str, what: object) -> None:
        """Tell it something, from whatever thread."""
        said = json.dumps({word: what}).encode() + b"\n"
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._said.put_nowait, said)

    async def _speak(self) -> None:
        while True:
            said = await self._said.get()
            with suppress(OSError):  # it has gone; the class ends soon
                await self._loop.sock_sendall(self.line, said)
            self._said.task_done()

    async def close(self) -> None:
        """Say what is still to be said."""
        await asyncio.sleep(0)
        await self._said.join()
        self._speaking.cancel()


@dataclass(slots=True)
class _ClassProcess:
    """One class, its connections, and the terminal while it is here."""

    wish: ServeWish
    opened: OpenClass
    front: _Front
    beside: ClassesBeside
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _back: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the terminal is wanted back."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _taken: bytearray | None = None
    """What comes along with the terminal, as far as it has come."""

    async def run(self) -> None:
        """Serve until told to end."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self.front.line, self._hear)
        loop.add_signal_handler(signal.SIGTERM, self._ended.set)
        self.opened.hall.renewed = self._tell
        self._tell()
        looking = asyncio.create_task(self._look_at_the_door())
        await self._ended.wait()
        self._back.set()
        looking.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.opened.close()

    def _tell(self) -> None:
        self.front.say("opened", asdict(Opened.of(self.opened)))

    def _hear(self) -> None:
        """Take what was handed over, or learn that there will be no more."""
        try:
            word, numbers, *_rest = socket.recv_fds(self.front.line, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            word, numbers = b"", []
        if not word:
            asyncio.get_running_loop().remove_reader(self.front.line)
            self._ended.set()
        elif word == TERMINAL and numbers:
            self._taken = bytearray()
            _read_from(numbers[0])
        elif self._taken is not None and word != b"\n":
            self._taken += word
        elif self._taken is not None:
            taken, self._taken = TakenAlong(**json.loads(self._taken)), None
            self._begin(self._watch(taken))
        elif word == BACK:
            self._back.set()
        else:
            for number in numbers:
                self._begin(self.opened.take(socket.socket(fileno=number)))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, taken: TakenAlong) -> None:
        """Show the live view of this class, until the teacher leaves it or the terminal is wanted back."""
        self._back.clear()
        if self._ended.is_set():
            self._back.set()
        board = partial(for_the_board, self.wish, self.opened)
        left = await watch(self.opened.hall, board, self._back, self.beside, taken)
        self.front.say("left", asdict(left))

    async def _look_at_the_door(self) -> None:
        """Keep the other classes told of how many wait here."""
        while True:
            self.beside.waiting[self.beside.own] = len(self.opened.hall.door.waiting)
            await asyncio.sleep(_LOOK)


def _read_from(terminal: int) -> None:
    """Have Textual read this terminal: what this process began with was closed as it began."""
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.__stdin__ = TextIOWrapper(FileIO(0, closefd=False))  # type: ignore[misc]
