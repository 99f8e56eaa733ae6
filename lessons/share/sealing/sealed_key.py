"""The key of a sealed lesson, and the code that opens it: made, sealed, and opened where the code was typed.

key.sealed is the line ``closeread sealed key 1`` and a libsodium secret box (XSalsa20-Poly1305) with a random nonce.
In the box: four bytes that say how long the contents are, the contents, and zeros up to a multiple of ``BLOCK``, so
that the size of the file says nothing of the key. The contents are JSON: the names of pack and lesson, and key.yaml.

A code is typed by people: only its letters and digits count, capitals and small letters are one, and so are the
letters that look like digits (O and 0; I, L and 1).
"""

import base64
import json
import unicodedata
from pathlib import Path

from lessons.disk import read_file
from lessons.loading.catalogue import SEALED_KEY_FILE, is_file, read_course
from lessons.loading.seal_source import read_seal
from lessons.loading.source import MAX_BYTES
from lessons.model.course import Seal
from lessons.record.own_copies import keep_unsealed
from lessons.share.sealing.sealed_files import (
    DamagedError,
    NotSealableError,
    SealingError,
    WrongKeyError,
    nacl,
)
from lessons.text.sizes import readable_size

KEY_BYTES = 32
LEAST = 8
"""Fewest letters and digits of a code that a teacher chooses."""
MOST_LETTERS = 200
_RANDOM_BYTES = 10
"""80 bits: a million guesses a second take some 38 thousand million years for all of them."""
_LOOK_ALIKE = str.maketrans("OIL", "011")
_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""From the letters of RFC 4648 to those of Crockford's base32, which leave out I, L, O and U."""


def new_code() -> str:
    """A code of 80 random bits, in four groups of four letters and digits."""
    letters = _letters(nacl().utils.random(_RANDOM_BYTES))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def new_name() -> str:
    """A random name of 8 letters and digits, for a pack."""
    return _letters(nacl().utils.random(5)).lower()


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().translate(_BASE32)


def plain_code(typed: str) -> str:
    """What counts of a typed code: letters and digits, in capitals."""
    folded = unicodedata.normalize("NFKC", typed[:MOST_LETTERS]).casefold().upper()
    return "".join(sign for sign in folded if sign.isalnum()).translate(_LOOK_ALIKE)


def check_chosen(code: str) -> None:
    """Raise ``NotSealableError`` for a code that is too short to be worth typing."""
    length = len(plain_code(code))
    if length < LEAST:
        fix = "choose several words; or leave --code out, and the program makes a strong one"
        expected = f"at least {LEAST} letters and digits"
        raise NotSealableError(Path("--code"), f"a code of {length} letters and digits", expected, fix)


def stretched(code: str, salt: bytes) -> bytes:
    """The key that a code stands for, 32 bytes; ``salt`` has 16.

    Argon2id (RFC 9106) with libsodium's "moderate" cost: 3 passes over 256 MiB, so that each guess costs that too.
    The cost is fixed, never read from a file. Raises ``SealingError`` where the memory is not to be had.
    """
    library = nacl()
    argon = library.pwhash.argon2id
    try:
        key = argon.kdf(
            KEY_BYTES,
            plain_code(code).encode(),
            salt,
            opslimit=argon.OPSLIMIT_MODERATE,
            memlimit=argon.MEMLIMIT_MODERATE,
        )
    except (MemoryError, library.exceptions.CryptoError) as error:
        fix = "close other programs and try again"
        raise SealingError(
            Path("closeread"), "too little memory for a moment", "256 MiB free", fix
        ) from error
    assert isinstance(key, bytes)
    return key


MAGIC = b"closeread sealed key 1\n"
BLOCK = 256 * 1024
"""All keys up to this size, which is four times that of the largest shipped one, are of one size when sealed."""
MOST = 3 * BLOCK
"""Largest contents: the file has to stay below what a pack may hold."""
_LENGTH = 4


def seal_key(key: bytes, pack: str, lesson: str, text: str, file: Path) -> bytes:
    """The bytes of key.sealed; ``key`` has 32 bytes, ``text`` is that of key.yaml. Raises ``NotSealableError``."""
    contents = json.dumps({"pack": pack, "lesson": lesson, "key": text}, ensure_ascii=False).encode()
    if len(contents) > MOST - _LENGTH:
        found = f"a key of {readable_size(len(contents))}"
        raise NotSealableError(file, found, f"at most {readable_size(MOST)}", "make two lessons of it")
    box = nacl().secret.SecretBox(key).encrypt(padded(contents, BLOCK))
    return MAGIC + bytes(box)


def unseal_key(key: bytes, data: bytes, pack: str, lesson: str, file: Path) -> str:
    """The text of key.yaml. Raises ``WrongKeyError`` for another key, ``DamagedError`` for another file."""
    library = nacl()
    if not data.startswith(MAGIC):
        raise _damaged(file)
    try:
        contents = library.secret.SecretBox(key).decrypt(data[len(MAGIC) :])
    except (library.exceptions.CryptoError, ValueError) as error:
        fix = "type the code again; if it is right, get the pack again"
        raise WrongKeyError(file, "this code does not open the key", "the code of this pack", fix) from error
    try:
        value = json.loads(unpadded(contents))
        text = value["key"]
        own = (value["pack"], value["lesson"]) == (pack, lesson)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(file) from error
    if not own or not isinstance(text, str):  # also the key of another lesson of the same pack
        raise _damaged(file)
    return text


def padded(data: bytes, block: int) -> bytes:
    """The data with its length in front, filled up with zeros to a multiple of ``block``."""
    whole = len(data).to_bytes(_LENGTH, "big") + data
    return whole + bytes(-len(whole) % block)


def unpadded(data: bytes) -> bytes:
    """What was padded."""
    length = int.from_bytes(data[:_LENGTH], "big")
    return data[_LENGTH : _LENGTH + length]


def _damaged(file: Path) -> DamagedError:
    fix = "get the pack again; it may have been cut off or changed on the way"
    return DamagedError(file, "a sealed key that cannot be opened", "the file as it was packed", fix)


def unseal(course: Path, code: str, home: Path) -> Seal:
    """Open the keys of all lessons of a sealed course folder and keep them in ``home``; the course's seal.

    Takes about a second, on purpose: see ``stretched``. Raises ``WrongKeyError`` for another code,
    ``SealingError`` for a course that is not sealed or damaged and without PyNaCl, ``RecordError`` when the disk
    refuses, and ``OSError`` for a sealed key that cannot be read.
    """
    seal = read_seal(course)
    if seal is None:
        fix = "play it; nothing needs to be opened"
        raise SealingError(course, "a course whose keys are not sealed", "a sealed course", fix)
    if not plain_code(code):
        raise WrongKeyError(
            course, "no code", "the code that your teacher gives out", "type it after the name"
        )
    key = stretched(code, seal.salt)
    for card in read_course(course).lessons:
        path = card.folder / SEALED_KEY_FILE
        if is_file(path):
            data = read_file(path, MAX_BYTES)
            keep_unsealed(card.folder, unseal_key(key, data, seal.pack, card.folder.name, path), home)
    return seal
