"""Hand-ins collected through the command line: any number of times, in any order, damaged ones named."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Phase, Session
from lessons.share.handing_in.hand_in import HandInError, from_bytes, to_bytes
from tests.helpers.answering import say
from tests.helpers.classes import handed_in, write
from tests.helpers.place import open_journal
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)


def collect(inbox: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Any]:
    code = run(["collect", str(inbox), "-c", "8b", "--format", "json", "--lesson", str(TINY), *more])
    return code, json.loads(capsys.readouterr().out)


def report(capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["class", "report", "8b"]) == 0
    return capsys.readouterr().out


def test_a_hand_in_is_read_as_it_was_written() -> None:
    made = handed_in(LESSON, "ana", RIGHT)
    assert from_bytes(to_bytes(made)) == made
    assert from_bytes(to_bytes(made).replace(b"\n", b"\r\n")) == made


def test_collecting_twice_and_in_another_order_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = {id: RIGHT[id] for id in list(RIGHT)[:5]}
    write(tmp_path / "in", handed_in(LESSON, "ana", RIGHT))
    write(tmp_path / "in" / "more", handed_in(LESSON, "ben", some), "ben.txt")
    code, told = collect(tmp_path / "in", capsys)
    assert code == 0
    assert [one["outcome"] for one in told["files"]] == ["taken", "taken"]
    first = report(capsys)
    assert {"ana", "ben"} <= set(first.split())
    code, told = collect(tmp_path / "in", capsys)
    assert [one["outcome"] for one in told["files"]] == ["again", "again"]
    assert report(capsys) == first


@pytest.mark.thorough
def test_an_earlier_hand_in_that_comes_later_adds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in", handed_in(LESSON, "ana", RIGHT))
    collect(tmp_path / "in", capsys)
    first = report(capsys)
    some = {id: RIGHT[id] for id in list(RIGHT)[:3]}
    write(tmp_path / "in", handed_in(LESSON, "ana", some), "old.handin")
    assert collect(tmp_path / "in", capsys)[1]["files"][1]["outcome"] == "taken"
    assert report(capsys) == first


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda data: data[:-40], "cut off"),
        (lambda data: data[: len(data) // 2], "cut off"),
        (lambda data: data.replace(b'"practice":false', b'"practice":true ', 1), "checksum"),
        (lambda data: data.replace(b"ana", b"eve", 1), "checksum"),
        (lambda data: b"", "no hand-in"),
        (lambda data: b"\x00" * 500, "no hand-in"),
        (lambda data: b"[" * 100_000, "no hand-in"),
    ],
)
def test_a_damaged_hand_in_is_named_and_the_others_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Any, said: str
) -> None:
    whole = to_bytes(handed_in(LESSON, "ana", RIGHT))
    with pytest.raises(HandInError, match=said):
        from_bytes(damage(whole))
    inbox = tmp_path / "in"
    write(inbox, handed_in(LESSON, "ben", RIGHT))
    (inbox / "ana.handin").write_bytes(damage(whole))
    code, told = collect(inbox, capsys)
    assert code == 1
    assert [(one["file"], one["outcome"]) for one in told["files"]] == [
        ("ana.handin", "refused"),
        ("ben.handin", "taken"),
    ]
    assert said in told["files"][0]["notes"][0]
    assert "ana" not in report(capsys)


def test_the_due_date_and_another_key_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["class", "assign", "8b", str(TINY), "--due", "2026-01-31T09:03:30+00:00"]) == 0
    capsys.readouterr()
    write(tmp_path / "in", handed_in(LESSON, "ana", RIGHT, key="0" * 64))
    _code, told = collect(tmp_path / "in", capsys)
    late, changed = told["files"][0]["notes"]
    assert late.startswith(f"late: {len(RIGHT) - 3} answers")
    assert changed.startswith(f"changed key: {len(RIGHT)} answers")


def test_a_hand_in_of_another_lesson_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "in", handed_in(LESSON, "ana", RIGHT))
    assert run(["class", "assign", "8b", "warm-up"]) == 0
    capsys.readouterr()
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 1
    assert "course/tiny, which is not collected here" in capsys.readouterr().err


@pytest.mark.thorough
def test_everybody_right_has_100_and_nobody_is_flagged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        write(tmp_path / "in", handed_in(LESSON, f"learner-{number}", RIGHT))
    collect(tmp_path / "in", capsys)
    told = report(capsys)
    assert "Mean score 100 of 100" in told
    assert "may be wrong" not in told


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["hand-in", str(TINY), "--to", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
    assert run(["hand-in", str(TINY), "-o", str(tmp_path / "nowhere" / "a.handin")]) == 2
    assert "There is no folder" in capsys.readouterr().err
    assert run(["hand-in", str(TINY)]) == 1
    assert "nothing to hand in" in capsys.readouterr().err


def test_a_new_class_works_on_what_was_handed_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --lesson, and where the first file names its lesson and is damaged."""
    monkeypatch.setenv("CLOSEREAD_PATH", str(TINY.parent))
    whole = to_bytes(handed_in(LESSON, "ana", RIGHT))
    for name, data in (("a", whole[:900]), ("b", b"\n"), ("c", whole), ("d", whole[:-9])):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{name}.handin").write_bytes(data)
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 1
    told = capsys.readouterr()
    assert "c.handin: ana, tiny" in told.out
    assert told.err.count(".handin") == 3


# A course in a folder of another name


def copied(folder: Path, name: str, *, id: str = "") -> Path:
    """The tiny course in a folder called ``name``; its lesson."""
    shutil.copytree(TINY.parent, folder / name)
    if id:
        file = folder / name / "course.yaml"
        file.write_text(file.read_text("utf-8").replace("format: 1\n", f"format: 1\nid: {id}\n", 1), "utf-8")
    return folder / name / "tiny"


def played(lesson: Path, tmp_path: Path) -> None:
    with open_journal("ana") as record:
        session = Session(open_lesson(lesson), record, lambda: open_key(open_lesson(lesson)))
        say(session, RIGHT[session.exercise.id])
        session.commit()
    assert run(["--learner", "ana", "hand-in", str(lesson), "--to", str(tmp_path / "in")]) == 0


@pytest.mark.thorough
@pytest.mark.parametrize("id", ["", "trams-3f2a"])
def test_a_copy_in_a_folder_of_another_name_is_the_same_lesson(
    id: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    played(copied(tmp_path / "student", "my copy (2)", id=id), tmp_path)
    own = copied(tmp_path / "teacher", "trams", id=id)
    capsys.readouterr()
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(own)]) == 0
    assert "1 answer scored" in capsys.readouterr().out
    assert "1 learner handed in." in report(capsys)
    moved = own.parent.rename(tmp_path / "teacher" / "trams 2027") / "tiny"
    assert run(["class", "assign", "8b", str(moved)]) == 0
    assert report(capsys).count("1 learner handed in.") == 1


def test_a_course_with_an_id_goes_on_in_a_renamed_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    lesson = copied(tmp_path, "before", id="trams-3f2a")
    played(lesson, tmp_path)
    renamed = lesson.parent.rename(tmp_path / "after") / "tiny"
    assert open_lesson(renamed).course == "trams-3f2a"
    with open_journal("ana") as record:
        session = Session(open_lesson(renamed), record, lambda: open_key(open_lesson(renamed)))
        assert session.phase is Phase.EXPLAINED


def test_another_lesson_is_refused_once_for_all_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one about the same article that has other exercises: it is not the same lesson."""
    for name in ("ana", "ben", "cem"):
        made = handed_in(LESSON, name, RIGHT)
        events = [
            replace(one, course="elsewhere", lesson="other", exercise=one.exercise and f"x-{one.exercise}")
            for one in made.events
        ]
        write(tmp_path / "in", replace(made, course="elsewhere", lesson="other", events=tuple(events)))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(TINY)]) == 1
    told = capsys.readouterr().err
    assert told.count("not taken") == 1
    assert "3 files: ana.handin, ben.handin, cem.handin" in told
