"""Graded answers as values, and as the text that the class database keeps of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from lessons.kinds.marking import Tally
from lessons.model.answer import Raw
from lessons.model.result import Part, Verdict
from lessons.record.event import Event
from lessons.text.spans import Span

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_sorted = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_BY_SIGN = {verdict.sign: verdict for verdict in Verdict}
_SHOWN = (Verdict.WRONG, Verdict.TRAP, Verdict.DEBATABLE)
LONGEST_GIVEN = 300
"""Characters that are kept of what was answered for one item."""


@dataclass(frozen=True, slots=True)
class GradedPart:
    """The verdict on one item of one learner's answer."""

    id: str
    """As in the exercise's result; ``x0``, ``x1`` ... for marks that belong to nothing in the key."""
    verdict: Verdict
    share: float
    """Credit earned of the item's weight, 0 to 1; 0 where the item earns nothing."""
    given: str
    """What was answered, in plain words; empty for what is right."""
    span: Span | None = None
    """Of marks that are no key phrase: where they stand."""


class Submission(NamedTuple):
    """One learner's first answer to one exercise, graded: a row of the table ``grades``, whose columns these are."""

    course: str
    lesson: str
    exercise: str
    """Its id of today."""
    learner: int
    """The number in the class; 0 while the answer is in nobody's hand-in there."""
    state: str
    """What it was graded under: ``grading.state_of``."""
    event: str
    """Id of the event with the answer."""
    time: str
    sure: int | None
    """1 a guess, 2 I think so, 3 sure; ``None`` when nothing usable was said."""
    seconds: float | None
    """Time spent, at most a day; ``None`` when nothing usable was said."""
    hints: int
    """Hints shown before the answer."""
    score: Fraction
    parts: str
    """For ``unpacked``; empty where words are marked: ``MarkVerdicts`` makes them of the content."""
    content: str
    """The answer in the text of today: for ``tally_of`` where words are marked, else JSON for ``written_answers``.

    Equal contents are equal answers.
    """
    lost: int
    """Marks that a changed text no longer holds."""


def sure_of(event: Event) -> int | None:
    """1, 2 or 3, as a learner said; ``None`` when nothing usable was said."""
    level = event.data.get("sure")
    return level if isinstance(level, int) and not isinstance(level, bool) and 1 <= level <= 3 else None


def seconds_of(event: Event) -> float | None:
    """Time spent, at most a day; ``None`` when nothing usable was said."""
    value = event.data.get("seconds")
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 86_400
    return float(value) if usable and isinstance(value, (int, float)) else None


def hints_of(event: Event) -> int:
    """Hints shown before the answer; 0 when nothing usable was said."""
    value = event.data.get("hints")
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100 else 0


def graded_part(part: Part) -> GradedPart:
    """What the class keeps of the verdict on an item."""
    share = float(part.credit / part.weight) if part.weight and part.credit > 0 else 0.0
    given = "" if part.verdict is Verdict.RIGHT else part.given[:LONGEST_GIVEN]
    return GradedPart(part.id, part.verdict, share, given, part.span if part.verdict in _SHOWN else None)


def packed(parts: Iterable[GradedPart]) -> str:
    """Parts as text."""
    return f"[{','.join(map(packed_part, parts))}]"


def packed_part(part: GradedPart) -> str:
    """``[id, sign, share, given, span]``, the span only where there is one."""
    fields: list[Any] = [part.id, part.verdict.sign, part.share, part.given]
    if part.span is not None:
        fields.append([*part.span])
    return _written(fields)


def unpacked(text: str) -> tuple[GradedPart, ...]:
    """The parts that ``packed`` wrote."""
    return tuple(
        GradedPart(id, _BY_SIGN[sign], share, given, Span(*span[0]) if span else None)
        for id, sign, share, given, *span in json.loads(text)
    )


def tally_text(marks: Tally) -> str:
    """The marked words of an answer as text: ``[words, [words, technique], ...]``, words in hexadecimal."""
    named = (f",{json.dumps([f'{words:x}', name])}" for words, name in marks.named)
    return f'["{marks.everything:x}"{"".join(named)}]'


def tally_of(text: str, counted: int) -> Tally:
    """The marks that ``tally_text`` wrote; ``counted`` as in the key."""
    everything, *named = json.loads(text)
    words = int(everything, 16)
    return Tally(words, words & counted, tuple((int(part, 16), name) for part, name in named))


def raw_text(raw: Raw) -> str:
    """A raw answer as text, the same for the same answer."""
    return _sorted(raw)
