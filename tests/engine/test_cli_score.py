"""``closeread score``: what is graded, what is refused, what is printed."""

import json
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lessons.cli.call import Exit
from lessons.cli.main import group
from lessons.lesson.opening import open_lesson
from lessons.loading.strict_json import MOST_BYTES
from tests.helpers.tiny import TINY, perfect_answers


def score(answers: object, *options: str) -> Result:
    """Score answers given as JSON values, or as bytes, through the standard input."""
    data = answers if isinstance(answers, bytes) else json.dumps(answers).encode()
    return CliRunner().invoke(group, ["score", str(TINY), "-", *options], input=BytesIO(data))


def scored(answers: object) -> Any:
    result = score(answers, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_key_scores_1_everywhere() -> None:
    lesson = open_lesson(TINY)
    told = scored(dict(perfect_answers(lesson)))
    assert list(told["exercises"]) == [exercise.id for exercise in lesson.exercises]
    for exercise in told["exercises"].values():
        assert exercise["score"] == 1
        assert 0 <= float(str(exercise["chance"])) < 1
        for name in ("kind", "strand", "rule", "arithmetic", "why", "parts"):
            assert name in exercise
    assert told["total"]["score"] == 1
    assert told["total"]["score_exact"] == "1"
    assert told["total"]["answered"] == told["total"]["exercises"] == len(lesson.exercises)
    assert told["lesson"] == "tiny"
    assert told["text"] == lesson.article.hash


def test_nothing_answered() -> None:
    told = scored({})
    scores = {id: one["score"] for id, one in told["exercises"].items()}
    assert {id for id, value in scores.items() if value} == {"find-nothing"}
    assert told["total"]["answered"] == 0
    assert scored({"who-says": None, "find-nothing": None}) == told


def test_marks_tell_characters_too() -> None:
    told = scored({"find-loaded": [{"quote": "greedy"}, {"quote": "nonsense"}]})
    marks = told["exercises"]["find-loaded"]
    characters = marks["characters"]
    assert set(characters) == {"precision", "recall", "f1"}
    assert 0 < characters["precision"] < 1
    assert marks["score"] == pytest.approx(float(Fraction(str(marks["score_exact"]))), abs=1e-6)
    parts = marks["parts"]
    trap = next(part for part in parts if part["verdict"] == "trap")
    assert trap["span"] == {"start": trap["span"]["start"], "end": trap["span"]["end"], "side": "main"}
    assert trap["why"]
    assert "characters" not in told["exercises"]["who-says"]


def test_the_total_is_the_weighted_mean_of_the_strands() -> None:
    told = scored({"who-says": "brook", "count-police": "0"})
    strands = told["total"]["strands"]
    assert set(strands) == {"language", "sourcing", "omission"}
    exact = [Fraction(str(one["score_exact"])) for one in told["exercises"].values()]
    assert Fraction(str(told["total"]["score_exact"])) == sum(exact, Fraction(0)) / len(exact)


def test_text_has_a_line_an_exercise_and_the_total_last() -> None:
    result = score({"who-says": "writer"})
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any(line.startswith("who-says (choice): 0 of 100") for line in lines)
    assert lines[-1].startswith("total: ")
    assert "1 of 16 answered" in lines[-1]


def test_a_file_and_the_input_score_alike(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('\ufeff{"who-says": "brook"}', "utf-8")
    from_file = CliRunner().invoke(group, ["score", str(TINY), str(path)])
    assert from_file.exit_code == 0
    assert from_file.stdout == score({"who-says": "brook"}).stdout


def test_nothing_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "home"))
    score({"who-says": "brook"})
    assert not (tmp_path / "home").exists()


def test_every_problem_is_told_at_once_and_nothing_is_scored() -> None:
    result = score(
        {"who-sayz": "brook", "who-says": "nobody", "find-loaded": [{"start": 5, "end": 2}], "slant": 7}
    )
    assert result.exit_code == Exit.PROBLEMS
    assert result.stdout == ""
    told = result.stderr.splitlines()
    assert len(told) == 4
    assert "did you mean 'who-says'?" in told[0]
    assert all(line.startswith(("<stdin>: ", "-: ")) for line in told)


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ":1:1: not JSON"),
        (b"{", "not JSON"),
        (b'{"who-says": "brook",}', ":1:2"),
        (b"[]", "one JSON object"),
        (b"null", "one JSON object"),
        (b'{"who-says": NaN}', "no usable JSON"),
        (b'{"who-says": Infinity}', "no usable JSON"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"who-says": {"b": 1, "b": 2}}', "'b' stands twice"),
        (b"[" * 200_000, "no usable JSON"),
        (b'{"who-says": ' + b"9" * 5000 + b"}", "no usable JSON"),
        (b'{"who-says": "\xff"}', "not UTF-8"),
        (b" " * (MOST_BYTES + 1), "larger than"),
        (b'{"\\u001b[31m": 1}', "no exercise"),
        (b'{"who-says": "\\ud800"}', "unknown option"),
        (b'{"who-says": true}', "who-says"),
        (b'{"chain": ["vote", "vote"]}', "twice"),
        (b'{"count-police": [1]}', "count-police"),
    ],
)
def test_hostile_files(data: bytes, words: str) -> None:
    result = score(data)
    assert result.exit_code == Exit.PROBLEMS
    assert result.stdout == ""
    assert words in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(
    "argv", [["score", "no-such-lesson", "-"], ["score", str(TINY), "/no/such/file.json"]]
)
def test_what_is_not_there_is_bad_usage(argv: list[str]) -> None:
    assert CliRunner().invoke(group, argv, input="{}").exit_code == Exit.USAGE


def test_a_course_is_no_lesson() -> None:
    result = CliRunner().invoke(group, ["score", str(TINY.parent), "-"], input="{}")
    assert result.exit_code == Exit.USAGE
    assert "name one of its lessons" in result.stderr
