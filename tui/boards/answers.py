"""The board for each form of answer. Picking and ordering are here; the others have files of their own."""

from collections.abc import Iterator
from typing import ClassVar

from lessons.i18n import _
from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.slip import SlipAnswer, SlipForm
from lessons.kinds.written_answers import blank
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.answer import Answer, GridAnswer, MarkAnswer, OrderAnswer, PickAnswer, TextAnswer
from lessons.model.form import GridForm, MarkForm, OrderForm, PickForm, Row, TextForm
from tui.boards.board import AnswerBoard, Passage, numbered
from tui.boards.grid import GridBoard
from tui.boards.mark import MarkBoard
from tui.boards.shelf_board import ShelfBoard
from tui.boards.typed_board import SlipBoard, TextBoard
from tui.safe_text import joined, line, plain, prose_line
from tui.widgets.sheet import Entry


class PickBoard(AnswerBoard):
    """Round brackets when one option can be picked, square ones when several can."""

    can: ClassVar[frozenset[str]] = frozenset({"choose", "digit"})

    def __init__(self, form: PickForm, answer: PickAnswer) -> None:
        self.form = form
        self.answer: PickAnswer = answer

    @property
    def blank(self) -> bool:
        """Whether nothing is picked."""
        return not self.answer.picked

    def answered(self) -> Iterator[Entry]:
        """The options picked."""
        picked = (option for option in self.form.options if option.id in self.answer.picked)
        yield from (Entry(prose_line(option.text)) for option in picked)

    def how(self) -> str:
        """Keys that choose, and the one that hands in."""
        return _("Enter or a digit chooses; c commits.")

    def start(self) -> str | None:
        """The first option picked."""
        return next((option.id for option in self.form.options if option.id in self.answer.picked), None)

    def entries(self) -> list[Entry]:
        """One line an option."""
        left, right = "[]" if self.form.several else "()"
        entries = []
        for number, option in enumerate(self.form.options, 1):
            picked = option.id in self.answer.picked
            box = plain(f"{left}{'x' if picked else ' '}{right} ", "bold" if picked else "$quiet")
            lead = joined(plain(numbered(number), "$quiet"), box)
            entries.append(
                Entry(prose_line(option.text, "bold" if picked else ""), option.id, lead, gap=number == 1)
            )
        return entries

    def choose(self, key: str) -> str | None:
        """Pick the option, or take it back."""
        picked = self.answer.picked
        if key in picked:
            self.answer = PickAnswer(picked - {key})
        else:
            self.answer = PickAnswer(picked | {key} if self.form.several else frozenset({key}))
        return key

    def digits(self, key: str) -> int:
        """As many as there are options."""
        return len(self.form.options)

    def digit(self, number: int, key: str) -> str | None:
        """Pick the option with this number."""
        if number > len(self.form.options):
            return None
        return self.choose(self.form.options[number - 1].id)


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

    def answered(self) -> Iterator[Entry]:
        """The items in their order."""
        for number, id in enumerate(self.answer.items, 1):
            yield Entry(prose_line(self.items[id].text), lead=plain(f"{number}. ", "$quiet"))

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

    def place(self, key: str) -> Passage | None:
        """Where the item's words stand."""
        row = self.items.get(key)
        return (row.side, row.span) if row is not None and row.span is not None else None


def answer_board(lesson: Lesson, exercise: Exercise, draft: Answer | None) -> AnswerBoard:
    """A board that goes on from a draft."""
    answer = draft if draft is not None else blank(exercise.form)
    match exercise.form, answer:
        case MarkForm() as form, MarkAnswer():
            return MarkBoard(form, answer, lesson.side(form.side))
        case PickForm() as form, PickAnswer():
            return PickBoard(form, answer)
        case GridForm() as form, GridAnswer():
            return GridBoard(form, answer)
        case OrderForm() as form, OrderAnswer():
            return OrderBoard(form, answer)
        case TextForm() as form, TextAnswer():
            return TextBoard(form, answer)
        case ShelfForm() as form, ShelfAnswer():
            return ShelfBoard(form, answer)
        case SlipForm() as form, SlipAnswer():
            return SlipBoard(form, answer)
    raise TypeError(f"{type(answer).__name__} does not fill in {type(exercise.form).__name__}")
