"""Files that one teacher alone can read, made with PyNaCl: nothing here is cryptography of our own.

A sealed file is text, so that it survives e-mail and chat::

    closeread sealed 1
    for <public key of the teacher, base64>
    <libsodium sealed box (X25519, XSalsa20-Poly1305), base64, 76 characters a line>

Whoever holds the public key can make one; only the private key opens it, and a changed byte is noticed.
PyNaCl is loaded by the functions that use it: who neither seals nor opens anything needs no PyNaCl.

The teacher's pair of keys is made on first use and lies in ``sealing/teacher.key`` in the folder of the records,
readable by its owner alone. Whoever loses it can open no hand-in that was sealed for it: there is no second way in.
"""

import base64
import binascii
import json
import textwrap
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lessons import installing
from lessons.loading.seal_source import KEY_BYTES, read_seal
from lessons.loading.source import read_source
from lessons.model.problem import LessonError, Place, Problem
from lessons.record.lock import held
from lessons.record.recorder import keep_file

if TYPE_CHECKING:
    from types import ModuleType


MAGIC = b"closeread sealed 1\n"
"""The first line of a sealed file."""
_FOR = b"for "
MOST_BYTES = 64 * 1024 * 1024
"""Largest file that is opened."""


class SealingError(LessonError):
    """Something cannot be sealed or opened: where, what was found, what was expected, how to mend it."""

    code = "P922"

    def __init__(self, file: Path, found: str, expected: str, fix: str) -> None:
        super().__init__([Problem(Place(file), self.code, found, expected, fix)])


class WrongKeyError(SealingError):
    """The file was sealed for somebody else, or the code is another one."""

    code = "P921"


class DamagedError(SealingError):
    """The file was cut off or changed."""


class NotSealableError(SealingError):
    """A lesson, or the wish of how to seal it, is not one that can be sealed."""

    code = "P924"


class NotInstalledError(SealingError):
    """PyNaCl is not there."""

    code = "P923"


def is_sealed(data: bytes) -> bool:
    """Whether the bytes of a file begin as a sealed file does."""
    first = data[: 2 * len(MAGIC)].removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    return first.split() == MAGIC.split()


def seal_for(public_key: bytes, data: bytes) -> bytes:
    """The data as a sealed file that only the private key of this public key (32 bytes) opens.

    Raises ``NotInstalledError`` without PyNaCl.
    """
    public = nacl().public
    box = public.SealedBox(public.PublicKey(public_key)).encrypt(data)
    lines = textwrap.wrap(base64.b64encode(box).decode(), 76)
    return MAGIC + _FOR + base64.b64encode(public_key) + b"\n" + "\n".join(lines).encode() + b"\n"


def open_sealed(private_key: bytes, data: bytes, file: Path = Path("sealed file")) -> bytes:
    """What is in a sealed file; ``file`` is its name, for what is said of it.

    Raises ``WrongKeyError`` when it was sealed for another key, ``DamagedError`` when it is no whole sealed file,
    ``NotInstalledError`` without PyNaCl.
    """
    library = nacl()
    private = library.public.PrivateKey(private_key)
    head, body = _parts(data, file)
    if head != bytes(private.public_key):
        fix = "open it on the machine that holds that key, or bring the key here: 'closeread sealing key' says how"
        raise WrongKeyError(file, "a file sealed for another teacher's key", "one sealed for your key", fix)
    try:
        opened = library.public.SealedBox(private).decrypt(body)
    except (library.exceptions.CryptoError, ValueError, TypeError) as error:
        raise _damaged(file) from error
    assert isinstance(opened, bytes)
    return opened


def teacher_key_of(course: Path) -> bytes | None:
    """The public key that hand-ins of a test are sealed for; ``None`` for a course folder that is no test.

    Raises ``LessonError`` for a seal.json that cannot be read. Needs no PyNaCl.
    """
    seal = read_seal(course)
    return seal.teacher if seal is not None and seal.is_test else None


def nacl() -> "ModuleType":
    """The package PyNaCl with the modules used here. Raises ``NotInstalledError``."""
    try:
        import nacl.exceptions
        import nacl.public
        import nacl.pwhash
        import nacl.secret
        import nacl.utils
    except ImportError as error:
        fix = f"install it: {installing('seal')}"
        raise NotInstalledError(
            Path("closeread"), "PyNaCl is not installed", "the extra 'seal'", fix
        ) from error
    return nacl


def _parts(data: bytes, file: Path) -> tuple[bytes, bytes]:
    """Public key and sealed box of a file; line ends and blanks that mail programs change do not matter."""
    if not is_sealed(data) or len(data) > MOST_BYTES:
        raise _damaged(file)
    head, *body = data.splitlines()[1:] or [b""]
    try:
        key = exact_base64(head.strip().removeprefix(_FOR))
        box = exact_base64(b"".join(b"".join(body).split()))
    except ValueError as error:
        raise _damaged(file) from error
    if len(key) != KEY_BYTES:
        raise _damaged(file)
    return key, box


def exact_base64(text: bytes) -> bytes:
    """Bytes out of base64, from the one way in which they are written. Raises ``ValueError``."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data) != text:  # bits behind the end, which decoding passes over
        raise binascii.Error("not as it was written")
    return data


def _damaged(file: Path) -> DamagedError:
    fix = "get the file again; it may have been cut off or changed on the way"
    return DamagedError(file, "a sealed file that cannot be opened", "the file as it was sealed", fix)


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


def key_file(home: Path) -> Path:
    """Where the pair lies, whether or not it was made."""
    return home / "sealing" / "teacher.key"


def teacher_keys(home: Path) -> TeacherKeys:
    """The pair of keys of this machine, made now when there is none.

    Raises ``SealingError`` for a file that cannot be used and without PyNaCl, ``RecordError`` when the disk refuses.
    """
    nacl()
    path = key_file(home)
    if not path.exists():
        with held(path.with_suffix(".lock"), path):
            if not path.exists():  # nor made by another window meanwhile
                _make(path)
    return held_keys(home)


def held_keys(home: Path) -> TeacherKeys:
    """The pair of keys of this machine. Raises ``SealingError`` when there is none, or when it cannot be used."""
    path = key_file(home)
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


def _make(path: Path) -> None:
    library = nacl()
    value = {
        "closeread-teacher-key": FORMAT,
        "private": base64.b64encode(bytes(library.public.PrivateKey.generate())).decode(),
        "naming": base64.b64encode(library.utils.random(KEY_BYTES)).decode(),
    }
    keep_file(path, json.dumps(value, indent=1).encode() + b"\n")


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
