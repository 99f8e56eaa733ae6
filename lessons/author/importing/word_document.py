"""Word documents (.docx): paragraphs, headings, lists, tables; comments with their ranges; highlights.

What Word shows on paper and an article does not have is left out and listed: footnotes, headers, deleted words,
hidden words, descriptions of pictures.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lessons.author.importing.archived import Archive, Handler, read_xml
from lessons.author.importing.flow import CELLS, DocumentComment, Flow, Paragraph, RangeEnd, colour_of
from lessons.author.importing.pieces import Draft, ImportRefused, LeftOutWords, clean, has_words

MAIN = "word/document.xml"
_USUAL = {
    "comments": "word/comments.xml",
    "commentsExtended": "word/commentsExtended.xml",
    "styles": "word/styles.xml",
    "numbering": "word/numbering.xml",
    "footnotes": "word/footnotes.xml",
    "endnotes": "word/endnotes.xml",
    "header": "word/header1.xml",
    "footer": "word/footer1.xml",
}
"""Parts by what they are, where the document does not name them."""
_FOOT = "at the head or foot of each page"
_ASIDE = {"footnotes": "a footnote", "endnotes": "an endnote", "header": _FOOT, "footer": _FOOT}
_MOST_ASIDE = 20
_OFF = ("0", "false", "off", "none")
_BEFORE = ("w:rPrChange", "w:pPrChange")
"""Elements that tell how something looked before a tracked change."""
_TEXTS = {"w:tab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_ENDS: dict[str, RangeEnd] = {
    "w:commentRangeStart": "start",
    "w:commentRangeEnd": "end",
    "w:commentReference": "sign",
}
_BOXES = 6
"""Most text boxes inside each other."""


def main_part(archive: Archive) -> str:
    """The name of the part with the text; empty for an archive that is no Word document."""
    if MAIN in archive.names:
        return MAIN
    named = _related(archive, "").get("officeDocument", [])
    return next((name for name in named if name.startswith("word/") and name in archive.names), "")


def draft_of_word(archive: Archive) -> Draft:
    """The article of a Word document, with its comments and highlights. Raises ``ImportRefused``."""
    main = main_part(archive)
    parts = _related(archive, main)
    flow = Flow()
    flow.comments = _comments(archive, parts)
    data = archive.part(main)
    assert data is not None  # its name is one of the archive
    read_xml(data, main, _Body(flow, _styles(archive, parts), _numbered(archive, parts)))
    for sort, why in _ASIDE.items():
        for name in parts.get(sort, [])[:_MOST_ASIDE]:
            flow.left_out += [LeftOutWords(text, why) for text in _texts(archive, name)]
    if any(name.startswith(("word/charts/", "word/diagrams/")) for name in archive.names):
        flow.notes.append("The words of diagrams and charts are not read.")
    return flow.draft()


def _related(archive: Archive, part: str) -> dict[str, list[str]]:
    """The parts that belong to a part, or to the whole document, by what they are: ``comments``, ``styles`` ..."""
    folder, _slash, name = part.rpartition("/")
    read = _Relations(folder)
    at = f"{folder}/_rels/{name}.rels".lstrip("/") if part else "_rels/.rels"
    if (data := archive.part(at)) is not None:
        read_xml(data, at, read)
    if part:
        for sort, usual in _USUAL.items():
            if sort not in read.targets and usual in archive.names:
                read.targets[sort] = [usual]
    return read.targets


@dataclass
class _Relations:
    """Which parts a part names."""

    folder: str
    targets: dict[str, list[str]] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if name == "rel:Relationship" and attributes.get("TargetMode") != "External" and target:
            whole = target.lstrip("/") if target.startswith("/") else f"{self.folder}/{target}".lstrip("/")
            sort = attributes.get("Type", "").rpartition("/")[2]
            self.targets.setdefault(sort, []).append(whole)

    def data(self, text: str) -> None:
        """Relations hold no text."""

    def end(self, name: str) -> None:
        """Nothing to do."""


# The body -----------------------------------------------------------------------------------------------------------


@dataclass
class _RunLook:
    colour: str = ""
    highlighted: bool = False
    hidden: bool = False


class _Body:
    """Tells a flow what stands in word/document.xml."""

    def __init__(self, flow: Flow, styles: "_Styles", numbered: Mapping[tuple[str, str], str]) -> None:
        self.flow, self.styles, self.numbered = flow, styles, numbered
        self.run = _RunLook()
        self.inside: Counter[str] = Counter()
        self.fields: list[bool] = []
        """Of each field that is open: whether its code is being read, and not its result."""
        self.gone: list[str] = []
        """Words that are left out, until the element ends that they stand in."""
        self.counts: Counter[tuple[str, str]] = Counter()
        self.list: tuple[str, str] = ("", "0")
        self.cells = self.inserted = self.deleted = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.inside[name] += 1
        if self.inside["mc:Fallback"] or any(self.inside[name] for name in _BEFORE):
            return
        value = attributes.get("w:val", "")
        if name in _TEXTS:
            if not self.inside["w:pPr"]:
                self._text(_TEXTS[name])
        elif name in _ENDS:
            self.flow.mark(attributes.get("w:id", ""), _ENDS[name])
        elif self.inside["w:pPr"]:
            self._paragraph_property(name, value)
        elif self.inside["w:rPr"]:
            self._run_property(name, attributes)
        else:
            self._element(name, attributes)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "w:p":
                if self.inside["w:txbxContent"] > _BOXES:
                    raise ImportRefused("text boxes in text boxes", "a document", "copy its text")
                self.flow.begin(Paragraph())
                self.list = ("", "0")
            case "w:r":
                self.run = _RunLook()
            case "w:sym":
                font = attributes.get("w:font", "a font of signs")[:60]
                self._leave_out(f"a sign of {font}", "not a letter of any script")
            case "w:fldChar":
                self._field(attributes.get("w:fldCharType", ""))
            case "wp:docPr" if attributes.get("descr", "").strip():
                self._leave_out(attributes["descr"], "stands for a picture")
            case "w:ins":
                self.inserted += 1
            case "w:altChunk":
                self.flow.notes.append("A file inside the document is not read.")
            case "w:tc":
                self.cells += 1

    def _paragraph_property(self, name: str, value: str) -> None:
        paragraph = self.flow.open
        if paragraph is None:
            return
        match name:
            case "w:pStyle":
                if level := self.styles.level(value):
                    paragraph.role, paragraph.level = "heading", level
                self.list = self.styles.list_of(value)
            case "w:outlineLvl" if value.isdigit() and int(value) < 6:
                paragraph.role, paragraph.level = "heading", int(value) + 1
            case "w:ilvl":
                self.list = (self.list[0], value)
            case "w:numId":
                self.list = (value, self.list[1])
            case "w:del" if self.inside["w:rPr"]:
                paragraph.merges = True

    def _run_property(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:rStyle":
                self.run.colour = self.styles.colour(value)
            case "w:highlight":
                self.run.highlighted, self.run.colour = True, colour_of(value)
            case "w:shd" if not self.run.highlighted:
                self.run.colour = colour_of(attributes.get("w:fill", ""))
            case "w:vanish":
                self.run.hidden = value not in _OFF

    def _field(self, sort: str) -> None:
        if sort == "begin" and len(self.fields) < 100:
            self.fields.append(True)
        elif sort == "separate" and self.fields:
            self.fields[-1] = False
        elif sort == "end" and self.fields:
            self.fields.pop()

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        if self.inside["mc:Fallback"]:
            return
        if self.inside["w:delText"] or (
            self.inside["w:t"] and (self.inside["w:del"] or self.inside["w:moveFrom"])
        ):
            self.gone.append(text)
        elif self.inside["w:t"] or self.inside["m:t"]:
            if self.run.hidden or self.inside["w:rt"]:
                self._leave_out(text, "hidden" if self.run.hidden else "how a word is read")
            else:
                self._text(text)

    def _text(self, text: str) -> None:
        if any(self.fields) or self.run.hidden or self.inside["w:moveFrom"] or self.inside["w:del"]:
            return
        self.flow.text(text, self.run.colour)

    def _leave_out(self, text: str, why: str) -> None:
        cleaned = clean(text)
        if cleaned:
            self.flow.left_out.append(LeftOutWords(cleaned, why))

    def end(self, name: str) -> None:
        """An element ends."""
        self.inside[name] -= 1
        if self.inside["mc:Fallback"] or any(self.inside[name] for name in _BEFORE):
            return
        match name:
            case "w:pPr":
                self._number()
            case "w:p":
                self.flow.end()
            case "w:r":
                self.run = _RunLook()
            case "w:del" | "w:moveFrom" if self.gone:
                self._leave_out("".join(self.gone), "deleted or moved with tracked changes")
                self.deleted += 1
                self.gone.clear()
            case "w:body":
                self._remarks()

    def _number(self) -> None:
        """A list's bullet or number, of a paragraph that has one."""
        paragraph = self.flow.open
        number, level = self.list
        if paragraph is None or paragraph.role == "heading" or number in ("", "0"):
            return
        format = self.numbered.get((number, level), "bullet")
        if format == "none":
            return
        self.counts[(number, level)] += 1
        paragraph.lead = f"{self.counts[(number, level)]}. " if format == "decimal" else "- "

    def _remarks(self) -> None:
        if self.inserted or self.deleted:
            note = (
                "The document has tracked changes: what was put in is kept, what was taken out is left out."
            )
            self.flow.notes.append(note)
        if self.cells:
            self.flow.notes.append(CELLS.format(self.cells))


# Beside the body ----------------------------------------------------------------------------------------------------


@dataclass
class _Styles:
    """What styles say of a paragraph or a run, by their ids."""

    names: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    outline: dict[str, int] = field(default_factory=dict)
    lists: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The number of the list and the level in it."""
    colours: dict[str, str] = field(default_factory=dict)
    """What a highlight or a background stands for; empty for none."""
    style: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:style":
                self.style = attributes.get("w:styleId", "")
            case _ if not self.style:
                return
            case "w:name":
                self.names[self.style] = value.lower()
            case "w:basedOn":
                self.above[self.style] = value
            case "w:outlineLvl" if value.isdigit():
                self.outline[self.style] = int(value) + 1
            case "w:numId":
                self.lists[self.style] = (value, self.lists.get(self.style, ("", "0"))[1])
            case "w:ilvl":
                self.lists[self.style] = (self.lists.get(self.style, ("", "0"))[0], value)
            case "w:highlight":
                self.colours[self.style] = colour_of(value)
            case "w:shd":
                self.colours.setdefault(self.style, colour_of(attributes.get("w:fill", "")))

    def data(self, text: str) -> None:
        """Styles hold no text."""

    def end(self, name: str) -> None:
        if name == "w:style":
            self.style = ""

    def level(self, style: str) -> int:
        """The level of a heading; 0 for any other paragraph."""
        for one in self._line(style):
            name = self.names.get(one, "")
            if heading := re.fullmatch(r"heading ([1-6])", name):
                return int(heading[1])
            if name == "title":
                return 1
            if one in self.outline:
                return self.outline[one] if self.outline[one] <= 6 else 0
        return 0

    def list_of(self, style: str) -> tuple[str, str]:
        """The list that a paragraph of this style is in, and the level."""
        return next((self.lists[one] for one in self._line(style) if one in self.lists), ("", "0"))

    def colour(self, style: str) -> str:
        """What the highlight of a run of this style stands for."""
        return next((self.colours[one] for one in self._line(style) if one in self.colours), "")

    def _line(self, style: str) -> Iterator[str]:
        """The style, and those it is made of."""
        for _step in range(20):
            if style not in self.names:
                return
            yield style
            style = self.above.get(style, "")


def _styles(archive: Archive, parts: Mapping[str, list[str]]) -> _Styles:
    styles = _Styles()
    _read(archive, parts, "styles", styles)
    return styles


def _read(archive: Archive, parts: Mapping[str, list[str]], sort: str, handler: Handler) -> None:
    """Read the first part of a sort, where there is one."""
    for name in parts.get(sort, [])[:1]:
        if (data := archive.part(name)) is not None:
            read_xml(data, name, handler)


@dataclass
class _Numbering:
    """The format of each level of each list."""

    formats: dict[tuple[str, str], str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    abstract: str = ""
    level: str = ""
    number: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:abstractNum":
                self.abstract = attributes.get("w:abstractNumId", "")
            case "w:lvl":
                self.level = attributes.get("w:ilvl", "")
            case "w:numFmt" if self.abstract:
                self.formats[(self.abstract, self.level)] = value
            case "w:num":
                self.number = attributes.get("w:numId", "")
            case "w:abstractNumId" if self.number:
                self.lists[self.number] = value

    def data(self, text: str) -> None:
        """Lists hold no text."""

    def end(self, name: str) -> None:
        if name == "w:abstractNum":
            self.abstract = ""
        elif name == "w:num":
            self.number = ""


def _numbered(archive: Archive, parts: Mapping[str, list[str]]) -> dict[tuple[str, str], str]:
    """The format of a list's level, by the list's number and the level."""
    read = _Numbering()
    _read(archive, parts, "numbering", read)
    return {
        (number, level): format
        for number, abstract in read.lists.items()
        for (one, level), format in read.formats.items()
        if one == abstract
    }


@dataclass
class _Comments:
    """The texts of word/comments.xml, and the ids of their last paragraphs."""

    comments: dict[str, DocumentComment] = field(default_factory=dict)
    paragraphs: dict[str, str] = field(default_factory=dict)
    id: str = ""
    parts: list[str] = field(default_factory=list)
    in_text: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "w:comment":
                self.id = attributes.get("w:id", "")
                self.parts = []
                by = attributes.get("w:author", "")
                self.comments[self.id] = DocumentComment("", by=by, order=len(self.comments))
            case "w:p" if self.id:
                self.parts.append("\n")
                if "w14:paraId" in attributes:
                    self.paragraphs[attributes["w14:paraId"]] = self.id
            case "w:t":
                self.in_text = True
            case "w:br" | "w:cr" if self.id:
                self.parts.append("\n")
            case "w:tab" if self.id:
                self.parts.append(" ")

    def data(self, text: str) -> None:
        if self.id and self.in_text:
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name == "w:t":
            self.in_text = False
        elif name == "w:comment":
            self.comments[self.id].text = clean("".join(self.parts))
            self.id = ""


@dataclass
class _Extended:
    """Which comments are answers, and which are done: word/commentsExtended.xml."""

    above: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "w15:commentEx":
            id = attributes.get("w15:paraId", "")
            if "w15:paraIdParent" in attributes:
                self.above[id] = attributes["w15:paraIdParent"]
            if attributes.get("w15:done", "0") not in _OFF:
                self.done.add(id)

    def data(self, text: str) -> None:
        """It holds no text."""

    def end(self, name: str) -> None:
        """Nothing to do."""


def _comments(archive: Archive, parts: Mapping[str, list[str]]) -> dict[str, DocumentComment]:
    read, more = _Comments(), _Extended()
    _read(archive, parts, "comments", read)
    _read(archive, parts, "commentsExtended", more)
    for paragraph, id in read.paragraphs.items():
        comment = read.comments[id]
        above = more.above.get(paragraph)
        comment.reply = comment.reply or above is not None
        comment.done = comment.done or paragraph in more.done or above in more.done
    return read.comments


@dataclass
class _Texts:
    """The paragraphs of a part that an article does not have."""

    texts: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    in_text: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.in_text = self.in_text or name in ("w:t", "w:delText")
        if name in ("w:tab", "w:br"):
            self.parts.append(" ")

    def data(self, text: str) -> None:
        if self.in_text:
            self.parts.append(text)

    def end(self, name: str) -> None:
        if name in ("w:t", "w:delText"):
            self.in_text = False
        elif name == "w:p":
            self.texts.append(clean("".join(self.parts)))
            self.parts = []


def _texts(archive: Archive, name: str) -> list[str]:
    data = archive.part(name)
    read = _Texts()
    if data is not None:
        read_xml(data, name, read)
    return [text for text in read.texts if has_words(text)]
