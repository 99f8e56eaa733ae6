"""Several classes: which one a request is for, and what becomes of a class whose process dies."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from lessons.school.classes import class_path
from server.workers import asked_for
from tests.helpers.place import home
from tests.helpers.served import Visitor, words_of
from tests.helpers.server_process import at_a_terminal, process, told
from tests.helpers.tiny import COURSE

CODES, TAGS = {"8BKM4T": 0, "ZZZZZZ": 1}, {"0a1b2c3d": 0, "ffffffff": 1}


def form(body: str, head: str = "") -> bytes:
    return f"POST / HTTP/1.1\r\nHost: a{head}\r\n\r\n{body}".encode()


def get(path: str, *heads: str) -> bytes:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: a", *heads, "", "")).encode()


@pytest.mark.parametrize(
    ("request_", "number"),
    [
        (form("code=8BKM4T&name=Ana"), 0),
        (form("name=code%3DZZZZZZ&code=+8b+km-4t"), 0),
        (form("name=Ana&code=%7AZZZZZ"), 1),
        (form('{"code": "zzz zzz", "name": "Ana"}'), 1),
        (form('{"waiting": "ffffffff.x", "name": "Ana"}'), 1),
        (form('{"code": 5}'), None),
        (form("[" * 5000), None),
        (form("{" * 5000), None),
        (form("&" * 5000), None),
        (form("code=NOBODY"), None),
        (form("name=8BKM4T"), None),
        (form("code=ZZZZZZ", "\r\nCookie: closeread=0a1b2c3d.x"), 1),
        (get("/?code=ZZZZZZ", "Cookie: closeread=0a1b2c3d.x"), 1),
        (get("/read", "Cookie: a=b; closeread=0a1b2c3d.x"), 0),
        (get("/wait", "Cookie: closeread_waits=ffffffff.x"), 1),
        (get("/read", "cookie: closeread=eeeeeeee.x; closeread_waits=ffffffff.x"), 1),
        (get("/read", "Cookie: xcloseread=ffffffff.x"), None),
        (get("/api/1/class", "Authorization: Bearer ffffffff.x"), 1),
        (get("/wall/ffffffff.x", "Cookie: closeread=0a1b2c3d.x"), 1),
        (get("/read?x=closeread=ffffffff.x"), None),
        (get("/read", "Cookie: closeread=older-than-tags"), None),
        (get("http://[::1/"), None),
        (b"GET\r\n\r\n\xff\xfe", None),
    ],
    ids=lambda one: repr(one)[:60] if isinstance(one, bytes) else "",
)
def test_a_request_goes_to_the_class_of_its_code_or_of_what_the_browser_kept(
    request_: bytes, number: int | None
) -> None:
    assert asked_for(request_, CODES, TAGS) == number


def children(of: int) -> list[int]:
    """The processes that serve classes."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()[1:]]
    return [int(pid) for pid, parent, words in rows if int(parent) == of and "spawn_main" in words]


@asynccontextmanager
async def admitted(base: str, code: str, name: str) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        one = Visitor(base, session)
        assert (await one.knock(code, name))[0] == 200
        yield one


@asynccontextmanager
async def admitted_or_waits(base: str, code: str) -> AsyncIterator[int]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield (await Visitor(base, session).knock(code, "Uma"))[0]


async def comes_back(one: Visitor, words: str) -> None:
    """As the page does: try each half second until the terminal shows these words."""
    async with asyncio.timeout(60):
        while True:
            try:
                await (await one.page()).shows(words, 5)
                return
            except (aiohttp.ClientError, OSError):
                await asyncio.sleep(0.5)


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="sockets are handed over on POSIX alone")
async def test_classes_are_apart_a_dead_one_comes_back_and_all_end_cleanly() -> None:
    with process("--class", "8a", "--class", "8b", "--open", "--port", "0", "--headless", str(COURSE)) as one:
        base, codes = await asyncio.to_thread(told, one)
        assert len({*codes}) == 2
        async with admitted(base, codes[0], "Ana") as ana, admitted(base, codes[1], "Ben") as ben:
            for visitor, name in ((ana, "Ana"), (ben, "Ben")):
                page = await visitor.page()
                await page.shows(name)
                await page.keys("\rn")
                await page.shows("1/16")
            workers = children(one.pid)
            assert len(workers) == 2
            for died in (1, 2):  # the one that lives goes on, the one that died comes back at its exercise
                os.kill(workers.pop(), signal.SIGKILL)
                lines = (ana.pages[0], ben.pages[0])
                async with asyncio.timeout(10):
                    while sum(line.closed.is_set() for line in lines) < died:
                        await asyncio.sleep(0.05)
                assert sum(line.closed.is_set() for line in lines) == died
                await comes_back(ana if lines[0].closed.is_set() else ben, "1/16")
            async with admitted(base, codes[0], "Cleo") as cleo:
                assert (await cleo.get("/read"))[0] == 200, "the code on the board is still that of the class"
            one.send_signal(signal.SIGINT)
            out, error = await asyncio.to_thread(one.communicate, timeout=30)
        assert one.returncode == 0
        assert out.count("It is started again") == 2
        assert not error
    assert not [*(home() / "classes").glob("*.db-*")], "nothing is left beside the databases"
    assert class_path("8a", home()).exists()


@pytest.mark.thorough
def test_a_class_that_cannot_be_served_is_told_and_none_is_left_behind() -> None:
    with process("--class", "8b", "--port", "0", "--headless", str(COURSE)) as first:
        told(first)
        with process("--class", "8a", "--class", "8b", "--port", "0", "--headless", str(COURSE)) as other:
            _out, error = other.communicate(timeout=60)
            assert other.returncode == 3
            assert "to mend it" in error
            assert "Traceback" not in error
        assert not children(other.pid)


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="terminals are handed over on POSIX alone")
async def test_one_teacher_goes_from_class_to_class_at_one_terminal() -> None:
    words = ("--class", "8a", "--class", "8b", "--port", "0", str(COURSE))
    with at_a_terminal(*words) as teacher:
        await teacher.shows("8a  live")
        base = re.search(rb"Address +(\S+)/", teacher.all)
        codes = re.findall(rb"Class code +([A-Z0-9 ]+)", teacher.all)
        assert base
        assert len(codes) == 2
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            zed = Visitor(base[1].decode(), session)
            status, _page = await zed.knock(codes[1].decode().replace(" ", ""), "Zed")
            assert status == 303, "waits at the door"
            await teacher.shows("8b: 1 waits")
            teacher.keys("cYf")  # in one burst: all that follows c is meant for the other class
            await teacher.shows("8b  live")
            await teacher.shows("held")
            status, page = await zed.get("/wait")
            assert (status, "-" in words_of(page)) == (200, True), "was let in"
            teacher.keys("A\r")
            await teacher.shows("For the board")
            board = await teacher.shows("Class code")
            fresh = re.search(r"Class code +([A-Z0-9 ]+)", board)
            assert fresh
            assert fresh[1].strip() != codes[1].decode().strip()
            async with admitted_or_waits(base[1].decode(), fresh[1].replace(" ", "")) as status:
                assert status == 303, "the gate knows the new code"
            teacher.keys("\x1b")
            await teacher.shows("held")
            teacher.keys("c")
            assert "held" not in await teacher.shows("8a  live")
            first, _second = children(teacher.process.pid)
            os.kill(first, signal.SIGKILL)  # the one that has the terminal: the other is there at once
            await teacher.shows("The process of class 8a died.")
            await teacher.shows("8b  live")
            async with asyncio.timeout(60):
                while True:  # each c is answered before the next one is typed
                    teacher.keys("c")
                    if "8a  live" in await teacher.shows("8a  live", "is being started"):
                        break
                    while "is being started" in await teacher.shows("8b  live"):
                        await asyncio.sleep(0.2)
            await teacher.shows("8a  live")
        teacher.keys("q\x1b[B\r")
        await teacher.shows("Ending")
        async with asyncio.timeout(30):
            assert await asyncio.to_thread(teacher.process.wait) == 0
        assert teacher.takes_lines
        assert b"Traceback" not in teacher.all


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="terminals are handed over on POSIX alone")
async def test_a_terminal_that_a_class_has_is_given_back_when_all_are_told_to_end() -> None:
    with at_a_terminal("--class", "8a", "--class", "8b", "--port", "0", str(COURSE)) as teacher:
        await teacher.shows("8a  live")
        assert not teacher.takes_lines
        teacher.process.send_signal(signal.SIGTERM)
        await teacher.shows("Ending")
        async with asyncio.timeout(30):
            assert await asyncio.to_thread(teacher.process.wait) == 0
        assert teacher.takes_lines
