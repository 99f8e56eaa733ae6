"""A class of learners whose abilities, biases and slips are known: the report gives back what was put in.

z is a difference in standard errors. The seeds are fixed, so nothing here is left to chance.
"""

from collections.abc import Sequence
from statistics import fmean

import pytest

from lessons.reports.classes.building import class_report
from lessons.reports.classes.values import ClassReport
from lessons.school.at_hand import assignment_of, expected, open_assigned
from lessons.school.book import enter
from lessons.school.collecting import collect
from lessons.school.grading import grade_class
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import from_bytes, to_bytes
from tests.helpers.place import here
from tests.helpers.simulated_learners import Learner, SimulatedClass
from tests.helpers.simulated_lesson import SimulatedLesson, write_lesson
from tests.helpers.simulated_truth import Truth

COUNT, EXERCISES = 60, 15
Made = tuple[SimulatedLesson, list[Learner], ClassReport]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("simulated")
    lesson = write_lesson(folder / "course", EXERCISES)
    learners = SimulatedClass(lesson, seed=7).write(folder / "in", COUNT)
    one = open_assigned(assignment_of(lesson.folder, here()))
    with ClassStore(folder / "class.db", "8b", write=True) as store:
        store.assign(one.assignment)
        told = list(collect(store, folder / "in", expected(store, {(one.lesson.course, one.lesson.id): one})))
        assert [each.outcome for each in told] == ["taken"] * COUNT
        assert grade_class(store, one.lesson, one.key) == 0
        assert enter(store, one.lesson, one.key) == COUNT * EXERCISES
        return lesson, learners, class_report(store, one)


def within(z: Sequence[float], most: float) -> bool:
    """Whether errors are no larger than stated, and do not all point one way."""
    spread = fmean(one * one for one in z) ** 0.5
    return max(map(abs, z)) < most and 0.5 < spread < 1.3 and abs(fmean(z)) < 3 / len(z) ** 0.5


@pytest.mark.thorough
def test_a_hand_in_of_a_simulated_learner_is_one_of_ours(made: Made) -> None:
    lesson, learners, _report = made
    hand_in = SimulatedClass(lesson, seed=7).hand_in(learners[3])
    assert from_bytes(to_bytes(hand_in)) == hand_in
    assert len({event.id for event in hand_in.events}) == len(hand_in.events)


def test_facility_is_recovered(made: Made) -> None:
    lesson, learners, report = made
    truth = Truth(lesson.tasks, learners).facility()
    found = [float(one.facility or 0) for one in report.exercises]
    assert within([a.errors(b) for a, b in zip(truth, found, strict=True)], 3)


def test_discrimination_is_recovered_with_its_sign(made: Made) -> None:
    lesson, learners, report = made
    truth = list(Truth(lesson.tasks, learners).discrimination())
    found = [one.discrimination or 0.0 for one in report.exercises]
    assert within([a.errors(b) for a, b in zip(truth, found, strict=True)], 3)
    (wrong,) = [number for number, task in enumerate(lesson.tasks) if task.slope < 0]
    assert truth[wrong].value < 0
    assert found[wrong] < 0
    flagged = [one.exercise.id for one in report.exercises if one.flags]
    assert lesson.tasks[wrong].id in flagged
    steep = [n for n, one in enumerate(truth) if abs(one.errors(0.0)) > 2.5]
    assert len(steep) >= 5
    assert all(truth[number].value * found[number] > 0 for number in steep)


def test_d_prime_and_the_criterion_are_recovered(made: Made) -> None:
    _lesson, learners, report = made
    own = {one.name: one.marks for one in report.learners}
    z, bias = [], []
    for learner in learners:
        marks = own[learner.name]
        assert marks.d_prime is not None
        assert marks.criterion is not None
        assert marks.d_prime_error is not None
        z.append((marks.d_prime - learner.d_prime) / marks.d_prime_error)
        bias.append((marks.criterion - learner.bias) * 2 / marks.d_prime_error)
    assert within(z, 4)
    assert within(bias, 4)


def test_the_bold_are_sure_and_the_silent_say_nothing(made: Made) -> None:
    _lesson, learners, report = made
    own = {one.name: one.certainty for one in report.learners}
    for learner in learners:
        counts = [level.count for level in own[learner.name]]
        assert sum(counts) == (0 if learner.habit == "silent" else EXERCISES)
        assert learner.habit != "bold" or counts[2] == EXERCISES
    honest = [own[learner.name] for learner in learners if learner.habit == "honest"]
    right = [
        sum(one[level].right for one in honest) / sum(one[level].count for one in honest)
        for level in range(3)
    ]
    assert right[0] < right[1] < right[2]
