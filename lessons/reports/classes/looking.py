"""A lesson of a class opened to be looked at: the places worth stopping at, and who marked what, on demand.

It is graded where it may be written, and read as it is where it may not. The report itself holds counts alone; marks,
learner by learner, are made when somebody asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from lessons.kinds.kept_answers import reread
from lessons.kinds.marking import KeyPhrase, SidePhrase
from lessons.kinds.units import Units
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.model.answer import AnswerError, Mark, MarkAnswer, Raw
from lessons.model.article import Article
from lessons.model.form import Side
from lessons.model.result import Verdict
from lessons.record.recorder import RecordError
from lessons.reports.classes.building import class_report
from lessons.reports.classes.heat import Kind
from lessons.reports.classes.values import ClassReport, ExerciseReport, HeatMap, ItemReport
from lessons.school.at_hand import open_assigned
from lessons.school.grading import graded_answers, state_of, ungraded
from lessons.school.store import Assignment, ClassStore
from lessons.text.spans import Span


@dataclass(frozen=True, slots=True)
class Reader:
    """One learner's answer to one marking exercise."""

    learner: int
    marks: tuple[Mark, ...]
    """In reading order."""
    verdicts: Mapping[str, Verdict]
    """By item of the exercise."""


@dataclass(frozen=True)
class ExerciseMarks:
    """All answers to one marking exercise."""

    exercise: str
    side: Side
    text: str
    units: Units
    """What the exercise counts: a place is marked by those who marked one of its units."""
    readers: tuple[Reader, ...]
    """By learner's number."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A learner who marked something of a place."""

    learner: int
    words: tuple[str, ...]
    """The words of each mark that reaches into it, whole, each once."""
    techniques: tuple[str, ...]
    """Ids of the techniques that these marks were named by, each once; empty where nothing was named."""


def class_marks(store: ClassStore, lesson: Lesson, key: AnswerKey) -> tuple[ExerciseMarks, ...]:
    """The marks of a class in every marking exercise of a lesson, as far as they are graded under this key.

    Raises ``RecordError``.
    """
    state = state_of(lesson, key)
    marking = [
        (exercise, marks)
        for exercise in lesson.exercises
        if (marks := key.bound[exercise.id].marks) is not None
    ]
    return tuple(
        ExerciseMarks(
            exercise.id,
            marks.side,
            marks.text,
            marks.units,
            tuple(_readers(store, lesson, key, exercise, state)),
        )
        for exercise, marks in marking
    )


def _readers(
    store: ClassStore, lesson: Lesson, key: AnswerKey, exercise: Exercise, state: str
) -> Iterator[Reader]:
    for one, event, parts in graded_answers(store, lesson, key, exercise.id, state):
        marks = _marks(lesson, exercise, event.data.get("answer"))
        verdicts = {part.id: part.verdict for part in parts}
        yield Reader(one.learner, tuple(sorted(marks, key=lambda mark: mark.span)), verdicts)


def _marks(lesson: Lesson, exercise: Exercise, raw: Raw) -> tuple[Mark, ...]:
    """The marks in the text of today; none where the answer has no form any more."""
    try:
        answer, _lost = reread(exercise.form, raw, lesson.article, lesson.beside)
    except AnswerError:
        return ()
    return answer.marks if isinstance(answer, MarkAnswer) else ()


def witnesses(marks: ExerciseMarks, span: Span) -> tuple[Witness, ...]:
    """Who marked at least one unit of ``span``, which lies in the article that ``marks.side`` names; by learner.

    A unit is marked as in scoring: when more than half of its characters are.
    """
    place = 0
    for unit in marks.units.table.between(*span):
        place |= 1 << unit
    over_it = []
    for reader in marks.readers:
        over = [mark for mark in reader.marks if mark.span.overlaps(span)]
        if over and marks.units.marked(mark.span for mark in reader.marks) & place:
            words = dict.fromkeys(" ".join(marks.text[slice(*mark.span)].split()) for mark in over)
            named = dict.fromkeys(mark.technique for mark in over if mark.technique is not None)
            over_it.append(Witness(reader.learner, tuple(words), tuple(named)))
    return tuple(over_it)


def verdicts_on(marks: ExerciseMarks, item: str) -> Mapping[int, Verdict]:
    """The verdict on an item by learner; learners whose result does not name it are missing."""
    return {reader.learner: reader.verdicts[item] for reader in marks.readers if item in reader.verdicts}


_ORDER: tuple[Kind, ...] = ("key", "trap", "debatable", "plain")
"""What a place is where exercises differ about it: the first that one of them says."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the key and the class say of a place in one exercise."""

    exercise: str
    kind: Kind
    answered: int
    """Learners who answered the exercise."""
    marked: int
    """Learners who found it, wholly or in part; of a place that is no key phrase, those who marked it."""
    partly: int = 0
    """How many of ``marked`` found it in part."""
    item: str = ""
    """Id of the key's item; empty for a place that is not in the key."""
    technique: str | None = None
    plain: str = ""
    why: str = ""
    """Markdown."""
    flags: tuple[str, ...] = ()

    @property
    def missed(self) -> int:
        """Learners who answered and did not find the phrase."""
        return self.answered - self.marked


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the article."""

    span: Span
    text: str
    kind: Kind
    marked: int
    """Readers to show: who found the phrase, or marked the place."""
    of: int
    """Readers who could: those who answered."""
    findings: tuple[Finding, ...]
    """One for each exercise that has it, in the order of the lesson."""


def spots(report: ClassReport, heat: HeatMap) -> tuple[Spot, ...]:
    """The places of one map in reading order; with an empty ``heat.exercise`` those of all its exercises.

    The same words in several exercises are one place. Words in no phrase of one exercise are left out where a phrase of
    the map has them.
    """
    places: dict[Span, list[Finding]] = {}
    for one in report.exercises:
        if one.heat is not None and one.heat.side == heat.side and heat.exercise in ("", one.exercise.id):
            for span, finding in _findings(report, one, one.heat):
                places.setdefault(span, []).append(finding)
    article = report.lesson.side(heat.side)
    stops = [_spot(article, heat, span, findings) for span, findings in sorted(places.items())]
    return tuple(spot for spot in stops if spot.kind != "plain" or not _keyed(article, heat, spot.span))


def _spot(article: Article, heat: HeatMap, span: Span, findings: list[Finding]) -> Spot:
    kind = min((finding.kind for finding in findings), key=_ORDER.index)
    marked = max(finding.marked for finding in findings)
    if len(findings) > 1:  # one reader may have found it in one exercise, another in another
        words = article.words.between(*span)
        marked = max(marked, max((heat.counts.get(word, 0) for word in words), default=0))
    text = " ".join(article.text[slice(*span)].split())
    of = findings[0].answered if len(findings) == 1 else heat.readers
    return Spot(span, text, kind, marked, of, tuple(findings))


def _keyed(article: Article, heat: HeatMap, span: Span) -> bool:
    """Whether every word of a place is in a phrase of the key, or beside one."""
    keyed = heat.wanted | heat.open | heat.traps
    return all(word in keyed for word in article.words.between(*span))


def _findings(report: ClassReport, one: ExerciseReport, heat: HeatMap) -> Iterator[tuple[Span, Finding]]:
    marks = report.key.bound[one.exercise.id].marks
    if marks is None:
        return
    every: list[KeyPhrase | SidePhrase] = [*marks.phrases, *marks.debatable, *marks.traps]
    phrases = {phrase.id: phrase for phrase in every}
    traps = {trap.id for trap in marks.traps}
    for item in one.items:
        if item.span is not None and item.id in phrases:
            phrase = phrases[item.id]
            aside: Kind = "trap" if item.id in traps else "debatable"
            yield item.span, _finding(one, item, phrase, "key" if isinstance(phrase, KeyPhrase) else aside)
    for stretch in heat.stretches:
        yield stretch.span, Finding(one.exercise.id, "plain", one.answered, stretch.readers)


def _finding(one: ExerciseReport, item: ItemReport, phrase: KeyPhrase | SidePhrase, kind: Kind) -> Finding:
    partly = item.verdicts.get(Verdict.PARTLY, 0)
    aside = item.verdicts.get(Verdict.TRAP, 0) + item.verdicts.get(Verdict.DEBATABLE, 0)
    finding = Finding(
        exercise=one.exercise.id,
        kind=kind,
        answered=one.answered,
        marked=aside,
        item=item.id,
        technique=phrase.technique,
        why=phrase.why,
        flags=item.flags,
    )
    if isinstance(phrase, KeyPhrase):
        finders = item.verdicts.get(Verdict.RIGHT, 0) + partly
        return replace(finding, marked=finders, partly=partly, plain=phrase.plain)
    return finding


@dataclass(frozen=True)
class Look:
    """One lesson of a class at one moment. The database is closed again."""

    report: ClassReport
    marks: tuple[ExerciseMarks, ...]
    """Of the report's marking exercises."""
    ungraded: int
    """Answers that are left out of the report, since they are not graded and nothing could be written."""
    trouble: RecordError | None
    """Why nothing could be written; ``None`` when it could."""


def look(path: Path, assignment: Assignment, home: Path | None = None) -> Look:
    """The report on a lesson of the class in this file. Raises ``LessonError`` and ``RecordError``.

    Where another program has the class open, or the disk takes nothing, what is graded already is shown.
    """
    at_hand = open_assigned(assignment, home)
    trouble: RecordError | None = None
    try:
        store = ClassStore(path, path.stem, write=path.is_file())
    except RecordError as error:
        trouble = error
        store = _to_read(path, error)
    with store:
        report = class_report(store, at_hand)
        marks = class_marks(store, at_hand.lesson, at_hand.key)
        left = ungraded(store, at_hand.lesson, at_hand.key) if trouble is not None else 0
    return Look(report, marks, left, trouble)


def guessing(assignment: Assignment, home: Path | None = None) -> Fraction:
    """What guessing at every exercise of the lesson would give: the mean by weight. Raises ``LessonError``."""
    at_hand = open_assigned(assignment, home)
    exercises = at_hand.lesson.exercises
    chance = sum((one.weight * at_hand.key.bound[one.id].chance for one in exercises), Fraction(0))
    return chance / (sum((one.weight for one in exercises), Fraction(0)) or Fraction(1))


def _to_read(path: Path, trouble: RecordError) -> ClassStore:
    """The class without writing; ``trouble`` is what is raised when that is not possible either."""
    try:
        return ClassStore(path, path.stem)
    except RecordError:
        raise trouble from None
