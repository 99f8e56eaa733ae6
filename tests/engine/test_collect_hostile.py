"""Hand-ins that are damaged, forged or called strangely: each is named, and nobody else's row moves."""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.school.preparing import DEEPEST
from lessons.share.handing_in.hand_in import HandInError, from_bytes, to_bytes
from tests.helpers.classes import digest, handed_in
from tests.helpers.damaged_hand_ins import (
    VALUES,
    damaged,
    lines_of,
    odd_events,
    odd_heads,
    sealed,
    with_head,
    with_value,
    write_deep,
    write_names,
    write_no_files,
)
from tests.helpers.file_modes import bound_by_modes
from tests.helpers.tiny import TINY, perfect_answers

LESSON = open_lesson(TINY)
RIGHT = perfect_answers(LESSON)
SOME = {id: RIGHT[id] for id in list(RIGHT)[3:9]}
ANA, BEN, EVE = (
    to_bytes(handed_in(LESSON, name, answers))
    for name, answers in (("ana", RIGHT), ("ben", SOME), ("eve", RIGHT))
)


class Classroom:
    """A class on the command line."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.inbox, self.capsys = folder / "in", capsys
        self.inbox.mkdir()

    def put(self, name: str, data: bytes) -> None:
        (self.inbox / name).write_bytes(data)

    def run(self, *words: str) -> str:
        code = run(words)
        told = self.capsys.readouterr()
        assert code in (0, 1), told.err
        return told.out

    def collect(self) -> dict[str, dict[str, Any]]:
        """What became of each file, by its name as it is shown."""
        told = json.loads(
            self.run("collect", str(self.inbox), "-c", "8b", "--lesson", str(TINY), "--format", "json")
        )
        assert not told["troubles"]
        return {one["file"]: one for one in told["files"]}

    def report(self) -> str:
        return self.run("class", "report", "8b")

    def rows(self, *names: str) -> list[str]:
        """The report's lines on these learners."""
        lines = self.report().split("\nLearners")[1].split("\nExercises")[0].splitlines()
        starts = [number for number, line in enumerate(lines) if line[2:3].strip()]
        chunks = ["\n".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], None], strict=True)]
        return [" ".join(chunk.split()) for name in names for chunk in chunks if chunk.split()[0] == name]


@pytest.fixture
def classroom(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Classroom:
    made = Classroom(tmp_path, capsys)
    made.put("ana.handin", ANA)
    made.put("ben.handin", BEN)
    return made


def damage(classroom: Classroom, seed: int, count: int) -> None:
    """Damaged copies of what is there already change nothing at all, whether they come first or last."""
    random = Random(seed)
    before = classroom.collect() and classroom.report()
    for number in range(count):
        ours, theirs = random.sample((ANA, BEN), 2)
        data = damaged(random, ours, theirs)
        classroom.put(f"{number:04}.handin", data)
    told = classroom.collect()
    for name, one in told.items():
        if one["outcome"] == "taken":  # a line end more or less
            assert from_bytes((classroom.inbox / name).read_bytes()) in (from_bytes(ANA), from_bytes(BEN))
        else:
            assert one["outcome"] == ("again" if name in ("ana.handin", "ben.handin") else "refused"), name
            assert bool(one["notes"]) == (one["outcome"] == "refused"), name
    assert len(told) == count + 2
    assert classroom.report() == before


@pytest.mark.thorough
def test_damaged_copies_are_named_and_change_nothing(classroom: Classroom) -> None:
    damage(classroom, 1, 60)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(20))
def test_many_damaged_copies_change_nothing(classroom: Classroom, seed: int) -> None:
    damage(classroom, 100 + seed, 100)


def forged(exercises: list[str]) -> Iterator[bytes]:
    for number, (field, values) in enumerate(VALUES.items()):
        for at, value in enumerate(values):
            yield with_value(EVE, exercises[(number + at) % len(exercises)], field, value)


def forge(classroom: Classroom, made: list[bytes]) -> dict[str, dict[str, Any]]:
    """Whatever is in a hand-in with a right checksum, other learners' rows stay as they are."""
    before = classroom.collect() and classroom.rows("ana", "ben")
    assert len(before) == 2
    for number, data in enumerate(made):
        changed = data
        if data.startswith(b'{"closeread"') and b'"learner":"eve"' in data.replace(b'": "', b'":"')[:200]:
            changed = with_head_of(data, number)
        classroom.put(f"{number:04}.handin", changed)
    told = classroom.collect()
    assert len(told) == len(made) + 2
    assert all(one["outcome"] in ("taken", "refused", "again") for one in told.values())
    assert classroom.rows("ana", "ben") == before
    assert classroom.run("rescore", "8b")
    assert classroom.rows("ana", "ben") == before
    page, sheet = (classroom.inbox.with_name(name) for name in ("report.html", "report.csv"))
    classroom.run("class", "report", "8b", "--html", str(page), "--csv", str(sheet))
    assert "\x1b" not in page.read_text("utf-8") + sheet.read_text("utf-8")
    classroom.run("class", "disputes", "8b")
    classroom.run("class", "history", "8b", "tiny")
    assert {one["outcome"] for one in classroom.collect().values()} <= {"again", "refused"}
    return told


def with_head_of(data: bytes, number: int) -> bytes:
    """The forged hand-in as one of a learner of its own; its last line as it is where it does not fit anyway."""
    try:
        from_bytes(data)
    except HandInError:
        return data
    return with_head(data, learner=f"eve-{number}", record=digest("eve", number))


@pytest.mark.thorough
def test_hostile_values_move_nobody_elses_row(classroom: Classroom) -> None:
    forge(classroom, list(forged(list(RIGHT))))


@pytest.mark.thorough
def test_hostile_lines_move_nobody_elses_row(classroom: Classroom) -> None:
    forge(classroom, [*odd_events(EVE), *odd_heads(EVE)])


@pytest.mark.thorough
def test_every_hostile_value_in_every_exercise(classroom: Classroom) -> None:
    made = [
        with_value(EVE, exercise, field, value)
        for field, values in VALUES.items()
        for value in values
        for exercise in RIGHT
    ]
    forge(classroom, made)


@pytest.mark.thorough
def test_twenty_thousand_events_of_one_learner(classroom: Classroom) -> None:
    forge(classroom, [*odd_events(EVE, 20_000)])


@pytest.mark.thorough
def test_another_learners_lines_stay_with_whom_they_were_put(classroom: Classroom) -> None:
    """Under eve's name and a right checksum: what ana did becomes eve's too, and ana's row stays."""
    stolen = [*lines_of(EVE)[:3], *lines_of(ANA)[1:]]
    told = forge(classroom, [sealed(stolen), sealed([lines_of(EVE)[0], *lines_of(BEN)[1:]])])
    assert [one["outcome"] for one in told.values()].count("taken") == 2


@pytest.mark.thorough
@pytest.mark.parametrize("first", [False, True])
def test_what_is_written_under_anothers_record_is_kept_apart(classroom: Classroom, first: bool) -> None:
    """Whether it is collected before or after: ben's row is the same."""
    expected = classroom.collect() and classroom.rows("ben")
    empty = with_value(EVE, "find-loaded", "answer", "[]")
    one = with_head(empty, record=digest("ben"), created="2030-01-01T00:00:00.000Z")
    same_id = json.loads(lines_of(BEN)[2]) | {"data": {"answer": ["police"]}}
    other = with_head(
        sealed([*lines_of(BEN)[:2], json.dumps(same_id).encode(), *lines_of(BEN)[3:]]), learner="fay"
    )
    (classroom.inbox / "ben.handin").unlink()
    classroom.put("b0.handin" if first else "b2.handin", one)
    classroom.put("b1.handin" if first else "b3.handin", other)
    classroom.put("b1a.handin", BEN)
    home = Path(os.environ["CLOSEREAD_HOME"]) / "classes" / "8b.db"
    home.unlink()
    told = classroom.collect()
    assert {one["outcome"] for one in told.values()} == {"taken"}
    assert [re.sub(r"\[kept apart: .*?\] ", "", row) for row in classroom.rows("ben")] == expected
    assert all(
        "does not go with this" in row for name in ("ben", "eve", "fay") for row in classroom.rows(name)
    )
    assert [len(classroom.rows(name)) for name in ("eve", "fay", "ana")] == [1, 1, 1]
    assert sum("kept apart" in " ".join(one["notes"]) for one in told.values()) == 2


@pytest.mark.thorough
def test_two_copies_of_a_journal_are_one_learner_once_they_are_joined(classroom: Classroom) -> None:
    head, begun, *lines = lines_of(ANA)
    school, home = sealed([head, begun, *lines[:4]]), sealed([head, begun, *lines[4:9]])
    joined = sealed(
        [with_head(school, created="2026-02-01T00:00:00.000Z").split(b"\n")[0], begun, *lines[:9]]
    )
    (classroom.inbox / "ana.handin").unlink()
    classroom.put("a1.handin", school)
    classroom.put("a2.handin", home)
    classroom.collect()
    assert len(classroom.rows("ana")) == 2
    classroom.put("a0.handin", joined)
    classroom.collect()
    rows = classroom.rows("ana")
    (Path(os.environ["CLOSEREAD_HOME"]) / "classes" / "8b.db").unlink()
    classroom.collect()
    assert classroom.rows("ana") == rows
    assert len(rows) == 1
    assert f" 9/{len(RIGHT)} " in rows[0]


def test_strange_names_are_told_inertly(classroom: Classroom) -> None:
    made = write_names(classroom.inbox, EVE)
    (classroom.inbox / "more").mkdir()
    broken = write_names(classroom.inbox / "more", b"x")
    code = run(["collect", str(classroom.inbox), "-c", "8b", "--lesson", str(TINY)])
    told = classroom.capsys.readouterr()
    assert code == 1
    assert told.out.count("eve, tiny") == 1
    assert told.err.count("more/") == len(broken) == len(made)
    assert all(character.isprintable() or character == "\n" for character in told.out + told.err)
    assert {one["outcome"] for one in classroom.collect().values()} == {"again", "refused"}


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="no links and pipes for everybody")
def test_what_is_no_file_is_named_and_never_waited_for(classroom: Classroom, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "eve.handin").write_bytes(EVE)
    names = write_no_files(classroom.inbox, tmp_path / "outside" / "eve.handin")
    write_deep(classroom.inbox, DEEPEST + 3)
    with bound_by_modes():
        told = classroom.collect()
    deepest = "/".join("d" * (DEEPEST + 1))
    assert {name for name, one in told.items() if one["outcome"] == "refused"} == {*names, deepest}
    assert not classroom.rows("eve")


def test_a_closed_folder_is_named_and_the_others_are_read(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    (classroom.inbox / "b-closed").mkdir()
    scandir = os.scandir

    def refusing(path: Any) -> Any:
        if Path(path).name == "b-closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    told = classroom.collect()
    assert {name: one["outcome"] for name, one in told.items()} == {
        "ana.handin": "taken",
        "b-closed": "refused",
        "ben.handin": "taken",
    }
    assert "Permission denied" in told["b-closed"]["notes"][0]
