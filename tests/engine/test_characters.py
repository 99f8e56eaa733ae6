"""Character precision, recall and F1 against a second implementation, written from the published formula."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lessons.figures.span_overlap import characters, pooled
from lessons.model.result import Characters
from tests.helpers.examples import examples

Span = tuple[int, int]


def published(articles: list[tuple[list[Span], list[Span]]]) -> tuple[Fraction, Fraction, Fraction]:
    """The formula as it is printed, over sets of characters; overlapping spans are made one beforehand."""
    precision = recall = Fraction(0)
    predictions = golds = 0
    for gold, predicted in articles:
        t_spans, s_spans = one_by_one(gold), one_by_one(predicted)
        golds, predictions = golds + len(t_spans), predictions + len(s_spans)
        for s in s_spans:
            for t in t_spans:
                precision += Fraction(len(s & t), len(s))
                recall += Fraction(len(s & t), len(t))
    if predictions == golds == 0:
        return Fraction(0), Fraction(0), Fraction(1)
    p = precision / predictions if predictions else Fraction(0)
    r = recall / golds if golds else Fraction(0)
    return p, r, 2 * p * r / (p + r) if p + r else Fraction(0)


def one_by_one(spans: list[Span]) -> list[set[int]]:
    """Spans as sets; two that share a character become one, again and again until none do."""
    whole: list[set[int]] = []
    for start, end in spans:
        new = set(range(start, end))
        if not new:
            continue
        apart = []
        for old in whole:
            if old & new:
                new |= old
            else:
                apart.append(old)
        whole = [*apart, new]
    return whole


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda two: (two[0], two[0] + two[1])), max_size=12
)


@examples(200)
@given(st.lists(st.tuples(SPANS, SPANS), min_size=1, max_size=3))
def test_the_same_as_the_formula(articles: list[tuple[list[Span], list[Span]]]) -> None:
    found = pooled(articles)
    assert (found.precision, found.recall, found.f1) == published(articles)
    if len(articles) == 1:
        assert characters(*articles[0]) == found


@examples(200)
@given(SPANS, SPANS)
def test_order_and_repetition_do_not_matter(gold: list[Span], predicted: list[Span]) -> None:
    assert characters(gold, predicted) == characters(gold[::-1] * 2, predicted[::-1] * 2)


def test_the_published_edge_cases() -> None:
    nothing = Characters(Fraction(0), Fraction(0), Fraction(0))
    assert characters([(0, 5)], []) == nothing
    assert characters([], [(0, 5)]) == nothing
    assert characters([], []) == Characters(Fraction(0), Fraction(0), Fraction(1))
    assert characters([(0, 5)], [(0, 5)]).f1 == 1


def test_overlapping_spans_are_merged_and_touching_ones_are_not() -> None:
    assert characters([(10, 20), (15, 30)], [(10, 30)]).recall == 1
    touching = characters([(10, 20), (20, 30)], [(10, 20)])
    assert touching.recall == Fraction(1, 2)
    assert characters([(10, 20)], [(10, 15), (15, 20), (40, 50)]).precision == Fraction(2, 3)


def test_the_length_of_a_wrong_span_is_irrelevant() -> None:
    assert characters([(0, 10)], [(0, 10), (20, 25)]) == characters([(0, 10)], [(0, 10), (20, 320)])


def test_articles_are_one_sum_not_a_mean_of_means() -> None:
    articles: list[tuple[list[Span], list[Span]]] = [
        ([(0, 10), (20, 30), (40, 50)], [(0, 10)]),
        ([(0, 10)], [(5, 10)]),
    ]
    assert pooled(articles) == Characters(Fraction(1), Fraction(3, 8), Fraction(6, 11))
    missing: list[tuple[list[Span], list[Span]]] = [([(0, 10)], [(0, 10)]), ([(0, 10)], [])]
    assert pooled(missing).recall == Fraction(1, 2)
    elsewhere: list[tuple[list[Span], list[Span]]] = [([(0, 10)], []), ([], [(0, 10)])]
    assert pooled(elsewhere).f1 == 0


def test_a_published_example() -> None:
    """One gold of 10 characters, a prediction that covers 5 of them and 5 more: P = R = 1/2."""
    assert characters([(0, 10)], [(5, 15)]) == Characters(Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
