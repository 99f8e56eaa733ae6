"""The disk refuses, or somebody damaged a file: what is told, what is kept, what the program ends with."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import disk
from lessons.cli.main import run
from lessons.record import RecordError
from lessons.record.attempts import first_answers
from lessons.share.handing_in.hand_in import from_bytes
from tests.helpers.examples import examples
from tests.helpers.place import here, home, journal_path
from tests.helpers.tiny import COURSE, TINY

ROOT = Path(__file__).parents[2]
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLOSEREAD_PATH", str(COURSE))
    return tmp_path


def play(monkeypatch: pytest.MonkeyPatch, *lines: str) -> int:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    return run(["--learner", "ana", "read", str(TINY), "--linear"])


# A full disk ------------------------------------------------------------------------------------------------------


def test_what_is_not_saved_ends_with_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(monkeypatch, "goto 5", "pick brook", "commit") == 0
    real = disk.write_all

    def full(descriptor: int, data: bytes) -> None:
        if b"committed" in data:
            raise FULL
        real(descriptor, data)

    monkeypatch.setattr("lessons.record.journal.write_all", full)
    capsys.readouterr()
    assert play(monkeypatch, "goto 1", "commit unsaved", "commit unsaved", "quit") == 3
    assert "What was done last is not saved" in capsys.readouterr().out


def test_a_hand_in_goes_through_when_only_the_home_is_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    play(monkeypatch, "goto 5", "pick brook", "commit")
    (folder / "stick").mkdir()

    def full(*_arguments: object, **_more: object) -> None:
        raise RecordError("settings.json", "there is no room left to write", "room", "make room")

    monkeypatch.setattr("lessons.record.settings.keep_file", full)
    capsys.readouterr()
    argv = ["--learner", "ana", "hand-in", "tiny", "--to", "stick", "--as", "blue-otter"]
    assert run(argv) == 0
    out, err = capsys.readouterr()
    assert "Handed in 1 answer as 'blue-otter'" in out
    assert "Not remembered" in err
    assert len(list((folder / "stick").glob("*.handin"))) == 1


@pytest.mark.parametrize("step", ["write_all", "to_disk"])
def test_a_hand_in_is_not_told_when_the_stick_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, step: str
) -> None:
    play(monkeypatch, "goto 5", "pick brook", "commit")
    (folder / "stick").mkdir()
    capsys.readouterr()

    def full(*_arguments: object) -> None:
        raise FULL

    monkeypatch.setattr(f"lessons.disk.{step}", full)
    assert run(["--learner", "ana", "hand-in", "tiny", "--to", "stick"]) == 1
    out, err = capsys.readouterr()
    assert "Handed in" not in out
    assert "No space left" in err
    assert not list((folder / "stick").iterdir())


# Settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_processes_that_write_settings_at_once_lose_nothing(tmp_path: Path) -> None:
    code = "import sys\nfrom tests.helpers.place import here\n"
    code += "for n in range(5): here().settings.keep(f'{sys.argv[1]} {n}', 'x')"
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(number)], cwd=ROOT, env={**os.environ})
        for number in range(6)
    ]
    assert [process.wait(60) for process in running] == [0] * 6
    kept = json.loads((home() / "settings.json").read_text("utf-8"))
    assert len(kept) == 30
    assert not list(home().glob("*.new"))


def _damages(path: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "cut off", lambda: path.write_bytes(b'{"learner": "an')
    yield "another value", lambda: path.write_bytes(b"[1]")
    yield "not UTF-8", lambda: path.write_bytes(b'{"learner": "\xff\xfe"}')
    yield "huge", lambda: path.write_bytes(b" " * (1 << 20) + b"{}  ")
    yield "deep", lambda: path.write_bytes(b"[" * 100_000)
    yield "a pipe", lambda: os.mkfifo(path)
    yield "a folder", lambda: path.mkdir()


@pytest.mark.parametrize("name", [name for name, _make in _damages(Path())])
def test_settings_that_cannot_be_understood_stay_as_they_are(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = home() / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    dict(_damages(path))[name]()
    before = path.read_bytes() if path.is_file() else path.stat().st_ino
    assert here().settings.get("theme") is None
    with pytest.raises(RecordError) as told:
        here().settings.keep("theme", "dark")
    assert str(path) in told.value.place
    assert told.value.fix
    assert run(["--learner", "ana", "progress"]) == 0
    assert "Not remembered" in capsys.readouterr().err
    assert (path.read_bytes() if path.is_file() else path.stat().st_ino) == before


def test_settings_of_an_earlier_version_are_read_and_kept() -> None:
    path = home() / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((ROOT / "tests" / "engine" / "fixtures" / "settings-0.1.json").read_bytes())
    assert here().settings.learner() == "Мария"
    here().settings.keep("theme", "light")
    assert json.loads(path.read_text("utf-8")) == {
        "learner": "Мария",
        "theme": "light",
        "hands in as: maria_5d4f": "blue-otter",
        "hands in to": "/media/teacher",
    }


# A damaged journal, handed in and collected -----------------------------------------------------------------------


def _line(**changed: object) -> bytes:
    event: dict[str, object] = {
        "id": f"{len(changed):032x}",
        "time": "2026-01-31T09:06:12.480Z",
        "event": "committed",
        "course": "course",
        "lesson": "tiny",
        "exercise": "who-says",
        "data": {"answer": "brook", "seconds": 3.5},
    }
    return json.dumps(event | changed).encode() + b"\n"


HEAD = b'{"closeread":"journal","format":1,"learner":"ana","created":"2026-01-31T09:05:00.123Z"}\n'
ODD = {
    "a time with an offset": (_line(id="a1", time="2026-01-31T10:06:12+00:00"), 1),
    "a time that is none": (_line(id="a2", time="yesterday"), 0),
    "a month that is none": (_line(id="a3", time="2026-19-31T10:06:12Z"), 0),
    "NaN seconds": (_line(id="a4", data={"answer": "brook", "seconds": float("nan")}), 0),
    "endless seconds": (_line(id="a5").replace(b"3.5", b"1e999"), 0),
    "a number without end": (_line(id="a6").replace(b"3.5", b"9" * 5_000), 0),
    "half a line": (_line(id="a7")[:90] + b"\n", 0),
    "an id with a space": (_line(id="a b"), 0),
    "no id": (_line(id=""), 0),
    "a long exercise": (_line(id="a8", exercise="x" * 5_000), 0),
    "an unknown event": (_line(id="a9", event="sneezed"), 0),
    "deep": (_line(id="b1").replace(b'"brook"', b"[" * 60 + b"]" * 60), 0),
    "half a character": (_line(id="b2", data={"answer": "\ud800"}), 1),
    "a half character as a name": (_line(id="b3", exercise="\ud800"), 0),
    "a null": (_line(id="b4", data={"answer": "a\x00b"}), 1),
    "not UTF-8": (_line(id="b5").replace(b"brook", b"br\xffok"), 0),
    "a list": (b"[1]\n", 0),
    "practice only": (_line(id="b6", data={"answer": "brook", "practice": True}), 0),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ODD)
def test_one_odd_line_costs_that_line(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line, counts = ODD[name]
    sound = _line(id="f" * 32, exercise="name-it", data={"answer": None})
    handed_in_and_collected(HEAD + line + sound, folder, capsys, {counts + 1})
    assert run(["--learner", "ana", "progress"]) == 0
    assert run(["--learner", "ana", "review", "--list"]) == 0


def handed_in_and_collected(
    data: bytes, folder: Path, capsys: pytest.CaptureFixture[str], expected: set[int] | None = None
) -> None:
    """What is told as handed in is what is collected; or the refusal is clear."""
    path = journal_path("ana")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    for old in folder.glob("in/*"):
        old.unlink()
    (folder / "in").mkdir(exist_ok=True)
    capsys.readouterr()
    code = run(["--learner", "ana", "hand-in", str(TINY), "--to", "in", "--as", "blue-otter"])
    out, err = capsys.readouterr()
    if code != 0:
        assert err
        assert not list(folder.glob("in/*"))
        assert not expected
        return
    told = int(out.split()[2])
    assert expected is None or told in expected
    (file,) = folder.glob("in/*.handin")
    read = from_bytes(file.read_bytes())
    answered = set(first_answers(read.events))
    assert (read.learner, len(answered)) == ("blue-otter", told)
    name = f"c{os.urandom(6).hex()}"
    assert run(["collect", "in", "-c", name, "--lesson", str(TINY), "--format", "json"]) == 0
    collected: Any = json.loads(capsys.readouterr().out)
    (one,) = collected["files"]
    assert one["outcome"] == "taken"
    assert sum(collected["scored"].values()) == len(answered & {"who-says", "name-it"})


JOURNAL = HEAD + b"".join(
    _line(id=f"{number:032x}", exercise=exercise, time=f"2026-01-31T09:0{number}:12.480Z")
    for number, exercise in enumerate(("who-says", "name-it", "who-says", "gone"))
)


@examples(25)
@given(
    st.lists(
        st.tuples(st.integers(0, len(JOURNAL) - 1), st.integers(0, 40), st.binary(max_size=6)),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_told_of_a_damaged_journal_is_what_is_collected(
    folder: Path, capsys: pytest.CaptureFixture[str], damages: list[tuple[int, int, bytes]]
) -> None:
    data = JOURNAL
    for start, length, put in damages:
        data = data[:start] + put + data[start + length :]
    handed_in_and_collected(data, folder, capsys)
