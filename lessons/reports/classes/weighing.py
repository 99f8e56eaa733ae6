"""Scores of a learner by the weights of the exercises: for the lesson and for each strand."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from lessons.assembly.lesson import Exercise, Lesson
from lessons.model.exact import exact_sum
from lessons.reports.classes.values import StrandFigures


def weighed(exercise: Exercise, score: Fraction) -> Fraction:
    """A score times the exercise's weight."""
    weight = exercise.task.weight
    return score if weight == 1 else weight * score


class Weighing:
    """Weighted means over exercises, no answer counted 0, for many learners of one lesson."""

    def __init__(self, lesson: Lesson, chances: Mapping[str, Fraction]) -> None:
        """``chances``: what a blind guess expects, by exercise."""
        self._lesson, self._chances = lesson, chances
        self._by_strand: dict[str, list[Exercise]] = {}
        for exercise in lesson.exercises:
            self._by_strand.setdefault(exercise.task.strand, []).append(exercise)
        self._guessed: dict[tuple[str, ...], Fraction] = {}

    def whole(self, scores: Mapping[str, Fraction]) -> StrandFigures:
        """A learner's figures in all exercises, from the scores of those that were answered."""
        return self._figures(self._lesson.exercises, scores)

    def strands(self, scores: Mapping[str, Fraction]) -> dict[str, StrandFigures]:
        """A learner's figures by strand."""
        return {strand: self._figures(chosen, scores) for strand, chosen in self._by_strand.items()}

    def _figures(self, chosen: Sequence[Exercise], scores: Mapping[str, Fraction]) -> StrandFigures:
        weight = exact_sum(exercise.task.weight for exercise in chosen) or Fraction(1)
        answered = [exercise for exercise in chosen if exercise.id in scores]
        score = exact_sum(weighed(exercise, scores[exercise.id]) for exercise in answered)
        return StrandFigures(score / weight, self._chance(answered) / weight, len(answered), len(chosen))

    def _chance(self, answered: Iterable[Exercise]) -> Fraction:
        """What guessing would have earned: the same for all who answered the same exercises."""
        place = tuple(exercise.id for exercise in answered)
        found = self._guessed.get(place)
        if found is None:
            found = self._guessed[place] = exact_sum(
                weighed(exercise, self._chances[exercise.id]) for exercise in answered
            )
        return found
