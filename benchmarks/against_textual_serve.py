"""The same program served by ``closeread serve`` and by textual-serve, which starts a process for each learner.

``python benchmarks/against_textual_serve.py --python VENV/bin/python [--learners 10] [--keys 0.5] [--seconds 40]``
where VENV has textual-serve (``pip install textual-serve``; nothing of closeread needs it). Linux only. Learners come
over loopback WebSockets, open a lesson and type the mix of ``serving.py``, with the same seeds in both. Memory is what
all processes of the server have for themselves and their part of what they share (PSS); what is there before the first
learner is left out, and so is the processor time of coming in from that of typing.
"""

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp

from benchmarks.serving import MIX, one_of
from tests.helpers.served import Visitor
from tests.helpers.server_process import process, told

LESSON = "unsigned-column"
ROOT = Path(__file__).parents[1]
MIB = 1 << 20
_ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
SERVER = """
import sys
from textual_serve.server import Server
Server(sys.argv[1], port=int(sys.argv[2])).serve()
"""
PROGRAM = f"""
import os, tempfile
os.environ["CLOSEREAD_HOME"] = tempfile.mkdtemp(dir=os.environ["CLOSEREAD_HOME"])
from lessons.cli.call import PlayRequest
from lessons.context import Context
from lessons.loading.catalogue import shipped
from tui.launch import _play
_play(PlayRequest(shipped() / "{LESSON}", (shipped(),), Context.of(os.environ)))
"""
"""A learner's program as the command starts it; the command itself wants a terminal."""


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    own = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        own += [one for child in (task / "children").read_text().split() for one in tree(int(child))]
    return own


def memory(pid: int) -> int:
    """Bytes that a server's processes have."""
    texts = [Path(f"/proc/{one}/smaps_rollup").read_text() for one in tree(pid)]
    return sum(int(found) << 10 for text in texts for found in re.findall(r"^Pss: +(\d+) kB", text, re.M))


def seconds_used(pid: int) -> float:
    """Seconds of processor time of a server's processes."""
    texts = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in tree(pid)]
    return sum(int(text[11]) + int(text[12]) for text in texts) / os.sysconf("SC_CLK_TCK")


class Learner:
    """One end of a line."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, verb: str) -> None:
        self.socket, self.verb = socket, verb
        self.seen = b""
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.seen = (self.seen + _ESCAPES.sub(b"", message.data))[-20_000:]
                if self.verb == "keys":
                    await self.socket.send_json(["shown", len(message.data)])

    async def shows(self, words: bytes) -> None:
        async with asyncio.timeout(120):
            while words not in self.seen:
                await asyncio.sleep(0.05)

    async def type_on(self, rate: float, seconds: float, seed: int) -> int:
        """Type the mix; how many keys."""
        chance, until, typed = random.Random(seed), time.monotonic() + seconds, 0
        sorts, shares = [sort for sort, _share in MIX], [share for _sort, share in MIX]
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.5, 1.5) / rate)
            (sort,) = chance.choices(sorts, shares)
            await self.socket.send_json([self.verb, one_of(sort, chance)])
            typed += 1
        return typed


async def measured(
    name: str, pid: int, base: tuple[int, float], learners: list[Learner], options: argparse.Namespace
) -> tuple[float, float, float]:
    """MiB a learner, seconds of processor time to come in, milliseconds of it a key; ``base`` is before the first."""
    for one in learners:
        await one.shows(b"n goes on to exercise 1")
        await one.socket.send_json([one.verb, "n"])
    await asyncio.sleep(3)
    before = seconds_used(pid)
    coming = (before - base[1]) / len(learners)
    typing = (one.type_on(options.keys, options.seconds, number) for number, one in enumerate(learners))
    typed = sum(await asyncio.gather(*typing))
    each, used = (memory(pid) - base[0]) / MIB / len(learners), seconds_used(pid) - before
    print(
        f"{name:16} {each:6.1f} MiB a learner; processor: {1000 * coming:6.0f} ms to come into the lesson, "
        f"{1000 * used / typed:5.1f} ms a key of {typed}"
    )
    return each, coming, used / typed


async def ours(options: argparse.Namespace) -> tuple[float, float, float]:
    with process(LESSON, "--class", "bench", "--open", "--headless", "--port", "0") as server:
        address, (code,) = await asyncio.to_thread(told, server)
        await asyncio.sleep(4)  # its lessons are opened beside
        base = memory(server.pid), seconds_used(server.pid)
        async with AsyncExitStack() as stack:
            learners = []
            for number in range(options.learners):
                session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
                visitor = Visitor(address, await stack.enter_async_context(session))
                assert (await visitor.knock(code, f"Learner {number}"))[0] == 200
                socket = await session.ws_connect(f"{address}/line", origin=address)
                await socket.send_json(["size", 80, 24])
                learners.append(Learner(socket, "keys"))
            return await measured("closeread serve", server.pid, base, learners, options)


async def theirs(options: argparse.Namespace, folder: Path) -> tuple[float, float, float]:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    command = f"PYTHONPATH={ROOT} {sys.executable} {program}"
    with subprocess.Popen(
        [options.python, "-c", SERVER, command, str(options.port)], stdout=subprocess.DEVNULL
    ) as server:
        try:
            async with aiohttp.ClientSession() as session:
                address = f"http://localhost:{options.port}/ws?width=80&height=24"
                learners: list[Learner] = []
                base = 0, 0.0
                for _number in range(options.learners):
                    async with asyncio.timeout(30):
                        while True:
                            try:
                                if not learners and _listens(options.port):
                                    base = memory(server.pid), seconds_used(server.pid)
                                socket = await session.ws_connect(address)
                                break
                            except aiohttp.ClientError:
                                await asyncio.sleep(0.2)
                    learners.append(Learner(socket, "stdin"))
                return await measured("textual-serve", server.pid, base, learners, options)
        finally:
            server.terminate()


def _listens(port: int) -> bool:
    return f":{port:04X} " in Path("/proc/net/tcp").read_text()


async def run(options: argparse.Namespace, folder: Path) -> None:
    print(f"{options.learners} learners, {options.keys} keys/s each, {options.seconds:.0f} s, 80x24")
    own, other = await ours(options), await theirs(options, folder)
    memory_less, coming_less, typing_less = (theirs / ours for ours, theirs in zip(own, other, strict=True))
    print(
        f"load average {os.getloadavg()[0]:.1f}; memory {memory_less:.1f} times less (bar: 7); "
        f"processor {coming_less:.1f} times less to come in, {typing_less:.1f} times a key (bar: 3)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", required=True, help="of an environment with textual-serve")
    parser.add_argument("--port", type=int, default=8917, help="for textual-serve")
    parser.add_argument("--learners", type=int, default=10)
    parser.add_argument("--keys", type=float, default=0.5, help="a second, for each learner")
    parser.add_argument("--seconds", type=float, default=40.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CLOSEREAD_HOME"] = folder
        asyncio.run(run(options, Path(folder)))


if __name__ == "__main__":
    main()
