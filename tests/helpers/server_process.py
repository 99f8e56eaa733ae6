"""``closeread serve`` as a process of its own."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[2]


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The command with these words, killed at the end of the block unless it has ended."""
    command = [sys.executable, "-c", "from tui.launch import main; main()", "serve", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
    ) as one:
        try:
            yield one
        finally:
            one.kill()


def told(one: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """The address that it tells, without a slash at its end, and the code of each class."""
    assert one.stdout is not None
    said = ""
    for line in one.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    address = re.search(r"Address +(\S+)/", said)
    codes = re.findall(r"Class code +([A-Z0-9 ]+)", said)
    assert address, said
    return address[1], [code.replace(" ", "") for code in codes]


@contextmanager
def at_a_terminal(*words: str, columns: int = 80, rows: int = 24) -> Iterator["Terminal"]:
    """The command with these words at a terminal of its own, killed at the end of the block unless it has ended."""
    own, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    command = [sys.executable, "-c", "from tui.launch import main; main()", "serve", *words]
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment = {name: value for name, value in environment.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen(command, stdin=other, stdout=other, stderr=other, cwd=ROOT, env=environment) as one:
        terminal = Terminal(one, own, other, columns, rows)
        try:
            yield terminal
        finally:
            one.kill()
            terminal.close()


class Terminal:
    """What is on the screen of a terminal, and the keys."""

    def __init__(
        self, process: subprocess.Popen[bytes], own: int, other: int, columns: int, rows: int
    ) -> None:
        self.process, self._own, self._other = process, own, other
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.all = b""
        """Everything that was written."""
        os.set_blocking(own, False)

    def keys(self, typed: str) -> None:
        """Type."""
        os.write(self._own, typed.encode())

    @property
    def takes_lines(self) -> bool:
        """Whether the terminal is set as a shell expects it."""
        flags = termios.tcgetattr(self._other)[3]
        return bool(flags & termios.ICANON) and bool(flags & termios.ECHO)

    async def shows(self, *words: str) -> str:
        """Wait until one of these stands on the screen; the screen then."""
        for _round in range(3000):
            with suppress(BlockingIOError, OSError):
                painted = os.read(self._own, 1 << 16)
                self.all += painted
                self._stream.feed(painted)
            text = "\n".join(row.rstrip() for row in self._screen.display)
            if any(one in text for one in words):
                return text
            await asyncio.sleep(0.02)
        raise AssertionError(f"{words!r} never came:\n{text}")

    def close(self) -> None:
        """Let go of both ends."""
        os.close(self._own)
        os.close(self._other)
