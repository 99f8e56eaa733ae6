"""What a key says of each thing it judges, for all who do not score: review, disputes, decisions, reports, `check`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class Again:
    """A fresh sentence, ready to be asked."""

    sentence: str
    """On one line; offsets below are code points of it."""
    span: Span | None
    """The words to find; ``None`` where there is nothing to find."""
    technique: str | None = None
    """Of the words to find; where there are none, the technique that the sentence could be taken for."""
    plain: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a key judges: a phrase, an option, a cell, a fact, a typed answer."""

    id: str
    """As in the parts of a result."""
    text: str = ""
    """What the student reads, as far as the text alone may tell the answer."""
    right: bool | None = None
    """Whether it is to be marked or picked; ``None`` where the question is another one, or either will do."""
    missing: bool = False
    """Whether it is a fact that the article leaves out and that matters."""
    later: bool = False
    """Whether it is a fact that was not known yet on the day of the article, and nothing else."""
    technique: str | None = None
    """Technique id that it trains."""
    chance: Fraction | None = None
    """What a blind guess earns in it; ``None`` where it is not guessed by itself."""
    again: tuple[Again, ...] = ()
    """Fresh sentences for review."""
    at: tuple[str | int, ...] | None = None
    """Where the answer's mapping in key.yaml says what is accepted; ``None`` where it has no place of its own."""
    accepts: Literal["credit", "list"] | None = None
    """How one more answer is accepted there: by its credit, or by being listed; ``None`` where that takes a person."""
    free: str | None = None
    """The answer that costs and earns nothing once ``debatable: true`` stands there; ``None`` where that cannot be."""
    trapped: str = ""
    """What it means to fall into its trap, in a few words for a class report; empty for what is said of most."""
    advice: str = ""
    """What else the author can do where readers differ from the key; empty for what is said of most."""


FINDING, DEBATABLE, TRAP, ANSWERED = "a finding", "debatable", "a trap", "answered"
"""What a key may say of a phrase."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a key says of a phrase that other lessons of a course may judge too; known without the article."""

    phrase: str
    """Markdown."""
    says: str
    at: tuple[str | int, ...]
    """Where, in the answer's mapping in key.yaml."""
    names: frozenset[str] = frozenset()
    """Techniques that earn full marks, or accepted options; empty where none is named."""
    asked: tuple[str, ...] = ()
    """The question and its menu, where the phrase is judged otherwise under another one."""
