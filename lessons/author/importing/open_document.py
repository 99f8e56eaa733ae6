"""OpenDocument texts (.odt, .fodt): paragraphs, headings, lists, tables; comments with their ranges; highlights."""

import re
from collections import Counter
from dataclasses import dataclass, field

from lessons.author.importing.archived import Archive, locked, read_xml
from lessons.author.importing.decoding import wide_encoding
from lessons.author.importing.flow import CELLS, DocumentComment, Flow, Paragraph, colour_of
from lessons.author.importing.pieces import Draft, ImportRefused, LeftOutWords, clean, has_words

CONTENT = "content.xml"
_STYLES, _MANIFEST, _TYPE = "styles.xml", "META-INF/manifest.xml", "mimetype"
_TEXT = "application/vnd.oasis.opendocument.text"
_FLAT = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<office:document[\s>]", re.DOTALL
)
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]{0,200}\?>|\A\ufeff")
_SPACE = re.compile(r"[ \t\r\n]+")
_BOXES = 6
"""Most paragraphs inside each other."""
_UNSEEN = {
    "office:binary-data": "",
    "text:note-citation": "",
    "text:ruby-text": "how a word is read",
    "svg-compatible:title": "stands for a picture",
    "svg-compatible:desc": "stands for a picture",
    "text:hidden-text": "hidden",
    "text:hidden-paragraph": "hidden",
    "dc:date": "",
    "meta:date-string": "",
}
"""Elements whose words do not go into the article, and why; nothing is told of those that hold no words of the text."""


def is_open_text(archive: Archive) -> bool:
    """Whether an archive is an OpenDocument text, and no spreadsheet or presentation."""
    if CONTENT not in archive.names:
        return False
    kind = (archive.part(_TYPE) or b"")[:200].decode("ascii", "replace").strip()
    return kind.startswith(_TEXT)


def is_flat_text(data: bytes) -> bool:
    """Whether a file is an OpenDocument text in one piece (.fodt)."""
    start = _narrow(data[:40_000])
    return _FLAT.match(start[:4000]) is not None and _TEXT.encode() in start[:20_000]


def _narrow(data: bytes) -> bytes:
    """XML in UTF-8 for XML in UTF-16, which an editor may have made of it without changing what its first line says."""
    wide = wide_encoding(data)
    return _DECLARATION.sub("", data.decode(wide, "ignore")).encode() if wide else data


def draft_of_open_text(archive: Archive) -> Draft:
    """The article of an OpenDocument text, with its comments and highlights. Raises ``ImportRefused``."""
    if b"encryption-data" in (archive.part(_MANIFEST) or b""):
        raise locked()
    body = _OpenBody()
    for name in (_STYLES, CONTENT):
        if (data := archive.part(name)) is not None:
            read_xml(data, name, body)
    return body.draft()


def draft_of_flat_text(data: bytes, name: str) -> Draft:
    """The article of a flat OpenDocument text. Raises ``ImportRefused``."""
    body = _OpenBody()
    read_xml(_narrow(data), name, body)
    return body.draft()


@dataclass
class _Style:
    above: str = ""
    colour: str | None = None
    """What its background says; ``None`` where it says nothing of one."""
    hidden: bool = False


@dataclass
class _List:
    style: str
    number: int = 0


@dataclass
class _OpenBody:
    """Tells a flow what stands in the parts of a document."""

    flow: Flow = field(default_factory=Flow)
    inside: Counter[str] = field(default_factory=Counter)
    styles: dict[str, _Style] = field(default_factory=dict)
    style: _Style = field(default_factory=_Style)
    numbered: set[tuple[str, str]] = field(default_factory=set)
    """Styles of lists, and their levels, that have numbers."""
    list_style: str = ""
    lists: list[_List] = field(default_factory=list)
    item: bool = False
    """Whether the next paragraph is the first of an item."""
    looks: list[_Style] = field(default_factory=list)
    """How the text looks in the paragraphs and spans that are open."""
    aside: list[str] = field(default_factory=list)
    """Words that are not the article's, until their element ends."""
    comment: DocumentComment | None = None
    in_creator: bool = False
    cells: int = 0
    changed: bool = False

    # Elements

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.inside[name] += 1
        if name.startswith("style:") or self.inside["text:list-style"] or name == "text:list-style":
            self._style_part(name, attributes)
        elif name == "office:annotation":
            self._annotation(attributes)
        elif self.comment is not None:
            self._in_comment(name)
        elif name == "office:annotation-end":
            if not self._beside:
                self.flow.mark(attributes.get("office:name", ""), "end")
        elif name in ("text:p", "text:h"):
            self._paragraph(name, attributes)
        elif name in ("text:s", "text:tab", "text:line-break"):
            count = attributes.get("text:c", "1")
            self._add(
                "\n" if name == "text:line-break" else " " * min(int(count) if count.isdigit() else 1, 100)
            )
        else:
            self._element(name, attributes)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "text:span":
                self.looks.append(self._look(attributes.get("text:style-name", "")))
            case "text:list":
                above = self.lists[-1].style if self.lists else ""
                self.lists.append(_List(attributes.get("text:style-name", above)))
            case "text:list-item":
                self.item = True
                if self.lists:
                    self.lists[-1].number += 1
            case "table:table-cell" if not self._beside:
                self.cells += 1
            case "text:changed-region":
                self.changed = True
            case "draw:object" | "draw:object-ole":
                self.flow.notes.append("A file inside the document is not read.")

    @property
    def _beside(self) -> bool:
        """Whether what is read is not the text: notes, deleted words, heads and feet of pages."""
        return bool(
            self.inside["text:note-body"]
            or self.inside["text:tracked-changes"]
            or not self.inside["office:body"]
        )

    def _paragraph(self, name: str, attributes: dict[str, str]) -> None:
        if self._beside:
            return
        if self.inside["text:p"] + self.inside["text:h"] > _BOXES:
            raise ImportRefused("text boxes in text boxes", "a document", "copy its text")
        style = attributes.get("text:style-name", "")
        paragraph = Paragraph()
        level = attributes.get("text:outline-level", "1")
        if name == "text:h":
            paragraph.role, paragraph.level = "heading", min(6, int(level) if level.isdigit() else 1)
        elif self._is_title(style):
            paragraph.role, paragraph.level = "heading", 1
        elif self.lists and self.item:
            own = self.lists[-1]
            is_numbered = (own.style, str(len(self.lists))) in self.numbered
            paragraph.lead = f"{own.number}. " if is_numbered else "- "
        self.item = False
        self.looks.append(self._look(style))
        self.flow.begin(paragraph)

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        if self.comment is not None:
            self._comment_text(text)
            return
        self._add(_SPACE.sub(" ", text))

    def _add(self, text: str) -> None:
        if not (self.inside["text:p"] or self.inside["text:h"]):
            return
        unseen = any(self.inside[name] for name in _UNSEEN)
        hidden = any(look.hidden for look in self.looks)
        if unseen or self._beside or hidden:
            self.aside.append(text)
            if hidden and not (unseen or self._beside):
                self._leave_out("hidden")
            return
        colour = next((look.colour for look in reversed(self.looks) if look.colour is not None), "")
        self.flow.text(text, colour)

    def end(self, name: str) -> None:
        """An element ends."""
        self.inside[name] -= 1
        if name == "style:style":
            self.style = _Style()
        elif name == "office:annotation":
            self._end_comment()
        elif self.comment is not None:
            self.in_creator = False
        elif name in _UNSEEN:
            self._leave_out(_UNSEEN[name])
        elif name in ("text:p", "text:h"):
            self._end_paragraph()
        elif name == "text:span" and self.looks:
            self.looks.pop()
        elif name == "text:list" and self.lists:
            self.lists.pop()

    def _end_paragraph(self) -> None:
        if self._beside:
            deleted, note = self.inside["text:tracked-changes"], self.inside["text:note-body"]
            foot = "at the head or foot of each page"
            self._leave_out(
                "deleted or moved with tracked changes" if deleted else "a footnote" if note else foot
            )
            return
        self.flow.end()
        if self.looks:
            self.looks.pop()

    def _leave_out(self, why: str) -> None:
        words = clean("".join(self.aside))
        self.aside.clear()
        if why and has_words(words):
            self.flow.left_out.append(LeftOutWords(words, why))

    # Comments

    def _annotation(self, attributes: dict[str, str]) -> None:
        id = attributes.get("office:name") or f"#{len(self.flow.comments)}"
        reply = any(key.endswith(":parent-name") for key in attributes)
        done = any(key.endswith(":resolved") and value == "true" for key, value in attributes.items())
        self.comment = DocumentComment("", order=len(self.flow.comments), reply=reply, done=done)
        self.flow.comments[id] = self.comment
        if self._beside:
            return
        self.flow.mark(id, "sign")
        if "office:name" in attributes:
            self.flow.mark(id, "start")

    def _in_comment(self, name: str) -> None:
        assert self.comment is not None  # asked by the caller
        if name == "dc:creator":
            self.in_creator = True
        elif name in ("text:p", "text:line-break"):
            self.aside.append("\n")
        elif name in ("text:s", "text:tab"):
            self.aside.append(" ")

    def _comment_text(self, text: str) -> None:
        assert self.comment is not None  # asked by the caller
        if self.in_creator:
            self.comment.by += text
        elif (
            self.inside["dc:date"] or self.inside["meta:date-string"] or self.inside["meta:creator-initials"]
        ):
            return
        elif self.inside["text:p"]:
            self.aside.append(_SPACE.sub(" ", text))

    def _end_comment(self) -> None:
        if self.comment is not None:
            self.comment.text = clean("".join(self.aside))
        self.aside.clear()
        self.comment = None

    # Styles

    def _style_part(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "style:style":
                self.style = _Style(attributes.get("style:parent-style-name", ""))
                self.styles[attributes.get("style:name", "")] = self.style
            case "style:text-properties":
                background = attributes.get("fo:background-color")
                if background is not None:
                    self.style.colour = colour_of(background)
                self.style.hidden = attributes.get("text:display") == "none"
            case "text:list-style":
                self.list_style = attributes.get("style:name", "")
            case "text:list-level-style-number" if attributes.get("style:num-format"):
                self.numbered.add((self.list_style, attributes.get("text:level", "1")))

    def _look(self, name: str) -> _Style:
        """A style with what it has from those it is made of."""
        colour, hidden = None, False
        for _step in range(20):
            style = self.styles.get(name)
            if style is None:
                break
            colour = style.colour if colour is None else colour
            hidden = hidden or style.hidden
            name = style.above
        return _Style("", colour, hidden)

    def _is_title(self, name: str) -> bool:
        for _step in range(20):
            if name == "Title":
                return True
            style = self.styles.get(name)
            if style is None:
                return False
            name = style.above
        return False

    def draft(self) -> Draft:
        """What was read."""
        if self.changed:
            note = (
                "The document has tracked changes: what was put in is kept, what was taken out is left out."
            )
            self.flow.notes.append(note)
        if self.cells:
            self.flow.notes.append(CELLS.format(self.cells))
        return self.flow.draft()
