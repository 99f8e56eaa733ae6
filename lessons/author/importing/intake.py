"""The way in: the bytes of a file become article.md and a list of what was left out."""

import re
from dataclasses import dataclass
from typing import Literal

from lessons.author.importing.decoding import decode
from lessons.author.importing.foreign import refuse_foreign_text
from lessons.author.importing.headings import with_headings
from lessons.author.importing.markdown import draft_of_markdown
from lessons.author.importing.masthead import masthead
from lessons.author.importing.pieces import Draft, ImportRefused, LeftOut, Piece
from lessons.author.importing.plain import draft_of_text
from lessons.author.importing.region import draft_of_page
from lessons.author.importing.shaping import shape
from lessons.author.importing.writing import article_text, checked, left_out_text
from lessons.loading.source import plain_lines
from lessons.text import visible

Form = Literal["text", "markdown", "html"]
_FORMS: dict[str, Form] = {
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "txt": "text",
    "text": "text",
}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype html|html|head|body|main|article|section|header|div|p|h[1-6]|meta|title|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKED_UP = re.compile(r"---\n(?:.{0,300}\n){1,20}?---\n|#{1,3} \S")


@dataclass(frozen=True)
class Imported:
    """An article as taken in."""

    article: str
    """The text of article.md."""
    left_out: tuple[LeftOut, ...]
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    """Remarks for the teacher; they stand in the front matter too."""
    encoding: str
    form: Form
    source: str

    @property
    def left_out_file(self) -> str:
        """The text of left-out.txt; empty when nothing was left out."""
        return left_out_text(self.left_out, visible(self.source)) if self.left_out else ""


def take_in(
    data: bytes,
    name: str,
    *,
    form: Form | None = None,
    encoding: str | None = None,
    split_headings: bool = False,
) -> Imported:
    """The article of a file. ``name`` is the file's, for its ending; raises ``ImportRefused``.

    Every visible word of the source is in the article's text or in ``left_out``.
    """
    decoded = decode(data, encoding)
    if form is None:
        form = _form_of(name, decoded.text)
        if form != "html":
            refuse_foreign_text(decoded.text, name)
    draft, given, body = _draft(decoded.text, form)
    draft.notes[:0] = decoded.notes
    if body is None:
        shape(draft, split_headings=split_headings)
        if all(piece.role == "furniture" for piece in draft.pieces):
            draft.pieces = [Piece(piece.text) for piece in draft.pieces]
    if not draft.pieces:
        raise ImportRefused("no words to read", "an article", "check that the file holds the article's text")
    if body is None:
        article = article_text(draft, given)
    else:
        article = "\n".join(("---", *masthead(draft, given), "---", "", body.strip("\n"))) + "\n"
        checked(article, [(piece.role, piece.text) for piece in draft.pieces])
    left_out = tuple(draft.left_out)
    return Imported(article, left_out, tuple(draft.pieces), tuple(draft.notes), decoded.encoding, form, name)


def _draft(text: str, form: Form) -> tuple[Draft, dict[str, str], str | None]:
    if form == "html":
        return draft_of_page(text), {}, None
    if form == "markdown":
        written = draft_of_markdown(text)
        return written.draft, written.given, written.body
    draft = draft_of_text(text)
    draft.pieces = with_headings(draft.pieces)
    return draft, {}, None


def _form_of(name: str, text: str) -> Form:
    """By the file's ending; a page or Markdown without one, or saved as text, by how it begins."""
    by_name = _FORMS.get(name.rsplit(".", 1)[-1].lower()) if "." in name else None
    if by_name in ("html", "markdown"):
        return by_name
    start = plain_lines(text[:5000])
    if _PAGE.match(start):
        return "html"
    return "markdown" if by_name is None and _MARKED_UP.match(start) else "text"
