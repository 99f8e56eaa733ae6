"""What a teacher keeps of each sealed pack: its code, its rules, and what its ids are made with.

It lies in ``sealing/packs/<name>.json`` in the folder of the records of whoever packed, and, sealed for the
teacher who collects, in the pack itself: who has the private key and the pack needs nothing else.
"""

import base64
import json
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.loading.seal_source import MOST_MINUTES, is_pack_name
from lessons.loading.source import read_source
from lessons.model.course import Mode, Seal
from lessons.model.problem import Problem
from lessons.record.event import now
from lessons.record.recorder import keep_file
from lessons.share.sealing.sealed_files import DamagedError, TeacherKeys, WrongKeyError, nacl
from lessons.share.sealing.sealed_key import padded, unpadded
from lessons.text.file_names import LONGEST_NAME

FORMAT = 1
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class SealedPack:
    """One sealed pack, as its teacher knows it. Nothing of it is for students."""

    name: str
    mode: Mode
    course: str
    """Name of the teacher's own course."""
    code: str
    naming: bytes
    minutes: int | None
    glossary: bool
    teacher: bytes
    """Public key."""
    digest: str = ""
    """SHA-256 of the seal.json that was packed; empty inside that file."""
    made: str = ""
    """When it was packed, UTC."""
    source: str = ""
    """The folder of the teacher's own course; known on this machine alone."""
    file: str = ""
    """The pack as it was written; known on this machine alone."""

    @property
    def folder(self) -> str:
        """The name of the sealed course, under which students' answers are kept: a record of its own.

        Each test has a name of its own, so that no earlier attempt at the same lesson counts as its first.
        """
        ending = f"-test-{self.name}" if self.mode == "test" else "-sealed"
        return self.course[: LONGEST_NAME - len(ending)].rstrip(" .") + ending

    def sealed(self) -> bytes:
        """The pack's contents for its teacher, sealed."""
        public = nacl().public
        box = public.SealedBox(public.PublicKey(self.teacher))
        return bytes(box.encrypt(padded(_to_bytes(replace(self, source="", file="")), _BLOCK)))


def remember(pack: SealedPack, home: Path) -> SealedPack:
    """Keep a pack among those of this machine; the pack with the time at which that was. Raises ``RecordError``."""
    kept = replace(pack, made=pack.made or now())
    keep_file(_folder(home) / f"{pack.name}.json", _to_bytes(kept))
    return kept


def known_packs(home: Path) -> tuple[tuple[SealedPack, ...], tuple[Problem, ...]]:
    """The sealed packs that this machine knows, oldest first; and what could not be read. Never raises."""
    packs: list[SealedPack] = []
    problems: list[Problem] = []
    for path in _folder(home).glob("*.json"):
        try:
            packs.append(_from_text(read_source(path).text or "", path))
        except DamagedError as error:
            problems += error.problems
    return tuple(sorted(packs, key=lambda pack: (pack.made, pack.name))), tuple(problems)


def learned(seal: Seal, keys: TeacherKeys, file: Path) -> SealedPack:
    """What a seal.json tells its teacher; ``file`` is the pack.

    Raises ``WrongKeyError`` when it is sealed for another teacher, ``DamagedError`` when it cannot be read.
    """
    library = nacl()
    try:
        box = library.public.SealedBox(library.public.PrivateKey(keys.private))
        opened = unpadded(box.decrypt(seal.for_teacher))
    except (library.exceptions.CryptoError, ValueError) as error:
        fix = "open it where the private key of its teacher is"
        raise WrongKeyError(
            file, "a pack sealed for another teacher", "a pack sealed for you", fix
        ) from error
    pack = _from_text(opened.decode("utf-8", "replace"), file)
    shown = (seal.pack, seal.mode, seal.course, seal.minutes, seal.glossary, seal.teacher)
    if shown != (pack.name, pack.mode, pack.course, pack.minutes, pack.glossary, keys.public):
        fix = "take the pack as it was made, not one that came back from students"
        raise DamagedError(file, "a pack whose rules were changed", "the rules it was packed with", fix)
    return replace(pack, digest=seal.digest)


def _folder(home: Path) -> Path:
    return home / "sealing" / "packs"


def _to_bytes(pack: SealedPack) -> bytes:
    value = {
        "closeread-sealed-pack": FORMAT,
        "name": pack.name,
        "mode": pack.mode,
        "course": pack.course,
        "code": pack.code,
        "naming": base64.b64encode(pack.naming).decode(),
        "minutes": pack.minutes,
        "glossary": pack.glossary,
        "teacher": base64.b64encode(pack.teacher).decode(),
        "digest": pack.digest,
        "made": pack.made,
        "source": pack.source,
        "file": pack.file,
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _from_text(text: str, file: Path) -> SealedPack:
    try:
        value = json.loads(text)
        minutes = value["minutes"]
        if not is_pack_name(str(value["name"])):
            raise ValueError("name")
        pack = SealedPack(
            name=str(value["name"]),
            mode="test" if value["mode"] == "test" else "practice",
            course=str(value["course"]),
            code=str(value["code"]),
            naming=base64.b64decode(value["naming"], validate=True),
            minutes=minutes if type(minutes) is int and 1 <= minutes <= MOST_MINUTES else None,
            glossary=value["glossary"] is not False,
            teacher=base64.b64decode(value["teacher"], validate=True),
            digest=str(value["digest"]),
            made=str(value["made"]),
            source=str(value["source"]),
            file=str(value.get("file", "")),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        fix = "bring it back from your copy, or run 'closeread sealing add' with the pack"
        found = "what was kept of a sealed pack cannot be read"
        raise DamagedError(file, found, "the file as closeread wrote it", fix) from error
    return pack
