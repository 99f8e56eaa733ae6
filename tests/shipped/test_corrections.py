"""What was corrected in the courses stays corrected: words that must stand in their files, and words that must not."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lessons.loading.yaml_source import read_yaml
from lessons.model.answer import OrderAnswer, PickAnswer
from lessons.model.form import OrderForm, PickForm
from tests.helpers.shipped_lessons import AT_HOME, CLOSE_TO_HOME, key_of, opened

ROOT = Path(__file__).parents[2]
ROWS: Any = read_yaml(Path(__file__).parent / "corrections.yaml").value


def words_of_files(pattern: str) -> str:
    files = sorted(path for path in ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc")
    assert files, pattern
    return " ".join(" ".join(path.read_text("utf-8") for path in files).split())


@pytest.mark.parametrize("row", ROWS)
def test_what_was_corrected_stays(row: str) -> None:
    words = words_of_files(ROWS[row]["files"])
    assert not [text for text in ROWS[row].get("has", []) if text not in words]
    assert not [text for text in ROWS[row].get("lacks", []) if text in words]


def test_homes_stands_before_the_facts_that_answer_it() -> None:
    ids = [exercise.id for exercise in opened(CLOSE_TO_HOME / "for-and-against").exercises]
    assert ids.index("homes") < ids.index("leaflets-silent")


@pytest.mark.parametrize("folder", AT_HOME, ids=lambda folder: folder.name)
def test_what_is_picked_or_ordered_is_not_shown_as_it_belongs(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)
    for exercise in lesson.exercises:
        form, perfect = exercise.form, key.bound[exercise.id].perfect()
        if isinstance(form, OrderForm) and isinstance(perfect, OrderAnswer):
            shown = [item.id for item in form.items]
            assert shown not in ([*perfect.items], [*reversed(perfect.items)])
        if isinstance(form, PickForm) and form.several and isinstance(perfect, PickAnswer):
            right = [option.id in perfect.picked for option in form.options]
            assert sum(one != other for one, other in pairwise(right)) > 1, exercise.id


def test_the_right_options_of_single_choices_stand_in_all_places() -> None:
    places = set()
    longest = total = 0
    for folder in AT_HOME:
        lesson = opened(folder)
        key = key_of(lesson.folder)
        for exercise in lesson.exercises:
            form, perfect = exercise.form, key.bound[exercise.id].perfect()
            if isinstance(form, PickForm) and not form.several and isinstance(perfect, PickAnswer):
                (right,) = perfect.picked
                places.add([option.id for option in form.options].index(right))
                lengths = {option.id: len(option.text) for option in form.options}
                longest += lengths[right] == max(lengths.values())
                total += 1
    assert places >= {0, 1, 2, 3}
    assert 2 * longest <= total
