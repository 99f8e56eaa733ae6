"""key.sealed: the key of one lesson, opened by the code of its pack.

The file is the line ``closeread sealed key 1`` and a libsodium secret box (XSalsa20-Poly1305) with a random nonce. In
the box: four bytes that say how long the contents are, the contents, and zeros up to a multiple of ``BLOCK``, so
that the size of the file says nothing of the key. The contents are JSON: the names of pack and lesson, and key.yaml.
"""

import json
from pathlib import Path

from lessons.share.sealing.sealing import DamagedError, NotSealableError, WrongKeyError, nacl
from lessons.text.sizes import readable_size

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


def open_key(key: bytes, data: bytes, pack: str, lesson: str, file: Path) -> str:
    """The text of key.yaml. Raises ``WrongKeyError`` for another key, ``DamagedError`` for another file."""
    found = nacl()
    if not data.startswith(MAGIC):
        raise _damaged(file)
    try:
        contents = found.secret.SecretBox(key).decrypt(data[len(MAGIC) :])
    except (found.exceptions.CryptoError, ValueError) as error:
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
