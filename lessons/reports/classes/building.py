"""From a class database to the values of its report; each answer is looked at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import fsum

from lessons.figures.calibration import calibration
from lessons.figures.detection import Detection
from lessons.figures.item_statistics import STILL, class_size, cronbach_alpha, facility, upper_lower
from lessons.lesson.lesson import Exercise, Lesson
from lessons.model.exact import exact_sum
from lessons.prose import one_line
from lessons.record.event import PATH, now
from lessons.reports.classes.exercise import NOTHING, ExerciseTally, Seen
from lessons.reports.classes.heat import Heat, together
from lessons.reports.classes.roster import same_name
from lessons.reports.classes.values import (
    ClassReport,
    ExerciseReport,
    HeatMap,
    LearnerReport,
    Person,
    StrandFigures,
)
from lessons.school.at_hand import AssignedLesson
from lessons.school.book import TOTAL, BookEntry, pending_in, standing_scores
from lessons.school.contested import Contested, contested, one_line_of
from lessons.school.graded import Submission
from lessons.school.grading import grade_class, state_of, submissions
from lessons.school.oddities import remarks_on
from lessons.school.store import ClassStore, Pupil, names


def weigher(exercise: Exercise) -> Callable[[Fraction], Fraction]:
    """Multiplies a score with the exercise's weight; most have the weight 1."""
    weight = exercise.weight
    return (lambda score: score) if weight == 1 else (lambda score: weight * score)


class Weighing:
    """Weighted means over exercises, no answer counted 0, for many learners of one lesson."""

    def __init__(self, lesson: Lesson, chances: Mapping[str, Fraction]) -> None:
        """``chances``: what a blind guess expects, by exercise."""
        self._all = _Weighted(lesson.exercises, chances)
        strands = dict.fromkeys(exercise.task.strand for exercise in lesson.exercises)
        self._strands = {
            strand: _Weighted([one for one in lesson.exercises if one.task.strand == strand], chances)
            for strand in strands
        }

    def whole(self, scores: Mapping[str, Fraction]) -> StrandFigures:
        """A learner's figures in all exercises, from the scores of those that were answered."""
        return self._all.figures(scores)

    def strands(self, scores: Mapping[str, Fraction]) -> dict[str, StrandFigures]:
        """A learner's figures by strand."""
        return {strand: group.figures(scores) for strand, group in self._strands.items()}


class _Weighted:
    """Some exercises of a lesson."""

    def __init__(self, exercises: Sequence[Exercise], chances: Mapping[str, Fraction]) -> None:
        self._weighers = {exercise.id: weigher(exercise) for exercise in exercises}
        self._weight = exact_sum(exercise.weight for exercise in exercises) or Fraction(1)
        self._chances = chances
        self._guessed: dict[tuple[str, ...], Fraction] = {}

    def figures(self, scores: Mapping[str, Fraction]) -> StrandFigures:
        answered = tuple(id for id in self._weighers if id in scores)
        score = exact_sum(self._weighers[id](scores[id]) for id in answered)
        return StrandFigures(score / self._weight, self._chance(answered), len(answered), len(self._weighers))

    def _chance(self, answered: tuple[str, ...]) -> Fraction:
        """What guessing would have earned: the same for all who answered the same exercises."""
        guessed = self._guessed.get(answered)
        if guessed is None:
            chance = exact_sum(self._weighers[id](self._chances[id]) for id in answered) / self._weight
            guessed = self._guessed[answered] = chance
        return guessed


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
    earned: float = 0.0
    """Sum of weight times score over what was answered, once all of it is counted."""
    weight: float = 0.0
    """Sum of the weights of what was answered."""
    rank: int = 0
    """By the mean score of what was answered; the same for the same mean."""

    def add(self, exercise: str, one: Submission, seen: Seen, marks: Detection, due: str) -> None:
        """Count one answer."""
        self.scores[exercise] = one.score
        if marks is not NOTHING:
            self.marks += marks
        if seen.lists is not NOTHING:
            self.lists += seen.lists
        for counter, counts in ((self.techniques, seen.techniques), (self.sides, seen.sides)):
            for name, (hits, of) in counts.items():
                counter[name, True] += hits
                counter[name, False] += of
        if one.sure is not None:
            self.sure.append((one.sure, one.score))
        if one.seconds is not None:
            self.seconds.append(one.seconds)
        self.hints += one.hints
        self.late += bool(due and one.time > due)
        self.lost += one.lost
        self.time = max(self.time, one.time)


def class_report(store: ClassStore, at_hand: AssignedLesson) -> ClassReport:
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
    disputed = _contested(lesson, items, contested(store, lesson))
    standing = standing_scores(store, lesson)
    reports, cronbach, complete = _exercises(lesson, tallies, learners, disputed, standing)
    chances = {report.exercise.id: report.chance for report in reports}
    weighing, short_path = Weighing(lesson, chances), Weighing(lesson.shortened(), chances)
    reported = _reported(store, at_hand, pupils, called, learners, weighing, short_path, standing)
    by_hand = {exercise.id for exercise in lesson.exercises if exercise.teachers_weight is not None}
    derived = {
        (id, exercise): score
        for id, one in learners.items()
        for exercise, score in one.scores.items()
        if exercise not in by_hand
    }
    return ClassReport(
        name=store.name,
        lesson=lesson,
        key=key,
        due=due,
        made=now(),
        size=class_size(sum(one.counted for one in reported)),
        learners=reported,
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
        detection=sum((one.detection for one in reported), NOTHING),
        sides=_summed([one.sides for one in reported]),
    )


def _reported(
    store: ClassStore,
    at_hand: AssignedLesson,
    pupils: Sequence[Pupil],
    called: Mapping[int, str],
    learners: Mapping[int, _Learner],
    weighing: Weighing,
    short_path: Weighing,
    standing: Mapping[tuple[int, str], BookEntry],
) -> tuple[LearnerReport, ...]:
    """The learners who opened the lesson, in the order of the class."""
    lesson = at_hand.lesson
    finished, on_short = _paths(store, lesson)
    same = Counter(same_name(pupil.pseudonym) for pupil in pupils)
    remarks = remarks_on(store, at_hand)
    return tuple(
        replace(
            _learner(lesson, weighing, learners[pupil.id], pupil, standing),
            name=called[pupil.id],
            shared=same[same_name(pupil.pseudonym)] > 1,
            finished=pupil.id in finished,
            remarks=remarks.get(pupil.id, ()),
            short=short_path.whole(learners[pupil.id].scores) if pupil.id in on_short else None,
        )
        for pupil in pupils
        if pupil.id in learners
    )


def _paths(store: ClassStore, lesson: Lesson) -> tuple[set[int], set[int]]:
    """The learners who finished what they were asked, and those who were asked the short path alone.

    Nobody is told apart where the whole class takes the short path.
    """
    ends: dict[int, set[bool]] = {}
    on_short: dict[int, bool] = {}
    for learner, event in store.events(lesson.course, lesson.id, ("finished", PATH)):
        short = event.data.get("short") is True
        if event.name == PATH:
            on_short[learner] = short and bool(lesson.short)
        else:
            ends.setdefault(learner, set()).add(short)
    if lesson.is_short:
        return {*ends}, set()
    only = {learner for learner, short in on_short.items() if short and False not in ends.get(learner, ())}
    return {learner for learner, paths in ends.items() if False in paths or learner in only}, only


def _exercises(
    lesson: Lesson,
    tallies: list[ExerciseTally],
    learners: Mapping[int, _Learner],
    contested_there: Iterable[Contested],
    standing: Mapping[tuple[int, str], BookEntry],
) -> tuple[list[ExerciseReport], float | None, int]:
    """The exercises with what each has to do with the rest of the lesson; Cronbach's alpha, and of how many it is."""
    weigh = {exercise.id: weigher(exercise) for exercise in lesson.exercises}
    _rank(lesson, [one for one in learners.values() if one.scores])
    disputed: dict[str, Counter[str]] = {}
    for item in contested_there:
        disputed.setdefault(item.exercise, Counter())[item.item] += item.learners
    reports = []
    for tally in tallies:
        id, weight = tally.exercise.id, float(tally.exercise.weight)
        answering = [learners[learner] for learner in tally.learners]
        others: list[float | None] = []
        for one in answering:
            own, left = float(weigh[id](one.scores[id])), one.weight - weight
            others.append((one.earned - own) / left if left > STILL else None)
        best_less_weakest = upper_lower(
            [one.scores[id] for one in answering], [one.rank for one in answering]
        )
        report = tally.report(others, best_less_weakest, disputed.get(id, Counter()))
        if tally.exercise.teachers_weight is not None:  # the share of ticks is no score
            marks = [standing[one, id].score for one in tally.learners if (one, id) in standing]
            report = replace(
                report, facility=facility(marks), discrimination=None, upper_lower=None, flags=()
            )
        reports.append(report)
    whole = [one.scores for one in learners.values() if len(one.scores) == len(lesson.exercises)]
    columns = [[weigh[id](scores[id]) for scores in whole] for id in weigh]
    enough = class_size(len(whole)) != "counts"
    return reports, cronbach_alpha(columns) if enough and len(columns) > 1 else None, len(whole)


def _rank(lesson: Lesson, learners: Sequence[_Learner]) -> None:
    """Work out what each earned over the whole lesson, and who comes before whom."""
    weights = {exercise.id: exercise.weight for exercise in lesson.exercises}
    weigh = {exercise.id: weigher(exercise) for exercise in lesson.exercises}
    means: list[Fraction] = []
    for one in learners:
        earned = exact_sum(weigh[id](score) for id, score in one.scores.items())
        weight = exact_sum(weights[id] for id in one.scores)
        one.earned, one.weight = float(earned), float(weight)
        means.append(earned / (weight or 1))
    ranks = {mean: rank for rank, mean in enumerate(sorted(set(means)))}
    for one, mean in zip(learners, means, strict=True):
        one.rank = ranks[mean]


def _learner(
    lesson: Lesson,
    weighing: Weighing,
    one: _Learner,
    pupil: Pupil,
    standing: Mapping[tuple[int, str], BookEntry],
) -> LearnerReport:
    """What the answers and the grade book say of a learner."""
    kept = {
        exercise: standing[pupil.id, exercise].score if (pupil.id, exercise) in standing else score
        for exercise, score in one.scores.items()
        if (pupil.id, exercise) in standing or lesson.exercise(exercise).teachers_weight is None
    }
    total = standing.get((pupil.id, TOTAL))
    whole = weighing.whole(one.scores)
    return LearnerReport(
        id=pupil.id,
        name=pupil.pseudonym,
        shared=False,
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
        finished=False,
        late=one.late,
        lost=one.lost,
        time=one.time,
    )


def _of(counter: Counter[tuple[str, bool]]) -> dict[str, tuple[int, int]]:
    names = sorted({name for name, _hit in counter})
    return {name: (counter[name, True], counter[name, False]) for name in names}


def _summed(counts: list[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[int, int]]:
    total: Counter[tuple[str, bool]] = Counter()
    for one in counts:
        for name, (hits, of) in one.items():
            total[name, True] += hits
            total[name, False] += of
    return _of(total)


def _heat(heats: list[Heat]) -> tuple[HeatMap, ...]:
    maps = [together([heat for heat in heats if heat.key.side == side]) for side in ("main", "beside")]
    return tuple(one for one in maps if one is not None)


def _contested(
    lesson: Lesson, items: Mapping[str, Mapping[str, str]], all_of: Iterable[Contested]
) -> tuple[Contested, ...]:
    """What is contested in exercises of the lesson, in their order; who writes a hand-in writes the words in it.

    ``items``: the words of the key's items, by exercise and id. Ids move when a key changes, words do not, so an item
    is found by its words; what is not in the key has no id.
    """
    order = {exercise.id: number for number, exercise in enumerate(lesson.exercises)}
    here = [
        replace(one, item=_item(items[one.exercise], one), words=one_line_of(one.words))
        for one in all_of
        if one.exercise in order
    ]
    return tuple(sorted(here, key=lambda one: (order[one.exercise], -one.learners, one.words)))


def _item(items: Mapping[str, str], one: Contested) -> str:
    """The id of the key's item with these words; empty where there is none."""
    same = [id for id, words in items.items() if words == one_line_of(one.words)]
    return one.item if one.item in same else next(iter(same), "")
