"""Character precision, recall and F1 as published for SemEval-2020 task 11, span identification.

Da San Martino, Barron-Cedeno, Wachsmuth, Petrov and Nakov, "SemEval-2020 Task 11: Detection of Propaganda
Techniques in News Articles", section 5; the measure goes back to the authors' EMNLP 2019 paper.

For predicted spans S and gold spans T::

    P = 1/|S| * sum over s in S, t in T of |s & t| / |s|
    R = 1/|T| * sum over s in S, t in T of |s & t| / |t|
    F1 = 2 P R / (P + R)

Spans are characters, end exclusive. Golds that overlap are made one first, predictions likewise; spans that
only touch are not. Sums run over all articles together. Nothing predicted or no gold: P = R = F1 = 0, but
F1 = 1 when both are empty.
"""

from collections.abc import Iterable
from fractions import Fraction

from lessons.model.result import Characters
from lessons.text.spans import merged

Spans = Iterable[tuple[int, int]]


def characters(gold: Spans, predicted: Spans) -> Characters:
    """The measure for one article."""
    return pooled([(gold, predicted)])


def pooled(articles: Iterable[tuple[Spans, Spans]]) -> Characters:
    """The measure over several articles, each ``(gold, predicted)``: one sum over all their spans."""
    predicted_count = gold_count = 0
    by_predicted: dict[int, int] = {}
    by_gold: dict[int, int] = {}
    for gold, predicted in articles:
        golds, guesses = merged(gold, touching=False), merged(predicted, touching=False)
        gold_count += len(golds)
        predicted_count += len(guesses)
        for (start, end), (low, high), shared in _shared(guesses, golds):
            by_predicted[end - start] = by_predicted.get(end - start, 0) + shared
            by_gold[high - low] = by_gold.get(high - low, 0) + shared
    if not gold_count and not predicted_count:
        return Characters(Fraction(0), Fraction(0), Fraction(1))
    precision = _mean(by_predicted, predicted_count)
    recall = _mean(by_gold, gold_count)
    both = precision + recall
    return Characters(precision, recall, 2 * precision * recall / both if both else Fraction(0))


def _shared(
    ones: list[tuple[int, int]], others: list[tuple[int, int]]
) -> Iterable[tuple[tuple[int, int], tuple[int, int], int]]:
    """Each pair of spans that share characters, and how many; both lists sorted and free of overlaps."""
    index = 0
    for one in ones:
        while index < len(others) and others[index][1] <= one[0]:
            index += 1
        at = index
        while at < len(others) and others[at][0] < one[1]:
            yield one, others[at], min(one[1], others[at][1]) - max(one[0], others[at][0])
            at += 1


def _mean(shared_by_length: dict[int, int], count: int) -> Fraction:
    """Mean share over ``count`` spans; characters shared are summed by span length to keep the sum short."""
    if not count:
        return Fraction(0)
    return sum((Fraction(shared, length) for length, shared in shared_by_length.items()), Fraction(0)) / count
