"""The shelves of "Close to home": a blind answer earns little, and each mistake costs what is told."""

from fractions import Fraction
from itertools import combinations

import pytest

from lessons.kinds.shelf_form import ShelfAnswer, ShelfForm
from lessons.kinds.shelves import BoundShelf
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.text.spans import Span
from tests.helpers.shipped_lessons import AT_HOME

SHELVES = {
    "scientists-say": "0.186",
    "behind-this-page": "0.193",
    "how-sure": "0.168",
    "for-and-against": "0.196",
}
"""What the best blind answer expects, to three places."""
HERE = [folder for folder in AT_HOME if folder.name in SHELVES]


def shelf(name: str) -> tuple[ShelfForm, BoundShelf]:
    (folder,) = (folder for folder in HERE if folder.name == name)
    lesson = open_lesson(folder)
    key = open_key(lesson)
    ((form, bound),) = (
        (exercise.form, key.bound[exercise.id])
        for exercise in lesson.exercises
        if isinstance(exercise.form, ShelfForm)
    )
    assert isinstance(bound, BoundShelf)
    return form, bound


def ids(bound: BoundShelf, worth: str) -> list[str]:
    return [card.id for card in bound.cards if card.worth == worth]


def proof(bound: BoundShelf, id: str) -> tuple[Span, ...]:
    marked = bound.by_id[id].proof
    assert marked is not None
    return tuple(phrase.span for phrase in marked.phrases)


@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_a_shelf_is_built_by_the_rules(name: str) -> None:
    form, bound = shelf(name)
    assert f"{float(bound.chance):.3f}" == SHELVES[name]
    assert 2 * form.opens < len(form.cards)
    assert len(ids(bound, "decides")) == 2
    assert len(ids(bound, "look-alike")) >= 2
    assert bound.cards[0].worth != "decides"
    faces = " ".join(" ".join((card.title, card.outlet, card.snippet)) for card in form.cards)
    for id in ids(bound, "decides"):
        for span in proof(bound, id):
            assert form.by_id[id].inside.text[slice(*span)] not in faces


@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_each_mistake_costs_what_is_told(name: str) -> None:
    _form, bound = shelf(name)
    right = bound.right.best
    wrong = next(id for id in bound.verdicts if not bound.right.credit(id))
    alike = ids(bound, "look-alike")

    def earned(opened: list[str], verdict: str, card: str, words: tuple[Span, ...] = ()) -> Fraction:
        return bound.score(ShelfAnswer(tuple(opened), verdict, card, words)).score

    assert bound.score(ShelfAnswer()).score == 0
    for three in combinations(alike, 3):
        assert earned([*three], right, three[0]) == 0
    for card in ids(bound, "decides"):
        words = proof(bound, card)
        assert earned([card], right, card, words) == 1
        assert earned([card], right, card) == Fraction(3, 4)
        assert earned([card], wrong, card, words) == Fraction(1, 4)
        assert earned([card, alike[0]], right, card, words) == Fraction(11, 12)
        assert earned([card, *alike[:2]], right, card, words) == Fraction(5, 6)
        assert earned([card, alike[0]], right, alike[0]) == Fraction(1, 6)
        assert earned([alike[0]], right, card, words) == 0, "a card that was not opened proves nothing"


KNOWN = {"scientists-say": "0.33", "behind-this-page": "0.36", "how-sure": "0.33", "for-and-against": "0.36"}
"""What somebody expects who knows the verdict before and opens cards blindly, to two places."""


@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_knowing_the_verdict_is_not_enough(name: str) -> None:
    """Every way to open cards, one of them named, no words marked: the mean of the best number of cards."""
    form, bound = shelf(name)
    means = []
    for opens in range(1, form.opens + 1):
        scores = [
            bound.score(ShelfAnswer(opened, bound.right.best, card)).score
            for opened in combinations([card.id for card in form.cards], opens)
            for card in opened
        ]
        means.append(sum(scores, Fraction(0)) / len(scores))
    assert f"{float(max(means)):.2f}" == KNOWN[name]


@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_the_sentence_that_proves_it_may_be_marked_whole_and_the_card_may_not(name: str) -> None:
    form, bound = shelf(name)
    for card in ids(bound, "decides"):
        inside = form.by_id[card].inside
        (text,) = (block.span for block in inside.blocks if block.label == "1")
        shown = proof(bound, card)[0]
        sentence = next(span for span in inside.sentences if span.start <= shown.start < span.end)
        assert sentence != text, "a card that is nothing but proof leaves nothing to choose"
        for words, earns in ((sentence, Fraction(1)), (text, Fraction(3, 4))):
            answer = ShelfAnswer((card,), bound.right.best, card, (words,))
            assert bound.score(answer).score == earns, (card, inside.text[slice(*words)])
