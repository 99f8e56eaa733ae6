"""What counts as right in review, and the result that is shown."""

from dataclasses import dataclass
from fractions import Fraction

from lessons.i18n import _
from lessons.kinds.base import Bound
from lessons.kinds.marking import KeyPhrase, MarkKey, tally
from lessons.model.answer import Answer, MarkAnswer
from lessons.model.result import Part, Result, Score, Verdict
from lessons.play.missed import WHOLE

HALF = 2
"""One word in so many of a phrase must be marked for it to count as found."""


@dataclass(frozen=True, slots=True)
class Judging:
    """How an answer to a question is judged: right or not, nothing between."""

    item: str
    """The item asked about: a phrase, a trap, a row, a cell, or ``whole``; empty where nothing is to be found."""

    def result(self, bound: Bound, answer: Answer, score: Score, why: str) -> Result:
        """The score 1 or 0, and the parts that are about what was asked."""
        if bound.marks is not None and isinstance(answer, MarkAnswer):
            right, rule = self._marks(bound.marks, answer), self._rule(bound.marks)
            return Result(Fraction(right), Fraction(0), score.parts, rule, "", why)
        parts = tuple(part for part in score.parts if self._asked(part))
        failed = any(part.verdict in (Verdict.MISSED, Verdict.WRONG, Verdict.PARTLY) for part in parts)
        return Result(Fraction(not failed), Fraction(0), parts, "", "", why)

    def _asked(self, part: Part) -> bool:
        return self.item in (WHOLE, part.id, part.id.partition(".")[0])

    def _marks(self, key: MarkKey, answer: MarkAnswer) -> bool:
        """Half of the phrase's words or more, named right where a name is asked, and no plain word or trap."""
        told = tally(key, answer)
        if told.marked & ~key.wanted:
            return False
        phrases = [phrase for phrase in key.phrases if phrase.id.partition(".")[0] == self.item]
        return not phrases or any(self._found(key, phrase, told.marked, told.named) for phrase in phrases)

    def _found(
        self, key: MarkKey, phrase: KeyPhrase, marked: int, named: tuple[tuple[int, str], ...]
    ) -> bool:
        found = marked & phrase.core
        if not found or found.bit_count() * HALF < phrase.core.bit_count():
            return False
        if key.techniques is None or not phrase.credits:
            return True
        names = [name for words, name in named if words & found]
        return bool(names) and all(phrase.credits.get(name) == 1 for name in names)

    def _rule(self, key: MarkKey) -> str:
        if key.techniques is None:
            return _("Right is: at least half of the words are marked, and no plain word.")
        return _(
            "Right is: at least half of the words are marked and rightly named, and no plain word is marked."
        )
