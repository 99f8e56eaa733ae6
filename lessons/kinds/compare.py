"""``compare``: hold two articles side by side. Sort facts by article, pick what is missing here, or mark it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from lessons.i18n import _
from lessons.kinds import picking
from lessons.kinds.accepted import AcceptedField, AcceptedFields, accept, explained, same_ids
from lessons.kinds.answer_lines import AnswerLines, FirstWord
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.choice import BoundPicks, Pickable
from lessons.kinds.grid import COLUMN, BoundGrid, varied
from lessons.kinds.item import Item, Judgement
from lessons.kinds.joining import Joiner
from lessons.kinds.mark import (
    MARK_LINES,
    BoundMarks,
    MarkFields,
    PhraseField,
    TrapField,
    bind_marks,
    marks_judged,
)
from lessons.kinds.match import bind_rows
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import RowField, distinct, rows_of
from lessons.kinds.wording import paragraphs, plain_line
from lessons.loading.document import Value
from lessons.loading.placed import NOTHING, Placed
from lessons.model.answer import PickAnswer
from lessons.model.fields import Identifier, Integer, Line, Of, Role
from lessons.model.form import Column, Form, GridForm, MarkForm, Option, PickForm, Side
from lessons.model.glossary import Strand

THERE = "there"


class CompareTask(Task):
    """Fields in lesson.yaml."""

    mode: Literal["sort", "pick", "mark"] = "sort"
    """Sort facts by article, pick those of the second article, or mark in the second article."""
    here: Annotated[Line, Role.QUESTION] | None = None
    """Name of the lesson's own article."""
    there: Annotated[Line, Role.QUESTION] | None = None
    """Name of the second article."""
    rows: Annotated[dict[Identifier, RowField] | None, Field(min_length=1, max_length=60)] = None
    """The facts, each under an id; not with ``mode: mark``."""


class CompareKey(Key):
    """Fields in key.yaml: ``rows`` to sort and pick, the others to mark."""

    rows: dict[Annotated[Identifier, Of(("rows",))], Annotated[AcceptedField, Role.KEPT]] | None = None
    """For each fact ``here``, ``there``, ``both`` or ``neither``; not with ``mode: mark``."""
    mark: Annotated[tuple[PhraseField, ...], Field(strict=False, max_length=500)] | None = None
    """With ``mode: mark``: what the second article alone has."""
    traps: Annotated[tuple[TrapField, ...], Field(strict=False, max_length=500)] | None = None
    """With ``mode: mark``: words that look like it and are not."""
    otherwise: Annotated[str, Role.EXPLANATION] | None = None
    """With ``mode: mark``: shown for any other word that is marked."""
    grace: Annotated[Integer, Field(ge=0, le=10)] | None = None
    """With ``mode: mark``: words beside a quote that may be marked at no cost."""


@dataclass(frozen=True)
class BoundFacts(BoundGrid):
    """Which article each fact stands in."""

    def rule(self) -> str:
        """The rule for students."""
        return _("Each fact you put in the right place earns an equal share; a wrong place costs nothing.")


@dataclass(frozen=True)
class BoundAlone(BoundPicks):
    """The facts that only the second article has."""

    def lazy(self) -> Iterator[Lazy]:
        """Every fact picked."""
        yield Lazy("every fact picked", PickAnswer(frozenset(option.id for option in self.options)))

    def items(self) -> tuple[Item, ...]:
        """The facts; the key says of each where it stands."""
        advice = _("if both are right, accept both places, as in is: [there, both]")
        return tuple(
            replace(item, at=("rows", item.id), accepts=None, free=None, advice=advice)
            for item in super().items()
        )


class Compare(Kind[CompareTask, CompareKey]):
    """Hold two articles side by side."""

    name = "compare"
    example = Example("omission")
    both_articles = True
    task = CompareTask
    key = CompareKey
    lines = (
        AnswerLines(
            "facts",
            {
                "here": FirstWord(about="A fact that stands in this article only."),
                THERE: FirstWord(about="A fact that stands in the second article only."),
                "both": FirstWord(about="A fact that stands in both."),
                "neither": FirstWord(about="A fact that stands in neither."),
            },
            "rows",
            asked="rows",
            verdict="is",
            mixed=True,
        ),
        MARK_LINES,
    )

    def write_out(self, desk: Desk) -> None:
        """Facts are sorted or picked, phrases are marked."""
        facts, phrases = self.lines
        lines = phrases if phrases.name in desk.rest else facts
        desk.put(lines, desk.lines(lines))
        if lines is phrases:
            desk.rest.setdefault("mode", desk.head.here("mark"))

    def join(self, joiner: Joiner) -> None:
        """Phrases are there to be marked."""
        facts, phrases = self.lines
        joiner.put(phrases if phrases.answered in joiner.key else facts)
        if phrases.name in joiner.lists:
            joiner.task.pop("mode", None)

    def usual(self, task: Mapping[str, Placed]) -> str:
        """A question for each mode."""
        mode = task.get("mode", NOTHING).text
        return f"{self.name}-{mode}" if mode in ("pick", "mark") else self.name

    def usual_strand(self, task: Mapping[str, Placed]) -> Strand:
        """Words are marked for their language; facts are held against each other for what is left out."""
        return "language" if task.get("mode", NOTHING).text == "mark" else super().usual_strand(task)

    def marks_in(self, fields: Mapping[str, Value]) -> Side:
        """The second article, where something is marked at all."""
        return "beside" if fields.get("mode") == "mark" else "main"

    def judgements(self, task: CompareTask, key: CompareKey) -> Iterator[Judgement]:
        """The phrases to mark."""
        return marks_judged(key.mark or (), (), named=False)

    def form(self, task: CompareTask, bench: Bench) -> Form:
        """A grid to sort, a list to pick from, or the second article to mark in."""
        if bench.beside is None:
            fix = "add beside: to the lesson, with the file of the second article"
            bench.fault("K780", ("kind",), "compare without a second article", "a second article", fix)
        if task.mode == "mark":
            if task.rows is not None:
                fix = "remove rows:, or write mode: sort"
                bench.fault("K781", ("rows",), "rows with mode: mark", "no rows", fix)
            return MarkForm("beside", bench.scope(task.where, ("where",), "beside"))
        if task.rows is None:
            fix = "add the facts under rows:"
            bench.fault("K782", ("mode",), f"mode: {task.mode} without rows", "rows:", fix)
        rows = rows_of(bench, task.rows or {}, ("rows",), task.where)
        if task.mode == "pick":
            options = tuple(Option(row.id, row.text) for row in rows)
            distinct(bench, ("rows",), options)
            return PickForm(options, several=True)
        return GridForm(rows, (Column(COLUMN, "", _classes(task)),))

    def bind(self, task: CompareTask, key: CompareKey, form: Form, bench: Bench) -> Bound:
        """The key of the exercise's mode."""
        _check_fields(bench, task.mode, key)
        match form:
            case MarkForm():
                seed = f"{task.id}:{bench.side(form.side).hash}"
                return BoundMarks(bind_marks(_marks(key), form, bench, where=task.where, seed=seed))
            case PickForm():
                return _bind_picks(task, key.rows or {}, form, bench)
            case GridForm():
                bound = BoundFacts(bind_rows(key.rows or {}, form, bench))
                varied(bench, ("rows",), bound)
                return bound
        raise TypeError(type(form).__name__)  # form() above makes no other


def _classes(task: CompareTask) -> tuple[Option, ...]:
    return (
        Option("here", task.here or _("This article")),
        Option(THERE, task.there or _("The other article")),
        Option("both", _("Both")),
        Option("neither", _("Neither")),
    )


def _marks(key: CompareKey) -> MarkFields:
    """The fields of marks that the key has; the others keep their defaults."""
    given = {name: getattr(key, name) for name in ("traps", "otherwise", "grace")}
    fields = {name: value for name, value in given.items() if value is not None}
    return MarkFields.model_construct(why=key.why, mark=key.mark or (), **fields)


def _check_fields(bench: Bench, mode: str, key: CompareKey) -> None:
    """Note a fault for each field that belongs to another mode, and for the one that is missing."""
    needed, others = (
        ("mark", ["rows"]) if mode == "mark" else ("rows", ["mark", "traps", "otherwise", "grace"])
    )
    for name in others:
        if getattr(key, name) is not None:
            bench.fault("K783", (name,), f"{name} with mode: {mode}", f"no {name}", f"remove {name}:")
    if getattr(key, needed) is None:
        bench.fault("K784", (), f"no {needed} with mode: {mode}", f"{needed}:", f"add {needed}:")


def _bind_picks(
    task: CompareTask, fields: dict[str, AcceptedFields], form: PickForm, bench: Bench
) -> BoundAlone:
    at = ("rows",)
    same_ids(bench, at, "row", (option.id for option in form.options), fields)
    explained(bench, at, {id: field.why for id, field in fields.items()})
    classes = _classes(task)
    bound = BoundAlone(
        tuple(
            _pickable(bench, option, fields[option.id], classes)
            for option in form.options
            if option.id in fields
        ),
        several=True,
    )
    right = sum(option.credit == 1 for option in bound.options)
    picking.sound(bench, at, "row that stands there only", "row that does not", right, len(bound.wrong))
    return bound


def _pickable(bench: Bench, row: Option, field: AcceptedFields, classes: tuple[Option, ...]) -> Pickable:
    """A fact to pick: right when it stands there only, open when it may also stand elsewhere."""
    accepted = accept(bench, field, classes, ("rows", row.id))
    stands = _("It stands in: {where}.").format(where=accepted.expected)
    there = THERE in accepted.credits
    alone = len(accepted.credits) == 1
    return Pickable(
        id=row.id,
        text=plain_line(row.text),
        credit=Fraction(there and alone),
        debatable=there and not alone,
        why=paragraphs([field.why or "", stands]),
        if_picked="" if there else field.wrong.get(THERE, ""),
    )
