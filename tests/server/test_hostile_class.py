"""A computer that joined a class whose server is hostile: it does not hang, fill the disk or write elsewhere."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from lessons.share.joining.class_server import ClassServer, ClassServerError

Saying = AsyncIterator[bytes]


async def endless_body() -> Saying:
    yield b"HTTP/1.1 200 OK\r\n\r\n{"
    while True:
        yield b" "
        await asyncio.sleep(0.05)


async def endless_head() -> Saying:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"a"
        await asyncio.sleep(0.05)


async def endless_status() -> Saying:
    while True:
        yield b"H"
        await asyncio.sleep(0.05)


async def asked_to_go_on() -> Saying:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n"
        await asyncio.sleep(0)


async def chunks() -> Saying:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"1\r\n{\r\n"
        await asyncio.sleep(0.05)


async def fault_without_end() -> Saying:
    yield b"HTTP/1.1 500 No\r\nRetry-After: 99999\r\n\r\n"
    while True:
        yield b" "
        await asyncio.sleep(0.05)


@asynccontextmanager
async def saying(words: Callable[[], Saying]) -> AsyncIterator[str]:
    """A server that reads nothing and says this to everybody; its address."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async for word in words():
                writer.write(word)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.mark.parametrize(
    "words", [endless_body, endless_head, endless_status, asked_to_go_on, chunks, fault_without_end]
)
async def test_who_never_comes_to_an_end_is_cut_off(words: Callable[[], Saying]) -> None:
    async with saying(words) as url:
        server = ClassServer(url, "secret", whole=0.5)
        began = time.monotonic()
        with pytest.raises(ClassServerError):
            await asyncio.wait_for(asyncio.to_thread(server.about, ""), 20)
        assert time.monotonic() - began >= 0.4  # each silence was shorter than the patience
        with pytest.raises(ClassServerError):  # the next call is watched as well
            await asyncio.wait_for(asyncio.to_thread(server.replies, ""), 20)


async def test_an_answer_without_measure_is_read_no_further() -> None:
    async def measureless() -> Saying:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"[" * 65_536

    async with saying(measureless) as url:
        with pytest.raises(ClassServerError):
            await asyncio.wait_for(asyncio.to_thread(ClassServer(url).about, ""), 20)
