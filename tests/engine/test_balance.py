"""The figures of the yardstick, and where lessons differ too much."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.reports import readability as reading
from lessons.reports.balance import Balance, as_text, balance_of, lesson_folders, uneven
from tests.helpers.tiny import COURSE, TINY

EVEN = Balance("even", True, 500, 20, 6, 4, 5, 4, Counter(slogan=2), Counter({"-W": 3}))


def test_the_tiny_lesson_in_figures() -> None:
    balance = balance_of(TINY)
    assert (balance.annotations, balance.credits, balance.omissions, balance.debatable) == (2, 1, 2, 1)
    assert balance.techniques == Counter({"loaded-language": 1, "exaggeration": 1})
    assert balance.directions == Counter({"-M": 1})
    assert lesson_folders(COURSE) == lesson_folders(TINY) == [TINY]


def test_the_second_text_and_both_sides_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    shutil.copy(COURSE / "techniques.yaml", tmp_path)
    key = folder / "key.yaml"
    words = "The tram"
    assert words in (folder / "beside.md").read_text("utf-8")
    more = f"  - {{quote: {words}, in: beside, nth: 1, technique: slogan, direction: '-M +T', why: So.}}\n"
    key.write_text(key.read_text("utf-8").replace("annotations:\n", "annotations:\n" + more), "utf-8")
    plain, both = balance_of(TINY), balance_of(folder)
    assert both.annotations == plain.annotations + 1
    assert both.words > plain.words
    assert both.directions == plain.directions + Counter({"-M": 1, "+T": 1})


def test_lessons_alike_are_even() -> None:
    assert not uneven([EVEN, replace(EVEN, lesson="other", annotations=25)])
    assert not uneven([])
    assert not uneven([replace(EVEN, rendition=False, credits=0)])


def test_what_differs_too_much_is_told() -> None:
    dense = replace(EVEN, lesson="dense", annotations=80)
    mean = replace(EVEN, lesson="mean", credits=0, omissions=1, debatable=0)
    told = "\n".join(uneven([EVEN, replace(EVEN, lesson="third"), dense, mean]))
    assert "dense: 16.0 findings per 100 words" in told
    assert "mean: 0 credits" in told
    assert "mean: 1 missing facts that matter" in told
    assert "mean: 0 debatable findings" in told
    assert "even:" not in told
    assert "Uneven" in as_text([EVEN, dense, mean])
    assert "Uneven" not in as_text([EVEN])


def test_reading_counts_what_students_read_and_lists_long_sentences(tmp_path: Path) -> None:
    long = "word " * 30
    (tmp_path / "lesson.yaml").write_text(
        f"exercises:\n  - prompt: Mark it. Then commit.\n    hints: [{long.strip()}.]\n"
        "    id: one two\n    kind: mark\n"
    )
    (tmp_path / "key.yaml").write_text(
        "answers:\n  a: {why: It is so., rows: {r: {wrong: {b: Look again.}}}}\n"
    )
    found = reading.reading_of(tmp_path)
    assert (found.sentences, found.words) == (5, 2 + 2 + 30 + 3 + 2)
    assert [(str(long.place).split("/")[-1], long.words) for long in found.long] == [("lesson.yaml:3:13", 30)]
    assert "lesson.yaml:3:13: 30 words" in reading.as_text([found])


@pytest.mark.parametrize(
    ("word", "count"), [("read", 1), ("reading", 2), ("made", 1), ("table", 2), ("be", 1), ("rhythm", 1)]
)
def test_syllables(word: str, count: int) -> None:
    assert reading.syllables_of(word) == count
