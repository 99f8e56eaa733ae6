"""The editorial gate: facts that exist and were known, and keys that cannot be guessed from their looks."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

from lessons.kinds.written_answers import write
from lessons.loading.yaml_source import read_yaml
from lessons.model.form import GridForm, PickForm
from tests.helpers.shipped_lessons import AT_HOME, FIVE_ARTICLES, LESSONS, key_of, opened

FACTS: Any = read_yaml(Path(__file__).parent / "facts.yaml").value


def name(folder: Path) -> str:
    return folder.name


def cited(folder: Path) -> list[tuple[str, str]]:
    """(fact number, its row) of every table row in SOURCES.md; rows under a heading on later facts are left out."""
    rows, later = [], False
    for line in (folder / "SOURCES.md").read_text("utf-8").splitlines():
        if line.startswith("#"):
            later = bool(re.search(r"later|after the day|decoy", line, re.IGNORECASE))
        match = re.match(r"\| *(F\d\d)\b", line)
        if match and not later:
            rows.append((match[1], line))
    return rows


@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_every_fact_exists_and_was_known(folder: Path) -> None:
    facts, days = FACTS["facts"], FACTS["dated"]
    for number, row in cited(folder):
        fact = facts.get(number)
        assert fact is not None, f"{number} is not in the fact file"
        if fact["sure"] == "likely":
            assert "question only" in row, (
                f"{number} is only likely: it may shape a question, never a right answer"
            )
        if folder.name in days:
            assert datetime.date.fromisoformat(str(fact["known"])) <= datetime.date.fromisoformat(
                str(days[folder.name])
            ), f"{number} is younger than the article: list it under a heading on later facts"


@pytest.mark.parametrize("folder", [folder for folder in LESSONS if folder.name in FACTS["dated"]], ids=name)
def test_the_sources_are_named(folder: Path) -> None:
    rows = cited(folder)
    assert len(rows) >= 5
    used = (folder / "key.yaml").read_text("utf-8") + (folder / "lesson.yaml").read_text("utf-8")
    assert not re.search(r"\bF\d\d\b", used), "students see sources, not our numbers"


def right_options(folder: Path) -> list[tuple[str, PickForm, frozenset[str]]]:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    found = []
    for exercise in lesson.exercises:
        if isinstance(exercise.form, PickForm):
            raw = write(key.bound[exercise.id].perfect())
            picked = frozenset(str(id) for id in raw) if isinstance(raw, list) else frozenset({str(raw)})
            found.append((exercise.id, exercise.form, picked))
    return found


@pytest.mark.parametrize("course", [FIVE_ARTICLES, AT_HOME], ids=["five articles", "close to home"])
def test_right_options_are_spread_and_not_told_by_their_length(course: list[Path]) -> None:
    """Over a course: neither one place nor the longest text holds more than half of the right single choices."""
    places: list[int] = []
    longest = total = 0
    for folder in course:
        for _, form, picked in right_options(folder):
            if form.several:
                continue
            (right,) = picked
            ids = [option.id for option in form.options]
            places.append(ids.index(right))
            lengths = {option.id: len(option.text) for option in form.options}
            longest += lengths[right] == max(lengths.values())
            total += 1
    assert total >= 2
    assert max(places.count(place) for place in set(places)) <= max(2, total / 2)
    assert longest <= max(1, total / 2)


@pytest.mark.sample(3)
@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_a_grid_is_not_answered_by_walking_down_its_options(folder: Path) -> None:
    """The right answers of a grid do not simply follow the order of the options."""
    lesson = opened(folder)
    key = key_of(lesson.folder)
    for exercise in lesson.exercises:
        form = exercise.form
        if not isinstance(form, GridForm) or len(form.columns) != 1 or len(form.rows) < 4:
            continue
        raw = write(key.bound[exercise.id].perfect())
        assert isinstance(raw, dict)
        options = [option.id for option in form.columns[0].options]
        order = [options.index(str(raw[row.id])) for row in form.rows if str(raw[row.id]) in options]
        if len(set(order)) >= 4:
            assert order != sorted(order), exercise.id
            assert order != sorted(order, reverse=True), exercise.id


@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_levels_rise_and_worked_examples_come_first(folder: Path) -> None:
    lesson = opened(folder)
    levels = [exercise.task.level for exercise in lesson.exercises]
    assert levels == sorted(levels)
    if folder in AT_HOME:
        return  # its examples: the next test
    worked = [bool(exercise.task.worked) for exercise in lesson.exercises]
    assert worked[0]
    half = len(worked) // 2
    assert sum(worked[:half]) >= sum(worked[half:])


def test_close_to_home_shows_each_kind_by_an_example_where_it_comes_first() -> None:
    met: set[str] = set()
    for folder in AT_HOME:
        for exercise in opened(folder).exercises:
            assert bool(exercise.task.worked) == (exercise.kind.name not in met), (folder.name, exercise.id)
            met.add(exercise.kind.name)


@pytest.mark.parametrize("folder", LESSONS, ids=name)
def test_a_rendition_says_so_and_follows_something(folder: Path) -> None:
    lesson = opened(folder)
    if lesson.article.masthead.rendition:
        assert lesson.article.masthead.follows
