"""The list of contents of a pack: format, licence, and size and checksum of every file.

A pack is a zip archive of a course folder with the file ``manifest.json`` beside course.yaml::

    {"closeread-pack": 1, "name": "my-course", "title": "...", "licence": "...",
     "files": {"course.yaml": {"bytes": 120, "sha256": "..."}, ...}}
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from lessons.share.packs.names import bad_name
from lessons.text.file_names import name_fault

MANIFEST = "manifest.json"
FORMAT = 1
"""The version of packs that this program writes and reads."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST_TEXT = 1_000


class ManifestError(ValueError):
    """What is wrong with a manifest: ``found``, ``expected``, ``fix``; ``format`` for another version."""

    def __init__(self, found: str, expected: str, format: bool = False) -> None:
        self.found, self.expected, self.format = found, expected, format
        super().__init__(found)


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a pack."""

    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself."""

    name: str
    """The name of the course folder: the course's name in a learner's record."""
    title: str
    licence: str
    """As the packer wrote it; empty when nothing is said."""
    files: Mapping[str, PackedFile]
    """Every file but the manifest, by its path in the course folder, with ``/`` between folders."""


def manifest_of(name: str, title: str, licence: str, files: Mapping[str, bytes]) -> Manifest:
    """The manifest of these files."""
    entries = {path: PackedFile(len(data), sha256(data).hexdigest()) for path, data in sorted(files.items())}
    return Manifest(name, title, licence, entries)


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as the bytes of its file; the same manifest gives the same bytes."""
    value = {
        "closeread-pack": FORMAT,
        "name": manifest.name,
        "title": manifest.title,
        "licence": manifest.licence,
        "files": {
            path: {"bytes": entry.size, "sha256": entry.sha256}
            for path, entry in sorted(manifest.files.items())
        },
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def from_bytes(data: bytes) -> Manifest:
    """The manifest in these bytes; raises ``ManifestError`` for anything that is none."""
    value = _value(data)
    if not isinstance(value, dict) or "closeread-pack" not in value:
        raise ManifestError("no manifest of a pack", "a file with the key closeread-pack")
    if value["closeread-pack"] != FORMAT or isinstance(value["closeread-pack"], bool):
        format = json.dumps(value["closeread-pack"])[:20]
        raise ManifestError(f"pack format {format}", f"pack format {FORMAT}", format=True)
    name, title, licence = (_text(value, key) for key in ("name", "title", "licence"))
    if why := name_fault(name):
        raise ManifestError(f"the course name {name[:60]!r}, which {why}", "the name of a folder")
    files = value.get("files")
    if not isinstance(files, dict):
        raise ManifestError("no list of files", "files: path, bytes and sha256 of each")
    return Manifest(name, title, licence, {path: _entry(path, entry) for path, entry in files.items()})


def _value(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except ManifestError:
        raise
    except (ValueError, RecursionError) as error:
        raise ManifestError("a manifest that cannot be read", "JSON in UTF-8") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ManifestError("a key that stands twice in the manifest", "each key and each file once")
    return value


def _text(value: dict[str, Any], key: str) -> str:
    text = value.get(key, "")
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise ManifestError(f"a {key} that is no short text", "a text")
    return text


def _entry(path: str, entry: Any) -> PackedFile:
    if why := bad_name(path):
        raise ManifestError(
            f"a file called {path[:80]!r} in the list, which {why}", "a path inside the course"
        )
    size = entry.get("bytes") if isinstance(entry, dict) else None
    checksum = entry.get("sha256") if isinstance(entry, dict) else None
    if type(size) is not int or size < 0 or not isinstance(checksum, str) or not _SHA256.fullmatch(checksum):
        raise ManifestError(f"no size and checksum for {path!r}", "bytes and sha256 of each file")
    return PackedFile(size, checksum)
