"""``order``: put items in order.

Two counts, and the better one is the score. Each is cut off at what guessing gets, so a random order earns little.

- Pairs that the key ranks differently: ``max(0, 2 * right / pairs - 1)``, Kendall's tau with ties in the key. Fair
  to an order with many small slips.
- Items that can stay where they are: the longest run of items, gaps allowed, that stands in the right order,
  ``max(0, (kept - guessed) / (items - guessed))``, where ``guessed`` is what a random order keeps on average, as a
  whole number. Fair to an order in which one item was moved far.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations
from random import Random
from typing import Annotated

from pydantic import Field

from lessons.i18n import _, plural
from lessons.kinds.accepted import same_ids
from lessons.kinds.answer_lines import ROW_WORDS, AnswerLines, FirstWord
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import RowField, rows_of
from lessons.kinds.wording import ending, number, plain_line
from lessons.loading.placed import NOTHING, Placed
from lessons.model.answer import Answer, OrderAnswer, answer_of
from lessons.model.fields import Explanation, Identifier, Identifiers, Line, Of, Role
from lessons.model.form import Form, OrderForm, Row
from lessons.model.result import Part, Score, Verdict


class OrderTask(Task):
    """Fields in lesson.yaml."""

    items: Annotated[dict[Identifier, RowField], Field(min_length=3, max_length=40)]
    """What is to be put in order, as it is first shown: not in the right order."""
    first: Annotated[Line, Role.QUESTION] | None = None
    """Name of the first end."""
    last: Annotated[Line, Role.QUESTION] | None = None
    """Name of the last end."""


class OrderKey(Key):
    """Fields in key.yaml."""

    order: Annotated[tuple[Annotated[Identifiers, Of(("items",))], ...], Field(strict=False, min_length=1)]
    """From first to last; ids in one inner list may stand either way."""
    items: dict[Annotated[Identifier, Of(("items",))], Explanation] = Field(default_factory=dict)
    """Feedback per item."""


@dataclass(frozen=True)
class BoundOrder(Bound):
    """The bound key."""

    rows: tuple[Row, ...]
    """In the order first shown."""
    groups: tuple[tuple[str, ...], ...]
    """First to last; the items of a group may stand either way."""
    why: Mapping[str, str]

    @property
    def ranks(self) -> dict[str, int]:
        """The number of its group per item id."""
        return {id: rank for rank, group in enumerate(self.groups) for id in group}

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many items each group has."""
        return tuple(len(group) for group in self.groups)

    @cached_property
    def guessed(self) -> int:
        """How many items a random order can keep on average, rounded."""
        counts = arrangements(self.sizes)
        return round(Fraction(sum(kept * n for (_wrong, kept), n in counts.items()), sum(counts.values())))

    def worth(self, right: int, kept: int) -> Fraction:
        """The better of the two counts."""
        return max(pairs_worth(right, self.pairs), kept_worth(kept, sum(self.sizes), self.guessed))

    @property
    def pairs(self) -> int:
        """How many pairs the key ranks differently."""
        return (sum(self.sizes) ** 2 - sum(size**2 for size in self.sizes)) // 2

    @cached_property
    def chance(self) -> Fraction:
        """The mean score over all arrangements; exact up to eight items, a mean of draws above."""
        counts = arrangements(self.sizes)
        earned = sum(
            (count * self.worth(self.pairs - wrong, kept) for (wrong, kept), count in counts.items()),
            Fraction(0),
        )
        return min(earned / sum(counts.values()), Fraction(9_999, 10_000))

    def rule(self) -> str:
        """The rule for students."""
        return _(
            "We count the pairs in the right order and the items that can stay where they are; the better count is "
            "your score, and what guessing gets scores 0."
        )

    def score(self, answer: Answer) -> Score:
        """The better of the two counts; an item left out has its pairs wrong, and then nothing can stay."""
        order = answer_of(OrderAnswer, answer).items
        places = {id: place for place, id in enumerate(order)}
        ranks = self.ranks
        right = dict.fromkeys(ranks, 0)
        for index, one in enumerate(self.rows):
            for other in self.rows[index + 1 :]:
                if _in_order(one.id, other.id, ranks, places):
                    right[one.id] += 1
                    right[other.id] += 1
        total = sum(right.values()) // 2
        parts = tuple(_part(self, item, places, right[item.id]) for item in self.rows)
        whole = len(order) == len(ranks)
        kept = longest(ranks[id] for id in order) if whole else 0
        return Score(self.worth(total, kept), parts, _sum_in_words(self, total, kept, bool(places)))

    def perfect(self) -> OrderAnswer:
        """The key's order."""
        return OrderAnswer(tuple(id for group in self.groups for id in group))

    def lazy(self) -> Iterator[Lazy]:
        """The reverse of the key, and the items as they are first shown."""
        backwards = OrderAnswer(tuple(id for group in reversed(self.groups) for id in group))
        yield Lazy("the order reversed", backwards)
        shown = OrderAnswer(tuple(row.id for row in self.rows))
        yield Lazy("the order first shown", shown, Fraction(1, 2))

    def items(self) -> tuple[Item, ...]:
        """The items, as they are first shown."""
        return tuple(Item(row.id, row.text) for row in self.rows)


def pairs_worth(right: int, pairs: int) -> Fraction:
    """The score of so many pairs in the right order."""
    return max(Fraction(0), Fraction(2 * right, pairs) - 1) if pairs else Fraction(0)


def kept_worth(kept: int, items: int, guessed: int) -> Fraction:
    """The score of so many items that can stay, out of all, where a random order keeps ``guessed``."""
    return max(Fraction(0), Fraction(kept - guessed, items - guessed)) if items > guessed else Fraction(0)


def longest(ranks: Iterable[int]) -> int:
    """The most items that can stay: the longest run, gaps allowed, in which no rank is below the one before it.

    By patience sorting: the heads of the piles, each the lowest rank that ends a run of that length.
    """
    piles: list[int] = []
    for rank in ranks:
        place = bisect_right(piles, rank)
        piles[place : place + 1] = [rank]
    return len(piles)


EXACT = 8
"""Up to so many items every arrangement is counted; above, ``DRAWS`` of them are drawn."""
DRAWS = 2_000


@lru_cache(maxsize=64)
def arrangements(sizes: tuple[int, ...]) -> Mapping[tuple[int, int], int]:
    """How many arrangements of groups of these sizes have so many wrong pairs and can keep so many items.

    Items of a group are taken as alike, which divides all counts by the same number. Exact up to ``EXACT`` items:
    every arrangement is built item by item, and those with the same items left, the same piles and the same wrong
    pairs are counted together. With more items a sample with a fixed seed.
    """
    if sum(sizes) > EXACT:
        return _drawn(sizes)
    counts: Counter[tuple[tuple[int, ...], tuple[int, ...], int]] = Counter({(sizes, (), 0): 1})
    for _step in range(sum(sizes)):
        grown: Counter[tuple[tuple[int, ...], tuple[int, ...], int]] = Counter()
        for (left, piles, wrong), count in counts.items():
            for rank, more in enumerate(left):
                if more:
                    place = bisect_right(piles, rank)
                    rest = (*left[:rank], more - 1, *left[rank + 1 :])
                    grown[rest, (*piles[:place], rank, *piles[place + 1 :]), wrong + sum(left[:rank])] += (
                        count
                    )
        counts = grown
    totals: Counter[tuple[int, int]] = Counter()
    for (_left, piles, wrong), count in counts.items():
        totals[wrong, len(piles)] += count
    return totals


def _drawn(sizes: tuple[int, ...]) -> Mapping[tuple[int, int], int]:
    random = Random(repr(sizes))
    ranks = [rank for rank, size in enumerate(sizes) for _item in range(size)]
    counts: Counter[tuple[int, int]] = Counter()
    for _draw in range(DRAWS):
        random.shuffle(ranks)
        wrong = sum(one > other for one, other in combinations(ranks, 2))
        counts[wrong, longest(ranks)] += 1
    return counts


EITHER_WAY = "either-way"
"""What begins a line of steps that may stand in any order."""


def _either_way(step: Placed) -> list[Placed]:
    """The steps of a group, or the one step."""
    group = step.fields.get(EITHER_WAY)
    return [step] if group is None else group.items


def _tells(ranks: Sequence[int]) -> bool:
    """Whether more than half of the pairs stand as they belong: then the reverse tells less."""
    pairs = [(one, other) for one, other in combinations(ranks, 2) if one != other]
    return 2 * sum(one < other for one, other in pairs) > len(pairs)


class Order(Kind[OrderTask, OrderKey]):
    """Put items in order."""

    name = "order"
    example = Example("sourcing")
    task = OrderTask
    key = OrderKey
    lines = (
        AnswerLines(
            "steps",
            {"step": FirstWord(about="A step, in words."), **ROW_WORDS},
            "items",
            asked="items",
            bare="step",
            asks=(),
            mixed=True,
        ),
    )

    def write_out(self, desk: Desk) -> None:
        """The steps stand in the right order; those below ``either-way`` may stand in any."""
        (lines,) = self.lines
        steps = desk.listed(lines)
        if steps is None:
            return
        groups = [[desk.line(lines, one) for one in _either_way(step)] for step in steps.items]
        read = desk.named([line for group in groups for line in group if line is not None], lines.name)
        ids = [[line.words.here(line.id) for line in group if line is not None] for group in groups]
        order = [group[0] if len(group) == 1 else steps.here(group) for group in ids if group]
        desk.key["order"] = steps.here(order)
        desk.key["items"] = steps.here({line.id: line.answer["why"] for line in read if "why" in line.answer})
        shown = desk.mixed(read)
        ranks = {line.id: rank for rank, group in enumerate(groups) for line in group if line is not None}
        if "shown" not in desk.entry.fields and _tells([ranks[line.id] for line in shown]):
            shown = shown[::-1]
        desk.task["items"] = steps.here({line.id: desk.row(line) for line in shown})

    def join(self, joiner: Joiner) -> None:
        """The steps in the right order, each with what is said of it."""
        (lines,) = self.lines
        items, order = joiner.task.pop("items"), joiner.key.pop("order")
        said = joiner.key.pop("items", NOTHING).fields
        ids = [id.text for group in order.items for id in group.items]
        rows = [items.fields[id] for id in ids]
        made = [
            joiner.entry(lines, row, row.here({"why": said[id]} if id in said else None))
            for id, row in zip(ids, rows, strict=True)
        ]
        steps = iter(joiner.with_ids(made, ids, rows, lines.bare))
        groups = [(group, [next(steps) for _id in group.items]) for group in order.items]
        joiner.lists[lines.name] = order.here(
            [own[0] if len(own) == 1 else group.here({EITHER_WAY: group.here(own)}) for group, own in groups]
        )

    def line_fields(self, desk: Desk, lines: AnswerLines) -> Sequence[str]:
        """What is said of a step."""
        return ("why",)

    def form(self, task: OrderTask, bench: Bench) -> OrderForm:
        """The items in the order of the file, which is the order first shown."""
        return OrderForm(
            rows_of(bench, task.items, ("items",), task.where), task.first or "", task.last or ""
        )

    def bind(self, task: OrderTask, key: OrderKey, form: Form, bench: Bench) -> BoundOrder:
        """The order, with ties."""
        assert isinstance(form, OrderForm)  # made by form() above
        times = Counter(id for group in key.order for id in group)
        twice = [id for id, count in times.items() if count > 1]
        left_out = [id for id in task.items if id not in times]
        same_ids(bench, ("order",), "item", [id for id in task.items if id in times or not twice], times)
        for id in twice:
            fix = f"write {left_out[0]!r} in one of the places" if left_out else "remove one"
            bench.fault("K740", ("order",), f"{id!r} stands there {times[id]} times", "each item once", fix)
        for id in key.items:
            if id not in task.items:
                found = f"feedback for {id!r}, which is no item"
                bench.fault(
                    "K741",
                    ("items", id),
                    found,
                    "feedback for the items",
                    "use one of these",
                    on_key=True,
                )
        bound = BoundOrder(form.items, key.order, dict(key.items))
        if bound.pairs == 0:
            fix = "take at least one item out of the inner list"
            bench.fault("K742", ("order",), "any order is right", "an order", fix)
        elif bench.sound:
            _check_shown(bench, bound)
        return bound


def _in_order(one: str, other: str, ranks: Mapping[str, int], places: Mapping[str, int]) -> bool:
    """Whether the key ranks the two differently and the answer puts them so."""
    if one not in places or other not in places or ranks[one] == ranks[other]:
        return False
    return (ranks[one] < ranks[other]) == (places[one] < places[other])


def _check_shown(bench: Bench, bound: BoundOrder) -> None:
    """Note a fault when the items are shown almost as they belong: committing them untouched would earn."""
    ranks, places = bound.ranks, {item.id: place for place, item in enumerate(bound.rows)}
    right = sum(
        _in_order(one.id, other.id, ranks, places)
        for index, one in enumerate(bound.rows)
        for other in bound.rows[index + 1 :]
    )
    shown = bound.worth(right, longest(ranks[item.id] for item in bound.rows))
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
    pairs = len(bound.rows) - group
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


def _sum_in_words(bound: BoundOrder, right: int, kept: int, answered: bool) -> str:
    """The better count, as a sum that ends in the score."""
    score, pairs, items = bound.worth(right, kept), bound.pairs, sum(bound.sizes)
    if not answered:
        return ending(_("You put nothing in order"), score)
    if right == pairs:
        said = plural(
            "The {pairs} pair stands in the right order",
            "All {pairs} pairs stand in the right order",
            pairs,
        )
        return ending(said.format(pairs=pairs), score)
    if pairs_worth(right, pairs) < score:
        said = _(
            "{kept} of {items} items can stay where they are; a random order keeps about {guessed}: "
            "({kept} \u2212 {guessed}) / ({items} \u2212 {guessed})"
        )
        words = said.format(kept=kept, items=items, guessed=bound.guessed)
        return ending(words, score)
    said = _("{right} of {pairs} pairs in the right order").format(right=right, pairs=pairs)
    wrong = pairs - right
    if right <= wrong:
        none = _("{said}: {right} right less {wrong} wrong leaves nothing")
        return ending(none.format(said=said, right=right, wrong=wrong), score)
    more = _("{said}: {right} right less {wrong} wrong is {rest} of {pairs}")
    return ending(more.format(said=said, right=right, wrong=wrong, rest=right - wrong, pairs=pairs), score)
