"""The grade book as a spreadsheet, a roster of real names, and the grade book of Canvas filled."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.reports.classes.canvas import fill
from lessons.reports.classes.grade_book import grade_book
from lessons.reports.classes.roster import Roster, anonymous, named, read_roster, remarks
from lessons.reports.classes.spreadsheet import SheetError, number, read_sheet, written
from lessons.reports.classes.values import ClassReport
from tests.helpers.classes import digest, handed_in
from tests.helpers.place import home
from tests.helpers.simulated_class import collected
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
NAMES = ("ana", "ben", "cem", "cem")
TITLE = "The tiny tram"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClassReport]:
    """Ana has all, Ben one exercise; two learners called themselves cem."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLOSEREAD_HOME", str(tmp_path_factory.mktemp("home")))
        yield made()


def made() -> ClassReport:
    some = {"who-says": RIGHT["who-says"]}
    hand_ins = [
        handed_in(LESSON, name, some if place else RIGHT, record=digest(place))
        for place, name in enumerate(NAMES)
    ]
    collected("8b", TINY, hand_ins)
    (report,) = reports("8b", None, home())
    return report


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def sheet(folder: Path, text: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(SheetError) as told:
        read_roster(path)
    assert all(one.expected and one.fix for one in told.value.faults)
    return [(one.place.removeprefix(str(path.parent) + "/"), one.found) for one in told.value.faults]


# The grade book


def test_a_row_a_learner_and_the_same_columns_for_every_class(report: ClassReport) -> None:
    data = grade_book([report])
    assert data.startswith(b"\xef\xbb\xbf")
    heads, *rows = table(data)
    assert heads[:9] == [
        "pseudonym", "name", "login", "record",
        *(f"course/tiny: {column}" for column in ("score", "guessing", "answered", "late", "remarks")),
    ]  # fmt: skip
    assert heads[-1] == f"course/tiny: exercise {LESSON.exercises[-1].id}"
    assert [row[0] for row in rows] == sorted(NAMES)
    first, second = rows[0], rows[1]
    assert (first[4], first[6], first[-1]) == ("100", str(len(RIGHT)), "100")
    assert (second[6], second[-1]) == ("1", "")
    assert second[heads.index("course/tiny: exercise who-says")] == "100"
    assert table(grade_book([replace(report, learners=())])) == [heads]


def test_numbers_stay_numbers_and_texts_are_no_formulas() -> None:
    rows = table(written([["-1", -1, Fraction(-1, 3), None, "ok", 100]]))
    assert rows == [["'-1", "-1", "-0.33", "", "ok", "100"]]
    assert [number(one) for one in (Fraction(250, 3), Fraction(1, 2), 0, Fraction(-1, 1000))] == [
        "83.33", "0.5", "0", "0",
    ]  # fmt: skip


def test_semicolons_and_decimal_commas(report: ClassReport) -> None:
    lines = grade_book([report], semicolons=True).decode("utf-8-sig").splitlines()
    heads, *rows = csv.reader(lines, delimiter=";")
    assert heads == table(grade_book([report]))[0]
    mean = heads.index("course/tiny: guessing")
    assert [row[mean].replace(",", ".") for row in rows] == [
        row[mean] for row in table(grade_book([report]))[1:]
    ]
    assert any("," in row[mean] for row in rows)


def test_another_lesson_of_the_same_name_changes_no_heading(report: ClassReport) -> None:
    other = replace(report, lesson=replace(report.lesson, course="course-test-x"))
    heads = table(grade_book([report]))[0]
    assert table(grade_book([report, other]))[0][: len(heads)] == heads


def test_anonymous_grade_books_say_numbers_only(report: ClassReport) -> None:
    text = grade_book(anonymous([report])).decode()
    assert not [word for word in (*NAMES, *(one.record for one in report.learners)) if word in text]
    assert text.count("\r\n#") == len(NAMES)


# The roster


def test_a_roster_gives_names_and_says_who_is_missing(report: ClassReport, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        "\ufeffPseudonym;Name;Group\r\nAna ;Berg, Ana;x\r\nben;Ben Å;\r\n;;\r\ncem;Cem A;\r\ndo;Do B;\r\n",
    )
    roster = read_roster(path)
    (told,) = named([report], roster)
    assert [one.name for one in told.learners] == ["Ben Å", "Berg, Ana", "cem", "cem (2)"]
    assert list(remarks([told], roster)) == [
        "not in the roster: 2 learners: cem, cem (2)",
        "several learners are called cem: tell them apart in the roster by a column record (from --csv)",
        "in the roster, nothing handed in: 2 people: Cem A, Do B",
    ]
    rows = table(grade_book([told]))[1:]
    assert [row[:2] for row in rows[:2]] == [["ben", "Ben Å"], ["ana", "Berg, Ana"]]
    assert [row[:3] for row in rows[4:]] == [["cem", "Cem A", ""], ["do", "Do B", ""]]
    assert not any("".join(row[4:]) for row in rows[4:])


def test_a_record_tells_apart_who_shares_a_pseudonym(report: ClassReport, tmp_path: Path) -> None:
    lines = ["pseudonym,name,login,record", f"cem,Cem A,cem.a,{digest(2)}", f"cem,Cem A,,{digest(3)}"]
    (told,) = named([report], read_roster(sheet(tmp_path, "\n".join(lines))))
    assert {one.record: one.name for one in told.learners if one.person} == {
        digest(2): "Cem A (cem)" if told_first(report) else "Cem A (cem (2))",
        digest(3): "Cem A (cem (2))" if told_first(report) else "Cem A (cem)",
    }


def told_first(report: ClassReport) -> bool:
    return next(one.record for one in report.learners if one.name == "cem") == digest(2)


def test_every_fault_of_a_roster_is_told_with_its_line(tmp_path: Path) -> None:
    assert faults(sheet(tmp_path, "pseudonym,name\nana,\n,Ben\nana,Ana\n\nANA,Anna")) == [
        ("list.csv:2", "no name"),
        ("list.csv:3", "no pseudonym"),
        ("list.csv:4", "ana for a second time"),
        ("list.csv:6", "ana for a second time"),
    ]
    assert faults(sheet(tmp_path, "who,name\nana,Ana")) == [("list.csv:1", "no column pseudonym")]
    assert faults(sheet(tmp_path, "")) == [("list.csv", "an empty file")]
    assert faults(sheet(tmp_path, b"pseudonym,name\nana,\xc5sa")) == [
        ("list.csv:2", "letters in another encoding than UTF-8")
    ]
    assert faults(sheet(tmp_path, 'pseudonym,name\nana,"Ana\nben,Ben'))[0][0] == "list.csv:2"


def test_a_roster_from_excel_as_unicode_text_is_read(tmp_path: Path) -> None:
    roster = read_roster(sheet(tmp_path, "pseudonym\tname\r\nana\tÅsa\r\n".encode("utf-16")))
    assert roster.by_pseudonym["ana"].name == "Åsa"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_roster_or_have_faults(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = sheet(tmp_path_factory.getbasetemp(), data, "any.csv")
    with suppress(SheetError):
        assert isinstance(read_roster(path), Roster)


@pytest.mark.thorough
def test_the_command_names_learners_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made()
    roster = str(sheet(tmp_path, "pseudonym,name\nana,Åsa Berg\n"))
    page, book = tmp_path / "8b.html", tmp_path / "8b.csv"
    assert run(["class", "report", "8b", "--roster", roster]) == 0
    assert "Åsa Berg" in capsys.readouterr().out
    both = ["class", "report", "8b", "--roster", roster, "--html", str(page), "--csv", str(book)]
    assert run(both) == 0
    assert capsys.readouterr().err.count("written: ") == 2
    assert "Åsa Berg" in page.read_text("utf-8")
    assert "Åsa Berg" in book.read_text("utf-8")
    sheet(tmp_path, "name\nx")
    assert run(both) == 1
    assert "no column pseudonym" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--canvas", "list.csv"], "--canvas goes with --csv"),
        (["--canvas-column", "x"], "goes with --canvas"),
        (["--anonymous", "--roster", "list.csv"], "need them"),
        (["--csv", "list.csv", "--roster", "list.csv"], "written over"),
        (["--csv", "new.csv", "--html", "./new.csv"], "the same file"),
    ],
)
def test_options_that_do_not_go_together(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    sheet(tmp_path, "pseudonym,name\n")
    assert run(["class", "report", "8b", *options]) == 2
    assert said in capsys.readouterr().err.replace("\n", " ")


# Canvas

EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),The tiny tram (12),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,20,10,(read only)
"Berg, Ana",101,S1,a.berg,8b,15,,75
"Ruiz, Ben",102,S2,BEN,8b,,7,
"=Cmd, Eve",103,S3,eve,8b,-1,,
"Student, Test",199,,test,8b,,,
"""


def with_names(folder: Path, report: ClassReport) -> ClassReport:
    (told,) = named([report], read_roster(sheet(folder, "pseudonym,name,login\nana,Ana Berg,\n")))
    return told


def test_scores_go_into_the_assignment_and_nothing_else_changes(report: ClassReport, tmp_path: Path) -> None:
    filled = fill(read_sheet(sheet(tmp_path, EXPORT)), with_names(tmp_path, report))
    before, after = table(EXPORT.encode()), table(filled.data)
    ben = next(one for one in report.learners if one.name == "ben")
    before[3][6], before[4][6] = "10", number(10 * ben.score)
    assert after == before
    assert b"\r\n" not in filled.data
    assert not filled.data.startswith(b"\xef\xbb\xbf")
    assert (filled.column, filled.new, filled.count) == ("The tiny tram (12)", False, 2)
    assert filled.replaced == (f"Ruiz, Ben: 7 -> {number(10 * ben.score)}",)
    assert set(filled.learners) == {"cem", "cem (2)"}
    assert filled.students == ("=Cmd, Eve",)


def test_an_assignment_can_be_named_with_and_without_its_number(report: ClassReport, tmp_path: Path) -> None:
    export = read_sheet(sheet(tmp_path, EXPORT))
    for name in ("Essay", "essay (11)"):
        filled = fill(export, with_names(tmp_path, report), name)
        assert table(filled.data)[3][5] == "20"
        assert "Berg, Ana: 15 -> 20" in filled.replaced


def test_without_an_assignment_of_that_name_there_is_a_new_column(
    report: ClassReport, tmp_path: Path
) -> None:
    export = EXPORT.replace("The tiny tram (12)", "Other (12)").replace("\n", "\r\n")
    filled = fill(read_sheet(sheet(tmp_path, "\ufeff" + export)), with_names(tmp_path, report))
    assert filled.new
    assert filled.data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in filled.data
    rows = table(filled.data)
    assert [row[-1] for row in rows[:4]] == [TITLE, "", "100", "100"]
    assert {len(row) for row in rows} == {9}
    assert [row[:8] for row in rows] == table(export.encode())


def test_a_decimal_comma_stays_one(report: ClassReport, tmp_path: Path) -> None:
    export = EXPORT.replace(",", ";").replace("Berg; Ana", "Berg, Ana").replace("20;10;", "20,00;10,50;")
    rows = list(
        csv.reader(
            fill(read_sheet(sheet(tmp_path, export)), with_names(tmp_path, report))
            .data.decode()
            .splitlines(),
            delimiter=";",
        )
    )
    assert rows[3][6] == "10,5"


@pytest.mark.parametrize(
    ("export", "column", "place", "found"),
    [
        ("Name,Points\n", None, 1, "no column Student, Id"),
        (EXPORT, "No such", 1, "no assignment No such"),
        (EXPORT.replace("Essay (11)", "The tiny tram (13)"), None, 1, "2 assignments called The tiny tram"),
        (EXPORT, "Final Score", 3, "points possible of Final Score: (read only)"),
        (EXPORT.replace("20,10,", "20,0,"), None, 3, "points possible of The tiny tram: 0"),
    ],
)
def test_an_export_that_does_not_fit_is_told(
    report: ClassReport, tmp_path: Path, export: str, column: str | None, place: int, found: str
) -> None:
    path = sheet(tmp_path, export)
    with pytest.raises(SheetError) as told:
        fill(read_sheet(path), report, column)
    (fault,) = told.value.faults
    assert (fault.place, fault.found) == (f"{path}:{place}", found)


def test_nobody_gets_a_score_that_may_be_somebody_elses(report: ClassReport, tmp_path: Path) -> None:
    twice = EXPORT.replace("eve", "ben")
    filled = fill(read_sheet(sheet(tmp_path, twice)), report)
    assert "ben: several rows fit" in filled.learners
    same = read_roster(sheet(tmp_path, "pseudonym,name,login\nana,Ana,a.berg\nben,Ben,A.Berg\n", "same.csv"))
    (told,) = named([report], same)
    filled = fill(read_sheet(sheet(tmp_path, EXPORT)), told)
    assert filled.count == 0
    assert "Ben: another learner fits the same row, Berg, Ana" in filled.learners


@pytest.mark.thorough
def test_the_command_fills_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made()
    export, out = sheet(tmp_path, EXPORT, "export.csv"), tmp_path / "import.csv"
    fill_it = ["class", "report", "8b", "--canvas", str(export), "--csv", str(out)]
    assert run(fill_it) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "1 score in The tiny tram (12)." in told.err
    assert "in the class, not in the export: ana" in told.err
    assert "in the export, not in the class: Berg, Ana" in told.err
    assert export.read_text("utf-8") == EXPORT
    out.unlink()
    assert run([*fill_it, "--canvas-column", "Nothing"]) == 1
    assert not out.exists()
