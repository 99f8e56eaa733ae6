"""The way in: the bytes of a file become article.md and a list of what was left out; both are read back before use."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lessons.author.importing.archived import BEGINNINGS, Archive
from lessons.author.importing.critic_markup import without_signs
from lessons.author.importing.decoding import decode, refuse_foreign_text
from lessons.author.importing.finishing import shape
from lessons.author.importing.headings import with_headings
from lessons.author.importing.labelled import Labelled, Loss, carried
from lessons.author.importing.masthead import masthead
from lessons.author.importing.open_document import (
    draft_of_flat_text,
    draft_of_open_text,
    is_flat_text,
    is_open_text,
)
from lessons.author.importing.pieces import Draft, DraftBlock, ImportRefused, LeftOutWords
from lessons.author.importing.region import draft_of_page
from lessons.author.importing.typed import draft_of_markdown, draft_of_text
from lessons.author.importing.word_document import draft_of_word, main_part
from lessons.loading.article_source import article_from_text
from lessons.loading.source import MAX_BYTES, plain_lines
from lessons.text import visible
from lessons.text.sizes import readable_size

Form = Literal["text", "markdown", "html", "word", "opendocument"]
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
    """An imported article."""

    article: str
    """The text of article.md."""
    left_out: tuple[LeftOutWords, ...]
    pieces: tuple[DraftBlock, ...]
    notes: tuple[str, ...]
    """Remarks for the teacher; they stand in the front matter too."""
    encoding: str
    """How the source was saved; of a document what it is."""
    form: Form
    source: str
    labelled: Labelled | None = None
    """The comments, highlights or marks of the source on words of the article; ``None`` where it can hold none."""


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
    document = draft_of_document(data, name) if form is None else None
    if document is not None:
        form, draft = document
        body, saved = None, DOCUMENTS[form]
        given: dict[str, str] = {}
    else:
        decoded = decode(data, encoding)
        if form is None:
            form = _form_of(name, decoded.text)
            if form != "html":
                text = without_signs(decoded.text) if form == "markdown" else decoded.text
                refuse_foreign_text(text, name)
        draft, given, body = _draft(decoded.text, form)
        draft.notes[:0] = decoded.notes
        saved = decoded.encoding
    if body is None:
        shape(draft, split_headings=split_headings)
        if all(piece.role == "furniture" for piece in draft.pieces):
            draft.pieces = [DraftBlock(piece.text) for piece in draft.pieces]
    if not draft.pieces:
        raise ImportRefused("no words to read", "an article", "check that the file holds the article's text")
    if body is None:
        article = article_text(draft, given)
    else:
        article = "\n".join(("---", *masthead(draft, given), "---", "", body.strip("\n"))) + "\n"
        checked(article, [(piece.role, piece.text) for piece in draft.pieces])
    return Imported(
        article,
        tuple(draft.left_out),
        tuple(draft.pieces),
        tuple(draft.notes),
        saved,
        form,
        name,
        _carried(draft, article),
    )


def _carried(draft: Draft, article: str) -> Labelled | None:
    """The labelled words of a draft in the article that was made of it."""
    read = article_from_text(article).article
    return carried(draft.labelled, read) if draft.labelled is not None and read is not None else None


DOCUMENTS: Mapping[Form, str] = {"word": "Word document", "opendocument": "OpenDocument text"}
"""What each sort of document is called."""


def draft_of_document(data: bytes, name: str) -> tuple[Form, Draft] | None:
    """An office document as a draft, and what it is; ``None`` for any other file. Raises ``ImportRefused``."""
    if data.startswith(BEGINNINGS):
        archive = Archive(data)
        if main_part(archive):
            return "word", draft_of_word(archive)
        return ("opendocument", draft_of_open_text(archive)) if is_open_text(archive) else None
    return ("opendocument", draft_of_flat_text(data, name)) if is_flat_text(data) else None


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


def article_text(draft: Draft, given: Mapping[str, str]) -> str:
    """article.md of a draft. Raises ``ImportRefused`` for one that would not be read back word by word."""
    head = "\n".join(("---", *masthead(draft, given), "---"))
    text = f"{head}\n\n" + "\n\n".join(_body(draft.pieces)) + "\n"
    checked(text, [(piece.role, piece.text) for piece in draft.pieces])
    return text


def _body(pieces: Sequence[DraftBlock]) -> Iterator[str]:
    for furniture, run in groupby(pieces, key=lambda piece: piece.role == "furniture"):
        blocks = [_block(piece) for piece in run]
        if furniture:
            yield "\n".join(("::: furniture", "\n\n".join(blocks), ":::"))
        else:
            yield "\n\n".join(blocks)


def _block(piece: DraftBlock) -> str:
    if piece.role == "heading":
        return heading(piece.text, piece.level)
    return piece.lead + escaped(piece.text)


def checked(text: str, expected: Sequence[tuple[str, str]]) -> None:
    """Raise ``ImportRefused`` unless the article reader finds these blocks in the text, and nothing wrong."""
    if len(text.encode()) > MAX_BYTES:
        most = f"at most {readable_size(MAX_BYTES)}"
        raise ImportRefused(
            "an article that is too long", most, "cut the file into parts and import one of them"
        )
    source = article_from_text(text)
    if source.problems:
        first = source.problems[0]
        raise ImportRefused(first.found, first.expected, first.fix)
    article = source.article
    if (
        article is None
        or [(b.role, article.text[b.span.start : b.span.end]) for b in article.blocks] != expected
    ):
        raise ImportRefused(
            "a text whose signs would not be read as they stand",
            "words and usual punctuation",
            "copy the article's text into a .txt file, without what stands around it",
        )


def left_out_text(left_out: Sequence[LeftOutWords], source: str, losses: Sequence[Loss] = ()) -> str:
    """left-out.txt: every word of the source that is not in article.md, under the reason why; and other losses."""
    lines = [
        f"# What closeread import left out of article.md; the source was {source}.",
        "# Nothing reads this file. Copy what you miss into article.md, then delete the file.",
    ]
    for why in dict.fromkeys(one.why for one in left_out):
        lines += ["", f"# {why}"]
        lines += [f"  {line}" for one in left_out if one.why == why for line in one.text.split("\n")]
    if losses:
        lines += ["", "# comments, marks and labels that did not get through, or not whole"]
        lines += [f"  {visible(one.source)}: {visible(one.told)}" for one in losses]
    return "\n".join(lines) + "\n"


_SIGNS = re.compile(
    r"[\\`*\[]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|&(?=#[xX]?[0-9a-fA-F]{1,8};|[a-zA-Z][a-zA-Z0-9]{1,31};)"
    r"|<(?=[?])"
)
_LOOKS_LIKE_HTML = re.compile(r"<(?=[a-zA-Z/!])")
_LINE_BEGINS = re.compile(r"(?:[#>+=~|-]|:(?!::))")
_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_COLONS = re.compile(r":::+")


def escaped(text: str) -> str:
    """The text of a block as Markdown; its line ends become hard breaks.

    What would be taken for HTML or for a line of colons is put between ``\u0060`` signs, as no escape helps there.
    """
    return "\\\n".join(_line(line) for line in text.split("\n"))


def heading(text: str, level: int) -> str:
    """A heading of Markdown. The text is on one line."""
    words = escaped(text)
    before = words.removesuffix("#")
    if before != words and (len(before) - len(before.rstrip("\\"))) % 2 == 0:
        words = before + "\\#"  # else the heading's closing signs begin here
    return f"{'#' * min(6, max(1, level))} {words}"


def _line(line: str) -> str:
    colons = _COLONS.match(line)
    if colons:
        return f"`{colons[0]}`{_inline(line[colons.end() :])}"
    number = _NUMBER.match(line)
    if number:
        return f"{number[1]}\\{number[2]}{_inline(line[number.end() :])}"
    return ("\\" if _LINE_BEGINS.match(line) else "") + _inline(line)


def _inline(text: str) -> str:
    return _LOOKS_LIKE_HTML.sub("`<`", _SIGNS.sub(lambda sign: "\\" + sign[0], text))
