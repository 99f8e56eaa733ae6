"""Names a teacher types become ids, and ids that are still free."""

import re
import unicodedata
from collections.abc import Collection

MOST = 64
"""Most characters of an id."""
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])")
"""Names that Windows gives to no file."""
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})


def id_of(text: str) -> str:
    """The text as an id: lower-case letters, digits and hyphens, at most ``MOST``; empty when nothing is left.

    Accents are dropped: ``"Élysée, 2025!"`` becomes ``"elysee-2025"``.
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    ascii_only = plain.encode("ascii", "ignore").decode()
    letters = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", ascii_only)).strip("-")[:MOST].rstrip("-")
    return f"{letters}-1" if _RESERVED.fullmatch(letters) else letters


def free_id(id: str, taken: Collection[str]) -> str:
    """``id``, or ``id-2``, ``id-3`` ... when it is taken."""
    if id not in taken:
        return id
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"
