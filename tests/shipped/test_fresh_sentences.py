"""The fresh sentences of the course: enough of them, and one thing to find in each."""

import re
from functools import cache
from pathlib import Path

import pytest

from lessons.author.suggesting.candidate import Sort
from lessons.author.suggesting.searches import suggest
from lessons.kinds.again import sentence_article
from lessons.kinds.base import Bound
from lessons.kinds.item import Again
from lessons.model.glossary import Glossary
from lessons.review.card import every_sentence
from tests.helpers.shipped_lessons import LESSONS, key_of, opened

NO_FAULT = {"checkable-fact", "paraphrase", "clipped-quotation"}
"""Techniques that are found by holding two texts together: one sentence cannot show them."""
TELLING = {Sort.LOADED, Sort.VOUCHING, Sort.DOUBTING, Sort.PASSIVE, Sort.ANONYMOUS, Sort.SCARE}


@cache
def keys(folder: Path) -> tuple[Glossary, dict[str, Bound]]:
    lesson = opened(folder)
    return lesson.glossary, dict(key_of(lesson.folder).bound)


def sentences(*folders: Path) -> list[Again]:
    """Those of the lessons given, or of both courses."""
    return [
        again
        for folder in folders or LESSONS
        for bound in keys(folder)[1].values()
        for again in every_sentence(bound)
    ]


@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_each_technique_to_be_marked_has_two_and_each_lesson_plain_ones(folder: Path) -> None:
    bounds = [
        (bound, marks)
        for bound in keys(folder)[1].values()
        if (marks := bound.marks) is not None and marks.side == "main"
    ]
    techniques = {phrase.technique for _bound, marks in bounds for phrase in marks.phrases} - NO_FAULT
    found = [again for bound, _marks in bounds for again in every_sentence(bound)]
    for technique in techniques:
        assert sum(again.technique == technique and again.span is not None for again in found) >= 2, technique
    assert not techniques or any(again.span is None for again in found)


def test_a_quarter_is_plain_and_no_sentence_comes_twice() -> None:
    made = sentences()
    texts = [again.sentence for again in made]
    assert len(set(texts)) == len(texts) > 80
    assert 4 * sum(again.span is None for again in made) >= len(made)


@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_a_sentence_is_short_and_says_why(folder: Path) -> None:
    for again in sentences(folder):
        assert 6 <= len(again.sentence.split()) <= 30, again.sentence
        assert max(len(part.split()) for part in re.split(r"[.!?;:]", again.sentence)) <= 21, again.sentence
        assert again.why, again.sentence
        assert again.sentence[-1] in '.!?"', again.sentence


@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_the_word_lists_see_nothing_outside_the_phrase(folder: Path) -> None:
    """The lists of ``closeread suggest`` know many loaded words, verbs and hidden sources: none may stand beside it."""
    for again in sentences(folder):
        article = sentence_article(again.sentence, "en")
        quoted = [match.span() for match in re.finditer('"[^"]*"', again.sentence)]  # a speaker's own words
        for found in suggest(article, keys(LESSONS[0])[0]):
            outside = again.span is None or not found.span.overlaps(again.span)
            spoken = any(start <= found.span.start and found.span.end <= end for start, end in quoted)
            assert found.sort not in TELLING or not outside or spoken, (again.sentence, found.span)


def test_the_same_people_are_not_always_at_fault() -> None:
    """The subjects are small and neutral, and no group is named in more than a few of them."""
    texts = [again.sentence.lower() for again in sentences() if again.span is not None]
    for group in ("council", "mayor", "school", "parents", "club", "town ", "coach", "pupils", "riders"):
        assert sum(group in text for text in texts) <= len(texts) / 6, group
