"""Bytes become text: the mark at the beginning, UTF-8, what the page declares, then Windows-1252."""

import re
from dataclasses import dataclass

from lessons.author.importing.foreign import refuse_foreign_bytes
from lessons.author.importing.pieces import ImportRefused
from lessons.text import visible

MAX_BYTES = 8 * 1024 * 1024
"""Largest file taken in: pages carry much that is not text."""
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_KNOWN = re.compile(
    r"iso-?8859-?\d{1,2}|latin-?\d{1,2}|windows-(?:125\d|874)|cp125\d|koi8-[ru]|mac-?roman|macintosh|utf-?8|utf-?16(?:[lb]e)?"
    r"|utf-?32(?:[lb]e)?|us-ascii|ascii|shift[_-]jis|sjis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5|iso-2022-jp|tis-620"
)
_AS_WINDOWS = re.compile(r"iso-?8859-?1|latin-?1|us-ascii|ascii")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MISREAD = re.compile(
    "\u00e2\u20ac[\u2122\u0153\u009d\u201c\u201d\u02dc]|\u00c3[\u00a9\u00a8\u00bc\u00b6\u00a4]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of its encoding, and remarks."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file. ``encoding`` is what the teacher says it is. Raises ``ImportRefused``."""
    if len(data) > MAX_BYTES:
        most = f"at most {MAX_BYTES // 1024 // 1024} MiB"
        raise ImportRefused(
            f"a file larger than {most.removeprefix('at most ')}", most, "save the text alone"
        )
    refuse_foreign_bytes(data)
    if encoding is not None:
        return _checked(_as_told(data, encoding), encoding.lower(), ())
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(name, "replace"), name.removesuffix("-sig"), _lost(data, name))
    return _guessed(data)


def _as_told(data: bytes, encoding: str) -> str:
    if not _KNOWN.fullmatch(encoding.lower()):
        fix = "write utf-8, windows-1252, iso-8859-2 or another usual name"
        raise ImportRefused(f"the encoding {visible(encoding[:40])!r}", "the name of an encoding", fix)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02X} at {error.start}, which is not {encoding.lower()}"
        raise ImportRefused(found, "a file in that encoding", "leave --encoding out") from None


def _guessed(data: bytes) -> Decoded:
    wide = _without_mark(data)
    if wide:
        return _checked(data.decode(wide, "replace"), wide, _lost(data, wide))
    declared = _DECLARED.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name.startswith("iso-2022"):
        return _checked(data.decode("iso-2022-jp", "replace"), name, ())
    try:
        return _checked(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass  # then it is what it says, or one of the old encodings
    if name and _KNOWN.fullmatch(name) and not name.startswith("utf"):
        codec = "windows-1252" if _AS_WINDOWS.fullmatch(name) else name
        return _checked(
            _windows(data) if codec == "windows-1252" else data.decode(codec, "replace"), codec, ()
        )
    note = "The file does not say how it was saved; it was read as windows-1252. Look at quotation marks and accents."
    return _checked(_windows(data), "windows-1252", (note,))


def _windows(data: bytes) -> str:
    """Windows-1252 as browsers read it: its five empty places are Latin-1, so that no byte is lost."""
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError:
        return "".join(
            bytes([byte]).decode("windows-1252" if byte not in _EMPTY else "latin-1") for byte in data
        )


_EMPTY = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def _without_mark(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of its beginning is nearly always 0."""
    sample = data[:2000]
    half = len(sample) // 2
    if half >= 8:
        if sample[1::2].count(0) > 0.7 * half and not sample[::2].count(0):
            return "utf-16-le"
        if sample[::2].count(0) > 0.7 * half and not sample[1::2].count(0):
            return "utf-16-be"
    return ""


def _lost(data: bytes, name: str) -> tuple[str, ...]:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return ("Some bytes are damaged; each is shown as the sign \ufffd.",)
    return ()


def _checked(text: str, encoding: str, notes: tuple[str, ...]) -> Decoded:
    """Refuses what is no text."""
    sample = text[:100_000]
    if len(_CONTROLS.findall(sample)) > max(3, len(sample) // 50):
        raise ImportRefused(
            "a file that is not text", "a text or a web page", "copy its text into a .txt file"
        )
    if _MISREAD.search(sample):
        found = _MISREAD.findall(sample)[0]
        notes += (
            f"Signs such as {found} show that the text was read in a wrong encoding before it was saved.",
        )
    return Decoded(text, encoding, notes)
