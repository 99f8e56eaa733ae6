"""seal.json: read with distrust, without a cryptographic library."""

import base64
import binascii
import json
import os.path
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from lessons.loading.source import read_source
from lessons.model.course import Seal
from lessons.model.problem import LessonError, Place, Problem
from lessons.text.file_names import name_fault

SEAL_FILE = "seal.json"
FORMAT = 1
"""The version of seal.json that this program writes and reads."""
KEY_BYTES, SALT_BYTES = 32, 16
MOST_MINUTES = 600
_PACK_NAME = re.compile(r"[0-9a-z-]{1,40}")


def is_pack_name(name: str) -> bool:
    """Whether a sealed pack may be called so: its teacher keeps a file of that name."""
    return bool(_PACK_NAME.fullmatch(name)) and not name_fault(name)


def read_seal(course: Path) -> Seal | None:
    """The seal of a course folder; ``None`` for a course that has none. Raises ``LessonError`` for a damaged one."""
    path = course / SEAL_FILE
    if not os.path.lexists(path):
        return None
    text = read_source(path).text
    try:
        value = json.loads(text or "")
    except (ValueError, RecursionError):
        value = None
    fields = _Fields(value if isinstance(value, dict) else {})
    version = fields.value.get("closeread-seal")
    if type(version) is int and version != FORMAT:
        raise LessonError([_problem(path, f"a seal of version {version}", f"version {FORMAT}", _UPDATE)])
    mode = fields.value.get("mode")
    seal = Seal(
        pack=fields.text("pack", 40),
        mode="test" if mode == "test" else "practice",
        course=fields.text("course", 100),
        teacher=fields.bytes("teacher", KEY_BYTES),
        minutes=fields.minutes(),
        glossary=fields.value.get("glossary") is not False,
        salt=fields.bytes("salt", SALT_BYTES),
        for_teacher=fields.bytes("for-teacher"),
        digest=digest_of((text or "").encode()),
    )
    if not is_pack_name(seal.pack) or fields.wrong or version is None or mode not in ("test", "practice"):
        raise LessonError([_problem(path, "a seal that cannot be read", "the file as it was packed", _AGAIN)])
    return seal


def digest_of(data: bytes) -> str:
    """What a sealed course and what was handed in for it are known by: SHA-256 of the bytes of seal.json."""
    return sha256(data).hexdigest()


def seal_bytes(seal: Seal) -> bytes:
    """The bytes of seal.json; ``digest`` is left out of it."""
    value = {
        "closeread-seal": FORMAT,
        "pack": seal.pack,
        "mode": seal.mode,
        "course": seal.course,
        "minutes": seal.minutes,
        "glossary": seal.glossary,
        "teacher": base64.b64encode(seal.teacher).decode(),
        "salt": base64.b64encode(seal.salt).decode(),
        "for-teacher": base64.b64encode(seal.for_teacher).decode(),
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


_AGAIN = "get the pack again; it may have been changed"
_UPDATE = "install the version of closeread that reads it"


def _problem(path: Path, found: str, expected: str, fix: str) -> Problem:
    return Problem(Place(path), "P922", found, expected, fix)


@dataclass
class _Fields:
    """The fields of the file, read one by one; ``wrong`` once one of them cannot be used."""

    value: dict[str, Any]
    wrong: bool = False

    def text(self, name: str, most: int) -> str:
        value = self.value.get(name)
        if isinstance(value, str) and 0 < len(value) <= most and value.isprintable():
            return value
        self.wrong = True
        return ""

    def bytes(self, name: str, size: int | None = None) -> bytes:
        encoded = self.value.get(name)
        try:
            data = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
        except (binascii.Error, ValueError):
            data = b""
        self.wrong |= not data or (size is not None and len(data) != size)
        return data

    def minutes(self) -> int | None:
        minutes = self.value.get("minutes")
        if minutes is None:
            return None
        if type(minutes) is int and 1 <= minutes <= MOST_MINUTES:
            return minutes
        self.wrong = True
        return None
