"""A sealed course opened with its code, on the machine of the one who typed it."""

from pathlib import Path

from lessons.disk import read_file
from lessons.loading.catalogue import SEALED_KEY_FILE, is_file, read_course
from lessons.loading.seal_source import read_seal
from lessons.loading.source import MAX_BYTES
from lessons.model.seal import Seal
from lessons.record.own_copies import keep_unsealed
from lessons.share.sealing.codes import plain_code, stretched
from lessons.share.sealing.sealed_key import open_key
from lessons.share.sealing.sealing import SealingError, WrongKeyError


def unseal(course: Path, code: str) -> Seal:
    """Open the keys of all lessons of a sealed course folder and keep them on this machine; the course's seal.

    Takes about a second, on purpose: see ``lessons.share.sealing.codes``. Raises ``WrongKeyError`` for another code,
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
            keep_unsealed(card.folder, open_key(key, data, seal.pack, card.folder.name, path))
    return seal
