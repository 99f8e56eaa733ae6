"""Bytes become text, or are refused: the mark at the beginning, UTF-8, what the page declares, then Windows-1252."""

import io
import json
import re
import zipfile
from dataclasses import dataclass

from lessons.author.importing.pieces import ImportRefused
from lessons.text import visible

_COPY = "open it in its own program, copy the text, and import that: closeread import - -o FOLDER"
_TYPE = (
    "save the questions as GIFT, and take them in with 'closeread import --quiz FILE'; or write them with "
    "'closeread new exercise KIND'"
)
_QUIZ = "take its questions in with 'closeread import --quiz FILE'"
_PICTURE = "type the text, or copy it from the page that the picture shows"
_SHEET = (
    "copy the text of the article alone into a .txt file; a table of labels goes with it: "
    "closeread import TEXT --labels FILE"
)
_UNPACK = "unpack it, and import the page or text in it"
_LINK = "open it in a browser, save the page that it leads to, and import that"
_LABELS = "import the text alone; labels are not taken over"
_MARKUP = "save it as Markdown or as plain text, and import that"
_BEGINNINGS = (
    (b"%PDF", "a PDF", _COPY),
    (b"%!PS", "a PostScript file", _COPY),
    (b"\xd0\xcf\x11\xe0", "an old office document, or one with a password", _COPY),
    (b"{\\rtf", "a rich-text document", _COPY),
    (b"\x89PNG", "a picture", _PICTURE),
    (b"\xff\xd8\xff", "a picture", _PICTURE),
    (b"GIF8", "a picture", _PICTURE),
    (b"BM", "a picture", _PICTURE),
    (b"II*\x00", "a picture", _PICTURE),
    (b"MM\x00*", "a picture", _PICTURE),
    (b"RIFF", "a picture, a sound or a film", _PICTURE),
    (b"ID3", "a sound", "type what is said, or take its transcript"),
    (b"OggS", "a sound or a film", "type what is said, or take its transcript"),
    (b"\x1f\x8b", "a compressed file", _UNPACK),
    (b"7z\xbc\xaf", "a compressed file", _UNPACK),
    (b"Rar!", "a compressed file", _UNPACK),
    (b"BZh", "a compressed file", _UNPACK),
    (b"\xfd7zXZ", "a compressed file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a compressed file", _UNPACK),
    (b"bplist00", "a page or a link as a Mac keeps it (.webarchive, .webloc)", _LINK),
    (b"SQLite format 3", "a database", "import the text of one article"),
    (b"closeread sealed", "a sealed hand-in", "take it in with 'closeread collect'"),
    (b"\x7fELF", "a program", "import a text or a web page"),
    (b"MZ\x90", "a program", "import a text or a web page"),
)
_INSIDE = (
    ("manifest.json", "a pack of lessons", "open it: closeread FILE.zip"),
    ("xl/", "a spreadsheet (.xlsx)", _SHEET),
    ("ppt/", "a presentation (.pptx)", _COPY),
    ("META-INF/container.xml", "an e-book (.epub)", _COPY),
    ("content.xml", "an OpenDocument file other than a text (.ods, .odp)", _COPY),
    ("imsmanifest.xml", "a course package (.imscc, QTI)", _TYPE),
    ("moodle.xml", "a Moodle backup (.mbz)", _TYPE),
    (
        "h5p.json",
        "an H5P package",
        "if it is Mark the Words, take it in with 'closeread import --labels FILE'",
    ),
)
_TEXTS: tuple[tuple[str, str, str], ...] = (
    (r'\{"closeread":"hand-in"', "a hand-in", "take it in with 'closeread collect'"),
    (r"\s*\{\\rtf", "a rich-text document", _COPY),
    (r"\s*(?:\\documentclass|\\begin\{document\})", "a LaTeX file", _COPY),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<quiz[\s>]", "a quiz in Moodle's XML", _TYPE),
    (r"\s*(?:<\?xml[^>]*>\s*)?<(?:questestinterop|assessmentItem|assessmentTest)\b", "a quiz in QTI", _TYPE),
    (r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", "a picture (SVG)", _PICTURE),
    (
        r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:RDF|urlset)\b",
        "a feed or a site map",
        "open the page of one article in a browser, save it, and import that",
    ),
    (
        r"(?:[\w-]+: [^\n]*\n(?:[ \t][^\n]*\n)*){0,30}(?:MIME-Version|Content-Type: multipart)\b",
        "a mail, or a web page saved as one file (.mhtml)",
        "save the page as HTML, or copy its text into a .txt file",
    ),
    (
        r"\s*WEBVTT\b|\s*1\n\d\d:\d\d:\d\d,\d{3} -->",
        "subtitles",
        "copy the words without the times into a .txt file",
    ),
    (r"\s*BEGIN:V(?:CALENDAR|CARD)", "a calendar or an address", "import a text or a web page"),
    (r"\s*@(?:article|book|misc|inproceedings)\{", "a list of references (BibTeX)", "import the text itself"),
    (r"TY  - [A-Z]", "a list of references (RIS)", "import the text itself"),
    (r"\s*\[(?:InternetShortcut|Desktop Entry)\]", "a link to a page", _LINK),
    (
        r"From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \d{4}\n",
        "a folder of mails (mbox)",
        "copy the text into a .txt file",
    ),
    (r"\s*\[\d\d:\d\d\.\d\d\]", "the words of a song with their times", "copy the words into a .txt file"),
    (r"(?:[TREAMN#*]\d*\t[^\n]*\n)+\s*$", "labels of a text (brat)", _LABELS),
    (
        r"(?:# .*\n)*(?:\S+(?: +\S+){0,9}[ \t]+(?:O|[BIESLU]-\S+)\n\s*){2,}$",
        "labels of words (CoNLL)",
        _LABELS,
    ),
    (r"\s*(?:@prefix|@base|PREFIX) ", "data in RDF", "import the text itself"),
    (r"#!\s*/", "a program", "import a text or a web page"),
    (r"diff --git |--- [^\n]+\n\+\+\+ ", "a list of changes (diff)", "import the text itself"),
    (r"\s*#\+(?:TITLE|AUTHOR|OPTIONS):", "a text in another markup", _MARKUP),
    (r"(?:.*\n)?\s*#(?:separator|deck|notetype|columns|html):", "cards for Anki", _TYPE),
)
_ENDINGS = (
    ("rst org adoc asciidoc wiki mediawiki textile typ", "a text in another markup", _MARKUP),
    ("py js ts css c h cpp java rs go rb sh bat ps1 sql r", "a program", "import a text or a web page"),
)
"""Formats that their endings alone tell from a text."""
_XML = re.compile(
    r"\s*(<\?xml[^>]*>)?(?:\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?[^>]*>))*\s*"
    r"<([A-Za-z_][\w.:-]*)(\s[^>]*)?>",
    re.DOTALL,
)
_OUTLINE = re.compile(r"\{\s*(?:=[^{}]*[~=]|~[^{}]*=)[^{}]*\}")
"""Answers of a gap in a sentence: right ones and wrong ones between braces."""
_GIFT = re.compile(r"^\s*::[^\n:]{1,200}::|^\s*\$CATEGORY:|\{[^{}]*(?:^|\s)[=~][^{}]*\}", re.MULTILINE)
_GIFT_ANSWERS = re.compile(r"\{\s*(?:[=~#TF]|TRUE|FALSE|\})[^{}]*\}?", re.MULTILINE)
_AIKEN = re.compile(r"^[A-Z][.)] .+\n(?:[A-Z][.)] .+\n)+ANSWER: [A-Z]\s*$", re.MULTILINE)
_LESSON = re.compile(r"^(?:format: *[\"']?\d|exercises:|answers:|lessons:|replies:)", re.MULTILINE)
_LESSON_NAMES = ("lesson.yaml", "key.yaml", "course.yaml", "techniques.yaml", "replies.yaml")
_LIKELY = 0.9
"""Share of the lines of a table that have the same number of cells."""


def refuse_foreign_bytes(data: bytes) -> None:
    """Raise ``ImportRefused`` for a file whose first bytes show that it is neither a text nor a web page."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise _refused(*_archive(data))
    if data[257:262] == b"ustar":
        raise _refused("an archive (.tar)", _UNPACK)
    if data[4:8] == b"ftyp":
        raise _refused("a film, a sound or a picture", "type what is said or shown, or take its transcript")
    for beginning, found, fix in _BEGINNINGS:
        if data.startswith(beginning) and (beginning != b"BM" or b"\0" in data[:20]):
            raise _refused(found, fix)


def refuse_foreign_text(text: str, name: str) -> None:
    """Raise ``ImportRefused`` for a text in a format that holds no article; ``name`` is the file's."""
    start = text.removeprefix("\ufeff")[:20_000].replace("\r\n", "\n")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    for pattern, found, fix in _TEXTS:
        if re.match(pattern, start, re.DOTALL if "<!--" in pattern else 0):
            raise _refused(found, fix)
    for endings, found, fix in _ENDINGS:
        if ending in endings.split():
            raise _refused(found, fix)
    if (root := _foreign_root(start)) is not None:
        raise _refused(f"a document in XML, <{root}>", _COPY)
    if ending == "gift" or _is_gift(start):
        raise _refused("a quiz in GIFT", _QUIZ)
    if _AIKEN.search(start):
        raise _refused("a quiz in Aiken format", _TYPE)
    if ending in ("yaml", "yml") or len(set(_LESSON.findall(start))) > 1:
        if name in _LESSON_NAMES or _LESSON.search(start):
            raise _refused(
                "a file of a lesson in YAML", "it is one already: 'closeread check FOLDER' reads it"
            )
        raise _refused("a file of settings (YAML)", "import the text of an article")
    if _is_json(text, ending):
        raise _refused(
            "data in JSON",
            "import the text of an article; labels of words go with 'closeread import --labels FILE'",
        )
    if ending in ("csv", "tsv") or _is_table(start):
        raise _refused("a table", _SHEET)


def _refused(found: str, fix: str) -> ImportRefused:
    return ImportRefused(found, "an article: a text, a Markdown file or a web page", fix)


def _archive(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:10_000]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, OverflowError):
        return (
            "a damaged zip archive or office document",
            "get the file again, and copy its text into a .txt file",
        )
    for inside, found, fix in _INSIDE:
        if any(name == inside or (inside.endswith("/") and name.startswith(inside)) for name in names):
            return found, fix
    return "a zip archive", "unpack it, and import the page or text in it"


def _foreign_root(start: str) -> str | None:
    """The outermost element of a document in XML that is no web page; ``None`` for anything else."""
    match = _XML.match(start)
    if match is None or match[2].lower() in ("html", "head", "body"):
        return None
    return match[2][:40] if match[1] or " xmlns" in (match[3] or "") else None


def _is_gift(start: str) -> bool:
    if _OUTLINE.search(start) or re.match(r"\s*\$CATEGORY:", start):
        return True
    answers = len(_GIFT_ANSWERS.findall(start))
    return bool(_GIFT.search(start)) and answers > 0 and ("::" in start or answers > 1)


def _is_json(text: str, ending: str) -> bool:
    stripped = text.strip()
    if ending in ("json", "jsonl", "ndjson", "geojson", "ipynb"):
        return True
    if not stripped.startswith(("{", "[")) or stripped[-1:] not in ("}", "]"):
        return False
    try:
        json.loads(stripped.split("\n")[0] if "\n{" in stripped else stripped)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(start: str) -> bool:
    """Lines of which nearly all have the same number of cells: by tabs, or by semicolons or commas without spaces."""
    lines = [line for line in start.split("\n")[:-1] or [start] if line.strip() and not line.startswith("# ")]
    if len(lines) < 2:
        return False
    for sign, fewest in (("\t", 1), (";", 2), (",", 2)):
        counts = [len(re.findall(rf"{sign}(?! )", line)) for line in lines]
        most = max(set(counts), key=counts.count)
        if most >= fewest and counts.count(most) >= _LIKELY * len(counts):
            return True
    return False


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
    wide = wide_encoding(data)
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


def wide_encoding(data: bytes) -> str:
    """The UTF-16 that a file is in, empty for none. Without a mark, every other byte of its beginning is mostly 0."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
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
    """The text, unless its control characters show that it is none."""
    sample = text[:100_000]
    if len(_CONTROLS.findall(sample)) > max(3, len(sample) // 50):
        raise ImportRefused(
            "a file that is not text", "a text or a web page", "copy its text into a .txt file"
        )
    if _MISREAD.search(sample):
        misread = _MISREAD.findall(sample)[0]
        notes += (
            f"Signs such as {misread} show that the text was read in a wrong encoding before it was saved.",
        )
    return Decoded(text, encoding, notes)
