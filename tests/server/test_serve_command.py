"""The command: what it asks for, what it tells, and how it ends."""

import re
import shlex
import shutil
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest

from lessons.cli.call import ServeWish
from lessons.cli.main import run
from server.serving import not_protected
from server.where import qr_lines
from tests.helpers.place import here, home
from tests.helpers.server_process import process, told
from tests.helpers.tiny import COURSE, TINY

ROOT = Path(__file__).parents[2]


def wish_of(*words: str) -> ServeWish:
    wishes: list[ServeWish] = []

    def serve(wish: ServeWish) -> int:
        wishes.append(wish)
        return 0

    assert run(["serve", *words], serve=serve) == 0
    return wishes[0]


def test_words_become_a_wish() -> None:
    assert wish_of("--class", "8b").roots == here().courses
    one = wish_of(str(TINY), "--class", "8b", "--port", "0", "--open")
    assert (one.lesson, one.roots, one.everybody, one.lan) == (TINY, (COURSE,), True, False)
    course = wish_of(str(COURSE), "--class", "8b", "--lan", "--headless")
    assert (course.lesson, course.roots, course.lan, course.headless) == (None, (COURSE,), True, True)
    assert (one.ssh, wish_of("--class", "8b", "--ssh").ssh) == (None, 8022)
    assert wish_of("--class", "8b", "--ssh", "2222").ssh == 2222
    named = wish_of("unsigned-column", "--class", "8b")
    assert named.lesson is not None
    assert named.roots == (named.lesson.parent,)
    several = wish_of("--class", "8b", "--class", "9c", "--class", "7a")
    assert (several.name, several.beside) == ("8b", ("9c", "7a"))
    behind = wish_of("--class", "8b", "--behind-proxy", "127.0.0.1", "--address", "https://read.example")
    assert (behind.proxy, behind.address) == ("127.0.0.1", "https://read.example/")


def test_the_port_of_ssh_may_be_left_out_wherever_it_stands() -> None:
    for words in (
        ("--ssh", str(TINY), "--class", "8b"),
        ("--class", "8b", "--ssh", str(TINY)),
        ("--class", "8b", str(TINY), "--ssh"),
        ("--ssh", "--class", "8b", str(TINY)),
        ("--class", "8b", "--ssh", "--", str(TINY)),
    ):
        one = wish_of(*words)
        assert (one.ssh, one.lesson, one.name) == (8022, TINY, "8b"), words
    for words in (("--ssh", "2222", str(TINY), "--class", "8b"), ("--ssh=2222", str(TINY), "--class", "8b")):
        one = wish_of(*words)
        assert (one.ssh, one.lesson) == (2222, TINY), words
    assert wish_of("--class", "8b", "--class", "9c", "--ssh", "unsigned-column").lesson is not None


@pytest.mark.parametrize(
    "words", [("serve", "--class", "--open"), ("join", "http://127.0.0.1:1/", "--code", "--name")]
)
def test_no_option_is_taken_for_the_value_of_another(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words, serve=lambda _wish: 0) == 2
    assert f"{words[-2]} needs a value, and the word after it is {words[-1]}." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--class", "8b", "--behind-proxy", "proxy.example"),
        ("--class", "8b", "--address", "read.example"),
        ("--class", "8b", "--address", "javascript:alert(1)"),
        ("--class", "8b", "--port", "70000"),
        ("--class", "8b", "--ssh", "70000"),
        ("--class", "8b", "--ssh=unsigned-column"),
        ("--class", "8b", "--class", "8B"),
        ("no-such-course", "--class", "8b"),
        (),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_a_usage_error(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", *words], serve=lambda _wish: 0) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_commands_of_the_page_are_understood_and_each_serves_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(COURSE, tmp_path / "my-course")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "serve.md").read_text("utf-8")
    commands = re.findall(r"(?<=closeread serve )--?[^`\n]+|(?<=closeread serve )[^`\n]*--class[^`\n]+", page)
    assert len(commands) > 5
    wishes = [wish_of(*shlex.split(command, comments=True)) for command in commands if "=" not in command]
    assert {wish.name for wish in wishes} == {"8a", "8b"}
    assert any(wish.lan for wish in wishes)
    assert any(wish.proxy and wish.address.startswith("https://") for wish in wishes)
    assert any(wish.ssh for wish in wishes)


def test_without_the_packages_it_says_what_to_install(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--class", "8b"]) == 2
    assert f'{sys.executable} -m pip install "closeread[serve]"' in capsys.readouterr().err


def test_a_code_for_telephones_is_dark_on_light_whatever_the_colours() -> None:
    rows = qr_lines("http://127.0.0.1:8017/?code=8BKM4T")
    assert len({row.cell_length for row in rows}) == 1
    assert {*"".join(row.plain for row in rows)} <= {*" █▀▄"}
    assert {span.style for row in rows for span in row.spans} == {"#000000 on #ffffff"}


def test_it_serves_and_ends_cleanly_and_two_do_not_serve_one_class() -> None:
    words = ("--class", "8b", "--port", "0", "--headless", str(COURSE))
    with process(*words) as one:
        address, (code,) = told(one)
        assert len(code) == 6
        with urllib.request.urlopen(address, timeout=10) as page:
            assert b"Class code" in page.read()
        with process(*words) as other:
            _out, error = other.communicate(timeout=30)
            assert other.returncode == 3
            assert "to mend it" in error
            assert "Traceback" not in error
        one.send_signal(signal.SIGTERM)
        out, error = one.communicate(timeout=20)
        assert one.returncode == 0
        assert "every answer is kept" in out
        assert not error
    assert not [*(home() / "classes").glob("8b.db-*")], "nothing is left beside the database"


@pytest.mark.thorough
def test_a_port_that_is_taken_is_told() -> None:
    with process("--class", "8b", "--port", "0", "--headless", str(COURSE)) as one:
        address, _codes = told(one)
        port = address.rpartition(":")[2]
        with process("--class", "9c", "--port", port, "--headless", str(COURSE)) as other:
            out, error = other.communicate(timeout=30)
            assert other.returncode == 1
            assert "--port" in out
            assert "Traceback" not in error


@pytest.mark.thorough
def test_the_network_is_listened_to_only_when_asked_and_then_it_is_told_what_that_means() -> None:
    with process("--class", "8b", "--port", "0", "--headless", "--lan", str(COURSE)) as one:
        assert one.stdout is not None
        said = ""
        for line in one.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        assert all(sentence in said for sentence in not_protected())


@pytest.mark.thorough
def test_with_ssh_it_tells_what_to_type_and_how_the_server_is_known() -> None:
    with process("--class", "8b", "--port", "0", "--ssh", "0", "--headless", str(COURSE)) as one:
        assert one.stdout is not None
        said = "".join(iter(one.stdout.readline, "Ctrl+C ends it; answers are kept.\n"))
        found = re.search(r"ssh -p (\d+) 8b@127\.0\.0\.1\n +SSH key +SHA256:", said)
        assert found, said
        with socket.create_connection(("127.0.0.1", int(found[1])), timeout=10) as line:
            assert line.recv(64).startswith(b"SSH-2.0-closeread")
        one.send_signal(signal.SIGTERM)
        _out, error = one.communicate(timeout=20)
        assert one.returncode == 0
        assert not error
