"""A graded answer: the kind's score with the chance of a blind guess, the rule and the key's explanation."""

from fractions import Fraction
from typing import Any

from lessons.kinds.base import Kind
from lessons.model.answer import Answer
from lessons.model.result import Result

_CHANCES: dict[int, tuple[object, Fraction]] = {}
"""Chance per bound key, by identity; the key is kept beside it so that the identity cannot be reused."""


def chance_of(kind: Kind[Any, Any, Any, Any], bound: Any) -> Fraction:
    """The chance of a bound key, drawn or counted once."""
    known = _CHANCES.get(id(bound))
    if known is None or known[0] is not bound:
        if len(_CHANCES) > 1000:
            _CHANCES.clear()
        known = _CHANCES[id(bound)] = (bound, kind.chance(bound))
    return known[1]


def grade(kind: Kind[Any, Any, Any, Any], bound: Any, why: str, answer: Answer) -> Result:
    """Grade one answer; pure but for the remembered chance."""
    score = kind.score(bound, answer)
    return Result(
        score=score.score,
        chance=chance_of(kind, bound),
        parts=score.parts,
        rule=kind.rule(bound),
        arithmetic=score.arithmetic,
        why=why,
        characters=score.characters,
    )
