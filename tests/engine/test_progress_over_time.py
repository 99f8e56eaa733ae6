"""What a learner did over time: steps, charts, techniques strong and weak, certainty, what is due."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.main import group
from lessons.loading.catalogue import courses
from lessons.model.answer import Raw
from lessons.reports.learner import MOST_STEPS, Answered, Techniques, by_strand, mean, over_time, progress
from lessons.reports.progress import (
    BLOCKS,
    as_mapping,
    as_text,
    can_write_blocks,
    first_and_last,
    in_order,
    share_bar,
    sparkline,
)
from tests.helpers.place import open_journal
from tests.helpers.reviewing import Calendar, do_lesson, review
from tests.helpers.tiny import COURSE

MONDAY = date(2026, 1, 5)


def answered(day: int | None, score: str = "1/2", strand: str = "language", weight: int = 1) -> Answered:
    when = None if day is None else MONDAY + timedelta(days=day)
    return Answered(strand, Fraction(weight), Fraction(score), Fraction(1, 4), when)


# Steps --------------------------------------------------------------------------------------------------------------


def test_a_fortnight_is_told_day_by_day_and_what_is_longer_week_by_week() -> None:
    days = over_time([answered(0), answered(13)])
    assert (days.days, len(days.steps)) == (1, 14)
    weeks = over_time([answered(2), answered(16)])
    assert (weeks.days, [day for day, _strands in weeks.steps]) == (
        7,
        [MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)],
    )


def test_a_step_holds_the_means_of_its_days_by_weight_and_gaps_stay() -> None:
    over = over_time([answered(0, "1"), answered(1, "0", weight=3), answered(20, "1/2", "sourcing")])
    assert [one and one.score for one in over.of("language")] == [Fraction(1, 4), None, None]
    assert [one and one.answered for one in over.of("sourcing")] == [None, None, 1]
    assert over.of("omission") == (None, None, None)


def test_what_has_no_day_or_no_strand_is_left_out() -> None:
    assert over_time([answered(None), answered(0, strand="")]).steps == ()


@given(st.lists(st.tuples(st.integers(0, 1500), st.fractions(0, 1)), min_size=1, max_size=30))
def test_steps_follow_each_other_and_hold_every_late_answer(answers: list[tuple[int, Fraction]]) -> None:
    over = over_time(
        Answered("language", Fraction(1), score, Fraction(0), MONDAY + timedelta(days=day))
        for day, score in answers
    )
    days = [day for day, _strands in over.steps]
    assert 1 <= len(days) <= MOST_STEPS
    assert all(later - day == timedelta(days=over.days) for day, later in pairwise(days))
    late = [one for one in answers if MONDAY + timedelta(days=one[0]) >= days[0]]
    assert sum(one.answered for one in over.of("language") if one is not None) == len(late)
    assert over.of("language")[-1] is not None


def test_means_of_nothing_are_nothing() -> None:
    assert mean([]) == mean([answered(0, weight=0)][:0])
    assert by_strand([answered(0, strand="")]) == {}


# Charts -------------------------------------------------------------------------------------------------------------


def test_a_chart_has_a_character_for_each_value() -> None:
    values = [Fraction(0), Fraction(1, 2), Fraction(1), None, Fraction(99, 100)]
    assert sparkline(values) == "▁▅█·█"
    assert sparkline(values, blocks=False) == "059.9"
    assert sparkline([]) == ""


@given(st.lists(st.fractions(-1, 2), max_size=20))
def test_more_is_never_drawn_lower(values: list[Fraction]) -> None:
    drawn = sparkline(sorted(values))
    assert len(drawn) == len(values)
    assert list(drawn) == sorted(drawn, key=BLOCKS.index)


@pytest.mark.parametrize(
    ("share", "bar"),
    [
        ("0", "----------"),
        ("1", "##########"),
        ("1/100", "#---------"),
        ("99/100", "#########-"),
        ("1/2", "#####-----"),
    ],
)
def test_a_bar_is_full_and_empty_only_at_the_ends(share: str, bar: str) -> None:
    assert "".join(share_bar(Fraction(share), 10, blocks=False)) == bar
    assert len("".join(share_bar(Fraction(share), 10))) == 10


@pytest.mark.parametrize(
    ("encoding", "can"),
    [
        ("utf-8", True),
        ("ascii", False),
        ("latin-1", False),
        (None, False),
        ("cp437", False),
        ("no-such", False),
    ],
)
def test_blocks_are_written_where_they_can_be(encoding: str | None, can: bool) -> None:
    assert can_write_blocks(encoding) is can


# Techniques ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "missed", "standing"),
    [
        (0, 0, "few"),
        (3, 0, "few"),
        (0, 3, "few"),
        (4, 0, "strong"),
        (3, 1, "strong"),
        (5, 2, "between"),
        (2, 2, "weak"),
        (0, 9, "weak"),
    ],
)
def test_a_technique_is_called_strong_or_weak_only_when_it_was_met_often(
    found: int, missed: int, standing: str
) -> None:
    assert Techniques("T", found, missed).standing == standing


def test_weak_ones_come_first() -> None:
    made = [
        Techniques("few", 1, 0),
        Techniques("strong", 9, 0),
        Techniques("weak", 1, 9),
        Techniques("between", 6, 4),
    ]
    assert [one.name for one in in_order(made)] == ["weak", "between", "strong", "few"]


# The whole ----------------------------------------------------------------------------------------------------------


def record() -> Calendar:
    """The lesson on two days of two weeks, and a day of review."""
    wrong: dict[str, Raw] = {"find-loaded": [], "who-says": ["writer"], "chain": None}
    made = Calendar()
    do_lesson(made, wrong, sure=3)
    half = len(made.kept) // 2 + 1
    later = [
        replace(event, time=event.time.replace("2026-01-05", "2026-01-26")) for event in made.kept[half:]
    ]
    made.kept[half:] = later  # the second half was done three weeks later
    review(made.on(40), lambda session: session.question.card.missed.item != "whole")
    return made


def test_the_page_in_words() -> None:
    made = record()
    lines = as_text(progress(courses([COURSE]), made.kept, made.now), "ana")
    assert "Week by week from 2026-01-05, scores of 0 to 100:" in lines
    assert "  language  ▇··█  first 75 (guessing 24), last 100 (guessing 20)" in lines
    assert "  omission  ···█  100 (guessing 14)" in lines
    assert "  Loaded language: found 3 of 5" in lines
    assert "  Met fewer than 4 times: Exaggeration 1 of 2." in lines
    assert "When sure, right 0 of 3." in lines
    assert lines[-2:] == ["Review: 4 of 6 answers were right.", "Next review: 2026-02-15."]
    digits = as_text(progress(courses([COURSE]), made.kept, made.now), "ana", blocks=False)
    "\n".join(digits).encode("ascii")


def test_the_page_as_values() -> None:
    made = record()
    told = as_mapping(progress(courses([COURSE]), made.kept, made.now))
    over = told["over_time"]
    assert isinstance(over, dict)
    assert over["days"] == 7
    assert [step["from"] for step in over["steps"]] == [
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
        "2026-01-26",
    ]
    assert over["steps"][1]["strands"] == {}
    assert told["certainty"] == [
        {"level": 1, "answered": 0, "right": 0, "score": None},
        {"level": 2, "answered": 0, "right": 0, "score": None},
        {"level": 3, "answered": 3, "right": 0, "score": 0.0},
    ]
    reviewed = told["review"]
    assert isinstance(reviewed, dict)
    assert reviewed["answered"] > reviewed["right"] > 0
    assert json.dumps(told)


def test_before_there_is_any_time_or_certainty_nothing_is_said_of_them() -> None:
    made = Calendar()
    do_lesson(made, {})
    found = progress(courses([COURSE]), made.kept, made.now)
    told = "\n".join(as_text(found, "ana"))
    assert "Week by week" not in told
    assert "Day by day" not in told
    assert "When sure" not in told
    assert found.review is None
    assert as_mapping(found)["review"] == {"answered": 0, "right": 0, "due": 0, "next": None}


def test_one_answered_step_is_told_as_such() -> None:
    assert first_and_last([None]) == ""
    assert first_and_last([None, mean([answered(0)])]) == "50 (guessing 25)"
    assert (
        first_and_last([mean([answered(0)]), None, mean([answered(0, "1")])])
        == "first 50 (guessing 25), last 100 (guessing 25)"
    )


@pytest.mark.thorough
def test_the_command_writes_digits_where_there_are_no_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSEREAD_PATH", str(COURSE))
    with open_journal("ana") as journal:
        for event in record().kept:
            journal.append(event, sync=False)
    done = CliRunner(charset="ascii").invoke(group, ["--learner", "ana", "progress"])
    assert done.exit_code == 0
    done.stdout_bytes.decode("ascii")
    assert "7..9" in done.stdout
    assert (
        "▁" in CliRunner().invoke(group, ["progress"]).stdout
        or "█" in CliRunner().invoke(group, ["progress"]).stdout
    )
