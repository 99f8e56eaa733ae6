"""A PostgreSQL server for the tests, from the binaries of this machine; on the loopback alone, gone with the tests."""

import os
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ACCOUNT = "nobody"
"""Who runs the server where the tests run as root, which it refuses."""


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; ``None`` where the server is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    there = shutil.which("initdb")
    folders += [Path(there).parent] if there else []
    return next((one for one in folders if (one / "initdb").is_file() and (one / "postgres").is_file()), None)


class PostgresServer:
    """One server with its own data."""

    def __init__(self, folder: Path, *, synced: bool = True) -> None:
        """Make the data in ``folder``, which every account may enter, and start.

        ``synced``: whether it waits for the disk, as a server does on which something depends.
        """
        self.binaries = binaries()
        assert self.binaries is not None
        self.data, self.synced = folder / "data", synced
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._as: Mapping[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": ACCOUNT, "group": "nogroup", "extra_groups": []}
            shutil.chown(folder, ACCOUNT)
        how = ["-U", "closeread", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *how)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def _run(self, program: str, *words: str) -> None:
        assert self.binaries is not None
        subprocess.run(
            [self.binaries / program, *words], check=True, cwd="/", stdout=subprocess.DEVNULL, **self._as
        )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert self.binaries is not None
        where = ["-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        where += [] if self.synced else ["-F"]
        ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        self.process = None
        for _ in range(300):
            if self.process is None or self.process.poll() is not None:
                # the first time; or a child that was born as the server was killed still holds its memory
                with (self.data.parent / "log").open("ab") as log:
                    self.process = subprocess.Popen(
                        [self.binaries / "postgres", *where], cwd="/", stdout=log, stderr=log, **self._as
                    )
            if subprocess.run(ready, check=False).returncode == 0:
                return
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.1)
                time.sleep(0.1)
        raise AssertionError((self.data.parent / "log").read_text("utf-8", "replace"))

    def kill(self) -> None:
        """End it and all its children with SIGKILL, as a power cut would."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        """End it."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            self.process.wait(30)

    def new_database(self, name: str) -> str:
        """An empty database; its address."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "closeread", name)
        return f"postgresql://closeread@127.0.0.1:{self.port}/{name}"


@contextmanager
def running(*, synced: bool = True) -> Iterator[PostgresServer]:
    """A server while it is needed; not in pytest's folders, which belong to one account alone."""
    with TemporaryDirectory(prefix="closeread-postgres-") as folder:
        server = PostgresServer(Path(folder), synced=synced)
        try:
            yield server
        finally:
            server.stop()


class Forwarder:
    """A line to a server that can be cut in every way in which lines are."""

    def __init__(self, port: int) -> None:
        """Forward to this port of the loopback."""
        self._to = ("127.0.0.1", port)
        self._lines: list[tuple[socket.socket, socket.socket]] = []
        self._silent: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                near, _address = self._listening.accept()
                far = socket.create_connection(self._to)
                self._lines.append((near, far))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(1 << 16):
                if other not in self._silent:
                    other.sendall(piece)

    def cut(self, how: str) -> None:
        """Cut all lines: ``closed``, ``reset``, or ``silent`` for the near end; the server sees them closed."""
        lines, self._lines = self._lines, []
        for near, far in lines:
            if how == "silent":
                self._silent |= {near, far}
            elif how == "reset":
                near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                near.close()
            else:
                _end(near)
            _end(far)

    def close(self) -> None:
        """Let nobody in any more."""
        _end(self._listening)
        self.cut("closed")
        for one in self._silent:
            _end(one)


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)  # whoever reads in another thread must hear of it
    line.close()
