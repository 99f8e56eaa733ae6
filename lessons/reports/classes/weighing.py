"""Scores of a learner by the weights of the exercises: for the lesson and for each strand."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.exact import exact_sum
from lessons.reports.classes.values import StrandFigures


def weigher(exercise: Exercise) -> Callable[[Fraction], Fraction]:
    """Multiplies a score with the exercise's weight; most have the weight 1."""
    weight = exercise.task.weight
    return (lambda score: score) if weight == 1 else (lambda score: weight * score)


class Weighing:
    """Weighted means over exercises, no answer counted 0, for many learners of one lesson."""

    def __init__(self, lesson: Lesson, chances: Mapping[str, Fraction]) -> None:
        """``chances``: what a blind guess expects, by exercise."""
        self._all = _Group(lesson.exercises, chances)
        strands = dict.fromkeys(exercise.task.strand for exercise in lesson.exercises)
        self._strands = {
            strand: _Group([one for one in lesson.exercises if one.task.strand == strand], chances)
            for strand in strands
        }

    def whole(self, scores: Mapping[str, Fraction]) -> StrandFigures:
        """A learner's figures in all exercises, from the scores of those that were answered."""
        return self._all.figures(scores)

    def strands(self, scores: Mapping[str, Fraction]) -> dict[str, StrandFigures]:
        """A learner's figures by strand."""
        return {strand: group.figures(scores) for strand, group in self._strands.items()}


class _Group:
    """Some exercises of a lesson."""

    def __init__(self, exercises: Sequence[Exercise], chances: Mapping[str, Fraction]) -> None:
        self._weighers = {exercise.id: weigher(exercise) for exercise in exercises}
        self._weight = exact_sum(exercise.task.weight for exercise in exercises) or Fraction(1)
        self._chances = chances
        self._guessed: dict[tuple[str, ...], Fraction] = {}

    def figures(self, scores: Mapping[str, Fraction]) -> StrandFigures:
        answered = tuple(id for id in self._weighers if id in scores)
        score = exact_sum(self._weighers[id](scores[id]) for id in answered)
        return StrandFigures(score / self._weight, self._chance(answered), len(answered), len(self._weighers))

    def _chance(self, answered: tuple[str, ...]) -> Fraction:
        """What guessing would have earned: the same for all who answered the same exercises."""
        found = self._guessed.get(answered)
        if found is None:
            chance = exact_sum(self._weighers[id](self._chances[id]) for id in answered) / self._weight
            found = self._guessed[answered] = chance
        return found
