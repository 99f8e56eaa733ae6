"""The explanation of every kind ends in a sum, and the sum is the score on the screen."""

import re
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.registry import KINDS
from lessons.model.result import Score, percent
from tests.engine.test_scoring_properties import ALL, SEEDS, world_of
from tests.engine.test_scoring_properties_mark import World, marks, worlds
from tests.helpers.examples import examples
from tests.helpers.random_exercises import FAMILIES

MANY = examples(300)
TICKS = re.compile(r"(\d+) of (\d+) ticks\.$")
"""What is told where the teacher gives the mark: the share of ticks is no score."""
SUM = re.compile(r"((?:of |[\d./()\u00d7\u2212+ ])+) = (\d+) of 100\.$")
TOLD = re.compile(r"That is (\d+) of 100\.$")


def worked_out(words: str) -> Fraction:
    """A sum as a student reads it: ``1 1/2 of 4``, ``2/3 × 1/2``, ``(4 − 3) / (5 − 3)``."""
    assert re.fullmatch(r"(?:[\d./()\u00d7\u2212+ ]|of )+", words), words
    exact = re.sub(r"(\d+) (\d+/\d+)", r"(\1+\2)", words.strip())
    exact = f"({exact.replace(' of ', ')/(')})"
    exact = exact.replace("\u00d7", "*").replace("\u2212", "-")
    value: Fraction = eval(re.sub(r"[\d.]+", lambda number: f"Fraction('{number[0]}')", exact))
    return value


def check(score: Score, *, hundreds: bool = False) -> bool:
    """Whether a sum was told; what is told is the score as the screen shows it, and comes out."""
    told = TOLD.search(score.arithmetic)
    if told:
        assert int(told[1]) == percent(score.score)
        assert score.score in (0, 1)  # without a sum only nothing, or nothing to find
        return False
    if ticks := TICKS.fullmatch(score.arithmetic):
        assert Fraction(int(ticks[1]), int(ticks[2])) == score.score
        return True
    match = SUM.search(score.arithmetic)
    assert match, score.arithmetic
    assert int(match[2]) == percent(score.score)
    value = worked_out(match[1])
    assert percent(value / 100 if hundreds else value) == percent(score.score), score.arithmetic
    return True


@pytest.mark.parametrize("family", ALL)
@MANY
@given(seed=SEEDS)
def test_the_sum_ends_in_the_score(family: str, seed: int) -> None:
    world, random = world_of(family, seed)
    answers: list[Any] = [world.made.bound.perfect(), None]
    answers += [world.answer(random) for _ in range(4)]
    told = [check(world.made.score(raw)) for raw in answers]
    assert family == "order" or told[0]


@MANY
@given(worlds(), st.data())
def test_the_sum_of_marks_ends_in_the_score(world: World, data: st.DataObject) -> None:
    made = world.made
    check(made.score(marks(world, data)), hundreds=True)
    check(made.score(None), hundreds=True)
    told = made.score([{"start": phrase.span.start, "end": phrase.span.end} for phrase in made.key.phrases])
    check(told, hundreds=True)


@MANY
@given(worlds(), st.data())
def test_the_steps_of_the_sum_of_marks_come_out_too(world: World, data: st.DataObject) -> None:
    """Each "... = N of 100" in the middle is worked out from the numbers before it."""
    said = world.made.score(marks(world, data)).arithmetic
    for words, number in re.findall(r": ([\d(][^:;,=A-Z]*?) = ([\d.]+) of 100[.;]", said)[:-1]:
        value = worked_out(words)
        places = len(number.partition(".")[2])
        rounding = Fraction(2, 10**places)  # the numbers that the sum is made of were rounded too
        # a share, or a difference of numbers up to 100
        assert min(abs(value * 100 - Fraction(number)), abs(value - Fraction(number))) <= rounding, said


def test_every_kind_is_tried() -> None:
    tried = {FAMILIES[family](Random(1)).name for family in ALL} | {"mark"}
    assert tried == set(KINDS)
