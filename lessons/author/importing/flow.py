"""The paragraphs of an office document as they are read, with the ranges of comments and highlights in them."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Literal

from lessons.author.importing.labelled import MOST_QUOTES, Labelled, LabelledQuote, Loss, shown
from lessons.author.importing.pieces import (
    Draft,
    DraftBlock,
    ImportRefused,
    LeftOutWords,
    clean,
    has_words,
    one_line,
)
from lessons.loading.source import MAX_BYTES
from lessons.model.article import BlockRole
from lessons.text import SKIPPABLE, normalise
from lessons.text.sizes import readable_size
from lessons.text.spans import Span

RangeEnd = Literal["start", "end", "sign"]
GOOD, TRAP, FIND = "green", "red", "yellow"
"""Colours of highlights that say something, and what stands for any other."""
CELLS = "The {} cells of the document's tables became paragraphs of their own."
_MOST_PARAGRAPHS = 20_000
_BETWEEN = "\n\n"
_COLOURS = {
    "green": GOOD,
    "darkGreen": GOOD,
    "red": TRAP,
    "darkRed": TRAP,
}
_NO_COLOUR = ("", "transparent", "none", "auto", "white", "black", "FFFFFF", "ffffff", "000000")


def _hue(red: int, green: int, blue: int) -> str:
    """What a background colour stands for."""
    if min(red, green, blue) > 235 or max(red, green, blue) < 20:
        return ""
    if green > red * 1.15 and green > blue * 1.15:
        return GOOD
    if red > green * 1.3 and red > blue * 1.1:
        return TRAP
    return FIND


def colour_of(fill: str) -> str:
    """What a colour in six hexadecimal digits, or a name of Word's, stands for; empty for none."""
    if fill in _NO_COLOUR:
        return ""
    if re.fullmatch(r"#?[0-9a-fA-F]{6}", fill):
        digits = fill.lstrip("#")
        return _hue(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))
    return _COLOURS.get(fill, FIND)


@dataclass
class Paragraph:
    """A paragraph while it is read."""

    role: BlockRole = "paragraph"
    level: int = 0
    lead: str = ""
    merges: bool = False
    """Whether its end was deleted, so that the next one goes on in it."""
    parts: list[str] = field(default_factory=list)
    length: int = 0
    highlights: list[tuple[int, int, str]] = field(default_factory=list)
    """Where each begins and ends, and its colour: ``GOOD``, ``TRAP`` or ``FIND``."""
    taken: bool = False
    """Whether it has words, so that it becomes a block."""

    @property
    def text(self) -> str:
        """Its text as it stands in the document, normalised and not yet cleaned of white space."""
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class _At:
    paragraph: Paragraph
    offset: int


@dataclass
class DocumentComment:
    """A comment of a document."""

    text: str
    by: str = ""
    order: int = 0
    """Where it stands in the list of comments."""
    reply: bool = False
    done: bool = False
    ends: dict[RangeEnd, _At] = field(default_factory=dict)
    """Where its range begins and ends, and where its sign stands."""

    @property
    def at(self) -> _At | None:
        """Where it stands; ``None`` for one of which the text does not speak."""
        return self.ends.get("start") or self.ends.get("sign") or self.ends.get("end")


class Flow:
    """Takes paragraphs, texts, highlights and the ends of comments' ranges in the order of the document."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.comments: dict[str, DocumentComment] = {}
        self.left_out: list[LeftOutWords] = []
        self.notes: list[str] = []
        self.losses: list[Loss] = []
        self._open: list[Paragraph] = []
        self._waiting: list[list[Paragraph]] = []
        self._letters = self._count = 0
        self._ends: list[tuple[str, RangeEnd, _At]] = []
        self._between: list[tuple[str, RangeEnd]] = []
        """Ends that stand between two paragraphs: the next one takes them."""

    # As the document is read

    def begin(self, paragraph: Paragraph) -> None:
        """A paragraph begins; one inside another, as of a text box, comes after it."""
        self._count += 1
        if self._count > _MOST_PARAGRAPHS:
            most = f"at most {_MOST_PARAGRAPHS}"
            raise ImportRefused(
                "too many paragraphs", most, "cut the document into parts and import one of them"
            )
        self._open.append(paragraph)
        self._waiting.append([])
        self._ends += [(id, end, _At(paragraph, 0)) for id, end in self._between]
        self._between.clear()

    def end(self) -> None:
        """The innermost paragraph ends."""
        if not self._open:
            return
        paragraph, inside = self._open.pop(), self._waiting.pop()
        (self._waiting[-1] if self._waiting else self.paragraphs).extend([paragraph, *inside])

    @property
    def open(self) -> Paragraph | None:
        """The innermost paragraph that is being read."""
        return self._open[-1] if self._open else None

    def text(self, text: str, colour: str = "") -> None:
        """More text of the innermost paragraph."""
        paragraph = self.open
        if paragraph is None or not text:
            return
        self._letters += len(text)
        if self._letters > 2 * MAX_BYTES:
            most = f"at most {readable_size(MAX_BYTES)}"
            raise ImportRefused("a text that is too long", most, "cut it into parts and import one of them")
        start = paragraph.length
        piece = normalise(text)
        if piece and unicodedata.combining(piece[0]) and paragraph.parts:
            before = paragraph.parts.pop()  # an accent that a program put into a run of its own
            paragraph.length -= len(before)
            piece = normalise(before + piece)
        paragraph.parts.append(piece)
        paragraph.length += len(piece)
        if colour and paragraph.length > start:
            last = paragraph.highlights[-1] if paragraph.highlights else None
            if last is not None and last[1] == start and last[2] == colour:
                start = last[0]
                paragraph.highlights.pop()
            paragraph.highlights.append((start, paragraph.length, colour))

    def mark(self, id: str, end: RangeEnd) -> None:
        """The range of a comment begins or ends here, or its sign stands here."""
        if len(self._ends) > 3 * MOST_QUOTES:
            raise ImportRefused("too many comments", f"at most {MOST_QUOTES}", "delete those that are done")
        paragraph = self.open
        if paragraph is not None:
            self._ends.append((id, end, _At(paragraph, paragraph.length)))
        elif end == "end" and self.paragraphs:
            self._ends.append((id, end, _At(self.paragraphs[-1], self.paragraphs[-1].length)))
        else:
            self._between.append((id, end))

    # When all was read

    def draft(self) -> Draft:
        """The blocks of the document, and its comments and highlights as labelled words."""
        self._merge()
        text = self._joined()
        ordered = sorted(self.comments.values(), key=lambda one: (self._offset(one.at), one.order))
        commented = [
            quote
            for number, comment in enumerate(ordered, 1)
            if (quote := self._quote(f"comment {number}", comment)) is not None
        ]
        highlights = [*islice(self._highlights(), MOST_QUOTES + 1)]
        if len(highlights) > MOST_QUOTES:
            self.losses.append(Loss("highlights", f"no more than the first {MOST_QUOTES} are taken"))
        quotes = [*commented, *highlights[:MOST_QUOTES]]
        draft = Draft(self._pieces, self.left_out, notes=self.notes)
        draft.labelled = Labelled(text, tuple(quotes), tuple(self.losses))
        return draft

    def _merge(self) -> None:
        """Join the paragraphs whose ends were deleted to the next, and give the comments their places."""
        joined: list[Paragraph] = []
        moved: dict[int, _At] = {}
        for paragraph in self.paragraphs:
            into = joined[-1] if joined and joined[-1].merges else None
            if into is None:
                joined.append(paragraph)
                continue
            moved[id(paragraph)] = _At(into, into.length)
            into.highlights += [(a + into.length, b + into.length, c) for a, b, c in paragraph.highlights]
            into.parts += paragraph.parts
            into.length += paragraph.length
            into.merges = paragraph.merges
        self.paragraphs = joined
        for id_, end, at in self._ends:
            if (to := moved.get(id(at.paragraph))) is not None:
                at = _At(to.paragraph, to.offset + at.offset)
            if id_ in self.comments:
                self.comments[id_].ends.setdefault(end, at)

    def _joined(self) -> str:
        """The text of all paragraphs with words; each learns where it begins."""
        self._starts: dict[int, int] = {}
        self._kept: list[Span] = []
        self._pieces: list[DraftBlock] = []
        texts: list[str] = []
        length = 0
        for paragraph in self.paragraphs:
            text = paragraph.text
            cleaned = clean(text)
            self._starts[id(paragraph)] = length
            paragraph.taken = has_words(cleaned)
            if not paragraph.taken:
                if cleaned:
                    self.left_out.append(LeftOutWords(cleaned, "signs without words"))
                continue
            shown_text = one_line(cleaned) if paragraph.role == "heading" else cleaned
            self._pieces.append(DraftBlock(shown_text, paragraph.role, paragraph.level, paragraph.lead))
            self._kept.append(Span(length, length + len(text)))
            texts.append(text)
            length += len(text) + len(_BETWEEN)
        return _BETWEEN.join(texts)

    def _offset(self, at: _At | None) -> int:
        """A place as an offset of the text; the end of all for one that is nowhere."""
        if at is None or id(at.paragraph) not in self._starts:
            return self._kept[-1].end + 1 if self._kept else 0
        return self._starts[id(at.paragraph)] + (at.offset if at.paragraph.taken else 0)

    def _quote(self, name: str, comment: DocumentComment) -> LabelledQuote | None:
        """A comment on its words; ``None``, and a loss, for one that is not taken."""
        at = comment.at
        source = f"{name}, {_near(at)}" if at is not None else name
        said = shown(comment.text, 200)
        why = ""
        if comment.reply or comment.done:
            why = (
                "an answer to a comment is left out"
                if comment.reply
                else "a comment that is done is left out"
            )
        elif not comment.text.strip():
            why = "an empty comment is left out"
        elif at is None:
            why = "the comment stands nowhere in the text"
        if why:
            self.losses.append(Loss(source, f"{why}: {said}" if comment.text.strip() else why))
            return None
        stretches: list[Span] = []
        if "start" in comment.ends and "end" in comment.ends:
            stretches = self._stretches(
                self._offset(comment.ends["start"]), self._offset(comment.ends["end"])
            )
        if len(stretches) > 1:
            told = f"the comment goes over {len(stretches)} paragraphs; only its words in the first are taken"
            self.losses.append(Loss(source, f"{told}: {said}"))
        span = stretches[0] if stretches else Span(0, 0)
        return LabelledQuote(span, note=comment.text, source=source, by=comment.by)

    def _stretches(self, start: int, end: int) -> list[Span]:
        """What lies between two offsets, cut at the ends of paragraphs; only stretches with something to see."""
        index = max(0, bisect_right(self._kept, start, key=lambda span: span.start) - 1)
        stretches: list[Span] = []
        for number in range(index, len(self._kept)):
            low, high = self._kept[number]
            if low >= end:
                break
            inner = Span(max(low, start), min(high, end))
            if inner.start < inner.end and self._seen(number, inner):
                stretches.append(inner)
        return stretches

    def _seen(self, number: int, span: Span) -> bool:
        paragraph = self._taken[number]
        low = self._kept[number].start
        return bool(paragraph.text[span.start - low : span.end - low].strip(f"{SKIPPABLE} \t\n\u00a0"))

    @cached_property
    def _taken(self) -> list[Paragraph]:
        return [paragraph for paragraph in self.paragraphs if paragraph.taken]

    def _highlights(self) -> Iterator[LabelledQuote]:
        for number, paragraph in enumerate(self._taken):
            low = self._kept[number].start
            for start, end, colour in paragraph.highlights:
                span = Span(low + start, low + end)
                if self._seen(number, span):
                    words = paragraph.text[start:end]
                    yield LabelledQuote(span, label=colour, source=f"{colour} highlight on {shown(words)}")


def _near(at: _At) -> str:
    """Where a comment stands, for a person: the words after it, or those before it."""
    text = at.paragraph.text
    after = text[at.offset :].strip()
    return f"at {shown(after or text, 30)}" if (after or text).strip() else "in an empty paragraph"
