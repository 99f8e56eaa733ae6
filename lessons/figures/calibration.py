"""Calibration: whether those who say that they are sure are right more often. It never touches a score."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.model.exact import exact_sum

GUESS, THINK, SURE = LEVELS = (1, 2, 3)
"""The levels of certainty, as in the record."""
RIGHT = Fraction(3, 4)
"""An answer with this score or more counts as right: mostly right, since few marks are perfect."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """The answers that were given with one level of certainty."""

    level: int
    count: int
    right: int
    """How many scored ``RIGHT`` or more."""
    mean: Fraction | None
    """The mean score; ``None`` for no answers."""

    @property
    def sentence(self) -> str:
        """What they show, such as ``When sure, right 7 of 9.``; empty for no answers."""
        if not self.count:
            return ""
        form = {
            GUESS: _("When guessing, right {right} of {count}."),
            THINK: _("When fairly sure, right {right} of {count}."),
            SURE: _("When sure, right {right} of {count}."),
        }[self.level]
        return form.format(right=self.right, count=self.count)


def calibration(answers: Iterable[tuple[int, Fraction]]) -> tuple[Certainty, Certainty, Certainty]:
    """The three levels, least certain first, from (level, score of 0 to 1) of each answer that has a level.

    Raises ``ValueError`` for a level that is not 1, 2 or 3.
    """
    scores: dict[int, list[Fraction]] = {level: [] for level in LEVELS}
    for level, score in answers:
        if level not in scores:
            raise ValueError(f"certainty is 1, 2 or 3, not {level}")
        scores[level].append(score)
    return _certainty(GUESS, scores[GUESS]), _certainty(THINK, scores[THINK]), _certainty(SURE, scores[SURE])


def _certainty(level: int, scores: list[Fraction]) -> Certainty:
    right = sum(score >= RIGHT for score in scores)
    mean = exact_sum(scores) / len(scores) if scores else None
    return Certainty(level, len(scores), right, mean)
