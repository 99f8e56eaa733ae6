"""Forced answers in a grid: each cell earns what its answer is worth, nothing is taken away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lessons.i18n import _, plural
from lessons.kinds.accepted import Accepted
from lessons.kinds.base import Bench, Bound, Lazy
from lessons.kinds.item import Again, Item
from lessons.kinds.wording import ending, number, plain_line
from lessons.loading.document import Trail
from lessons.model.answer import Answer, GridAnswer, answer_of
from lessons.model.form import Column, Row, Side
from lessons.model.result import Part, Score, Verdict
from lessons.text.spans import Span

COLUMN = "answer"
"""Id of the only column of a grid that asks one question."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One question of one row, with what the key accepts."""

    id: str
    """Id of its part: ``"c7"``, or ``"s1.named"`` where a row has several questions."""
    row: str
    column: str
    text: str
    """Plain words of the row, and of the question where a row has several."""
    options: Mapping[str, str]
    """Plain words per option id."""
    accepted: Accepted
    at: Trail
    """Where the answer's mapping in key.yaml says what is accepted."""
    span: Span | None = None
    side: Side = "main"
    technique: str | None = None
    again: tuple[Again, ...] = ()
    """Fresh sentences for review."""

    @property
    def chance(self) -> Fraction:
        """What a blind guess earns: the mean credit of the options."""
        return sum(self.accepted.credits.values(), Fraction(0)) / len(self.options)


@dataclass(frozen=True)
class BoundGrid(Bound):
    """A bound grid; each kind that asks one adds its rule."""

    cells: tuple[Cell, ...]

    @cached_property
    def chance(self) -> Fraction:
        """The mean, over the cells, of the mean credit of their options."""
        return sum((cell.chance for cell in self.cells), Fraction(0)) / len(self.cells)

    def score(self, answer: Answer) -> Score:
        """The mean credit over all cells."""
        given = answer_of(GridAnswer, answer).cells
        parts = tuple(part_of(cell, given.get((cell.row, cell.column))) for cell in self.cells)
        earned = sum((part.credit for part in parts), Fraction(0))
        every = len(parts)
        blank = sum(part.verdict is Verdict.MISSED for part in parts)
        said = _("Right: {earned} of {every}").format(earned=number(earned), every=every)
        if blank:
            left = plural("{blank} was left blank.", "{blank} were left blank.", blank).format(blank=blank)
            said = f"{left} {said}"
        score = earned / every if every else Fraction(0)
        return Score(score, parts, ending(said, score))

    def perfect(self) -> GridAnswer:
        """The best option of each cell."""
        return GridAnswer({(cell.row, cell.column): cell.accepted.best for cell in self.cells})

    def lazy(self) -> Iterator[Lazy]:
        """One lazy answer an option: the same everywhere, worth the share of cells that accept it."""
        for id, worth in self.constants().items():
            cells = {(cell.row, cell.column): id for cell in self.cells if id in cell.options}
            yield Lazy(f"{id} everywhere", GridAnswer(cells), worth)

    def constants(self) -> dict[str, Fraction]:
        """What the answer "this option wherever it is offered" earns, per option id."""
        ids = dict.fromkeys(id for cell in self.cells for id in cell.options)
        return {
            id: sum((cell.accepted.credits.get(id, Fraction(0)) for cell in self.cells), Fraction(0))
            / len(self.cells)
            for id in ids
        }

    def items(self) -> tuple[Item, ...]:
        """The cells."""
        return tuple(
            Item(
                cell.id,
                cell.text,
                technique=cell.technique,
                chance=cell.chance,
                again=cell.again,
                at=cell.at,
                accepts="list",
            )
            for cell in self.cells
        )


def cell(
    row: Row,
    column: Column,
    accepted: Accepted,
    at: Trail,
    *,
    alone: bool = True,
    technique: str | None = None,
) -> Cell:
    """A cell; ``alone`` when its column is the only one, ``at`` its place in the answer's mapping."""
    text = plain_line(row.text)
    return Cell(
        id=row.id if alone else f"{row.id}.{column.id}",
        row=row.id,
        column=column.id,
        text=text if alone else f"{text} \u2013 {plain_line(column.text)}",
        options={option.id: plain_line(option.text) for option in column.options},
        accepted=accepted,
        at=at,
        span=row.span,
        side=row.side,
        technique=technique,
    )


def part_of(cell: Cell, given: str | None) -> Part:
    """The verdict on one cell."""
    credit = cell.accepted.credit(given)
    if given is None:
        verdict = Verdict.MISSED
    elif credit == 1:
        verdict = Verdict.RIGHT
    else:
        verdict = Verdict.PARTLY if credit else Verdict.WRONG
    return Part(
        id=cell.id,
        verdict=verdict,
        text=cell.text,
        credit=credit,
        given=cell.options.get(given, given) if given is not None else "",
        expected=cell.accepted.expected,
        why=cell.accepted.says(given),
        technique=cell.technique,
        span=cell.span,
        side=cell.side,
    )


def varied(bench: Bench, at: Trail, key: BoundGrid) -> None:
    """Warn when one constant answer earns too much.

    The bound is one half. Where every cell has only two options one of them is right in half the cells at
    least, so there the bound is two thirds. A single cell is no constant.
    """
    if len(key.cells) < 2:
        return
    bound = Fraction(1, 2) if any(len(cell.options) > 2 for cell in key.cells) else Fraction(2, 3)
    id, worth = max(key.constants().items(), key=lambda constant: constant[1])
    if worth > bound:
        found = f"answering {id!r} everywhere scores {number(worth)}"
        fix = "add rows with another answer"
        bench.warn("K710", at, found, f"at most {number(bound)} for one and the same answer", fix)
