"""The code of a sealed pack: made by chance, or given by the teacher; and the key that is made from it.

A code is typed by people: only its letters and digits count, capitals and small letters are one, and so are the
letters that look like digits (O and 0; I, L and 1).
"""

import base64
import unicodedata
from pathlib import Path

from lessons.share.sealing.sealing import NotSealableError, SealingError, nacl

KEY_BYTES = 32
LEAST = 8
"""Fewest letters and digits of a code that a teacher chooses."""
MOST = 200
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
    folded = unicodedata.normalize("NFKC", typed[:MOST]).casefold().upper()
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
    found = nacl()
    argon = found.pwhash.argon2id
    try:
        key = argon.kdf(
            KEY_BYTES,
            plain_code(code).encode(),
            salt,
            opslimit=argon.OPSLIMIT_MODERATE,
            memlimit=argon.MEMLIMIT_MODERATE,
        )
    except (MemoryError, found.exceptions.CryptoError) as error:
        fix = "close other programs and try again"
        raise SealingError(
            Path("closeread"), "too little memory for a moment", "256 MiB free", fix
        ) from error
    assert isinstance(key, bytes)
    return key
