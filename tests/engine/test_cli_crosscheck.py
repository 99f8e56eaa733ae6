"""``closeread crosscheck``: a blind reading line by line, readings from files, the report, the key made debatable."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lessons.cli.call import Exit
from lessons.cli.main import group, run
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from tests.helpers.tiny import COURSE, TINY, perfect_answers

GREEDY = "- quote: greedy\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """The tiny lesson in a course of its own, so that its key may be changed."""
    return Path(shutil.copytree(COURSE, tmp_path / "course")) / "tiny"


def crosscheck(*words: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(group, ["crosscheck", *map(str, words)], input=typed)


def read(*lines: str, lesson: Path = TINY, reader: str = "ana", options: tuple[str, ...] = ()) -> str:
    """What a colleague hears who types these lines."""
    result = crosscheck(lesson, "--reader", reader, *options, typed="".join(line + "\n" for line in lines))
    assert result.exit_code == 0, result.output
    return result.stdout


def saved(name: str = "tiny-ana.json") -> Any:
    return json.loads(Path("readings", name).read_text("utf-8"))


def imported(lesson: Path, reader: str, answers: Mapping[str, Raw]) -> str:
    path = Path(f"{reader}-answers.json")
    path.write_text(json.dumps(dict(answers)))
    result = crosscheck(lesson, "--reader", reader, "--answers", path)
    assert result.exit_code == 0, result.stderr
    return f"readings/tiny-{reader}.json"


# Reading blind ------------------------------------------------------------------------------------------------------


def test_a_reading_needs_no_key_and_tells_nothing_of_it(lesson: Path) -> None:
    secrets = ["A judgement on a person.", "Nobody was counted", "of 100", "Why:", "Accepted"]
    (lesson / "key.yaml").unlink()
    lines = ["mark nonsense", "commit", "explain", "end", "again", "sure 2", "lessons", "where", "help"]
    said = read(*lines, lesson=lesson)
    assert "Kept." in said
    assert not any(secret in said for secret in secrets)
    assert said.count("in a blind reading.") == 5
    assert "1. answered." in said
    assert "commit: keep the answer and go on." in said
    assert "explain:" not in said


def test_a_whole_reading_is_kept_with_the_words_of_its_marks() -> None:
    said = read("mark greedy", "commit", *["skip"] * 15, "goto 5", "pick b", "commit", "finish", "finish")
    assert "This was the last exercise. Not answered: 2, 3, 4" in said
    assert "Hand on this file: readings/tiny-ana.json" in said
    told = saved()
    assert told["finished"] is True
    assert told["reader"] == "ana"
    assert told["answers"]["who-says"] == ["brook"]
    assert told["answers"]["find-loaded"][0]["exact"] == "greedy"
    assert set(told["answers"]) == {"find-loaded", "who-says"}
    assert not {"key", "score", "chance"} & set(told)


def test_nothing_to_mark_is_an_answer_once_it_is_committed() -> None:
    read("goto 3", "none", "commit", "goto 1", "commit", "commit")
    assert saved()["answers"] == {"find-nothing": [], "find-loaded": []}


def test_an_unfinished_reading_goes_on_and_a_finished_one_is_never_overwritten() -> None:
    said = read("mark greedy", "commit", "goto 12", "none at all")
    assert "The same command goes on with exercise 2." in said
    said = read("show", "goto 12", "show", "goto 1", "show", "finish", "finish")
    assert "Exercise 2 of 16." in said
    assert "none at all" in said
    assert '"greedy"' in said
    before = Path("readings/tiny-ana.json").read_bytes()
    result = crosscheck(TINY, "--reader", "ana", typed="mark nonsense\ncommit\n")
    assert result.exit_code == Exit.PROBLEMS
    assert "--force" in result.stderr
    assert Path("readings/tiny-ana.json").read_bytes() == before
    read("mark nonsense", "commit", options=("--force",))
    assert [mark["exact"] for mark in saved()["answers"]["find-loaded"]] == ["nonsense"]


def test_an_answer_may_be_changed_until_the_end() -> None:
    read("goto 5", "pick a", "commit", "back", "pick b", "next", "finish", "finish")
    assert saved()["answers"]["who-says"] == ["brook"]


def test_every_exercise_answered() -> None:
    imported(TINY, "whole", perfect_answers(open_lesson(TINY)))
    path = Path("readings/tiny-whole.json")
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "finished": False}))
    said = read("next", "finish", reader="whole")
    assert "Every exercise is answered." in said
    assert saved("tiny-whole.json")["finished"] is True


def test_nothing_answered_makes_no_file() -> None:
    assert "nothing is kept" in read("read 1", "where", "quit")
    assert not Path("readings").exists()


def test_another_file_is_not_taken_for_a_reading() -> None:
    Path("mine.json").write_text('{"who-says": "brook"}')
    result = crosscheck(TINY, "--reader", "ana", "-o", "mine.json", typed="finish\nfinish\n")
    assert result.exit_code == Exit.PROBLEMS
    assert Path("mine.json").read_text() == '{"who-says": "brook"}'


def test_a_disk_that_refuses_is_told_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("readings").write_text("a file in the way")
    result = crosscheck(TINY, "--reader", "ana", typed="mark greedy\ncommit\nquit\n")
    assert result.exit_code in (Exit.OK, Exit.RECORD)
    said = result.stdout
    assert "Not kept:" in said
    assert "You leave. What was done last is not kept." in said


def test_nothing_goes_into_the_learners_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "home"))
    read("mark greedy", "commit")
    assert not (tmp_path / "home").exists()


# Readings from files ------------------------------------------------------------------------------------------------


def test_a_file_of_answers_becomes_a_reading() -> None:
    path = imported(TINY, "ben", {"find-loaded": [{"quote": "greedy"}], "who-says": "brook"})
    told = json.loads(Path(path).read_text())
    assert told["finished"] is True
    assert told["answers"]["find-loaded"][0]["exact"] == "greedy"
    again = crosscheck(TINY, "--reader", "ben", "--answers", "ben-answers.json")
    assert again.exit_code == Exit.PROBLEMS
    assert crosscheck(TINY, "--reader", "ben", "--answers", "ben-answers.json", "--force").exit_code == 0


def test_faulty_answers_make_no_reading() -> None:
    Path("bad.json").write_text('{"who-sayz": "brook", "who-says": "nobody"}')
    result = crosscheck(TINY, "--reader", "ben", "--answers", "bad.json")
    assert result.exit_code == Exit.PROBLEMS
    assert len(result.stderr.splitlines()) == 2
    assert not Path("readings").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--report", TINY],
        ["--report", TINY, "no-such-file.json"],
        ["--report", TINY, "x.json", "--force"],
        [TINY, "x.json"],
        [TINY, "--format", "json"],
        [TINY, "--write-debatable"],
        ["no-such-lesson"],
        [TINY, "--reader", " "],
    ],
)
def test_what_does_not_go_together_is_bad_usage(
    words: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["crosscheck", *map(str, words)]) == Exit.USAGE
    assert capsys.readouterr().out == ""


# The report ---------------------------------------------------------------------------------------------------------


def test_the_report_as_text_and_as_json() -> None:
    paths = [
        imported(TINY, "ana", {"find-loaded": [{"quote": "nonsense"}], "who-says": "writer"}),
        imported(TINY, "ben", {"find-loaded": [{"quote": "nonsense"}, {"quote": "greedy"}]}),
    ]
    result = crosscheck("--report", TINY, *paths)
    assert result.exit_code == 0
    assert "2 of 2 readers marked “nonsense”; the key has it as a trap." in result.stdout
    assert "alpha by word" in result.stdout
    told = json.loads(crosscheck("--report", TINY, *paths, "--format", "json").stdout)
    assert [one["reader"] for one in told["readings"]] == ["ana", "ben"]
    assert told["exercises"]["find-loaded"]["groups"][0]["alpha"]["nominal"] is not None
    assert told["exercises"]["who-says"]["disputes"][0]["said"].startswith("1 of 1 reader said")


def test_every_file_that_is_no_reading_of_this_lesson_is_named() -> None:
    path = Path(imported(TINY, "ana", {"who-says": "writer"}))
    told = json.loads(path.read_text())
    Path("other.json").write_text(json.dumps({**told, "lesson": "\u001b[31mother"}))
    Path("raw.json").write_text('{"who-says": "writer"}')
    result = crosscheck("--report", TINY, path, "other.json", "raw.json")
    assert result.exit_code == Exit.PROBLEMS
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 2
    assert "\x1b" not in result.stderr


@pytest.mark.thorough
def test_a_reading_of_a_text_that_was_corrected_since(lesson: Path) -> None:
    path = imported(lesson, "ana", {"find-loaded": [{"quote": "greedy"}, {"quote": "nonsense"}]})
    article = lesson / "article.md"
    article.write_text(article.read_text("utf-8").replace("is nonsense", "is a mistake"), "utf-8")
    key = lesson / "key.yaml"
    key.write_text(key.read_text("utf-8").replace("quote: nonsense", "quote: a mistake"), "utf-8")
    result = crosscheck("--report", lesson, path)
    assert result.exit_code == 0
    assert "ana read another version of the text" in result.stdout
    assert "ana: lost in find-loaded: “nonsense”" in result.stdout


def test_disputed_items_become_debatable_in_the_key(lesson: Path) -> None:
    answers: dict[str, Raw] = {
        "find-loaded": [{"quote": "reckless"}, {"quote": "Everyone in the town hates"}],
        "pick-sources": ["brook", "office", "survey"],
    }
    paths = [imported(lesson, name, answers) for name in ("ana", "ben")]
    key = lesson / "key.yaml"
    before = key.read_text("utf-8")
    plain = crosscheck("--report", lesson, *paths)
    assert "--write-debatable calls 2 of them debatable" in plain.stdout
    assert key.read_text("utf-8") == before
    key.write_text("# by hand\n" + before, "utf-8")
    result = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert result.exit_code == 0, result.stderr
    assert before.count(GREEDY) == 1
    expected = before.replace(GREEDY, f"{GREEDY}        debatable: true\n")
    expected = expected.replace(
        "{quote: greedy, technique: loaded-language, direction",
        "{quote: greedy, debatable: true, technique: loaded-language, direction",
    )
    expected = expected.replace("survey: {why: No", "survey: {debatable: true, why: No")
    assert key.read_text("utf-8") == "# by hand\n" + expected
    assert f"{key}:7: debatable: true (find-loaded: greedy)" in result.stderr
    assert CliRunner().invoke(group, ["check", str(lesson), "--ignore", "L815"]).exit_code == 0
    again = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert again.exit_code == 0
    assert "Nothing to write" in again.stderr


@pytest.mark.sample(1)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_disputed_lines_of_a_lesson_in_one_file_become_debatable(lesson: Path, line_end: str) -> None:
    assert CliRunner().invoke(group, ["convert", str(lesson)]).exit_code == 0
    file = lesson / "lesson.yaml"
    before = file.read_text("utf-8").replace("- find: greedy\n", "- find: greedy  # ours\n", 1)
    file.write_bytes(before.replace("\n", line_end).encode())
    answers: dict[str, Raw] = {
        "find-loaded": [{"quote": "reckless"}, {"quote": "Everyone in the town hates"}],
        "pick-sources": ["brook", "office", "survey"],
    }
    paths = [imported(lesson, name, answers) for name in ("ana", "ben")]
    result = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert result.exit_code == 0, result.stderr
    expected = before.replace("- find: greedy  # ours", "- debatable: greedy  # ours", 1)
    expected = expected.replace("- wrong: A survey", "- debatable: A survey")
    note = before[before.index("- note: greedy") :]
    note = note[: note.index("\n  - ")]
    expected = expected.replace(note, f"{note}\n    debatable: true")
    after = file.read_bytes().decode()
    assert after == expected.replace("\n", line_end)
    assert f"{file}:{1 + after[: after.index('- debatable: greedy')].count(chr(10))}: " in result.stderr
    assert not (lesson / "key.yaml").exists()
    assert CliRunner().invoke(group, ["check", str(lesson), "--ignore", "L815"]).exit_code == 0
    assert "Nothing to write" in crosscheck("--report", lesson, *paths, "--write-debatable").stderr


def test_a_lesson_in_one_file_that_would_not_be_sound_is_left_alone(lesson: Path) -> None:
    """One of the only two right answers stays, and a half-written file is not touched."""
    assert CliRunner().invoke(group, ["convert", str(lesson)]).exit_code == 0
    paths = [imported(lesson, name, {"pick-sources": ["mayor"]}) for name in ("ana", "ben")]
    result = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert result.exit_code == Exit.PROBLEMS
    assert "not written: pick-sources: The budget office: 'check' would then say:" in result.stderr
    text = (lesson / "lesson.yaml").read_text("utf-8")
    assert "- debatable: Ada Brook\n" in text
    assert "- right: The budget office\n" in text


@pytest.mark.thorough
def test_what_would_break_the_key_is_refused_and_explained(lesson: Path) -> None:
    """Without its only two right options an exercise cannot be scored: one of them stays."""
    paths = [imported(lesson, name, {"pick-sources": ["mayor"]}) for name in ("ana", "ben")]
    result = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert result.exit_code == Exit.PROBLEMS
    assert "not written: pick-sources: The budget office: 'check' would then say:" in result.stderr
    told = (lesson / "key.yaml").read_text("utf-8")
    assert "brook: {debatable: true, why: She is named and quoted.}" in told
    assert "office: {credit: 1, why: It is named.}" in told
    assert (
        CliRunner().invoke(group, ["check", str(lesson), "--ignore", "K7", "--ignore", "L815"]).exit_code == 0
    )


def test_a_key_with_mixed_line_ends_is_left_alone(lesson: Path) -> None:
    paths = [imported(lesson, name, {"find-loaded": []}) for name in ("ana", "ben")]
    key = lesson / "key.yaml"
    mixed = key.read_bytes().replace(b"\n", b"\r\n", 3)
    key.write_bytes(mixed)
    result = crosscheck("--report", lesson, *paths, "--write-debatable")
    assert result.exit_code == Exit.PROBLEMS
    assert "line ends" in result.stderr
    assert key.read_bytes() == mixed


# One reading is one reading; hints, notes, totals ---------------------------------------------------------------------


def copied(path: str, name: str, **changes: object) -> str:
    told = json.loads(Path(path).read_text())
    target = Path("readings", name)
    target.write_text(json.dumps({**told, **changes}))
    return str(target)


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "changes", [{}, {"reader": "ben"}, {"reader": "ben", "finished": False}, {"answers": {}}]
)
def test_a_copy_of_a_reading_is_refused_and_changes_no_key(lesson: Path, changes: dict[str, object]) -> None:
    first = imported(lesson, "ana", {"find-loaded": [{"quote": "nonsense"}]})
    copy = copied(first, "copy.json", **changes)
    key = (lesson / "key.yaml").read_bytes()
    for readings in ((first, copy), (first, first), (copy, first)):
        result = crosscheck("--report", lesson, *readings, "--write-debatable")
        assert result.exit_code == Exit.PROBLEMS
        assert "same reading" in result.stderr
        assert (lesson / "key.yaml").read_bytes() == key
    assert crosscheck("--report", lesson, first).exit_code == 0


def test_readings_of_earlier_versions_without_an_id(lesson: Path) -> None:
    first = imported(lesson, "ana", {"find-loaded": [{"quote": "nonsense"}]})
    told = json.loads(Path(first).read_text())
    del told["id"]
    old, renamed = Path("old.json"), Path("renamed.json")
    old.write_text(json.dumps(told))
    renamed.write_text(json.dumps({**told, "reader": "ben"}))
    assert crosscheck("--report", lesson, old).exit_code == 0
    assert "same reading" in crosscheck("--report", lesson, old, renamed).stderr


def test_one_person_is_one_reader(lesson: Path) -> None:
    first = imported(lesson, "ana", {"who-says": ["brook"]})
    Path(first).rename("readings/first.json")
    imported(lesson, "ana", {"who-says": ["writer"]})
    result = crosscheck("--report", lesson, "readings/first.json", copied(first, "second.json", reader="Ana"))
    assert result.exit_code == Exit.PROBLEMS
    assert "a second reading by Ana" in result.stderr


@pytest.mark.thorough
def test_hints_and_notes_are_kept_and_told(lesson: Path) -> None:
    lines = ["hint", "note", "note It is  unclear whose word this is.", "mark greedy", "commit", "goto 5"]
    said = read(*lines, "note Two options say the same.", "note", "quit", lesson=lesson)
    assert "No note on this exercise yet." in said
    assert "Your note: Two options say the same." in said
    read("goto 1", "note", "goto 5", "note -", "pick b", "commit", "finish", "finish", lesson=lesson)
    told = saved()
    assert told["hints"] == {"find-loaded": 1}
    assert told["notes"] == {"find-loaded": "It is unclear whose word this is."}
    report = crosscheck("--report", lesson, "readings/tiny-ana.json").stdout
    assert "ana saw 1 hint: find-loaded 1" in report
    assert "note by ana: It is unclear whose word this is." in report
    assert "ana: 2 exercises answered, agrees with the key in " in report
    assert "1 hint, 1 note" in report
    data = json.loads(crosscheck("--report", lesson, "readings/tiny-ana.json", "--format", "json").stdout)
    assert data["readings"][0]["hints"] == {"find-loaded": 1}
    assert data["readings"][0]["notes"] == told["notes"]
    assert data["readings"][0]["score"] is not None


def test_help_tells_only_what_works_in_a_reading() -> None:
    said = read("help", "contest 1 because", "hand in", "quit")
    for closed in ("contest", "hand in", "explain", "again", "sure", "end:", "lessons"):
        assert f"\n{closed}" not in said
    assert said.count("in a blind reading.") == 2
    assert "note this question is unclear: tell the author" in said


def test_a_phrase_marked_in_part_is_not_one_that_nobody_marked(lesson: Path) -> None:
    path = lesson / "key.yaml"
    text = path.read_text("utf-8")
    assert "quote: greedy" in text
    path.write_text(text.replace("quote: greedy", "quote: The greedy mayor of Tinytown", 1), "utf-8")
    first = imported(lesson, "ana", {"find-loaded": [{"quote": "greedy"}]})
    second = imported(lesson, "ben", {"find-loaded": [{"quote": "on Tuesday"}]})
    said = crosscheck("--report", lesson, first, second).stdout
    assert (
        "1 of 2 readers marked a part of \u201cThe greedy mayor of Tinytown\u201d; the key has all of it"
        in said
    )
    assert "The greedy mayor of Tinytown\u201d; nobody marked it" not in said


@pytest.mark.thorough
def test_totals_of_the_lesson_and_of_each_reader(lesson: Path) -> None:
    best = perfect_answers(open_lesson(lesson))
    first, second = imported(lesson, "ana", best), imported(lesson, "ben", best)
    said = crosscheck("--report", lesson, first, second).stdout
    assert "ana: 16 exercises answered, agrees with the key in 100 of 100, score 100 of 100" in said
    assert "pairs of readers agree in 100 of 100" in said
    data = json.loads(crosscheck("--report", lesson, first, second, "--format", "json").stdout)
    assert data["agreement"] == 1
