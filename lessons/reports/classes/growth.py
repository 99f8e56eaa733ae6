"""Growth from lesson to lesson, of the class and of each learner, with how sure one can be.

Lessons are not equally hard, so a learner is held against the class, exercise by exercise: where the class earns c on
the average and the learner s, the lead is s - c, in a lesson the mean of it by the exercises' weights. Its standard
error comes from how much the leads of single exercises differ; between two lessons errors add as variances. A change
is called one when it is more than twice its standard error: of learners who do not change at all, about one in twenty
seems to.

The class has nothing to be held against: its change is that of the same learners, and may be the lesson's as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import fsum, sqrt
from statistics import fmean, median_low, stdev

from lessons.figures.item_statistics import SMALL
from lessons.i18n import _, plural
from lessons.model.exact import exact_sum
from lessons.reports.classes.monday import gain
from lessons.reports.classes.roster import by_name
from lessons.reports.classes.values import ClassReport, LearnerReport

SURE = 2.0
"""Standard errors from which on a change is called one."""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two lessons, in points of 100."""

    points: float
    error: float | None
    """Its standard error; ``None`` where there were too few answers to know it."""

    @property
    def sure(self) -> bool:
        """Whether it is more than chance would do in 19 of 20 cases."""
        return self.error is not None and abs(self.points) > SURE * self.error

    @property
    def words(self) -> str:
        """``+12 (more or less 8): up``."""
        if self.error is None:
            return _("too few answers to say")
        points = _("{points:+} \u00b1 {margin}").format(
            points=round(self.points), margin=round(SURE * self.error)
        )
        if not self.sure:
            return points + ": " + _("not sure")
        return points + ": " + (_("up") if self.points > 0 else _("down"))


@dataclass(frozen=True, slots=True)
class Step:
    """The class from one lesson to the next."""

    before: ClassReport
    after: ClassReport
    learners: int
    """Who answered in both."""
    change: Change
    """Of how far these learners came from guessing to all right, in what they answered."""


@dataclass(frozen=True, slots=True)
class Path:
    """One learner through the lessons."""

    name: str
    record: str
    lessons: tuple[LearnerReport | None, ...]
    """In the order of the growth; ``None`` where nothing counts."""
    change: Change | None
    """Against the class, from the first to the last lesson with ten answers or more; ``None`` for a single lesson."""


@dataclass(frozen=True, slots=True)
class Growth:
    """A class in several lessons, in the order in which most of it answered them."""

    reports: tuple[ClassReport, ...]
    steps: tuple[Step, ...]
    paths: tuple[Path, ...]
    """Every learner with an answer that counts, by name."""


def growth(reports: Sequence[ClassReport]) -> Growth | None:
    """``None`` where fewer than two lessons have answers."""
    answered = sorted((one for one in reports if one.counted), key=_time)
    if len(answered) < 2:
        return None
    leads = [_leads(one) for one in answered]
    own = [{one.record: one for one in report.counted} for report in answered]
    paths = []
    for learner in by_name(answered):
        lessons = tuple(one.get(learner.record) for one in own)
        if any(lessons):
            change = _change([lead[learner.record] for lead in leads if learner.record in lead])
            paths.append(Path(learner.name, learner.record, lessons, change))
    steps = tuple(_step(before, after) for before, after in pairwise(answered))
    return Growth(tuple(answered), steps, tuple(paths))


def _time(report: ClassReport) -> str:
    """When the class answered: the middle one of the learners' last answers."""
    return median_low(one.time for one in report.counted)


# Learners


@dataclass(frozen=True, slots=True)
class _Lead:
    """How far a learner is before the class in one lesson, of 1."""

    mean: float
    error: float | None


def _leads(report: ClassReport) -> dict[str, _Lead]:
    weights = {exercise.id: float(exercise.weight) for exercise in report.lesson.exercises}
    means: dict[str, float] = {}
    for id in weights:
        scores = [one.scores[id] for one in report.counted if id in one.scores]
        if scores:
            means[id] = float(exact_sum(scores) / len(scores))
    enough = report.size != "counts"
    return {one.record: _lead(one.scores, means, weights, enough) for one in report.counted}


def _lead(
    scores: Mapping[str, Fraction], means: Mapping[str, float], weights: Mapping[str, float], enough: bool
) -> _Lead:
    rows = [(weights[id], float(score) - means[id]) for id, score in scores.items() if weights[id] > 0]
    whole = fsum(weight for weight, _lead in rows)
    if not whole:
        return _Lead(0.0, None)
    mean = fsum(weight * lead for weight, lead in rows) / whole
    if not enough or len(rows) < SMALL:
        return _Lead(mean, None)
    squares = fsum((weight * (lead - mean)) ** 2 for weight, lead in rows)
    return _Lead(mean, sqrt(squares * len(rows) / (len(rows) - 1)) / whole)


def _change(leads: Sequence[_Lead]) -> Change | None:
    """From the first to the last lesson; those with too few answers count where there are no others."""
    enough = [lead for lead in leads if lead.error is not None]
    used = enough if len(enough) > 1 else leads
    return _against(used[0], used[-1]) if len(used) > 1 else None


def _against(first: _Lead, last: _Lead) -> Change:
    errors = (first.error, last.error)
    error = None if None in errors else 100 * sqrt(fsum((one or 0.0) ** 2 for one in errors))
    return Change(100 * (last.mean - first.mean), error)


# The class


def _step(before: ClassReport, after: ClassReport) -> Step:
    first = {one.record: reached(before, one) for one in before.counted}
    second = {one.record: reached(after, one) for one in after.counted}
    moved = [float(100 * (second[record] - first[record])) for record in first if record in second]
    error = stdev(moved) / sqrt(len(moved)) if len(moved) >= SMALL else None
    return Step(before, after, len(moved), Change(fmean(moved) if moved else 0.0, error))


def reached(report: ClassReport, one: LearnerReport) -> Fraction:
    """How far a learner came from guessing (0) to all right (1), in what was answered."""
    weights = {exercise.id: exercise.weight for exercise in report.lesson.exercises}
    most = exact_sum(weights[id] for id in one.scores) / (exact_sum(weights.values()) or Fraction(1))
    return gain(one.score, one.chance, most)


def step_words(step: Step) -> str:
    """One step of the class in a sentence."""
    if step.change.error is None:
        template = plural(
            "{count} learner answered in both: too few answers to say.",
            "{count} learners answered in both: too few answers to say.",
            step.learners,
        )
        return template.format(count=step.learners)
    template = plural(
        "{change}. In points of the way from guessing to all right, of the {count} learner who answered in both.",
        "{change}. In points of the way from guessing to all right, of the {count} learners who answered in both.",
        step.learners,
    )
    return template.format(change=step.change.words, count=step.learners)


def cautions() -> Iterator[str]:
    """What to know before reading them."""
    yield _("Lessons are not equally hard: a change of the class may be one of the lesson.")
    yield _(
        "Each learner is held against the class, from the first to the last lesson with ten answers or more. "
        "Behind \u00b1 stands how far chance alone moves it in 19 of 20 cases: of 20 learners who do not change, "
        "one seems to."
    )
