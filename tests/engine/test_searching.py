"""Words are found whatever their case, accents, quotes, dashes and spaces, and the places are those of the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.text.searching import Searchable, folded

LETTERS = "aAeÉéßñ\u0301\u00a0 \n-–—“”\"'’ıİÅ京がか\u3099शि\u200b\u00ad9"


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("The Café is closed.", "cafe", ["Café"]),
        ("The Cafe\u0301 is closed.", "CAFÉ", ["Cafe"]),
        ("He said “no–one’s”.", '"no-one\'s"', ["“no–one’s”"]),
        ("a\u00a0 b", "a b", ["a\u00a0 b"]),
        ("two words\n\nand more", "words and", ["words\n\nand"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("co\u00adoperate", "cooperate", ["co\u00adoperate"]),
        ("كَتَبَ", "كتب", ["كَتَب"]),
        ("かがみ", "か", ["か"]),
        ("किताब", "क", ["क"]),
        ("nothing", "", []),
        ("nothing", "  ", []),
        ("", "x", []),
    ],
)
def test_words_are_found_as_a_reader_types_them(text: str, wanted: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in Searchable(text).find(wanted)] == found


@given(st.text(LETTERS, max_size=30), st.data())
def test_what_stands_in_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = text[start:end]
    found = Searchable(text).find(wanted)
    if folded(wanted).strip():
        # A piece may begin with the mark of a letter outside it; what begins with a letter is found.
        assert found
    for first, last in found:
        assert 0 <= first < last <= len(text)
    assert all(one[1] <= other[0] + 1 for one, other in pairwise(found))
