"""``omission``: sort facts by whether they are missing and matter, and say which claim each of those changes.

``score = S * (1 + C) / 2``: S scores the facts sorted as mattering like picking several out of a list, C is
the share of the mattering facts that were found and tied to the right claim. Without claims the score is S.
How the other facts are sorted among the other three classes is explained and costs nothing.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lessons.i18n import _, plural
from lessons.kinds import picking
from lessons.kinds.accepted import explained, known, same_ids
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.facts import FACTS, IN_ONE_FILE, join_facts, write_out_facts
from lessons.kinds.item import Item
from lessons.kinds.joining import Joiner
from lessons.kinds.one_file import Desk
from lessons.kinds.rows import RowField, rows_of
from lessons.kinds.wording import ending, number, paragraphs, plain_line
from lessons.loading.placed import Placed
from lessons.model.answer import Answer, GridAnswer, answer_of
from lessons.model.fields import Explanation, Fields, Flag, Identifier, Identifiers, Of, Question, Role
from lessons.model.form import Column, Form, GridForm, Option, Row
from lessons.model.result import Part, Score, Verdict

Bearing = Literal["matters", "decoy", "neutral"]


class FactKey(Fields):
    """One fact in key.yaml."""

    class_: Annotated[Identifiers, Role.KEPT, Field(alias="class", min_length=1)]
    """``matters`` (missing, and it matters), ``in-text``, ``beside`` (the point) or ``later`` (not known yet)."""
    claim: Annotated[Identifiers, Of(("claims",), needed=True)] = ()
    """Claims that the fact changes; any of them is right."""
    known: Question | None = None
    """The day the fact was public, ``YYYY-MM-DD``."""
    source: Explanation | None = None
    """Where the fact comes from."""
    why: Explanation | None = None
    """Shown whatever was answered."""
    wrong: dict[Annotated[Identifier, Of(("claims",))], Explanation] = Field(default_factory=dict)
    """Shown to those who chose that class or that claim."""
    debatable: Flag = False
    """Sorting it as mattering costs and earns nothing."""


class OmissionTask(Task):
    """Fields in lesson.yaml."""

    facts: Annotated[dict[Identifier, RowField], Field(min_length=2, max_length=60)]
    """The facts to be sorted, each under an id: a text, or a quotation."""
    claims: Annotated[dict[Identifier, RowField] | None, Field(min_length=2, max_length=60)] = None
    """Claims of the article that a missing fact may change; without them the facts are only sorted."""


class OmissionKey(Key):
    """Fields in key.yaml."""

    facts: dict[Annotated[Identifier, Of(("facts",))], FactKey]
    """For each fact its class, and the claim it changes."""


CLASS, CLAIM, MATTERS, BESIDE = "class", "claim", "matters", "beside"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with what the key says of it."""

    row: Row
    role: str
    """``matters``, ``decoy``, or ``neutral``: whether it matters is open, and either sorting is respected."""
    classes: tuple[str, ...]
    """Accepted classes; never empty."""
    claims: tuple[str, ...]
    why: str
    wrong: Mapping[str, str]
    source: str
    known: datetime.date | None


def part_of_class(fact: Fact, given: str | None, classes: Mapping[str, str], cost: Fraction) -> Part:
    """The verdict on how a fact was sorted; ``cost`` is what a decoy sorted as mattering takes away."""
    verdict, credit, weight = _judge(fact, given, cost)
    debatable = verdict is Verdict.DEBATABLE
    special = "" if debatable else fact.wrong.get(given or "", "")
    return Part(
        id=fact.row.id,
        verdict=verdict,
        text=plain_line(fact.row.text),
        credit=credit,
        weight=weight,
        given=classes.get(given, "") if given is not None else "",
        expected=_("either way") if debatable else " / ".join(classes[id] for id in fact.classes),
        why=paragraphs([special, fact.why, _origin(fact)]),
        span=fact.row.span,
        side=fact.row.side,
    )


def _judge(fact: Fact, given: str | None, cost: Fraction) -> tuple[Verdict, Fraction, Fraction]:
    """Verdict, credit and weight."""
    zero = Fraction(0)
    if fact.role == "matters":
        right = given == MATTERS
        return (Verdict.RIGHT if right else Verdict.MISSED), Fraction(right), Fraction(1)
    if given in fact.classes:
        return Verdict.RIGHT, zero, zero
    if fact.role == "neutral" and given in (MATTERS, BESIDE, None):
        return Verdict.DEBATABLE, zero, zero
    if given is None:
        return Verdict.MISSED, zero, zero
    return Verdict.WRONG, (-cost if given == MATTERS and fact.role == "decoy" else zero), zero


def part_of_claim(fact: Fact, given: str | None, claims: Mapping[str, str]) -> Part:
    """The verdict on the claim to which a fact that matters was tied."""
    right = given in fact.claims
    verdict = Verdict.RIGHT if right else Verdict.MISSED if given is None else Verdict.WRONG
    return Part(
        id=f"{fact.row.id}.{CLAIM}",
        verdict=verdict,
        text=_("{fact} \u2013 the claim it changes").format(fact=plain_line(fact.row.text)),
        credit=Fraction(right),
        given=claims.get(given, "") if given is not None else "",
        expected=" / ".join(claims[id] for id in fact.claims),
        why="" if right else fact.wrong.get(given or "", ""),
    )


def _origin(fact: Fact) -> str:
    """When the fact was public and where it stands."""
    words = []
    if fact.known is not None:
        words.append(_("Known since {day}.").format(day=fact.known.isoformat()))
    if fact.source:
        words.append(_("Source: {source}").format(source=fact.source))
    return " ".join(words)


@dataclass(frozen=True)
class BoundOmission(Bound):
    """The bound key."""

    facts: tuple[Fact, ...]
    classes: Mapping[str, str]
    """Plain words per class."""
    claims: Mapping[str, str]
    """Plain words per claim; empty when no claim is asked for."""

    @property
    def mattering(self) -> tuple[Fact, ...]:
        """The facts that are missing and matter."""
        return tuple(fact for fact in self.facts if fact.role == "matters")

    @property
    def decoys(self) -> tuple[Fact, ...]:
        """The facts that must not be sorted as mattering."""
        return tuple(fact for fact in self.facts if fact.role == "decoy")

    @property
    def known(self) -> dict[str, datetime.date]:
        """The day each fact was public, per fact id, where the key tells it; not for facts keyed as later."""
        dated = (fact for fact in self.facts if fact.classes != ("later",))
        return {fact.row.id: fact.known for fact in dated if fact.known is not None}

    def worth(self, found: int, false: int, tied: Fraction) -> Fraction:
        """The score for facts found, decoys picked and facts tied to a right claim."""
        share = picking.share(found, false, len(self.mattering), len(self.decoys))
        if not self.claims or not self.mattering:
            return share
        return share * (1 + tied / len(self.mattering)) / 2

    @cached_property
    def chance(self) -> Fraction:
        """What the best blind answer expects: m facts at random as mattering, each tied to a claim at random.

        Exact: whichever facts are found, each is tied rightly with the mean share of claims accepted.
        """
        accepted = sum(len(fact.claims) for fact in self.mattering)
        luck = Fraction(accepted, len(self.mattering) * len(self.claims)) if self.claims else Fraction(0)
        right, wrong = len(self.mattering), len(self.decoys)
        return picking.best_blind(
            right,
            wrong,
            len(self.facts) - right - wrong,
            lambda found, false: self.worth(found, false, found * luck),
        )

    def rule(self) -> str:
        """The rule for students."""
        if self.claims:
            return _(
                "Each missing fact that matters earns a share, each wrong pick takes one away, "
                "and half of the score is for the right claims; picking everything scores 0."
            )
        return _(
            "Each missing fact that matters earns a share and each wrong pick takes one away; "
            "picking everything scores 0."
        )

    def score(self, answer: Answer) -> Score:
        """S * (1 + C) / 2."""
        cells = answer_of(GridAnswer, answer).cells
        cost = picking.cost(len(self.mattering), len(self.decoys))
        parts = []
        found = false = tied = 0
        for fact in self.facts:
            given = cells.get((fact.row.id, CLASS))
            parts.append(part_of_class(fact, given, self.classes, cost))
            found += given == MATTERS and fact.role == "matters"
            false += given == MATTERS and fact.role == "decoy"
            if given == MATTERS and fact.role == "matters" and self.claims:
                claim = cells.get((fact.row.id, CLAIM))
                parts.append(part_of_claim(fact, claim, self.claims))
                tied += claim in fact.claims
        said, all = _sum_in_words(self, found, false), len(self.mattering)
        if self.claims and found:
            rest = picking.share(found, false, all, len(self.decoys))
            line = _(
                "{said}. Tied to the right claim: {tied} of {all}; half of your score hangs on that: "
                "{rest} \u00d7 (1 + {tied}/{all}) / 2"
            )
            said = line.format(said=said, tied=tied, all=all, rest=number(rest))
        score = self.worth(found, false, Fraction(tied))
        return Score(score, tuple(parts), ending(said, score))

    def perfect(self) -> GridAnswer:
        """The first accepted class of each fact, and the first accepted claim of each that matters."""
        cells = {(fact.row.id, CLASS): fact.classes[0] for fact in self.facts}
        tied = (fact for fact in self.facts if fact.classes[0] == MATTERS and fact.claims)
        return GridAnswer(cells | {(fact.row.id, CLAIM): fact.claims[0] for fact in tied})

    def lazy(self) -> Iterator[Lazy]:
        """Every fact in the same class."""
        for id in self.classes:
            everything = {(fact.row.id, CLASS): id for fact in self.facts}
            if id == MATTERS and self.claims:
                first = next(iter(self.claims))
                everything |= {(fact.row.id, CLAIM): first for fact in self.facts}
            yield Lazy(f"{id} everywhere", GridAnswer(everything))

    def items(self) -> tuple[Item, ...]:
        """The facts, each with its class and, where claims are asked for, with its claim."""
        items: list[Item] = []
        for fact in self.facts:
            one = Item(
                fact.row.id,
                fact.row.text,
                right={"matters": True, "decoy": False}.get(fact.role),
                missing=fact.classes[0] == MATTERS,
                later=fact.classes == ("later",),
                at=("facts", fact.row.id),
                free=MATTERS,
                advice=_both("class"),
            )
            items.append(one)
            if self.claims:
                items.append(Item(f"{fact.row.id}.{CLAIM}", fact.row.text, advice=_both("claim")))
        return tuple(items)


def _both(field: str) -> str:
    return _("if both can be defended, accept both, as in {field}: [one, other]").format(field=field)


def classes() -> dict[str, str]:
    """The four classes in the order shown, id -> words."""
    return {
        MATTERS: _("Missing, and it matters"),
        "in-text": _("Already in the text"),
        "beside": _("True, but beside the point"),
        "later": _("Not known yet on that day"),
    }


class Omission(Kind[OmissionTask, OmissionKey]):
    """Find what is missing, and what it changes."""

    name = "omission"
    example = Example("omission")
    task = OmissionTask
    key = OmissionKey
    lines = (FACTS,)
    in_one_file = IN_ONE_FILE

    def write_out(self, desk: Desk) -> None:
        """The claims are those that facts change, and those listed beside them."""
        write_out_facts(desk)

    def join(self, joiner: Joiner) -> None:
        """Claims are lines too; facts name those they change by id, or by their words where ids are not kept."""
        join_facts(joiner)

    def usual(self, task: Mapping[str, Placed]) -> str:
        """Another question where facts are only sorted."""
        return self.name if "claims" in task else f"{self.name}-sort"

    def form(self, task: OmissionTask, bench: Bench) -> GridForm:
        """The facts against the four classes and, when claims are given, the claim that each changes."""
        rows = rows_of(bench, task.facts, ("facts",), task.where)
        options = tuple(Option(id, text) for id, text in classes().items())
        columns = [Column(CLASS, _("Is it missing?"), options)]
        if task.claims:
            for id in task.claims:
                if id in classes():
                    fix = "choose another id for the claim"
                    bench.fault(
                        "K730",
                        ("claims", id),
                        f"a claim with the id {id!r}",
                        "an id that names no class",
                        fix,
                        on_key=True,
                    )
            claims = rows_of(bench, task.claims, ("claims",), task.where)
            asked = tuple(Option(claim.id, claim.text) for claim in claims)
            columns.append(Column(CLAIM, _("Which claim does it change?"), asked, (CLASS, MATTERS)))
        return GridForm(rows, tuple(columns))

    def bind(self, task: OmissionTask, key: OmissionKey, form: Form, bench: Bench) -> BoundOmission:
        """Each fact with its class, its claim and its feedback."""
        assert isinstance(form, GridForm)  # made by form() above
        at = ("facts",)
        same_ids(bench, at, "fact", task.facts, key.facts)
        explained(bench, at, {id: field.why for id, field in key.facts.items()})
        claims = form.columns[1].options if len(form.columns) > 1 else ()
        names = {option.id: plain_line(option.text) for option in claims}
        facts = tuple(_fact(bench, row, key.facts[row.id], names) for row in form.rows if row.id in key.facts)
        bound = BoundOmission(facts, classes(), names)
        picking.sound(
            bench,
            at,
            "fact of class matters",
            "fact of another class",
            len(bound.mattering),
            len(bound.decoys),
        )
        return bound


def _fact(bench: Bench, row: Row, field: FactKey, claims: Mapping[str, str]) -> Fact:
    at = ("facts", row.id)
    named = classes()
    for index, id in enumerate(field.class_):
        known(bench, id, named, (*at, "class", index))
    for id in field.wrong:
        known(bench, id, [*named, *claims], (*at, "wrong", id), on_key=True)
    ids = tuple(id for id in field.class_ if id in named)
    if len(set(ids)) == len(named):
        bench.fault(
            "K731", (*at, "class"), "every class is accepted", "at least one wrong class", "accept fewer"
        )
    role: Bearing = "decoy"
    if MATTERS in ids:
        role = "neutral" if field.debatable or set(ids) != {MATTERS} else "matters"
    elif field.debatable:
        role = "neutral"
    if len(ids) == len(field.class_):  # else what is meant is not known
        _check_claims(bench, row.id, field, claims, role)
    return Fact(
        row=row,
        role=role,
        classes=ids or tuple(named),
        claims=tuple(dict.fromkeys(id for id in field.claim if id in claims)),
        why=field.why or "",
        wrong=dict(field.wrong),
        source=field.source or "",
        known=_date(bench, field.known, row.id),
    )


def _check_claims(bench: Bench, fact: str, field: FactKey, claims: Mapping[str, str], role: Bearing) -> None:
    at = ("facts", fact, "claim")
    if field.claim and not claims:
        fix = "add claims: to the exercise in lesson.yaml, or remove claim:"
        bench.fault("K732", at, "a claim, but the exercise asks for none", "no claim", fix)
        return
    for index, id in enumerate(field.claim):
        known(bench, id, claims, (*at, index))
    if role == "matters" and claims and not field.claim:
        fix = "add claim: with the claim it changes"
        bench.fault(
            "K733", ("facts", fact), f"{fact!r} matters, but changes no claim", "a claim it changes", fix
        )
    if role == "decoy" and field.claim:
        fix = "remove claim:, or write class: matters"
        bench.fault(
            "K734", at, "a claim for a fact that does not matter", "claims for facts that matter", fix
        )
    if claims and len(set(field.claim)) == len(claims):
        bench.warn(
            "K735", at, "every claim is accepted", "at least one wrong claim", "accept fewer, or add a claim"
        )


def _date(bench: Bench, text: str | None, fact: str) -> datetime.date | None:
    if text is None:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            pass
    fix = "write the day like 2022-02-24"
    bench.fault("K736", ("facts", fact, "known"), f"{text!r} is no day", "a day as YYYY-MM-DD", fix)
    return None


def _sum_in_words(bound: BoundOmission, found: int, false: int) -> str:
    if not found and not false:
        return _("You sorted no fact as missing and mattering.")
    right = len(bound.mattering)
    earned = plural(
        "You found {found} of the {right} fact that is missing and matters.",
        "You found {found} of the {right} facts that are missing and matter.",
        right,
    )
    return picking.sum_in_words(
        earned.format(found=found, right=right), found, false, right, len(bound.decoys)
    )
