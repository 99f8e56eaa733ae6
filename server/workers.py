"""Several classes: a process for each, which is handed the connections of its class and started again if it dies.

A class lives whole in one process, so nothing is shared between them but the folder of the records. The process in
front reads no more of a request than it needs to tell the class: the code that was typed, or what the browser kept.
"""

import asyncio
import json
import multiprocessing
import re
import signal
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import cycle
from multiprocessing.context import SpawnProcess
from urllib.parse import parse_qs, urlsplit

from lessons.cli.call import ServeWish
from lessons.disk import why
from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from lessons.school.classes import class_path
from lessons.text import visible
from server.door import plain_code
from server.fault_log import faults_logged
from server.hall import SERVED_FOLDER
from server.open_class import OpenClass
from server.roll import class_tag
from server.where import Opened

_START = 60.0
"""Seconds for which a connection waits for the process of its class."""
_END = 15.0
"""Seconds that a process has to end cleanly."""
_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
"""Seconds before a process that died is started again, the latter for one that dies again and again."""
_LIVED = 30.0
"""Seconds after which a process has not died again and again."""
_FULL = 0.02
"""Seconds before a connection is offered again to a process that has many to take."""
_KEPT = re.compile(rb"(?:\bcloseread(?:_\w+)?=|\bbearer +)([0-9a-f]{8})\.", re.IGNORECASE)
"""The class of a cookie or token, as ``Roll.tagged`` writes it."""
_WAITING = re.compile(rb'"waiting"\s*:\s*"([0-9a-f]{8})\.')
"""The class of a program that was told to ask again."""
_WALL = re.compile(rb"^GET /wall/([0-9a-f]{8})\.")
"""The class of a projector."""
_SPAWN = multiprocessing.get_context("spawn")


def asked_for(request: bytes, codes: Mapping[str, int], tags: Mapping[str, int]) -> int | None:
    """The class that a request is for, by the code that was typed or what the browser kept; ``None`` for none of them.

    ``codes`` and ``tags`` give the number of each class. ``request`` is the head, and the form where there is one.
    """
    head, _end, form = request.partition(b"\r\n\r\n")
    line, _end, fields = head.partition(b"\r\n")
    words = line.decode("latin-1").split(" ")
    with suppress(ValueError):  # an address, a form or a text that is none
        typed = parse_qs(urlsplit(words[1] if len(words) > 1 else "").query, max_num_fields=50)
        typed |= parse_qs(form.decode(), max_num_fields=50)
        for code in typed.get("code", [])[:1] + _code_in(form):
            if plain_code(code) in codes:
                return codes[plain_code(code)]
    for kept in _WALL.findall(line) + _KEPT.findall(fields) + _WAITING.findall(form):
        if (tag := kept.decode().lower()) in tags:
            return tags[tag]
    return None


def _code_in(body: bytes) -> list[str]:
    """The class code of what a program sends as JSON."""
    if not body.lstrip().startswith(b"{"):
        return []
    with suppress(ValueError, RecursionError):
        match json.loads(body):
            case {"code": str(code)}:
                return [code]
    return []


class _Worker:
    """The process of one class, as it is seen from the front."""

    def __init__(self, wish: ServeWish, tell: Callable[[str], None]) -> None:
        self.wish, self._tell = wish, tell
        self.first: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
        """What is told of the class once it is open; a ``RecordError`` where it cannot be opened."""
        self.code = ""
        """The class code, once the class is open."""
        self._ready = asyncio.Event()
        self._ending = False
        self._line: socket.socket | None = None

    async def run(self) -> None:
        """Have a process for this class until told to end. Whoever waits for ``first`` is told of what it cannot do."""
        pause = _PAUSE
        while not self._ending:
            began = time.monotonic()
            await self._live()
            if self._ending or not self.first.done() or self.first.exception():
                break
            message = _("The process of class {name} died. It is started again; answers are kept.")
            self._tell(message.format(name=visible(self.wish.name)))
            pause = _PAUSE if time.monotonic() - began > _LIVED else min(2 * pause, _LONGEST_PAUSE)
            await asyncio.sleep(pause)
        if not self.first.done():
            what = _("the process that serves this class died as it began")
            fix = _("look at what it said above; start it again")
            self.first.set_exception(RecordError(self.wish.name, what, _("a process that serves"), fix))

    async def _live(self) -> None:
        """One process, from its start to its end."""
        own, other = socket.socketpair()
        own.setblocking(False)
        process = _SPAWN.Process(target=work, args=(self.wish, other))
        with other:
            process.start()
        self._line = own
        try:
            with own:
                await self._listen(own)
        finally:
            self._ready.clear()
            self._line = None
            await asyncio.to_thread(_bury, process)

    async def _listen(self, own: socket.socket) -> None:
        """Hear what the process says, until it is gone."""
        loop = asyncio.get_running_loop()
        heard = b""
        with suppress(ConnectionError):
            while more := await loop.sock_recv(own, 4096):
                heard += more
                *lines, heard = heard.split(b"\n")
                for line in lines:
                    said = json.loads(line)
                    if "refused" in said:
                        if not self.first.done():
                            self.first.set_exception(RecordError(*said["refused"]))
                        continue
                    opened = Opened(**said)
                    self.code = opened.code
                    self._ready.set()
                    if not self.first.done():
                        self.first.set_result(opened)

    async def take(self, connection: socket.socket) -> None:
        """Hand a connection to the process, as soon as there is one."""
        with connection, suppress(TimeoutError):
            async with asyncio.timeout(_START):
                while True:
                    await self._ready.wait()
                    try:
                        assert self._line is not None
                        socket.send_fds(self._line, [b"."], [connection.fileno()])
                    except BlockingIOError:
                        await asyncio.sleep(_FULL)
                    except OSError:  # it has just died
                        self._ready.clear()
                    else:
                        return

    def end(self) -> None:
        """Tell the process to end."""
        self._ending = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)


def _bury(process: SpawnProcess) -> None:
    process.join(_END)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()


class Workers:
    """The processes of all classes."""

    def __init__(self, wish: ServeWish, tell: Callable[[str], None]) -> None:
        """One for each class of the wish; ``tell`` shows a line to whoever looks."""
        self._wish = wish
        self._workers = [_Worker(one, tell) for one in _wishes(wish)]
        tags = [class_tag(class_path(one.wish.name, wish.context.home)) for one in self._workers]
        self._tags = {tag: number for number, tag in enumerate(tags)}
        self._turn = cycle(self._workers)
        self._running: list[asyncio.Task[None]] = []

    async def begin(self) -> list[Opened]:
        """Start them. Raises ``RecordError`` for the first class that cannot be opened."""
        if self._wish.ssh is not None:  # one key for all, made before they look for it at the same moment
            from server.ssh.ssh_door import host_key

            host_key(self._wish.context.home / SERVED_FOLDER)
        self._running = [asyncio.create_task(one.run()) for one in self._workers]
        return [await one.first for one in self._workers]

    async def hand(self, connection: socket.socket, request: bytes) -> None:
        """Hand a connection to the class that it asks for; who asks for none finds the door at any of them."""
        number = self._asked_for(request)
        if number is None:  # its code may be that of a class that is still being opened
            await asyncio.wait([one.first for one in self._workers])
            number = self._asked_for(request)
        worker = next(self._turn) if number is None else self._workers[number]
        await worker.take(connection)

    def _asked_for(self, request: bytes) -> int | None:
        codes = {one.code: number for number, one in enumerate(self._workers) if one.code}
        return asked_for(request, codes, self._tags)

    async def end(self) -> None:
        """Tell them to end, and wait for it."""
        for one in self._workers:
            one.end()
        await asyncio.gather(*self._running, return_exceptions=True)


def _wishes(wish: ServeWish) -> Iterable[ServeWish]:
    """The wish of each class; each has an SSH port of its own, from the first one upwards."""
    for number, name in enumerate((wish.name, *wish.beside)):
        yield replace(wish, name=name, beside=(), ssh=wish.ssh + number if wish.ssh else wish.ssh)


# In the process of one class


def work(wish: ServeWish, line: socket.socket) -> None:
    """Serve one class to the connections that come in over this line, until the other end closes it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all; the one in front says when to end
    with faults_logged(), speaking(wish.context.language), suppress(KeyboardInterrupt):
        asyncio.run(_work(wish, line))


async def _work(wish: ServeWish, line: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    line.setblocking(False)
    try:
        opened = await OpenClass.called(wish)
    except RecordError as error:
        refused = [error.place, error.found, error.expected, error.fix]
    except OSError as error:
        refused = [f"--ssh {wish.ssh}", why(error), _("a port that is free"), _("choose another one")]
    else:
        await _serve(opened, line)
        return
    await loop.sock_sendall(line, json.dumps({"refused": refused}).encode() + b"\n")


async def _serve(opened: OpenClass, line: socket.socket) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    taking: set[asyncio.Task[None]] = set()

    def take() -> None:
        """Take the connection that was handed over, or learn that there will be no more."""
        try:
            word, numbers, *_rest = socket.recv_fds(line, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            word, numbers = b"", []
        for number in numbers:
            task = asyncio.create_task(opened.take(socket.socket(fileno=number)))
            taking.add(task)
            task.add_done_callback(taking.discard)
        if not word:
            loop.remove_reader(line)
            ended.set()

    loop.add_reader(line, take)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    tell = asyncio.Lock()

    async def told() -> None:
        async with tell:
            await loop.sock_sendall(line, json.dumps(asdict(Opened.of(opened))).encode() + b"\n")

    opened.hall.renewed = lambda: asyncio.create_task(told())
    await told()
    await ended.wait()
    await opened.close()
