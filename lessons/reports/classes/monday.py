"""What a teacher asks on Monday: what to teach again, who needs what, and who is missing.

All of it follows from the values of a report: counts and means, which a class of any size may be shown. Where fewer
than ten answered, nothing is said to lie below guessing: chance alone may do that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lessons.figures.calibration import SURE
from lessons.i18n import _, plural
from lessons.model.exact import exact_sum
from lessons.model.form import PickForm
from lessons.model.result import Verdict, percent
from lessons.play.summary import strand_name
from lessons.prose import lines, one_line
from lessons.reports.classes.values import ClassReport, ExerciseReport, ItemReport, LearnerReport, Person

MOST = 5
"""Exercises that are named to be taught again."""
FEWEST = 3
"""So many are named where that many went badly, even if nothing but the mean speaks for it."""
NEEDED = Fraction(1, 4)
"""Who came less far than this from guessing to all right needs help in that strand."""
ENOUGH = 3
"""Answers in a strand, or answers that somebody was sure of, below which nothing is said of a learner."""
MANY = Fraction(1, 5)
"""The share of those who answered that is many when they were sure and wrong."""
_SHOWN_ITEMS = 3
_WRONG = (Verdict.WRONG, Verdict.TRAP)


@dataclass(frozen=True, slots=True)
class Instead:
    """The wrong answer that most gave."""

    item: str
    """To what, in plain words; empty where the answer says it alone."""
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class TeachAgain:
    """An exercise to teach again."""

    number: int
    """From 1, as in the lesson."""
    told: ExerciseReport
    below: tuple[ItemReport, ...]
    """Items answered worse than by guessing, the worst first."""
    instead: Instead | None
    """``None`` where less than a fifth of the class agreed on one."""
    sure: int
    """Who said that they were sure."""
    sure_wrong: int
    """How many of them scored less than 75 of 100."""

    @property
    def under(self) -> bool:
        """Whether the whole exercise was answered worse than by guessing."""
        mean = self.told.facility
        return mean is not None and mean < self.told.chance and not self.told.few

    @property
    def misled(self) -> bool:
        """Whether more than half gave the same wrong answer."""
        return self.instead is not None and 2 * self.instead.count > self.told.answered > 2

    @property
    def surprised(self) -> bool:
        """Whether many were sure and wrong."""
        return self.sure_wrong > 1 and self.sure_wrong >= MANY * self.told.answered

    @property
    def gained(self) -> Fraction:
        """How far the class came from guessing to all right; below 0 under guessing."""
        return gain(self.told.facility or Fraction(0), self.told.chance, Fraction(1))


@dataclass(frozen=True, slots=True)
class Need:
    """Learners who need the same."""

    name: str
    """In a few words."""
    learners: tuple[str, ...]
    """Their names, in the order of the report."""


@dataclass(frozen=True, slots=True)
class Monday:
    """The first screen of a report."""

    again: tuple[TeachAgain, ...]
    """The gravest first."""
    needs: tuple[Need, ...]
    open: tuple[LearnerReport, ...]
    """Learners who left exercises without an answer."""
    practised: tuple[LearnerReport, ...]
    """Who handed in nothing that counts."""
    missing: tuple[Person, ...]
    """Who handed in nothing at all, as far as a roster or another lesson tells."""


def monday(report: ClassReport) -> Monday:
    """What to do next with a class."""
    return Monday(
        again=tuple(_again(report)),
        needs=tuple(_needs(report)),
        open=tuple(one for one in report.counted if one.answered < one.total),
        practised=tuple(one for one in report.learners if not one.counted),
        missing=report.missing,
    )


def gain(score: Fraction, chance: Fraction, most: Fraction) -> Fraction:
    """How far a score came from guessing (0) to all that could be earned (1); below 0 under guessing."""
    return (score - chance) / (most - chance) if most > chance else Fraction(0)


# What to teach again


def _again(report: ClassReport) -> list[TeachAgain]:
    all_told = [
        _exercise(n, one)
        for n, one in enumerate(report.exercises, 1)
        if one.answered and one.exercise.teachers_weight is None  # ticks are no score
    ]
    grave = [one for one in all_told if one.under or one.below or one.misled or one.surprised]
    grave.sort(key=lambda one: (not one.under, one.gained))
    rest = sorted((one for one in all_told if one not in grave), key=lambda one: one.gained)
    weak = [one for one in rest if 2 * one.gained < 1]
    return [*grave, *weak[: max(0, FEWEST - len(grave))]][:MOST]


def _exercise(number: int, one: ExerciseReport) -> TeachAgain:
    below = [
        item
        for item in one.items
        if item.facility is not None and item.chance is not None and item.facility < item.chance
    ]
    sure = one.certainty[SURE - 1]
    return TeachAgain(
        number,
        one,
        () if one.few else tuple(sorted(below, key=lambda item: item.facility or Fraction(0))),
        _instead(one),
        sure.count,
        sure.count - sure.right,
    )


def _instead(one: ExerciseReport) -> Instead | None:
    """Of a list the wrong option that most picked; of words the false alarm; else the answer that stands there."""
    given: list[Instead] = []
    if one.heat is not None:
        given += [Instead("", stretch.text, stretch.readers) for stretch in one.heat.stretches]
    for item in one.items:
        if isinstance(one.exercise.form, PickForm) or one.heat is not None:
            count = sum(item.verdicts.get(verdict, 0) for verdict in _WRONG) if not item.weighs else 0
            given.append(Instead("", item.text, count))
        elif item.given:
            words, count = item.given[0]
            given.append(Instead(item.text if len(one.items) > 1 else "", words, count))
    most = max(given, key=lambda instead: instead.count, default=None)
    return most if most is not None and most.count > 1 and most.count >= MANY * one.answered else None


def question(one: ExerciseReport) -> str:
    """The first line of the exercise's question."""
    return next(iter(lines(one.exercise.task.prompt)), one.exercise.id)


def reasons(one: TeachAgain) -> Iterator[str]:
    """Why it should be taught again, a sentence each."""
    report = one.told
    figures = _("mean {score} of 100, guessing {chance}").format(
        score=percent(report.facility or Fraction(0)), chance=percent(report.chance)
    )
    few = _("; too few answers to say more ({count})").format(count=report.answered) if report.few else ""
    yield (
        _("Below guessing: {figures}").format(figures=figures) if one.under else figures.capitalize()
    ) + few
    if one.below:
        items = "; ".join(
            f"{one_line(item.text)} ({percent(item.facility or Fraction(0))})"
            for item in one.below[:_SHOWN_ITEMS]
        )
        more = len(one.below) - _SHOWN_ITEMS
        words = plural(
            "{count} item below guessing: {items}", "{count} items below guessing: {items}", len(one.below)
        )
        yield words.format(count=len(one.below), items=items + ("; \u2026" if more > 0 else ""))
    if one.instead is not None:
        given = one.instead
        words = f"{one_line(given.item)}: {one_line(given.words)}" if given.item else one_line(given.words)
        start = (
            _("Most gave the same wrong answer, {count} of {all}: {words}")
            if one.misled
            else _("Most frequent wrong answer, {count} of {all}: {words}")
        )
        yield start.format(words=words, count=given.count, all=report.answered)
    if one.surprised:
        yield _("Sure, and wrong: {count} of the {sure} who were sure").format(
            count=one.sure_wrong, sure=one.sure
        )


# Who needs what


def _needs(report: ClassReport) -> Iterator[Need]:
    strands = dict.fromkeys(exercise.task.strand for exercise in report.lesson.exercises)
    for strand in strands:
        weak = [one for one in report.counted if _weak(report, one, strand)]
        yield from _need(_("{strand}: little above guessing").format(strand=strand_name(strand)), weak)
    freely = [
        one
        for one in report.counted
        if one.detection.tendency == "freely" or one.detection.flat == "everything"
    ]
    yield from _need(_("marks too much"), freely)
    cautious = [
        one
        for one in report.counted
        if one.detection.tendency == "cautious" or one.detection.flat == "nothing"
    ]
    yield from _need(
        _("marks too little"), [one for one in cautious if 2 * one.detection.hits < one.detection.signals]
    )
    sure = [one for one in report.counted if _overconfident(one)]
    yield from _need(_("sure, and wrong more often than right"), sure)


def _need(name: str, learners: list[LearnerReport]) -> Iterator[Need]:
    if learners:
        yield Need(name, tuple(one.name for one in learners))


def _weak(report: ClassReport, one: LearnerReport, strand: str) -> bool:
    figures = one.strands[strand]
    if figures.answered < min(ENOUGH, figures.total):
        return False
    weights = {e.id: e.weight for e in report.lesson.exercises if e.task.strand == strand}
    answered = exact_sum(weight for id, weight in weights.items() if id in one.scores)
    most = answered / (exact_sum(weights.values()) or Fraction(1))
    return gain(figures.score, figures.chance, most) < NEEDED


def _overconfident(one: LearnerReport) -> bool:
    sure = one.certainty[SURE - 1]
    return sure.count >= ENOUGH and 2 * sure.right < sure.count


# Who is missing


def absences(week: Monday) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is missing, and of whom: nothing handed in, practice only, exercises left open."""
    if week.missing:
        yield _("Handed in nothing"), tuple(one.name for one in week.missing)
    if week.practised:
        yield _("Practice only"), tuple(one.name for one in week.practised)
    if week.open:
        yield (
            _("Not all answered"),
            tuple(f"{one.name} ({one.answered}/{one.total})" for one in week.open),
        )
