"""One class as a process serves it: its hall, its HTTP side, its SSH door, from opening them to a clean end."""

import asyncio
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

from lessons.cli.call import ServeWish
from lessons.record.recorder import RecordError
from lessons.school.classes import class_path
from lessons.school.writer import ServedClass
from server.api.class_api import ClassAPI
from server.api.teacher_api import TeacherAPI
from server.browser.pages import BrowserDoor
from server.door import Door
from server.garbage import Collector, settle
from server.hall import SERVED_FOLDER, Hall, class_home
from server.limits import HEAD, LATE
from server.passes import ClassPasses
from server.plain.plain_door import PlainDoor
from server.projector.wall import Projector
from server.roll import Roll
from server.shared_packs import SharedPacks
from server.web import Front, RegisterRoutes, web_app

if TYPE_CHECKING:
    from server.ssh.ssh_door import SSHDoor

_BETWEEN_LESSONS = 0.25
"""Seconds between two lessons that are opened ahead."""
EVERYWHERE = "0.0.0.0"  # noqa: S104  # only where the teacher asks for it


def doors() -> tuple[RegisterRoutes, ...]:
    """What is served over HTTP: each registers its addresses."""
    apis = ClassAPI().register, TeacherAPI().register
    return (BrowserDoor().register, PlainDoor().register, *apis, Projector().register)


@dataclass(frozen=True, slots=True)
class OpenClass:
    """A class that is open. It listens for SSH by itself; connections of browsers are handed to ``take``."""

    hall: Hall
    ssh: "SSHDoor | None"
    lessons: int
    """How many lessons there are."""
    _runner: web.AppRunner
    _beside: tuple[asyncio.Task[None], ...]
    """What goes on beside the class."""

    @classmethod
    async def called(cls, wish: ServeWish) -> "OpenClass":
        """Open a class, under the code and with the address of the projector that it had before.

        Raises ``RecordError`` for a class that cannot be opened, ``OSError`` where SSH cannot be listened for.
        """
        served = ServedClass(class_path(wish.name, wish.context.home), wish.name)
        roll = await Roll.called(served)
        try:
            passes = ClassPasses(class_home(wish.context.home, served.name), roll.tag)
        except RecordError:
            await asyncio.to_thread(served.close)
            raise
        door = Door(roll, everybody=wish.everybody, stays_open=wish.headless, code=passes.code)
        hall = Hall(served, door, wish.context, wish.roots, lesson=wish.lesson, passes=passes)
        if wish.packs is not None:
            hall.shared = SharedPacks(wish.packs, wish.context)
        try:
            await hall.read_controls()
            ssh = await _ssh_door(wish, hall)
        except (RecordError, OSError):
            await hall.close()
            raise
        site = str(URL(wish.address).origin()) if wish.address else ""  # as browsers write it
        runner = web.AppRunner(
            web_app(hall, Front(wish.proxy, site), doors()),
            access_log=None,
            handle_signals=False,
            max_line_size=HEAD,
            max_field_size=HEAD,
            shutdown_timeout=2.0,
        )
        await runner.setup()
        hall.start()
        settle()
        folders = hall.lessons.folders()
        beside = (Collector(hall.quiet).watch(), _warm(hall, folders))
        return cls(hall, ssh, len(folders), runner, tuple(map(asyncio.create_task, beside)))

    async def take(self, connection: socket.socket) -> None:
        """Serve whoever is at this connection."""
        assert self._runner.server is not None
        try:
            await asyncio.get_running_loop().connect_accepted_socket(self._runner.server, connection)
        except OSError:  # has gone again
            connection.close()

    async def close(self) -> None:
        """End every session, with what was typed kept, and every line."""
        for task in self._beside:
            task.cancel()
        await self.hall.close()
        if self.ssh is not None:
            await self.ssh.close()
        await self._runner.cleanup()


async def _warm(hall: Hall, folders: Iterable[Path]) -> None:
    """Open every lesson before anybody waits for it, but not before whoever comes in first, or comes back.

    Before that a lesson is opened as somebody asks for it.
    """
    for folder in folders:
        await asyncio.sleep(_BETWEEN_LESSONS)
        while hall.lateness.now > LATE:
            await asyncio.sleep(_BETWEEN_LESSONS)
        await asyncio.to_thread(hall.lessons.take, folder)


async def _ssh_door(wish: ServeWish, hall: Hall) -> "SSHDoor | None":
    """The SSH door, where it is wanted. Raises ``RecordError`` for a key that cannot be used, ``OSError``."""
    if wish.ssh is None:
        return None
    from server.ssh.ssh_door import SSHDoor, host_key

    ssh = SSHDoor(hall, host_key(wish.context.home / SERVED_FOLDER))
    # what SSH carries is secret, so it may be reached wherever the class is
    await ssh.listen(EVERYWHERE if wish.lan or wish.proxy else "127.0.0.1", wish.ssh)
    return ssh
