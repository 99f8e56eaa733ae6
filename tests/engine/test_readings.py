"""What is the same word or the same number however it is written, and what never is."""

import unicodedata
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.text.readings import readings
from tests.helpers.bound_kinds import make

SAME = [
    "140000|140,000|140 000|140.000|140'000|140’000|140\u00a0000|140\u2009000|140\u202f000|1,40,000|+140000|140,000.00"
    "|١٤٠٬٠٠٠|١٤٠٠٠٠|१,४०,०००|１４０，０００|1.4e5|140000.",
    "3.5|3,5|3·5|٣٫٥|3½|3 1/2|3.50|7/2|03.5|３．５",
    "-5|−5|–5|-5.0|－5",
    "12%|12 %|12 percent|12 per cent|%12|١٢٪|12 Prozent|12％",
    "$140|140 $|US$140|140 dollars|USD 140",
    "-$5|$-5|−5 dollars",
    "1,234|1234|1.234",
    "1,234.5|1.234,5|1 234,5|1234.5|1'234.50",
    "0.5|½|1/2|.5|,5|0,50",
    "café|cafe|cafe\u0301|CAFÉ|CAFE",
    "no-one|no one|no\u2011one|no\u2013one",
    "co-operate|cooperate|co\u00adoperate",
    "München|Muenchen|MÜNCHEN",
    "München|Munchen",
    "don't|don’t|donʼt|don´t|don＇t",
    "ёлка|елка",
    "за\u0301мок|замок",
    "كِتَاب|كتاب|كتـاب",
    "أحمد|احمد",
    "שָׁלוֹם|שלום",
    "Łódź|Lodz",
    "œuvre|oeuvre",
    "Straße|Strasse",
    "U.S.|US|u.s",
    "ılık|ilik",
    "می\u200cخواهم|می خواهم",
    "می\u200cخواهم|میخواهم",
    "Ελλάδα|ελλαδα",
    "बढ़ना|बढना",
    "ﬁne|fine",
]


@pytest.mark.parametrize("written", SAME)
def test_the_same_word_or_number(written: str) -> None:
    for one, other in combinations(written.split("|"), 2):
        assert set(readings(one)) & set(readings(other)), (one, other)
        assert make("short", {}, {"accept": [one], "spelling": False}).worth(other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мой", "мои"),
        ("її", "іі"),
        ("क", "कि"),
        ("हिंदी", "हदी"),
        ("が", "か"),
        ("un", "une"),
        ("it's", "its"),
        ("140000", "14000"),
        ("140000", "140"),
        ("140", "140.000"),
        ("1.5", "15"),
        ("1.234", "12.34"),
        ("5", "-5"),
        ("103", "10³"),
        ("21/2", "2½"),
        ("12%", "12‰"),
        ("$5", "€5"),
        ("5 km", "5 cm"),
        ("12", "12 million"),
        ("12", "12m"),
        ("10:30", "1030"),
        ("3.11.4", "3114"),
        ("2022-02-24", "20220224"),
        ("12-13", "1213"),
        ("0", "00"),
    ],
)
def test_another_word_or_number(one: str, other: str) -> None:
    assert not set(readings(one)) & set(readings(other))
    assert make("short", {}, {"accept": [one]}).worth(other) == 0


def test_a_unit_may_stand_on_one_side_alone() -> None:
    made = make("short", {}, {"accept": ["12%"]})
    assert made.worth("12") == 1
    assert make("short", {}, {"accept": [12]}).worth("12 %") == 1
    assert made.worth("12 €") == 0


DIGITS = [
    "0123456789",
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
]
MARKS = [
    (",", "."),
    (".", ","),
    (" ", ","),
    ("\u00a0", "."),
    ("\u202f", ","),
    ("'", "."),
    ("’", ","),
    ("٬", "٫"),
    ("", "."),
    ("", ","),
]


def written(value: Fraction, random: Random) -> str:
    """A number as somebody somewhere writes it."""
    group, mark = random.choice(MARKS)
    whole, _, rest = f"{float(value):.2f}".rstrip("0").rstrip(".").lstrip("-").partition(".")
    if random.random() < 0.2 and len(whole) > 5 and group == ",":  # lakh and crore
        head, tail = whole[:-3], whole[-3:]
        parts = [head[max(0, at - 2) : at] for at in range(len(head), 0, -2)][::-1]
        whole = ",".join([*parts, tail])
    elif group:
        whole = f"{int(whole):,}".replace(",", group)
    text = whole + (mark + rest if rest else "")
    digits = random.choice(DIGITS)
    text = "".join(digits[int(c)] if c.isascii() and c.isdigit() else c for c in text)
    return (random.choice("-−–") if value < 0 else random.choice(["", "", "+"])) + text


@given(value=st.integers(-(10**11), 10**11), seed=st.integers(0, 2**32))
def test_every_way_of_writing_a_number_counts(value: int, seed: int) -> None:
    """The key in one way of writing, the answer in another."""
    random = Random(seed)
    number = Fraction(value, random.choice([1, 1, 4, 100]))
    made = make("short", {}, {"accept": [written(number, random)]})
    assert made.worth(written(number, random)) == 1


@given(value=st.integers(-(10**7), 10**7), other=st.integers(-(10**7), 10**7), seed=st.integers(0, 2**32))
def test_another_value_never_counts(value: int, other: int, seed: int) -> None:
    """A plain key; what is typed has one of two readings at most, and neither is the key's."""
    random = Random(seed)
    near = random.choice([other, value + 1, -value or 7, value * 10 or 7, value * 1000 or 7])
    typed = written(Fraction(near), random)
    made = make("short", {}, {"accept": [f"{value}.0" if abs(value) < 1000 else str(value)]})
    assert made.worth(typed) == (near == value)


@given(text=st.text(max_size=40))
def test_marks_that_may_be_left_out_change_nothing(text: str) -> None:
    """Latin text with its accents taken away says the same."""
    latin = "".join(c for c in unicodedata.normalize("NFC", text) if ord(c) < 0x250)
    bare = "".join(c for c in unicodedata.normalize("NFD", latin) if not unicodedata.combining(c))
    assert set(readings(latin)) & set(readings(bare)) or not readings(latin)


@given(text=st.text(max_size=60))
def test_reading_is_bounded_and_settled(text: str) -> None:
    ways = readings(text)
    assert len(ways) <= 8
    assert len(set(ways)) == len(ways)
    assert readings(text + "  ") == ways


@pytest.mark.parametrize(
    "typed", ["1 000" * 4000, "1," * 9000, "1 " * 9000, "-" * 20_000, "1/" * 9000, "9" * 20_000]
)
def test_long_hostile_numbers(typed: str) -> None:
    assert len(readings(typed)) <= 8


def test_a_key_that_tells_two_spellings_apart_is_obeyed() -> None:
    made = make(
        "short", {}, {"accept": ["résumé"], "reject": [{"text": "resume", "why": "That is to go on."}]}
    )
    assert made.worth("résumé") == 1
    assert made.worth("resume") == 0
    assert make("short", {}, {"accept": ["résumé"]}).worth("resume") == 1


def test_a_key_is_read_as_its_language_writes() -> None:
    made = make("short", {}, {"accept": ["4,100"]})
    assert [made.worth(typed) for typed in ("4,100", "4100", "4.100", "4 100")] == [1, 1, 1, 1]
    assert made.worth("4.1") == made.worth("4,1") == 0


def test_what_check_says_of_numbers() -> None:
    def hints(*accept: object, **more: object) -> list[str]:
        return make("short", {}, {"accept": list(accept), **more}).hints

    assert hints(140000, reject=["140,000"]) == ["K765"]
    assert hints(140000, {"text": "140.000", "credit": "1/2"}) == ["K765"]
    assert hints("1.234") == ["K766"]
    assert hints("1,234") == []  # the article is English
    assert hints("twelve") == hints("1.4 million") == ["K767"]
    assert hints(12) == hints(12, "twelve") == hints(140000) == hints("12.5") == hints("one source") == []
