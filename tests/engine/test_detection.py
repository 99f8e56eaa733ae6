"""Signal detection: published figures, the error against the exact distribution, and what must hold of any reader."""

from fractions import Fraction
from itertools import product
from math import comb, erf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.detection import Detection, Tendency, marking_name, tendency_name
from tests.helpers.examples import examples


def z(share: float) -> float:
    """The inverse of the normal distribution function, by halving: independent of the library's."""
    low, high = -10.0, 10.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 + erf(middle / sqrt(2))) / 2 < share else (low, middle)
    return low


def test_a_published_example() -> None:
    """D. Bonett's R package statpsych, ``signal``: 82 and 46 of 100 each, with 1/2 and 1 added as in Hautus (1995).

    Printed there: HR 0.8168317, FAR 0.460396, d-prime 1.002793, bias -0.4019603.
    """
    found = Detection(82, 100, 46, 100)
    assert float(found.hit_rate or 0) == pytest.approx(0.8168317, abs=1e-7)
    assert float(found.false_alarm_rate or 0) == pytest.approx(0.460396, abs=1e-6)
    assert found.d_prime == pytest.approx(1.002793, abs=1e-6)
    assert found.criterion == pytest.approx(-0.4019603, abs=1e-6)
    assert found.tendency == "freely"


def test_the_correction_fades() -> None:
    """G. Perlman's |STAT, ``dprime .7 .4`` prints 0.78, without a correction: so many trials leave none of it."""
    assert round(Detection(700_000, 1_000_000, 400_000, 1_000_000).d_prime or 0, 2) == 0.78


COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
READERS = st.builds(lambda hits, alarms: Detection(*hits, *alarms), COUNTS, COUNTS).filter(
    lambda reader: reader.flat is None
)


@examples(100)
@given(READERS)
def test_the_same_by_another_inverse(reader: Detection) -> None:
    hits = z((reader.hits + 0.5) / (reader.signals + 1))
    alarms = z((reader.false_alarms + 0.5) / (reader.noise + 1))
    assert reader.d_prime == pytest.approx(hits - alarms, abs=1e-6)
    assert reader.criterion == pytest.approx(-(hits + alarms) / 2, abs=1e-6)


@examples(100)
@given(READERS)
def test_more_hits_raise_and_more_false_alarms_lower_d_prime(reader: Detection) -> None:
    hits, signals, alarms, noise = reader.hits, reader.signals, reader.false_alarms, reader.noise
    assert reader.d_prime is not None
    assert reader.criterion is not None
    better = Detection(min(hits + 1, signals), signals, alarms, noise)
    if hits < signals and better.flat is None:
        assert (better.d_prime or 0) > reader.d_prime
        assert (better.criterion or 0) < reader.criterion
    worse = Detection(hits, signals, min(alarms + 1, noise), noise)
    if alarms < noise and worse.flat is None:
        assert (worse.d_prime or 0) < reader.d_prime


@examples(100)
@given(READERS)
def test_a_reader_turned_round(reader: Detection) -> None:
    """Who leaves what the other marks has the opposite d' and the opposite criterion, with the same error."""
    turned = Detection(
        reader.signals - reader.hits, reader.signals, reader.noise - reader.false_alarms, reader.noise
    )
    assert turned.d_prime == pytest.approx(-(reader.d_prime or 0), abs=1e-9)
    assert turned.criterion == pytest.approx(-(reader.criterion or 0), abs=1e-9)
    assert turned.d_prime_error == pytest.approx(reader.d_prime_error, abs=1e-9)


@examples(50)
@given(READERS, READERS, READERS)
def test_sums(one: Detection, two: Detection, three: Detection) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Detection(0, 0, 0, 0) == one


def exact_spread(hit: float, alarm: float, signals: int, noise: int) -> float:
    """The standard deviation of d' over all outcomes, each with its binomial probability."""

    def chances(rate: float, trials: int) -> list[float]:
        return [comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(trials + 1)]

    outcomes = [
        (p * q, Detection(h, signals, f, noise).d_prime or 0)
        for (h, p), (f, q) in product(enumerate(chances(hit, signals)), enumerate(chances(alarm, noise)))
    ]
    mean = sum(p * d for p, d in outcomes)
    return sqrt(sum(p * (d - mean) ** 2 for p, d in outcomes))


@pytest.mark.parametrize(("hits", "alarms", "trials"), [(14, 4, 20), (28, 12, 40), (36, 8, 40), (60, 10, 80)])
def test_the_expected_error_is_that_of_the_exact_distribution(hits: int, alarms: int, trials: int) -> None:
    error = Detection(hits, trials, alarms, trials).d_prime_error
    assert error == pytest.approx(exact_spread(hits / trials, alarms / trials, trials, trials), rel=0.1)


def test_undefined_and_zero() -> None:
    for empty in (Detection(0, 0, 1, 5), Detection(1, 5, 0, 0), Detection(0, 0, 0, 0)):
        assert (empty.d_prime, empty.criterion, empty.d_prime_error, empty.tendency) == (None,) * 4
    assert Detection(0, 0, 1, 5).false_alarm_rate == Fraction(3, 12)
    assert Detection(3, 6, 2, 4).d_prime == 0
    assert str(Detection(1, 2, 1, 2).criterion) == "0.0"


@examples(100)
@given(st.integers(1, 60), st.integers(1, 60))
def test_who_marks_nothing_or_everything_tells_nothing_apart(signals: int, noise: int) -> None:
    for reader, said in (
        (Detection(0, signals, 0, noise), "marked nothing"),
        (Detection(signals, signals, noise, noise), "marked everything"),
    ):
        assert (reader.d_prime, reader.criterion, reader.d_prime_error, reader.tendency) == (None,) * 4
        assert marking_name(reader) == said
    assert Detection(signals, signals, 0, noise).d_prime is not None


@pytest.mark.parametrize("counts", [(3, 2, 0, 1), (-1, 2, 0, 1), (1, 2, 2, 1), (1, 2, -1, 1)])
def test_impossible_counts(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match=" of "):
        Detection(*counts)


@pytest.mark.parametrize(
    ("reader", "tendency", "words"),
    [
        (Detection(19, 20, 10, 20), "freely", "marks freely"),
        (Detection(10, 20, 1, 20), "cautious", "marks with caution"),
        (Detection(15, 20, 5, 20), "balanced", "balanced"),
    ],
)
def test_tendencies(reader: Detection, tendency: Tendency, words: str) -> None:
    assert reader.tendency == tendency
    assert tendency_name(tendency) == words


def test_a_tendency_within_its_error_is_not_told() -> None:
    assert Detection(2, 2, 1, 2).tendency is None
    assert Detection(80, 80, 40, 80).tendency == "freely"
