"""The verdict on one fact of an ``omission`` exercise: its class, and the claim it changes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.kinds.wording import paragraphs, plain_line
from lessons.model.form import Row
from lessons.model.result import Part, Verdict

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
