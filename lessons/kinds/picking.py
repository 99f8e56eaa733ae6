"""Picking several out of a list: right picks earn, wrong picks cost, picking everything scores 0.

``score = max(0, (right - wrong * max(1, K / W)) / K)`` with K right and W wrong options: the rule of right
minus wrong that H5P and Canvas use, with the cost raised where there are fewer wrong options than right ones,
so that picking everything never earns.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb

from lessons.i18n import _, plural
from lessons.kinds.base import Bench
from lessons.kinds.wording import number
from lessons.loading.document import Trail


def cost(right: int, wrong: int) -> Fraction:
    """What one wrong pick takes away, in shares of a right one; ``right`` and ``wrong`` count the options."""
    return max(Fraction(1), Fraction(right, wrong)) if wrong else Fraction(1)


def share(found: int, false: int, right: int, wrong: int) -> Fraction:
    """The score of ``found`` right and ``false`` wrong picks; 0 to 1."""
    if not right:
        return Fraction(0)
    return max(Fraction(0), (found - false * cost(right, wrong)) / right)


def best_blind(right: int, wrong: int, neutral: int, value: Callable[[int, int], Fraction]) -> Fraction:
    """The best expected value of "pick m at random", over all m.

    ``value(found, false)`` is what ``found`` right and ``false`` wrong picks are worth. Exact: the numbers of
    right, wrong and neutral options among m picks are hypergeometric.
    """
    worth = {
        (found, false): amount
        for found in range(right + 1)
        for false in range(wrong + 1)
        if (amount := value(found, false))
    }
    best = Fraction(0)
    for picks in range(1, right + wrong + neutral + 1):
        expected = sum(
            (
                amount * (comb(right, found) * comb(wrong, false) * comb(neutral, picks - found - false))
                for (found, false), amount in worth.items()
                if found + false <= picks
            ),
            Fraction(0),
        )
        best = max(best, expected / comb(right + wrong + neutral, picks))
    return best


def sound(bench: Bench, at: Trail, right_one: str, wrong_one: str, right: int, wrong: int) -> None:
    """Note what keeps a list from being fair: nothing right, nothing wrong, or fewer wrong than right.

    ``right_one`` and ``wrong_one`` name an item of each sort for the teacher: "option with credit 1".
    """
    if not right:
        bench.fault("K720", at, f"no {right_one}", f"at least one {right_one}", f"add a {right_one}")
    if not wrong:
        found = f"no {wrong_one}: picking everything would score 1"
        bench.fault("K721", at, found, f"at least one {wrong_one}", f"add a {wrong_one}")
    elif wrong < right:
        found = f"{right} right and {wrong} wrong: one wrong pick costs {number(cost(right, wrong))} shares"
        bench.warn("K722", at, found, "at least as many wrong as right", f"add a {wrong_one}")


def sum_in_words(earned: str, found: int, false: int, right: int, wrong: int) -> str:
    """The arithmetic of a list for students, up to the score; ``earned`` says what was found, in a sentence."""
    cost_of_all = number(false * cost(right, wrong))
    taken = plural("{false} wrong pick takes {cost} away.", "{false} wrong picks take {cost} away.", false)
    rest = _("That makes {rest} of {right}").format(
        rest=number(share(found, false, right, wrong) * right), right=right
    )
    if not false:
        return f"{earned} {rest}"
    return f"{earned} {taken.format(false=false, cost=cost_of_all)} {rest}"


def rule() -> str:
    """The rule in one sentence for students."""
    return _(
        "Each right pick earns a share and each wrong pick takes one away, so picking everything scores 0."
    )
