"""What is taught where: every term before it is asked for, as the page says; and no outlet is the good one."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lessons.loading.yaml_source import read_yaml
from lessons.model.form import Side
from tests.helpers.shipped_lessons import AT_HOME, CLOSE_TO_HOME, key_of, opened
from tools.taught import COURSES, PAGE, page, taught_in

OUTLETS: Any = read_yaml(Path(__file__).parent / "outlets.yaml").value
FIRST_TAUGHT = {
    "headline-claim": 1,
    "loaded-language": 2,
    "name-calling": 2,
    "vouching-verb": 2,
    "doubting-verb": 2,
    "missing-start": 4,
    "picked-measure": 4,
    "bent-scale": 4,
    "exaggeration": 5,
    "leading-question": 5,
    "self-chosen": 5,
    "appeal-to-popularity": 5,
    "link-as-cause": 6,
    "wide-jump": 6,
    "anonymous-plural": 7,
    "appeal-to-fear": 7,
    "appeal-to-time": 7,
    "disguised-advert": 7,
    "agentless-passive": 8,
    "questioning-the-reputation": 8,
    "guilt-by-association": 8,
    "widened-claim": 8,
    "hidden-upstream": 9,
    "mind-reading": 9,
    "opinion": 10,
    "checkable-fact": 10,
}
"""Section 4.1 of the brief of "Close to home": the lesson in which a term is new."""
FAMILIES = {
    "numbers": {"missing-start", "missing-base", "picked-measure", "bent-scale"},
    "asking": {"leading-question", "self-chosen", "link-as-cause", "wide-jump"},
    "page": {"disguised-advert"},
}
"""Section 4.2: the new terms by their families, all of the strand sourcing."""


@pytest.mark.parametrize("folder", COURSES, ids=["close to home", "five articles"])
def test_a_term_is_taught_before_it_is_asked_for(folder: Path) -> None:
    terms = taught_in(folder).terms
    asked = [term for term in terms.values() if term.asked]
    assert len(asked) >= 20
    for term in asked:
        first = min(place for place, _id in term.asked)
        assert term.taught is not None
        assert term.taught <= first, term.technique.id
        entry = term.technique
        assert entry.definition, entry.id
        assert entry.example, entry.id
        assert entry.example_why, entry.id
        assert entry.is_not, entry.id


def test_each_term_is_new_where_the_plan_says() -> None:
    terms = taught_in(CLOSE_TO_HOME).terms
    first = {id: terms[id].taught for id in FIRST_TAUGHT}
    assert {id: place.lesson if place else None for id, place in first.items()} == FIRST_TAUGHT


def test_the_page_is_what_the_files_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "python tools/taught.py --write"


def test_the_new_terms_stand_in_their_families() -> None:
    glossary = opened(AT_HOME[0]).glossary
    strands = {family.id: family.strand for family in glossary.families}
    of = {technique.id: technique.family for technique in glossary.techniques}
    for family, ids in FAMILIES.items():
        assert strands[family] == "sourcing", family
        assert {of[id] for id in ids} == {family}


def findings(lesson: str, side: Side, labels: list[str]) -> int:
    """Faults that the key finds in these blocks."""
    (folder,) = (folder for folder in AT_HOME if folder.name == lesson)
    at_hand = opened(folder)
    blocks = [at_hand.side(side).by_label[label].span for label in labels]
    return sum(
        any(block.holds(span) for span in note.spans for block in blocks)
        for note in key_of(folder).notes
        if note.side == side and not note.credit
    )


@pytest.mark.parametrize("outlet", OUTLETS)
def test_no_outlet_is_the_good_one(outlet: str) -> None:
    pieces = OUTLETS[outlet]
    for lesson, side, *labels in pieces["sound"]:
        assert not findings(lesson, side, labels), (lesson, side, labels)
    for lesson, side, *labels in pieces.get("faulty", []):
        assert findings(lesson, side, labels), (lesson, side, labels)
    if outlet != "Radio Quill":  # one message is all there is of it
        counted = Counter({sort: len(listed) for sort, listed in pieces.items()})
        assert min(counted["sound"], counted["faulty"]) >= 3


def test_every_piece_names_its_outlet() -> None:
    for outlet, pieces in OUTLETS.items():
        for lesson, side, first, *_more in [piece for listed in pieces.values() for piece in listed]:
            (folder,) = (folder for folder in AT_HOME if folder.name == lesson)
            article = opened(folder).side(side)
            words = article.text[slice(*article.by_label[first].span)] + (article.masthead.outlet or "")
            assert outlet in words, (lesson, first)
