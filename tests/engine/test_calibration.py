"""Calibration: counted another way, and the sentences."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.calibration import RIGHT, SURE, calibration

SCORES = st.builds(Fraction, st.integers(0, 12), st.just(12))
ANSWERS = st.lists(st.tuples(st.integers(1, 3), SCORES), max_size=30)


def test_when_sure_right_seven_of_nine() -> None:
    answers = [
        (3, Fraction(1)),
        *[(3, Fraction(4, 5))] * 5,
        (3, RIGHT),
        (3, RIGHT - Fraction(1, 1000)),
        (3, Fraction(0)),
    ]
    guess, think, sure = calibration([*answers, (2, Fraction(1)), (2, Fraction(1, 2))])
    assert sure.sentence == "When sure, right 7 of 9."
    assert think.sentence == "When fairly sure, right 1 of 2."
    assert (think.mean, guess.sentence, guess.mean) == (Fraction(3, 4), "", None)
    assert calibration([(1, Fraction(0))])[0].sentence == "When guessing, right 0 of 1."


@given(ANSWERS)
def test_the_same_by_counting(answers: list[tuple[int, Fraction]]) -> None:
    counts = Counter((level, score * 4 >= 3) for level, score in answers)
    levels = calibration(answers)
    assert levels == calibration(answers[::-1])
    assert sum(level.count for level in levels) == len(answers)
    for level in levels:
        assert level.right == counts[level.level, True]
        assert level.count - level.right == counts[level.level, False]
        earned = sum((score for at, score in answers if at == level.level), Fraction(0))
        assert (level.mean or 0) * level.count == earned


@pytest.mark.parametrize("level", [0, 4])
def test_no_such_level(level: int) -> None:
    with pytest.raises(ValueError, match=f"certainty is 1, 2 or 3, not {level}"):
        calibration([(SURE, Fraction(1)), (level, Fraction(1))])
