"""The rules of "Close to home": both sides alike, mostly sound text, honest minutes, nothing for a constant verdict."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lessons.kinds.written_answers import read
from lessons.lesson.lesson import Exercise
from lessons.lesson.opening import lesson_files
from lessons.lesson.reading_time import reading_time
from lessons.loading.glossary_source import read_glossary
from lessons.loading.yaml_source import read_yaml
from lessons.model.form import GridForm, MarkForm, PickForm
from lessons.reports.balance import balance_of
from lessons.text.words import words_of
from tests.helpers.shipped_lessons import AT_HOME, CLOSE_TO_HOME, LESSONS, key_of, opened

SIDES: Any = read_yaml(Path(__file__).parent / "both_sides.yaml").value
NEITHER = "neither"
UNLIKE = {"bus-station"}
"""Here the faults of the sides are not of one sort (doers are hidden, claims passed on), and only weigh the same."""
NEW_TERMS = {
    "missing-start",
    "missing-base",
    "picked-measure",
    "bent-scale",
    "leading-question",
    "self-chosen",
    "link-as-cause",
    "wide-jump",
    "disguised-advert",
}
INNOCENT = {
    *("fine", "fair", "nothing", "none", "neutral", "neither", "no-sign", "in-text", "count"),
    *("outsider", "matched", "same"),
}
"""Options that say: nothing is wrong here."""
LONGEST = 25
"""Minutes of a lesson, by the rule."""
MOST_DECISIONS, MOST_WORDS = 50, 2300
"""In a lesson; of its articles, tasks and explanations together."""


def name(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", [folder for folder in AT_HOME if folder.name in SIDES], ids=name)
def test_both_sides_are_charged_alike(folder: Path) -> None:
    """In every exercise, and so in the lesson, the parts that charge one side weigh what those of the other weigh."""
    lesson = opened(folder)
    key = key_of(lesson.folder)
    parts = {
        exercise.id: {part.id: part.weight for part in bound.score(bound.perfect()).parts if part.weight}
        for exercise in lesson.exercises
        for bound in [key.bound[exercise.id]]
    }
    sides = {side: charged for side, charged in SIDES[folder.name].items() if side != NEITHER}
    assert len(sides) == 2
    of_lesson = {side: Fraction(0) for side in sides}
    of_kind: dict[str, Counter[str]] = {side: Counter() for side in sides}
    for side, charged in sides.items():
        for id, names in charged.items():
            share = sum((parts[id][part] for part in names), Fraction(0)) / sum(parts[id].values())
            exercise = lesson.exercise(id)
            of_lesson[side] += exercise.task.weight * share
            of_kind[side][exercise.kind.name] += len(names)
    (one, other), (counts, others) = of_lesson.values(), of_kind.values()
    assert one == other
    assert counts == others or folder.name in UNLIKE
    charges = [
        (id, part)
        for charged in SIDES[folder.name].values()
        for id, names in charged.items()
        for part in names
    ]
    assert len(charges) == len(set(charges)), "a part charges one side only"
    for exercise in lesson.exercises:  # what is marked is a fault, so it is somebody's
        if isinstance(exercise.form, MarkForm):
            assert {part for id, part in charges if id == exercise.id} == set(parts[exercise.id])


@pytest.mark.parametrize("folder", AT_HOME, ids=name)
def test_the_notes_help_both_sides_alike(folder: Path) -> None:
    helped = balance_of(folder).directions
    assert len(set(helped.values())) <= 1, helped
    assert len(helped) in (0, 2), helped


@pytest.mark.parametrize("folder", AT_HOME, ids=name)
def test_the_minutes_are_honest_and_few(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    time = reading_time(lesson, key.bound, key.why)
    assert lesson.minutes is not None
    assert time.minutes <= lesson.minutes.whole <= LONGEST
    assert time.decisions <= MOST_DECISIONS
    assert time.words <= MOST_WORDS


def sound_and_all(folder: Path) -> tuple[int, int]:
    """Words of sentences without a finding, and of all sentences; furniture is left out."""
    lesson = opened(folder)
    sound = total = 0
    for side, article in (("main", lesson.article), ("beside", lesson.beside)):
        if article is None:
            continue
        faults = [
            span
            for note in key_of(lesson.folder).notes
            if not note.credit and note.side == side
            for span in note.spans
        ]
        for block in article.blocks:
            if block.role == "furniture":
                continue
            text = article.text[slice(*block.span)]
            for sentence in re.finditer(r".+?(?:[.!?][”\"]?(?=\s|$)|$)", text, re.DOTALL):
                start, end = block.span.start + sentence.start(), block.span.start + sentence.end()
                words = len(words_of(sentence[0]))
                total += words
                sound += 0 if any(fault.start < end and start < fault.end for fault in faults) else words
    return sound, total


def test_more_than_half_of_the_words_are_sound() -> None:
    counted = [sound_and_all(folder) for folder in AT_HOME]
    assert 2 * sum(sound for sound, _total in counted) > sum(total for _sound, total in counted)


def constant(exercise: Exercise, innocent: bool) -> Any:
    """One verdict everywhere: that all is in order, or that all is at fault; ``None`` where neither can be said."""
    form: Any = exercise.form
    match form:
        case MarkForm():
            article_words = [{"start": span.start, "end": span.end} for span in form.scope]
            return [] if innocent else article_words
        case PickForm():
            ids = [option.id for option in form.options if (option.id in INNOCENT) == innocent]
            return ids if form.several else next(iter(ids), None)
        case GridForm():
            cells = {
                column.id: [column.options[0 if innocent else -1].id]  # the two ends of a scale
                if column.steps
                else [option.id for option in column.options if (option.id in INNOCENT) == innocent]
                for column in form.columns
            }
            said = {column: ids[0] for column, ids in cells.items() if ids}
            return {row.id: dict(said) for row in form.rows} if said else None
    return None


@pytest.mark.sample(12)
@pytest.mark.parametrize("innocent", [True, False], ids=["no faults", "all faults"])
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_one_verdict_everywhere_earns_little(folder: Path, innocent: bool) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    total = Fraction(0)
    for exercise in lesson.exercises:
        raw = constant(exercise, innocent)
        if raw is not None:
            answer = read(exercise.form, raw, lesson.article, lesson.beside)
            total += exercise.task.weight * key.bound[exercise.id].score(answer).score
    assert total / sum(exercise.task.weight for exercise in lesson.exercises) < Fraction(30, 100)


def test_the_constant_verdicts_are_understood() -> None:
    """The verdict that nothing is wrong is right where that is the key: in the control."""
    folder = CLOSE_TO_HOME / "a-report-that-holds"
    lesson = opened(folder)
    key = key_of(lesson.folder)
    for id in ("para-one", "feeling"):
        exercise = lesson.exercise(id)
        raw = constant(exercise, innocent=True)
        answer = read(exercise.form, raw, lesson.article, lesson.beside)
        assert key.bound[id].score(answer).score == 1


def test_the_glossary_is_the_other_one_with_nine_new_terms() -> None:
    own, faults = read_glossary(CLOSE_TO_HOME / "techniques.yaml")
    shared, others = read_glossary(CLOSE_TO_HOME.parent / "techniques.yaml")
    assert not faults
    assert not others
    known = {technique.id: technique for technique in shared.techniques}
    assert {technique.id for technique in own.techniques} - known.keys() == NEW_TERMS
    assert all(technique == known[technique.id] for technique in own.techniques if technique.id in known)
    assert own.line == shared.line
    assert own.yardstick == shared.yardstick


TWINS = [
    ("two-stories", "feeling-lantern", "she moaned", "feeling-mirror", "he whined"),
    ("two-stories", "feeling-lantern", "years of torment", "feeling-mirror", "snatched"),
    ("two-stories", "feeling-lantern", "rowdy crowd", "feeling-mirror", "The grumblers of Quay Road"),
    ("two-stories", "verbs", "oland-points", "verbs", "marsk-points"),
    ("two-stories", "verbs", "marsk-claims", "verbs", "oland-claims"),
    ("two-stories", "verbs", "marsk-moans", "verbs", "oland-whines"),
    ("two-stories", "verbs", "lunn-says", "verbs", "reyes-says"),
    ("out-of-how-many", "number-or-conclusion", "streets", "number-or-conclusion", "safer"),
    ("two-polls", "push", "free", "push", "forced"),
    ("two-polls", "name-it", "spoken", "name-it", "decided"),
    ("two-polls", "name-it", "spoken", "name-it", "clear"),
    ("two-polls", "name-it", "fun", "name-it", "best"),
    ("two-polls", "name-it", "true-shops", "name-it", "true-rests"),
    ("scientists-say", "who-knows", "strand", "who-knows", "vance"),
    ("for-and-against", "what-fault", "yes-leaflet", "what-fault", "save-leaflet"),
    ("for-and-against", "what-fault", "aarn", "what-fault", "elvik"),
]
"""Words of one sort on the two sides of a quarrel: lesson, then exercise and words or row of each side."""


def judged(folder: Path, exercise: str, item: str) -> Any:
    """What the key says of an item, without the reasons."""
    answers: Any = lesson_files(folder)[1].value
    key = answers["answers"][exercise]
    listed = next((key[name] for name in ("items", "rows") if name in key), None)
    if listed is None:
        (entry,) = [one for one in key["mark"] if one["quote"] == item]
    else:
        entry = listed[item]
    if "is" in entry or "technique" in entry:
        return entry.get("is") or entry["technique"], set(entry.get("also", ()))
    return {column: cell["is"] for column, cell in entry.items()}


@pytest.mark.parametrize(("lesson", "exercise", "one", "other", "twin"), TWINS)
def test_the_same_words_on_the_other_side_are_judged_the_same(
    lesson: str, exercise: str, one: str, other: str, twin: str
) -> None:
    folder = CLOSE_TO_HOME / lesson
    assert judged(folder, exercise, one) == judged(folder, other, twin)


def test_another_technique_of_the_same_family_earns_nothing() -> None:
    """Each phrase says which names are accepted beside its own; none is half right without a reason."""
    for folder in AT_HOME:
        text = (folder / "lesson.yaml").read_text("utf-8")
        assert text.count("  - label: ") == text.count("    family-credit: 0\n"), folder.name
