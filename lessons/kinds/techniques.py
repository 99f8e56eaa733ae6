"""Techniques as options to choose from, and what each choice is worth."""

from collections.abc import Sequence
from fractions import Fraction

from lessons.kinds.base import Bench
from lessons.model.form import Option


def technique_options(chosen: Sequence[str], bench: Bench) -> tuple[Option, ...]:
    """The techniques to choose from: those named, or the whole glossary. Unknown ones are faults."""
    bench.techniques(chosen, ("techniques",))
    known = bench.glossary.techniques
    if chosen:
        by_id = {technique.id: technique for technique in known}
        known = tuple(by_id[id] for id in dict.fromkeys(chosen) if id in by_id)
    return tuple(Option(technique.id, technique.name) for technique in known)


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
