"""The gate: a request is looked at while it is in the socket, in time, and handed on whole."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from server import gate
from server.gate import Gate
from server.limits import FORM, HEAD

GET = b"GET /read HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n"


@asynccontextmanager
async def gated(proxy: str = "") -> AsyncIterator[tuple[Gate, list[bytes]]]:
    """A gate whose connections are answered with what can still be read out of them."""
    seen: list[bytes] = []

    async def hand(connection: socket.socket, request: bytes) -> None:
        seen.append(request)
        with connection:
            await asyncio.get_running_loop().sock_sendall(connection, connection.recv(HEAD + FORM))

    one = Gate(hand, proxy)
    one.listen("127.0.0.1", 0)
    try:
        yield one, seen
    finally:
        await one.close()


async def sent(one: Gate, *parts: bytes, pause: float = 0.02) -> bytes:
    """What comes back for a request that is sent in parts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "parts",
    [
        (GET,),
        (GET[:3], GET[3:20], GET[20:]),
        (POST + b"code=8BKM4T",),
        (POST, b"code=", b"8BKM4T"),
        (POST.lower(), b"code=8BKM4T"),
    ],
    ids=repr,
)
async def test_a_request_is_handed_on_whole_with_the_form_that_follows(parts: tuple[bytes, ...]) -> None:
    async with gated() as (one, seen):
        assert await sent(one, *parts) == b"".join(parts)
        assert seen == [b"".join(parts)]


@pytest.mark.parametrize(
    "head",
    [
        b"PUT / HTTP/1.1\r\nContent-Length: 500000\r\n\r\n",
        b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
    ],
)
async def test_what_follows_later_is_not_waited_for(head: bytes) -> None:
    async with gated() as (one, seen):
        assert await sent(one, head) == head
        assert seen == [head]


async def test_a_head_that_comes_too_slowly_is_refused_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "HEAD_SECONDS", 0.5)
    async with gated() as (one, seen):
        drips = [sent(one, *(bytes([byte]) for byte in GET), pause=0.1) for _number in range(20)]
        slow = asyncio.gather(*drips, sent(one, POST, b"code"), sent(one), return_exceptions=True)
        await asyncio.sleep(0.1)
        assert await sent(one, GET) == GET
        *dripped, half, silent = await slow
        assert all(isinstance(answer, bytes) and answer[9:12] in (b"", b"408") for answer in dripped)
        assert isinstance(half, bytes)
        assert half.startswith(b"HTTP/1.1 408")
        assert silent == b"", "a browser that opened a line in advance is told nothing"
        assert seen == [GET]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD, b"HTTP/1.1 431"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD + b"\r\n\r\n", b"HTTP/1.1 431"),
        (b"\x16\x03\x01\x02\x00", b""),
        (b"\r\n\r\n", b""),
    ],
    ids=["no end", "long", "TLS", "nothing"],
)
async def test_what_is_no_request_is_refused_at_once(request_: bytes, status: bytes) -> None:
    async with gated() as (one, seen):
        async with asyncio.timeout(3):
            answer = await sent(one, request_)
        assert answer[:12] == status
        assert not seen


async def test_one_address_may_have_so_many_waiting_lines_but_for_the_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "SOCKETS_AN_ADDRESS", 3)
    for proxy, answer in (("", b""), ("127.0.0.1", GET)):
        async with gated(proxy) as (one, _seen):
            lines = [await asyncio.open_connection("127.0.0.1", one.port) for _number in range(3)]
            await asyncio.sleep(0.05)
            assert await sent(one, GET) == answer
            for _reader, writer in lines:
                writer.close()
            await asyncio.sleep(0.3)
            assert await sent(one, GET) == GET, "there is room again"
