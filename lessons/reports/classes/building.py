"""From a class database to the values of its report; each answer is looked at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.assembly.lesson import Lesson
from lessons.classroom.at_hand import AtHand
from lessons.classroom.book import TOTAL, Entry, pending, standing_scores
from lessons.classroom.contested import contested
from lessons.classroom.grading import grade_class, graded_answers, state_of
from lessons.classroom.store import ClassStore, Pupil, names
from lessons.prose import one_line
from lessons.reports.calibration import calibration
from lessons.reports.classes.contested import contested_items
from lessons.reports.classes.exercise import Contribution, ExerciseTally
from lessons.reports.classes.heat import Heat, together
from lessons.reports.classes.naming import same_name
from lessons.reports.classes.values import (
    ClassReport,
    ContestedItem,
    ExerciseReport,
    HeatMap,
    LearnerReport,
    StrandFigures,
)
from lessons.reports.detection import Detection
from lessons.reports.item_statistics import class_size, cronbach_alpha, item_rest_all
from lessons.store.stamp import now

NOTHING = Detection(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a learner without the answers."""

    name: str
    shared: bool
    finished: bool


@dataclass
class _Learner:
    """One learner's sums."""

    scores: dict[str, Fraction] = field(default_factory=dict)
    techniques: Counter[tuple[str, bool]] = field(default_factory=Counter)
    sides: Counter[tuple[str, bool]] = field(default_factory=Counter)
    marks: Detection = NOTHING
    lists: Detection = NOTHING
    sure: list[tuple[int, Fraction]] = field(default_factory=list)
    seconds: float = 0.0
    hints: int = 0
    late: int = 0
    lost: int = 0

    def add(self, exercise: str, made: Contribution, due: str) -> None:
        """Count one answer."""
        self.scores[exercise] = made.score
        self.marks += made.marks
        self.lists += made.lists
        for counter, counts in ((self.techniques, made.techniques), (self.sides, made.sides)):
            for name, (found, of) in counts.items():
                counter[name, True] += found
                counter[name, False] += of
        if made.sure is not None:
            self.sure.append((made.sure, made.score))
        self.seconds += made.seconds
        self.hints += made.hints
        self.late += bool(due and made.time > due)
        self.lost += made.lost


def class_report(store: ClassStore, at_hand: AtHand) -> ClassReport:
    """The report on one lesson of a class. Answers not graded yet are graded now. Raises ``RecordError``.

    In a store that was opened to read alone they are left out; ``ungraded`` counts them.
    """
    lesson, key, due = at_hand.lesson, at_hand.key, at_hand.assignment.due
    if store.writable:
        grade_class(store, lesson, key)
    state = state_of(lesson, key)
    pupils = store.pupils()
    called = names(pupils)
    finished = {learner for learner, _event in store.events(lesson.course, lesson.id, ("finished",))}
    opened = store.learners_of(lesson.course, lesson.id)
    learners = {id: _Learner() for id in called if id in opened}
    tallies = []
    for exercise in lesson.exercises:
        tally = ExerciseTally(lesson, key, exercise)
        for graded in graded_answers(store, lesson, key, exercise.id, state):
            learners[graded.learner].add(exercise.id, tally.add(graded), due)
        tallies.append(tally)
    items = {
        tally.exercise.id: {id: one_line(part.text) for id, part in tally.items.items()} for tally in tallies
    }
    disputed = contested_items(lesson, items, contested(store, lesson.course, lesson.id))
    reports, cronbach = _exercises(lesson, tallies, learners, disputed)
    standing = standing_scores(store, lesson)
    chances = {one.exercise.id: one.chance for one in reports}
    same = Counter(same_name(pupil.pseudonym) for pupil in pupils)
    told = tuple(
        _learner(
            lesson,
            chances,
            learners[pupil.id],
            pupil,
            _Known(called[pupil.id], same[same_name(pupil.pseudonym)] > 1, pupil.id in finished),
            standing,
        )
        for pupil in pupils
        if pupil.id in learners
    )
    return ClassReport(
        name=store.name,
        lesson=lesson,
        key=key,
        due=due,
        made=now(),
        size=class_size(len(told)),
        learners=told,
        exercises=tuple(reports),
        heat=_heat([tally.heat for tally in tallies if tally.heat is not None]),
        cronbach=cronbach,
        pending=pending(store, lesson, key),
        contested=disputed,
        detection=sum((one.detection for one in told), NOTHING),
        sides=_summed([one.sides for one in told]),
    )


def _exercises(
    lesson: Lesson,
    tallies: list[ExerciseTally],
    learners: Mapping[int, _Learner],
    contested_there: Iterable[ContestedItem],
) -> tuple[list[ExerciseReport], float | None]:
    """The exercises with what each has to do with the rest of the lesson, and Cronbach's alpha."""
    weights = {exercise.id: exercise.task.weight for exercise in lesson.exercises}
    columns = [
        [weight * one.scores.get(id, Fraction(0)) for one in learners.values()]
        for id, weight in weights.items()
    ]
    totals = {
        id: sum((weights[exercise] * score for exercise, score in one.scores.items()), Fraction(0))
        for id, one in learners.items()
    }
    rest = item_rest_all(columns) if columns and learners else [None] * len(tallies)
    disputed: dict[str, Counter[str]] = {}
    for item in contested_there:
        disputed.setdefault(item.exercise, Counter())[item.item] += item.learners
    reports = []
    for tally, correlation in zip(tallies, rest, strict=True):
        own = tally.exercise.id
        others = {
            id: float(totals[id] - weights[own] * one.scores.get(own, Fraction(0)))
            for id, one in learners.items()
        }
        counts = disputed.get(own, Counter())
        reports.append(tally.report(others, (correlation, totals), counts))
    return reports, cronbach_alpha(columns) if len(columns) > 1 and learners else None


def _learner(
    lesson: Lesson,
    chances: Mapping[str, Fraction],
    one: _Learner,
    pupil: Pupil,
    known: _Known,
    standing: Mapping[tuple[int, str], Entry],
) -> LearnerReport:
    kept = {
        exercise: standing[pupil.id, exercise].score if (pupil.id, exercise) in standing else score
        for exercise, score in one.scores.items()
    }
    total = standing.get((pupil.id, TOTAL))
    strands: dict[str, StrandFigures] = {
        strand: _figures(lesson, chances, kept, strand)
        for strand in dict.fromkeys(exercise.task.strand for exercise in lesson.exercises)
    }
    whole = _figures(lesson, chances, one.scores, None)
    return LearnerReport(
        id=pupil.id,
        name=known.name,
        shared=known.shared,
        record=pupil.record,
        pseudonym=pupil.pseudonym,
        answered=len(one.scores),
        total=len(lesson.exercises),
        score=total.score if total is not None else whole.score,
        scores=kept,
        derived=whole.score,
        chance=whole.chance,
        strands=strands,
        techniques=_of(one.techniques),
        marks=one.marks,
        lists=one.lists,
        sides=_of(one.sides),
        certainty=calibration(one.sure),
        seconds=one.seconds,
        hints=one.hints,
        finished=known.finished,
        late=one.late,
        lost=one.lost,
    )


def _figures(
    lesson: Lesson, chances: Mapping[str, Fraction], scores: Mapping[str, Fraction], strand: str | None
) -> StrandFigures:
    """Weighted means over the exercises of a strand, or over all."""
    chosen = [exercise for exercise in lesson.exercises if strand in (None, exercise.task.strand)]
    weight = sum((exercise.task.weight for exercise in chosen), Fraction(0)) or Fraction(1)
    answered = [exercise for exercise in chosen if exercise.id in scores]
    score = sum((exercise.task.weight * scores[exercise.id] for exercise in answered), Fraction(0))
    chance = sum((exercise.task.weight * chances[exercise.id] for exercise in answered), Fraction(0))
    return StrandFigures(score / weight, chance / weight, len(answered), len(chosen))


def _of(counter: Counter[tuple[str, bool]]) -> dict[str, tuple[int, int]]:
    found = sorted({name for name, _hit in counter})
    return {name: (counter[name, True], counter[name, False]) for name in found}


def _summed(counts: list[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    total: Counter[tuple[str, bool]] = Counter()
    for one in counts:
        for name, (found, of) in one.items():
            total[name, True] += found
            total[name, False] += of
    return _of(total)


def _heat(heats: list[Heat]) -> tuple[HeatMap, ...]:
    made = [together([heat for heat in heats if heat.key.side == side]) for side in ("main", "beside")]
    return tuple(one for one in made if one is not None)
