"""What stands on a filled sheet, typed in letters, numbers and words: it comes back as the answer, of every form."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lessons.kinds.written_answers import blank
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import AnswerError, GridAnswer, PickAnswer
from lessons.model.form import GridForm, MarkForm, PickForm, TextForm
from lessons.reports.paper_answers import as_typed, how_to_type, typed_answer
from tests.helpers.shipped_lessons import CLOSE_TO_HOME, LESSONS
from tests.helpers.tiny import TINY


@pytest.mark.sample(4)
@pytest.mark.parametrize("folder", [TINY, *LESSONS], ids=lambda folder: folder.name)
def test_a_right_sheet_comes_back_as_the_right_answers(folder: Path) -> None:
    lesson = open_lesson(folder)
    key = open_key(lesson)
    for exercise in lesson.exercises:
        bound, form = key.bound[exercise.id], exercise.form
        right = bound.perfect()
        typed = as_typed(form, right, lesson)
        assert bound.score(typed_answer(form, typed, lesson)).score == 1, (exercise.id, typed)
        assert as_typed(form, typed_answer(form, typed, lesson), lesson) == typed
        for empty in ("", "-", "  "):
            assert typed_answer(form, empty, lesson) == blank(form)
        assert as_typed(form, blank(form), lesson) == "-"
        assert how_to_type(form)


def test_what_stands_on_no_sheet_is_not_guessed() -> None:
    refused = 0
    for folder in (TINY, CLOSE_TO_HOME / "two-stories", CLOSE_TO_HOME / "scientists-say"):
        lesson = open_lesson(folder)
        for exercise in lesson.exercises:
            if isinstance(exercise.form, TextForm):
                continue
            for typed in (
                "\u00a4",
                "Z9",
                "999 nowhere at all",
                "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
                "\u00e9\u00df\u0130",
            ):
                with pytest.raises(AnswerError):
                    typed_answer(exercise.form, typed, lesson)
                refused += 1
    assert refused


def test_small_letters_blanks_and_commas_are_fine() -> None:
    lesson = open_lesson(CLOSE_TO_HOME / "two-stories")
    picks = next(one.form for one in lesson.exercises if isinstance(one.form, PickForm))
    form = replace(picks, several=True)
    ids = [option.id for option in form.options]
    for typed in ("ac", "A C", "a, c", "CA"):
        assert typed_answer(form, typed, lesson) == PickAnswer(frozenset({ids[0], ids[2]}))
    with pytest.raises(AnswerError):
        typed_answer(replace(form, several=False), "AC", lesson)


def test_a_row_left_open_is_a_dash() -> None:
    lesson = open_lesson(CLOSE_TO_HOME / "two-stories")
    grid = next(
        one for one in lesson.exercises if isinstance(one.form, GridForm) and len(one.form.columns) == 1
    )
    form = grid.form
    assert isinstance(form, GridForm)
    typed = "-" + "A" * (len(form.rows) - 1)
    answer = typed_answer(form, typed, lesson)
    assert isinstance(answer, GridAnswer)
    assert len(answer.cells) == len(form.rows) - 1
    with pytest.raises(AnswerError):
        typed_answer(form, "A" * (len(form.rows) + 1), lesson)


def test_words_are_found_in_the_line_in_which_they_begin_and_in_any_letters() -> None:
    lesson = open_lesson(CLOSE_TO_HOME / "two-stories")
    mark = next(one for one in lesson.exercises if isinstance(one.form, MarkForm))
    right = open_key(lesson).bound[mark.id].perfect()
    typed = as_typed(mark.form, right, lesson)
    assert typed_answer(mark.form, typed.upper(), lesson) == right
    moved = "1 " + typed.split(";")[0].split(" ", 1)[1]
    with pytest.raises(AnswerError):
        typed_answer(mark.form, moved + " that is not there", lesson)


def test_of_long_marks_the_ends_are_enough() -> None:
    for folder in LESSONS[:3]:
        lesson = open_lesson(folder)
        key = open_key(lesson)
        for exercise in lesson.exercises:
            if not isinstance(exercise.form, MarkForm):
                continue
            right = key.bound[exercise.id].perfect()
            pieces = as_typed(exercise.form, right, lesson).split("; ")
            short = [
                f"{line} {words[0]} {words[1]} .. {words[-1]}" if len(words) > 4 else " ".join([line, *words])
                for line, *words in (piece.split() for piece in pieces)
            ]
            typed = "; ".join(short)
            assert len(typed) <= len("; ".join(pieces))
            again = typed_answer(exercise.form, typed, lesson) if pieces != ["-"] else right
            assert key.bound[exercise.id].score(again).score >= Fraction(9, 10), (exercise.id, typed)
