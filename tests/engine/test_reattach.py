"""Anchors without words: found in every copy with the same words, and never in a wrong place of a changed one."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.anchoring.detached import (
    Copy,
    Detached,
    Fate,
    alike,
    detach,
    known_digits,
    lay_side_by_side,
    reattach,
    series_of,
)
from lessons.anchoring.tokens import Salted, Tokens, fingerprint, salt_of, tokens_of
from lessons.loading.article_source import read_article
from lessons.loading.catalogue import shipped
from lessons.text.spans import Span
from tests.helpers.changed_copies import FOREIGN, changed, typeset
from tests.helpers.examples import examples

ARTICLES = sorted(shipped().glob("*/article.md"))
SHARES = (0.01, 0.05, 0.2)


@cache
def words_of_file(path: Path) -> Tokens:
    article, _problems = read_article(path)
    assert article is not None
    return tokens_of(article.text)


def anchors_of(tokens: Tokens, salted: Salted, rng: random.Random, count: int) -> list[Detached]:
    digits = salted.digits(tokens.forms)
    made = []
    for _ in range(count):
        size = rng.choice((1, 1, 2, 3, 5, 9))
        first = rng.randrange(max(1, len(tokens) - size))
        anchor = detach(tokens, digits, salted, tokens.span(first, min(size, len(tokens) - first)))
        assert anchor is not None
        made.append(anchor)
    return made


def wrong(tokens: Tokens, anchors: list[Detached], share: float, rng: random.Random) -> tuple[int, int]:
    """How many anchors were found in a changed copy, and how many of them in a wrong place."""
    others = FOREIGN if rng.random() < 0.5 else tokens.forms
    made, came = changed(tokens.forms, share, rng, others)
    copy = Copy.of(tokens_of(" ".join(made)), salt_of(tokens.forms))
    assert copy.tokens.forms == tuple(made)
    good = bad = 0
    for anchor, found in zip(anchors, reattach(anchors, copy, exact=False), strict=True):
        if found.fate is Fate.LOST:
            continue
        size = len(anchor.words)
        there = came[found.at : found.at + size]
        good += 1
        bad += there != list(range(anchor.at, anchor.at + size))
    return good, bad


@pytest.mark.sample(1)
@pytest.mark.parametrize("share", SHARES)
@given(seed=st.integers(0, 2**32))
@examples(8)
def test_no_anchor_of_a_shipped_text_is_moved_to_a_wrong_place(share: float, seed: int) -> None:
    never_wrong(share, seed)


@pytest.mark.thorough
@pytest.mark.parametrize("share", SHARES)
@given(seed=st.integers(0, 2**32))
@examples(150)
def test_no_anchor_of_a_shipped_text_is_ever_moved_to_a_wrong_place(share: float, seed: int) -> None:
    never_wrong(share, seed)


def never_wrong(share: float, seed: int) -> None:
    rng = random.Random(seed)
    tokens = words_of_file(rng.choice(ARTICLES))
    anchors = anchors_of(tokens, Salted(salt_of(tokens.forms)), rng, 60)
    _good, bad = wrong(tokens, anchors, share, rng)
    assert bad == 0


@pytest.mark.thorough
@pytest.mark.parametrize("share", SHARES)
@given(data=st.data())
@examples(30)
def test_not_even_in_texts_that_repeat_themselves(share: float, data: st.DataObject) -> None:
    vocabulary = data.draw(st.integers(2, 40))
    size = data.draw(st.integers(20, 200))
    rng = random.Random(data.draw(st.integers(0, 2**32)))
    phrases = [[f"w{rng.randrange(vocabulary)}" for _ in range(rng.randint(1, 8))] for _ in range(6)]
    words = [word for _ in range(size // 4) for word in rng.choice(phrases)][:size]
    tokens = tokens_of(" ".join(words))
    anchors = anchors_of(tokens, Salted(salt_of(tokens.forms)), rng, 30)
    made, came = changed(tokens.forms, share, rng)  # only foreign words come in
    copy = Copy.of(tokens_of(" ".join(made)), salt_of(tokens.forms))
    for anchor, found in zip(anchors, reattach(anchors, copy, exact=False), strict=True):
        if found.fate is not Fate.LOST:
            there = came[found.at : found.at + len(anchor.words)]
            own = set(range(anchor.at, anchor.at + len(anchor.words)))
            # Of equal words in a row some may have gone, and nobody can say which.
            near = {number for number in there if min(abs(number - one) for one in own) <= 3}
            assert len(near) == len(there)
            assert len(own.intersection(there)) * 2 >= len(there) or len(set(anchor.words)) == 1


@pytest.mark.sample(1)
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.parent.name)
def test_most_anchors_survive_a_few_changes(path: Path) -> None:
    """What is lost is what was changed: an anchor whose own words stand is found, but for a few."""
    rng = random.Random(7)
    tokens = words_of_file(path)
    anchors = anchors_of(tokens, Salted(salt_of(tokens.forms)), rng, 200)
    made, came = changed(tokens.forms, 0.05, rng)
    copy = Copy.of(tokens_of(" ".join(made)), salt_of(tokens.forms))
    whole = missed = 0
    for anchor, found in zip(anchors, reattach(anchors, copy, exact=False), strict=True):
        run = list(range(anchor.at, anchor.at + len(anchor.words)))
        if any(came[at : at + len(run)] == run for at in range(len(came))):
            whole += 1
            missed += found.fate is Fate.LOST
    assert whole > 100
    assert missed <= whole * 0.05


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.parent.name)
def test_typography_makes_no_other_copy(path: Path) -> None:
    article, _problems = read_article(path)
    assert article is not None
    whole = tokens_of(article.text)
    for name, text in typeset(article):
        tokens = tokens_of(text)
        assert fingerprint(tokens.forms) == fingerprint(whole.forms), name


def test_an_unchanged_copy_has_every_anchor_at_its_place() -> None:
    tokens = words_of_file(ARTICLES[0])
    salt = salt_of(tokens.forms)
    anchors = anchors_of(tokens, Salted(salt), random.Random(1), 100)
    copy = Copy.of(tokens, salt)
    for exact in (True, False):
        for anchor, found in zip(anchors, reattach(anchors, copy, exact=exact), strict=True):
            if anchor.need <= anchor.neighbours:
                assert (found.fate, found.at) == (Fate.EXACT, anchor.at)
            else:
                assert exact or found.fate is Fate.LOST, "a lookalike that only an exact copy can tell apart"
                assert not exact or found.at == anchor.at


def detached(text: str, words: str, nth: int = 0) -> tuple[Detached, str]:
    tokens = tokens_of(text)
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    salted = Salted(salt_of(tokens.forms))
    anchor = detach(tokens, salted.digits(tokens.forms), salted, Span(at, at + len(words)))
    assert anchor is not None
    return anchor, salted.salt


TEXT = "the old mayor said that the tram was late and the new mayor said that the bridge was long enough for all of us"


def test_the_signs_and_half_words_of_a_quotation_come_back() -> None:
    anchor, salt = detached('She said: "Nonsense!" and left the warm room early', '"Nonsense!"')
    copy = Copy.of(tokens_of("Yesterday she said: \u201cNonsense!\u201d and left the warm room early"), salt)
    span = copy.span(anchor, next(copy.places(anchor.words, anchor.check)))
    assert copy.tokens.text[span.start : span.end] == "\u201cNonsense!\u201d"
    anchor, salt = detached("no warnings were given at the time", "war")
    copy = Copy.of(tokens_of("No WARNINGS were given"), salt)
    span = copy.span(anchor, next(copy.places(anchor.words, anchor.check)))
    assert copy.tokens.text[span.start : span.end] == "WAR"


def test_when_the_place_is_gone_the_other_place_of_the_same_words_is_not_taken() -> None:
    anchor, salt = detached(TEXT, "mayor said that the")
    other = TEXT.replace("old mayor said", "old clerk said")
    assert [found.why for found in reattach([anchor], Copy.of(tokens_of(other), salt), exact=False)] == [
        "around"
    ]


def test_two_places_alike_are_none() -> None:
    anchor, salt = detached(TEXT, "tram")
    twice = Copy.of(tokens_of(f"{TEXT} {TEXT}"), salt)
    assert [found.why for found in reattach([anchor], twice, exact=False)] == ["several"]


def test_anchors_that_change_their_order_are_lost() -> None:
    first, salt = detached(TEXT, "tram")
    second, _salt = detached(TEXT, "bridge")
    third, _salt = detached(TEXT, "enough")
    cut = TEXT.index(" and ")
    turned = Copy.of(tokens_of(f"{TEXT[cut + 5 :]} and {TEXT[:cut]}"), salt)
    fates = [found.fate for found in reattach([first, second, third], turned, exact=False)]
    assert fates == [Fate.LOST, Fate.MOVED, Fate.MOVED]


def test_a_span_without_a_word_has_no_anchor() -> None:
    tokens = tokens_of("one ... two")
    salted = Salted(salt_of(tokens.forms))
    assert detach(tokens, salted.digits(tokens.forms), salted, Span(4, 7)) is None


def test_likeness_counts_from_the_anchor_outwards() -> None:
    assert alike("abcXdef", 3, 1, "abc", "def") == 6
    assert alike("abcXXdef", 3, 1, "abc", "def") == 5, "one word too many costs a point"
    assert alike("aXdef", 1, 1, "abc", "def") == 3, "a word too few costs the word and the step over it"


def test_words_that_belong_together_rise_and_agree_with_the_anchors() -> None:
    tokens = words_of_file(ARTICLES[0])
    salted = Salted(salt_of(tokens.forms))
    anchors = anchors_of(tokens, salted, random.Random(3), 80)
    made, came = changed(tokens.forms, 0.05, random.Random(4))
    copy = Copy.of(tokens_of(" ".join(made)), salted.salt)
    sure = {
        anchor.at: found.at
        for anchor, found in zip(anchors, reattach(anchors, copy, exact=False), strict=True)
        if found.fate is not Fate.LOST
    }
    pairs = lay_side_by_side(known_digits(map(series_of, anchors), len(tokens)), copy.digits, sure)
    assert sure.items() <= pairs.items()
    assert list(pairs) == sorted(pairs)
    assert list(pairs.values()) == sorted(set(pairs.values()))
    assert sum(came[theirs] == ours for ours, theirs in pairs.items()) > 0.95 * len(pairs)


@given(st.text(max_size=60))
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    tokens = tokens_of(text)
    assert len(tokens.forms) == len(tokens.spans)
    last = 0
    for form, span in zip(tokens.forms, tokens.spans, strict=True):
        assert last <= span.start < span.end <= len(text)
        assert form
        last = span.end
    for number, span in enumerate(tokens.spans):
        assert tokens.touched(span) == range(number, number + 1)
