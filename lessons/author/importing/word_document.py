"""Word documents (.docx): paragraphs, headings, lists, tables; comments with their ranges; highlights.

What Word shows on paper and an article does not have is left out and listed: footnotes, headers, deleted words,
hidden words, descriptions of pictures.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lessons.author.importing.archived import Archive, read_xml
from lessons.author.importing.flow import CELLS, Flow, Paragraph, RangeEnd, colour_of
from lessons.author.importing.pieces import Draft, ImportRefused, LeftOutWords, clean
from lessons.author.importing.word_parts import (
    OFF,
    WordStyles,
    comments_of_word,
    numbered,
    related,
    styles_of,
    texts_of,
)

MAIN = "word/document.xml"
_FOOT = "at the head or foot of each page"
_ASIDE = {"footnotes": "a footnote", "endnotes": "an endnote", "header": _FOOT, "footer": _FOOT}
_MOST_ASIDE = 20
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
    named = related(archive, "").get("officeDocument", [])
    return next((name for name in named if name.startswith("word/") and name in archive.names), "")


def draft_of_word(archive: Archive) -> Draft:
    """The article of a Word document, with its comments and highlights. Raises ``ImportRefused``."""
    main = main_part(archive)
    parts = related(archive, main)
    flow = Flow()
    flow.comments = comments_of_word(archive, parts)
    data = archive.part(main)
    assert data is not None  # its name is one of the archive
    read_xml(data, main, _Body(flow, styles_of(archive, parts), numbered(archive, parts)))
    for sort, why in _ASIDE.items():
        for name in parts.get(sort, [])[:_MOST_ASIDE]:
            flow.left_out += [LeftOutWords(text, why) for text in texts_of(archive, name)]
    if any(name.startswith(("word/charts/", "word/diagrams/")) for name in archive.names):
        flow.notes.append("The words of diagrams and charts are not read.")
    return flow.draft()


# The body -----------------------------------------------------------------------------------------------------------


@dataclass
class _RunLook:
    colour: str = ""
    highlighted: bool = False
    hidden: bool = False


class _Body:
    """Tells a flow what stands in word/document.xml."""

    def __init__(self, flow: Flow, styles: "WordStyles", numbered: Mapping[tuple[str, str], str]) -> None:
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
                self.run.hidden = value not in OFF

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
