"""Sealed packs, made quickly: stretching a code is left out where it is not what is tested."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from lessons.loading.seal_source import read_seal
from lessons.model.course import Mode
from lessons.share.packs.packing import gather, write_pack
from lessons.share.packs.unpack import read_pack, unpack
from lessons.share.sealing import sealed_course
from lessons.share.sealing import sealed_key as unsealing
from lessons.share.sealing.sealed_course import Wish, seal_up
from lessons.share.sealing.sealed_files import teacher_keys
from lessons.share.sealing.sealed_key import plain_code, unseal_key
from lessons.share.sealing.sealed_packs import SealedPack, remember
from tests.helpers.place import home
from tests.helpers.tiny import COURSE


def quick(code: str, salt: bytes) -> bytes:
    """In the place of Argon2id, which takes a second."""
    return sha256(plain_code(code).encode() + salt).digest()


def sealed(
    folder: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: Mode = "test",
    *,
    minutes: int | None = None,
    glossary: bool = True,
    code: str = "",
) -> SealedPack:
    """Pack a course as the command does."""
    monkeypatch.setattr(sealed_course, "stretched", quick)
    keys = teacher_keys(home())
    gathered = gather(folder)
    pack = remember(seal_up(gathered, Wish(mode, keys.public, keys.naming, code, minutes, glossary)), home())
    write_pack(gathered, output)
    return pack


def opened_key(course: Path, lesson: str, code: str) -> str:
    """The text of the key of a sealed lesson."""
    seal = read_seal(course)
    assert seal is not None
    data = (course / lesson / "key.sealed").read_bytes()
    return unseal_key(quick(code, seal.salt), data, seal.pack, lesson, course)


def plain_files(pack: Path) -> dict[str, bytes]:
    """The files of a pack, without what is encrypted."""
    return {name: data for name, data in read_pack(pack).files.items() if not name.endswith("key.sealed")}


def sealed_tiny(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode = "test", **rules: Any
) -> tuple[Path, SealedPack]:
    """The tiny lesson in a sealed course, unpacked as a student has it; and what its teacher knows."""
    pack = sealed(COURSE, folder / "pack.zip", monkeypatch, mode, **rules)
    monkeypatch.setattr(unsealing, "stretched", quick)
    unpack(folder / "pack.zip", folder / pack.folder)
    return folder / pack.folder / "tiny", pack
