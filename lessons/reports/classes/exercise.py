"""One exercise of a class: items, heat, agreement, and what each learner contributes to the own figures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from lessons.figures.agreement import Level, alpha, alpha_of_counts
from lessons.figures.calibration import calibration
from lessons.figures.detection import Detection
from lessons.figures.item_statistics import class_size, correlation, correlations, facility
from lessons.i18n import _
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.article import Article
from lessons.model.exact import exact_sum
from lessons.model.result import Verdict
from lessons.model.span import Span
from lessons.prose import one_line
from lessons.reports.classes.heat import Heat
from lessons.reports.classes.seen import NOTHING, Seen, Sight
from lessons.reports.classes.values import ExerciseReport, HeatMap, ItemReport
from lessons.reports.decisions import items as decided_items
from lessons.reports.decisions import levels
from lessons.school.graded import Submission

_MOST_GIVEN = 12
"""Different wrong answers that are listed for an item."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise stands among the others."""

    rest: Sequence[float | None]
    """The mean of each learner who answered in the other exercises that this learner answered; ``None`` for none.

    In the order in which the learners were added.
    """
    upper_lower: Fraction | None
    contested: Counter[str]
    """How many learners contest each item."""


@dataclass
class _Tally:
    """What the learners who answered showed, in the order in which they were added."""

    learners: list[int] = field(default_factory=list)
    scores: list[Fraction] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    sure: list[tuple[int, Fraction]] = field(default_factory=list)
    hints: int = 0


class ExerciseTally:
    """Goes over the answers to one exercise once, learner by learner."""

    def __init__(self, lesson: Lesson, key: AnswerKey, exercise: Exercise) -> None:
        self.exercise, self.bound = exercise, key.bound[exercise.id]
        self.heat = Heat(lesson, exercise, marks) if (marks := self.bound.marks) is not None else None
        self._article, self._beside = lesson.article, lesson.beside
        self._sight = Sight(lesson, key, exercise)
        self.items = self._sight.items
        self._tally = _Tally()

    @property
    def learners(self) -> Sequence[int]:
        """Those who answered."""
        return self._tally.learners

    def add(self, one: Submission) -> tuple[Seen, Detection]:
        """Count one learner's answer; what it shows, and of marks what was told from what."""
        tally, marks = self._tally, NOTHING
        if self.heat is not None:
            seen, words = self._sight.marks(one)
            marks = self.heat.add(one.learner, words, seen.found)
        else:
            seen = self._sight.answer(one)
        tally.learners.append(one.learner)
        tally.scores.append(one.score)
        tally.seen.append(seen)
        tally.hints += one.hints
        if one.seconds is not None:
            tally.seconds.append(one.seconds)
        if one.sure is not None:
            tally.sure.append((one.sure, one.score))
        return seen, marks

    def report(self, place: Place) -> ExerciseReport:
        """The figures of the exercise."""
        tally = self._tally
        answered = len(tally.learners)
        there = [number for number, rest in enumerate(place.rest) if rest is not None]
        few = class_size(len(there)) == "counts"
        rest = [mean for mean in place.rest if mean is not None]
        scores = [float(tally.scores[number]) for number in there]
        discrimination = None if few else correlation(scores, rest)
        heat = self.heat.map() if self.heat is not None else None
        return ExerciseReport(
            exercise=self.exercise,
            answered=answered,
            facility=facility(tally.scores),
            chance=self.bound.chance,
            discrimination=discrimination,
            upper_lower=None if few else place.upper_lower,
            seconds=median(tally.seconds) if tally.seconds else None,
            hints=Fraction(tally.hints, max(1, answered)),
            certainty=calibration(tally.sure),
            alphas={} if class_size(answered) == "counts" else self._alphas(),
            items=self._items(place, there, [] if few else rest),
            heat=heat,
            flags=tuple(_exercise_flags(discrimination, heat)),
        )

    def _items(self, place: Place, there: Sequence[int], rest: Sequence[float]) -> tuple[ItemReport, ...]:
        """``rest``: of the learners at the numbers ``there``; empty where they are too few for a correlation."""
        columns = dict(
            zip(self._sight.weighing, zip(*(s.shares for s in self._tally.seen), strict=True), strict=False)
        )
        related: dict[str, float | None] = {}
        if rest:
            held = [[column[number] for number in there] for column in columns.values()]
            related = dict(zip(columns, correlations(held, rest), strict=True))
        verdicts: dict[str, Counter[Verdict]] = {}
        given: dict[str, Counter[str]] = {}
        named: dict[str, Counter[str]] = {}
        for seen, times in Counter(self._tally.seen).items():
            for id, verdict in seen.verdicts:
                verdicts.setdefault(id, Counter())[verdict] += times
            for id, words in seen.given:
                given.setdefault(id, Counter())[words] += times
            for id, name in seen.named:
                named.setdefault(id, Counter())[name] += times
        made = []
        shown = self._texts()
        chances = {item.id: item.chance for item in self.bound.items()}
        for id, part in self.items.items():
            discrimination, shares = related.get(id), columns.get(id)
            negative = discrimination is not None and discrimination < 0
            told = _("The key may be wrong: those who are good at the other exercises miss this more often.")
            made.append(
                ItemReport(
                    id=id,
                    text=shown[id],
                    verdicts=verdicts.get(id, Counter()),
                    facility=_mean(shares) if shares else None,
                    discrimination=discrimination,
                    chance=chances.get(id),
                    given=_most(given.get(id, Counter()))[:_MOST_GIVEN],
                    technique=part.technique,
                    named=_most(named.get(id, Counter())),
                    span=part.span,
                    side=part.side,
                    contested=place.contested[id],
                    flags=(told,) if negative else (),
                )
            )
        return tuple(made)

    def _texts(self) -> dict[str, str]:
        """The items in plain words; marked words that stand in several places with those around them."""
        texts = {id: one_line(part.text) for id, part in self.items.items()}
        times = Counter(texts.values())
        for id, part in self.items.items():
            if times[one_line(part.text)] > 1 and part.span is not None:
                article = (
                    self._beside if part.side == "beside" and self._beside is not None else self._article
                )
                texts[id] = _among_words(article, part.span)
        return texts

    def _alphas(self) -> dict[str, Fraction | None]:
        if self.heat is not None:
            return {"": alpha_of_counts(self.heat.counts(), len(self._tally.learners))}
        made = decided_items(self.exercise)
        level: Level = levels(self.exercise)[0]
        told: dict[str, Fraction | None] = {}
        for group in dict.fromkeys(item.group for item in made):
            units = [
                [seen.said.get(item.id) for seen in self._tally.seen] for item in made if item.group == group
            ]
            told[group] = alpha(units, level)
        return told


def _among_words(article: Article, span: Span) -> str:
    """Words with two words on either side of them: ``ministers have [said] that they``."""
    table = article.words
    inside = table.between(*span)
    first, last = inside[0], inside[-1]
    start = table[max(0, first - 2)][0]
    end = table[min(len(table) - 1, last + 2)][1]
    text = f"{article.text[start : span.start]}[{article.text[slice(*span)]}]{article.text[span.end : end]}"
    return " ".join(text.split())


def _mean(shares: Sequence[float]) -> Fraction:
    """The mean of shares of credit, which were fractions."""
    parts = (Fraction(share).limit_denominator(1_000_000) * times for share, times in Counter(shares).items())
    return exact_sum(parts) / len(shares)


def _most(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent first; those of one frequency by the alphabet, whoever was first."""
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _exercise_flags(discrimination: float | None, heat: HeatMap | None) -> Iterable[str]:
    if discrimination is not None and discrimination < 0:
        yield _("The key may be wrong: those who are good at the other exercises score less here.")
    for stretch in heat.stretches if heat is not None else ():
        if heat is not None and 2 * stretch.readers > heat.readers and heat.readers > 1:
            told = _(
                "The key may be wrong: {count} of {all} marked \u201c{words}\u201d, which the key does not have."
            )
            yield told.format(count=stretch.readers, all=heat.readers, words=stretch.text)
