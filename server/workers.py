"""Several classes: a process for each, which is handed the connections of its class and started again if it dies.

A class lives whole in one process, so nothing is shared between them but the folder of the records. The process in
front reads no more of a request than it needs to tell the class: the code that was typed, or what the browser kept.
"""

import asyncio
import json
import multiprocessing
import re
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from itertools import cycle
from multiprocessing.context import SpawnProcess
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lessons.cli.call import ServeWish
from lessons.i18n import _
from lessons.record.recorder import RecordError
from lessons.school.classes import class_path
from lessons.text import visible
from server.class_process import BACK, CONNECTION, TERMINAL, work
from server.door import plain_code
from server.hall import SERVED_FOLDER
from server.live.beside import NOT_THERE, ClassesBeside, TakenAlong
from server.live.watching import modes_of, restore
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
_PATIENCE = 5.0
"""Seconds for which a process that has just died, or that has the terminal, is waited for."""
_NOTES = 200
"""Lines that are told once the screen is free again."""
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

    def __init__(self, wish: ServeWish, beside: ClassesBeside, tell: Callable[[str], None]) -> None:
        self.wish, self._beside, self._tell = wish, beside, tell
        self.first: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
        """What is told of the class once it is open; a ``RecordError`` where it cannot be opened."""
        self.code = ""
        """The class code, once the class is open."""
        self._ready = asyncio.Event()
        self._ending = False
        self._line: socket.socket | None = None
        self._left: asyncio.Future[TakenAlong | None] = asyncio.get_running_loop().create_future()
        """How the live view was left; ``None`` where the process died with it."""

    async def run(self) -> None:
        """Have a process for this class until told to end. Whoever waits for ``first`` is told of what it cannot do."""
        pause = _PAUSE
        while not self._ending:
            began = time.monotonic()
            await self._live()
            if self._ending or not self.first.done() or self.first.exception():
                break
            self._tell(_died(self.wish.name))
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
        self._beside.waiting[self._beside.own] = NOT_THERE
        process = _SPAWN.Process(target=work, args=(self.wish, other, self._beside))
        with other:
            process.start()
        self._line = own
        try:
            with own:
                await self._listen(own)
        finally:
            self._ready.clear()
            self._line = None
            self._leave(None)
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
                    for word, what in json.loads(line).items():
                        self._hear(word, what)

    def _hear(self, word: str, what: Any) -> None:
        match word:
            case "refused" if not self.first.done():
                self.first.set_exception(RecordError(*what))
            case "opened":
                opened = Opened(**what)
                self.code = opened.code
                self._ready.set()
                if not self.first.done():
                    self.first.set_result(opened)
            case "left":
                self._leave(TakenAlong(**what))
            case "log":
                self._tell(what)

    def _leave(self, taken: TakenAlong | None) -> None:
        if not self._left.done():
            self._left.set_result(taken)

    async def watch(self, terminal: int, taken: TakenAlong) -> TakenAlong | None:
        """Lend the terminal to the process, for its live view; how that was left. ``None`` where the process died."""
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(_PATIENCE):
                await self._ready.wait()
            assert self._line is not None
            self._left = asyncio.get_running_loop().create_future()
            said = json.dumps(asdict(taken)).encode()
            socket.send_fds(self._line, [TERMINAL + said + b"\n"], [terminal])
            return await self._left
        return None

    def take_back(self) -> None:
        """Ask for the terminal."""
        if self._line is not None:
            with suppress(OSError):
                self._line.send(BACK)

    async def take(self, connection: socket.socket) -> None:
        """Hand a connection to the process, as soon as there is one."""
        with connection, suppress(TimeoutError):
            async with asyncio.timeout(_START):
                while True:
                    await self._ready.wait()
                    try:
                        assert self._line is not None
                        socket.send_fds(self._line, [CONNECTION], [connection.fileno()])
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


def _died(name: str) -> str:
    message = _("The process of class {name} died. It is started again; answers are kept.")
    return message.format(name=visible(name))


class Workers:
    """The processes of all classes."""

    def __init__(self, wish: ServeWish, tell: Callable[[str], None]) -> None:
        """One for each class of the wish; ``tell`` shows a line to whoever looks."""
        self._wish, self._tell = wish, tell
        self._kept: list[str] | None = None
        """What is to be told once the screen is free again; ``None`` while it is."""
        names = (wish.name, *wish.beside)
        waiting = _SPAWN.Array("i", len(names), lock=False)
        self._workers = [
            _Worker(one, ClassesBeside(names, number, waiting), self._told)
            for number, one in enumerate(_wishes(wish))
        ]
        tags = [class_tag(class_path(one.wish.name, wish.context.home)) for one in self._workers]
        self._tags = {tag: number for number, tag in enumerate(tags)}
        self._turn = cycle(self._workers)
        self._running: list[asyncio.Task[None]] = []

    def _told(self, line: str) -> None:
        if self._kept is None:
            self._tell(line)
        elif len(self._kept) < _NOTES:
            self._kept.append(line)

    async def begin(self, port: int) -> list[Opened]:
        """Start them, behind a gate at this port. Raises ``RecordError`` for the first class that cannot be opened."""
        for one in self._workers:
            one.wish = replace(one.wish, port=port)
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

    async def watch(self, terminal: int, ended: asyncio.Event) -> None:
        """Show the live view of one class after the other, until the teacher ends them all or ``ended`` is set."""
        number, taken, before = 0, TakenAlong(), modes_of(terminal)
        told = asyncio.create_task(ended.wait())
        self._kept = []
        while True:
            worker = self._workers[number]
            watching = asyncio.create_task(worker.watch(terminal, taken))
            await asyncio.wait({watching, told}, return_when=asyncio.FIRST_COMPLETED)
            if not watching.done():
                worker.take_back()
                await asyncio.wait({watching}, timeout=_PATIENCE)
            left = watching.result() if watching.done() else None
            watching.cancel()
            if left is None:
                restore(terminal, before)
            if ended.is_set() or (left is not None and left.to is None):
                break
            if left is None:  # another class is there at once, and this one again soon
                number = (number + 1) % len(self._workers)
                taken = TakenAlong(taken.hidden, note=_died(worker.wish.name))
            elif left.to is not None:
                number, taken = left.to, left
        told.cancel()
        notes, self._kept = self._kept, None
        for note in notes:
            self._tell(note)

    async def end(self) -> None:
        """Tell them to end, and wait for it."""
        for one in self._workers:
            one.end()
        await asyncio.gather(*self._running, return_exceptions=True)


def _wishes(wish: ServeWish) -> Iterable[ServeWish]:
    """The wish of each class; each has an SSH port of its own, from the first one upwards."""
    for number, name in enumerate((wish.name, *wish.beside)):
        yield replace(wish, name=name, beside=(), ssh=wish.ssh + number if wish.ssh else wish.ssh)
