"""A served class with its SSH door, and students who come in with asyncssh's client."""

import asyncio
import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncssh
import pyte

from server.hall import SERVED_FOLDER
from server.ssh.ssh_door import SSHDoor, host_key
from tests.helpers.place import home
from tests.helpers.served import Served, served


@dataclass
class Answers(asyncssh.SSHClient):
    """Answers the questions of the door, and notes them."""

    given: Mapping[str, str]
    """By the beginning of the prompt."""
    asked: list[tuple[str, bool]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    tried: bool = False

    def kbdint_auth_requested(self) -> str | None:
        self.tried, tried = True, self.tried
        return None if tried else ""

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        del name, lang
        if instructions:
            self.told.append(instructions)
        self.asked += prompts
        return [
            next((v for k, v in self.given.items() if text.startswith(k)), "") for text, _shown in prompts
        ]


class Terminal(asyncssh.SSHClientSession[bytes]):
    """What a student's terminal shows."""

    def __init__(self, columns: int, rows: int) -> None:
        self.received = b""
        self.pyte = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.pyte)
        self.closed = asyncio.Event()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        del datatype
        self.received += data
        self._stream.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.closed.set()

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.pyte.display)

    async def shows(self, words: str, seconds: float = 10) -> None:
        """Wait until words stand on the screen."""
        await until(lambda: words in self.text, seconds, lambda: f"{words!r} never came:\n{self.text}")


async def until(
    true: Callable[[], bool], seconds: float = 10, otherwise: Callable[[], str] = lambda: ""
) -> None:
    """Wait until something is so."""
    for _round in range(int(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(otherwise())


@dataclass
class Client:
    """One connection."""

    connection: asyncssh.SSHClientConnection
    answers: Answers

    async def terminal(
        self,
        columns: int = 80,
        rows: int = 24,
        term: str = "xterm-256color",
        env: Mapping[str, str] | None = None,
    ) -> tuple[asyncssh.SSHClientChannel[bytes], Terminal]:
        channel, session = await self.connection.create_session(
            lambda: Terminal(columns, rows),
            term_type=term,
            term_size=(columns, rows),
            encoding=None,
            env=[f"{name}={value}" for name, value in (env or {}).items()],
            send_env=(),
        )
        assert isinstance(session, Terminal)
        return channel, session


@dataclass
class SSHClass:
    """A class that is served for a test."""

    own: Served
    door: SSHDoor
    clients: list[asyncssh.SSHClientConnection] = field(default_factory=list)

    async def come(self, name: str, *, code: str = "", words: str = "", **options: object) -> Client:
        """Come in; raises ``asyncssh.PermissionDenied`` for whoever may not."""
        given = {"Class code": code or self.own.hall.door.code, "Your name": name, "Your words": words}
        answers = Answers(given)
        try:
            connection, _client = await asyncssh.create_connection(
                lambda: answers,
                "127.0.0.1",
                self.door.port,
                username="8b",
                known_hosts=None,
                config=None,
                client_keys=None,
                agent_path=None,
                **options,
            )
        except asyncssh.PermissionDenied as error:
            error.reason = "\n".join(answers.told)
            raise
        self.clients.append(connection)
        return Client(connection, answers)


class OpenSSH:
    """The client of OpenSSH, at a terminal of its own."""

    def __init__(self, port: int, *words: str) -> None:
        """The words go between the host and what is set for a test."""
        self._terminal = Terminal(80, 24)
        self.master, own = pty.openpty()
        self.resize(80, 24)
        options = ("UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "ExitOnForwardFailure=yes")
        host = ("-p", str(port), "8b@127.0.0.1")
        before = [word for word in words if word.startswith("-") or words[0] in ("-N", "-W")]
        behind = [word for word in words if word not in before]
        command = ["ssh", "-F", "none", *(f"-o{one}" for one in options), *before, *host, *behind]
        environment = {"TERM": "xterm-256color", "PATH": os.environ["PATH"], "HOME": str(home())}
        self.process = subprocess.Popen(
            command,
            stdin=own,
            stdout=own,
            stderr=own,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(own)

    def __enter__(self) -> "OpenSSH":
        asyncio.get_running_loop().add_reader(self.master, self._read)
        return self

    def __exit__(self, *_raised: object) -> None:
        asyncio.get_running_loop().remove_reader(self.master)
        self.process.kill()
        self.process.wait()
        os.close(self.master)

    def _read(self) -> None:
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:  # the other end has gone
            data = b""
        if data:
            self._terminal.data_received(data, None)
        else:
            asyncio.get_running_loop().remove_reader(self.master)

    @property
    def text(self) -> str:
        return self._terminal.text

    def resize(self, columns: int, rows: int) -> None:
        self._terminal.pyte.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def keys(self, typed: str) -> None:
        os.write(self.master, typed.encode())

    async def shows(self, words: str) -> None:
        await self._terminal.shows(words)

    async def types(self, after: str, typed: str) -> None:
        """Type once words stand on the screen."""
        await self._terminal.shows(after)
        self.keys(typed)

    async def ended(self) -> int:
        """Its exit code."""
        await until(lambda: self.process.poll() is not None)
        await asyncio.sleep(0.05)
        assert self.process.returncode is not None
        return self.process.returncode


@asynccontextmanager
async def over_ssh(*, names: tuple[str, ...] = (), everybody: bool = True) -> AsyncIterator[SSHClass]:
    """Serve the tiny course over SSH until the block ends."""
    async with served(names=names, everybody=everybody) as own:
        door = SSHDoor(own.hall, host_key(home() / SERVED_FOLDER))
        await door.listen("127.0.0.1", 0)
        one = SSHClass(own, door)
        try:
            yield one
        finally:
            for connection in one.clients:
                connection.abort()
            await door.close()
