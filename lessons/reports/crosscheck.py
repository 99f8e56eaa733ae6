"""A blind cross-check: what several readers answered without the key, held against each other and against the key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.figures.agreement import agreement, kappa, mean_f1
from lessons.figures.span_overlap import characters
from lessons.kinds.base import Bound
from lessons.kinds.marking import golds
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.answer import Answer, MarkAnswer
from lessons.model.form import OrderForm
from lessons.model.result import Verdict
from lessons.reports.decisions import Group, groups, items, key_values, mark_pairs, part_of, values
from lessons.reports.dispute import Dispute, Given
from lessons.reports.disputes import disputes
from lessons.reports.mark_disputes import names_given


@dataclass(frozen=True, slots=True)
class Reading:
    """What one colleague answered, fitted to the lesson of today."""

    reader: str
    answers: Mapping[str, Answer]
    """Per exercise id; an exercise left out was not answered."""
    finished: bool = True
    moved: bool = False
    """Whether it was made on another text than today's."""
    lost: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Per exercise the words of marks that the changed text does not hold, or not in one place."""
    unfit: Mapping[str, str] = field(default_factory=dict)
    """Per exercise why its answer can no longer be used."""
    hints: Mapping[str, int] = field(default_factory=dict)
    """Per exercise how many hints of the author were shown: an answer after a hint is no longer blind."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Per exercise what the reader has to say about it."""


@dataclass(frozen=True, slots=True)
class AgainstKey:
    """One reader against the key, in one exercise."""

    reader: str
    score: Fraction
    agreement: Fraction | None
    """Share of the items (words, for marks) on which they agree; ``None`` where nothing can be compared."""
    kappa: Fraction | None
    f1: Fraction | None
    """Character F1 against the key's quotes; only for marks."""


@dataclass(frozen=True, slots=True)
class ReaderTotal:
    """One reader over the whole lesson."""

    reader: str
    answered: int
    """Exercises."""
    agreement: Fraction | None
    """With the key: the mean over the exercises in which something can be compared."""
    score: Fraction | None
    """The mean over the exercises answered."""
    hints: int
    notes: int


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """How far readers agree on one item."""

    id: str
    text: str
    answers: Mapping[str, str]
    """Per reader, as the option's id, the position or the words typed."""
    agreement: Fraction | None


@dataclass(frozen=True, slots=True)
class ExerciseCheck:
    """One exercise."""

    exercise: Exercise
    readers: tuple[str, ...]
    """Who answered it."""
    groups: tuple[Group, ...]
    items: tuple[ItemAgreement, ...]
    f1: Fraction | None
    """Mean character F1 over the pairs of readers; only for marks."""
    against: tuple[AgainstKey, ...]
    confusions: Mapping[tuple[str, str], int]
    """(technique of the key, technique a reader named) -> times; only names that the key does not accept."""
    disputes: tuple[Dispute, ...]


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The whole lesson."""

    lesson: Lesson
    key: AnswerKey
    readings: tuple[Reading, ...]
    exercises: tuple[ExerciseCheck, ...]

    @property
    def totals(self) -> tuple[ReaderTotal, ...]:
        """Each reader over the whole lesson."""
        return tuple(self._total(reading) for reading in self.readings)

    def _total(self, reading: Reading) -> ReaderTotal:
        own = [one for check in self.exercises for one in check.against if one.reader == reading.reader]
        compared = [one.agreement for one in own if one.agreement is not None]
        hints, notes = sum(reading.hints.values()), len(reading.notes)
        scores = [one.score for one in own]
        return ReaderTotal(reading.reader, len(own), _mean(compared), _mean(scores), hints, notes)

    @property
    def agreement(self) -> Fraction | None:
        """Of pairs of readers: the mean over the exercises, of one with several columns over these."""
        shares = [
            _mean([group.agreement for group in check.groups if group.agreement is not None])
            for check in self.exercises
        ]
        return _mean([share for share in shares if share is not None])

    @property
    def confusions(self) -> Counter[tuple[str, str]]:
        """Confused techniques over all exercises."""
        total: Counter[tuple[str, str]] = Counter()
        for exercise in self.exercises:
            total.update(exercise.confusions)
        return total

    @property
    def disputes(self) -> list[tuple[Exercise, Dispute]]:
        """Everything disputed, with its exercise."""
        return [(check.exercise, one) for check in self.exercises for one in check.disputes]


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


def cross_check(lesson: Lesson, key: AnswerKey, readings: Sequence[Reading]) -> CrossCheck:
    """Hold the readings against each other and against the key. Names of readers are unique."""
    checks = tuple(_exercise(lesson, key, exercise, readings) for exercise in lesson.exercises)
    return CrossCheck(lesson, key, tuple(readings), checks)


def _exercise(
    lesson: Lesson, key: AnswerKey, exercise: Exercise, readings: Sequence[Reading]
) -> ExerciseCheck:
    bound, why = key.bound[exercise.id], key.why[exercise.id]
    perfect = bound.perfect()
    answers = [(one.reader, one.answers.get(exercise.id)) for one in readings]
    given = [
        Given(reader, answer, bound.grade(answer, why)) for reader, answer in answers if answer is not None
    ]
    marks = [
        [(mark.span.start, mark.span.end) for mark in one.answer.marks]
        for one in given
        if isinstance(one.answer, MarkAnswer)
    ]
    return ExerciseCheck(
        exercise=exercise,
        readers=tuple(one.reader for one in given),
        groups=groups(exercise, bound, [one.answer for one in given]),
        items=_items(exercise, given),
        f1=mean_f1(marks),
        against=tuple(_against(exercise, bound, perfect, one) for one in given),
        confusions=_confusions(exercise, bound, given),
        disputes=disputes(exercise, bound, perfect, given),
    )


def _against(exercise: Exercise, bound: Bound, perfect: Answer, one: Given) -> AgainstKey:
    f1 = None
    if bound.marks is not None and isinstance(one.answer, MarkAnswer):
        pairs = mark_pairs(bound.marks, one.answer)
        f1 = characters(golds(bound.marks), [mark.span for mark in one.answer.marks]).f1
    else:
        pairs = key_values(exercise, perfect, one.answer, one.result)
    ranked = isinstance(exercise.form, OrderForm)  # places are no categories
    several = kappa(pairs) if len(pairs) > 1 and not ranked else None
    return AgainstKey(one.reader, one.result.score, agreement(pairs), several, f1)


def _items(exercise: Exercise, given: Sequence[Given]) -> tuple[ItemAgreement, ...]:
    said = {one.reader: values(exercise, one.answer) for one in given}
    return tuple(
        ItemAgreement(
            item.id,
            item.text,
            {reader: str(answers[item.id]) for reader, answers in said.items() if item.id in answers},
            agreement([[answers.get(item.id) for answers in said.values()]]),
        )
        for item in items(exercise)
    )


def _confusions(exercise: Exercise, bound: Bound, given: Sequence[Given]) -> dict[tuple[str, str], int]:
    """Names of techniques that the key does not accept, beside the key's own."""
    found: Counter[tuple[str, str]] = Counter()
    marks = bound.marks
    if marks is not None:
        for phrase in marks.phrases if marks.techniques is not None else ():
            for one in given:
                for name in names_given(marks, phrase.core, one.answer):
                    if phrase.technique and phrase.credits.get(name) != 1:
                        found[phrase.technique, name] += 1
    elif any(item.technique for item in bound.items()):
        for item in items(exercise):
            for one in given:
                part = part_of(exercise, item, one.result)
                said = values(exercise, one.answer).get(item.id)
                if part and part.technique and said is not None and part.verdict is not Verdict.RIGHT:
                    found[part.technique, str(said)] += 1
    return dict(found)
