"""Every figure of a class report, worked out again from the raw answers in another way: equal to 0.000001.

Only the scores of single answers are taken from the program: how they come about is tested elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import nan, sqrt
from random import Random
from statistics import NormalDist, StatisticsError, correlation, fmean, median, variance
from typing import Any

import pytest

from lessons.figures.detection import Detection
from lessons.kinds.kept_answers import reread
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Exercise
from lessons.lesson.opening import open_lesson
from lessons.model.form import PickForm
from lessons.model.result import Result, Verdict
from lessons.play.summary import strand_name
from lessons.reports.classes.building import class_report
from lessons.reports.classes.monday import monday
from lessons.reports.classes.values import ClassReport, ExerciseReport
from lessons.school.at_hand import assignment_of, open_assigned
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.place import here, home
from tests.helpers.simulated_class import collected, simulated
from tests.helpers.tiny import TINY

LESSON = open_lesson(TINY)
KEY = open_key(LESSON)
MARKS = {id: marks for id, bound in KEY.bound.items() if (marks := bound.marks) is not None}
MARKING = ("find-loaded", "find-named", "find-nothing", "mark-there")
LISTS = {"pick-sources": {"brook", "office"}, "only-there": {"result", "survey"}}
"""Right options where several may be picked; in tests/course/tiny/key.yaml."""
NORMAL = NormalDist()
Learner = Mapping[str, Any]
"""The data of each first answer, by exercise."""


def classroom() -> list[HandIn]:
    """40 learners; some left exercises out, some tried again."""
    random, made = Random(5), []
    for number, hand_in in enumerate(simulated(LESSON, 40, seed=3)):
        left = {e.id for e in LESSON.exercises if random.random() < 0.08 and number % 3 == 0}
        events = [one for one in hand_in.events if one.name != "committed" or one.exercise not in left]
        late = [
            replace(
                one, id=one.id[::-1], time=f"2026-02-01T{one.time[11:]}", data={**one.data, "practice": True}
            )
            for one in events
            if one.name == "committed" and random.random() < 0.1
        ]
        made.append(replace(hand_in, events=(*events, *late)))
    return made


@pytest.fixture(scope="module")
def learners() -> list[Learner]:
    """In the order of their names, which are those of the report."""
    told: list[Learner] = []
    for hand_in in sorted(classroom(), key=lambda one: one.learner):
        committed = [one for one in hand_in.events if one.name == "committed" and not one.data["practice"]]
        told.append({one.exercise: one.data for one in committed})
    return told


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ClassReport:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CLOSEREAD_HOME", str(tmp_path_factory.mktemp("home")))
        hand_ins = classroom()
        Random(1).shuffle(hand_ins)
        collected("8b", TINY, hand_ins)
        with ClassStore(class_path("8b", home()), "8b", write=True) as store:
            return class_report(store, open_assigned(assignment_of(TINY, here())))


@pytest.fixture(scope="module")
def results(learners: Sequence[Learner]) -> list[dict[str, Result]]:
    return [{id: result(LESSON.exercise(id), data["answer"]) for id, data in one.items()} for one in learners]


def result(exercise: Exercise, raw: Any) -> Result:
    answer, _lost = reread(exercise.form, raw, LESSON.article, LESSON.beside)
    return KEY.bound[exercise.id].grade(answer, "")


def close(figure: Any) -> Any:
    return pytest.approx(float(figure), abs=1e-6)


def by_id(report: ClassReport) -> dict[str, ExerciseReport]:
    return {one.exercise.id: one for one in report.exercises}


def related(ones: Sequence[float], others: Sequence[float]) -> float | None:
    try:
        return correlation(ones, others)
    except StatisticsError:  # one of the two is the same for all
        return None


Results = Sequence[Mapping[str, Result]]


def points(results: Results) -> list[dict[str, float]]:
    """What each learner earned in each exercise; nothing for no answer."""
    return [
        {e.id: float(e.task.weight * one[e.id].score) if e.id in one else 0.0 for e in LESSON.exercises}
        for one in results
    ]


def test_the_class_is_the_one_that_handed_in(report: ClassReport, learners: Sequence[Learner]) -> None:
    assert [one.name for one in report.learners] == sorted(one.name for one in report.learners)
    assert [one.answered for one in report.learners] == [len(one) for one in learners]
    assert report.size == "full"
    assert min(one.answered for one in report.exercises) < 40


def test_facility(report: ClassReport, results: Results) -> None:
    for one in report.exercises:
        given = [by[one.exercise.id] for by in results if one.exercise.id in by]
        assert one.answered == len(given)
        assert float(one.facility or 0) == close(fmean(float(each.score) for each in given))
        for item in one.items:
            shares = [share(each, item.id) for each in given]
            assert (item.facility is None) == (not item.weighs)
            if item.facility is not None:
                assert float(item.facility) == close(fmean(shares))


def share(one: Result, item: str) -> float:
    """The credit for an item, of its weight; 0 where it was not named."""
    part = next((part for part in one.parts if part.id == item), None)
    return float(part.credit / part.weight) if part is not None and part.weight and part.credit > 0 else 0.0


def test_item_rest_correlation(report: ClassReport, results: Results) -> None:
    earned = points(results)
    for one in report.exercises:
        there = [n for n, by in enumerate(results) if one.exercise.id in by and len(by) > 1]
        own = [earned[number][one.exercise.id] for number in there]
        rest = {number: mean_of_others(results[number], one.exercise.id) for number in there}
        expected = related(own, [*rest.values()])
        assert (one.discrimination is None) == (expected is None)
        assert expected is None or one.discrimination == close(expected)
        for item in one.items:
            shares = [share(results[number][one.exercise.id], item.id) for number in there]
            expected = related(shares, [rest[number] for number in there])
            assert (item.discrimination is None) == (expected is None or not item.weighs)
            if item.discrimination is not None:
                assert item.discrimination == close(expected or nan)


def mean_of_others(by: Mapping[str, Result], id: str) -> float:
    """By weight, over the other exercises that were answered."""
    others = [LESSON.exercise(other) for other in by if other != id]
    weights = [float(exercise.task.weight) for exercise in others]
    scores = [float(by[exercise.id].score) for exercise in others]
    return sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)


def test_upper_and_lower_groups(report: ClassReport, results: Results) -> None:
    """By shares of a place: who is tied with others at the edge of a group has as much of it as they."""
    for one in report.exercises:
        there = [by for by in results if one.exercise.id in by]
        size = round(len(there) * Fraction(27, 100))
        totals = [sum(exact(by).values(), Fraction(0)) / weight_of(by) for by in there]
        scores = [by[one.exercise.id].score for by in there]
        means = []
        for sign in (1, -1):
            ranks = [sign * total for total in totals]
            places = [place(rank, ranks, size) for rank in ranks]
            assert sum(places) == size
            means.append(sum(a * b for a, b in zip(places, scores, strict=True)) / size)
        assert one.upper_lower is not None
        assert float(one.upper_lower) == close(means[0] - means[1])


def weight_of(by: Mapping[str, Result]) -> Fraction:
    return sum((Fraction(LESSON.exercise(id).task.weight) for id in by), Fraction(0))


def exact(by: Mapping[str, Result]) -> dict[str, Fraction]:
    return {id: LESSON.exercise(id).task.weight * one.score for id, one in by.items()}


def place(own: Fraction, ranks: Sequence[Fraction], size: int) -> Fraction:
    above, same = sum(rank > own for rank in ranks), ranks.count(own)
    return min(Fraction(1), max(Fraction(0), Fraction(size - above, same)))


def test_cronbach(report: ClassReport, results: Results) -> None:
    whole = [by for by in results if len(by) == len(LESSON.exercises)]
    earned = points(whole)
    assert report.complete == len(whole) < len(results)
    k = len(LESSON.exercises)
    parts = sum(variance([by[exercise.id] for by in earned]) for exercise in LESSON.exercises)
    expected = k / (k - 1) * (1 - parts / variance([sum(by.values()) for by in earned]))
    assert report.cronbach == close(expected)


# Agreement --------------------------------------------------------------------------------------------------


def krippendorff(units: Sequence[Sequence[Any]], *, ordinal: bool = False) -> float | None:
    """By all pairs within the units, and all pairs of values that could have met."""
    units = [[value for value in unit if value is not None] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    counts = Counter(values)

    def distance(one: Any, other: Any) -> float:
        if not ordinal:
            return float(one != other)
        low, high = sorted((one, other))
        between = sum(times for value, times in counts.items() if low <= value <= high)
        return float(between - (counts[one] + counts[other]) / 2) ** 2

    seen = sum(
        2 * distance(one, other) / (len(unit) - 1) for unit in units for one, other in combinations(unit, 2)
    )
    could = sum(distance(one, other) * counts[one] * counts[other] for one in counts for other in counts)
    return 1 - (len(values) - 1) * seen / could if could else None


def marked_words(exercise: str, raw: Any) -> set[int]:
    """The words of which more than half is marked, character by character; numbers as in the key."""
    characters = {at for mark in raw for at in range(mark["start"], mark["end"])}
    table = MARKS[exercise].units.table
    return {
        n
        for n, (start, end) in enumerate(table)
        if 2 * len(characters & set(range(start, end))) > end - start
    }


def decisions(exercise: Exercise, raw: Any) -> dict[str, dict[str, Any]]:
    """Question -> item -> what was said; from the raw answer."""
    form: Any = exercise.form
    kind = exercise.kind.name
    if raw in (None, "", [], {}):
        raw = [] if exercise.id in LISTS else None
    if kind == "short":
        return {"": {"answer": raw.strip().lower()}} if raw else {}
    if exercise.id in LISTS:
        return {"": {option.id: option.id in raw for option in form.options}}
    if raw is None or kind == "rewrite":
        return {}
    if kind == "choice":
        return {"": {"": raw[0] if isinstance(raw, list) else raw}}
    if kind == "order":
        return {"": {id: number for number, id in enumerate(raw)}}
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    for row, cells in raw.items():
        for column, value in (cells if isinstance(cells, dict) else {form.columns[0].id: cells}).items():
            title = (
                next(each.text for each in form.columns if each.id == column) if len(form.columns) > 1 else ""
            )
            told[title][row] = int(value) if kind == "scale" else value
    return told


def test_krippendorffs_alpha(report: ClassReport, learners: Sequence[Learner]) -> None:
    compared = 0
    for one in report.exercises:
        exercise = one.exercise
        answers = [by[exercise.id]["answer"] for by in learners if exercise.id in by]
        if exercise.id in MARKING:
            marked = [marked_words(exercise.id, raw or []) for raw in answers]
            units = [[word in by for by in marked] for word in range(len(MARKS[exercise.id].units))]
            expected = {"": krippendorff(units)}
        else:
            said = [decisions(exercise, raw) for raw in answers]
            groups = {group: {id for by in said for id in by.get(group, {})} for by in said for group in by}
            ordinal = exercise.kind.name in ("order", "scale")
            expected = {
                group: krippendorff(
                    [[by.get(group, {}).get(id) for by in said] for id in ids], ordinal=ordinal
                )
                for group, ids in groups.items()
            }
        for group, alpha in one.alphas.items():
            assert (alpha is None) == (expected.get(group) is None), (exercise.id, group)
            if alpha is not None:
                assert float(alpha) == close(expected[group])
                compared += 1
    assert compared >= 14


# Detection --------------------------------------------------------------------------------------------------


def d_prime(one: Detection) -> tuple[float, float, float]:
    """d', criterion, and the expected error of d', by the formulas of docs/statistics.md."""
    rates = [(a + 0.5) / (b + 1) for a, b in ((one.hits, one.signals), (one.false_alarms, one.noise))]
    hit, alarm = map(NORMAL.inv_cdf, rates)
    error = sqrt(
        sum(
            rate * (1 - rate) / (number * NORMAL.pdf(z) ** 2)
            for rate, number, z in zip(rates, (one.signals, one.noise), (hit, alarm), strict=True)
        )
    )
    return hit - alarm, -(hit + alarm) / 2, error


def told_apart(learner: Learner) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hits, signals, false alarms and noise: of marks, and of lists."""
    marks, lists = [0] * 4, [0] * 4
    for id, data in learner.items():
        if id in MARKING:
            add(marks, marks_of(id, marked_words(id, data["answer"] or [])))
        if id in LISTS:
            options = {option.id for option in getattr(LESSON.exercise(id).form, "options", ())}
            picked, right = set(data["answer"] or []), LISTS[id]
            add(lists, (len(picked & right), len(right), len(picked - right), len(options - right)))
    return tuple(marks), tuple(lists)


def add(sums: list[int], counts: Iterable[int]) -> None:
    sums[:] = [a + b for a, b in zip(sums, counts, strict=True)]


def marks_of(id: str, marked: set[int]) -> tuple[int, int, int, int]:
    key = MARKS[id]

    def words(bits: int) -> set[int]:
        return {number for number in range(len(key.units)) if bits >> number & 1}

    free = words(key.neutral)
    wanted = {word for phrase in key.phrases for word in words(phrase.extent)}
    plain = set(range(len(key.units))) - free - wanted
    sentences = {word: LESSON.article.sentences.at(key.units.table[word][0]) for word in plain}
    if id == "mark-there" and LESSON.beside is not None:
        sentences = {word: LESSON.beside.sentences.at(key.units.table[word][0]) for word in plain}
    hits = sum(bool(words(phrase.core) & marked) for phrase in key.phrases)
    alarms = {sentences[word] for word in plain & marked}
    return hits, len(key.phrases), len(alarms), len(set(sentences.values()))


def test_hits_and_false_alarms(report: ClassReport, learners: Sequence[Learner]) -> None:
    defined = 0
    for one, learner in zip(report.learners, learners, strict=True):
        marks, lists = told_apart(learner)
        for own, counts in ((one.marks, marks), (one.lists, lists)):
            assert (own.hits, own.signals, own.false_alarms, own.noise) == counts, one.name
        if one.detection.flat is not None:
            assert one.detection.d_prime is None
        elif one.detection.signals and one.detection.noise:
            defined += 1
            d, c, error = d_prime(one.detection)
            assert one.detection.d_prime == close(d)
            assert one.detection.criterion == close(c)
            assert one.detection.d_prime_error == close(error)
    assert defined >= 38
    assert report.detection.d_prime == close(d_prime(report.detection)[0])
    assert report.detection.hits == sum(one.marks.hits + one.lists.hits for one in report.learners)


# The rest ---------------------------------------------------------------------------------------------------


def test_certainty(report: ClassReport, learners: Sequence[Learner], results: Results) -> None:
    per_learner: list[tuple[Any, list[tuple[int, float]]]] = [
        (one.certainty, [(data["sure"], float(by[id].score)) for id, data in learner.items()])
        for one, learner, by in zip(report.learners, learners, results, strict=True)
    ]
    per_exercise = [
        (
            one.certainty,
            [
                (learner[one.exercise.id]["sure"], float(by[one.exercise.id].score))
                for learner, by in zip(learners, results, strict=True)
                if one.exercise.id in by
            ],
        )
        for one in report.exercises
    ]
    for certainty, said in [*per_learner, *per_exercise]:
        for level, figures in zip((1, 2, 3), certainty, strict=True):
            scores = [score for sure, score in said if sure == level]
            assert (figures.level, figures.count) == (level, len(scores))
            assert figures.right == sum(score > 0.75 - 1e-9 for score in scores)
            assert (figures.mean is None) == (not scores)
            assert figures.mean is None or float(figures.mean) == close(fmean(scores))


def test_scores_times_and_chances(report: ClassReport, learners: Sequence[Learner], results: Results) -> None:
    weights = {exercise.id: float(exercise.task.weight) for exercise in LESSON.exercises}
    whole = sum(weights.values())
    for one, learner, by, earned in zip(report.learners, learners, results, points(results), strict=True):
        assert float(one.score) == float(one.derived) == close(sum(earned.values()) / whole)
        assert float(one.chance) == close(sum(weights[id] * float(by[id].chance) for id in by) / whole)
        for strand, figures in one.strands.items():
            own = {e.id for e in LESSON.exercises if e.task.strand == strand}
            assert figures.total == len(own)
            assert float(figures.score) == close(
                sum(earned[id] for id in own) / sum(weights[id] for id in own)
            )
        assert one.seconds == close(sum(data["seconds"] for data in learner.values()))
    for told in report.exercises:
        spent = [learner[told.exercise.id]["seconds"] for learner in learners if told.exercise.id in learner]
        assert told.seconds == close(median(spent))


def test_verdicts_and_heat(report: ClassReport, learners: Sequence[Learner], results: Results) -> None:
    for one in report.exercises:
        given = [by[one.exercise.id] for by in results if one.exercise.id in by]
        for item in one.items:
            verdicts = Counter(part.verdict for each in given for part in each.parts if part.id == item.id)
            assert +Counter(item.verdicts) == verdicts
            assert sum(times for _words, times in item.given) <= sum(
                verdicts[verdict] for verdict in (Verdict.WRONG, Verdict.PARTLY, Verdict.TRAP)
            )
        if one.heat is not None:
            marked = [
                marked_words(one.exercise.id, by[one.exercise.id]["answer"] or [])
                for by in learners
                if one.exercise.id in by
            ]
            assert one.heat.readers == len(marked)
            article = (
                LESSON.beside if one.heat.side == "beside" and LESSON.beside is not None else LESSON.article
            )
            starts = {start: word for word, (start, _end) in enumerate(article.words)}
            table = MARKS[one.exercise.id].units.table
            counts = Counter(starts[table[unit][0]] for by in marked for unit in by)
            assert dict(one.heat.counts) == dict(counts)


# The first screen


def test_what_should_be_taught_again(
    report: ClassReport, learners: Sequence[Learner], results: Results
) -> None:
    """Wrong answers are counted in the results one by one; certainty in the raw answers."""
    told = monday(report).again
    assert told
    for one in told:
        exercise = one.told.exercise
        given = [by[exercise.id] for by in results if exercise.id in by]
        mean = fmean(float(each.score) for each in given)
        chance = float(given[0].chance)
        assert one.under == (mean < chance and len(given) >= 10)
        assert float(one.gained) == close((mean - chance) / (1 - chance))
        levels = [
            (data[exercise.id]["sure"], by[exercise.id].score)
            for data, by in zip(learners, results, strict=True)
            if exercise.id in by
        ]
        sure = [score for level, score in levels if level == 3]
        assert (one.sure, one.sure_wrong) == (len(sure), sum(score < Fraction(3, 4) for score in sure))
        wrong: Counter[tuple[str, str]] = Counter()
        for each in given:
            for part in each.parts:
                if exercise.id in MARKING or isinstance(exercise.form, PickForm):
                    if part.verdict in (Verdict.WRONG, Verdict.TRAP):
                        wrong["", part.text] += 1
                elif part.given and part.verdict in (Verdict.WRONG, Verdict.PARTLY, Verdict.TRAP):
                    wrong[part.text, part.given] += 1
        if exercise.id not in MARKING:  # false alarms are joined to stretches: see test_heat
            most = max(wrong.values(), default=0)
            enough = most > 1 and most * 5 >= len(given)
            assert (one.instead.count if one.instead else None) == (most if enough else None)


def test_those_left_out_went_better(report: ClassReport, results: Results) -> None:
    """No exercise below guessing is passed over for one that is not."""
    week = monday(report)
    named = {one.told.exercise.id for one in week.again}
    for exercise in LESSON.exercises:
        given = [by[exercise.id] for by in results if exercise.id in by]
        if exercise.id not in named and len(week.again) < 5:
            assert fmean(float(each.score) for each in given) >= float(given[0].chance)


def test_who_needs_help_in_a_strand(report: ClassReport, results: Results) -> None:
    names = {need.name: set(need.learners) for need in monday(report).needs}
    for strand in dict.fromkeys(exercise.task.strand for exercise in LESSON.exercises):
        exercises = [one for one in LESSON.exercises if one.task.strand == strand]
        weak = set()
        for own, by in zip(report.learners, results, strict=True):
            there = [(float(e.task.weight), by[e.id]) for e in exercises if e.id in by]
            if len(there) < min(3, len(exercises)):
                continue
            earned = sum(weight * float(each.score) for weight, each in there)
            guessed = sum(weight * float(each.chance) for weight, each in there)
            most = sum(weight for weight, _each in there)
            if (earned - guessed) / (most - guessed) < 0.25:
                weak.add(own.name)
        assert names.get(f"{strand_name(strand)}: little above guessing", set()) == weak


def test_who_is_missing(report: ClassReport, learners: Sequence[Learner]) -> None:
    total = len(LESSON.exercises)
    short = [own.name for own, data in zip(report.learners, learners, strict=True) if len(data) < total]
    assert [one.name for one in monday(report).open] == short
