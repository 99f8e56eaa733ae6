"""Exact sums of many fractions."""

from collections.abc import Iterable
from fractions import Fraction

Exact = Fraction | int


def exact_sum(numbers: Iterable[Exact]) -> Fraction:
    """The sum, exact. Of thousands of denominators, numbers of the same one are added first, then by halves."""
    by_denominator: dict[int, int] = {}
    for number in numbers:
        above, below = number.as_integer_ratio()
        by_denominator[below] = by_denominator.get(below, 0) + above
    parts = [(above, below) for below, above in by_denominator.items()] or [(0, 1)]
    while len(parts) > 1:
        halves = zip(parts[::2], parts[1::2], strict=False)
        odd = parts[-1:] if len(parts) % 2 else []
        parts = [(a * d + c * b, b * d) for (a, b), (c, d) in halves] + odd
    return Fraction(*parts[0])
