"""``order``: put items in order.

Scored over the pairs that the key ranks differently, ``max(0, 2 * right / pairs - 1)``, so that half the
pairs in the right order, which is what guessing gets, scores 0 (Kendall's tau with ties in the key, cut off
at 0).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from lessons.i18n import _, plural
from lessons.kinds.accepted import same_ids
from lessons.kinds.base import Bench, Key, Kind, Lazy, Task
from lessons.kinds.rows import RowField, rows_of
from lessons.kinds.wording import number, plain_line
from lessons.model.answer import OrderAnswer, Raw
from lessons.model.fields import Identifier, Identifiers, Line, Text
from lessons.model.form import Form, OrderForm, Row
from lessons.model.result import Part, Score, Verdict


class OrderTask(Task):
    """Fields in lesson.yaml."""

    items: Annotated[dict[Identifier, RowField], Field(min_length=3, max_length=40)]
    """What is to be put in order, as it is first shown: not in the right order."""
    first: Line | None = None
    """Name of the first end."""
    last: Line | None = None
    """Name of the last end."""


class OrderKey(Key):
    """Fields in key.yaml."""

    order: Annotated[tuple[Identifiers, ...], Field(strict=False, min_length=1)]
    """From first to last; ids in one inner list may stand either way."""
    items: dict[Identifier, Text] = Field(default_factory=dict)
    """Feedback per item."""


@dataclass(frozen=True)
class BoundOrder:
    """The bound key."""

    items: tuple[Row, ...]
    """In the order first shown."""
    groups: tuple[tuple[str, ...], ...]
    """First to last; the items of a group may stand either way."""
    why: Mapping[str, str]

    @property
    def ranks(self) -> dict[str, int]:
        """The number of its group per item id."""
        return {id: rank for rank, group in enumerate(self.groups) for id in group}

    @property
    def pairs(self) -> int:
        """How many pairs the key ranks differently."""
        sizes = [len(group) for group in self.groups]
        return (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2


def worth(right: int, pairs: int) -> Fraction:
    """The score of so many pairs in the right order."""
    return max(Fraction(0), Fraction(2 * right, pairs) - 1) if pairs else Fraction(0)


def inversions(sizes: tuple[int, ...]) -> list[int]:
    """How many arrangements of groups of these sizes have 0, 1, 2 ... pairs in the wrong order.

    The coefficients of the Gaussian multinomial, which counts the inversions of the permutations of a
    multiset (MacMahon). Items of a group are taken as alike, which divides all counts by the same number.
    """
    counts, placed = [1], 0
    for size in sizes:
        for step in range(1, size + 1):
            counts = _divided(_multiplied(counts, placed + step), step)
        placed += size
    return counts


def _multiplied(counts: list[int], power: int) -> list[int]:
    """The polynomial times (1 - q^power)."""
    product = counts + [0] * power
    for index, count in enumerate(counts):
        product[index + power] -= count
    return product


def _divided(counts: list[int], power: int) -> list[int]:
    """The polynomial divided by (1 - q^power), without remainder."""
    quotient = counts[: len(counts) - power]
    for index in range(power, len(quotient)):
        quotient[index] += quotient[index - power]
    return quotient


class Order(Kind[OrderTask, OrderKey, BoundOrder, OrderAnswer]):
    """Put items in order."""

    name = "order"
    task = OrderTask
    key = OrderKey

    def form(self, task: OrderTask, bench: Bench) -> OrderForm:
        """The items in the order of the file, which is the order first shown."""
        return OrderForm(
            rows_of(bench, task.items, ("items",), task.where), task.first or "", task.last or ""
        )

    def bind(self, task: OrderTask, key: OrderKey, form: Form, bench: Bench) -> BoundOrder:
        """The order, with ties."""
        assert isinstance(form, OrderForm)  # made by form() above
        same_ids(bench, ("order",), "item", task.items, (id for group in key.order for id in group))
        for id, times in Counter(id for group in key.order for id in group).items():
            if times > 1:
                bench.fault(
                    "K740", ("order",), f"{id!r} stands there {times} times", "each item once", "remove one"
                )
        for id in key.items:
            if id not in task.items:
                found = f"feedback for {id!r}, which is no item"
                bench.fault(
                    "K741",
                    ("items", id),
                    found,
                    "feedback for the items",
                    "use an id of lesson.yaml",
                    on_key=True,
                )
        bound = BoundOrder(form.items, key.order, dict(key.items))
        if bound.pairs == 0:
            fix = "take at least one item out of the inner list"
            bench.fault("K742", ("order",), "any order is right", "an order", fix)
        elif bench.sound:
            _check_shown(bench, bound)
        return bound

    def score(self, bound: BoundOrder, answer: OrderAnswer) -> Score:
        """Twice the share of pairs in the right order, less one; pairs of unplaced items are wrong."""
        places = {id: place for place, id in enumerate(answer.items)}
        ranks = bound.ranks
        right = dict.fromkeys(ranks, 0)
        for index, one in enumerate(bound.items):
            for other in bound.items[index + 1 :]:
                if _in_order(one.id, other.id, ranks, places):
                    right[one.id] += 1
                    right[other.id] += 1
        total = sum(right.values()) // 2
        parts = tuple(_part(bound, item, places, right[item.id]) for item in bound.items)
        return Score(worth(total, bound.pairs), parts, _sum_in_words(total, bound.pairs, bool(places)))

    def chance(self, bound: BoundOrder) -> Fraction:
        """The mean score over all arrangements; exact for any number of items."""
        counts = inversions(tuple(len(group) for group in bound.groups))
        earned = sum(
            (count * worth(bound.pairs - wrong, bound.pairs) for wrong, count in enumerate(counts)),
            Fraction(0),
        )
        return earned / sum(counts)

    def rule(self, bound: BoundOrder) -> str:
        """The rule for students."""
        return _("We count pairs in the right order; half of them is what guessing gets, so half scores 0.")

    def perfect(self, bound: BoundOrder) -> Raw:
        """The key's order."""
        return [id for group in bound.groups for id in group]

    def lazy(self, bound: BoundOrder) -> Iterator[Lazy]:
        """The reverse of the key, and the items as they are first shown."""
        yield Lazy("the order reversed", [id for group in reversed(bound.groups) for id in group])
        yield Lazy("the order first shown", [item.id for item in bound.items], Fraction(1, 2))


def _in_order(one: str, other: str, ranks: Mapping[str, int], places: Mapping[str, int]) -> bool:
    """Whether the key ranks the two differently and the answer puts them so."""
    if one not in places or other not in places or ranks[one] == ranks[other]:
        return False
    return (ranks[one] < ranks[other]) == (places[one] < places[other])


def _check_shown(bench: Bench, bound: BoundOrder) -> None:
    """Note a fault when the items are shown almost as they belong: committing them untouched would earn."""
    ranks, places = bound.ranks, {item.id: place for place, item in enumerate(bound.items)}
    right = sum(
        _in_order(one.id, other.id, ranks, places)
        for index, one in enumerate(bound.items)
        for other in bound.items[index + 1 :]
    )
    shown = worth(right, bound.pairs)
    if shown > Fraction(1, 2):
        found = f"the order in which lesson.yaml shows the items scores {number(shown)}"
        bench.fault(
            "K743", ("order",), found, "at most 1/2 for doing nothing", "shuffle the items in lesson.yaml"
        )


def _part(bound: BoundOrder, item: Row, places: Mapping[str, int], right: int) -> Part:
    """The verdict on one item. Every pair is shared by its two items, so each holds half of it."""
    rank = bound.ranks[item.id]
    before = sum(len(group) for group in bound.groups[:rank])
    group = len(bound.groups[rank])
    pairs = len(bound.items) - group
    place = places.get(item.id)
    if place is None:
        verdict = Verdict.MISSED
    elif before <= place < before + group:
        verdict = Verdict.RIGHT
    else:
        verdict = Verdict.PARTLY if right else Verdict.WRONG
    return Part(
        id=item.id,
        verdict=verdict,
        text=plain_line(item.text),
        credit=Fraction(right, 2),
        weight=Fraction(pairs, 2),
        given="" if place is None else _("place {place}").format(place=place + 1),
        expected=_place(before + 1, before + group),
        why=bound.why.get(item.id, ""),
        span=item.span,
        side=item.side,
    )


def _place(first: int, last: int) -> str:
    if first == last:
        return _("place {place}").format(place=first)
    if last == first + 1:
        return _("place {first} or {last}").format(first=first, last=last)
    return _("place {first} to {last}").format(first=first, last=last)


def _sum_in_words(right: int, pairs: int, answered: bool) -> str:
    if not answered:
        return _("You put nothing in order.")
    if right == pairs:
        return plural(
            "The {pairs} pair stands in the right order.",
            "All {pairs} pairs stand in the right order.",
            pairs,
        ).format(pairs=pairs)
    said = _("{right} of {pairs} pairs in the right order").format(right=right, pairs=pairs)
    wrong = pairs - right
    if right <= wrong:
        return _("{said}: half or fewer scores 0.").format(said=said)
    return _("{said}: {right} right less {wrong} wrong is {rest} of {pairs}.").format(
        said=said, right=right, wrong=wrong, rest=right - wrong, pairs=pairs
    )
