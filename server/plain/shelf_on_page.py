"""A shelf of cards on a page."""

from collections.abc import Iterator
from dataclasses import replace

from lessons.cli.linear.shelf_field import ShelfField
from lessons.cli.linear.speech import NamingError, said, shown
from lessons.i18n import _, plural
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.model.answer import (
    answer_of,
)
from lessons.reports.html_text import shown_blocks
from lessons.text.spans import Span
from server.plain.form_on_page import FormOnPage, ticks_of
from server.plain.form_shapes import (
    CardShown,
    CardsShown,
    MarkMade,
    MarksMade,
    Refusal,
    Selector,
    Selectors,
    Sent,
    Shape,
    Ticks,
    Writing,
)


class ShelfOnPage(FormOnPage[ShelfForm]):
    """Cards with a button each to open them, the verdict, and the words that prove it."""

    @property
    def _answer(self) -> ShelfAnswer:
        return answer_of(ShelfAnswer, self.field.answer)

    def shapes(self) -> Iterator[Shape]:
        """The cards with the insides of those that are open, the verdict, the card that decides and its words."""
        answer, form = self._answer, self.form
        left = form.opens - len(answer.opened)
        told = plural("{left} of {all} open left.", "{left} of {all} opens left.", form.opens)
        cards = tuple(
            CardShown(
                number,
                tuple(filter(None, (card.title, card.outlet, card.date, card.snippet))),
                tuple(shown_blocks(card.inside, card.inside.blocks)) if card.id in answer.opened else (),
            )
            for number, card in enumerate(form.cards, 1)
        )
        yield CardsShown(cards, told.format(left=max(0, left), all=form.opens), left > 0)
        verdict = frozenset({answer.verdict} if answer.verdict else ())
        yield Ticks("verdict", _("Your verdict"), ticks_of(form.verdicts, verdict))
        opened = tuple(
            (card.id, _("Card {number}: {title}").format(number=number, title=said(card.title)))
            for number, card in enumerate(form.cards, 1)
            if card.id in answer.opened
        )
        if opened:
            decides = Selector("card", _("Card that decides"), opened, answer.card or "")
            yield Selectors(_("What proves it"), (decides,))
            yield from self._words()

    def _words(self) -> Iterator[Shape]:
        answer = self._answer
        if answer.card is not None and answer.words:
            inside = self.form.by_id[answer.card].inside
            marks = tuple(
                MarkMade(number, shown(inside.text[slice(*span)]), "")
                for number, span in enumerate(answer.words, 1)
            )
            yield MarksMade(marks, inside.masthead.language)
        about = _("Words of that card, as they stand there.")
        yield Writing("words", _("The words that prove it"), self.sent.one("words"), about)

    def opens(self, number: str) -> list[Refusal]:
        """Open a card by its number."""
        cards = {str(place): card for place, card in enumerate(self.form.cards, 1)}
        if (card := cards.get(number)) is None:
            return [Refusal(_("There is no such card."))]
        answer = self._answer
        if card.id in answer.opened:
            return []
        if len(answer.opened) >= self.form.opens:
            told = _("No opens are left: card {number} stays closed.")
            return [Refusal(told.format(number=number))]
        return self.keep(replace(answer, opened=(*answer.opened, card.id)))

    def take(self, sent: Sent) -> list[Refusal]:
        """The verdict, the card, and its words; cards are opened by their buttons alone."""
        before, refusals = self._answer, list[Refusal]()
        verdict = sent.one("verdict") or before.verdict
        if verdict is not None and verdict not in {option.id for option in self.form.verdicts}:
            refusals.append(Refusal(_("There is no such verdict."), "verdict"))
            verdict = before.verdict
        card = sent.one("card") or None
        if card is not None and card not in before.opened:
            refusals.append(Refusal(_("Only a card that is open can decide."), "card"))
            card = before.card
        gone = {*sent.all("unmark")}
        words = [span for number, span in enumerate(before.words, 1) if str(number) not in gone]
        words = words if card == before.card else []
        if typed := " ".join(sent.one("words").split()):
            words += self._proof(card, typed, refusals)
        after = replace(before, verdict=verdict, card=card, words=tuple(dict.fromkeys(words)))
        if self.session.draft is None and after == ShelfAnswer():
            return refusals
        return [*refusals, *self.keep(after)]

    def _proof(self, card: str | None, typed: str, refusals: list[Refusal]) -> list[Span]:
        assert isinstance(self.field, ShelfField)  # the field of this form
        if card is None:
            refusals.append(Refusal(_("Choose the card that decides, too."), "card"))
            return []
        try:
            return [self.field.words_meant(self.form.by_id[card], typed)]
        except NamingError as error:
            refusals.append(Refusal(str(error), "words"))
            return []
