"""A blind cross-check: what several readers answered without the key, held against each other and against the key.

As values, as text for a teacher and as JSON for a program.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.figures.agreement import agreement, kappa, mean_f1
from lessons.figures.span_overlap import characters
from lessons.i18n import _, plural
from lessons.kinds.base import Bound
from lessons.kinds.marking import golds
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.answer import Answer, MarkAnswer
from lessons.model.form import OrderForm
from lessons.model.result import Verdict, percent
from lessons.reports.decisions import Group, groups, items, key_values, mark_pairs, part_of, values
from lessons.reports.disputes import Dispute, Given, disputes, names_given
from lessons.text import visible


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
    pairs: Counter[tuple[str, str]] = Counter()
    marks = bound.marks
    if marks is not None:
        for phrase in marks.phrases if marks.techniques is not None else ():
            for one in given:
                for name in names_given(marks, phrase.core, one.answer):
                    if phrase.technique and phrase.credits.get(name) != 1:
                        pairs[phrase.technique, name] += 1
    elif any(item.technique for item in bound.items()):
        for item in items(exercise):
            for one in given:
                part = part_of(exercise, item, one.result)
                said = values(exercise, one.answer).get(item.id)
                if part and part.technique and said is not None and part.verdict is not Verdict.RIGHT:
                    pairs[part.technique, str(said)] += 1
    return dict(pairs)


def as_text(check: CrossCheck) -> str:
    """The readings, then each exercise with its figures and what is disputed, then the techniques."""
    return "\n".join(visible(" ".join(line.split("\n"))) for line in _lines(check))


def _lines(check: CrossCheck) -> Iterator[str]:
    count = len(check.readings)
    names = ", ".join(reading.reader for reading in check.readings)
    template = plural(
        "{title}: {count} reading ({names}), and the key.",
        "{title}: {count} readings ({names}), and the key.",
        count,
    )
    yield template.format(title=check.lesson.title, count=count, names=names)
    for reading in check.readings:
        yield from _trouble(reading, len(check.lesson.exercises))
    for one in check.exercises:
        yield ""
        yield from _exercise_lines(check, one)
    if check.confusions:
        yield ""
        yield _("Techniques confused (key > reader):")
        for (right, named), times in check.confusions.most_common():
            yield f"  {_technique(check, right)} > {_technique(check, named)}: {times}"
    yield ""
    yield _("The whole lesson:")
    yield from (f"  {line}" for line in _totals(check))
    yield _total(check)


def _totals(check: CrossCheck) -> Iterator[str]:
    """A line a reader, then one on the lesson; means over the exercises."""
    for one in check.totals:
        template = plural("{count} exercise answered", "{count} exercises answered", one.answered)
        figures = [template.format(count=one.answered)]
        if one.agreement is not None:
            figures.append(_("agrees with the key in {share} of 100").format(share=percent(one.agreement)))
        if one.score is not None:
            figures.append(_("score {score} of 100").format(score=percent(one.score)))
        if one.hints:
            figures.append(plural("{count} hint", "{count} hints", one.hints).format(count=one.hints))
        if one.notes:
            figures.append(plural("{count} note", "{count} notes", one.notes).format(count=one.notes))
        yield f"{one.reader}: {', '.join(figures)}"
    if check.agreement is not None:
        yield _("pairs of readers agree in {share} of 100").format(share=percent(check.agreement))


def _trouble(reading: Reading, exercises: int) -> Iterator[str]:
    answered = len(reading.answers)
    if not reading.finished or answered < exercises:
        template = _("  {reader} answered {answered} of {all} exercises.")
        yield template.format(reader=reading.reader, answered=answered, all=exercises)
    if reading.moved:
        template = _("  {reader} read another version of the text; marks were found again by their words.")
        yield template.format(reader=reading.reader)
    if reading.hints:
        count = sum(reading.hints.values())
        template = plural(
            "  {reader} saw {count} hint: {where}", "  {reader} saw {count} hints: {where}", count
        )
        where = ", ".join(f"{id} {number}" for id, number in reading.hints.items())
        yield template.format(reader=reading.reader, count=count, where=where)
    for id, words in reading.lost.items():
        shown = ", ".join(f"\u201c{' '.join(word.split())[:60]}\u201d" for word in words)
        yield _("  {reader}: lost in {exercise}: {words}").format(
            reader=reading.reader, exercise=id, words=shown
        )
    for id, reason in reading.unfit.items():
        template = _("  {reader}: the answer to {exercise} is left out: {reason}")
        yield template.format(reader=reading.reader, exercise=id, reason=reason)


def _exercise_lines(check: CrossCheck, one: ExerciseCheck) -> Iterator[str]:
    head = f"{one.exercise.id} ({one.exercise.kind.name})"
    notes = [(reading.reader, reading.notes.get(one.exercise.id)) for reading in check.readings]
    noted = [
        _("  note by {reader}: {words}").format(reader=reader, words=words)
        for reader, words in notes
        if words
    ]
    if not one.readers:
        yield _("{exercise}: nobody answered it.").format(exercise=head)
        yield from noted
        return
    readers = plural("{count} reader", "{count} readers", len(one.readers)).format(count=len(one.readers))
    groups = [_group(check, one, group) for group in one.groups] if len(one.readers) > 1 else []
    yield f"{head}: {readers}" + "".join(f"; {group}" for group in groups if group) + "."
    for reader in one.against:
        yield "  " + _against_line(reader)
    yield from noted
    for dispute in one.disputes:
        yield f"  ? {dispute.said}."
        if dispute.offered:
            yield "    " + _("the key can call it debatable: --write-debatable writes that")
        elif dispute.trail is not None:
            yield "    " + _("the key can call it debatable, but one reader alone is no reason")
        elif dispute.advice:
            yield f"    {dispute.advice}"


def _group(check: CrossCheck, one: ExerciseCheck, group: Group) -> str:
    figures = []
    for level, value in group.alphas.items():
        marks = check.key.bound[one.exercise.id].marks is not None
        name = (
            _("alpha by word") if marks else _("alpha") if level == "nominal" else f"{_('alpha')} ({level})"
        )
        figures.append(f"{name} {_number(value)}")
    if group.agreement is not None:
        figures.append(_("pairs agree {share} of 100").format(share=percent(group.agreement)))
    if one.f1 is not None:
        figures.append(_("character F1 {f1}").format(f1=_number(one.f1)))
    return (f"{group.name}: " if group.name else "") + ", ".join(figures)


def _against_line(reader: AgainstKey) -> str:
    figures = []
    if reader.agreement is not None:
        figures.append(_("agrees in {share} of 100").format(share=percent(reader.agreement)))
    if reader.kappa is not None:
        figures.append(_("kappa {kappa}").format(kappa=_number(reader.kappa)))
    if reader.f1 is not None:
        figures.append(_("character F1 {f1}").format(f1=_number(reader.f1)))
    figures.append(_("score {score} of 100").format(score=percent(reader.score)))
    return _("{reader} and the key: {figures}").format(reader=reader.reader, figures=", ".join(figures))


def _number(value: Fraction | None) -> str:
    return _("undefined") if value is None else f"{float(value):.3f}"


def _technique(check: CrossCheck, id: str) -> str:
    technique = check.lesson.glossary.technique(id)
    return technique.name if technique else id


def _total(check: CrossCheck) -> str:
    disputed = [dispute for _exercise, dispute in check.disputes]
    can = sum(dispute.offered for dispute in disputed)
    if not disputed:
        return _("Nothing is disputed.")
    template = _("Disputed: {count}. --write-debatable calls {can} of them debatable in the key.")
    return template.format(count=len(disputed), can=can)


def as_mapping(check: CrossCheck) -> dict[str, object]:
    """The JSON form, documented in docs/crosscheck.md."""
    return {
        "format": 1,
        "course": check.lesson.course,
        "lesson": check.lesson.id,
        "key": check.key.version,
        "text": check.lesson.article.hash,
        "readings": [
            {
                "reader": one.reader,
                "finished": one.finished,
                "answered": len(one.answers),
                "other_text": one.moved,
                "lost": {id: list(words) for id, words in one.lost.items()},
                "left_out": dict(one.unfit),
                "hints": dict(one.hints),
                "notes": dict(one.notes),
                "agreement": _rounded(total.agreement),
                "score": _rounded(total.score),
            }
            for one, total in zip(check.readings, check.totals, strict=True)
        ],
        "agreement": _rounded(check.agreement),
        "exercises": {one.exercise.id: _as_mapping(one) for one in check.exercises},
        "confusions": [
            {"key": right, "reader": named, "times": times}
            for (right, named), times in check.confusions.most_common()
        ],
    }


def _as_mapping(one: ExerciseCheck) -> dict[str, object]:
    return {
        "kind": one.exercise.kind.name,
        "readers": list(one.readers),
        "groups": [
            {
                "name": group.name,
                "agreement": _rounded(group.agreement),
                "alpha": {level: _rounded(value) for level, value in group.alphas.items()},
            }
            for group in one.groups
        ],
        "character_f1": _rounded(one.f1),
        "items": [
            {"id": item.id, "text": item.text, "agreement": _rounded(item.agreement), "answers": item.answers}
            for item in one.items
        ],
        "against_key": [
            {
                "reader": reader.reader,
                "agreement": _rounded(reader.agreement),
                "kappa": _rounded(reader.kappa),
                "character_f1": _rounded(reader.f1),
                "score": _rounded(reader.score),
            }
            for reader in one.against
        ],
        "disputes": [
            {
                "item": dispute.item,
                "words": dispute.words,
                "said": dispute.said,
                "readers": list(dispute.readers),
                "of": dispute.of,
                "offered": dispute.offered,
                "key": list(dispute.trail or ()),
                "advice": dispute.advice,
                **(
                    {"span": {"start": dispute.span.start, "end": dispute.span.end, "side": dispute.side}}
                    if dispute.span
                    else {}
                ),
            }
            for dispute in one.disputes
        ],
    }


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)
