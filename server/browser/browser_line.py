"""A browser's WebSocket as the line of a seat."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from aiohttp import WSCloseCode, WSMsgType, web

from lessons.record.recorder import RecordError
from lessons.school.members import ClassMember
from server.backlog import Backlog
from server.browser.said import Said, understood
from server.limits import HEARTBEAT, LINES_A_LEARNER, MESSAGE, SOCKETS_AN_ADDRESS, UNREAD
from server.pace import Pace, weight
from server.seat import Parting, Seat
from server.web import FRONT, HALL

COOKIE = "closeread"
NOBODY = 4401
"""Close code for a line without a session: the page goes back to the door."""
_HURRY = 2.0
"""Seconds that a line has to take its last message."""
_OF_A_FRAME = 64
"""Bytes of memory that a waiting message takes besides its own."""
LINES = web.AppKey("lines", list["BrowserLine"])
"""Lines that are open, the oldest first."""


async def member_of(request: web.Request) -> ClassMember | None:
    """Who asks, by cookie. Raises ``RecordError``."""
    return await request.app[HALL].door.roll.bearer(request.cookies.get(COOKIE, "")[:200])


class BrowserLine:
    """Implements ``SeatLine``. What is sent waits in a queue: ``Backlog`` bounds the paint, ``UNREAD`` the whole."""

    def __init__(
        self, socket: web.WebSocketResponse, address: str, learner: int | None, drop: Callable[[], None]
    ) -> None:
        """``drop`` ends the line without a word, as where nothing of it is read."""
        self.socket, self.drop = socket, drop
        self.address, self.learner = address, learner
        self._unread = 0
        self._out: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self.seat: Seat | None = None
        self.backlog = Backlog(self._put, self._repaint)

    def paint(self, data: str) -> None:
        """Show what the program painted."""
        self.backlog.paint(data)

    def copy(self, text: str) -> None:
        """Offer a text to the browser's clipboard."""
        self.say("copy", text)

    def part(self, parting: Parting) -> None:
        """Say why, and close."""
        self.say("part", parting)
        self._out.put_nowait(None)

    def say(self, *words: str) -> None:
        """Send a message that is no paint."""
        self._put(json.dumps(words))

    def _put(self, frame: bytes | str) -> None:
        size = len(frame) + _OF_A_FRAME
        if self._unread + size > UNREAD:
            self.drop()
        else:
            self._unread += size
            self._out.put_nowait(frame)

    def _repaint(self) -> None:
        if self.seat is not None:
            self.seat.repaint()

    async def send(self) -> None:
        """Send what waits until the line parts or is lost."""
        with suppress(ConnectionError, RuntimeError):  # the other end has gone
            while (frame := await self._out.get()) is not None:
                if isinstance(frame, bytes):
                    await self.socket.send_bytes(frame)
                else:
                    await self.socket.send_str(frame)
                self._unread -= len(frame) + _OF_A_FRAME
            await self.socket.close()


async def line(request: web.Request) -> web.StreamResponse:
    """The line of a member's page."""
    hall, front = request.app[HALL], request.app[FRONT]
    if not front.is_own(request.headers.get("Origin"), request):
        raise web.HTTPForbidden(text="another site asked for this line")
    member = await member_of(request)
    address, lines = front.address(request), request.app[LINES]
    if sum(one.address == address for one in lines) >= SOCKETS_AN_ADDRESS:
        raise web.HTTPTooManyRequests(text="too many lines from here")
    socket = web.WebSocketResponse(max_msg_size=MESSAGE, compress=False, timeout=_HURRY, heartbeat=HEARTBEAT)
    if member is None or hall.closing:
        await socket.prepare(request)
        await socket.close(code=WSCloseCode.SERVICE_RESTART if hall.closing else NOBODY)
        return socket
    own = BrowserLine(socket, address, member.learner, partial(_drop, request))
    lines.append(own)
    try:
        await _use(own, request, member)
    finally:
        lines.remove(own)
    return socket


async def _use(own: BrowserLine, request: web.Request, member: ClassMember) -> None:
    """Serve a member's line until it ends."""
    socket = own.socket
    await socket.prepare(request)
    if len(others := [one for one in request.app[LINES] if one.learner == own.learner]) > LINES_A_LEARNER:
        others[0].drop()
    sending = asyncio.create_task(own.send())
    try:
        with suppress(ConnectionError):  # the other end has gone
            await _listen(socket, own, request, member)
    finally:
        if own.seat is not None:
            own.seat.detach(own)
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(sending, _HURRY if socket.closed else 0.01)


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


async def _listen(
    socket: web.WebSocketResponse, own: BrowserLine, request: web.Request, member: ClassMember
) -> None:
    hall = request.app[HALL]
    pace = Pace.of_line(hall.lateness, time.monotonic)
    async for message in socket:
        said = None
        if message.type is WSMsgType.TEXT:
            await pace.turn(weight(len(message.data)))
            said = understood(message.data)
        if said is None:
            await socket.close(code=WSCloseCode.POLICY_VIOLATION)
            return
        if own.seat is None:
            if said.verb != "size":
                continue
            try:
                own.seat = await hall.sit(member, own, *said.numbers)
            except RecordError:
                await socket.close(code=WSCloseCode.INTERNAL_ERROR)
                return
        else:
            _do(said, own, own.seat)


def _do(said: Said, own: BrowserLine, seat: Seat) -> None:
    match said.verb:
        case "shown":
            own.backlog.answered(said.numbers[0])
        case "ping":
            own.say("pong")
        case _ if seat.line is not own:  # somebody went on at another line
            return
        case "keys":
            seat.keys(said.text)
        case "paste":
            seat.paste(said.text)
        case "size":
            columns, rows = said.numbers
            seat.resize(columns, rows)
