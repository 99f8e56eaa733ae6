"""One exercise of a class: items, heat, agreement, and what each learner contributes to the own figures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median

from lessons.assembly.lesson import AnswerKey, Exercise, Lesson, Note
from lessons.classroom.graded import GradedAnswer, GradedPart
from lessons.i18n import _
from lessons.kinds.grading import chance_of, grade
from lessons.kinds.marking import MarkKey
from lessons.kinds.reading import read
from lessons.kinds.saved import restore
from lessons.model.answer import Answer, AnswerError, MarkAnswer
from lessons.model.form import MarkForm, PickForm
from lessons.model.result import Part, Verdict
from lessons.model.span import Span
from lessons.prose import one_line
from lessons.reports.agreement import Level, alpha, alpha_of_counts
from lessons.reports.calibration import calibration
from lessons.reports.classes.heat import Heat
from lessons.reports.classes.values import ExerciseReport, HeatMap, ItemReport
from lessons.reports.decisions import items as decided_items
from lessons.reports.decisions import levels, values
from lessons.reports.detection import Detection
from lessons.reports.item_statistics import class_size, correlation, facility, upper_lower

_FOUND = (Verdict.RIGHT, Verdict.PARTLY)
_ALARM = (Verdict.WRONG, Verdict.TRAP)
_MOST_GIVEN = 12
"""Different wrong answers that are listed for an item."""


@dataclass
class Contribution:
    """What one learner's answer to one exercise adds to the learner's figures."""

    score: Fraction
    sure: int | None
    seconds: float
    hints: int
    time: str
    lost: int
    marks: Detection = field(default=Detection(0, 0, 0, 0))
    lists: Detection = field(default=Detection(0, 0, 0, 0))
    techniques: dict[str, tuple[int, int]] = field(default_factory=dict)
    sides: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass
class _Tally:
    """Counts over the learners who answered."""

    verdicts: dict[str, Counter[Verdict]] = field(default_factory=dict)
    given: dict[str, Counter[str]] = field(default_factory=dict)
    shares: dict[str, list[float]] = field(default_factory=dict)
    learners: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    scores: list[Fraction] = field(default_factory=list)
    sure: list[tuple[int, Fraction]] = field(default_factory=list)
    hints: int = 0
    said: list[dict[str, int | str]] = field(default_factory=list)


class ExerciseTally:
    """Goes over the answers to one exercise once, learner by learner."""

    def __init__(self, lesson: Lesson, key: AnswerKey, exercise: Exercise) -> None:
        self.lesson, self.exercise = lesson, exercise
        self.bound = key.bound[exercise.id]
        self.marking = isinstance(exercise.form, MarkForm) and isinstance(self.bound, MarkKey)
        self.heat = Heat(lesson, exercise, self.bound) if isinstance(self.bound, MarkKey) else None
        self.items = known_items(lesson, key, exercise)
        self._directions = directions(key.notes, self.items.values()) if self.marking else {}
        self._tally = _Tally(shares={id: [] for id, part in self.items.items() if part.weight})

    def add(self, graded: GradedAnswer) -> Contribution:
        """Count one learner's answer; what it adds to the learner's own figures."""
        tally = self._tally
        tally.learners.append(graded.learner)
        tally.scores.append(graded.score)
        tally.hints += graded.hints
        if graded.seconds is not None:
            tally.seconds.append(graded.seconds)
        if graded.sure is not None:
            tally.sure.append((graded.sure, graded.score))
        there = {part.id: part for part in graded.parts}
        for id, shares in tally.shares.items():
            shares.append(there[id].share if id in there else 0.0)
        for part in graded.parts:
            if part.id in self.items:
                tally.verdicts.setdefault(part.id, Counter())[part.verdict] += 1
                if part.given and part.verdict in (Verdict.WRONG, Verdict.PARTLY, Verdict.TRAP):
                    tally.given.setdefault(part.id, Counter())[part.given] += 1
        answer = given_answer(self.lesson, self.exercise, graded)
        if self.heat is not None:
            self.heat.add(graded.learner, answer if isinstance(answer, MarkAnswer) else MarkAnswer())
        else:
            tally.said.append(dict(values(self.exercise, answer)))
        return self._contribution(graded)

    def _contribution(self, graded: GradedAnswer) -> Contribution:
        made = Contribution(
            graded.score,
            graded.sure,
            graded.seconds or 0.0,
            graded.hints,
            graded.event.time,
            graded.lost,
        )
        for part in graded.parts:
            known = self.items.get(part.id)
            if known is None or not known.weight:
                continue
            found = part.verdict in _FOUND
            if known.technique:
                _count(made.techniques, known.technique, found)
            direction = self._directions.get(part.id)
            if direction:
                _count(made.sides, direction, found)
        if self.heat is not None:
            made.marks = self.heat.detection(graded.parts)
        elif isinstance(self.exercise.form, PickForm) and self.exercise.form.several:
            made.lists = picked(graded.parts)
        return made

    def report(
        self,
        rest: Mapping[int, float],
        columns: tuple[float | None, Mapping[int, Fraction]],
        contested: Counter[str],
    ) -> ExerciseReport:
        """The figures of the exercise.

        ``rest``: what each learner earned in the other exercises; ``columns``: the exercise's own item-rest
        correlation, and each learner's total.
        """
        tally, totals = self._tally, columns[1]
        answered = len(tally.learners)
        bound = self.bound
        size = class_size(answered)
        others = [rest[learner] for learner in tally.learners]
        items = tuple(
            self._item(part, others, contested, small=size == "counts") for part in self.items.values()
        )
        by_learner = dict(zip(tally.learners, tally.scores, strict=True))
        heat = self.heat.map() if self.heat is not None else None
        return ExerciseReport(
            exercise=self.exercise,
            answered=answered,
            facility=facility(tally.scores),
            chance=chance_of(self.exercise.kind, bound),
            discrimination=columns[0],
            upper_lower=upper_lower(
                [by_learner.get(learner, Fraction(0)) for learner in totals], [*totals.values()]
            ),
            seconds=median(tally.seconds) if tally.seconds else None,
            hints=Fraction(tally.hints, max(1, answered)),
            certainty=calibration(tally.sure),
            alphas=self._alphas(),
            items=items,
            heat=heat,
            flags=tuple(_exercise_flags(columns[0], heat, size == "counts")),
        )

    def _item(self, part: Part, rest: Sequence[float], contested: Counter[str], small: bool) -> ItemReport:
        tally = self._tally
        shares = tally.shares.get(part.id)
        discrimination = correlation(shares, rest) if shares else None
        flags = []
        if discrimination is not None and discrimination < 0 and not small:
            told = _("The key may be wrong: those who are good at the other exercises miss this more often.")
            flags.append(told)
        return ItemReport(
            id=part.id,
            text=one_line(part.text),
            verdicts=tally.verdicts.get(part.id, Counter()),
            facility=facility([Fraction(share).limit_denominator(1_000_000) for share in shares])
            if shares
            else None,
            discrimination=discrimination,
            given=tuple(tally.given.get(part.id, Counter()).most_common(_MOST_GIVEN)),
            technique=part.technique,
            named=tuple(self.heat.named.get(part.id, Counter()).most_common()) if self.heat else (),
            span=part.span,
            side=part.side,
            contested=contested[part.id],
            flags=tuple(flags),
        )

    def _alphas(self) -> dict[str, Fraction | None]:
        if self.heat is not None:
            return {"": alpha_of_counts(self.heat.counts(), len(self._tally.learners))}
        made = decided_items(self.exercise)
        level: Level = levels(self.exercise)[0]
        told: dict[str, Fraction | None] = {}
        for group in dict.fromkeys(item.group for item in made):
            units = [[said.get(item.id) for said in self._tally.said] for item in made if item.group == group]
            told[group] = alpha(units, level)
        return told


def _exercise_flags(discrimination: float | None, heat: HeatMap | None, small: bool) -> Iterable[str]:
    if discrimination is not None and discrimination < 0 and not small:
        yield _("The key may be wrong: those who are good at the other exercises score less here.")
    for stretch in heat.stretches if heat is not None else ():
        if heat is not None and 2 * stretch.readers > heat.readers and heat.readers > 1:
            told = _(
                "The key may be wrong: {count} of {all} marked \u201c{words}\u201d, which the key does not have."
            )
            yield told.format(count=stretch.readers, all=heat.readers, words=stretch.text)


def given_answer(lesson: Lesson, exercise: Exercise, graded: GradedAnswer) -> Answer | None:
    """What a learner answered, in the text of today; ``None`` for an answer that has no form any more."""
    form = exercise.form
    try:
        raw, _lost = restore(form, graded.event.data.get("answer"), lesson.article, lesson.beside)
        return read(form, raw, lesson.article, lesson.beside)
    except AnswerError:
        return None


def known_items(lesson: Lesson, key: AnswerKey, exercise: Exercise) -> dict[str, Part]:
    """Every item that results of this exercise can name, by its id: those of a perfect and of a blank answer."""
    bound = key.bound[exercise.id]
    found: dict[str, Part] = {}
    for raw in (exercise.kind.perfect(bound), None):
        answer = read(exercise.form, raw, lesson.article, lesson.beside)
        for part in grade(exercise.kind, bound, "", answer).parts:
            found.setdefault(part.id, part)
    if isinstance(bound, MarkKey):
        for verdict, asides in ((Verdict.DEBATABLE, bound.debatable), (Verdict.TRAP, bound.traps)):
            for aside in asides:
                words = " ".join(bound.text[aside.span.start : aside.span.end].split())
                part = Part(aside.id, verdict, words, weight=Fraction(0), span=aside.span, side=bound.side)
                found.setdefault(aside.id, part)
        return dict(sorted(found.items(), key=lambda item: item[1].span or Span(0, 0)))
    return found


def directions(notes: Sequence[Note], items: Iterable[Part]) -> dict[str, str]:
    """The direction of each phrase: that of the annotation that covers most of it."""
    told = {}
    for part in items:
        if part.span is None or not part.weight:
            continue
        best = 0
        for note in notes:
            if note.direction and note.side == part.side:
                shared = max((_shared(part.span, span) for span in note.spans), default=0)
                if shared > best:
                    best, told[part.id] = shared, note.direction
    return told


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def picked(parts: Iterable[GradedPart]) -> Detection:
    """Right and wrong options of a list: picked or not."""
    verdicts = Counter(part.verdict for part in parts)
    hits = verdicts[Verdict.RIGHT] + verdicts[Verdict.PARTLY]
    alarms = verdicts[Verdict.WRONG] + verdicts[Verdict.TRAP]
    return Detection(hits, hits + verdicts[Verdict.MISSED], alarms, alarms + verdicts[Verdict.LEFT])


def _count(counts: dict[str, tuple[int, int]], name: str, found: bool) -> None:
    before, of = counts.get(name, (0, 0))
    counts[name] = (before + found, of + 1)
