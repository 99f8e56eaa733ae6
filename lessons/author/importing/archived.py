"""Parts of zipped documents and packages, read with distrust: sizes first, no document type, no deep nesting.

The zip and XML readers are the standard library's; text is handed on as it comes, and no tree is built.
"""

import io
import zipfile
import zlib
from functools import lru_cache
from typing import Protocol
from xml.etree import ElementTree

from lessons.author.importing.pieces import ImportRefused
from lessons.text import visible
from lessons.text.sizes import readable_size

MAX_ARCHIVE = 64 * 1024 * 1024
"""Most bytes of a zipped document: pictures take most of it."""
MAX_PART = 50 * 1024 * 1024
"""Most bytes of one part of it, unpacked."""
_MAX_ENTRIES = 20_000
_MAX_DEPTH = 400
"""Deepest nesting of elements; a table in a table in a text box reaches about 60."""
_CHUNK = 64 * 1024
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip archive begins."""
_AGAIN = "open it in the program it was made with, save it again, and import that"


class Handler(Protocol):
    """What is told of the elements of a part, in the order of the file. Names are local: ``w:p``, ``text:span``."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; the names of attributes are local too."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text, perhaps a piece of it."""


class Archive:
    """A zip archive whose parts are unpacked one by one, each of a bearable size."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_ARCHIVE:
            most = f"at most {readable_size(MAX_ARCHIVE)}"
            raise ImportRefused("a document that is too large", most, "save it without its pictures")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN:
            raise _damaged() from None
        if len(infos) > _MAX_ENTRIES:
            raise ImportRefused(f"an archive of {len(infos)} files", "a document", _AGAIN)
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> list[str]:
        """The names of its parts."""
        return [*self._infos]

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; ``None`` where there is none. Raises ``ImportRefused``."""
        info = self._infos.get(name)
        if info is None:
            return None
        most = f"at most {readable_size(MAX_PART)} in each part"
        if info.file_size > MAX_PART:
            raise ImportRefused(f"a part of {readable_size(info.file_size)}, {visible(name)}", most, _AGAIN)
        if info.flag_bits & 1:
            raise locked()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ImportRefused("an archive with an unusual compression", "a document", _AGAIN)
        try:
            with self._zip.open(info) as file:
                data = file.read(MAX_PART + 1)
        except _BROKEN:
            raise _damaged() from None
        if len(data) > MAX_PART:
            raise ImportRefused(f"a part that is too large, {visible(name)}", most, _AGAIN)
        return data


def _damaged() -> ImportRefused:
    return ImportRefused("a damaged zip archive or office document", "a document", "get the file again")


def locked() -> ImportRefused:
    """The refusal of a document with a password."""
    return ImportRefused(
        "a document with a password", "one that anybody can open", "save it without password"
    )


def read_xml(data: bytes, name: str, handler: Handler) -> None:
    """Tell the handler of a part's elements and texts. Raises ``ImportRefused`` for what no office program writes."""
    parser = ElementTree.XMLParser(target=_Target(handler, name))  # noqa: S314 - a document type is refused
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except ElementTree.ParseError as error:
        found = f"XML that cannot be read in {visible(name)}, line {error.position[0]}"
        raise ImportRefused(found, "a document as an office program saves it", _AGAIN) from None
    except (LookupError, ValueError):  # an encoding that is unknown, or no text at all
        raise ImportRefused(f"XML that cannot be read in {visible(name)}", "a document", _AGAIN) from None


class _Target:
    def __init__(self, handler: Handler, name: str) -> None:
        self._handler, self._name = handler, name
        self._depth = 0
        self.data = handler.data

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        found = f"a document type or an entity in {visible(self._name)}"
        raise ImportRefused(found, "a document as an office program saves it: those have none", _AGAIN)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            found = f"elements that are nested {_MAX_DEPTH} deep in {visible(self._name)}"
            raise ImportRefused(found, "a document as an office program saves it", _AGAIN)
        named = {_local(key): value for key, value in attributes.items()} if attributes else {}
        self._handler.start(_local(tag), named)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._handler.end(_local(tag))

    def close(self) -> None:
        """All was told."""


_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2012/wordml": "w15",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
}
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"


@lru_cache(maxsize=256)
def _known(space: str) -> str:
    if space.startswith(_OPEN_DOCUMENT):
        word = space.removeprefix(_OPEN_DOCUMENT).split(":")[0]
        return "fo" if word == "xsl-fo-compatible" else word
    return _SPACES.get(space, "other")


def _local(tag: str) -> str:
    """``{http://...main}p`` as ``w:p``; a name without a namespace as it is."""
    space, sign, name = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    if not sign:
        return name
    if len(space) > 200:
        return f"other:{name}"
    return f"{_known(space)}:{name}"
