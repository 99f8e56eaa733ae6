"""What the figures of a simulated class must come to: expected facility and discrimination, from what was put in.

All is conditional on who is in the class: what is left to chance are the answers. Given a learner, answers to different
exercises are independent, so that covariances between exercises are those of the learners' expected scores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atanh, comb, sqrt
from statistics import fmean

from tests.helpers.simulated_learners import Learner
from tests.helpers.simulated_lesson import Task

COUNTED = 600 - 2 * 8
"""Words of the article that may earn or cost in a marking exercise: all but those beside its 8 phrases."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure as it should come out."""

    value: float
    error: float
    """The standard error by chance."""

    def errors(self, found: float) -> float:
        """How many standard errors a figure is off."""
        return (found - self.value) / self.error if self.error else 0.0


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation as it should come out."""

    value: float
    learners: int

    def errors(self, found: float) -> float:
        """How many standard errors a correlation is off, by Fisher's z; on the safe side."""
        return (atanh(found) - atanh(self.value)) * sqrt(self.learners - 3)


class Truth:
    """The expected figures of a class in a lesson; every exercise weighs the same."""

    def __init__(self, tasks: Sequence[Task], learners: Sequence[Learner]) -> None:
        self.tasks, self.count = tasks, len(learners)
        self._moments = [[moments(learner, task) for learner in learners] for task in tasks]
        self._totals = [
            (fmean(m for m, _ in column), fmean(v for _, v in column)) for column in self._moments
        ]

    def facility(self) -> Iterator[Expected]:
        """The mean score of each exercise."""
        for mean, variance in self._totals:
            yield Expected(mean, sqrt(variance / self.count))

    def discrimination(self) -> Iterator[Correlation]:
        """The correlation of each exercise with the rest of the lesson."""
        sums = [sum(column[n][0] for column in self._moments) for n in range(self.count)]
        noise = sum(variance for _, variance in self._totals)
        for column, (_mean, own_noise) in zip(self._moments, self._totals, strict=True):
            own = [mean for mean, _ in column]
            rest = [total - mean for total, mean in zip(sums, own, strict=True)]
            spread = (_covariance(own, own) + own_noise) * (_covariance(rest, rest) + noise - own_noise)
            yield Correlation(_covariance(own, rest) / sqrt(spread), self.count)


def _covariance(ones: Sequence[float], others: Sequence[float]) -> float:
    one, other = fmean(ones), fmean(others)
    return fmean((a - one) * (b - other) for a, b in zip(ones, others, strict=True))


def moments(learner: Learner, task: Task) -> tuple[float, float]:
    """Mean and variance of a learner's score in one exercise."""
    if not task.detects:
        chances = [learner.right(task, item) for item in task.items]
        return fmean(chances), sum(p * (1 - p) for p in chances) / len(chances) ** 2
    signals = len(task.phrases) or len(task.signals)
    noise = len(task.plain) or len(task.noise)
    return _detected(learner, task.kind == "mark", signals, noise)


@lru_cache(maxsize=100_000)
def _detected(learner: Learner, marking: bool, signals: int, noise: int) -> tuple[float, float]:
    table = _scores(marking, signals, noise)
    hits, alarms = _binomial(signals, learner.hit_rate), _binomial(noise, learner.false_alarm_rate)
    mean = square = 0.0
    for h, row in zip(hits, table, strict=True):
        for a, score in zip(alarms, row, strict=True):
            mean += h * a * score
            square += h * a * score * score
    return mean, square - mean * mean


def _binomial(count: int, rate: float) -> list[float]:
    return [comb(count, k) * rate**k * (1 - rate) ** (count - k) for k in range(count + 1)]


@lru_cache
def _scores(marking: bool, signals: int, noise: int) -> list[list[float]]:
    """The score for each number of hits and of false alarms, as docs/scoring.md has it."""
    score = _marking if marking else _picking
    return [
        [score(hits, alarms, signals, noise) for alarms in range(noise + 1)] for hits in range(signals + 1)
    ]


def _marking(hits: int, alarms: int, signals: int, _noise: int) -> float:
    """Phrases have two words, false alarms one; the harmonic mean of what was found and accuracy above chance."""
    if not hits:
        return 0.0
    density = 2 * signals / COUNTED
    accuracy = max(0.0, (2 * hits / (2 * hits + alarms) - density) / (1 - density))
    found = hits / signals
    return 2 * accuracy * found / (accuracy + found) if accuracy else 0.0


def _picking(hits: int, alarms: int, signals: int, noise: int) -> float:
    return max(0.0, (hits - alarms * max(1.0, signals / noise)) / signals)
