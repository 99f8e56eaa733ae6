"""Which cards a sitting asks, and in what order: techniques mixed, look-alikes next to each other."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from lessons.kinds.item import Again
from lessons.play.missed import PLAIN
from lessons.review.card import Card
from lessons.review.deck import Deck

MOST = 15
"""Cards of a sitting: about ten minutes."""
PLAIN_SHARE = 4
"""For so many fresh sentences with something to find, one with nothing to find is asked along."""

MOST_ALIKE, MOST_ROWS = 4, 2
"""Cards of one technique, and of one exercise that trains none, in a sitting, unless nothing else is due."""

T = TypeVar("T")


def choose(deck: Deck, now: datetime, most: int = MOST, *, early: bool = False) -> tuple[Card, ...]:
    """The cards of a sitting, in the order in which they are asked.

    First what the learner was sure of and wrong about, up to half of the sitting; then what was asked before, longest
    due first; then what comes back for the first time: fresh sentences first, then whatever has a technique. No two
    cards show the same sentence, and no technique fills the sitting while others are due. Plain sentences come along,
    and no card of one technique follows another where that can be helped. ``early``: cards whose day has not come.
    """
    planned = [card for card in deck.cards if card.plan is not None] if early else deck.due(now)
    due = _mixed(_unlike(sorted(planned, key=_rank)), most)
    chosen = due[:most]
    fresh = sum(card.again is not None and card.missed.item != PLAIN for card in chosen)
    plain = sum(card.missed.item == PLAIN for card in chosen)
    places = max(0, fresh // PLAIN_SHARE + bool(fresh) - plain)
    companions = list(_companions(deck, chosen))[: min(places, most // 2)]
    chosen = [*chosen[: most - len(companions)], *companions]
    return tuple(arranged(chosen, lambda card: card.technique, lambda card: card.family))


def _overconfident(card: Card) -> bool:
    return card.plan is not None and card.plan.wrong and card.plan.sure


def _rank(card: Card) -> tuple[bool, bool, bool, bool, bool, datetime]:
    assert card.plan is not None  # only such cards are due
    new, old, unnamed = not card.past.reviews, card.again is None, card.missed.technique is None
    return not _overconfident(card), new, old, card.lent, unnamed, card.plan.due


def _mixed(cards: Sequence[Card], most: int) -> list[Card]:
    """The cards, with those moved to the end that would be one too many of their technique."""
    seen: Counter[str] = Counter()
    overconfident = 0
    first: list[Card] = []
    last: list[Card] = []
    for card in cards:
        named = card.missed.technique is not None or card.missed.item == PLAIN
        full = seen[card.technique] >= (MOST_ALIKE if named else MOST_ROWS)
        full |= _overconfident(card) and 2 * overconfident >= most
        if not full:
            seen[card.technique] += 1
            overconfident += _overconfident(card)
        (last if full else first).append(card)
    return [*first, *last]


def _unlike(cards: Iterable[Card]) -> list[Card]:
    """The cards, each with a sentence that no earlier one shows and explains; without one it waits for another day.

    The fresh sentence whose turn it is comes first, then the other fresh ones, then the article.
    """
    seen: set[Hashable] = set()
    kept = []
    for card in cards:
        for again in (*card.turn, None):
            shown = _shown(card, again)
            if shown is not None and not seen.intersection(shown):
                kept.append(card.asking(again))
                seen.update(shown)
                break
    return kept


def _shown(card: Card, again: Again | None) -> list[Hashable] | None:
    """What a card would show: a fresh sentence, or sentences of the article; ``None`` when there is nothing."""
    if again is not None:
        return [again.sentence]
    if card.past.missed is None:
        return None
    article = card.source.lesson.side(card.exercise.side)
    return [
        (card.id[:3], number)
        for span in card.missed.spans
        for number in article.sentences.between(span.start, span.end)
    ]


def _companions(deck: Deck, chosen: Sequence[Card]) -> Iterator[Card]:
    """Plain sentences from the exercises at hand that were never asked."""
    exercises = {card.id[:3] for card in chosen}
    sentences = {card.again.sentence for card in chosen if card.again is not None}
    for card in deck.cards:
        if card.plan is None and card.id[:3] in exercises:
            again = next((one for one in card.fresh if one.sentence not in sentences), None)
            if again is not None:
                sentences.add(again.sentence)
                yield card.asking(again)


def arranged(things: Sequence[T], technique: Callable[[T], str], family: Callable[[T], str]) -> Iterator[T]:
    """The things in an order in which none follows another of its technique, where any such order exists.

    Among those that may come next, one of the same family and another technique comes first, then the one that
    stands earliest in ``things``.
    """
    left = list(things)
    counts = Counter(technique(one) for one in left)
    last: T | None = None
    while left:
        allowed = [one for one in left if last is None or technique(one) != technique(last)] or left
        safe = [one for one in allowed if _can_go_on(counts, technique(one), len(left) - 1)]
        best = max(counts[technique(one)] for one in allowed)
        ready = safe or [one for one in allowed if counts[technique(one)] == best]
        alike = [one for one in ready if last is not None and family(one) == family(last)]
        last = (alike or ready)[0]
        left.remove(last)
        counts[technique(last)] -= 1
        yield last


def _can_go_on(counts: Counter[str], taken: str, left: int) -> bool:
    """Whether the ``left`` remaining things can be ordered with no two alike together and none of ``taken`` first."""
    after = counts.copy()
    after[taken] -= 1
    return all(count <= (left if name == taken else left + 1) // 2 for name, count in after.items())
