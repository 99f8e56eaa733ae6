"""Where a class is reached: the lines that are told of it, and the QR code for telephones."""

import socket
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from textual.content import Content

from lessons.cli.call import ServeWish
from lessons.i18n import _
from server.open_class import OpenClass
from tui.safe_text import EMPTY, plain


@dataclass(frozen=True, slots=True)
class Opened:
    """What is told of a class that is open."""

    name: str
    code: str
    lessons: int
    listed: int
    """Names on the teacher's list."""
    wall: str
    """The path of the projector's page."""
    ssh_port: int = 0
    """0 without an SSH door."""
    ssh_user: str = ""
    ssh_key: str = ""

    @classmethod
    def of(cls, one: OpenClass) -> "Opened":
        """What is told of this class now."""
        hall, ssh = one.hall, one.ssh
        told = cls(hall.name, hall.door.code, one.lessons, hall.door.roll.listed, hall.wall_path)
        return replace(told, ssh_port=ssh.port, ssh_key=ssh.fingerprint, ssh_user=ssh.user) if ssh else told

    def ssh_command(self, host: str) -> str:
        """What a student types; the name before the @ is no account."""
        return f"ssh -p {self.ssh_port} {self.ssh_user}@{host}"


def link(wish: ServeWish, port: int, told: Opened) -> str:
    """The address with the class code in it."""
    return f"{_address(wish, port)}?code={told.code}"


def where(wish: ServeWish, port: int, told: Opened) -> list[str]:
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


def for_the_board(wish: ServeWish, one: OpenClass) -> list[Content]:
    """Where a class is reached now, with a QR code; ``wish.port`` is the one that is listened at."""
    told = Opened.of(one)
    return [*map(plain, where(wish, wish.port, told)), EMPTY, *qr_lines(link(wish, wish.port, told))]


def _address(wish: ServeWish, port: int) -> str:
    """What students type, with a slash at its end."""
    host = own_address() if wish.lan else "127.0.0.1"
    return wish.address or f"http://{host}:{port}/"


def own_address() -> str:
    """The address of this machine in its network, as far as can be told without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent to it
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def qr_lines(text: str) -> list[Content]:
    """A QR code in half blocks, dark on light whatever the colours of the screen."""
    import segno

    rows = [
        [bool(cell) for cell in row] for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)
    ]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    halves = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    return [
        plain("".join(halves[pair] for pair in zip(upper, lower, strict=True)), "#000000 on #ffffff")
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
