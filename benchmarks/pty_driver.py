"""A program at the other end of a pseudo-terminal, watched from outside: what a person at the keyboard would wait for.

Output is stamped when it is read and given to the emulated screen afterwards, so that the emulator's own time is not
measured. Linux only; needs pyte.
"""

import os
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from types import TracebackType

import pyte

KEYS = {
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "shift+right": b"\x1b[1;2C",
    "shift+left": b"\x1b[1;2D",
    "pagedown": b"\x1b[6~",
    "pageup": b"\x1b[5~",
    "enter": b"\r",
    "escape": b"\x1b",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "space": b" ",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "ctrl+q": b"\x11",
}
"""What a terminal sends for a key; a single character stands for itself."""
_FOREIGN = re.compile(
    rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]"  # CSI with a private marker that pyte does not know
    rb"|\x1b\[[0-?]*[ -/]+[@-~]"  # CSI with an intermediate byte, such as a mode request
    rb"|\x1b\[[0-9;]*t"  # window operations
    rb"|\x1b[]P_^X].*?(?:\x07|\x1b\\)",  # strings
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[]P_^X][^\x07]*)?$")


class Terminal:
    """A running program and its screen."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        """Start ``command`` on a terminal of ``size`` columns and rows; ``env`` is added to the environment."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._chunks: list[bytes] = []
        self._kept = b""
        self.ended = False
        variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        variables.pop("NO_COLOR", None)
        self._fd, other = os.openpty()
        ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.started = time.perf_counter()
        # With a session of its own, the first terminal that the child opens controls it.
        self.pid = os.posix_spawn(
            command[0],
            list(command),
            variables,
            setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(other), os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
        )
        os.close(other)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def wait_for(self, text: str, timeout: float = 30) -> float:
        """Seconds from the start to the output that put ``text`` on the screen; ``TimeoutError`` when none does."""
        limit = time.perf_counter() + timeout
        while (stamp := self._read(limit - time.perf_counter())) is not None:
            if text in self.text():
                return stamp - self.started
        raise TimeoutError(f"{text!r} never came on the screen:\n{self.text()}")

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing has come for ``quiet`` seconds."""
        while self._read(quiet) is not None:
            pass
        self.text()

    def press(self, key: str, quiet: float = 0.03, timeout: float = 5) -> tuple[float, int]:
        """Press a key: seconds until its last output before ``quiet`` seconds of silence, and how many bytes came.

        ``TimeoutError`` when nothing comes within ``timeout`` seconds.
        """
        held = len(self._chunks)
        start = time.perf_counter()
        os.write(self._fd, key.encode() if len(key) == 1 else KEYS[key])
        last = self._read(timeout)
        if last is None:
            raise TimeoutError(f"no answer to {key}:\n{self.text()}")
        while (stamp := self._read(quiet)) is not None:
            last = stamp
        return last - start, sum(map(len, self._chunks[held:]))

    def text(self) -> str:
        """The rows of the screen as it is now."""
        data = self._kept + b"".join(self._chunks)
        self._chunks.clear()
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._kept = data[cut:]
        self._stream.feed(_FOREIGN.sub(b"", data[:cut]))
        return "\n".join(row.rstrip() for row in self._screen.display)

    def peak_memory(self) -> float:
        """The most resident memory the program has taken so far, in MB."""
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

    def close(self) -> None:
        """End the program: politely, then firmly."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            os.kill(self.pid, number)
            self.settle(0.2)
        else:
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self, timeout: float) -> float | None:
        """When the next output came; ``None`` for no output in time, or no more at all."""
        if self.ended or not select.select([self._fd], [], [], max(0, timeout))[0]:
            return None
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # the program has gone
            data = b""
        stamp = time.perf_counter()
        if not data:
            self.ended = True
            return None
        self._chunks.append(data)
        if b"\x1b[?2026$p" in data:  # may frames be drawn at once? yes, as most terminals can today
            os.write(self._fd, b"\x1b[?2026;2$y")
        return stamp
