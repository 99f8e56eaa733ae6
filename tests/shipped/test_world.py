"""The invented world of "Close to home" holds together: days of the week, who writes for whom, and sums."""

import re
from calendar import day_name, month_name
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.helpers.shipped_lessons import AT_HOME, CLOSE_TO_HOME, opened

FILES = sorted(path for path in CLOSE_TO_HOME.rglob("*") if path.suffix in (".md", ".yaml"))
REPORTERS = {"Gazette": "Nora Feld", "Lantern": "Jo Lind", "Mirror": "Arne Sool"}
"""As WORLD.md has them."""
SUMS = [
    ("only-the-message", "402 of 640 answered (238 did not)", 640 - 402, 238),
    ("only-the-message", "38 per cent felt calmer, 31 saw no difference, 31 felt worse", 38 + 31 + 31, 100),
    ("two-stories", "104, 118 and 131; mean 117.7", round((104 + 118 + 131) / 3, 1), 117.7),
    ("two-stories", "by 7 votes to 6", 7 + 6, 13),
    ("a-report-that-holds", "43 of the 380 pupils who ate in the canteen", 380 - 43, 337),
    ("a-report-that-holds", "an hour and three quarters", (18 * 60 + 5) - (16 * 60 + 20), 105),
    ("out-of-how-many", "4 in 2024, 8 in 2025 (up by 4, or 100 per cent)", Fraction(8 - 4, 4), 1),
    (
        "out-of-how-many",
        "For each 100,000 trips: 8 and 5",
        [4 * 100_000 / 50_000, 8 * 100_000 / 160_000],
        [8, 5],
    ),
    (
        "out-of-how-many",
        "99.992 and 99.995 per cent",
        [100 - 100 * Fraction(4, 50_000), 100 - 100 * Fraction(8, 160_000)],
        [Fraction("99.992"), Fraction("99.995")],
    ),
    ("two-polls", "804 reached (1,196 were not)", 2000 - 804, 1196),
    ("two-polls", "47 for, 45 against, 8 without an opinion", 47 + 45 + 8, 100),
    ("two-polls", "about 3.5 points either way", round(196 * (0.25 / 804) ** 0.5, 1), 3.5),
    ("scientists-say", "36 students; 18 drank a can, 18 nothing", 18 + 18, 36),
    ("for-and-against", "400,000 crowns a year for the town are about one per cent", round(40 / 41.2), 1),
    ("for-and-against", "With the pauses it would be about 8,500", round(9000 * 0.94, -2), 8500),
]
"""What SOURCES.md says is true, what it is worked out from, and what that is."""


def test_days_of_the_week_are_those_of_the_calendar() -> None:
    days = "|".join(day_name)
    months = "|".join(month_name[1:])
    dated = re.compile(rf"\b({days}),? (\d{{1,2}}) ({months})(?: (20\d\d))?")
    checked = 0
    for path in FILES:
        for day, number, month, year in dated.findall(path.read_text("utf-8")):
            when = date(int(year or 2026), [*month_name].index(month), int(number))
            assert day_name[when.weekday()] == day, (path, day, number, month)
            checked += 1
    assert checked >= 8


@pytest.mark.parametrize("folder", AT_HOME, ids=lambda folder: folder.name)
def test_each_paper_has_its_reporter(folder: Path) -> None:
    lesson = opened(folder)
    for article in filter(None, (lesson.article, lesson.beside)):
        head = article.masthead
        for paper, reporter in REPORTERS.items():
            if paper in (head.outlet or ""):
                assert head.byline == reporter


@pytest.mark.parametrize(("folder", "words", "worked_out", "is_"), SUMS)
def test_what_is_true_adds_up(folder: str, words: str, worked_out: object, is_: object) -> None:
    sources = " ".join((CLOSE_TO_HOME / folder / "SOURCES.md").read_text("utf-8").split())
    assert words in sources
    assert worked_out == is_
