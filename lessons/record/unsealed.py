"""Where the keys lie that a reader opened with a code: ``unsealed/<checksum>/key.yaml`` in the folder of the records.

The checksum is that of key.sealed; nothing is ever written into the pack's own folder.
"""

from hashlib import sha256
from pathlib import Path

from lessons.disk import read_file
from lessons.loading.catalogue import KEY_FILE, SEALED_KEY_FILE, is_file
from lessons.loading.source import MAX_BYTES
from lessons.record.places import home
from lessons.record.refusal import keep_file


def key_path(lesson: Path) -> Path:
    """Where the key of a lesson lies: in the lesson, or where it was unsealed; it need not be there."""
    own = lesson / KEY_FILE
    if is_file(own):
        return own
    return unsealed_path(lesson) or own


def is_sealed(lesson: Path) -> bool:
    """Whether the key of a lesson is sealed and was not opened here."""
    return is_file(lesson / SEALED_KEY_FILE) and not is_file(key_path(lesson))


def unsealed_path(lesson: Path) -> Path | None:
    """Where the sealed key of a lesson is unsealed to, whether or not it was; ``None`` when there is none."""
    try:
        data = read_file(lesson / SEALED_KEY_FILE, MAX_BYTES)
    except OSError:
        return None
    return home() / "unsealed" / sha256(data).hexdigest()[:32] / KEY_FILE


def keep_unsealed(lesson: Path, text: str) -> None:
    """Keep the key of a lesson, opened. Raises ``RecordError``."""
    path = unsealed_path(lesson)
    assert path is not None  # there was a sealed key to open
    keep_file(path, text.encode())
