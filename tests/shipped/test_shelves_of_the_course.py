"""The shelves of "Close to home": a blind answer earns little, and each mistake costs what is told."""

from dataclasses import replace
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


def every_answer(form: ShelfForm, bound: BoundShelf, marked: bool) -> dict[tuple[str, ...], list[Fraction]]:
    """The scores of all blind answers by the cards opened: each of them named, each verdict; all its words, or none."""
    scores: dict[tuple[str, ...], list[Fraction]] = {}
    for opens in range(1, form.opens + 1):
        for opened in combinations([card.id for card in form.cards], opens):
            scores[opened] = [
                bound.score(
                    ShelfAnswer(opened, verdict, card, form.by_id[card].asked.scope if marked else ())
                ).score
                for card in opened
                for verdict in bound.verdicts
            ]
    return scores


def mean(scores: list[Fraction]) -> Fraction:
    return sum(scores, Fraction(0)) / len(scores)


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_chance_is_exact_and_at_most_a_fifth(name: str) -> None:
    form, bound = shelf(name)
    by_number: dict[int, list[Fraction]] = {}
    for opened, scores in every_answer(form, bound, marked=False).items():
        by_number.setdefault(len(opened), []).extend(scores)
    assert bound.chance == max(map(mean, by_number.values()))
    assert bound.chance <= Fraction(1, 5)


def by_habit(name: str) -> dict[str, Fraction]:
    """What it earns to open the same places of every shelf, over all that can be named and said then; no words."""
    form, bound = shelf(name)
    ids = [card.id for card in form.cards]
    habits = {
        "first card": ids[:1],
        "last card": ids[-1:],
        "first cards": ids[: form.opens],
        "last cards": ids[-form.opens :],
        "middle cards": ids[2 : 2 + form.opens],
    }
    return {
        habit: mean(
            [
                bound.score(ShelfAnswer(tuple(opened), verdict, card)).score
                for card in opened
                for verdict in bound.verdicts
            ]
        )
        for habit, opened in habits.items()
    }


def test_the_shelves_are_not_won_by_a_habit() -> None:
    """Over the shelves, no place earns more than 0.05 above chance; on none of them does it earn much more."""
    chance = mean([shelf(name)[1].chance for name in SHELVES])
    earned = {name: by_habit(name) for name in SHELVES}
    for habit in earned["how-sure"]:
        assert mean([scores[habit] for scores in earned.values()]) <= chance + Fraction(5, 100), habit
    for name, scores in earned.items():
        assert max(scores.values()) <= shelf(name)[1].chance + Fraction(7, 100), name


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_one_look_alike_more_never_helps(name: str) -> None:
    form, bound = shelf(name)
    alike = ids(bound, "look-alike")
    for opened in every_answer(form, bound, marked=False):
        for more in alike:
            if more in opened or len(opened) == form.opens:
                continue
            for card in (*opened, more):
                for words in ((), form.by_id[card].asked.scope):
                    for verdict in bound.verdicts:
                        without = ShelfAnswer(opened, verdict, card if card in opened else opened[0], words)
                        before = bound.score(without if card in opened else replace(without, words=())).score
                        after = bound.score(ShelfAnswer((*opened, more), verdict, card, words)).score
                        assert after <= before


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", [folder.name for folder in HERE])
def test_marking_every_word_of_a_card_is_no_way_to_prove(name: str) -> None:
    """It earns a blind answer no more than 0.05 above chance."""
    form, bound = shelf(name)
    by_number: dict[int, list[Fraction]] = {}
    for opened, scores in every_answer(form, bound, marked=True).items():
        by_number.setdefault(len(opened), []).extend(scores)
    assert max(map(mean, by_number.values())) <= bound.chance + Fraction(5, 100)
