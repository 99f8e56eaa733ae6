"""The gate: takes connections, looks at each request while it is still in the socket, and hands the socket on.

A request must begin within ``HEAD_SECONDS``; one that does not costs no class anything. What the gate has looked at is
not taken out of the socket, so whoever is handed it, in this process or another, reads it from the beginning.
"""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

from server.limits import FORM, HEAD, HEAD_SECONDS, SOCKETS_AN_ADDRESS

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,9})\r\n", re.IGNORECASE)
_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_SHORTEST, _LONGEST = 0.002, 0.1
"""Seconds between two looks at a request that is not yet whole."""
_FULL = 0.1
"""Seconds to wait when the system has no room for another connection."""
_BACKLOG = 512
Hand = Callable[[socket.socket, bytes], Awaitable[None]]
"""Is given a connection, and what was seen of its request: the head, and the form where one follows."""


class Gate:
    """Listens at one address."""

    def __init__(self, hand: Hand, proxy: str = "") -> None:
        """``proxy``: an address from which any number of connections may come."""
        self._hand, self._proxy = hand, proxy
        self._listener: socket.socket | None = None
        self._from: Counter[str] = Counter()
        """Connections whose request has not begun, by address."""
        self._tasks: set[asyncio.Task[None]] = set()

    def listen(self, host: str, port: int) -> None:
        """Listen; 0 for any port that is free. Inside the loop. Raises ``OSError``."""
        listener = self._listener = socket.create_server((host, port), backlog=_BACKLOG)
        listener.setblocking(False)
        self._begin(self._accept(listener))

    @property
    def port(self) -> int:
        """At which it listens."""
        assert self._listener is not None
        port: int = self._listener.getsockname()[1]
        return port

    async def close(self) -> None:
        """Listen no more, and drop whoever has not sent a request."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._listener is not None:
            self._listener.close()

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, (address, *_port) = await loop.sock_accept(listener)
            except OSError:  # who came has gone again, or there is no room
                await asyncio.sleep(_FULL)
                continue
            if self._from[address] >= SOCKETS_AN_ADDRESS and address != self._proxy:
                connection.close()
            else:
                self._begin(self._look_at(connection, address))

    async def _look_at(self, connection: socket.socket, address: str) -> None:
        self._from[address] += 1
        request = b""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                request = await _seen(connection)
        except (TimeoutError, OSError):
            pass
        except asyncio.CancelledError:
            connection.close()
            raise
        finally:
            self._from[address] -= 1
            if not self._from[address]:
                del self._from[address]
        if request:
            await self._hand(connection, request)
        else:
            _refuse(connection)


async def _seen(connection: socket.socket) -> bytes:
    """The request, as far as it must have come before it is looked at; empty for what is none."""
    pause = _SHORTEST
    while True:
        with suppress(BlockingIOError):
            request = connection.recv(HEAD + FORM, socket.MSG_PEEK)
            if not request[:1].isalpha():  # closed again, or the beginning of TLS
                return b""
            end = request.find(_END)
            if end > HEAD or (end < 0 and len(request) > HEAD):
                return b""
            if end >= 0 and len(request) >= end + len(_END) + _form_length(request[: end + 2]):
                return request
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def _form_length(head: bytes) -> int:
    """Bytes of the form that follows; 0 for something larger, which is not looked at here."""
    length = _LENGTH.search(head)
    wanted = int(length[1]) if length and b"100-continue" not in head.lower() else 0
    return wanted if wanted <= FORM else 0


def _refuse(connection: socket.socket) -> None:
    """Say what was wrong, where anything was sent, and close."""
    with connection, suppress(OSError):
        begun = connection.recv(HEAD + FORM)  # what is left unread would take the answer with it
        if begun[:1].isalpha():
            connection.send(_LONG if len(begun) > HEAD else _SLOW)
