"""The figures of the yardstick, and where lessons differ too much."""

from collections import Counter
from dataclasses import replace

from lessons.reports.balance import Balance, as_text, balance_of, course_balance, uneven
from tests.helpers.tiny import COURSE, TINY

EVEN = Balance("even", True, 500, 20, 6, 4, 5, 4, Counter(slogan=2), Counter({"-W": 3}))


def test_the_tiny_lesson_in_figures() -> None:
    balance = balance_of(TINY)
    assert (balance.annotations, balance.credits, balance.omissions, balance.debatable) == (2, 1, 2, 1)
    assert balance.techniques == Counter({"loaded-language": 1, "exaggeration": 1})
    assert balance.directions == Counter({"-M": 1})
    assert [lesson.lesson for lesson in course_balance(COURSE)] == ["tiny"]
    assert course_balance(TINY) == [balance]


def test_lessons_alike_are_even() -> None:
    assert not uneven([EVEN, replace(EVEN, lesson="other", annotations=25)])
    assert not uneven([])
    assert not uneven([replace(EVEN, rendition=False, credits=0)])


def test_what_differs_too_much_is_told() -> None:
    dense = replace(EVEN, lesson="dense", annotations=80)
    mean = replace(EVEN, lesson="mean", credits=0, omissions=1, debatable=0)
    told = "\n".join(uneven([EVEN, replace(EVEN, lesson="third"), dense, mean]))
    assert "dense: 16.0 findings per 100 words" in told
    assert "mean: 0 credits" in told
    assert "mean: 1 missing facts that matter" in told
    assert "mean: 0 debatable findings" in told
    assert "even:" not in told
    assert "Uneven" in as_text([EVEN, dense, mean])
    assert "Uneven" not in as_text([EVEN])
