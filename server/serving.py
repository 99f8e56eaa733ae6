"""``closeread serve``: the process that the teacher starts, from the first line on the screen to a clean end."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from io import StringIO
from urllib.parse import urlsplit

from lessons.cli.call import Exit, ServeWish
from lessons.disk import why
from lessons.i18n import _, counted
from lessons.text import visible
from server.gate import Gate
from server.live.watching import has_terminal, qr_lines, watch
from server.open_class import EVERYWHERE, OpenClass
from server.workers import Opened, Workers
from tui.safe_text import EMPTY, plain


def serve(wish: ServeWish) -> int:
    """Serve until the teacher ends it; the exit code."""
    return asyncio.run(_serve_several(wish) if wish.beside else _serve_one(wish))


async def _serve_one(wish: ServeWish) -> int:
    """Serve one class in this process, with the live view where somebody looks."""
    try:
        opened = await OpenClass.called(wish)
    except OSError as error:
        return _cannot_listen(error, f"{wish.ssh}", "--ssh")
    gate = Gate(lambda connection, _request: opened.take(connection), wish.proxy)
    try:
        gate.listen(_host(wish), wish.port)
    except OSError as error:
        await opened.close()
        return _cannot_listen(error, f"{_host(wish)}:{wish.port}", "--port")
    ended, told = _told_to_end(), Opened.of(opened)
    where, watched = _where(wish, gate.port, told), has_terminal() and not wish.headless
    link = _link(wish, gate.port, told)
    _tell_class(told, where, "" if wish.headless or watched else qr_code(link))
    _tell_all(wish, [told], gate.port)
    if watched:
        await watch(opened.hall, [*map(plain, where), EMPTY, *qr_lines(link)], ended)
    else:
        await ended.wait()
    _tell(_("Ending: every answer is kept, and browsers come back by themselves."))
    await gate.close()
    await opened.close()
    return Exit.OK


async def _serve_several(wish: ServeWish) -> int:
    """Serve each class in a process of its own, behind one gate."""
    workers = Workers(wish, _tell)
    gate = Gate(workers.hand, wish.proxy)
    try:
        gate.listen(_host(wish), wish.port)
    except OSError as error:
        return _cannot_listen(error, f"{_host(wish)}:{wish.port}", "--port")
    ended = _told_to_end()
    try:
        classes = await workers.begin()
        for told in classes:
            qr = "" if wish.headless else qr_code(_link(wish, gate.port, told))
            _tell_class(told, _where(wish, gate.port, told), qr)
        _tell_all(wish, classes, gate.port)
        await ended.wait()
        _tell(_("Ending: every answer is kept, and browsers come back by themselves."))
    finally:
        await gate.close()
        await workers.end()
    return Exit.OK


def _host(wish: ServeWish) -> str:
    return EVERYWHERE if wish.lan else "127.0.0.1"


def _cannot_listen(error: OSError, address: str, option: str) -> int:
    _tell(_("closeread: cannot listen at {address}: {why}").format(address=address, why=why(error)))
    mend = _("  to mend it: choose another port with {option}, or end what listens there")
    _tell(mend.format(option=option))
    return Exit.PROBLEMS


def _told_to_end() -> asyncio.Event:
    """Set once the process is told to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    return ended


def _address(wish: ServeWish, port: int) -> str:
    """What students type, with a slash at its end."""
    host = own_address() if wish.lan else "127.0.0.1"
    return wish.address or f"http://{host}:{port}/"


def _link(wish: ServeWish, port: int, told: Opened) -> str:
    """The address with the class code in it."""
    return f"{_address(wish, port)}?code={told.code}"


def _where(wish: ServeWish, port: int, told: Opened) -> list[str]:
    """How a class is reached, line by line."""
    address = _address(wish, port)
    lines = [
        _("Address     {address}").format(address=address),
        _("Class code  {code}").format(code=" ".join(told.code)),
    ]
    if told.ssh_port:
        own = own_address() if wish.lan or wish.proxy else "127.0.0.1"
        here = urlsplit(wish.address).hostname or own
        lines.append(_("SSH         {command}").format(command=told.ssh_command(here)))
        lines.append(_("SSH key     {fingerprint}").format(fingerprint=told.ssh_key))
    lines.append(_("Projector   {address}").format(address=address + told.wall))
    return lines


def _tell_class(told: Opened, where: Sequence[str], qr: str) -> None:
    """Where a class is reached, with ``qr`` the address as a QR code that has the class code in it."""
    lessons = counted("{count} lesson", "{count} lessons", told.lessons)
    _tell(_("Class {name}: {lessons}").format(name=visible(told.name), lessons=lessons))
    _tell("")
    for line in where:
        _tell(f"  {line}")
    if qr:
        _tell("")
        _tell(qr)
    _tell("")


def _tell_all(wish: ServeWish, classes: Sequence[Opened], port: int) -> None:
    """What holds for all classes."""
    if wish.address:
        listens = _("It listens at {address}; what stands before it leads there.")
        _tell(listens.format(address=f"{_host(wish)}:{port}"))
        _tell("")
    if not wish.everybody and not all(told.listed for told in classes):
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
