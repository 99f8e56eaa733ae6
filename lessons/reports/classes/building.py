"""From a class database to the values of its report; each answer is looked at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum

from lessons.figures.calibration import calibration
from lessons.figures.detection import Detection
from lessons.figures.item_statistics import STILL, class_size, cronbach_alpha, upper_lower
from lessons.lesson.lesson import Lesson
from lessons.model.exact import exact_sum
from lessons.prose import one_line
from lessons.record.event import now
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
    Person,
)
from lessons.reports.classes.weighing import Weighing, weigher
from lessons.school.at_hand import AtHand
from lessons.school.book import TOTAL, Entry, pending_in, standing_scores
from lessons.school.contested import contested
from lessons.school.graded import Submission
from lessons.school.grading import grade_class, state_of, submissions
from lessons.school.oddities import remarks_on
from lessons.school.store import ClassStore, Pupil, names
from lessons.share.handing_in.remarks import Remark


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a learner without the answers."""

    name: str
    shared: bool
    finished: bool
    remarks: tuple[Remark, ...]


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
    time: str = ""

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
        self.time = max(self.time, one.time)


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
    disputed = contested_items(lesson, items, contested(store, lesson))
    reports, cronbach, complete = _exercises(lesson, tallies, learners, disputed)
    standing = standing_scores(store, lesson)
    weighing = Weighing(lesson, {report.exercise.id: report.chance for report in reports})
    known = _knowing(store, lesson, pupils, called)
    told = tuple(
        _learner(lesson, weighing, learners[pupil.id], pupil, known(pupil), standing)
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
        size=class_size(sum(one.counted for one in told)),
        learners=told,
        exercises=tuple(reports),
        heat=_heat([tally.heat for tally in tallies if tally.heat is not None]),
        missing=tuple(
            Person(called[pupil.id], pseudonym=pupil.pseudonym, record=pupil.record)
            for pupil in pupils
            if pupil.id not in learners
        ),
        cronbach=cronbach,
        complete=complete,
        pending=pending_in(standing, derived, key),
        contested=disputed,
        detection=sum((one.detection for one in told), NOTHING),
        sides=_summed([one.sides for one in told]),
    )


@dataclass(frozen=True, slots=True)
class _Standing:
    """One learner over the whole lesson, as other figures need it."""

    earned: float
    """Sum of weight times score over what was answered."""
    weight: float
    """Sum of the weights of what was answered."""
    rank: int
    """By the mean score of what was answered; the same for the same mean."""


def _exercises(
    lesson: Lesson,
    tallies: list[ExerciseTally],
    learners: Mapping[int, _Learner],
    contested_there: Iterable[ContestedItem],
) -> tuple[list[ExerciseReport], float | None, int]:
    """The exercises with what each has to do with the rest of the lesson; Cronbach's alpha, and of how many it is."""
    weigh = {exercise.id: weigher(exercise) for exercise in lesson.exercises}
    standing = _standing(lesson, {id: one.scores for id, one in learners.items() if one.scores})
    disputed: dict[str, Counter[str]] = {}
    for item in contested_there:
        disputed.setdefault(item.exercise, Counter())[item.item] += item.learners
    reports = []
    for tally in tallies:
        id, weight = tally.exercise.id, float(tally.exercise.task.weight)
        rest: list[float | None] = []
        for learner in tally.learners:
            one, own = standing[learner], float(weigh[id](learners[learner].scores[id]))
            left = one.weight - weight
            rest.append((one.earned - own) / left if left > STILL else None)
        scores = [learners[learner].scores[id] for learner in tally.learners]
        place = Place(
            rest=rest,
            upper_lower=upper_lower(scores, [standing[learner].rank for learner in tally.learners]),
            contested=disputed.get(id, Counter()),
        )
        reports.append(tally.report(place))
    whole = [one.scores for one in learners.values() if len(one.scores) == len(lesson.exercises)]
    columns = [[weigh[id](scores[id]) for scores in whole] for id in weigh]
    enough = class_size(len(whole)) != "counts"
    return reports, cronbach_alpha(columns) if enough and len(columns) > 1 else None, len(whole)


def _standing(lesson: Lesson, scores: Mapping[int, Mapping[str, Fraction]]) -> dict[int, _Standing]:
    weights = {exercise.id: exercise.task.weight for exercise in lesson.exercises}
    weigh = {exercise.id: weigher(exercise) for exercise in lesson.exercises}
    sums = {
        learner: (
            exact_sum(weigh[id](score) for id, score in own.items()),
            exact_sum(weights[id] for id in own),
        )
        for learner, own in scores.items()
    }
    means = {learner: earned / (weight or 1) for learner, (earned, weight) in sums.items()}
    ranks = {mean: rank for rank, mean in enumerate(sorted(set(means.values())))}
    return {
        learner: _Standing(float(earned), float(weight), ranks[means[learner]])
        for learner, (earned, weight) in sums.items()
    }


def _knowing(
    store: ClassStore, lesson: Lesson, pupils: Iterable[Pupil], called: Mapping[int, str]
) -> Callable[[Pupil], _Known]:
    """What is known of each learner without the answers."""
    finished = {learner for learner, _event in store.events(lesson.course, lesson.id, ("finished",))}
    same = Counter(same_name(pupil.pseudonym) for pupil in pupils)
    odd = remarks_on(store, lesson)

    def known(pupil: Pupil) -> _Known:
        shared = same[same_name(pupil.pseudonym)] > 1
        return _Known(called[pupil.id], shared, pupil.id in finished, odd.get(pupil.id, ()))

    return known


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
        time=one.time,
        remarks=known.remarks,
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
