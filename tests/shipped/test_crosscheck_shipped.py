"""The shipped keys under a cross-check: who answers as the key disputes nothing, whoever does not is heard."""

from pathlib import Path

import pytest

from lessons.kinds.written_answers import read, write
from lessons.model.answer import Raw
from lessons.reports.crosscheck import Reading, as_text, cross_check
from tests.helpers.shipped_lessons import LESSONS, key_of, opened


@pytest.mark.sample(1)
@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_the_keys_own_answers_and_lazy_ones(folder: Path) -> None:
    lesson = opened(folder)
    key = key_of(lesson.folder)

    def reading(name: str, answers: dict[str, Raw]) -> Reading:
        return Reading(
            name,
            {
                exercise.id: read(exercise.form, answers[exercise.id], lesson.article, lesson.beside)
                for exercise in lesson.exercises
            },
        )

    perfect = {one.id: write(key.bound[one.id].perfect()) for one in lesson.exercises}
    check = cross_check(lesson, key, [reading(name, perfect) for name in ("a", "b")])
    assert not check.disputes
    assert not check.confusions
    assert all(against.agreement in (1, None) for one in check.exercises for against in one.against)
    lazy = {
        one.id: next((write(lazy.answer) for lazy in key.bound[one.id].lazy()), None)
        for one in lesson.exercises
    }
    check = cross_check(lesson, key, [reading("a", perfect), reading("b", lazy), reading("c", lazy)])
    away = {exercise.id for exercise, _dispute in check.disputes}
    for one in check.exercises:
        by_key = one.exercise.teachers_weight is None  # no reading is away from what only a teacher can judge
        if by_key and one.against[1].score < 1 and getattr(one.exercise.form, "need", None) is None:
            assert one.exercise.id in away
    assert "Disputed: " in as_text(check)
