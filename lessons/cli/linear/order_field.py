"""Putting items in order by their numbers."""

import re

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.field import Field, Help, split_command
from lessons.cli.linear.naming import NamingError, said, which
from lessons.i18n import _
from lessons.model.answer import OrderAnswer
from lessons.model.form import OrderForm, Row
from lessons.play import Session

_MOVE = re.compile(
    r"(?P<item>.+?) (?:to )?(?P<where>first|last|(?:before|after) (?P<other>.+)|[0-9]{1,4})", re.IGNORECASE
)


class OrderField(Field):
    """Items keep the number under which they were first read out, wherever they move."""

    def __init__(self, session: Session, form: OrderForm, places: Addresses) -> None:
        super().__init__(session, places)
        self.form = form

    def intro(self) -> list[str]:
        """The items as first shown."""
        lines = [_("Put these in order:")]
        lines += [f"{number}. {self.row_text(row)}" for number, row in enumerate(self.form.items, 1)]
        if self.form.first:
            lines.append(_("First comes: {end}.").format(end=said(self.form.first)))
        if self.form.last:
            lines.append(_("Last comes: {end}.").format(end=said(self.form.last)))
        count = len(self.form.items)
        example = " ".join(str(number) for number in (2, 1, *range(3, count + 1)))
        return [*lines, _("Type the numbers in your order, for example: {example}.").format(example=example)]

    @property
    def answer(self) -> OrderAnswer:
        """The answer so far."""
        answer = self.read()
        assert isinstance(answer, OrderAnswer)  # a form is answered in its own type
        return answer

    def show(self) -> list[str]:
        """The order so far."""
        order = self.answer.items
        if not order:
            return [_("No order yet.")]
        lines = [_("Your order:")]
        rows = {row.id: row for row in self.form.items}
        lines += [f"{self._number(id)}. {self.row_text(rows[id])}" for id in order]
        if missing := self.missing():
            lines.append(missing)
        return lines

    def missing(self) -> str:
        """Items without a place."""
        order = self.answer.items
        left = [str(self._number(row.id)) for row in self.form.items if row.id not in order]
        if not order:
            return _("No order yet.")
        return _("Without a place: {numbers}.").format(numbers=", ".join(left)) if left else ""

    def help(self) -> Help:
        """Ordering commands."""
        return (
            ("2 1 3", _("the items in this order, by their numbers")),
            ("move 3 first", _("also: move 3 last, move 3 before 1, move 3 after 1")),
            ("order", _("your order so far")),
            ("items", _("the items as first read out")),
            ("clear", _("take your order back")),
        )

    def take(self, line: str) -> list[str] | None:
        """An order, or a command."""
        command, rest = split_command(line)
        match command, rest:
            case "order", "":
                return self.show()
            case "items", "":
                return self.intro()
            case "clear", "":
                return self.keep(OrderAnswer()) or [_("Your order is taken back.")]
            case "move", _rest:
                return self._move(rest)
            case "order", _rest:
                return self._whole(rest)
        if re.fullmatch(r"[0-9]{1,4}(?:[ ,]+[0-9]{1,4})*", line):
            return self._whole(line)
        return None

    def _whole(self, typed: str) -> list[str]:
        ids: list[str] = []
        for piece in re.split(r"[ ,]+", typed):
            try:
                row = self._row(piece)
            except NamingError as error:
                return [str(error)]
            if row.id in ids:
                return [_("{number} stands there twice.").format(number=self._number(row.id))]
            ids.append(row.id)
        return self.keep(OrderAnswer(tuple(ids))) or self.show()

    def _move(self, typed: str) -> list[str]:
        match = _MOVE.fullmatch(typed)
        if match is None:
            return [_("Type for example: move 3 first, move 3 before 1.")]
        try:
            moved = self._row(match["item"]).id
            anchor = self._row(match["other"]).id if match["other"] else None
        except NamingError as error:
            return [str(error)]
        order = list(self.answer.items) or [row.id for row in self.form.items]
        if moved == anchor:
            return [_("An item cannot stand before or after itself.")]
        if anchor is not None and anchor not in order:
            return [_("{number} has no place yet.").format(number=self._number(anchor))]
        order = [id for id in order if id != moved]
        where = match["where"].lower()
        if anchor is not None:
            index = order.index(anchor) + where.startswith("after")
        elif where.isdigit():
            index = max(0, int(where) - 1)
        else:
            index = 0 if where == "first" else len(order)
        order.insert(index, moved)
        return self.keep(OrderAnswer(tuple(order))) or self.show()

    def _row(self, typed: str) -> Row:
        rows = self.form.items
        names = [str(number) for number in range(1, len(rows) + 1)]
        return rows[which(typed, names, [row.id for row in rows], [row.text for row in rows])]

    def _number(self, id: str) -> int:
        return [row.id for row in self.form.items].index(id) + 1
