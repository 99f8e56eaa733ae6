"""A shelf of cards: open some, give a verdict, say which card decides and mark the words that prove it.

The card at hand, once it is open, is read and marked in the place of the article.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.content import Content

from lessons.i18n import _, plural
from lessons.kinds.shelf_form import ShelfAnswer, ShelfCard, ShelfForm
from lessons.model.answer import Mark, MarkAnswer
from lessons.model.article import Article
from lessons.model.form import MarkForm, Side
from lessons.text.spans import Span
from tui.boards.board import AnswerBoard, numbered
from tui.boards.mark import MarkBoard
from tui.safe_text import joined, line, plain, prose_line, quoted
from tui.widgets.article_marks import Decoration
from tui.widgets.sheet import Entry

_CARD, _VERDICT = "card/", "verdict/"
"""What the key of a line begins with; the id follows."""


class ShelfBoard(AnswerBoard):
    """The cards in two lines each, then the verdicts."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit"})

    def __init__(self, form: ShelfForm, answer: ShelfAnswer) -> None:
        self.form = form
        self.answer: ShelfAnswer = answer
        self.at = self.start()
        """The line at hand."""
        self.asking = ""
        """The closed card of which the student was asked whether to open it."""

    @property
    def blank(self) -> bool:
        """Whether nothing was opened or said."""
        return self.answer == ShelfAnswer()

    def missing(self) -> str:
        """What of a finding is not there yet."""
        if self.blank:
            return super().missing()
        open_questions = [
            (self.answer.verdict is None, _("There is no verdict yet.")),
            (self.answer.card is None, _("No card is named that decides.")),
            (not self.answer.words, _("No words are marked that prove it.")),
        ]
        return " ".join(sentence for is_open, sentence in open_questions if is_open)

    def progress(self) -> str:
        """How many cards can still be opened."""
        left = self.form.opens - len(self.answer.opened)
        return plural("{left} of {all} open left", "{left} of {all} opens left", self.form.opens).format(
            left=left, all=self.form.opens
        )

    def how(self) -> str:
        """Keys that open, read, name and mark, and the one that hands in."""
        return _(
            "Enter opens a card; on an open card it says that this card decides. a goes to its text, where Space marks "
            "the words that prove it. A digit gives the verdict; c commits."
        )

    def start(self) -> str:
        """The first card."""
        return f"{_CARD}{self.form.cards[0].id}"

    # The list

    def entries(self) -> list[Entry]:
        """The cards, what is marked, the verdicts."""
        entries: list[Entry] = []
        for number, card in enumerate(self.form.cards):
            entries += self._card(card, first=number == 0)
        for number, option in enumerate(self.form.verdicts, 1):
            chosen = option.id == self.answer.verdict
            box = plain("(x) " if chosen else "( ) ", "bold" if chosen else "$quiet")
            lead = joined(plain(numbered(number), "$quiet"), box)
            text = prose_line(option.text, "bold" if chosen else "")
            if number == 1:
                entries.append(Entry(plain(_("Your verdict"), "bold"), gap=1, group=_VERDICT))
            entries.append(Entry(text, f"{_VERDICT}{option.id}", lead, group=_VERDICT))
        return entries

    def _card(self, card: ShelfCard, *, first: bool) -> Iterator[Entry]:
        """What it shows, and what is asked of it."""
        key = f"{_CARD}{card.id}"
        yield from self._shown(card, first=first)
        if self._at_hand is card and card.id != self.answer.card:
            told = _("Enter: this card decides. a: mark the words that prove it.")
            yield Entry(plain(told, "$quiet"), indent=4, group=key)
        if self.asking == card.id:
            yield Entry(plain(self._question(), "bold $sign-wrong"), indent=4, group=key)

    def _shown(self, card: ShelfCard, *, first: bool = False) -> Iterator[Entry]:
        """Its face in two lines, and what is marked of it."""
        key = f"{_CARD}{card.id}"
        is_open, decides = card.id in self.answer.opened, card.id == self.answer.card
        lead = plain("[o] " if is_open else "[ ] ", "bold" if is_open else "$quiet")
        state = _("decides") if decides else _("open") if is_open else ""
        face = joined(prose_line(card.title, "bold"), *self._source(card), between=" \u00b7 ")
        yield Entry(face, key, lead, plain(state, "bold"), gap=int(first), group=key)
        if card.snippet:
            yield Entry(prose_line(card.snippet, "$quiet"), indent=4, group=key)
        if decides:
            for span in self.answer.words:
                words = quoted(" ".join(card.inside.text[slice(*span)].split()))
                yield Entry(words, indent=4, lead=plain(_("proof: "), "$quiet"), group=key)

    def _source(self, card: ShelfCard) -> list[Content]:
        return [line(text, "$quiet") for text in (card.outlet, card.date) if text]

    def _question(self) -> str:
        if len(self.answer.opened) >= self.form.opens:
            return _("No opens are left: this card stays closed.")
        return _("Open it? It cannot be closed again. Enter opens.")

    def answered(self) -> Iterator[Entry]:
        """The open cards, the verdict, the card that decides and its words."""
        for id in self.answer.opened:
            yield from self._shown(self.form.by_id[id])
        for option in self.form.verdicts:
            if option.id == self.answer.verdict:
                yield Entry(prose_line(option.text), lead=plain(_("verdict: "), "$quiet"), gap=1)

    # Answering

    def choose(self, key: str) -> str | None:
        """Open a card, asked once; say that an open one decides, or not; give a verdict or take it back."""
        self.at = key
        if key.startswith(_VERDICT):
            id = key.removeprefix(_VERDICT)
            self.answer = replace(self.answer, verdict=None if self.answer.verdict == id else id)
            return key
        id = key.removeprefix(_CARD)
        if id in self.answer.opened:
            self._name(None if self.answer.card == id else id)
        elif self.asking != id:
            self.asking = id
        elif len(self.answer.opened) < self.form.opens:
            self.answer = replace(self.answer, opened=(*self.answer.opened, id))
            self.asking = ""
        return key

    def _name(self, card: str | None) -> None:
        """Another card decides: words of the one before prove nothing any more."""
        words = self.answer.words if card == self.answer.card else ()
        self.answer = replace(self.answer, card=card, words=words)

    def digits(self, key: str) -> int:
        """As many as there are verdicts."""
        return len(self.form.verdicts)

    def digit(self, number: int, key: str) -> str | None:
        """Give the verdict with this number."""
        if number > len(self.form.verdicts):
            return None
        return self.choose(f"{_VERDICT}{self.form.verdicts[number - 1].id}")

    def clearable(self, key: str) -> bool:
        """Whether there is a verdict or a name to take back; what is open stays open."""
        if key.startswith(_VERDICT):
            return key == f"{_VERDICT}{self.answer.verdict}"
        return key == f"{_CARD}{self.answer.card}"

    def clear(self, key: str) -> str | None:
        """Take the verdict back, or say no more that the card decides."""
        if self.clearable(key):
            self.choose(key)
        return key

    def moved(self, key: str) -> str | None:
        """Another line is at hand: its card is read, and a question that was not answered is dropped."""
        if key == self.at:
            return None
        before, asked = self.page, self.asking
        self.at, self.asking = key, ""
        return key if asked or self.page is not before else None

    # The open card, in the place of the article

    @property
    def _at_hand(self) -> ShelfCard | None:
        """The open card on the line at hand."""
        id = self.at.removeprefix(_CARD)
        return self.form.by_id[id] if id in self.answer.opened and self.at.startswith(_CARD) else None

    @property
    def page(self) -> Article | None:
        """The inside of the open card at hand."""
        return self._at_hand.inside if self._at_hand is not None else None

    @property
    def marking(self) -> MarkForm | None:
        """The words of its text."""
        return self._at_hand.asked if self._at_hand is not None else None

    def _marks(self) -> MarkBoard | None:
        card = self._at_hand
        if card is None:
            return None
        words = self.answer.words if card.id == self.answer.card else ()
        return MarkBoard(card.asked, MarkAnswer(tuple(map(Mark, words))), card.inside)

    def mark(self, span: Span) -> str | None:
        """Mark words of the open card: it is the one that decides."""
        if (marks := self._marks()) is not None:
            marks.mark(span)
            self._take(marks)
        return self.at

    def unmark(self, span: Span) -> str | None:
        """Take marks of the open card away."""
        if (marks := self._marks()) is not None:
            marks.unmark(span)
            self._take(marks)
        return self.at

    def _take(self, marks: MarkBoard) -> None:
        self._name(self.at.removeprefix(_CARD))
        self.answer = replace(self.answer, words=tuple(mark.span for mark in marks.answer.marks))

    def outside(self, span: Span) -> str:
        """That words are not those of the card's text."""
        marks = self._marks()
        return marks.outside(span) if marks is not None else ""

    def decorations(self, side: Side) -> Sequence[Decoration]:
        """The marks on the open card."""
        marks = self._marks()
        return marks.decorations(side) if marks is not None else ()
