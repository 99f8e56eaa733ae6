"""Accepted values: what a key accepts for one cell, what it says to each answer, and what a technique is worth.

In key.yaml: one id, a list of ids, or a mapping with ``is``, ``also``, ``why`` and ``wrong``.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from lessons.kinds.base import Bench
from lessons.kinds.wording import paragraphs, plain_line
from lessons.loading.document import Trail
from lessons.model.fields import ANY_ID, Explanation, Fields, Identifier, Identifiers, JsonSchema, Shorter
from lessons.model.form import Option


class AcceptedFields(Fields):
    """One cell of a key."""

    is_: Annotated[Identifiers, Field(alias="is", min_length=1)]
    """Ids that earn full marks."""
    also: Identifiers = ()
    """More ids that earn full marks."""
    why: Explanation | None = None
    """Shown whatever was answered."""
    wrong: dict[Identifier, Explanation] = Field(default_factory=dict)
    """Shown to those who chose that id."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that earn full marks, without repetitions."""
        return tuple(dict.fromkeys((*self.is_, *self.also)))


def lifted(value: object) -> object:
    """One id or a list of ids as the mapping that says the same; other values as they are."""
    return {"is": value} if isinstance(value, str | list) else value


ACCEPTED_SHORTER: JsonSchema = {"anyOf": [ANY_ID, {"type": "array", "items": ANY_ID, "minItems": 1}]}
"""What may stand instead of the mapping, for editors."""
AcceptedField = Annotated[AcceptedFields, BeforeValidator(lifted), Shorter(ACCEPTED_SHORTER)]
"""One id, a list of ids, or the mapping in full."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one cell accepts, ready to score."""

    credits: Mapping[str, Fraction]
    """Credit per option id, 0 to 1; an id that is absent earns 0."""
    expected: str
    """The ids that earn full marks, in words."""
    why: str = ""
    wrong: Mapping[str, str] | None = None

    def credit(self, given: str | None) -> Fraction:
        """What an answer earns; 0 for a blank one."""
        return self.credits.get(given, Fraction(0)) if given is not None else Fraction(0)

    @property
    def best(self) -> str:
        """The id that earns most; the first among equals."""
        return max(self.credits, key=lambda id: self.credits[id])

    def says(self, given: str | None) -> str:
        """The explanation for an answer: the text for that wrong id first, then the one for everybody."""
        special = (self.wrong or {}).get(given, "") if given is not None else ""
        return paragraphs([special, self.why])


def accept(bench: Bench, fields: AcceptedFields, options: Sequence[Option], at: Trail) -> Accepted:
    """The accepted values of one cell; notes a fault for each id that is not an option."""
    texts = {option.id: plain_line(option.text) for option in options}
    for name, ids in (("is", fields.is_), ("also", fields.also)):
        for index, id in enumerate(ids):
            known(bench, id, texts, (*at, name, index))
    for id in fields.wrong:
        known(bench, id, texts, (*at, "wrong", id), on_key=True)
        if id in fields.ids:
            found = f"a text for the wrong answer {id!r}, which is accepted"
            fix = "move the text to why:"
            bench.warn("K704", (*at, "wrong", id), found, "texts for wrong answers", fix, on_key=True)
    accepted = [id for id in fields.ids if id in texts]
    if accepted and len(accepted) == len(texts):
        fix = "accept fewer, or add an option that is wrong here"
        bench.fault("K703", at, "every option is accepted", "at least one wrong option", fix)
    return Accepted(
        credits=dict.fromkeys(accepted, Fraction(1)),
        expected=" / ".join(texts[id] for id in accepted),
        why=fields.why or "",
        wrong=dict(fields.wrong),
    )


def known(bench: Bench, id: str, options: Collection[str], at: Trail, *, on_key: bool = False) -> bool:
    """Whether the id is one of the options; notes a fault when it is not. ``on_key``: the id is a key."""
    if id in options:
        return True
    expected, fix = f"one of {', '.join(options)}", _meant(id, options)
    bench.fault("K702", at, f"unknown answer {id!r}", expected, fix, on_key=on_key)
    return False


def same_ids(bench: Bench, at: Trail, noun: str, asked: Iterable[str], answered: Iterable[str]) -> None:
    """Note a fault for each id of the key that is not in the exercise, and for each that has no answer."""
    asked, answered = list(asked), list(answered)
    for id in answered:
        if id not in asked:
            fix = _meant(id, [one for one in asked if one not in answered] or asked)
            found, expected = f"{id!r} is no {noun} of the exercise", f"one of {', '.join(asked)}"
            bench.fault("K700", (*at, id), found, expected, fix, on_key=True)
    misspelt = {
        _near(id, [one for one in asked if one not in answered]) for id in answered if id not in asked
    }
    for id in asked:
        if id not in answered and id not in misspelt:
            found = f"no answer for the {noun} {id!r}"
            bench.fault("K701", at, found, f"an answer for every {noun}", f"add '{id}:' here")


def _meant(id: str, ids: Iterable[str]) -> str:
    near = _near(id, ids)
    return f"did you mean {near!r}?" if near else "use one of these"


def _near(id: str, ids: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(id, list(ids), 1)), "")


def technique_options(chosen: Sequence[str], bench: Bench) -> tuple[Option, ...]:
    """The techniques to choose from: those named, or the whole glossary. Unknown ones are faults."""
    bench.techniques(chosen, ("techniques",))
    techniques = bench.glossary.techniques
    if chosen:
        by_id = {technique.id: technique for technique in techniques}
        techniques = tuple(by_id[id] for id in dict.fromkeys(chosen) if id in by_id)
    return tuple(Option(technique.id, technique.name) for technique in techniques)


def technique_credits(accepted: Sequence[str], family_credit: Fraction, bench: Bench) -> dict[str, Fraction]:
    """Credit per technique id: 1 for an accepted one, the family credit for another of the same family.

    Techniques that earn nothing are left out; the accepted ones come first.
    """
    credits = dict.fromkeys(accepted, Fraction(1))
    families = {bench.glossary.family_of(id) for id in accepted} - {None}
    for relative in bench.glossary.techniques:
        if family_credit and relative.family in families:
            credits.setdefault(relative.id, family_credit)
    return credits


SHOWN = 40
"""Most characters of an item's name in a message."""


def explained(bench: Bench, at: Trail, whys: Mapping[str, str | None]) -> None:
    """Warn of each item of a mapping that has no ``why``."""
    explained_each(bench, at, ((id, id, why) for id, why in whys.items()))


def explained_each(bench: Bench, at: Trail, items: Iterable[tuple[str | int, str, str | None]]) -> None:
    """Warn of each item that has no ``why``: (last step of its place, its name, its ``why``) each."""
    for step, name, why in items:
        if not why:
            fix = "say why, in a sentence"
            bench.warn(
                "K709", (*at, step), f"no why for {name[:SHOWN]!r}", "a why for every item", fix, on_key=True
            )
