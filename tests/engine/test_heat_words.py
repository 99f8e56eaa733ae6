"""The article cut where its heat changes: no character is lost, and each word is in a piece of its own state."""

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.lesson.opening import open_lesson
from lessons.reports.classes.heat import STEPS, HeatBlock, heat_together, kind_of, step_name, step_of
from lessons.reports.classes.values import HeatMap
from tests.helpers.tiny import TINY

ARTICLE = open_lesson(TINY).article
READERS = 8
WORDS = st.sets(st.integers(0, len(ARTICLE.words) - 1))


def heat(
    counts: dict[int, int], wanted: set[int], debatable: set[int], traps: set[int], blocks: Iterable[int]
) -> HeatMap:
    return HeatMap(
        exercise="",
        side="main",
        readers=READERS,
        counts=counts,
        wanted=frozenset(wanted),
        open=frozenset(debatable - wanted),
        debatable=frozenset(debatable - wanted),
        traps=frozenset(traps - wanted - debatable),
        scope=tuple(ARTICLE.blocks[block].span for block in sorted(blocks)),
    )


HEATS = st.builds(
    heat,
    st.dictionaries(st.integers(0, len(ARTICLE.words) - 1), st.integers(1, READERS)),
    WORDS,
    WORDS,
    WORDS,
    st.sets(st.integers(0, len(ARTICLE.blocks) - 1)),
)


def told(blocks: Iterable[HeatBlock]) -> dict[int, int]:
    """The numbers shown, by the word that they stand behind."""
    return {
        ARTICLE.words.between(*piece.span)[-1]: piece.readers
        for block in blocks
        for piece in block.pieces
        if piece.readers is not None
    }


@given(HEATS)
def test_the_pieces_are_the_article(made: HeatMap) -> None:
    for block in heat_together(ARTICLE, made):
        assert "".join(piece.text for piece in block.pieces) == ARTICLE.text[slice(*block.block.span)]
        for piece in block.pieces:
            assert piece.text == ARTICLE.text[slice(*piece.span)]
            for word in ARTICLE.words.between(*piece.span) if block.asked else ():
                assert piece.step == step_of(made.counts.get(word, 0), READERS)
                assert piece.kind == kind_of(made, word)
        pairs = zip(block.pieces, block.pieces[1:], strict=False)
        joinable = [one for one, other in pairs if (one.step, one.kind) == (other.step, other.kind)]
        assert all(one.readers is not None for one in joinable)


@given(HEATS)
def test_each_key_word_that_is_asked_about_has_a_number_behind_its_run(made: HeatMap) -> None:
    numbers = told(heat_together(ARTICLE, made))
    for block in ARTICLE.blocks:
        if made.scope and block.span not in made.scope:
            continue
        words = ARTICLE.words.between(*block.span)
        for word in words:
            if word in made.wanted and (word + 1 not in made.wanted or word + 1 not in words):
                assert numbers[word] >= made.counts.get(word, 0)


@pytest.mark.parametrize(
    ("readers", "step"), [(0, 0), (2, 0), (3, 1), (7, 1), (8, 2), (15, 3), (27, 5), (30, 5)]
)
def test_steps_of_a_class_of_30(readers: int, step: int) -> None:
    assert step_of(readers, 30) == step


def test_steps_have_names_that_leave_no_gap() -> None:
    assert step_of(0, 0) == 0
    assert [step_name(step) for step in range(len(STEPS) + 1)] == [
        "under 10 %",
        "10 to 24 %",
        "25 to 49 %",
        "50 to 74 %",
        "75 to 89 %",
        "90 % and more",
    ]
    assert all(Fraction(0) < share < 1 for share in STEPS)
