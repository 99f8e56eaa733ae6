"""``closeread serve``: the process that serves a class, from the first line on the screen to a clean end."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

from lessons.cli.call import Exit, ServeWish
from lessons.disk import why
from lessons.i18n import _, counted
from lessons.record.recorder import RecordError
from lessons.school.classes import class_path
from lessons.school.writer import ServedClass
from lessons.text import visible
from server.api.class_api import ClassAPI
from server.browser.pages import BrowserDoor
from server.door import Door
from server.garbage import Collector, settle
from server.hall import SERVED_FOLDER, Hall
from server.limits import HEAD
from server.live.watching import has_terminal, qr_lines, watch
from server.plain.plain_door import PlainDoor
from server.projector.wall import Projector
from server.roll import Roll
from server.web import Front, RegisterRoutes, web_app
from tui.safe_text import EMPTY, plain

if TYPE_CHECKING:
    from server.ssh.ssh_door import SSHDoor

EVERYWHERE = "0.0.0.0"  # noqa: S104  # only where the teacher asks for it


def doors() -> tuple[RegisterRoutes, ...]:
    """What is served over HTTP: each registers its addresses."""
    return (BrowserDoor().register, PlainDoor().register, ClassAPI().register, Projector().register)


def serve(wish: ServeWish) -> int:
    """Serve until the teacher ends it; the exit code."""
    return asyncio.run(_serve(wish))


async def _serve(wish: ServeWish) -> int:
    served = ServedClass(class_path(wish.name, wish.context.home), wish.name)
    door = Door(await Roll.called(served), everybody=wish.everybody)
    hall = Hall(served, door, wish.context, wish.roots, lesson=wish.lesson)
    try:
        await hall.read_controls()
        ssh = _ssh_door(wish, hall)
    except RecordError:
        await hall.close()
        raise
    count = hall.lessons.warm()
    runner = web.AppRunner(
        web_app(hall, Front(wish.proxy), doors()),
        access_log=None,
        handle_signals=False,
        max_line_size=HEAD,
        max_field_size=HEAD,
        shutdown_timeout=2.0,
    )
    host = EVERYWHERE if wish.lan else "127.0.0.1"
    await runner.setup()
    address, option = f"{host}:{wish.port}", "--port"
    try:
        site = web.TCPSite(runner, host, wish.port)
        await site.start()
        if ssh is not None:
            # what SSH carries is secret, so it may be reached wherever the class is
            host = EVERYWHERE if wish.lan or wish.proxy else "127.0.0.1"
            address, option = f"{host}:{wish.ssh}", "--ssh"
            await ssh.listen(host, wish.ssh or 0)
    except OSError as error:
        await runner.cleanup()
        await hall.close()
        _tell(_("closeread: cannot listen at {address}: {why}").format(address=address, why=why(error)))
        mend = _("  to mend it: choose another port with {option}, or end what listens there")
        _tell(mend.format(option=option))
        return Exit.PROBLEMS
    hall.start()
    settle()
    collecting = asyncio.create_task(Collector(hall.quiet).watch())
    ended = _told_to_end()
    where, watched = _where(wish, hall, runner, ssh), has_terminal() and not wish.headless
    link = f"{_address(wish, runner)}?code={hall.door.code}"
    _tell_where(wish, hall, where, "" if wish.headless or watched else qr_code(link), count)
    if watched:
        await watch(hall, [*map(plain, where), EMPTY, *qr_lines(link)], ended)
    else:
        await ended.wait()
    _tell(_("Ending: every answer is kept, and browsers come back by themselves."))
    collecting.cancel()
    await hall.close()
    if ssh is not None:
        await ssh.close()
    await runner.cleanup()
    return Exit.OK


def _ssh_door(wish: ServeWish, hall: Hall) -> "SSHDoor | None":
    """The SSH door, where it is wanted. Raises ``RecordError`` for a key that cannot be used."""
    if wish.ssh is None:
        return None
    from server.ssh.ssh_door import SSHDoor, host_key

    return SSHDoor(hall, host_key(wish.context.home / SERVED_FOLDER))


def _told_to_end() -> asyncio.Event:
    """Set once the process is told to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    return ended


def _address(wish: ServeWish, runner: web.AppRunner) -> str:
    """What students type, with a slash at its end."""
    host, port = runner.addresses[0][:2]
    if host == EVERYWHERE:
        host = own_address()
    return wish.address or f"http://{host}:{port}/"


def _where(wish: ServeWish, hall: Hall, runner: web.AppRunner, ssh: "SSHDoor | None") -> list[str]:
    """How the class is reached, line by line."""
    address = _address(wish, runner)
    lines = [
        _("Address     {address}").format(address=address),
        _("Class code  {code}").format(code=" ".join(hall.door.code)),
    ]
    if ssh is not None:
        own = own_address() if wish.lan or wish.proxy else "127.0.0.1"
        here = urlsplit(wish.address).hostname or own
        lines.append(_("SSH         {command}").format(command=ssh.command(here)))
        lines.append(_("SSH key     {fingerprint}").format(fingerprint=ssh.fingerprint))
    lines.append(_("Projector   {address}").format(address=address + hall.wall_path))
    return lines


def _tell_where(wish: ServeWish, hall: Hall, where: Sequence[str], qr: str, count: int) -> None:
    """Where the class is reached, with ``qr`` the address as a QR code that has the class code in it."""
    lessons = counted("{count} lesson", "{count} lessons", count)
    _tell(_("Class {name}: {lessons}").format(name=visible(wish.name), lessons=lessons))
    _tell("")
    for line in where:
        _tell(f"  {line}")
    if qr:
        _tell("")
        _tell(qr)
    _tell("")
    if not wish.everybody and not hall.door.roll.listed:
        _tell(
            _("There is no list of names: new names wait at the door until you let them in, or say --open.")
        )
        _tell("")
    if wish.lan and not wish.proxy:
        for sentence in not_protected():
            _tell(sentence)
        _tell("")
    _tell(_("Ctrl+C ends it; answers are kept."))


def not_protected() -> tuple[str, ...]:
    """What a network without TLS means, in plain words."""
    return (
        _("Without TLS this network sees everything: names, answers and the words for coming back."),
        _("Whoever listens to it, or stands between, can read them and come in as somebody else."),
        _("Use it in a network that you trust. A reverse proxy with TLS protects all of it."),
    )


def own_address() -> str:
    """The address of this machine in its network, as far as can be told without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent to it
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def qr_code(text: str) -> str:
    """A QR code in half blocks, dark on light whatever the colours of the terminal."""
    import segno

    out = StringIO()
    segno.make(text, error="m", micro=False).terminal(out, compact=True)
    return out.getvalue().rstrip("\n")


def _tell(line: str) -> None:
    sys.stdout.write(line + os.linesep)
    sys.stdout.flush()
