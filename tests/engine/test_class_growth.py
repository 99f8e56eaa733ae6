"""Growth from lesson to lesson: every figure worked out again in another way, and what is too few to say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev, variance

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.growth import SURE, Change, Growth, growth
from lessons.reports.classes.page import as_page
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.text import growth_text
from lessons.reports.classes.values import ClassReport, LearnerReport
from tests.helpers.classes import digest, handed_in
from tests.helpers.markup import Markup
from tests.helpers.place import home
from tests.helpers.simulated_class import collected, simulated
from tests.helpers.tiny import TINY, perfect_answers

CONTENT = Path(__file__).parents[2] / "content"
LATER = CONTENT / "unsigned-column"
LEARNERS = 24


def both(learners: int, name: str) -> list[ClassReport]:
    """A class in two lessons; who was best in the first is weakest in the second."""
    collected(name, TINY, simulated(open_lesson(TINY), learners, seed=2))
    later = open_lesson(LATER)
    second = []
    for number, one in enumerate(simulated(later, learners, seed=4)):
        turned = f"quiet-heron-{learners - 1 - number:02}"
        events = tuple(
            replace(event, id=digest(turned, event.id), time=f"2026-02-07T{event.time[11:]}")
            for event in one.events
        )
        second.append(replace(one, learner=turned, record=digest(turned), events=events))
    collected(name, LATER, second)
    return reports(name, None, home())


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ClassReport]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(tmp_path_factory.mktemp("home")))
        yield both(LEARNERS, "8b")


@pytest.fixture(scope="module")
def told(two: Sequence[ClassReport]) -> Growth:
    made = growth(two)
    assert made is not None
    return made


@pytest.mark.thorough
def test_the_order_is_that_of_the_answers(two: Sequence[ClassReport], told: Growth) -> None:
    backwards = growth(two[::-1])
    assert [one.lesson.id for one in told.reports] == ["tiny", "unsigned-column"]
    assert backwards is not None
    assert [one.lesson.id for one in backwards.reports] == ["tiny", "unsigned-column"]


def leads(report: ClassReport, own: LearnerReport) -> list[float]:
    """How far a learner is before the class, exercise by exercise."""
    told = []
    for id, score in own.scores.items():
        others = [one.scores[id] for one in report.learners if id in one.scores]
        told.append(float(score) - fmean(map(float, others)))
    return told


def test_learners_are_held_against_the_class(told: Growth) -> None:
    """All weights of both lessons are 1, so that the textbook formulas can be taken."""
    assert {e.task.weight for report in told.reports for e in report.lesson.exercises} == {1}
    assert len(told.paths) == LEARNERS
    for path in told.paths:
        pairs = [(report, own) for report, own in zip(told.reports, path.lessons, strict=True) if own]
        first, second = (leads(report, own) for report, own in pairs)
        error = sqrt(variance(first) / len(first) + variance(second) / len(second))
        assert path.change is not None
        assert path.change.points == pytest.approx(100 * (fmean(second) - fmean(first)), abs=1e-6)
        assert path.change.error == pytest.approx(100 * error, abs=1e-6)
        assert path.change.sure == (abs(fmean(second) - fmean(first)) > 2 * error)


def test_who_falls_and_who_rises_is_seen(told: Growth) -> None:
    changes = {path.name: path.change for path in told.paths}
    best, last = changes["quiet-heron-00"], changes[f"quiet-heron-{LEARNERS - 1:02}"]
    assert best is not None
    assert last is not None
    assert best.words.endswith("down")
    assert last.words.endswith("up")
    assert sum(change.points for change in changes.values() if change) == pytest.approx(0, abs=1e-6)


def test_the_class_is_the_mean_of_those_who_answered_in_both(told: Growth) -> None:
    (step,) = told.steps
    moved = []
    for path in told.paths:
        own = [one for one in path.lessons if one is not None]
        assert all(one.answered == one.total for one in own)
        ways = [float((one.score - one.chance) / (1 - one.chance)) for one in own]
        moved.append(100 * (ways[1] - ways[0]))
    assert step.learners == LEARNERS
    assert step.change.points == pytest.approx(fmean(moved), abs=1e-6)
    assert step.change.error == pytest.approx(stdev(moved) / sqrt(LEARNERS), abs=1e-6)


@pytest.mark.thorough
def test_a_small_class_has_scores_and_no_change() -> None:
    told = growth(both(9, "small"))
    assert told is not None
    assert [step.change.words for step in told.steps] == ["too few answers to say"]
    assert {path.change.words for path in told.paths if path.change} == {"too few answers to say"}
    assert all(one is not None for path in told.paths for one in path.lessons)


@pytest.mark.thorough
def test_fewer_than_ten_answers_of_a_learner_are_too_few() -> None:
    """Nine answers in the first lesson, in a class that is large enough."""
    lesson = open_lesson(TINY)
    for count, words in ((9, "too few answers to say"), (10, "not sure")):
        name = f"few{count}"
        some = dict(list(perfect_answers(lesson).items())[:count])
        collected(name, TINY, [*simulated(lesson, 12), handed_in(lesson, "short", some)])
        later = open_lesson(LATER)
        second = [handed_in(later, "short", perfect_answers(later), minute=600)]
        collected(name, LATER, [*simulated(later, 12), *second])
        told = growth(reports(name, None, home()))
        assert told is not None
        (path,) = [path for path in told.paths if path.name == "short"]
        assert path.change is not None
        assert words in path.change.words


def test_one_lesson_has_no_growth(two: Sequence[ClassReport]) -> None:
    assert growth(two[:1]) is None
    assert growth_text(two[:1]) == []
    assert "Growth" not in as_page(two[:1]).decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(12.0, 4.0), "+12 ± 8: up"),
        (Change(-12.0, 4.0), "-12 ± 8: down"),
        (Change(8.0, 4.0), "+8 ± 8: not sure"),
        (Change(12.0, None), "too few answers to say"),
    ],
)
def test_a_change_says_how_sure_it_is(change: Change, words: str) -> None:
    assert SURE == 2
    assert change.words == words


def test_chance_alone_seldom_looks_like_a_change() -> None:
    """Learners who guess with the same skill in both lessons: hardly more than one in twenty seems to change."""
    from random import Random

    from lessons.reports.classes.growth import _change, _lead

    random = Random(1)
    seems, count = 0, 600
    weights = {str(number): 1.0 for number in range(15)}
    for _learner in range(count):
        skill = random.uniform(0.2, 0.9)
        made = []
        for _lesson in range(2):
            means = {id: random.uniform(0.3, 0.8) for id in weights}
            scores = {
                id: Fraction(random.random() < min(1, max(0, mean + skill - 0.55)))
                for id, mean in means.items()
            }
            made.append(_lead(scores, means, weights, enough=True))
        change = _change(made)
        assert change is not None
        seems += change.sure
    assert seems / count < 0.1


# The forms


@pytest.mark.thorough
def test_text_and_page_tell_the_same(two: Sequence[ClassReport], told: Growth) -> None:
    lines = growth_text(two)
    markup = Markup(as_page(two).decode())
    cells = [one.text for one in markup.of("td")]
    for path in told.paths:
        assert path.change is not None
        (line,) = [line for line in lines if line.strip().startswith(f"{path.name} ")]
        assert line.endswith(path.change.words)
        assert path.change.words in cells
    assert any("Lessons are not equally hard" in line for line in lines)


@pytest.mark.thorough
def test_the_command_tells_it_and_numbers_stay_numbers(
    two: Sequence[ClassReport], capsys: pytest.CaptureFixture[str]
) -> None:
    told = "\n".join(growth_text(anonymous(two)))
    assert "quiet-heron" not in told
    assert "#01" in told
    both(3, "shown")
    capsys.readouterr()
    assert run(["class", "report", "shown"]) == 0
    assert "Growth from lesson to lesson" in capsys.readouterr().out
