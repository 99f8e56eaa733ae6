"""Hits and false alarms apart: how well a reader tells what is there from what is not, and which error comes easier.

Signal detection with two answers, marked or not (Macmillan and Creelman, "Detection Theory: A User's Guide", chapters
1 and 2). With z the inverse of the normal distribution function::

    d' = z(hit rate) - z(false-alarm rate)
    c  = -(z(hit rate) + z(false-alarm rate)) / 2

d' is 0 for a reader who marks signals and noise equally often, and grows as they are told apart. c is 0 where misses
are as frequent, in their share, as false alarms; below 0 the reader marks freely, above 0 with caution.

A reader who marks nothing at all, or everything, has told nothing apart: no figure is given then, since the
corrected rates below would make one of the numbers of signals and noise alone.

Rates of 0 and 1 have no z. So each rate is taken as (count + 1/2) / (trials + 1), always and not only at the ends
(Hautus, "Corrections for Extreme Proportions and Their Biasing Effects on Estimated Values of d'", 1995).
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Literal

from lessons.i18n import _

Tendency = Literal["freely", "balanced", "cautious"]

BALANCED = 0.3
"""A criterion no further from 0 is balanced. For d' = 1, one error is twice as frequent as the other at this point."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Detection:
    """What a reader marked among things that are there (signals) and things that are not (noise).

    The things are of one kind of unit and independent of each other: phrases and plain sentences, say. Words of one
    phrase are marked together, so counted as words they make the expected error look smaller than it is.
    """

    hits: int
    signals: int
    false_alarms: int
    noise: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.signals:
            raise ValueError(f"{self.hits} hits of {self.signals} signals")
        if not 0 <= self.false_alarms <= self.noise:
            raise ValueError(f"{self.false_alarms} false alarms of {self.noise} things that are noise")

    def __add__(self, other: "Detection") -> "Detection":
        """Both together, as if of one reader: the lessons of a student, or a class.

        Readers with different criteria, added up, seem to tell things apart a little worse than they do on the average.
        """
        return Detection(
            self.hits + other.hits,
            self.signals + other.signals,
            self.false_alarms + other.false_alarms,
            self.noise + other.noise,
        )

    @property
    def hit_rate(self) -> Fraction | None:
        """(hits + 1/2) / (signals + 1); ``None`` without signals."""
        return _rate(self.hits, self.signals)

    @property
    def false_alarm_rate(self) -> Fraction | None:
        """(false alarms + 1/2) / (noise + 1); ``None`` without noise."""
        return _rate(self.false_alarms, self.noise)

    @property
    def flat(self) -> Literal["nothing", "everything"] | None:
        """Whether ``nothing`` or ``everything`` was marked: then no figure says how well they were told apart."""
        if not self.signals or not self.noise:
            return None
        if not self.hits and not self.false_alarms:
            return "nothing"
        return "everything" if (self.hits, self.false_alarms) == (self.signals, self.noise) else None

    @property
    def d_prime(self) -> float | None:
        """How well signals and noise are told apart; ``None`` without signals, without noise, and for ``flat``."""
        scores = self._z
        return scores[0] - scores[1] if scores else None

    @property
    def criterion(self) -> float | None:
        """Which error comes easier: above 0 misses, below 0 false alarms; ``None`` as for ``d_prime``."""
        scores = self._z
        # Adding 0 turns -0.0, which prints a sign, into 0.0.
        return -(scores[0] + scores[1]) / 2 + 0.0 if scores else None

    @property
    def d_prime_error(self) -> float | None:
        """The standard error of d'; ``None`` as for ``d_prime``. For the criterion it is half of this.

        Gourevitch and Galanter, "A Significance Test for One Parameter Isosensitivity Functions" (1967)::

            variance = H (1 - H) / (signals * f(z(H))^2) + F (1 - F) / (noise * f(z(F))^2)

        with f the density of the normal distribution, H and F the two rates. An approximation for many trials:
        held against the exact distribution for hit rates of 0.5 to 0.9 and false-alarm rates of 0.05 to 0.5, it is
        within 5 % with 40 of each and 2 % too small to 13 % too large with 20; with 10 and fewer it is too large.
        """
        rates, scores = (self.hit_rate, self.false_alarm_rate), self._z
        if not scores:
            return None
        variance = 0.0
        for rate, score, trials in zip(rates, scores, (self.signals, self.noise), strict=True):
            assert rate is not None
            variance += float(rate * (1 - rate)) / (trials * _NORMAL.pdf(score) ** 2)
        return sqrt(variance)

    @property
    def tendency(self) -> Tendency | None:
        """How the reader marks: ``balanced`` within 0.3 of criterion 0, else ``freely`` or ``cautious``.

        ``None`` where the criterion is undefined, and where it is beyond 0.3 but within its own standard error of 0:
        too few things to say.
        """
        criterion, error = self.criterion, self.d_prime_error
        if criterion is None or error is None:
            return None
        if abs(criterion) <= BALANCED:
            return "balanced"
        if abs(criterion) <= error / 2:
            return None
        return "freely" if criterion < 0 else "cautious"

    @property
    def _z(self) -> tuple[float, float] | None:
        hits, alarms = self.hit_rate, self.false_alarm_rate
        if hits is None or alarms is None or self.flat is not None:
            return None
        return _NORMAL.inv_cdf(float(hits)), _NORMAL.inv_cdf(float(alarms))


def _rate(count: int, trials: int) -> Fraction | None:
    return Fraction(2 * count + 1, 2 * trials + 2) if trials else None


def marking_name(one: Detection) -> str:
    """How a reader marks, in a few words, for a table of teachers; a dash where too little was marked to say."""
    if one.flat is not None:
        return _("marked nothing") if one.flat == "nothing" else _("marked everything")
    return tendency_name(one.tendency) if one.tendency is not None else "-"


def tendency_name(tendency: Tendency) -> str:
    """The tendency in a few words, for a table of teachers."""
    return {
        "freely": _("marks freely"),
        "balanced": _("balanced"),
        "cautious": _("marks with caution"),
    }[tendency]
