"""Verdicts on the marks of a whole class: each phrase is judged once for each way in which its words are marked."""

from collections.abc import Callable, Iterator
from functools import partial

from lessons.kinds.marking import MarkKey, Tally
from lessons.kinds.marking_words import aside_part, phrase_part
from lessons.model.result import Part, Verdict
from lessons.school.graded import GradedPart, graded_part

MOST_REMEMBERED = 50_000
"""Ways to mark a phrase or a stretch that are remembered of one exercise."""
Named = tuple[tuple[int, str], ...]


class MarkVerdicts:
    """The parts of ``lessons.kinds.marking_words.score_marks`` for many answers to one exercise."""

    def __init__(self, key: MarkKey) -> None:
        self.key = key
        self._phrases = [(one.extent, partial(phrase_part, key, one)) for one in key.phrases]
        self._asides = [
            (one.words, one.words & ~key.wanted, partial(aside_part, key, one, verdict=Verdict.DEBATABLE))
            for one in key.debatable
        ]
        self._asides += [
            (one.words, one.words & key.counted, partial(aside_part, key, one, verdict=Verdict.TRAP))
            for one in key.traps
        ]
        self._known: dict[tuple[int, int, Named], GradedPart] = {}

    def parts(self, counts: Tally) -> tuple[GradedPart, ...]:
        """All verdicts on an answer."""
        return (*self.phrases(counts), *self.asides(counts), *self.false_alarms(counts))

    def phrases(self, counts: Tally) -> list[GradedPart]:
        """The verdict on each phrase, in the order of the key."""
        return [
            self._judged(number, counts, extent, judge)
            for number, (extent, judge) in enumerate(self._phrases)
        ]

    def asides(self, counts: Tally) -> list[GradedPart]:
        """Debatable phrases and traps of which something was marked."""
        return [
            self._judged(number, counts, words, judge)
            for number, (words, telling, judge) in enumerate(self._asides, len(self._phrases))
            if counts.everything & telling
        ]

    def false_alarms(self, counts: Tally) -> Iterator[GradedPart]:
        """A part for each run of neighbouring marked words that belong to nothing in the key."""
        key = self.key
        wrong = counts.marked & ~key.wanted & ~key.trapped
        for number, span in enumerate(key.units.stretches(wrong)):
            words = " ".join(key.text[span.start : span.end].split())
            yield graded_part(Part(f"x{number}", Verdict.WRONG, words, given=words, span=span))

    def _judged(self, number: int, counts: Tally, within: int, judge: Callable[[Tally], Part]) -> GradedPart:
        named = tuple((words & within, name) for words, name in counts.named if words & within)
        place = (number, counts.everything & within, named)
        found = self._known.get(place)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = self._known[place] = graded_part(judge(counts))
        return found
