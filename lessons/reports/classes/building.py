"""From a class database to the values of its report; each answer is looked at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum

from lessons.assembly.lesson import Lesson
from lessons.classroom.at_hand import AtHand
from lessons.classroom.book import TOTAL, Entry, pending_in, standing_scores
from lessons.classroom.contested import contested
from lessons.classroom.graded import Submission
from lessons.classroom.grading import grade_class, state_of, submissions
from lessons.classroom.store import ClassStore, Pupil, names
from lessons.model.exact import exact_sum
from lessons.prose import one_line
from lessons.reports.calibration import calibration
from lessons.reports.classes.contested import contested_items
from lessons.reports.classes.exercise import ExerciseTally, Place
from lessons.reports.classes.heat import Heat, together
from lessons.reports.classes.naming import same_name
from lessons.reports.classes.seen import NOTHING, Seen
from lessons.reports.classes.values import (
    ClassReport,
    ContestedItem,
    ExerciseReport,
    HeatMap,
    LearnerReport,
)
from lessons.reports.classes.weighing import Weighing, weigher
from lessons.reports.detection import Detection
from lessons.reports.item_statistics import (
    class_size,
    cronbach_alpha,
    item_rest_all,
    upper_lower_all,
)
from lessons.store.stamp import now


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
    seconds: list[float] = field(default_factory=list)
    hints: int = 0
    late: int = 0
    lost: int = 0

    def add(self, exercise: str, one: Submission, seen: Seen, marks: Detection, due: str) -> None:
        """Count one answer."""
        self.scores[exercise] = one.score
        if marks is not NOTHING:
            self.marks += marks
        if seen.lists is not NOTHING:
            self.lists += seen.lists
        for counter, counts in ((self.techniques, seen.techniques), (self.sides, seen.sides)):
            for name, (found, of) in counts.items():
                counter[name, True] += found
                counter[name, False] += of
        if one.sure is not None:
            self.sure.append((one.sure, one.score))
        if one.seconds is not None:
            self.seconds.append(one.seconds)
        self.hints += one.hints
        self.late += bool(due and one.time > due)
        self.lost += one.lost


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
        for one in submissions(store, lesson, exercise.id, state):
            learners[one.learner].add(exercise.id, one, *tally.add(one), due)
        tallies.append(tally)
    items = {
        tally.exercise.id: {id: one_line(part.text) for id, part in tally.items.items()} for tally in tallies
    }
    disputed = contested_items(lesson, items, contested(store, lesson.course, lesson.id))
    reports, cronbach = _exercises(lesson, tallies, learners, disputed)
    standing = standing_scores(store, lesson)
    weighing = Weighing(lesson, {report.exercise.id: report.chance for report in reports})
    same = Counter(same_name(pupil.pseudonym) for pupil in pupils)
    told = tuple(
        _learner(
            lesson,
            weighing,
            learners[pupil.id],
            pupil,
            _Known(called[pupil.id], same[same_name(pupil.pseudonym)] > 1, pupil.id in finished),
            standing,
        )
        for pupil in pupils
        if pupil.id in learners
    )
    derived = {
        (id, exercise): score for id, one in learners.items() for exercise, score in one.scores.items()
    }
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
        pending=pending_in(standing, derived, key),
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
    nothing = Fraction(0)
    columns = [
        [*map(weigher(exercise), (one.scores.get(exercise.id, nothing) for one in learners.values()))]
        for exercise in lesson.exercises
    ]
    exact = [exact_sum(row) for row in zip(*columns, strict=True)]
    totals = {id: float(total) for id, total in zip(learners, exact, strict=True)}
    apart = upper_lower_all(columns, exact)
    related = item_rest_all(columns) if columns and learners else [None] * len(tallies)
    disputed: dict[str, Counter[str]] = {}
    for item in contested_there:
        disputed.setdefault(item.exercise, Counter())[item.item] += item.learners
    reports = []
    for tally, column, correlation, difference in zip(tallies, columns, related, apart, strict=True):
        weight = tally.exercise.task.weight
        own = dict(zip(learners, map(float, column), strict=True))
        place = Place(
            rest=[totals[learner] - own[learner] for learner in tally.learners],
            discrimination=correlation,
            upper_lower=difference / weight if difference is not None and weight else None,
            contested=disputed.get(tally.exercise.id, Counter()),
        )
        reports.append(tally.report(place))
    return reports, cronbach_alpha(columns) if len(columns) > 1 and learners else None


def _learner(
    lesson: Lesson,
    weighing: Weighing,
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
    whole = weighing.whole(one.scores)
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
        strands=weighing.strands(kept),
        techniques=_of(one.techniques),
        marks=one.marks,
        lists=one.lists,
        sides=_of(one.sides),
        certainty=calibration(one.sure),
        seconds=fsum(one.seconds),
        hints=one.hints,
        finished=known.finished,
        late=one.late,
        lost=one.lost,
    )


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
