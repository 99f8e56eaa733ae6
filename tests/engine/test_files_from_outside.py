"""Every command that takes a file, and everything that may lie there instead: a pipe, a device, a folder, no end."""

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.share.handing_in.hand_in import to_bytes
from tests.helpers.classes import handed_in
from tests.helpers.file_modes import bound_by_modes
from tests.helpers.standoff import textless
from tests.helpers.tiny import COURSE

ROOT = Path(__file__).parents[2]
SPARSE = 100 * 1024 * 1024


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def listening(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def nothing(path: Path) -> None:
    assert not path.exists()


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def large(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(SPARSE)


def not_utf_8(path: Path) -> None:
    path.write_bytes(b'{"format": 1,\n "caf\xe9": "\xff"}\n')


def closed(path: Path) -> None:
    path.write_bytes(b"{}")
    path.chmod(0)


ODD: dict[str, Callable[[Path], None]] = {
    made.__name__: made for made in (pipe, device, folder, listening, circle, large, not_utf_8, closed)
}
ODD["nothing"] = nothing

GIVEN = {
    "score": "score course/tiny odd.json",
    "crosscheck --answers": "crosscheck course/tiny --reader ana --answers odd.json",
    "crosscheck --report": "crosscheck --report course/tiny odd.json",
    "import": "import odd.txt -o made",
    "import a page": "import odd.html -o made",
    "unpack": "unpack odd.zip -o made",
    "open a pack": "odd.zip",
    "unseal": "unseal odd.zip CODE",
    "sealing add": "sealing add odd.zip",
    "bind": "bind bare/tiny odd.txt",
    "bind to Markdown": "bind bare/tiny odd.md",
    "new --from": "new made --from odd.md",
    "new --in": "new exercise mark --in odd",
    "check": "check odd",
    "check course.yaml": "check odd/course.yaml",
    "preview": "preview odd",
    "suggest": "suggest odd",
    "read": "read odd --linear",
    "pack": "pack odd -o made.zip",
    "pack --for": "pack course --seal --for odd.key -o made.zip",
    "collect": "collect odd -c new",
    "collect --lesson": "collect inbox -c new --lesson odd",
    "class assign": "class assign 8b odd",
    "class report --roster": "class report 8b --roster odd.csv",
    "class report --canvas": "class report 8b tiny --csv made.csv --canvas odd.csv",
    "class show --roster": "class show 8b --roster odd.csv",
    "class report of a file": "class report odd.db",
}
"""Commands that are given the odd file's name."""
LYING = {
    "course.yaml": ("course/course.yaml", "read course --linear", (0, 1, 2)),
    "course.yaml, checked": ("course/course.yaml", "check course", (0, 1, 2)),
    "lesson.yaml": ("course/tiny/lesson.yaml", "check course", (1, 2)),
    "lesson.yaml, played": ("course/tiny/lesson.yaml", "read course/tiny --linear", (1, 2)),
    "lesson.yaml, in a course": ("course/tiny/lesson.yaml", "read course --linear", (0, 1, 2)),
    "key.yaml": ("course/tiny/key.yaml", "check course/tiny", (1, 2)),
    "key.yaml, scored": ("course/tiny/key.yaml", "score course/tiny answers.json", (1, 2)),
    "key.yaml, packed": ("course/tiny/key.yaml", "pack course -o made.zip", (1, 2)),
    "key.yaml of a class": ("course/tiny/key.yaml", "class report 8b", (0, 1)),
    "article.md": ("course/tiny/article.md", "check course/tiny", (1, 2)),
    "article.md, played": ("course/tiny/article.md", "read course/tiny --linear", (1, 2)),
    "article.md of a class": ("course/tiny/article.md", "rescore 8b", (0, 1)),
    "techniques.yaml": ("course/techniques.yaml", "check course", (1,)),
    "techniques.yaml, packed": ("course/techniques.yaml", "pack course -o made.zip", (1,)),
    "replies.yaml": ("course/tiny/replies.yaml", "check course/tiny", (1,)),
    "replies.yaml, decided": (
        "course/tiny/replies.yaml",
        "class decide 8b tiny 1234 --answer wrong --why so",
        (1, 2),
    ),
    "SOURCES.md": ("course/tiny/SOURCES.md", "pack course -o made.zip", (0, 1)),
    "LICENSE": ("course/LICENSE", "pack course -o made.zip", (0, 1)),
    "a text beside": ("course/tiny/notes.txt", "pack course -o made.zip", (0, 1)),
    "a hand-in": ("inbox/odd.handin", "collect inbox -c 8b", (0, 1)),
    "the record": ("home/learners/ana.jsonl", "read course/tiny --linear", (0, 3)),
    "the record, told": ("home/learners/ana.jsonl", "progress --format json", (0, 3)),
    "the record, reviewed": ("home/learners/ana.jsonl", "review --list", (0, 3)),
    "the record, handed in": ("home/learners/ana.jsonl", "hand-in tiny --to inbox --as ana", (1, 2, 3)),
    "the record, while scoring": ("home/learners/ana.jsonl", "score course/tiny answers.json", (0, 3)),
    "the settings": ("home/settings.json", "read course/tiny --linear", (0, 3)),
    "the class": ("home/classes/8b.db", "class report 8b", (3,)),
    "the class, collected": ("home/classes/8b.db", "collect inbox -c 8b", (3,)),
    "the classes": ("home/classes/8b.db", "class list", (0, 1, 3)),
    "the teacher's key": ("home/sealing/teacher.key", "pack course --seal -o made.zip", (0, 1, 2, 3)),
    "the teacher's key, shown": ("home/sealing/teacher.key", "sealing key", (0, 1, 2, 3)),
    "a known pack": ("home/sealing/packs/odd.json", "sealing codes", (0, 1)),
    "a reading to go on with": ("readings/tiny-ana.json", "crosscheck course/tiny --reader ana", (0, 1, 2)),
    "what import left out": ("made/left-out.txt", "import story.txt -o made --force", (0, 1, 2)),
    "a file to write": ("made.csv", "class report 8b --csv made.csv", (1, 2)),
    "a page to write": ("made.html", "class report 8b --html made.html", (1, 2)),
    "a pack to write": ("made.zip", "pack course -o made.zip", (0, 1, 2)),
    "a hand-in to write": ("made.handin", "hand-in tiny -o made.handin --as ana", (1, 2)),
    "an own page to write": ("made.html", "progress tiny --html made.html", (1, 2)),
}
"""Commands that come upon the odd file: its place, the command, what it may end with."""
LEGAL = {("import a page", "not_utf_8"), ("collect", "folder")}
"""Import guesses an encoding; a folder without hand-ins is a folder."""
PLACES = {
    name: next(word.split("/")[0] for word in words.split() if word.startswith("odd"))
    for name, words in GIVEN.items()
}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course, the same without its text, hand-ins, a class, a learner's record: copied for each test."""
    made = tmp_path_factory.mktemp("furnished")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        patch.setenv("CLOSEREAD_HOME", str(made / "home"))
        shutil.copytree(COURSE, "course")
        textless(COURSE, Path("bare"))
        Path("answers.json").write_text("{}")
        Path("story.txt").write_text("The mayor said on Tuesday that the bridge stays shut.\n")
        Path("inbox").mkdir()
        lesson = open_lesson(Path("course/tiny"))
        Path("inbox/ben.handin").write_bytes(to_bytes(handed_in(lesson, "ben", {"who-says": ["brook"]})))
        assert run(["collect", "inbox", "-c", "8b", "--lesson", "course/tiny"]) == 0
        patch.setattr("sys.stdin", io.StringIO("goto 5\npick brook\ncommit\n"))
        assert run(["--learner", "ana", "read", "course/tiny", "--linear"]) == 0
    return made


@pytest.fixture
def here(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "here"
    shutil.copytree(furnished, place)
    monkeypatch.chdir(place)
    monkeypatch.setenv("CLOSEREAD_HOME", str(place / "home"))
    monkeypatch.setenv("CLOSEREAD_PATH", str(place / "course"))
    return place


def lay(sort: str, place: Path) -> None:
    """Put something odd in the place of whatever is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    ODD[sort](place)


def judged(name: str, sort: str, code: int, told: str) -> None:
    """The command ended as it may, said where the trouble is, and broke nowhere."""
    assert "Traceback" not in told
    if (name, sort) in LEGAL:
        assert code == 0, told
        return
    allowed = (1, 2, 3) if name in GIVEN else LYING[name][2]
    if name in GIVEN:
        assert Path(PLACES[name]).name in told, told
    assert code in allowed, told


@pytest.mark.sample(12)
@pytest.mark.parametrize(
    ("sort", "name"),
    [
        pytest.param(sort, name, marks=() if sort in ("pipe", "large", "not_utf_8") else pytest.mark.thorough)
        for sort in ODD
        for name in (GIVEN if sort == "nothing" else [*GIVEN, *LYING])
    ],
)
def test_whatever_lies_there_is_refused_with_words(
    sort: str, name: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What need not be there may be missing: ``nothing`` is tried where a command was given its name."""
    place, words = (PLACES[name], GIVEN[name]) if name in GIVEN else LYING[name][:2]
    lay(sort, here / place)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    with bound_by_modes():
        code = run(["--learner", "ana", *words.split()])
    judged(name, sort, code, "".join(capsys.readouterr()))


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*GIVEN, *LYING])
def test_no_command_waits_for_a_pipe(name: str, here: Path) -> None:
    """As a process of its own, which nobody else can end."""
    sort = "pipe"
    place, words = (PLACES[name], GIVEN[name]) if name in GIVEN else LYING[name][:2]
    lay(sort, here / place)
    done = subprocess.run(
        [sys.executable, "-c", "from tui.launch import main; main()", "--learner", "ana", *words.split()],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    judged(name, sort, done.returncode, done.stdout + done.stderr)


@pytest.mark.thorough
def test_an_export_or_a_roster_is_not_replaced_by_a_grade_book(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--csv`` replaces a grade book, of an earlier version too, and nothing else."""
    for name, content in (
        ("names.csv", "pseudonym,name,login\nben,Ben,b1\n"),
        ("marks.txt", "my own notes\n"),
        ("export.tsv", "Student\tID\tSection\n"),
        ("empty.csv", ""),
    ):
        Path(name).write_text(content)
        assert run(["class", "report", "8b", "--csv", name]) == 2
        assert name in capsys.readouterr().err
        assert Path(name).read_text() == content
    Path("old.csv").write_bytes(b"\xef\xbb\xbfpseudonym,name,record,tiny: score\r\n")
    for _again in range(2):
        for extra in ([], ["--semicolons"]):
            assert run(["class", "report", "8b", "--csv", "old.csv", *extra]) == 0
    assert b"login" in Path("old.csv").read_bytes()


@pytest.mark.thorough
def test_a_filled_export_replaces_nothing_but_itself(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("export.csv").write_text("Student,ID,SIS User ID,SIS Login ID,Section\nben,1,b1,b1,8b\n")
    wish = ["class", "report", "8b", "tiny", "--canvas", "export.csv", "--csv"]
    for _again in range(2):
        assert run([*wish, "filled.csv"]) == 0
    Path("older.csv").write_bytes(Path("filled.csv").read_bytes().replace(b"8b", b"8c"))
    before = Path("older.csv").read_bytes()
    assert run([*wish, "older.csv"]) == 2
    assert "older.csv" in capsys.readouterr().err
    assert Path("older.csv").read_bytes() == before
