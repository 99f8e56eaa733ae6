"""Put items in order: the item under the cursor moves, or goes to the place a digit names."""

from typing import ClassVar

from lessons.i18n import _
from lessons.model.answer import OrderAnswer
from lessons.model.form import OrderForm, Row
from tui.boards.board import AnswerBoard, Place
from tui.safe_text import line, plain, prose_line
from tui.widgets.entries import Entry


class OrderBoard(AnswerBoard):
    """The items in the order they have now; untouched, the answer is blank."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit", "shift"})

    def __init__(self, form: OrderForm, answer: OrderAnswer) -> None:
        self.form = form
        self.answer: OrderAnswer = answer
        self.items: dict[str, Row] = {item.id: item for item in form.items}
        self.held = False
        """Whether the item under the cursor moves with the cursor."""

    @property
    def blank(self) -> bool:
        """Whether no item was moved."""
        return not self.answer.items

    @property
    def order(self) -> list[str]:
        """The items as they stand; those not placed yet keep the order first shown."""
        placed = list(self.answer.items)
        return placed + [id for id in self.items if id not in placed]

    def how(self) -> str:
        """Keys that move an item, and the one that hands in."""
        return _("A digit moves the item to that place; Enter lifts it, arrows carry it; c commits.")

    def start(self) -> str | None:
        """The first item."""
        return self.order[0]

    def entries(self) -> list[Entry]:
        """One line an item, between the names of the two ends."""
        entries = []
        if self.form.first:
            entries.append(
                Entry(line(_("first: {end}").format(end=self.form.first), "$quiet"), gap=1, indent=3)
            )
        for number, id in enumerate(self.order, 1):
            row = self.items[id]
            entries.append(
                Entry(
                    prose_line(row.text), id, plain(f"{number}. ", "$quiet"), gap=number == 1 and not entries
                )
            )
        if self.form.last:
            entries.append(Entry(line(_("last: {end}").format(end=self.form.last), "$quiet"), indent=3))
        if self.held:
            entries.append(Entry(plain(_("Arrows move the item. Enter puts it down."), "$quiet"), gap=1))
        return entries

    def choose(self, key: str) -> str | None:
        """Lift the item, or put it down."""
        self.held = not self.held
        if not self.held:
            self._set(self.order)
        return key

    def digits(self, key: str) -> int:
        """As many as there are items."""
        return len(self.order)

    def digit(self, number: int, key: str) -> str | None:
        """Move the item to the place of this number."""
        order = self.order
        if number > len(order) or key not in order:
            return None
        order.remove(key)
        order.insert(number - 1, key)
        self._set(order)
        return key

    def turn(self, way: int, key: str) -> str | None:
        """Move the item one place up (-1) or down (+1)."""
        order = self.order
        if key not in order:
            return None
        at = order.index(key)
        to = min(max(at + way, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        self._set(order)
        return key

    def clearable(self, key: str) -> bool:
        """Whether anything was moved."""
        return not self.blank

    def clear(self, key: str) -> str | None:
        """Go back to the order first shown."""
        self.held = False
        self.answer = OrderAnswer()
        return key

    def accept_shown(self) -> None:
        """Take the order as it stands for the answer."""
        self._set(self.order)

    def _set(self, order: list[str]) -> None:
        self.answer = OrderAnswer(tuple(order))

    def place(self, key: str) -> Place | None:
        """Where the item's words stand."""
        row = self.items.get(key)
        return (row.side, row.span) if row is not None and row.span is not None else None
