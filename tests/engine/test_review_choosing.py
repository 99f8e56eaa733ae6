"""Which cards a sitting asks, in what order; and that a schedule does not hang on the order of the record's lines."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.kinds.item import Again
from lessons.play.missed import PLAIN, Missed
from lessons.record.event import Event, written
from lessons.record.reviews import Past, Review, histories
from lessons.review.card import Card, plan
from lessons.review.choosing import MOST, MOST_ALIKE, MOST_ROWS, arranged, choose
from lessons.review.deck import Deck
from lessons.text.spans import Span
from tests.helpers.examples import examples
from tests.helpers.reviewing import MONDAY, tiny_source

NOW = MONDAY + timedelta(days=10)
FAMILIES = {"loaded-language": "wording", "exaggeration": "wording", "slogan": "call"}

# The order ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from("aabbcd"), max_size=MOST))
def test_no_technique_follows_itself_where_that_can_be_helped(techniques: list[str]) -> None:
    things = list(enumerate(techniques))
    order = list(arranged(things, lambda thing: thing[1], lambda thing: "ab" if thing[1] in "ab" else "cd"))
    assert sorted(order) == things
    most = max(Counter(techniques).values(), default=0)
    follows = [one[1] == other[1] for one, other in pairwise(order)]
    if most <= (len(things) + 1) // 2:
        assert not any(follows)
    else:  # the others stand between as many as they can
        assert sum(follows) == most - (len(things) - most) - 1


def test_look_alikes_stand_next_to_each_other() -> None:
    things = ["loaded-language", "slogan", "exaggeration", "vouching-verb"]
    family = {"loaded-language": 1, "exaggeration": 1, "slogan": 2, "vouching-verb": 3}
    order = list(arranged(things, str, lambda thing: str(family[thing])))
    assert order == ["loaded-language", "exaggeration", "slogan", "vouching-verb"]


# The choice ---------------------------------------------------------------------------------------------------------


def card(
    name: str,
    technique: str = "slogan",
    *,
    days: int = 3,
    sure: int | None = None,
    fresh: bool = True,
    reviews: tuple[Review, ...] = (),
) -> Card:
    """A made-up card that was missed so many days ago."""
    exercise = next(one for one in tiny_source().lesson.exercises if one.id == "find-loaded")
    sentence = (Again(f"A sentence about {name}.", Span(2, 10), technique),) if fresh else ()
    past = Past(NOW - timedelta(days=days), sure, reviews)
    return Card(tiny_source(), exercise, Missed(name, name, technique), sentence, past)


def names(*cards: Card, most: int = MOST) -> list[str]:
    return [one.missed.item for one in choose(Deck(cards, ()), NOW, most)]


def reviewed(days: int, *, right: bool = True, sure: int | None = None) -> Review:
    return Review("find-loaded", "", "", NOW - timedelta(days=days), right, sure)


def test_sure_but_wrong_comes_first() -> None:
    asked = names(
        card("a", "slogan"), card("b", "exaggeration", sure=3), card("c", "loaded-language", sure=1), most=3
    )
    assert asked[0] == "b"


def test_sure_and_right_is_no_reason_to_hurry() -> None:
    known = card("b", "exaggeration", days=9, sure=3, reviews=(reviewed(5, sure=3),))
    again = card("c", "slogan", days=9, reviews=(reviewed(8, right=False),))
    assert names(known, again) == ["c", "b"]


def test_what_was_asked_before_goes_before_what_is_new() -> None:
    old = card("old", "exaggeration", days=9, reviews=(reviewed(4, right=False),))
    new = [card(f"new{n}", f"technique-{n}", days=9) for n in range(20)]
    assert "old" in names(*new, old)


def test_fresh_sentences_go_before_sentences_of_the_article() -> None:
    fresh = [card(f"fresh{n}", f"technique-{n}") for n in range(3)]
    same = [card(f"same{n}", f"other-{n}", fresh=False, days=9) for n in range(20)]
    assert {"fresh0", "fresh1", "fresh2"} <= set(names(*same, *fresh))


def test_a_sitting_is_short_and_one_technique_does_not_fill_it() -> None:
    many = [card(f"m{n}", "loaded-language", days=9) for n in range(40)]
    others = [card(f"o{n}", f"technique-{n}") for n in range(40)]
    asked = choose(Deck((*many, *others), ()), NOW)
    assert len(asked) == MOST
    assert sum(one.technique == "loaded-language" for one in asked) == MOST_ALIKE
    assert len(names(*many)) == MOST


def test_what_was_sure_and_wrong_fills_no_more_than_half_and_rows_are_few() -> None:
    sure = [card(f"s{n}", f"technique-{n}", sure=3) for n in range(20)]
    others = [card(f"o{n}", f"other-{n}") for n in range(20)]
    asked = names(*sure, *others)
    assert sum(name.startswith("s") for name in asked) == MOST // 2 + 1
    rows = [
        replace(
            card(f"r{n}", fresh=False, sure=3), missed=Missed(f"r{n}"), past=Past(NOW - timedelta(days=9), 3)
        )
        for n in range(20)
    ]
    assert sum(name.startswith("r") for name in names(*rows, *others)) == MOST_ROWS
    assert len(names(*rows)) == MOST


def test_no_sentence_is_shown_twice_in_a_sitting() -> None:
    one, other = card("a", fresh=False), card("b", fresh=False)
    text = tiny_source().lesson.article.text
    places = [Span(text.index(word), text.index(word) + 6) for word in ("greedy", "reckless", "Everyone")]
    cards = [
        replace(two, missed=replace(two.missed, spans=(span,)))
        for two, span in zip((one, other, card("c", fresh=False)), places, strict=True)
    ]
    assert names(*cards) == ["a", "c"]


def test_plain_sentences_come_along_for_a_quarter_and_are_asked_once_they_are_due() -> None:
    plain = [
        replace(card("x"), missed=Missed(PLAIN), fresh=(Again(f"The pool opens at {n}.", None),), past=Past())
        for n in range(9)
    ]
    for count, along in ((1, 1), (4, 2), (8, 3)):
        asked = names(*(card(f"c{n}", f"technique-{n}") for n in range(count)), *plain)
        assert asked.count(PLAIN) == along
    assert names(*plain) == []
    due = replace(plain[0], past=Past(reviews=(reviewed(5, right=False),)))
    assert names(due) == [PLAIN]


def test_what_is_not_due_is_not_asked() -> None:
    assert names(card("a", days=0), card("b", days=1)) == ["b"]


# The schedule -------------------------------------------------------------------------------------------------------

ANSWERS = st.lists(
    st.tuples(st.integers(0, 400), st.booleans(), st.sampled_from([None, 1, 2, 3])), min_size=1, max_size=12
)


def events_of(answers: list[tuple[int, bool, int | None]]) -> list[Event]:
    return [
        Event(
            "reviewed",
            "course",
            "tiny",
            "find-loaded",
            {"item": "m0", "words": "greedy", "right": right, "sure": sure},
            f"{number:032x}",
            written(MONDAY + timedelta(hours=hours)),
        )
        for number, (hours, right, sure) in enumerate(answers)
    ]


@given(answers=ANSWERS, seed=st.integers(0, 1000))
@examples(60)
def test_the_order_of_the_lines_and_doubled_lines_change_nothing(
    answers: list[tuple[int, bool, int | None]], seed: int
) -> None:
    events = events_of(answers)
    mixed = [*events, *events[: seed % 4]]
    random.Random(seed).shuffle(mixed)
    known, other = (histories(lines, NOW + timedelta(days=400)) for lines in (events, mixed))
    assert known == other
    reviews = known["course", "tiny"].reviews
    assert len(reviews) == len(answers)
    first = plan(Past(MONDAY, None, reviews))
    assert first is not None
    assert first.answers == len(answers)
    assert first.due > max(review.time for review in reviews)


@given(answers=ANSWERS)
@examples(60)
def test_right_puts_off_at_least_as_long_as_wrong_and_wrong_means_tomorrow(
    answers: list[tuple[int, bool, int | None]],
) -> None:
    reviews = histories(events_of(answers), NOW + timedelta(days=400))["course", "tiny"].reviews
    *before, last = reviews
    right, wrong = (plan(Past(MONDAY, None, (*before, replace(last, right=told)))) for told in (True, False))
    assert right is not None
    assert wrong is not None
    assert wrong.due == last.time + timedelta(days=1)
    assert right.due >= wrong.due
    assert right.due <= last.time + timedelta(days=366)


def test_an_answer_before_the_first_submission_counts_as_given_with_it() -> None:
    early = plan(Past(MONDAY, None, (reviewed(300),)))
    at_once = plan(Past(MONDAY, None, (replace(reviewed(0), time=MONDAY),)))
    assert early == at_once


def test_never_missed_and_never_asked_is_no_plan() -> None:
    assert plan(Past()) is None


@pytest.mark.parametrize("technique", [*FAMILIES, None])
def test_look_alikes_are_of_the_glossary_and_hold_the_technique(technique: str | None) -> None:
    from lessons.review.question import look_alikes

    found = [option.id for option in look_alikes(tiny_source().lesson.glossary, technique)]
    assert found == ([] if technique is None else list(FAMILIES))
    assert look_alikes(tiny_source().lesson.glossary, "unknown") == ()
