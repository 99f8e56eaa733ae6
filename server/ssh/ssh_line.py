"""An SSH channel as the line of a seat."""

import asyncio
import base64
import codecs
import time
from collections.abc import Callable

import asyncssh
from asyncssh.packet import SSHPacket

from lessons.i18n import _, speaking
from lessons.record.recorder import RecordError
from lessons.school.members import ClassMember
from server.backlog import Backlog
from server.depth import Depth, depth_of, lessened
from server.driver import LEAVE
from server.hall import Hall
from server.limits import PASTE
from server.pace import Pace, weight
from server.seat import Parting, Seat

_PASTES = "\x1b[?2004h"
_NO_PASTES = "\x1b[?2004l"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_HOLDS = 0.02
"""Seconds for which a lone Esc may be the beginning of a paste that came in pieces."""
_INTERRUPT = "\x03"
_LOOK = 0.05
"""Seconds between two looks at a line that is slow."""
KNOWN = frozenset({"COLORTERM", "NO_COLOR", "TERM", "LANG"})
"""What a terminal may say of itself; the rest of its environment is refused."""
_LONGEST = 100
"""Bytes of such a word."""


class SSHChannel(asyncssh.SSHServerChannel[bytes]):
    """A channel that takes nothing of the other end's environment but what tells of its terminal."""

    def _process_env_request(self, packet: SSHPacket) -> bool:
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name.decode("ascii", "replace") not in KNOWN or len(value) > _LONGEST:
            return False
        self._env[name] = value
        return True


class PasteSplitter:
    """Takes keys and pastes apart: a terminal puts a paste between two marks, which may come in pieces."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        """What may be the beginning of a mark."""
        self._pasted: str | None = None
        """The paste that has begun."""

    def holds(self) -> bool:
        """Whether something waits that may be a key all the same, such as a lone Esc."""
        return self._pasted is None and bool(self._rest)

    def let_go(self, keys: Callable[[str], None]) -> None:
        """Hand over what waits: nothing followed it, so it is no mark."""
        rest, self._rest = self._rest, ""
        keys(rest)

    def take(self, data: bytes, keys: Callable[[str], None], paste: Callable[[str], None]) -> None:
        """Hand over what came in, in its order."""
        text, self._rest = self._rest + self._decode(data), ""
        while text:
            mark = _PASTE_BEGINS if self._pasted is None else _PASTE_ENDS
            before, found, text = text.partition(mark)
            if not found:
                before, self._rest = _split(before, mark)
            if self._pasted is None:
                if before:
                    keys(before)
                if found:
                    self._pasted = ""
            else:
                self._pasted += before[: PASTE - len(self._pasted)]
                if found:
                    paste(self._pasted)
                    self._pasted = None


def _split(text: str, mark: str) -> tuple[str, str]:
    """The text, and the beginning of a mark at its end."""
    for length in range(min(len(mark) - 1, len(text)), 0, -1):
        if text.endswith(mark[:length]):
            return text[:-length], text[-length:]
    return text, ""


class SSHLine(asyncssh.SSHServerSession[bytes]):
    """Implements ``SeatLine``. What the other end does not read is bounded by ``Backlog``."""

    def __init__(
        self, hall: Hall, member: ClassMember, begun: Callable[[], None], waits: Callable[[], int]
    ) -> None:
        """``begun`` is told once the program has its line; ``waits`` says how many bytes wait in the connection."""
        self._hall, self._member, self._begun, self._waits = hall, member, begun, waits
        self._terminal = ""
        self._size = (80, 24)
        self._depth: Depth = "16"
        self._typed = PasteSplitter()
        self._seat: Seat | None = None
        self._parted = False
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._seating: asyncio.Task[None] | None = None
        self._letting_go: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._look: asyncio.TimerHandle | None = None
        self._pace = Pace.of_line(hall.lateness, time.monotonic)
        self._reading_on: asyncio.TimerHandle | None = None
        self._backlog = Backlog(self._send, self._repaint)

    # Of a seat

    def paint(self, data: str) -> None:
        """Show what the program painted, in the colours that this terminal has."""
        self._backlog.paint(lessened(data, self._depth))

    def copy(self, text: str) -> None:
        """Offer a text to the clipboard of the learner's terminal."""
        self.paint(f"\x1b]52;c;{base64.b64encode(text.encode('utf-8', 'replace')).decode()}\x07")

    def part(self, parting: Parting) -> None:
        """Give the terminal back, say why, and end: with 0 where the learner left."""
        with speaking(self._hall.context.language):
            told = {
                "over": "",
                "restart": _("The class starts anew. Come back in a moment; every answer is kept."),
                "elsewhere": _("You went on in another window. To go on here, connect again."),
                "idle": _("Nobody typed for an hour. To go on, connect again."),
                "refused": _("Your teacher has ended this session. Ask your teacher."),
            }[parting]
        self._end(told, 0 if parting == "over" else 1)

    # Of SSH

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Know the channel."""
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        """The line has gone; the seat stays."""
        del exc
        for timer in (self._look, self._letting_go, self._reading_on):
            if timer is not None:
                timer.cancel()
        if self._seating is not None:
            self._seating.cancel()
        if self._seat is not None:
            self._seat.detach(self)
        if self._channel is not None:
            self._channel.get_connection().close()
        self._channel = None

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        """Know the terminal."""
        del term_modes
        self._terminal = term_type
        self._sized(*term_size[:2])
        return True

    def shell_requested(self) -> bool:
        """The program is all that there is."""
        return True

    def exec_requested(self, command: str) -> bool:
        """No command."""
        del command
        return False

    def subsystem_requested(self, subsystem: str) -> bool:
        """No transfer of files either."""
        del subsystem
        return False

    def session_started(self) -> None:
        """Begin, where there is a terminal that can draw."""
        self._begun()
        with speaking(self._hall.context.language):
            if not self._terminal:
                self._end(
                    _("closeread needs a terminal here: connect with ssh -t, and without a command."), 1
                )
            elif self._terminal in ("dumb", "unknown"):
                told = _("This terminal (TERM={name}) cannot draw the program. Open the class in a browser.")
                self._end(told.format(name=self._terminal), 1)
            else:
                self._seating = asyncio.create_task(self._sit())

    async def _sit(self) -> None:
        channel = self._channel
        if channel is None or self._hall.closing:
            return self.part("restart")
        said = {
            name: value.decode("ascii", "replace") for name, value in channel.get_environment_bytes().items()
        }
        self._depth = depth_of(self._terminal, said.get(b"COLORTERM", ""), said.get(b"NO_COLOR", ""))
        self.paint(_PASTES)
        try:
            self._seat = await self._hall.sit(self._member, self, *self._size)
        except RecordError as error:
            with speaking(self._hall.context.language):
                why = _("You cannot come in now: {found}. Tell your teacher.")
                self._end(why.format(found=error.found), 1)
        else:
            self._seat.resize(*self._size)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """What was typed; it counts while this is the line of the seat."""
        del datatype
        self._slow_down(len(data))
        seat = self._seat
        if seat is not None and seat.line is self and self._leaving is None:
            if self._letting_go is not None:
                self._letting_go.cancel()
                self._letting_go = None
            self._typed.take(data, self._keys, seat.paste)
            if self._typed.holds():
                self._letting_go = asyncio.get_running_loop().call_later(
                    _HOLDS, self._typed.let_go, self._keys
                )

    def _slow_down(self, length: int) -> None:
        """Read no more for a while from one who sends too much."""
        seconds, channel = self._pace.wait(weight(length)), self._channel
        if seconds and channel is not None and self._reading_on is None:
            channel.pause_reading()
            self._reading_on = asyncio.get_running_loop().call_later(seconds, self._read_on)

    def _read_on(self) -> None:
        self._reading_on = None
        if self._channel is not None:
            self._channel.resume_reading()

    def _keys(self, typed: str) -> None:
        """Keys for the program; Ctrl-C leaves, as in every program of a terminal, with what was typed kept."""
        if self._seat is None or self._leaving is not None:
            return
        before, interrupted, _rest = typed.partition(_INTERRUPT)
        self._seat.keys(before)
        if interrupted:
            self._leaving = asyncio.create_task(self._seat.end("over"))

    def eof_received(self) -> bool:
        """Nothing more is typed: the line ends."""
        return False

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """The terminal has another size."""
        del pixwidth, pixheight
        self._sized(width, height)
        if self._seat is not None and self._seat.line is self:
            self._seat.resize(*self._size)

    def _sized(self, columns: int, rows: int) -> None:
        self._size = (columns or 80, rows or 24)

    def break_received(self, msec: int) -> bool:
        """Breaks mean nothing."""
        del msec
        return True

    # What is sent

    def _send(self, frame: bytes) -> None:
        if self._channel is not None and not self._parted:
            self._channel.write(frame)
            self._watch()

    def _watch(self) -> None:
        """What is under way is what waits on this side; how much of it has gone is looked at while any has not."""
        channel, self._look = self._channel, None
        if channel is None:
            return
        waits = channel.get_write_buffer_size() + self._waits()
        self._backlog.answered(self._backlog.under_way - waits)
        if self._backlog.under_way and self._look is None:
            self._look = asyncio.get_running_loop().call_later(_LOOK, self._watch)

    def _repaint(self) -> None:
        if self._seat is not None and self._seat.line is self:
            self._seat.repaint()

    def _end(self, told: str, code: int) -> None:
        channel = self._channel
        if channel is None or self._parted:
            return
        self._parted = True
        left = lessened(_NO_PASTES + LEAVE, self._depth) if self._seating is not None else ""
        channel.write((left + (f"{told}\r\n" if told else "")).encode())
        channel.exit(code)
