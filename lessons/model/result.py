"""What scoring says: exact numbers, a verdict per item, and the words that explain them."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lessons.model.form import Side
from lessons.text.spans import Span


class Verdict(StrEnum):
    """The judgement on one item. ``sign`` is what a screen shows besides a colour."""

    RIGHT = "right"
    PARTLY = "partly"
    MISSED = "missed"
    WRONG = "wrong"
    TRAP = "trap"
    DEBATABLE = "debatable"
    LEFT = "left"
    """A wrong option that was not picked: shown for what there is to learn from it."""

    @property
    def sign(self) -> str:
        """One ASCII character, the same on every screen and in the linear route."""
        return _SIGNS[self]


_SIGNS = {
    Verdict.RIGHT: "+",
    Verdict.PARTLY: "/",
    Verdict.MISSED: "o",
    Verdict.WRONG: "x",
    Verdict.TRAP: "!",
    Verdict.DEBATABLE: "~",
    Verdict.LEFT: "-",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The verdict on one item: a phrase, an option, a row, a cell, a rule."""

    id: str
    """Stable name of the item within its exercise: ``"m3"``, ``"scripted"``, ``"o1.claim"``."""
    verdict: Verdict
    text: str
    """What the item is, in plain words: the quoted words, or the option's or row's text."""
    credit: Fraction = Fraction(0)
    weight: Fraction = Fraction(1)
    """``credit`` of ``weight`` was earned; both 0 where the item cannot earn or cost.

    A wrong pick out of several has weight 0 and a negative credit, what it takes away.
    """
    given: str = ""
    """What the student answered for it, in plain words; empty when nothing."""
    expected: str = ""
    """What the key accepts, in plain words; empty where that says nothing."""
    why: str = ""
    """Markdown."""
    plain: str = ""
    """A plain wording for a loaded one."""
    technique: str | None = None
    """Technique id of the key, for the per-technique figures."""
    span: Span | None = None
    side: Side = "main"
    called: str = ""
    """The verdict in a word or two, where its usual name would mislead."""


@dataclass(frozen=True, slots=True)
class Characters:
    """Character precision, recall and F1 as published for SemEval-2020 task 11 (span identification)."""

    precision: Fraction
    recall: Fraction
    f1: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """What a kind's scoring returns: a pure function of key and answer."""

    score: Fraction
    """0 to 1."""
    parts: tuple[Part, ...]
    arithmetic: str
    """The sum in words: "6 of 8 phrases found; 24 of your 30 words are in key phrases."."""
    characters: Characters | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A graded answer, ready to be explained."""

    score: Fraction
    chance: Fraction
    """What a blind guess expects; 0 to 1, below 1."""
    parts: tuple[Part, ...]
    rule: str
    """The rule in one sentence for students."""
    arithmetic: str
    why: str
    """The key's explanation of the whole exercise; Markdown."""
    characters: Characters | None = None
    rubric: tuple[str, ...] = ()
    """What a teacher's marks mean, from 0 on, where the score is none; empty for what the program scores."""
    since: tuple[str, ...] = ()
    """Sentences on what has changed since the answer was told its score, which stands; then also ``arithmetic``."""


def percent(value: Fraction) -> int:
    """A share as a whole number from 0 to 100; 100 only for exactly 1 and 0 only for exactly 0."""
    if value <= 0:
        return 0
    if value >= 1:
        return 100
    return min(99, max(1, round(value * 100)))
