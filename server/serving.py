"""``closeread serve``: the process that the teacher starts, from the first line on the screen to a clean end."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from lessons.cli.call import Exit, ServeWish
from lessons.disk import why
from lessons.i18n import _, counted
from lessons.text import visible
from server.fault_log import faults_logged, log_kept
from server.gate import Gate
from server.live.watching import has_terminal, watch
from server.open_class import EVERYWHERE, OpenClass
from server.where import Opened, for_the_board, where
from server.workers import Workers


def serve(wish: ServeWish) -> int:
    """Serve until the teacher ends it; the exit code."""
    wish = replace(wish, headless=wish.headless or not has_terminal())
    with faults_logged():
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
    _tell_class(told, where(wish, gate.port, told))
    _tell_all(wish, [told], gate.port)
    if not wish.headless:
        with log_kept():
            await watch(opened.hall, partial(for_the_board, replace(wish, port=gate.port), opened), ended)
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
        classes = await workers.begin(gate.port)
        for told in classes:
            _tell_class(told, where(wish, gate.port, told))
        _tell_all(wish, classes, gate.port)
        if not wish.headless:
            await workers.watch(sys.stdin.fileno(), ended)
        else:
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


def _tell_class(told: Opened, lines: Sequence[str]) -> None:
    """Where a class is reached."""
    lessons = counted("{count} lesson", "{count} lessons", told.lessons)
    _tell(_("Class {name}: {lessons}").format(name=visible(told.name), lessons=lessons))
    _tell("")
    for line in lines:
        _tell(f"  {line}")
    _tell("")


def _tell_all(wish: ServeWish, classes: Sequence[Opened], port: int) -> None:
    """What holds for all classes."""
    if wish.address:
        listens = _("It listens at {address}; what stands before it leads there.")
        _tell(listens.format(address=f"{_host(wish)}:{port}"))
        _tell("")
    if not wish.everybody and not all(told.listed for told in classes):
        _tell(
            _("There is no list of names, and no live view to let anybody in: make a list, or say --open.")
            if wish.headless
            else _(
                "There is no list of names: new names wait at the door until you let them in, or say --open."
            )
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


def _tell(line: str) -> None:
    sys.stdout.write(line + os.linesep)
    sys.stdout.flush()
