"""The teacher's pair of keys, made on first use and kept on the teacher's machine.

It lies in ``sealing/teacher.key`` in the folder of the records, readable by its owner alone. Whoever loses it can
open no hand-in that was sealed for it: there is no second way in.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lessons.loading.seal_source import KEY_BYTES
from lessons.loading.source import read_source
from lessons.record.lock import held
from lessons.record.places import home
from lessons.record.recorder import keep_file
from lessons.share.sealing.sealing import DamagedError, SealingError, nacl

FORMAT = 1
PREFIX = "closeread-key-"
_CHECK = 4
"""Bytes of a checksum behind a public key: a slip of the pen must not make a key that nobody holds."""


@dataclass(frozen=True, slots=True)
class TeacherKeys:
    """A pair of keys. ``private`` and ``naming`` are secret."""

    public: bytes
    private: bytes
    """32 bytes."""
    naming: bytes
    """What the ids of sealed lessons are made with, 32 bytes."""


def key_file() -> Path:
    """Where the pair lies, whether or not it was made."""
    return home() / "sealing" / "teacher.key"


def teacher_keys() -> TeacherKeys:
    """The pair of keys of this machine, made now when there is none.

    Raises ``SealingError`` for a file that cannot be used and without PyNaCl, ``RecordError`` when the disk refuses.
    """
    nacl()
    path = key_file()
    if not path.exists():
        with held(path.with_suffix(".lock"), path):
            if not path.exists():  # nor made by another window meanwhile
                _make()
    return held_keys()


def held_keys() -> TeacherKeys:
    """The pair of keys of this machine. Raises ``SealingError`` when there is none, or when it cannot be used."""
    path = key_file()
    if not path.exists():
        fix = "bring back your copy of the file; without it nothing that was sealed for you can be opened"
        raise SealingError(
            path, "no private key on this machine", "the teacher.key of the one who packed", fix
        )
    try:
        value = json.loads(read_source(path).text or "")
        private, naming = (base64.b64decode(value[name], validate=True) for name in ("private", "naming"))
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise _unreadable(path) from error
    if value.get("closeread-teacher-key") != FORMAT or {len(private), len(naming)} != {KEY_BYTES}:
        raise _unreadable(path)
    public = bytes(nacl().public.PrivateKey(private).public_key)
    return TeacherKeys(public, private, naming)


def _make() -> None:
    found = nacl()
    value = {
        "closeread-teacher-key": FORMAT,
        "private": base64.b64encode(bytes(found.public.PrivateKey.generate())).decode(),
        "naming": base64.b64encode(found.utils.random(KEY_BYTES)).decode(),
    }
    keep_file(key_file(), json.dumps(value, indent=1).encode() + b"\n")


def public_text(public: bytes) -> str:
    """A public key as one word to copy: ``closeread-key-`` and 48 letters, digits, hyphens and underscores."""
    return PREFIX + base64.urlsafe_b64encode(public + sha256(public).digest()[:_CHECK]).decode()


def read_public(text: str, file: Path = Path("--for")) -> bytes:
    """The public key that ``public_text`` wrote. Raises ``DamagedError`` for anything else."""
    word = "".join(text.split())
    try:
        data = base64.b64decode(word.removeprefix(PREFIX).encode(), b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    public, check = data[:KEY_BYTES], data[KEY_BYTES:]
    if not word.startswith(PREFIX) or len(public) != KEY_BYTES or check != sha256(public).digest()[:_CHECK]:
        expected = f"a word that begins with {PREFIX}"
        fix = "copy it whole; 'closeread sealing key' prints it on the other teacher's machine"
        raise DamagedError(file, "no public key, or one that was cut off", expected, fix)
    return public


def _unreadable(path: Path) -> DamagedError:
    fix = "bring back your copy of the file; to begin anew, move it away: what was sealed for it stays closed"
    return DamagedError(path, "a private key that cannot be read", "the file as closeread wrote it", fix)
