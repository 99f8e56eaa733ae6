"""Sealed files and the keys that open them."""

import base64
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.main import run
from lessons.loading.seal_source import seal_bytes
from lessons.model.course import Seal
from lessons.model.problem import LessonError
from lessons.share.sealing.sealed_files import (
    DamagedError,
    NotInstalledError,
    WrongKeyError,
    held_keys,
    is_sealed,
    key_file,
    open_sealed,
    public_text,
    read_public,
    seal_for,
    teacher_key_of,
    teacher_keys,
)
from tests.helpers.place import home

OWN = bytes(range(32))


def public(private: bytes) -> bytes:
    from nacl.public import PrivateKey

    return bytes(PrivateKey(private).public_key)


@given(st.binary(max_size=2000))
def test_what_is_sealed_comes_out_as_it_went_in(data: bytes) -> None:
    sealed = seal_for(public(OWN), data)
    assert is_sealed(sealed)
    assert open_sealed(OWN, sealed) == data


def test_a_sealed_file_survives_a_mail_program() -> None:
    sealed = seal_for(public(OWN), b"answers" * 100)
    assert max(len(line) for line in sealed.splitlines()) <= 76
    assert sealed.isascii()
    mailed = b"\xef\xbb\xbf" + sealed.replace(b"\n", b"  \r\n") + b"\r\n\r\n"
    assert open_sealed(OWN, mailed) == b"answers" * 100


def test_another_key_opens_nothing_and_says_so() -> None:
    sealed = seal_for(public(bytes(reversed(OWN))), b"answers")
    with pytest.raises(WrongKeyError, match="another teacher's key"):
        open_sealed(OWN, sealed, Path("ben.txt"))


def test_every_changed_or_missing_byte_is_noticed() -> None:
    sealed = seal_for(public(OWN), b"answers")
    for at in range(len(sealed)):
        for other in (sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], sealed[:at]):
            if b"".join(other.split()) == b"".join(sealed.split()):
                continue  # blanks and line ends may change
            with pytest.raises((DamagedError, WrongKeyError)):
                open_sealed(OWN, other)


def test_no_two_sealed_files_are_alike() -> None:
    assert seal_for(public(OWN), b"yes") != seal_for(public(OWN), b"yes")


def test_the_pair_is_made_once_and_is_its_owners_alone() -> None:
    first = teacher_keys(home())
    assert teacher_keys(home()) == held_keys(home()) == first
    assert first.public == public(first.private)
    if os.name != "nt":
        assert stat.S_IMODE(key_file(home()).stat().st_mode) == 0o600


def test_a_lost_or_damaged_private_key_is_told() -> None:
    with pytest.raises(LessonError, match="no private key on this machine"):
        held_keys(home())
    key_file(home()).parent.mkdir(parents=True)
    for text in ("", "{}", '{"closeread-teacher-key": 1, "private": "AAAA", "naming": 3}', "[" * 100_000):
        key_file(home()).write_text(text, "utf-8")
        with pytest.raises(DamagedError, match="cannot be read"):
            teacher_keys(home())
        assert key_file(home()).read_text("utf-8") == text


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_public_key_with_a_slip_is_no_key(key: bytes, data: st.DataObject) -> None:
    word = public_text(key)
    assert read_public(f" {word[:30]}\n{word[30:]} ") == key
    at = data.draw(st.integers(0, len(word) - 1))
    slip = data.draw(st.sampled_from("abcXYZ019-_ä"))
    if word[at] != slip:
        with pytest.raises(DamagedError):
            read_public(word[:at] + slip + word[at + 1 :])


def test_the_command_prints_the_public_key_and_never_the_private_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["sealing", "key"]) == 0
    first = capsys.readouterr()
    keys = held_keys(home())
    assert read_public(first.out) == keys.public
    assert "A new pair of keys was made." in first.err
    assert str(key_file(home())) in first.err
    assert run(["sealing", "key", "-o", str(tmp_path / "ana.key")]) == 0
    second = capsys.readouterr()
    assert read_public((tmp_path / "ana.key").read_text("utf-8")) == keys.public
    assert "A new pair" not in second.err
    assert run(["sealing", "key", "-o", str(tmp_path / "ana.key")]) == 2
    everything = first.out + first.err + second.out + second.err
    assert base64.b64encode(keys.private).decode() not in everything


def test_without_the_library_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "nacl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nacl", None)
    with pytest.raises(NotInstalledError):
        seal_for(OWN, b"")
    assert run(["sealing", "key"]) == 1
    assert '-m pip install "closeread[seal]"' in capsys.readouterr().err
    assert not key_file(home()).exists()


def test_a_test_names_the_key_its_hand_ins_are_sealed_for(tmp_path: Path) -> None:
    assert teacher_key_of(tmp_path) is None
    seal = Seal("k3m9x2pq", "test", "my-course", OWN, 60, False, bytes(16), b"box", "")
    (tmp_path / "seal.json").write_bytes(seal_bytes(seal))
    assert teacher_key_of(tmp_path) == OWN
    (tmp_path / "seal.json").write_bytes(seal_bytes(seal).replace(b'"test"', b'"practice"'))
    assert teacher_key_of(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        (b'"test"', b'"exam"'),
        (b"60", b"true"),
        (b"60", b"100000"),
        (b'"k3m9x2pq"', b"null"),
        (b'"teacher": "', b'"teacher": "A'),
        (b'"closeread-seal": 1', b'"closeread-seal": 2'),
        (b"{", b"["),
    ],
)
def test_a_damaged_seal_is_told_and_never_taken_for_none(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    seal = Seal("k3m9x2pq", "test", "my-course", OWN, 60, False, bytes(16), b"box", "")
    (tmp_path / "seal.json").write_bytes(seal_bytes(seal).replace(*change))
    with pytest.raises(LessonError, match="P922"):
        teacher_key_of(tmp_path)
