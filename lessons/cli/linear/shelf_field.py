"""A shelf of cards line by line: hear the faces, open some, give a verdict, name what proves it."""

from dataclasses import replace

from lessons.anchoring.closest import closest
from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.speech import (
    NamingError,
    ended,
    labels,
    option_lines,
    said,
    shown,
    which,
    which_option,
)
from lessons.i18n import _, plural
from lessons.kinds.shelf_form import ShelfAnswer, ShelfCard, ShelfForm
from lessons.play import Session
from lessons.text import visible
from lessons.text.spans import Span


class ShelfField(Field[ShelfForm, ShelfAnswer]):
    """Cards keep their numbers; what is open stays open."""

    answer_type = ShelfAnswer

    def __init__(self, session: Session, form: ShelfForm, places: Addresses) -> None:
        super().__init__(session, form, places)
        self._asked = ""
        """The card of which the learner was asked whether to open it."""

    def intro(self) -> list[str]:
        """The faces of the cards, the verdicts, how many cards may be opened."""
        lines = [*self._faces(), _("Verdicts:"), *option_lines(self.form.verdicts)]
        how = _(
            "Type 'open 4' to open card 4, 'verdict b', and 'proof 4' with the words of card 4 that prove it."
        )
        return [*lines, self._left(), how]

    def _faces(self) -> list[str]:
        return [self._face(number, card) for number, card in enumerate(self.form.cards, 1)]

    def _face(self, number: int, card: ShelfCard) -> str:
        words = [said(text) for text in (card.title, card.outlet, card.date, card.snippet) if text]
        face = " ".join(ended(text) for text in words)
        state = " " + _("Open.") if card.id in self.answer.opened else ""
        return _("Card {number}: {face}").format(number=number, face=face) + state

    def _left(self) -> str:
        left = self.form.opens - len(self.answer.opened)
        return plural("{left} of {all} open left.", "{left} of {all} opens left.", self.form.opens).format(
            left=left, all=self.form.opens
        )

    def show(self) -> list[str]:
        """What is open, the verdict, the card that decides and its words."""
        answer = self.answer
        opened = ", ".join(str(self._number(id)) for id in answer.opened)
        lines = [_("Open: {cards}.").format(cards=opened) if opened else _("No card is open.")]
        lines[0] += " " + self._left()
        for label, option in zip(labels(self.form.verdicts), self.form.verdicts, strict=True):
            if option.id == answer.verdict:
                lines.append(
                    _("Your verdict: {label}, {text}").format(label=label, text=ended(said(option.text)))
                )
        if answer.card is not None:
            card, number = self.form.by_id[answer.card], self._number(answer.card)
            lines.append(
                _("Card {number} decides: {title}").format(number=number, title=ended(said(card.title)))
            )
            lines += [
                _('The words: "{words}"').format(words=shown(card.inside.text[slice(*span)]))
                for span in answer.words
            ]
        return lines

    def missing(self) -> str:
        """What of a finding is not there yet."""
        answer = self.answer
        open_questions = [
            (answer.verdict is None, _("There is no verdict yet.")),
            (answer.card is None, _("No card is named that decides.")),
            (not answer.words, _("No words are named that prove it.")),
        ]
        return " ".join(sentence for is_open, sentence in open_questions if is_open)

    def help(self) -> Help:
        """Commands of the shelf."""
        return (
            ("cards", _("hear the cards again")),
            ("open 4", _("open card 4; it cannot be closed again")),
            ("card 4", _("hear an open card again")),
            ("verdict b", _("give a verdict; 'verdicts' lists them, 'verdict none' takes it back")),
            ("decides 4", _("say that card 4 decides; 'decides none' takes it back")),
            ("proof 4 the words", _("name the words of card 4 that prove it; 'proof none' takes them back")),
        )

    def take(self, line: str) -> list[str] | None:
        """A command of the shelf."""
        command, rest = split_command(line)
        asked, self._asked = self._asked, ""
        match command:
            case "cards" if not rest:
                return [*self._faces(), self._left()]
            case "verdicts" if not rest:
                return option_lines(self.form.verdicts)
            case "verdict":
                return self._verdict(rest)
            case "open" | "card" | "decides" | "proof":
                return self._about_card(command, rest, asked)
        return None

    def _verdict(self, rest: str) -> list[str]:
        if not rest:
            return [_("Type the letter of a verdict after 'verdict'."), *option_lines(self.form.verdicts)]
        if rest.lower() == "none":
            return self._keep(replace(self.answer, verdict=None), _("Your verdict is taken back."))
        try:
            option = which_option(rest, self.form.verdicts)
        except NamingError as error:
            return [str(error)]
        label = labels(self.form.verdicts)[self.form.verdicts.index(option)]
        told = _("Your verdict: {label}, {text}").format(label=label, text=ended(said(option.text)))
        return self._keep(replace(self.answer, verdict=option.id), told)

    def _about_card(self, command: str, rest: str, asked: str) -> list[str]:
        typed, words = split_command(rest) if command == "proof" else (rest, "")
        if not typed:
            return [_("Type the number of a card after '{command}'.").format(command=command)]
        if typed.lower() == "none" and command == "proof":
            return self._keep(replace(self.answer, words=()), _("The words are taken back."))
        if typed.lower() == "none" and command == "decides":
            return self._keep(replace(self.answer, card=None, words=()), _("No card is named any more."))
        cards = self.form.cards
        names = [str(number) for number in range(1, len(cards) + 1)]
        try:
            card = cards[which(typed, names, [card.id for card in cards], [card.title for card in cards])]
        except NamingError as error:
            return [str(error)]
        if command == "open" and card.id not in self.answer.opened:
            return self._open(card, asked)
        number = self._number(card.id)
        if card.id not in self.answer.opened:
            return [_("Card {number} is closed. 'open {number}' opens it.").format(number=number)]
        if command == "decides":
            return self._decides(card)
        return self._proof(card, words) if command == "proof" else self._inside(card)

    def _open(self, card: ShelfCard, asked: str) -> list[str]:
        number = self._number(card.id)
        if len(self.answer.opened) >= self.form.opens:
            return [_("No opens are left: card {number} stays closed.").format(number=number)]
        if asked != card.id:
            self._asked = card.id
            question = _(
                "Open card {number}? It cannot be closed again. {left} Type 'open {number}' once more."
            )
            return [question.format(number=number, left=self._left())]
        trouble = self.keep(replace(self.answer, opened=(*self.answer.opened, card.id)))
        return trouble or [*self._inside(card), self._left()]

    def _inside(self, card: ShelfCard) -> list[str]:
        heading = _("Card {number}: {title}").format(
            number=self._number(card.id), title=ended(said(card.title))
        )
        blocks = [block for block in card.inside.blocks if block.role != "heading"]
        return [heading, *(visible(card.inside.text[slice(*block.span)]) for block in blocks)]

    def _decides(self, card: ShelfCard) -> list[str]:
        words = self.answer.words if card.id == self.answer.card else ()
        told = _("Card {number} decides.").format(number=self._number(card.id))
        return self._keep(replace(self.answer, card=card.id, words=words), told)

    def _proof(self, card: ShelfCard, typed: str) -> list[str]:
        number = self._number(card.id)
        if not typed:
            return [_("Type the words after the number: proof {number} and the words.").format(number=number)]
        try:
            place = self.words_meant(card, typed)
        except NamingError as error:
            return str(error).split("\n")
        kept = self.answer.words if card.id == self.answer.card else ()
        words_named = tuple(dict.fromkeys((*kept, place)))
        words = shown(card.inside.text[slice(*place)])
        told = _('Card {number} decides, by the words "{words}".').format(number=number, words=words)
        return self._keep(replace(self.answer, card=card.id, words=words_named), told)

    def words_meant(self, card: ShelfCard, typed: str) -> Span:
        """Where words stand in the text of a card. Raises ``NamingError``: what to say, a thing a line."""
        (scope,) = card.asked.scope
        place = next((span for span in Addresses(card.inside).find(typed) if scope.holds(span)), None)
        if place is not None:
            return place
        told = _("'{words}' is not in the text of card {number}.").format(
            words=visible(typed[:100]), number=self._number(card.id)
        )
        near = closest(card.inside, typed[:300])
        words = shown(card.inside.text[slice(*near)]) if near is not None and scope.holds(near) else ""
        raise NamingError(
            "\n".join([told, *([_('The closest is "{words}".').format(words=words)] if words else [])])
        )

    def _keep(self, answer: ShelfAnswer, told: str) -> list[str]:
        return self.keep(answer) or [told]

    def _number(self, id: str) -> int:
        return [card.id for card in self.form.cards].index(id) + 1
