"""The key of a shelf of ``lookup``, and how an answer to it is scored.

``score = First / 4 + V * ok * (1 + D + P) / 4``. First is 1 for an opened card that decides or helps, less
``1 / opens`` for each opened look-alike, never below 0. V: the verdict is accepted. ok: the named card was opened and
is no look-alike. D: it decides. P: its words of proof, scored as in ``mark`` with the card's text as the only block.
Where no card can settle the question and none has a proof, D and P are 1 for whoever opened two cards or more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb

from lessons.i18n import _
from lessons.kinds.accepted import Accepted
from lessons.kinds.base import Bound, Lazy
from lessons.kinds.item import Item
from lessons.kinds.marking import MarkKey, score_of, tally
from lessons.kinds.shelf_form import ShelfAnswer
from lessons.kinds.wording import ending, number, paragraphs
from lessons.model.answer import Answer, Mark, MarkAnswer, answer_of
from lessons.model.result import Part, Score, Verdict
from lessons.text.spans import Span

DECIDES, HELPS, NEUTRAL, LOOK_ALIKE = "decides", "helps", "neutral", "look-alike"
FEWEST_OPENED = 2
"""Cards to be opened before "these cards cannot settle it" rests on anything."""


# The key -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyedCard:
    """A card with what the key says of it."""

    id: str
    title: str
    """Plain words."""
    worth: str
    why: str
    proof: MarkKey | None
    """Its words of proof, of a card that has any."""

    @property
    def useful(self) -> bool:
        """Whether opening it earns: it decides, or helps."""
        return self.worth in (DECIDES, HELPS)

    @property
    def settles(self) -> bool:
        """Whether the verdict may rest on it in full: it decides, or holds the sentence that says what cannot be."""
        return self.worth == DECIDES or self.proof is not None


@dataclass(frozen=True)
class BoundShelf(Bound):
    """The bound key."""

    cards: tuple[KeyedCard, ...]
    verdicts: Mapping[str, str]
    """Plain words by id."""
    right: Accepted
    opens: int

    @cached_property
    def by_id(self) -> Mapping[str, KeyedCard]:
        """The cards by their ids."""
        return {card.id: card for card in self.cards}

    @cached_property
    def unproved(self) -> bool:
        """Whether no card can settle the question, and none has a proof: then two opened cards stand for it."""
        return not any(card.settles for card in self.cards)

    def first(self, useful: int, look_alikes: int) -> Fraction:
        """First: what the opened cards earn, 0 to 1."""
        return max(Fraction(0), min(useful, 1) - Fraction(look_alikes, self.opens))

    def quarters(self, shelf: ShelfAnswer) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """What the opened cards, the verdict, the card and its words earn, each 0 to 1."""
        opened = [self.by_id[id] for id in shelf.opened[: self.opens]]
        first = self.first(
            sum(card.useful for card in opened), sum(card.worth == LOOK_ALIKE for card in opened)
        )
        card = self.by_id.get(shelf.card or "")
        zero, one = Fraction(0), Fraction(1)
        if (
            not self.right.credit(shelf.verdict)
            or card is None
            or card not in opened
            or card.worth == LOOK_ALIKE
        ):
            return first, zero, zero, zero
        if self.unproved:
            rest = Fraction(len(opened) >= FEWEST_OPENED)
            return first, one, rest, rest
        return (first, one, one, self.proved(shelf)) if card.settles else (first, one, zero, zero)

    def proved(self, shelf: ShelfAnswer) -> Fraction:
        """P: the score of the marked words, by the proof of the card that was named."""
        card = self.by_id.get(shelf.card or "")
        if card is None or card.proof is None:
            return Fraction(0)
        return score_of(card.proof, tally(card.proof, MarkAnswer(tuple(map(Mark, shelf.words)))))

    @cached_property
    def chance(self) -> Fraction:
        """The best blind answer: m cards opened at random, one of them named, a verdict at random, nothing marked.

        Exact, over all m: how many cards of each sort are among m is hypergeometric.
        """
        right = Fraction(len(self.right.credits), len(self.verdicts))
        settling = [card for card in self.cards if card.settles]
        sorts = (
            [card for card in settling if card.useful],
            [card for card in settling if not card.useful],
            [card for card in self.cards if card.worth == HELPS and not card.settles],
            [card for card in self.cards if card.worth == NEUTRAL and not card.settles],
            [card for card in self.cards if card.worth == LOOK_ALIKE and not card.settles],
        )
        best = Fraction(0)
        for opened in range(1, self.opens + 1):
            named_other = 3 if self.unproved and opened >= FEWEST_OPENED else 1
            total = Fraction(0)
            for ways, drawn in _draws([len(sort) for sort in sorts], opened):
                first = self.first(drawn[0] + drawn[2], drawn[4])
                named = Fraction(2 * (drawn[0] + drawn[1]) + named_other * (drawn[2] + drawn[3]), opened)
                total += ways * (first + right * named) / 4
            best = max(best, total / comb(len(self.cards), opened))
        return best

    def rule(self) -> str:
        """The rule for students."""
        return _(
            "A quarter for opening a card that decides or helps; each look-alike you open takes {part} of that quarter "
            "back. If your verdict is right and rests on a card that you opened and that is no look-alike, you earn a "
            "quarter for it, another if that card decides, and up to another for the words that prove it."
        ).format(part=_part_of_quarter(self.opens))

    def score(self, answer: Answer) -> Score:
        """The mean of the four quarters."""
        shelf = answer_of(ShelfAnswer, answer)
        quarters = self.quarters(shelf)
        score = sum(quarters, Fraction(0)) / 4
        parts = (*self._findings(shelf, quarters), *self._cards(shelf))
        first, verdict, card, words = map(number, quarters)
        said = _(
            "Cards opened {first}, verdict {verdict}, card {card}, words {words}: ({first} + {verdict} + {card} + "
            "{words}) / 4"
        ).format(first=first, verdict=verdict, card=card, words=words)
        if shelf == ShelfAnswer():
            said = _("You opened nothing and gave no verdict.")
        return Score(score, parts, ending(said, score))

    def _findings(
        self, shelf: ShelfAnswer, quarters: tuple[Fraction, Fraction, Fraction, Fraction]
    ) -> Iterator[Part]:
        """The four quarters."""
        first, verdict, deciding, words = quarters
        titles = [self.by_id[id].title for id in shelf.opened[: self.opens]]
        yield Part(
            "opened",
            _judged(first, given=bool(titles)),
            _("The cards you opened"),
            first,
            given="; ".join(titles),
            expected=_("a card that decides or helps, and no look-alike"),
        )
        right = bool(self.right.credit(shelf.verdict))
        unfounded = _("Right, but it does not rest on a card that you opened and that is no look-alike.")
        yield Part(
            "verdict",
            _judged(verdict, given=shelf.verdict is not None, partly=right),
            _("Your verdict"),
            verdict,
            given=self.verdicts.get(shelf.verdict or "", ""),
            expected=self.right.expected,
            why=paragraphs([unfounded if right and not verdict else "", self.right.says(shelf.verdict)]),
        )
        card = self.by_id.get(shelf.card or "")
        judged = _judged(
            deciding, given=card is not None, partly=bool(verdict) or (card is not None and card.settles)
        )
        wrong_reason = right and card is not None and card.worth == LOOK_ALIKE
        yield Part(
            "card",
            Verdict.TRAP if wrong_reason else judged,
            _("The card it rests on"),
            deciding,
            given=card.title if card is not None else "",
            expected=" / ".join(one.title for one in self.cards if one.settles),
            why=_("The verdict is right, and the reason is not: this card proves nothing.")
            if wrong_reason
            else "",
        )
        yield self._words(shelf, words)

    def _words(self, shelf: ShelfAnswer, earned: Fraction) -> Part:
        proofs = [card.proof for card in self.cards if card.proof is not None]
        card = self.by_id.get(shelf.card or "")
        given = f"{len(shelf.words)}" if shelf.words else ""
        if card is not None and card.proof is not None:
            given = " \u2026 ".join(_words_in(card.proof, span) for span in shelf.words)
        return Part(
            "words",
            _judged(earned, given=bool(shelf.words) or bool(earned), partly=bool(self.proved(shelf))),
            _("The words that prove it"),
            earned,
            given=given or (_("two cards or more") if earned else ""),
            expected=" / ".join(
                _words_in(proof, phrase.span) for proof in proofs for phrase in proof.phrases
            ),
        )

    def _cards(self, shelf: ShelfAnswer) -> Iterator[Part]:
        """The cards: those opened in that order, then the others. They explain, and carry no weight."""
        opened = shelf.opened[: self.opens]
        served = any(self.by_id[id].useful for id in opened)
        for card in (
            *(self.by_id[id] for id in opened),
            *(one for one in self.cards if one.id not in opened),
        ):
            verdict, called = Verdict.LEFT, _("left closed")
            if card.id in opened:
                verdict, called = self._opened(card)
            elif card.useful:
                verdict = Verdict.LEFT if served else Verdict.MISSED
                called = _("would have done too") if served else ""
            yield Part(
                f"{card.id}.opened",
                verdict,
                card.title,
                weight=Fraction(0),
                given=_("opened")
                if card.id in opened
                else ""
                if verdict is Verdict.MISSED
                else _("not opened"),
                expected=_worth_in_words(card.worth) if verdict is Verdict.MISSED else "",
                why=card.why,
                called=called,
            )

    def _opened(self, card: KeyedCard) -> tuple[Verdict, str]:
        if card.useful:
            return Verdict.RIGHT, _worth_in_words(card.worth)
        if card.worth == LOOK_ALIKE:
            return Verdict.TRAP, _worth_in_words(card.worth)
        return Verdict.DEBATABLE, _("costs nothing")

    def perfect(self) -> ShelfAnswer:
        """A card that decides, with its proof; where none can, two that are no look-alikes."""
        chosen = sorted(
            self.cards, key=lambda card: (card.worth == LOOK_ALIKE, not card.settles, not card.useful)
        )
        named, *others = chosen
        also = [one for one in others if one.worth != LOOK_ALIKE]
        opened = [
            named,
            *([] if named.useful and not self.unproved else sorted(also, key=lambda one: not one.useful)[:1]),
        ]
        words = tuple(phrase.span for phrase in named.proof.phrases) if named.proof is not None else ()
        return ShelfAnswer(tuple(card.id for card in opened), self.right.best, named.id, words)

    def lazy(self) -> Iterator[Lazy]:
        """Look-alikes alone, whatever is said then."""
        alike = tuple(card.id for card in self.cards if card.worth == LOOK_ALIKE)[: self.opens]
        if alike:
            yield Lazy("look-alikes alone", ShelfAnswer(alike, self.right.best, alike[0]))

    def items(self) -> tuple[Item, ...]:
        """The four quarters, then the cards."""
        both = _("if two verdicts can be defended, accept both, as in is: [one, other]")
        worth = _("if another card settles it too, give it worth: decides and its proof")
        chance = Fraction(len(self.right.credits), len(self.verdicts))
        return (
            Item("opened", _("The cards you opened"), advice=worth),
            Item("verdict", _("The verdict"), chance=chance, at=("verdicts",), accepts="list", advice=both),
            Item("card", _("The card that decides"), trapped=_("right for the wrong reason"), advice=worth),
            Item("words", _("The words that prove it"), advice=worth),
            *(
                Item(f"{card.id}.opened", card.title, at=("cards", card.id), advice=worth)
                for card in self.cards
            ),
        )


def _judged(earned: Fraction, *, given: bool, partly: bool = False) -> Verdict:
    if earned == 1:
        return Verdict.RIGHT
    if not given:
        return Verdict.MISSED
    return Verdict.PARTLY if earned or partly else Verdict.WRONG


def _worth_in_words(worth: str) -> str:
    return {
        DECIDES: _("decides"),
        HELPS: _("helps"),
        NEUTRAL: _("about something else"),
        LOOK_ALIKE: _("a look-alike"),
    }[worth]


def _part_of_quarter(opens: int) -> str:
    return {1: _("all"), 2: _("a half"), 3: _("a third"), 4: _("a quarter")}.get(opens, f"1/{opens}")


def _words_in(proof: MarkKey, span: Span) -> str:
    return " ".join(proof.text[span.start : span.end].split())


def _draws(sizes: Sequence[int], picks: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """How ``picks`` things can fall into piles of these sizes: the number of ways, and how many come from each."""
    if not sizes:
        if not picks:
            yield 1, ()
        return
    for here in range(min(sizes[0], picks) + 1):
        for ways, rest in _draws(sizes[1:], picks - here):
            yield comb(sizes[0], here) * ways, (here, *rest)
