"""What is odd about hand-ins, as data: kept at collecting, told in report, page, spreadsheet and screen."""

import csv
import io
import json
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.record.event import Event, now
from lessons.reports.classes.grade_book import grade_book
from lessons.reports.classes.page import as_page
from lessons.reports.classes.roster import anonymous
from lessons.reports.classes.text import as_text
from lessons.reports.classes.values import ClassReport
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.share.handing_in.hand_in import HandIn
from lessons.share.handing_in.remarks import Remark, clock_went_back, quick_answers, remark_words
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.examples import examples
from tests.helpers.place import home
from tests.helpers.simulated_class import simulated
from tests.helpers.tiny import TINY, perfect_answers
from tui.boards.class_tables import LearnerBoard

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
IDS = list(RIGHT)
VERSION_1 = Path(__file__).parent / "fixtures" / "class_of_version_1.sql"


def gathered(tmp_path: Path, *hand_ins: HandIn, start: int = 0) -> ClassReport:
    for number, one in enumerate(hand_ins, start):
        write(tmp_path / "in", one, f"{number:03}.handin")
    run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)])
    (report,) = reports("8b", None, home())
    return report


def remarks(report: ClassReport, name: str = "ana") -> list[Remark]:
    return [*next(one.remarks for one in report.learners if one.name == name)]


def changed(hand_in: HandIn, **fields: Raw) -> HandIn:
    """The data of every answer changed."""
    events = [
        replace(one, data={**one.data, **fields}) if one.name == "committed" else one
        for one in hand_in.events
    ]
    return replace(hand_in, events=tuple(events))


def at_times(hand_in: HandIn, step: float) -> HandIn:
    """Answer upon answer, ``step`` seconds apart."""
    begun = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
    events = [
        replace(one, time=f"{begun + timedelta(seconds=number * step):%Y-%m-%dT%H:%M:%S.%f}"[:23] + "Z")
        for number, one in enumerate(hand_in.events)
    ]
    return replace(hand_in, events=tuple(events))


ANA = handed_in(LESSON, "ana", RIGHT)
ODD = {
    "quick": at_times(ANA, 0.02),
    "changed-text": changed(ANA, text="0" * 64),
    "clock": replace(ANA, events=(*ANA.events[:5], ANA.events[-1], *ANA.events[5:-1])),
    "orphaned": replace(
        ANA,
        events=tuple(
            replace(one, exercise="was-once") if one.exercise == IDS[0] else one for one in ANA.events
        ),
    ),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("sort", list(ODD))
def test_what_is_odd_is_told_wherever_the_class_is_told(sort: str, tmp_path: Path) -> None:
    plain = handed_in(LESSON, "ben", RIGHT)
    report = gathered(tmp_path, ODD[sort], plain)
    (remark,) = remarks(report)
    assert remark.sort == sort
    assert remarks(report, "ben") == []
    words = remark_words(remark)
    assert words in "\n".join(as_text(report))
    assert words.replace("'", "&#39;") in as_page([report]).decode()
    heads, row, *_rest = csv.reader(io.StringIO(grade_book([report]).decode("utf-8-sig")))
    assert words in row[heads.index("course/tiny: remarks")]
    board, ana = LearnerBoard(report), str(report.learners[0].id)
    assert words in " ".join(str(entry.body) for entry in board.details(ana))
    assert [entry.key for entry in board.entries(80) if str(entry.right).endswith("*")] == [ana]


@pytest.mark.thorough
def test_remarks_are_kept_once_and_survive_another_collecting(tmp_path: Path) -> None:
    first = gathered(tmp_path, ODD["clock"])
    assert remarks(gathered(tmp_path)) == remarks(first)
    (tmp_path / "in" / "000.handin").unlink()
    assert remarks(gathered(tmp_path, handed_in(LESSON, "ben", RIGHT), start=1)) == remarks(first)


@pytest.mark.thorough
def test_a_record_that_forks_is_told_of_both_until_decided(tmp_path: Path) -> None:
    some = {id: RIGHT[id] for id in IDS[:3]}
    true = handed_in(LESSON, "ana", some)
    more = Event("committed", LESSON.course, LESSON.id, IDS[5], {"answer": None}, digest("x"), now())
    forged = replace(true, events=(*true.events, more))
    grown = handed_in(LESSON, "ana", RIGHT)
    report = gathered(tmp_path, true, forged, grown)
    assert [one.name for one in report.learners] == ["ana", "ana (2)"]
    assert [[remark.sort for remark in one.remarks] for one in report.learners] == [["forked"]] * 2
    text = "\n".join(as_text(report))
    assert "Until you decide" in text
    assert "closeread class learners 8b" in text
    hidden = anonymous([report])
    assert "ana" not in "\n".join(as_text(hidden[0])[1:]).replace("closeread class", "")


@pytest.mark.thorough
def test_a_newer_hand_in_that_holds_less_and_an_older_one_that_holds_more_are_told(tmp_path: Path) -> None:
    some = handed_in(LESSON, "ana", {id: RIGHT[id] for id in IDS[:3]})
    less = replace(some, created="2026-03-01T00:00:00.000Z")
    older = replace(ANA, created="2026-01-01T00:00:00.000Z")
    assert [one.sort for one in remarks(gathered(tmp_path / "a", ANA, less))] == ["shrunk"]
    class_path("8b", home()).unlink()
    assert [one.sort for one in remarks(gathered(tmp_path / "b", some, older))] == ["grown"]


@pytest.mark.thorough
def test_practice_alone_counts_in_no_figure(tmp_path: Path) -> None:
    report = gathered(
        tmp_path, changed(ANA, practice=True), handed_in(LESSON, "ben", {IDS[0]: RIGHT[IDS[0]]})
    )
    assert [one.counted for one in report.learners] == [False, True]
    text = "\n".join(as_text(report))
    assert "1 learner handed in." in text
    assert "1 learner handed in practice only" in text
    heads, ana, ben = csv.reader(io.StringIO(grade_book([report]).decode("utf-8-sig")))
    score = heads.index("course/tiny: score")
    assert (ana[score], ana[score + 2]) == ("", "0")
    assert ben[score]


@pytest.mark.thorough
def test_what_few_answered_has_counts_alone_in_a_large_class(tmp_path: Path) -> None:
    made = []
    for number, hand_in in enumerate(simulated(LESSON, 12, seed=3)):
        kept = [e for e in hand_in.events if e.name != "committed" or e.exercise != IDS[1] or number < 4]
        made.append(replace(hand_in, events=tuple(kept)))
    report = gathered(tmp_path, *made)
    assert report.size == "small"
    for one in report.exercises:
        assert one.few == (one.exercise.id == IDS[1])
        if one.few:
            figures = (one.discrimination, one.upper_lower, *one.alphas.values())
            assert {*figures, *(item.discrimination for item in one.items)} == {None}
    assert report.cronbach is None
    assert report.complete == 4
    assert "too few answers for correlations" in "\n".join(as_text(report))


@examples(100)
@given(st.lists(st.integers(0, 5_000), max_size=30))
def test_quick_answers_are_the_longest_row_less_than_a_second_apart(gaps: list[int]) -> None:
    time, times = datetime(2026, 1, 1, tzinfo=UTC), []
    row, longest = 0, 0
    for gap in gaps:
        time += timedelta(milliseconds=gap)
        times.append(time.isoformat())
        row = row + 1 if gap < 1_000 and row else 1
        longest = max(longest, row)
    found = quick_answers(times[::-1])
    assert (found.count if found is not None else 0) == (longest if longest >= 3 else 0)


@pytest.mark.thorough
def test_what_was_taken_at_the_end_of_a_test_is_not_quick(tmp_path: Path) -> None:
    assert remarks(gathered(tmp_path, changed(at_times(ANA, 0.0), taken=True))) == []


def test_clocks() -> None:
    assert not clock_went_back(ANA.events)
    assert clock_went_back(ANA.events[::-1])


@pytest.mark.thorough
def test_marked_words_of_several_places_are_told_apart(tmp_path: Path) -> None:
    report = gathered(tmp_path, ANA)
    for one in report.exercises:
        if one.heat is not None:
            assert len({item.text for item in one.items}) == len(one.items)


@pytest.mark.thorough
def test_dates_are_told_on_the_teachers_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        assert run(["class", "assign", "8b", str(TINY), "--due", "2026-01-31T09:30"]) == 0
        report = gathered(tmp_path, ANA)
        told = (capsys.readouterr().out, "\n".join(as_text(report)), as_page([report]).decode())
        assert all("2026-01-31 09:30 IST" in text for text in told)
    finally:
        monkeypatch.undo()
        time.tzset()


# Databases of before, and those that cannot be written


def class_of_version_1() -> Path:
    path = home() / "classes" / "8b.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(VERSION_1.read_text("utf-8").replace("'TINY'", f"'{TINY.resolve()}'"))
    connection.close()
    return path


def test_a_class_of_an_earlier_version_is_read_and_left_as_it_is() -> None:
    path = class_of_version_1()
    before = path.read_bytes()
    with ClassStore(path, "8b") as store:
        assert [pupil.pseudonym for pupil in store.pupils()] == ["ana", "bea", "ben"]
    assert path.read_bytes() == before


@pytest.mark.thorough
def test_a_class_of_an_earlier_version_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    class_of_version_1()
    (report,) = reports("8b", None, home())
    assert [(one.name, one.answered) for one in report.learners] == [
        ("ana", len(RIGHT)),
        ("bea", 3),
        ("ben", 3),
    ]
    assert [one.remarks for one in report.learners] == [()] * 3
    report = gathered(tmp_path, ANA, handed_in(LESSON, "cem", RIGHT))
    assert [one.name for one in report.learners] == ["ana", "bea", "ben", "cem"]
    capsys.readouterr()


@pytest.mark.thorough
def test_a_class_that_cannot_be_written_is_reported_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also what was graded by another version of the program, as on a share that is read only."""
    expected = as_text(gathered(tmp_path, ANA, handed_in(LESSON, "ben", RIGHT)))
    path = class_path("8b", home())
    with sqlite3.connect(path) as connection:
        connection.execute("delete from grades")
    connection.close()
    before = path.read_bytes()

    def refuse(place: Path, subject: Path) -> None:
        from lessons.record.recorder import refusal

        raise refusal(PermissionError(13, "Permission denied"), place)

    monkeypatch.setattr("lessons.school.store.Lock", refuse)
    (report,) = reports("8b", None, home())
    assert as_text(report) == expected
    assert path.read_bytes() == before


@pytest.mark.thorough
def test_a_class_that_is_being_collected_can_be_reported_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gathered(tmp_path, ANA)
    capsys.readouterr()
    assert run(["class", "report", "8b"]) == 0
    before = capsys.readouterr().out
    path = class_path("8b", home())
    held = path.read_bytes()
    with ClassStore(path, "8b", write=True):
        assert run(["class", "report", "8b"]) == 0
        assert path.read_bytes() == held
    assert capsys.readouterr().out == before


@pytest.mark.thorough
def test_a_file_that_another_program_holds_is_waited_for_and_never_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered(tmp_path, ANA)
    monkeypatch.setattr("lessons.school.databases.PATIENCE", 0.1)
    capsys.readouterr()
    other = sqlite3.connect(class_path("8b", home()))
    other.execute("begin exclusive")
    try:
        write(tmp_path / "in", handed_in(LESSON, "ben", RIGHT), "x.handin")
        assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 3
        assert run(["class", "report", "8b"]) == 3
    finally:
        other.close()
    told = capsys.readouterr().err
    assert "another program holds the file" in told
    assert "move" not in told
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--format", "json"]) == 0
    assert [one["outcome"] for one in json.loads(capsys.readouterr().out)["files"]] == ["again", "taken"]
