"""``closeread class names``: the list of names, what is wrong with it, and cards to print."""

import re
import stat
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.school.classes import class_path
from lessons.school.members import ClassMember, come_in, everybody, knows, member_named
from lessons.school.store import ClassStore
from tests.helpers.place import here

CLASS = "8b"


def names(*words: str) -> int:
    return run(["class", "names", CLASS, *words])


def members() -> tuple[ClassMember, ...]:
    with ClassStore(class_path(CLASS, here().home), CLASS) as store:
        return everybody(store)


def listed(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("list.txt", "Ana L.\n\n  Ben \nO'Neil, Zoë\n"),
        ("list.txt", "\ufeffAna L.\r\nBen\r\nO'Neil, Zoë\r\n"),
        ("list.txt", "Ana L.\nBen\nO'Neil, Zoë".encode("utf-16")),
        ("list.csv", 'Ana L.\nBen\n"O\'Neil, Zoë"\n'),
        ("list.csv", 'login;name\na1;Ana L.\nb2;Ben\nz3;"O\'Neil, Zoë"\n;\n'),
    ],
)
def test_a_list_is_one_name_a_line(
    file: str, text: str | bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names(listed(tmp_path / file, text)) == 0
    assert capsys.readouterr().out == "3 names are on the list.\n"
    assert [one.name for one in members()] == ["Ana L.", "Ben", "O'Neil, Zoë"]
    assert all(one.listed and one.learner is None for one in members())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no name"),
        ("Ana\n" + "x" * 300, "list.txt:2"),
        ("Ana\nBen\n ANA \n", "list.txt:3: ANA for a second time"),
        ("Ana\n\x1b\x07\u200b\n", "list.txt:2"),
        (b"Ana\n\xff\xfe\xfd", "another encoding"),
        ("\n".join(f"n{n}" for n in range(1001)), "1001 names"),
    ],
)
def test_a_list_with_a_fault_changes_nothing(
    text: str | bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names(listed(tmp_path / "list.txt", text)) == 1
    out = capsys.readouterr()
    assert told in out.err + out.out
    assert "\x1b" not in out.err + out.out
    assert not class_path(CLASS, here().home).exists()


def test_names_are_told_with_what_became_of_them_and_taken_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names(listed(tmp_path / "list.txt", "Ana\nBen\n"))
    with ClassStore(class_path(CLASS, here().home), CLASS, write=True) as store:
        come_in(store, "Ana")
        come_in(store, "Zed")
    capsys.readouterr()
    assert names() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["Ana", "Ben", "Zed"]
    assert "came in" in lines[0]
    assert "not on the list" in lines[2]
    assert names("--remove", "ben", "--remove", "Nobody") == 0
    out = capsys.readouterr().out
    assert "Taken off the list: ben" in out
    assert "Not on the list: Nobody" in out
    assert [one.name for one in members()] == ["Ana", "Zed"]


def test_cards_have_words_that_open_the_door_and_are_readable_by_their_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names(listed(tmp_path / "list.txt", "Ana\n<b>Ben</b>\n"))
    with ClassStore(class_path(CLASS, here().home), CLASS, write=True) as store:
        come_in(store, "Ana")
    page = tmp_path / "cards.html"
    assert names("--cards", str(page), "--address", "https://read.example/") == 0
    assert "1 card" in capsys.readouterr().out
    text = page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert "&lt;b&gt;Ben&lt;/b&gt;" in text
    assert "Ana" not in text
    assert "https://read.example/" in text
    (words,) = re.findall(r'<p class="words">([^<]+)</p>', text)
    with ClassStore(class_path(CLASS, here().home), CLASS) as store:
        ben = member_named(store, "<b>ben</b>")
    assert ben is not None
    assert knows(ben, words)
    assert names("--cards", str(page), "--all") == 0
    again = page.read_text("utf-8")
    assert len(re.findall(r'<p class="words">', again)) == 2
    assert words not in again
    (tmp_path / "mine.html").write_text("my own text")
    assert names("--cards", str(tmp_path / "mine.html")) == 2
    assert (tmp_path / "mine.html").read_text() == "my own text"


def test_options_of_cards_need_cards() -> None:
    assert names("--all") == 2
    assert names("--address", "x") == 2
