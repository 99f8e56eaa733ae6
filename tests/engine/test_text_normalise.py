"""Characters that act on a terminal never get past the loading wall."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.text import SKIPPABLE, comparable, fold, forbidden, normalise, visible

ANY = st.text(st.characters(), max_size=60) | st.text(
    "a\r\n\t\x00\x07\x1b\x7f\x85\x9b\u00ad\u0301\u061c\u200b\u200e\u202e\u2028\u2029\u2066\ufeff\ud800e\u212bﬁ",
    max_size=20,
)
BIDI = [
    chr(code)
    for code in range(0x3000)
    if unicodedata.bidirectional(chr(code))
    in {*["LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"]}
]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("\ufeffa\ufeffb", "ab"),
        ("e\u0301", "é"),
        ("a\x1b[31mred\x1b[0m", "a[31mred[0m"),
        ("a\x00\x07\x08\x7f\x9bb", "ab"),
        ("\u202eevil\u202c \u2066x\u2069 \u200f\u061c", "evil x "),
        ("half \ud83d pair", "half  pair"),
        ("👩\u200d👧 soft\u00adhyphen\u200b", "👩\u200d👧 soft\u00adhyphen\u200b"),
        ("e\x1b\u0301", "é"),
        ("", ""),
    ],
)
def test_normalise(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@given(ANY)
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(ANY)
def test_nothing_that_acts_is_left(raw: str) -> None:
    for text in (normalise(raw), visible(raw)):
        assert not forbidden(text)
        assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in text)
        assert not any(bidi in text for bidi in BIDI)
        assert "\ufeff" not in text
    assert "\n" not in visible(raw)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40))
def test_plain_letters_stay(text: str) -> None:
    assert normalise(text) == visible(text) == text
    assert forbidden(text) == []


def test_visible_shows_what_it_takes_away() -> None:
    assert visible("a\x1b[31m\u202e\n\t\r\x85\ud800é") == "a\\x1b[31m\\u202e\\n\\t\\r\\x85\\ud800é"


def test_forbidden_names_the_character_and_its_index() -> None:
    assert forbidden("\ufeffa\tb\r\n\x1b\u202e\ufeff") == [
        (6, "U+001B (ESC)"),
        (7, "U+202E (right-to-left override)"),
        (8, "U+FEFF (byte order mark)"),
    ]


@given(ANY)
def test_forbidden_and_normalise_agree(raw: str) -> None:
    """What is not forbidden survives, but for line ends, tabs, a BOM at the start and composing."""
    if not forbidden(raw):
        kept = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        assert normalise(raw) == unicodedata.normalize("NFC", kept)


@given(ANY)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("space", [c for c in map(chr, range(0x3001)) if c.isspace()])
def test_every_space_folds_to_a_space(space: str) -> None:
    assert fold(space) == " "


@pytest.mark.parametrize("dash", [c for c in map(chr, range(0x10000)) if unicodedata.category(c) == "Pd"])
def test_dashes_of_latin_texts_fold_to_a_hyphen(dash: str) -> None:
    latin = ord(dash) < 0x400 or 0x2000 <= ord(dash) < 0x2016 or ord(dash) > 0xFE57
    assert (fold(dash) == "-") == latin or ord(dash) in (0x2E17, 0x2E1A)


def test_quotes_fold() -> None:
    assert fold("“don’t” «x» ‘y’ „z‟ 5′ 6″") == '"don\'t" "x" \'y\' "z" 5\' 6"'


def test_what_may_be_skipped_is_never_seen() -> None:
    assert all(unicodedata.category(c) == "Cf" for c in SKIPPABLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("None", " none. "),
        ("“The NATO talks”", "the nato\u00a0talks"),
        ("co\u00adoperate", "cooperate"),
        ("½", "1⁄2"),
        ("İstanbul", "i̇stanbul"),
        ("straße", "STRASSE"),
        ("ﬁfty–fifty", "fifty-fifty"),
        ("Ｆｕｌｌ　width", "full width"),
        ("− 5", "- 5"),
    ],
)
def test_comparable_treats_as_the_same(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"), [("-5", "5"), ("1939", "1936"), ("resume", "résumé"), ("no", "not")]
)
def test_comparable_keeps_apart(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_one_leading_article_is_left_out() -> None:
    assert comparable("The president", ("the", "a")) == "president"
    assert comparable("“The” president", ("the", "a")) == 'the" president'
    assert comparable("the a president", ("the", "a")) == "a president"
    assert comparable("The", ("the",)) == "the"


@given(ANY)
def test_comparing_is_settled_after_once(text: str) -> None:
    once = comparable(text)
    assert comparable(once) == once
