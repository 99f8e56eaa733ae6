"""Packs read with distrust: every name, size and checksum is looked at before a byte is written.

Codes: P901 no pack, P902 a name, P903 too much, P904 a name twice, P905 neither file nor folder, P906 list and
contents differ, P907 another version, P908 the place to unpack to.
"""

import stat
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from struct import error as StructError  # noqa: N812 - the name it has there says nothing
from struct import unpack_from

from lessons.disk import NoFileError, TooLargeError, create_file, read_file, read_start, whole_folder, why
from lessons.loading.catalogue import is_course
from lessons.loading.seal_source import read_seal
from lessons.loading.source import MAX_BYTES
from lessons.model.course import Seal
from lessons.model.problem import LessonError, Place, Problem
from lessons.share.packs.manifest import MANIFEST, Manifest, ManifestError, from_bytes
from lessons.share.packs.names import bad_folder, bad_name, same_names, strays
from lessons.text import visible
from lessons.text.file_names import one_form
from lessons.text.sizes import readable_size

MAX_PACK = 64 * 1024 * 1024
"""Most bytes of a pack."""
MAX_ENTRIES = 4_000
"""Most files and folders in a pack."""
MAX_FILE = MAX_BYTES
"""Most bytes of one file: what the program reads of one."""
MAX_TOTAL = 64 * 1024 * 1024
"""Most bytes of all files together."""
MAX_RATIO = 200
"""A file may be so many times as large as what it is unpacked from; text reaches about 10."""
_SMALL = 64 * 1024
"""Below so many bytes the ratio does not matter."""
_END, _END_SIZE, _LOCATOR_64 = b"PK\x05\x06", 22, b"PK\x06\x07"
_DIRECTORY_ENTRY = 46
"""Bytes of an entry of the archive's own list without its name."""
_MAX_DIRECTORY = MAX_ENTRIES * (_DIRECTORY_ENTRY + 700)
_LOCAL_HEADER = 30
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    StructError,
    EOFError,
    RuntimeError,  # also for a password, and for a sort of compression that is unknown here
    ValueError,
    OverflowError,
    OSError,
)
"""All that reading a damaged archive may raise."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose every byte was checked."""

    manifest: Manifest
    files: dict[str, bytes]
    sha256: str
    """Of the pack itself."""


def looks_like_pack(path: Path) -> bool:
    """Whether a file begins like a zip archive."""
    try:
        return read_start(path, 4) in (b"PK\x03\x04", _END)
    except OSError:
        return False


def read_pack(path: Path) -> Pack:
    """The pack in a file; raises ``LessonError`` for whatever is wrong with it."""
    data = _bytes(path)
    _look_at_the_end(path, data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = _entries(path, archive)
            files = {info.filename: _contents(path, archive, info) for info in infos}
    except _BROKEN as error:
        raise _refusal(
            path, "P901", f"a damaged archive: {visible(str(error))[:120]}", "a pack", _AGAIN
        ) from error
    manifest = _manifest(path, files.pop(MANIFEST, None))
    _compare(path, manifest, files)
    for name in strays(files):
        found = f"the file {name!r}, which belongs to no lesson of the pack"
        raise _refusal(path, "P902", found, _ONLY_OURS, "do not use this pack")
    return Pack(manifest, files, sha256(data).hexdigest())


def unpack(path: Path, folder: Path) -> Pack:
    """Unpack a pack into a folder that is new or empty; what was read. Raises ``LessonError`` and ``OSError``."""
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        fix = "choose another folder after -o"
        raise LessonError([Problem(Place(folder), "P908", "a folder that is not empty", "a new folder", fix)])
    pack = read_pack(path)
    write_folder(pack, folder)
    return pack


def write_folder(pack: Pack, folder: Path, *, replacing: bool = False) -> None:
    """Write the files of a pack: the folder is there whole or not at all. Raises ``OSError``."""
    with whole_folder(folder, replacing=replacing) as beside:
        for name, data in pack.files.items():
            target = beside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            create_file(target, data)


_ONLY_OURS = "the files that 'closeread pack' writes"
_AGAIN = "get the file again; it may have been cut off or changed on the way"


def _refusal(path: Path, code: str, found: str, expected: str, fix: str) -> LessonError:
    return LessonError([Problem(Place(path), code, visible(found), expected, fix)])


def _bytes(path: Path) -> bytes:
    """All bytes of a regular file of a bearable size."""
    try:
        return read_file(path, MAX_PACK)
    except NoFileError as error:
        fix = "name the folder without unpack" if path.is_dir() else "check the name"
        raise _refusal(path, "P901", why(error), "a pack: one file", fix) from error
    except TooLargeError as error:
        expected = f"at most {readable_size(MAX_PACK)}"
        raise _refusal(path, "P903", why(error), expected, "ask for a smaller pack") from error
    except OSError as error:
        raise _refusal(
            path, "P901", f"the file cannot be read: {why(error)}", "a pack", "check the name"
        ) from error


def _look_at_the_end(path: Path, data: bytes) -> None:
    """The archive's own list must be bearable before the library reads it."""
    end = data[-_END_SIZE:]
    if len(end) < _END_SIZE or not end.startswith(_END) or data[-42:-38] == _LOCATOR_64:
        raise _refusal(path, "P901", "no zip archive, or one that goes on behind its end", "a pack", _AGAIN)
    entries, size = unpack_from("<HI", end, 10)
    if entries > MAX_ENTRIES or size > _MAX_DIRECTORY:
        found = f"a list of {entries} files in {size} bytes"
        raise _refusal(path, "P903", found, f"at most {MAX_ENTRIES} files", "ask for a smaller pack")


def _entries(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive; every entry is looked at, and folders are left out."""
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise _refusal(
            path, "P903", f"{len(infos)} files", f"at most {MAX_ENTRIES}", "ask for a smaller pack"
        )
    for info in infos:
        _look_at(path, info)
    if twins := same_names(info.filename for info in infos):
        found = f"{twins[0]!r} and {twins[1]!r}, which are one file on some systems"
        raise _refusal(path, "P904", found, "each name once", "ask for a pack made by 'closeread pack'")
    files = [info for info in infos if not info.filename.endswith("/")]
    _no_file_is_a_folder(path, files, infos)
    _no_overlap(path, archive, infos)
    total = sum(info.file_size for info in files)
    if total > MAX_TOTAL:
        found = f"{readable_size(total)} of files"
        raise _refusal(path, "P903", found, f"at most {readable_size(MAX_TOTAL)}", "ask for a smaller pack")
    return files


def _look_at(path: Path, info: zipfile.ZipInfo) -> None:
    name = info.filename
    why = _bad_entry(name) if info.orig_filename == name else "holds a NUL"
    if why:
        found = f"a file called {info.orig_filename[:80]!r}, which {why}"
        raise _refusal(path, "P902", found, _ONLY_OURS, "do not use this pack")
    kind = stat.S_IFMT(info.external_attr >> 16)
    named = stat.S_IFDIR if name.endswith("/") else stat.S_IFREG
    if kind not in (0, named):
        what = "a link" if kind == stat.S_IFLNK else "neither a file nor a folder"
        raise _refusal(path, "P905", f"{name!r} is {what}", "files and folders only", "do not use this pack")
    if info.flag_bits & 0x41:
        raise _refusal(
            path, "P905", f"{name!r} is encrypted", "files without a password", "ask for an open pack"
        )
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        found = f"{name!r} is compressed in an unusual way ({info.compress_type})"
        raise _refusal(
            path, "P905", found, "stored or deflated files", "ask for a pack made by 'closeread pack'"
        )
    large = info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size)
    if info.file_size > MAX_FILE or large:
        found = f"{name!r} would unpack to {readable_size(info.file_size)} out of {readable_size(info.compress_size)}"
        expected = f"at most {readable_size(MAX_FILE)} a file, and {MAX_RATIO} times its compressed size"
        raise _refusal(path, "P903", found, expected, "do not use this pack")


def _bad_entry(name: str) -> str:
    if name == MANIFEST:
        return ""
    return bad_folder(name[:-1]) if name.endswith("/") else bad_name(name)


def _no_file_is_a_folder(path: Path, files: list[zipfile.ZipInfo], infos: list[zipfile.ZipInfo]) -> None:
    names = {one_form(info.filename) for info in files}
    for info in infos:
        parts = one_form(info.filename).rstrip("/").split("/")
        for length in range(1, len(parts)):
            if "/".join(parts[:length]) in names:
                found = f"{info.filename!r} lies inside a file"
                raise _refusal(path, "P904", found, "a file or a folder", "do not use this pack")


def _no_overlap(path: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    """Files that share their bytes are the trick of an archive that grows a millionfold."""
    edge = archive.start_dir
    for info in sorted(infos, key=lambda info: info.header_offset, reverse=True):
        if info.header_offset + _LOCAL_HEADER + info.compress_size > edge:
            found = f"{info.filename!r} shares its bytes with another file"
            raise _refusal(path, "P903", found, "each file for itself", "do not use this pack")
        edge = info.header_offset


def _contents(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as stream:
        data = stream.read(MAX_FILE + 1)
    if len(data) != info.file_size:
        found = f"{info.filename!r} is longer or shorter than the archive says"
        raise _refusal(path, "P906", found, f"{info.file_size} bytes", _AGAIN)
    return data


def _manifest(path: Path, data: bytes | None) -> Manifest:
    if data is None:
        fix = "pack the folder with 'closeread pack'"
        raise _refusal(path, "P901", f"a zip archive without {MANIFEST}", "a pack", fix)
    try:
        return from_bytes(data)
    except ManifestError as error:
        if error.format:
            fix = "install the version of closeread that reads it"
            raise _refusal(path, "P907", error.found, error.expected, fix) from error
        raise _refusal(path, "P906", f"{MANIFEST}: {error.found}", error.expected, _AGAIN) from error


def _compare(path: Path, manifest: Manifest, files: dict[str, bytes]) -> None:
    """What the manifest lists and what is there must be one and the same."""
    for name in sorted(manifest.files.keys() ^ files.keys()):
        found = (
            f"{name!r} is listed and not there"
            if name in manifest.files
            else f"{name!r} is there and not listed"
        )
        raise _refusal(path, "P906", found, f"the files of {MANIFEST}", _AGAIN)
    for name, data in files.items():
        if len(data) != manifest.files[name].size or sha256(data).hexdigest() != manifest.files[name].sha256:
            raise _refusal(path, "P906", f"{name!r} has another checksum", "the file that was packed", _AGAIN)


def opened(path: Path, home: Path) -> Path:
    """The course folder of a pack, unpacked now or earlier. Raises ``LessonError`` and ``OSError``.

    The pack is checked each time; its folder is ``packs/<checksum>/<name>`` in ``home``.
    """
    pack = read_pack(path)
    folder = home / "packs" / pack.sha256[:32] / pack.manifest.name
    if not is_course(folder):
        write_folder(pack, folder, replacing=True)  # what is left of a deleted one
    return folder


def seal_of(path: Path, home: Path) -> Seal:
    """The seal of a sealed pack. Raises ``LessonError`` for any other file."""
    seal = read_seal(opened(path, home))
    if seal is None:
        fix = "name the pack that 'closeread pack --seal' made"
        raise LessonError([Problem(Place(path), "P922", "a pack that is not sealed", "a sealed pack", fix)])
    return seal
