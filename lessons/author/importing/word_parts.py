"""The parts of a Word document beside its text: styles, numbers of lists, comments, notes, and how they are named."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lessons.author.importing.archived import Archive, Handler, read_xml
from lessons.author.importing.flow import DocumentComment, colour_of
from lessons.author.importing.pieces import clean, has_words

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
OFF = ("0", "false", "off", "none")
"""Values that say no."""


def related(archive: Archive, part: str) -> dict[str, list[str]]:
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


@dataclass
class WordStyles:
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
        """An element of a style begins."""
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
        """An element ends."""
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


def styles_of(archive: Archive, parts: Mapping[str, list[str]]) -> WordStyles:
    """The styles of a document. Raises ``ImportRefused``, as all that reads a part."""
    styles = WordStyles()
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


def numbered(archive: Archive, parts: Mapping[str, list[str]]) -> dict[tuple[str, str], str]:
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
            if attributes.get("w15:done", "0") not in OFF:
                self.done.add(id)

    def data(self, text: str) -> None:
        """It holds no text."""

    def end(self, name: str) -> None:
        """Nothing to do."""


def comments_of_word(archive: Archive, parts: Mapping[str, list[str]]) -> dict[str, DocumentComment]:
    """The comments of a document by their ids, without their places."""
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


def texts_of(archive: Archive, name: str) -> list[str]:
    """The paragraphs with words of a part that an article does not have."""
    data = archive.part(name)
    read = _Texts()
    if data is not None:
        read_xml(data, name, read)
    return [text for text in read.texts if has_words(text)]
