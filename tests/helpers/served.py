"""A served class over loopback, and its learners as pages without a browser: a screen, acknowledgements, keys."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import Morsel
from pathlib import Path

import aiohttp
import pyte
from aiohttp import web
from aiohttp.test_utils import TestServer

from lessons.school.classes import class_path
from lessons.school.members import list_names
from lessons.school.writer import ServedClass
from server.door import Door
from server.hall import Hall
from server.open_class import doors
from server.roll import Roll
from server.web import Front, web_app
from tests.helpers.place import here
from tests.helpers.tiny import COURSE


class Page:
    """What a browser's page does: it shows, answers, and types."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, columns: int, rows: int, painted: bytes = b""
    ) -> None:
        """``painted`` is what came over the socket already."""
        self.socket = socket
        self._terminal = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._terminal)
        self._stream.feed(painted)
        self.said: list[list[str]] = []
        """Messages that are no paint."""
        self.painted: list[bytes] = []
        self.answers = True
        """Whether it answers what it has shown."""
        self.closed = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.painted.append(message.data)
                self._stream.feed(message.data)
                if self.answers:
                    with suppress(ConnectionError):
                        await self.send("shown", len(message.data))
            else:
                self.said.append(json.loads(message.data))
        self.closed.set()

    @property
    def text(self) -> str:
        """The rows of the screen."""
        return "\n".join(row.rstrip() for row in self._terminal.display)

    async def send(self, *words: object) -> None:
        await self.socket.send_str(json.dumps(words))

    async def keys(self, typed: str) -> None:
        await self.send("keys", typed)

    async def shows(self, words: str, seconds: float = 10) -> None:
        """Wait until words stand on the screen."""
        for _round in range(int(seconds / 0.01)):
            if words in self.text:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{words!r} never came:\n{self.text}")

    async def hears(self, *words: str, seconds: float = 10) -> None:
        """Wait for a message."""
        for _round in range(int(seconds / 0.01)):
            if [*words] in self.said:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{words} was never said: {self.said}")


@dataclass
class Visitor:
    """A browser at the door: it keeps cookies."""

    base: str
    session: aiohttp.ClientSession
    pages: list[Page] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, str]:
        """Status and page; whoever is let in reads the words for coming back."""
        async with self.session.get(self.base + path, allow_redirects=False) as answer:
            status, page, where = answer.status, await answer.text(), answer.headers.get("Location", "")
        return await self.get(where) if where.startswith("/welcome") else (status, page)

    async def knock(self, code: str, name: str, words: str = "") -> tuple[int, str]:
        """Send the form; status, and the page or where it leads; the words for coming back are read."""
        form = {"code": code, "name": name, "words": words}
        headers = {"Origin": self.base}
        async with self.session.post(
            self.base + "/", data=form, headers=headers, allow_redirects=False
        ) as answer:
            status, page = answer.status, answer.headers.get("Location", "") or await answer.text()
        return await self.get(page) if page.startswith("/welcome") else (status, page)

    def cookies(self) -> dict[str, Morsel[str]]:
        return {morsel.key: morsel for morsel in self.session.cookie_jar}

    async def page(self, columns: int = 80, rows: int = 24) -> Page:
        """Open the page with the terminal."""
        socket = await self.session.ws_connect(f"{self.base}/line", origin=self.base)
        page = Page(socket, columns, rows)
        self.pages.append(page)
        await page.send("size", columns, rows)
        return page


@dataclass
class Served:
    """A class that is served for a test."""

    hall: Hall
    app: web.Application
    base: str
    visitors: list[Visitor] = field(default_factory=list)

    async def visitor(self) -> Visitor:
        jar = aiohttp.CookieJar(unsafe=True)  # an address is no name: browsers do not mind
        one = Visitor(self.base, aiohttp.ClientSession(cookie_jar=jar))
        self.visitors.append(one)
        return one

    async def learner(self, name: str) -> Visitor:
        """One who came in with the class code."""
        one = await self.visitor()
        status, page = await one.knock(self.hall.door.code, name)
        assert status == 200, page
        return one


def words_of(page: str) -> str:
    """The words for coming back, on the page that shows them."""
    found = re.search(r'<p class="words">([a-z]+-[a-z]+-\d\d)</p>', page)
    assert found, page
    return found[1]


@asynccontextmanager
async def served(
    *,
    names: Iterable[str] = (),
    everybody: bool = True,
    roots: tuple[Path, ...] = (COURSE,),
    front: Front | None = None,
) -> AsyncIterator[Served]:
    """Serve the tiny course to a class over loopback until the block ends."""
    served_class = ServedClass(class_path("8b", here().home), "8b")
    await served_class.ask(lambda store: list_names(store, names))
    door = Door(await Roll.called(served_class), everybody=everybody)
    hall = Hall(served_class, door, here(), roots)
    hall.lessons.warm()
    app = web_app(hall, front or Front(), doors())
    server = TestServer(app)
    await server.start_server()
    hall.start()
    own = Served(hall, app, f"http://127.0.0.1:{server.port}")
    try:
        yield own
    finally:
        await hall.close()
        for visitor in own.visitors:
            await visitor.session.close()
        await server.close()
