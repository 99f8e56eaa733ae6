"""A course or a lesson as one file: the same folder gives the same bytes, on every machine and on every day."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lessons.disk import replace_file
from lessons.model.problem import LessonError, Place, Problem
from lessons.share.packs.gathering import Gathered
from lessons.share.packs.manifest import MANIFEST, manifest_of, to_bytes
from lessons.share.packs.unpack import MAX_ENTRIES, MAX_TOTAL, looks_like_pack
from lessons.text.sizes import readable_size

_NEW_YEAR_1980 = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name."""
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Packed:
    """What was written."""

    path: Path
    files: int
    size: int
    """Bytes of the pack."""
    licence: str
    lessons: tuple[str, ...]
    left_out: tuple[str, ...]


def write_pack(gathered: Gathered, output: Path, licence: str = "") -> Packed:
    """Write gathered files as a pack; ``licence`` wins over what the course says.

    Raises ``LessonError`` for too much, and where another file is in the way; ``OSError`` when the file cannot be
    written.
    """
    if output.exists() and not looks_like_pack(output):
        found, expected = "a file that is no pack", "a new file, or a pack to replace"
        raise LessonError([Problem(Place(output), "P908", found, expected, "choose another name after -o")])
    licence = " ".join((licence or gathered.licence).split())
    _refuse_too_much(gathered, output)
    manifest = manifest_of(gathered.name, gathered.title, licence, gathered.files)
    data = zipped({**gathered.files, MANIFEST: to_bytes(manifest)})
    replace_file(output, data)
    return Packed(
        output, len(gathered.files), len(data), licence, tuple(gathered.lessons), tuple(gathered.left_out)
    )


def _refuse_too_much(gathered: Gathered, output: Path) -> None:
    total = sum(map(len, gathered.files.values()))
    if len(gathered.files) >= MAX_ENTRIES or total > MAX_TOTAL:
        found = f"{len(gathered.files)} files of {readable_size(total)} together"
        expected = f"fewer than {MAX_ENTRIES} files and at most {readable_size(MAX_TOTAL)}"
        raise LessonError([Problem(Place(output), "P903", found, expected, "pack fewer lessons at once")])


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files: sorted, without compression and with one fixed time.

    Nothing is compressed, since different builds of zlib compress the same bytes to different ones.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _NEW_YEAR_1980)
            info.external_attr, info.create_system = _REGULAR_FILE, _UNIX
            archive.writestr(info, data)
    return stream.getvalue()
