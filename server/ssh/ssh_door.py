"""The SSH door: who connects is asked for class code, name and words, and gets the program; nothing else is there."""

import asyncio
import socket
from collections import Counter
from pathlib import Path

import asyncssh
from asyncssh.auth import KbdIntChallenge, KbdIntResponse
from asyncssh.constants import DISC_BY_APPLICATION

from lessons.disk import make_folder, read_file, replace_file
from lessons.i18n import _
from lessons.record.paths import learner_slug
from lessons.record.recorder import RecordError
from lessons.school.members import ClassMember
from server.hall import Hall
from server.limits import KEEPALIVE, LOGIN, LOGINS, SEND_BUFFER, SOCKETS_AN_ADDRESS, UNANSWERED
from server.ssh.login import Login, Question
from server.ssh.ssh_line import SSHChannel, SSHLine

_LARGEST_KEY = 16 * 1024
_VAIN = 3
"""Tries to come in after a login has come to its end."""
_ENOUGH = 1 << 16
"""Bytes of a window: nobody types more at once."""


def host_key(folder: Path) -> asyncssh.SSHKey:
    """The key by which students know the server again, readable for this account alone; made at the first call.

    Raises ``RecordError`` where it cannot be read or written: a key that cannot be understood is left as it is.
    """
    file = folder / "ssh_host_key"
    try:
        if not file.exists():
            make_folder(folder)
            key = asyncssh.generate_private_key("ssh-ed25519")
            replace_file(file, key.export_private_key(), private=True)
        return asyncssh.import_private_key(read_file(file, _LARGEST_KEY))
    except (OSError, asyncssh.KeyImportError) as error:
        raise RecordError(
            str(file),
            _("the key of the SSH door cannot be used: {why}").format(why=error),
            _("a private key that only you can read"),
            _("put the key of before back; without it students are warned that the server is another"),
        ) from error


class SSHDoor:
    """Listens for SSH, for one class."""

    def __init__(self, hall: Hall, key: asyncssh.SSHKey) -> None:
        self.hall, self._key = hall, key
        self.lines: dict[str, int] = {}
        """Connections by address."""
        self.entering: list[_Connection] = []
        """Connections that have not come in yet, the oldest first."""
        self.port = 0
        """At which it listens."""
        self._acceptor: asyncssh.SSHAcceptor | None = None

    @property
    def logins(self) -> int:
        """How many have not come in yet."""
        return len(self.entering)

    def make_room(self) -> None:
        """Hang up on one who has not come in, where there are too many: the oldest of the address with the most.

        So whoever opens connections and says nothing pushes out those, and not the others of the class.
        """
        if self.logins >= LOGINS:
            most = Counter(one.address for one in self.entering)
            max(self.entering, key=lambda one: most[one.address]).give_way()

    @property
    def fingerprint(self) -> str:
        """By which a student's first connection is checked."""
        return self._key.get_fingerprint()

    @property
    def user(self) -> str:
        """What a student types before the @; it is no account."""
        return learner_slug(self.hall.name)

    async def listen(self, host: str, port: int) -> None:
        """Listen, at any port that is free for 0. Raises ``OSError``."""
        listener = socket.create_server((host, port), backlog=128)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # connections inherit it
        self._acceptor = await asyncssh.listen(
            sock=listener,
            config=None,
            server_factory=lambda: _Connection(self),
            server_host_keys=[self._key],
            server_version="closeread",
            password_auth=False,
            public_key_auth=False,
            host_based_auth=False,
            gss_host=None,
            kbdint_auth=True,
            agent_forwarding=False,
            x11_forwarding=False,
            line_editor=False,
            allow_scp=False,
            compression_algs=None,
            encoding=None,
            login_timeout=0,  # each answer has its own time: see _Connection
            keepalive_interval=KEEPALIVE,
            keepalive_count_max=UNANSWERED,
        )
        self.port = self._acceptor.get_port()

    async def close(self) -> None:
        """Listen no more, and end what is still connected."""
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()


class _Connection(asyncssh.SSHServer):
    """One connection: comes in, opens one session. Everything else is refused by what it inherits."""

    def __init__(self, door: SSHDoor) -> None:
        self._door = door
        self.address, self._vain = "", 0
        self._counted = self._is_login = False
        self._connection: asyncssh.SSHServerConnection | None = None
        self._login: Login | None = None
        self._member: ClassMember | None = None
        self._line: SSHLine | None = None
        self._slow: asyncio.TimerHandle | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Take the connection, unless there are too many."""
        self._connection, door = conn, self._door
        self.address = conn.get_extra_info("peername", ("",))[0]
        if door.lines.get(self.address, 0) >= SOCKETS_AN_ADDRESS or door.hall.closing:
            conn.abort()
            return
        self._counted = self._is_login = True
        door.lines[self.address] = door.lines.get(self.address, 0) + 1
        door.make_room()
        door.entering.append(self)
        hall = door.hall
        self._login = Login(hall.door, hall.name, self.address, hall.context.language)
        self._give_time()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has gone."""
        del exc
        self._stop_time()
        self._logged_in()
        if self._login is not None:
            self._login.leave()
        if self._counted:
            lines = self._door.lines
            lines[self.address] -= 1
            if not lines[self.address]:
                del lines[self.address]
        self._counted, self._connection = False, None

    def give_way(self) -> None:
        """Go, for somebody else."""
        self._logged_in()
        if self._connection is not None:
            self._connection.abort()

    def _logged_in(self) -> None:
        if self._is_login:
            self._door.entering.remove(self)
            self._is_login = False

    def _give_time(self) -> None:
        self._stop_time()
        self._slow = asyncio.get_running_loop().call_later(LOGIN, self._hang_up, "no answer came in time")

    def _stop_time(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _hang_up(self, why: str) -> None:
        if self._connection is not None:
            self._connection.disconnect(DISC_BY_APPLICATION, why)

    # Coming in

    def begin_auth(self, username: str) -> bool:
        """Everybody is asked, whatever the name before the @ is."""
        del username
        return True

    def kbdint_auth_supported(self) -> bool:
        """Questions are the only way in."""
        return True

    def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> KbdIntChallenge:
        """The first question."""
        del username, lang, submethods
        question = self._login.begin() if self._login is not None else None
        if question is None:
            self._vain += 1
            if self._vain >= _VAIN:  # some clients would ask for ever
                self._hang_up("permission denied")
        return _challenge(question)

    async def validate_kbdint_response(self, username: str, responses: KbdIntResponse) -> KbdIntChallenge:
        """What comes after an answer."""
        del username
        if self._login is None:
            return False
        self._stop_time()
        answer = await self._login.answer(responses[0] if responses else "")
        self._give_time()
        if isinstance(answer, ClassMember):
            self._member = answer
            return True
        return _challenge(answer)

    def auth_completed(self) -> None:
        """Came in; the session has to be opened in time, too."""
        self._logged_in()
        self._give_time()

    # The session

    def session_requested(self) -> tuple[SSHChannel, SSHLine] | bool:
        """The program, once a connection."""
        connection = self._connection
        if self._line is not None or self._member is None or connection is None:
            return False
        self._line = SSHLine(self._door.hall, self._member, self._stop_time, self._waits)
        loop = asyncio.get_running_loop()
        channel = SSHChannel(connection, loop, True, False, False, 0, 0, None, "strict", _ENOUGH, 1 << 15)
        return channel, self._line

    def _waits(self) -> int:
        """Bytes that the system has not taken yet."""
        transport = self._connection._transport if self._connection is not None else None
        return transport.get_write_buffer_size() if transport is not None else 0


def _challenge(question: Question | None) -> KbdIntChallenge:
    if question is None:
        return False
    prompts = [(question.prompt, not question.hidden)] if question.prompt else []
    return "", question.told, "", prompts
