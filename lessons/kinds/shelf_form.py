"""The shelf of ``lookup`` as it is asked: cards of which some may be opened, a verdict, and the words of one card.

The form holds the insides of the cards: the limit of opens is a rule of the exercise, and no lock. What was opened
stays open, whatever is undone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lessons.i18n import _
from lessons.kinds.kept_answers import keep, lost_words, reread
from lessons.kinds.wording import plain_line
from lessons.kinds.written_answers import id_in, in_message, only_known, read
from lessons.model.answer import Answer, AnswerError, CustomAnswer, Mark, MarkAnswer, Raw, answer_of
from lessons.model.article import Article
from lessons.model.form import Asked, CustomForm, MarkForm, Option
from lessons.model.paper import (
    OPEN,
    Paper,
    PaperLines,
    PaperList,
    PaperTable,
    PaperText,
    lettered,
    named_by,
    numbered,
)
from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class ShelfCard:
    """A card of the shelf. Its face is Markdown."""

    id: str
    title: str
    outlet: str
    date: str
    snippet: str
    inside: Article
    """The open card: its name, its text as block ``1``, and who is behind it."""

    @property
    def asked(self) -> MarkForm:
        """The form of the words that prove something: those of its text."""
        return MarkForm("main", (self.inside.by_label["1"].span,))


@dataclass(frozen=True)
class ShelfAnswer(CustomAnswer):
    """What was opened, in that order, and what was found."""

    opened: tuple[str, ...] = ()
    verdict: str | None = None
    card: str | None = None
    """The card that decides."""
    words: tuple[Span, ...] = ()
    """The words that prove it, in the inside of that card."""

    def written(self) -> Raw:
        """With the offsets of the words."""
        return self._raw([{"start": span.start, "end": span.end} for span in self.words])

    def _raw(self, words: Raw) -> Raw:
        fields: dict[str, Raw] = {"opened": [*self.opened], "verdict": self.verdict, "card": self.card}
        return {name: value for name, value in (fields | {"words": words}).items() if value}


@dataclass(frozen=True)
class ShelfForm(CustomForm):
    """A shelf of cards, of which some may be opened; the verdicts; and the words of one card."""

    cards: tuple[ShelfCard, ...]
    verdicts: tuple[Option, ...]
    opens: int

    @cached_property
    def by_id(self) -> Mapping[str, ShelfCard]:
        """The cards by their ids."""
        return {card.id: card for card in self.cards}

    @property
    def texts(self) -> Sequence[str]:
        """All faces, the verdicts, and the insides of as many cards as may be opened, the longest."""
        faces = [text for card in self.cards for text in (card.title, card.outlet, card.date, card.snippet)]
        insides = sorted((card.inside.text for card in self.cards), key=len, reverse=True)
        return [*faces, *(option.text for option in self.verdicts), *insides[: self.opens]]

    @property
    def decisions(self) -> int:
        """Each opening, the verdict, the card and its words."""
        return self.opens + 3

    def asked(self) -> Sequence[Asked]:
        """The card opened first, the verdict, the card that decides."""
        titles = {card.id: plain_line(card.title) for card in self.cards}
        verdicts = {option.id: plain_line(option.text) for option in self.verdicts}
        return (
            Asked("first", _("The card opened first"), titles),
            Asked("verdict", _("The verdict"), verdicts),
            Asked("card", _("The card that decides"), titles),
        )

    def chosen(self, answer: Answer) -> Mapping[str, str]:
        """What was said of the three."""
        shelf = answer_of(ShelfAnswer, answer)
        said = {"first": next(iter(shelf.opened), None), "verdict": shelf.verdict, "card": shelf.card}
        return {name: id for name, id in said.items() if id is not None}

    def blank(self) -> ShelfAnswer:
        """Nothing is opened."""
        return ShelfAnswer()

    def read(self, raw: Raw) -> ShelfAnswer:
        """``{"opened": [ids], "verdict": id, "card": id, "words": marks}``; marks as in a ``mark``, of that card."""
        answer, _lost = self._read(raw, lambda card, words: (read(card.asked, words, card.inside, None), ()))
        return self._allowed(answer, self.opens)

    def reread(self, raw: Raw) -> tuple[ShelfAnswer, tuple[str, ...]]:
        """The words of the card are found again where its text has changed; what was open once stays open."""
        return self._read(raw, _reread_words)

    def gone(self, raw: Raw) -> Iterator[str]:
        """Cards that were opened or named, and the verdict."""
        fields = raw if isinstance(raw, dict) else {}
        opened = fields.get("opened")
        cards = [*(opened if isinstance(opened, list) else ()), fields.get("card")]
        yield from (id for id in cards if isinstance(id, str) and id and id not in self.by_id)
        verdict = fields.get("verdict")
        if isinstance(verdict, str) and verdict and verdict not in {option.id for option in self.verdicts}:
            yield verdict

    def _read(
        self, raw: Raw, words_of_card: Callable[[ShelfCard, Raw], tuple[Answer, tuple[str, ...]]]
    ) -> tuple[ShelfAnswer, tuple[str, ...]]:
        example = 'write {"opened": ["..."], "verdict": "...", "card": "...", "words": [{"quote": "..."}]}'
        if not isinstance(raw, dict):
            raise AnswerError(in_message(raw), "a mapping with opened, verdict, card and words", example)
        only_known(raw, frozenset({"opened", "verdict", "card", "words"}))
        listed = raw.get("opened") or []
        if not isinstance(listed, list):
            raise AnswerError(f"opened: {in_message(listed)}", "a list of card ids", example)
        opened = tuple(id_in(one, self.by_id, "card", "opened: ") for one in listed[: len(self.cards) + 1])
        twice = next((id for at, id in enumerate(opened) if id in opened[:at]), None)
        if twice is not None:
            raise AnswerError(f"opened: {twice!r} twice", "each card once", "take one of them out")
        verdict, card = raw.get("verdict") or None, raw.get("card") or None
        ids = [option.id for option in self.verdicts]
        answer = ShelfAnswer(
            opened,
            id_in(verdict, ids, "verdict", "verdict: ") if verdict is not None else None,
            id_in(card, self.by_id, "card", "card: ") if card is not None else None,
        )
        words = raw.get("words") or []
        lost: tuple[str, ...] = ()
        if words and answer.card is None:
            raise AnswerError("words of no card", "card: the id of the card they stand in", "add card")
        if words and answer.card is not None:
            marks, lost = words_of_card(self.by_id[answer.card], words)
            answer = replace(answer, words=tuple(mark.span for mark in answer_of(MarkAnswer, marks).marks))
        return answer, lost

    def _allowed(self, answer: ShelfAnswer, most: int) -> ShelfAnswer:
        if len(answer.opened) > most:
            raise AnswerError(
                f"{len(answer.opened)} cards opened", f"at most {self.opens}", "an open card cannot be closed"
            )
        return answer

    def keep(self, answer: Answer) -> Raw:
        """The words with their neighbours, so that they survive a corrected text."""
        shelf = answer_of(ShelfAnswer, answer)
        words: Raw = []
        if shelf.card is not None:
            card = self.by_id[shelf.card]
            words = keep(card.asked, MarkAnswer(tuple(map(Mark, shelf.words))), card.inside, None)
        return shelf._raw(words)  # the same fields

    def onward(self, before: Answer, after: Answer) -> ShelfAnswer:
        """What was opened stays open."""
        old, new = answer_of(ShelfAnswer, before), answer_of(ShelfAnswer, after)
        opened = (*old.opened, *(id for id in new.opened if id not in old.opened))
        return self._allowed(replace(new, opened=opened), max(self.opens, len(old.opened)))

    def on_paper(self) -> Paper:
        """The faces with a box each, and the insides on the back; the finding in letters, numbers and words."""
        told = _(
            "Tick the cards you open BEFORE you turn to the back sheet; read only those. The most: {most}."
        )
        shown = [(card.title, card.outlet, card.date, card.snippet) for card in self.cards]
        faces = [" \u00b7 ".join(map(plain_line, filter(None, texts))) for texts in shown]
        insides = [" \u00b7 ".join(card.inside.text.split("\n\n")) for card in self.cards]
        return Paper(
            (
                PaperText(told.format(most=self.opens)),
                PaperList(numbered(faces), boxes=True),
                PaperList(lettered([plain_line(option.text) for option in self.verdicts])),
                PaperTable((_("Letter of your verdict"), _("Number of the card that decides")), (("", ""),)),
                PaperLines(2, _("Copy the words of that card which prove it:")),
            ),
            (PaperList(numbered(insides)),),
        )

    def how_to_type(self) -> str:
        """As on the sheet: the boxes ticked, the letter of the verdict, the card, the words copied."""
        return _(
            "Ticked cards, verdict, card that decides, words copied: 257 B 5 which we founded; - for none"
        )

    def typed(self, words: str) -> ShelfAnswer:
        """The ticked cards (with commas if there are ten), verdict, card, words. Raises ``AnswerError``."""
        ticked, verdict, card, copied = (*words.split(maxsplit=3), OPEN, OPEN, OPEN)[:4]
        numbers = dict(numbered([*self.by_id]))
        letters = dict(lettered([option.id for option in self.verdicts]))
        apart = ticked.split(",") if "," in ticked or len(numbers) > 9 else [*ticked]
        raw: dict[str, Raw] = {}
        if ticked != OPEN:
            raw["opened"] = [named_by(number, numbers) for number in apart]
        if verdict != OPEN:
            raw["verdict"] = named_by(verdict, letters)
        if card != OPEN:
            raw["card"] = named_by(card, numbers)
        if copied != OPEN:
            raw["words"] = [{"quote": piece.strip()} for piece in copied.split(";") if piece.strip()]
        return self.read(raw)

    def as_typed(self, answer: Answer) -> str:
        """The way back of ``typed``."""
        shelf = answer_of(ShelfAnswer, answer)
        numbers = {id: number for number, id in numbered([*self.by_id])}
        letters = {id: letter for letter, id in lettered([option.id for option in self.verdicts])}
        ticked = ("" if len(numbers) <= 9 else ",").join(numbers[id] for id in shelf.opened)
        text = self.by_id[shelf.card].inside.text if shelf.card is not None else ""
        copied = "; ".join(" ".join(text[slice(*span)].split()) for span in shelf.words)
        typed = [ticked or OPEN, letters.get(shelf.verdict or "", OPEN), numbers.get(shelf.card or "", OPEN)]
        return " ".join([*typed, *([copied] if copied else [])])

    def begun_again(self, answer: Answer | None) -> None:
        """A closed shelf: who practises searches anew."""


def _reread_words(card: ShelfCard, words: Raw) -> tuple[Answer, tuple[str, ...]]:
    answer, _lost = reread(card.asked, words, card.inside, None)
    return answer, lost_words(card.asked, words, card.inside, None) or ()
