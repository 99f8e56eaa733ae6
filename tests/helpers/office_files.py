"""Office documents made part by part: what a test needs of them, and nothing else."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
SIGN = '<w:r><w:commentReference w:id="{id}"/></w:r>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def run(text: str, properties: str = "") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """A paragraph; what stands in it is XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def commented(id: int, *inside: str) -> str:
    """Runs with a comment on them."""
    return f'<w:commentRangeStart w:id="{id}"/>{"".join(inside)}<w:commentRangeEnd w:id="{id}"/>{SIGN.format(id=id)}'


def word(
    *body: str,
    comments: Mapping[int, str] | None = None,
    extended: str = "",
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """A Word document: XML of its body, and its comments by their ids; a line end begins a new paragraph."""
    made = {"word/document.xml": f"<w:document {_W} {_W14}><w:body>{''.join(body)}</w:body></w:document>"}
    if comments is not None:
        listed = "".join(_comment(id, text) for id, text in comments.items())
        made["word/comments.xml"] = f"<w:comments {_W} {_W14}>{listed}</w:comments>"
    if extended:
        made["word/commentsExtended.xml"] = f"<w15:commentsEx {_W15}>{extended}</w15:commentsEx>"
    return zipped({**made, **(parts or {})})


def word_part(name: str, body: str) -> str:
    """A part such as the footnotes: ``name`` is that of its outermost element."""
    return f"<w:{name} {_W}>{body}</w:{name}>"


def extended(id: int, above: int | None = None, *, done: bool = False) -> str:
    """What commentsExtended.xml says of a comment."""
    parent = f" w15:paraIdParent={quoteattr(_paragraph_id(above))}" if above is not None else ""
    return f"<w15:commentEx w15:paraId={quoteattr(_paragraph_id(id))}{parent} w15:done={quoteattr(str(int(done)))}/>"


def _comment(id: int, text: str) -> str:
    lines = text.split("\n")
    paragraphs = "".join(
        f"<w:p w14:paraId={quoteattr(_paragraph_id(id) if last else f'9{id:03}{number:04}')}>{run(line)}</w:p>"
        for number, line in enumerate(lines)
        for last in (number == len(lines) - 1,)
    )
    return f'<w:comment w:id="{id}" w:author="Ms Teacher">{paragraphs}</w:comment>'


def _paragraph_id(id: int) -> str:
    return f"0000{id:04}"


_OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name if name != "fo" else "xsl-fo-compatible"}:1.0"'
    for name in ("office", "text", "table", "draw", "style", "fo")
)
_MORE = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
_TYPE = "application/vnd.oasis.opendocument.text"


def open_text(body: str, styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument text: XML of its body and of its automatic styles."""
    content = (
        f"<office:document-content {_OPEN} {_MORE}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": _TYPE, "content.xml": content, **(parts or {})})


def open_styles(body: str) -> str:
    """The part with the styles of an OpenDocument text."""
    return f"<office:document-styles {_OPEN} {_MORE}>{body}</office:document-styles>"


def open_commented(name: str, comment: str, inside: str, more: str = "") -> str:
    """XML with a comment on it; ``more`` are attributes of the comment."""
    start = f'<office:annotation office:name="{name}" {more}><dc:creator>Ben</dc:creator>'
    return f'{start}<text:p>{comment}</text:p></office:annotation>{inside}<office:annotation-end office:name="{name}"/>'
