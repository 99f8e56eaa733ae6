"""Mark words in the article: the sheet lists the marks, with the technique of each where it is asked for."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.content import Content

from lessons.i18n import _, plural
from lessons.model.answer import Mark, MarkAnswer
from lessons.model.article import Article
from lessons.model.form import MarkForm, Side
from lessons.text.spans import Span
from tui.boards.board import TENTH, AnswerBoard, Passage, numbered
from tui.safe_text import plain, prose_line, quoted
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry

MOST_LABELS = 8
"""How many of the paragraphs asked about are named."""
SHOWN = 60
"""The longest beginning of a mark that the list shows, in characters."""


class MarkBoard(AnswerBoard):
    """Marks in reading order. A line's key is ``start-end``."""

    can: ClassVar[frozenset[str]] = frozenset({"mark"})

    def __init__(self, form: MarkForm, answer: MarkAnswer, article: Article) -> None:
        self.form = form
        self.answer: MarkAnswer = answer
        self.article = article
        self.names = {option.id: option.text for option in form.techniques}

    @property
    def blank(self) -> bool:
        """Whether nothing is marked."""
        return not self.answer.marks

    @property
    def marking(self) -> MarkForm:
        """The words asked about."""
        return self.form

    def answered(self) -> Iterator[Entry]:
        """The marks with their techniques."""
        for mark in self.marks:
            name = prose_line(self.names.get(mark.technique or "", ""), "$quiet")
            yield Entry(quoted(self.shown(mark)), _key(mark.span), right=name)

    @property
    def marks(self) -> list[Mark]:
        """The marks in reading order."""
        return sorted(self.answer.marks, key=lambda mark: mark.span)

    def missing(self) -> str:
        """No mark at all, or marks without a technique where it is asked for."""
        unnamed = sum(mark.technique is None for mark in self.answer.marks) if self.form.techniques else 0
        if not unnamed:
            return super().missing()
        sentence = plural("{n} mark has no technique yet.", "{n} marks have no technique yet.", unnamed)
        return sentence.format(n=unnamed)

    def progress(self) -> str:
        """The number of marks, and how many are wanted at least."""
        count = len(self.answer.marks)
        if self.form.need:
            return _("{count} of at least {need}").format(count=count, need=self.form.need)
        return plural("{count} mark", "{count} marks", count).format(count=count)

    # What the student does in the article

    def mark(self, span: Span) -> str | None:
        """Add a mark; marks it covers, and the same mark, give way to it. A technique they had stays."""
        covered = [mark for mark in self.answer.marks if span.overlaps(mark.span)]
        technique = next((mark.technique for mark in covered if mark.technique), None)
        kept = tuple(mark for mark in self.answer.marks if mark not in covered)
        self.answer = MarkAnswer((*kept, Mark(span, technique)))
        return _key(span)

    def unmark(self, span: Span) -> str | None:
        """Take away the marks that share a character with ``span``."""
        self.answer = MarkAnswer(tuple(mark for mark in self.answer.marks if not mark.span.overlaps(span)))
        return None

    def label(self, span: Span, technique: str | None) -> None:
        """Name the technique of the marks at ``span``; words not yet marked are marked."""
        if not any(mark.span.overlaps(span) for mark in self.answer.marks):
            self.mark(span)
        self.answer = MarkAnswer(
            tuple(
                Mark(mark.span, technique) if mark.span.overlaps(span) else mark for mark in self.answer.marks
            )
        )

    def at(self, span: Span) -> Mark | None:
        """The mark that shares a character with ``span``."""
        return next((mark for mark in self.marks if mark.span.overlaps(span)), None)

    def technique(self, digit: int) -> str | None:
        """The technique a digit names."""
        return self.form.techniques[digit - 1].id if 0 < digit <= len(self.form.techniques) else None

    def outside(self, span: Span) -> str:
        """That words, or some of them, are not asked about, in a sentence; empty for words that are."""
        text, asked = self.article.text, self.form.scope
        start = span.start
        for scope in asked:  # a mark may run from one paragraph into the next
            if not text[min(start, scope.start) : scope.start].strip() and start < scope.end:
                start = scope.end
        if start >= span.end or not asked:
            return ""
        labels = [self.article.block_at(scope.start).label for scope in asked]
        named = ", ".join(labels[:MOST_LABELS]) + (" …" if len(labels) > MOST_LABELS else "")
        if any(scope.overlaps(span) for scope in asked):
            sentence = _(
                "Part of your mark is outside what is asked about ({asked}). That part does not count."
            )
        else:
            sentence = _("Your mark is outside what is asked about ({asked}). It does not count.")
        return sentence.format(asked=named)

    # The list

    def entries(self) -> list[Entry]:
        """The marks, and what the digits mean."""
        entries = [Entry(plain(_("Your marks"), "bold"), gap=1)]
        if self.blank:
            entries.append(Entry(plain(_("none yet; Space marks a word, v first selects several"), "$quiet")))
        for mark in self.marks:
            words = quoted(self.shown(mark))
            entries.append(Entry(words, _key(mark.span), right=self._name(mark)))
            if outside := self.outside(mark.span):
                entries.append(Entry(plain(outside, "$sign-wrong"), indent=2))
        if self.form.techniques and len(self.form.techniques) <= TENTH:
            for number, option in enumerate(self.form.techniques, 1):
                entries.append(
                    Entry(
                        prose_line(option.text, "$quiet"),
                        lead=plain(numbered(number), "$quiet"),
                        gap=number == 1,
                    )
                )
        return entries

    def shown(self, mark: Mark) -> str:
        """The beginning of a mark's words."""
        words = " ".join(self.article.text[mark.span.start : mark.span.end].split())
        return words if len(words) <= SHOWN else words[: SHOWN - 1].rstrip() + "…"

    def _name(self, mark: Mark) -> Content:
        if not self.form.techniques:
            return plain("")
        return (
            prose_line(self.names[mark.technique])
            if mark.technique in self.names
            else plain(_("no label"), "$quiet")
        )

    def clearable(self, key: str) -> bool:
        """Every mark can be taken away."""
        return True

    def clear(self, key: str) -> str | None:
        """Take the mark of a line away."""
        place = self.place(key)
        if place is not None:
            self.unmark(place[1])
        return None

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """The marks, each with its number and its label."""
        if side != self.form.side:
            return ()
        return [
            Decoration(
                mark.span,
                "mine",
                "*",
                self.names.get(mark.technique or "", "?" if self.form.techniques else ""),
            )
            for mark in self.marks
        ]

    def place(self, key: str) -> Passage | None:
        """Where the mark of a line stands."""
        for mark in self.marks:
            if _key(mark.span) == key:
                return self.form.side, mark.span
        return None

    def key_at(self, side: Side, span: Span) -> str | None:
        """The mark at these words."""
        mark = self.at(span) if side == self.form.side else None
        return _key(mark.span) if mark else None


def _key(span: Span) -> str:
    return f"{span.start}-{span.end}"
