"""How ``closeread check`` tells: forms of output, a choice of codes, and the exit code."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.checking.report import (
    NoCodeError,
    Selection,
    as_excerpts,
    as_github,
    as_line,
    as_sarif,
    ordered,
    selection,
)
from lessons.checking.run import check
from lessons.cli.main import run
from lessons.model.problem import Place, Problem, Severity

Run = Callable[..., tuple[int, str, str]]
PROGRAM = [sys.executable, "-m", "lessons"]


@pytest.fixture
def closeread(capsys: pytest.CaptureFixture[str]) -> Run:
    def closeread(*argv: str) -> tuple[int, str, str]:
        code = run(argv)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return closeread


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new course with one error, one warning and one piece of advice."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "course"]) == 0
    folder = tmp_path / "course" / "market-square"
    swap(folder / "lesson.yaml", "trap: empty shops", "trap: empty shpos")
    swap(folder / "lesson.yaml", "\n        why: The council voted for the plan.", "")
    (folder / "SOURCES.md").unlink()
    capsys.readouterr()
    return Path("course")


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_text_is_one_line_a_problem(closeread: Run, course: Path) -> None:
    code, out, err = closeread("check", str(course))
    assert code == 1
    lines = out.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["L809", "A501", "K709"]
    assert all(line.startswith("course/market-square/") for line in lines)
    assert err == "1 lesson checked: 1 error, 1 warning, 1 piece of advice.\n"


def test_the_full_form_shows_the_line_and_a_caret(closeread: Run, course: Path) -> None:
    _code, out, _err = closeread("check", "--format", "full", str(course))
    told = out.split("\n\n")
    text = closeread("check", "--format", "text", str(course))[1].splitlines()
    assert [problem.splitlines()[0] for problem in told if problem] == text
    first, second, third = (problem.splitlines() for problem in told if problem)
    assert len(first) == 1  # a file as a whole has no line
    assert second[1] == "  58 |       - trap: empty shpos"
    assert second[2] == "     |               ^"
    assert third[1].endswith("- wrong: The council")
    assert third[1][third[2].index("^") :] == "wrong: The council"


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("quote: 警告 x", 11, "   1 | quote: 警告 x", "     |            ^".replace(" ^", "  ^")),
        ("a\x1b[2Jb", 6, "   1 | a\\x1b[2Jb", "     |         ^"),
        ("e\u0301te\u0301 x", 7, "   1 | e\u0301te\u0301 x", "     |     ^"),
        ("\tx", 2, "   1 | \\tx", "     |   ^"),
        ("x" * 300, 200, "   1 | …" + "x" * 100 + "…", "     | " + " " * 61 + "^"),
        ("abc", 4, "   1 | abc", "     |    ^"),
        ("", 1, "   1 |", "     | ^"),
    ],
)
def test_the_caret_stands_under_the_place(
    tmp_path: Path, line: str, column: int, shown: str, caret: str
) -> None:
    path = tmp_path / "key.yaml"
    path.write_bytes(f"{line}\r\nmore".encode())
    problem = Problem(Place(path, 1, column), "Y107", "f", "e", "x")
    (told,) = as_excerpts([problem])
    assert told.split("\n")[1:] == [shown, caret]
    assert "\x1b" not in told


def test_a_file_that_cannot_be_shown_is_told_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name, line in (("none", 3), ("folder", 1), ("empty", 9)):
        if name == "empty":
            (tmp_path / name).touch()
        problem = Problem(Place(tmp_path / name, line, 1), "Y101", "f", "e", "x")
        assert list(as_excerpts([problem])) == [as_line(problem)]


@pytest.mark.thorough
def test_on_a_terminal_the_full_form_is_the_default(course: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.Popen([*PROGRAM, "check", str(course)], stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    printed = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # Linux: the other side is closed
            break
        if not chunk:
            break
        printed += chunk
    os.close(ours)
    assert done.wait(30) == 1
    assert b"  58 |       - trap: empty shpos" in printed


def test_json_and_sarif_tell_the_same(closeread: Run, course: Path) -> None:
    code, out, err = closeread("check", "--format", "json", str(course))
    told = json.loads(out)
    assert (code, err, len(told)) == (1, "", 3)
    code, out, err = closeread("check", "--format", "sarif", str(course))
    (sarif,) = json.loads(out)["runs"]
    assert (code, err) == (1, "")
    assert [rule["id"] for rule in sarif["tool"]["driver"]["rules"]] == ["A501", "K709", "L809"]
    for result, problem in zip(sarif["results"], told, strict=True):
        assert result["ruleId"] == problem["code"]
        assert sarif["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == problem["code"]
        assert (
            result["level"] == {"error": "error", "warning": "warning", "advice": "note"}[problem["severity"]]
        )
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == problem["file"]
        if problem["line"]:
            assert place["region"] == {"startLine": problem["line"], "startColumn": problem["column"]}
        else:
            assert "region" not in place
        assert result["message"]["text"].startswith(problem["found"])


def test_sarif_addresses_are_uris() -> None:
    problems = [
        Problem(Place(Path(name), 1, 1), "Y107", "f", "e", "x") for name in ("a b/ü%.yaml", "/x y/k.yaml")
    ]
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in json.loads(as_sarif(problems))["runs"][0]["results"]
    ]
    assert uris == ["a%20b/%C3%BC%25.yaml", "file:///x%20y/k.yaml"]


def test_github_commands_cannot_be_broken_out_of(closeread: Run, course: Path) -> None:
    _code, out, err = closeread("check", "--format", "github", str(course))
    lines = out.splitlines()
    assert err == ""
    assert lines[0].startswith(
        "::notice file=course/market-square/SOURCES.md,title=L809::no SOURCES.md; expected"
    )
    assert lines[1].startswith("::error file=course/market-square/lesson.yaml,line=58,col=15,title=A501::")
    assert lines[2].startswith("::warning file=")
    place = Place(Path("a,b:c%\n::error::x/k.yaml"), 2, 3)
    hostile = as_github(Problem(place, "Y107", "100%\r\n::warning::x", "e", "x", Severity.WARNING))
    assert hostile.splitlines() == [hostile]
    assert hostile.startswith(
        "::warning file=a%2Cb%3Ac%25\\n%3A%3Aerror%3A%3Ax/k.yaml,line=2,col=3,title=Y107::100%25\\r\\n"
    )


def test_nothing_to_tell(closeread: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    closeread("new", "course")
    for form in ("text", "full", "github"):
        assert closeread("check", "--format", form, "course")[:2] == (0, "")
    assert json.loads(closeread("check", "--format", "sarif", "course")[1])["runs"][0]["results"] == []


# A choice of codes ------------------------------------------------------------------------------------------------


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("options", "codes", "exit", "summary"),
    [
        (("--only", "A"), ["A501"], 1, "1 error. Left out: 2.\n"),
        (("--only", "K7", "--only", "l8"), ["L809", "K709"], 1, "1 warning, 1 piece of advice. Left out: 1.\n"),
        (("--ignore", "A501", "--ignore", "K7"), ["L809"], 0, "1 piece of advice. Left out: 2.\n"),
        (("--only", "K7", "--ignore", "K709"), [], 0, "no problems. Left out: 3.\n"),
    ],
)  # fmt: skip
def test_only_and_ignore(
    closeread: Run, course: Path, options: tuple[str, ...], codes: list[str], exit: int, summary: str
) -> None:
    code, out, err = closeread("check", *options, str(course))
    assert [line.split(": ")[1] for line in out.splitlines()] == codes
    assert (code, err.endswith(f" {summary}")) == (exit, True)


@pytest.mark.sample(1)
@pytest.mark.parametrize("word", ["", "X1", "K7099", "K7*", "7", "KK", "--x"])
def test_what_is_no_code(closeread: Run, course: Path, word: str) -> None:
    with pytest.raises(NoCodeError):
        selection([word], [])
    if not word.startswith("-"):
        code, out, err = closeread("check", "--only", word, str(course))
        assert (code, out) == (2, "")
        assert "is no code" in err


def test_a_selection_keeps_the_order() -> None:
    codes = ["Y107", "K709", "A501", "K710"]
    problems = [Problem(Place(Path("x"), 1, 1), code, "f", "e", "x") for code in codes]
    assert [problem.code for problem in Selection(ignore=("K71", "Y")).of(problems)] == ["K709", "A501"]


# What is wrong in one place does not hide what is wrong in another ------------------------------------------------


def test_a_broken_exercise_hides_nothing_else(course: Path) -> None:
    lesson = course / "market-square"
    swap(lesson / "lesson.yaml", "- choice: Who", "- choise: Who")
    swap(lesson / "lesson.yaml", "minutes: 15", "minutes: long")
    swap(lesson / "lesson.yaml", "goals: ", "gaols: ")
    swap(lesson / "lesson.yaml", "  - good: The council", "  - god: The council")
    swap(lesson / "lesson.yaml", "changes: outraged the", "changes: outragd the")
    codes = [(problem.place.file.name, problem.code) for problem in ordered(check([course]))]
    assert codes == [
        ("SOURCES.md", "L809"),
        ("lesson.yaml", "F205"),
        ("lesson.yaml", "F201"),
        ("lesson.yaml", "A501"),
        ("lesson.yaml", "F202"),
        ("lesson.yaml", "A501"),
        ("lesson.yaml", "F211"),
    ]
