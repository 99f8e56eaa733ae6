"""The SSH door: who comes in and how, what else is refused, and what becomes of lines that end."""

import asyncio
import os
import shutil
import stat

import asyncssh
import pytest

from lessons.record.recorder import RecordError
from server.driver import ENTER, LEAVE
from server.hall import SERVED_FOLDER
from server.limits import BURST, PASTE, UNDER_WAY
from server.ssh import login, ssh_door
from server.ssh.ssh_door import host_key
from server.ssh.ssh_line import PasteSplitter, SSHLine
from tests.helpers.place import home
from tests.helpers.ssh import Client, OpenSSH, over_ssh, until


def words_told(client: Client) -> str:
    """The words for coming back, of the welcome."""
    return client.answers.told[-1].partition("coming back: ")[2].split()[0]


async def test_code_name_and_hidden_words_lead_to_the_program_and_ctrl_c_leaves_with_0() -> None:
    async with over_ssh() as one:
        ana = await one.come("Ana")
        channel, screen = await ana.terminal()
        await screen.shows("Ana")
        channel.write(b"\r")
        await screen.shows("First read the article")
        channel.write(b"\x03")
        await asyncio.wait_for(screen.closed.wait(), 10)
        assert channel.get_exit_status() == 0
        assert ENTER.encode() in screen.received
        assert screen.received.endswith(LEAVE.encode())
        assert not one.own.hall.seats
        back = await one.come("Ana", words=words_told(ana))
        assert [prompt for prompt in back.answers.asked if "words" in prompt[0]] == [("Your words: ", False)]
        _channel, screen = await back.terminal()
        await screen.shows("First read the article")  # where it was left


@pytest.mark.parametrize(
    ("code", "name", "words", "why"),
    [
        ("WRONG1", "Ana", "", "not the class code"),
        ("", "Ana", "plum-otter-47", "That was not it"),
        ("", "\u200b", "", "Type your name"),
    ],
)
async def test_the_rules_of_the_door_hold(code: str, name: str, words: str, why: str) -> None:
    async with over_ssh() as one:
        await one.come("Ana")
        with pytest.raises(asyncssh.PermissionDenied) as refused:
            await one.come(name, code=code, words=words)
        assert why in refused.value.reason
        assert not one.own.hall.seats
        await until(lambda: one.door.logins == 0)


async def test_who_is_not_on_the_list_waits_for_the_teacher() -> None:
    async with over_ssh(everybody=False) as one:
        door = one.own.hall.door
        coming = asyncio.create_task(one.come("Zed"))
        await until(lambda: bool(door.waiting))
        (waiting,) = door.waiting
        await door.let_in(waiting.token)
        zed = await asyncio.wait_for(coming, 10)
        assert "has to let you in" in zed.answers.told[1]
        _channel, screen = await zed.terminal()
        await screen.shows("Zed")
        turned_away = asyncio.create_task(one.come("Xxx"))
        await until(lambda: bool(door.waiting))
        door.refuse(door.waiting[0].token)
        with pytest.raises(asyncssh.PermissionDenied):
            await asyncio.wait_for(turned_away, 10)


async def test_whoever_waits_and_hangs_up_waits_no_more() -> None:
    async with over_ssh(everybody=False) as one:
        door = one.own.hall.door
        coming = asyncio.create_task(one.come("Zed"))
        await until(lambda: bool(door.waiting))
        coming.cancel()
        await until(lambda: not door.waiting)
        await until(lambda: one.door.logins == 0)


async def test_nothing_but_the_program() -> None:
    async with over_ssh() as one:
        ana = (await one.come("Ana")).connection
        with pytest.raises(asyncssh.ChannelOpenError):
            await ana.create_process("id")
        for name in ("Ben", "Cyd", "Dan"):
            other = (await one.come(name)).connection
            with pytest.raises((asyncssh.ChannelOpenError, asyncssh.SFTPError)):
                await other.start_sftp_client()
            with pytest.raises(asyncssh.ChannelOpenError):
                await other.open_connection("127.0.0.1", one.door.port)
            with pytest.raises(asyncssh.ChannelListenError):
                await other.forward_remote_port("127.0.0.1", 0, "127.0.0.1", 9)
            with pytest.raises(asyncssh.ChannelOpenError):
                await other.open_unix_connection("/tmp/none")
            break
        screen = await one.come("Eve", agent_forwarding=True)
        _channel, shown = await screen.terminal()
        await shown.shows("Eve")
        with pytest.raises(asyncssh.ChannelOpenError):  # one program a connection
            await screen.terminal()


async def test_of_the_environment_only_what_tells_of_the_terminal_is_taken() -> None:
    async with over_ssh() as one:
        ana = await one.come("Ana")
        env = {"LD_PRELOAD": "/tmp/x.so", "NO_COLOR": "1", "LANG": "de_DE.UTF-8", "COLORTERM": "x" * 1000}
        channel, screen = await ana.terminal(env=env)
        await screen.shows("Ana")
        (seat,) = one.own.hall.seats.values()
        taken = seat.line._channel.get_environment_bytes()  # type: ignore[union-attr]
        assert taken == {b"NO_COLOR": b"1", b"LANG": b"de_DE.UTF-8"}
        assert b"\x1b[38;" not in screen.received
        channel.close()


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("term", "colorterm", "has", "has_not"),
    [
        ("xterm", "truecolor", b"38;2;", b"38;5;"),
        ("xterm-256color", "", b"38;5;", b"38;2;"),
        ("linux", "", b"\x1b[", b"38;"),
        ("vt100", "", b"\x1b[", b"38;"),
    ],
)
async def test_each_line_has_only_its_own_colours(
    term: str, colorterm: str, has: bytes, has_not: bytes
) -> None:
    async with over_ssh() as one:
        others = await one.come("Ben")
        _channel, other = await others.terminal(env={"COLORTERM": "truecolor"})
        await other.shows("Ben")
        ana = await one.come("Ana")
        _channel, screen = await ana.terminal(term=term, env={"COLORTERM": colorterm})
        await screen.shows("Ana")
        assert has in screen.received
        assert has_not not in screen.received


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
async def test_a_terminal_that_cannot_draw_gets_a_plain_line(term: str) -> None:
    async with over_ssh() as one:
        ana = await one.come("Ana")
        if term:
            channel, screen = await ana.terminal(term=term)
            await asyncio.wait_for(screen.closed.wait(), 10)
            received, status = screen.received, channel.get_exit_status()
        else:
            done = await ana.connection.run(request_pty=False, encoding=None)
            received, status = done.stdout, done.exit_status  # type: ignore[assignment]
        assert status == 1
        assert b"\x1b" not in received
        assert received.count(b"\r\n") == 1
        assert not one.own.hall.seats


async def test_a_line_that_is_cut_keeps_its_seat_and_the_draft_is_there_again() -> None:
    async with over_ssh() as one:
        ana = await one.come("Ana")
        channel, screen = await ana.terminal()
        await screen.shows("Ana")
        channel.write(b"\r")
        await screen.shows("First read the article")
        (seat,) = one.own.hall.seats.values()
        ana.connection.abort()
        await until(lambda: seat.line is None)
        back = await one.come("Ana", words=words_told(ana))
        _channel, again = await back.terminal(100, 30)
        await again.shows("First read the article")
        assert [*one.own.hall.seats.values()] == [seat]
        assert seat.program.size == (100, 30)


async def test_a_second_window_takes_over_the_first_is_told_and_resizes() -> None:
    async with over_ssh() as one:
        ana = await one.come("Ana")
        first_channel, first = await ana.terminal()
        await first.shows("Ana")
        second = await one.come("Ana", words=words_told(ana))
        channel, screen = await second.terminal()
        await screen.shows("Ana")
        await asyncio.wait_for(first.closed.wait(), 10)
        assert b"another window" in first.received
        assert first_channel.get_exit_status() == 1
        (seat,) = one.own.hall.seats.values()
        channel.change_terminal_size(100, 30)
        await until(lambda: seat.program.size == (100, 30))
        channel.change_terminal_size(1, 100_000)
        await until(lambda: seat.program.size == (20, 150))


async def test_the_end_of_a_session_is_told() -> None:
    async with over_ssh() as one:
        for parting, told in (
            ("idle", b"for an hour"),
            ("restart", b"starts anew"),
            ("refused", b"has ended"),
        ):
            name = f"Ana {parting}"
            channel, screen = await (await one.come(name)).terminal()
            await screen.shows(name)
            (seat,) = one.own.hall.seats.values()
            await seat.end(parting)  # type: ignore[arg-type]
            await asyncio.wait_for(screen.closed.wait(), 10)
            assert told in screen.received
            assert screen.received.index(b"\x1b[?1049l") < screen.received.index(told)
            assert channel.get_exit_status() == 1


async def test_who_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_door, "LOGIN", 0.2)
    async with over_ssh() as one:
        reader, writer = await asyncio.open_connection("127.0.0.1", one.door.port)
        await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await until(lambda: one.door.logins == 0)
        assert not one.door.lines


async def test_logins_that_hang_do_not_shut_the_door_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_door, "LOGINS", 3)
    async with over_ssh() as one:
        writers = [(await asyncio.open_connection("127.0.0.1", one.door.port))[1] for _one in range(3)]
        await until(lambda: one.door.logins == 3)
        await one.come("Ana")  # while they hang
        assert one.door.logins == 2
        for writer in writers:
            writer.close()
        await until(lambda: one.door.logins == 0)
        await one.come("Ben")


class _Entering:
    """One who has not come in yet."""

    def __init__(self, address: str, gone: list["_Entering"]) -> None:
        self.address, self._gone = address, gone

    def give_way(self) -> None:
        self._gone.append(self)


async def test_who_crowds_the_door_pushes_out_the_own_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_door, "LOGINS", 4)
    async with over_ssh() as one:
        gone: list[_Entering] = []
        there = [_Entering(address, gone) for address in ("honest", "crowd", "crowd", "another")]
        one.door.entering = there  # type: ignore[assignment]
        one.door.make_room()
        assert gone == [there[1]]
        one.door.entering = []


async def test_a_login_has_only_so_many_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "ANSWERS", 4)
    async with over_ssh() as one:
        with pytest.raises(asyncssh.PermissionDenied) as refused:
            await one.come("Ana", code="NONONO")
        assert refused.value.reason.count("not the class code") <= 3


@pytest.mark.thorough
async def test_one_who_does_not_read_costs_little_and_then_gets_the_right_screen() -> None:
    async with over_ssh() as one:
        channel, screen = await (await one.come("Ana")).terminal()
        await screen.shows("Ana")
        channel.write(b"\r")
        await screen.shows("First read the article")
        (seat,) = one.own.hall.seats.values()
        line = seat.line
        assert isinstance(line, SSHLine)
        (transport,) = [client._transport for client in one.clients]
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        for _round in range(400):
            seat.repaint()
            await asyncio.sleep(0)
        assert line._backlog.dropped
        assert line._waits() <= 2 * UNDER_WAY
        seat.keys("\x1b")
        await until(lambda: "progress" in seat.program.whole_screen())
        assert "progress" not in screen.text
        transport.resume_reading()
        await screen.shows("progress")


async def test_more_keys_than_are_taken_at_once_do_no_harm() -> None:
    async with over_ssh() as one:
        channel, screen = await (await one.come("Ana")).terminal()
        await screen.shows("Ana")
        channel.write(b"\x1b[B" * BURST * 20 + b"\xff\xfe\x1b[200~" + b"x" * 3 * PASTE)
        channel.write(b"\x1b[201~\r")
        await screen.shows("First read the article", 20)


def test_pastes_and_keys_are_taken_apart_wherever_the_pieces_are_cut() -> None:
    whole = "aé\x1b[A\x1b[200~pasted\x1b[3 é\x1b[201~b\x1b[200~\x1b[201~\x1b".encode()
    for size in range(1, len(whole) + 1):
        typed, heard = PasteSplitter(), [("keys", "")]

        def add(kind: str, text: str, heard: list[tuple[str, str]] = heard) -> None:
            if kind == "keys" and heard[-1][0] == "keys":
                text = heard.pop()[1] + text
            heard.append((kind, text))

        for start in range(0, len(whole), size):
            typed.take(
                whole[start : start + size], lambda text: add("keys", text), lambda text: add("paste", text)
            )
        assert typed.holds()  # a lone Esc, until nothing has followed it for a moment
        typed.let_go(lambda text: add("keys", text))
        assert heard == [
            ("keys", "aé\x1b[A"),
            ("paste", "pasted\x1b[3 é"),
            ("keys", "b"),
            ("paste", ""),
            ("keys", "\x1b"),
        ], size


def test_the_key_is_made_once_for_this_account_alone_and_never_overwritten() -> None:
    folder = home() / SERVED_FOLDER
    first = host_key(folder)
    assert host_key(folder).get_fingerprint() == first.get_fingerprint()
    file = folder / "ssh_host_key"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_bytes(b"no key")
    with pytest.raises(RecordError) as refused:
        host_key(folder)
    assert str(file) in refused.value.place
    assert file.read_bytes() == b"no key"


NO_CLIENT = "there is no OpenSSH client on this machine: apt-get install openssh-client"


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("ssh") is None, reason=NO_CLIENT)
async def test_openssh_comes_in_is_killed_comes_back_to_its_draft_and_leaves() -> None:
    async with over_ssh() as one:
        with OpenSSH(one.door.port) as first:
            await first.types("Class code:", one.own.hall.door.code + "\r")
            await first.types("Your name:", "Ana\r")
            await first.types("Enter begins:", "\r")
            words = first.text.partition("coming back: ")[2].split()[0]
            await first.types("progress", "\r")
            await first.shows("First read the article")
            first.resize(100, 30)
            (seat,) = one.own.hall.seats.values()
            await until(lambda: seat.program.size == (100, 30))
            first.process.kill()
            await until(lambda: seat.line is None)
        with OpenSSH(one.door.port) as second, OpenSSH(one.door.port) as third:
            for window in (second, third):
                await window.types("Class code:", one.own.hall.door.code + "\r")
                await window.types("Your name:", "Ana\r")
                await window.types("Your words:", words + "\r")
                await window.shows("First read the article")
            assert words not in second.text
            assert await second.ended() == 1
            assert "another window" in second.text
            third.keys("\x03")
            assert await third.ended() == 0


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("ssh") is None, reason=NO_CLIENT)
@pytest.mark.parametrize(
    "words",
    [("id",), ("-T",), ("-N", "-R", "0:127.0.0.1:9"), ("-W", "127.0.0.1:9"), ("-s", "sftp")],
    ids=" ".join,
)
async def test_openssh_gets_nothing_else(words: tuple[str, ...]) -> None:
    async with over_ssh() as one:
        with OpenSSH(one.door.port, *words) as client:
            await client.types("Class code:", one.own.hall.door.code + "\r")
            await client.types("Your name:", "Ana\r")
            await client.types("Enter begins:", "\r")
            assert await client.ended() != 0
            assert "uid=" not in client.text
            assert not one.own.hall.seats
