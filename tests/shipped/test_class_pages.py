"""The pages on classes, each followed from its first command to its last, with the lesson of the first-lesson page.

A person does in between what the page says somebody does: learners take the lesson, colleagues answer it, a test is
taken. A number, a sign or a code that is another one each time stands in the page as an example; it is put in here.
"""

import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lessons.cli import class_show
from lessons.cli.call import Call, ClassWish, PlayRequest
from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.reports.paper_answers import as_typed
from lessons.share.sealing import sealed_course
from lessons.share.sealing import sealed_key as unsealing
from tests.helpers.classes import digest, handed_in, write
from tests.helpers.place import here, home
from tests.helpers.screen_text import screen_text
from tests.helpers.sealed import quick
from tui.class_app import ClassApp

DOCS = Path(__file__).parents[2] / "docs"
COURSE = Path(__file__).parents[1] / "tutorial" / "my-course"
LESSON = Path("my-course", "the-last-night-bus")
TAKEN = {
    "ana": ["mark heartless", "mark observers doubt", "commit", "goto 4", "pick 1", "commit"],
    "ben": ["mark heartless", "mark honest", "commit", "contest 3 because it is a loaded word"],
    "cem": ["mark heartless", "mark honest", "commit", "contest 3 because nobody asked"],
}
"""What three learners do in the lesson, line by line."""


class Block(NamedTuple):
    sort: str
    name: str
    text: str
    line: int


def blocks(page: str) -> Iterator[Block]:
    text = (DOCS / page).read_text("utf-8")
    for block in re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield Block(block[1], block[2], block[3], text.count("\n", 0, block.start()) + 1)


class Follower:
    """Somebody who does what a page says, in a folder where the course lies."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.patch, self.capsys = monkeypatch, capsys
        self.printed = ""
        self.done: list[list[str]] = []
        self.looks: list[ClassWish] = []
        monkeypatch.setattr(class_show, "show", self._look)

    def _look(self, _call: Call, wish: ClassWish) -> int:
        self.looks.append(wish)
        return 0

    def follow(self, page: str) -> None:
        for block in blocks(page):
            if block.sort == "sh":
                for line in block.text.splitlines():
                    self.do(shlex.split(line, comments=True))
            elif block.sort == "text":
                assert self.printed == block.text, f"{page}:{block.line}"
            elif block.sort == "yaml" and block.name:
                assert block.text in Path(block.name).read_text("utf-8"), f"{page}:{block.line}"

    def do(self, words: list[str]) -> None:
        """A command of a page, with what comes before it."""
        program, *words = words
        if program == "mkdir":
            Path(words[0]).mkdir()
            return
        assert program == "closeread"
        self.done.append(words)
        match words:
            case ["hand-in", *_rest]:
                for learner, lines in TAKEN.items():
                    self.take(learner, str(LESSON), lines)
                    self.run(["--learner", learner, *words, "--as", learner])
                return
            case [pack] if pack.endswith(".zip"):
                said = self.take("ana", pack, ["begin", "mark heartless", "commit", "finish", "finish"])
                hand_in = re.search(r"closeread hand-in (\S+)", said)
                assert hand_in, said
                self.run(["--learner", "ana", "hand-in", hand_in[1], "--to", "inbox", "--as", "ana"])
                return
            case ["class", "enter", *_rest]:
                self.type(["Dan", *right_lines()])
            case ["class", "learners", _name, "withdraw", learner, _sign]:
                words = [*words[:-1], self.sign_of(learner)]
            case ["class", "learners", _name, "delete", _learner]:
                self.type(["y"])
            case ["crosscheck", _lesson, "--reader", _name]:
                self.type(
                    [
                        "mark heartless",
                        "mark honest",
                        "commit",
                        "goto 4",
                        "pick 2",
                        "commit",
                        "finish",
                        "finish",
                    ]
                )
            case ["unseal", pack, _code]:
                words = ["unseal", pack, self.code_of(pack)]
        if "--answers" in words:
            Path("ben.json").write_text(json.dumps(ANSWERS))
        if "readings/*.json" in words:
            at = words.index("readings/*.json")
            words = [*words[:at], *map(str, sorted(Path("readings").glob("*.json"))), *words[at + 1 :]]
        self.run(words)

    def run(self, words: list[str]) -> None:
        self.capsys.readouterr()
        code = run(words)
        self.printed, told = self.capsys.readouterr()
        assert code == 0, (words, self.printed, told)

    def type(self, lines: list[str]) -> None:
        self.patch.setattr("sys.stdin", io.StringIO("\n".join([*lines, ""])))

    def take(self, learner: str, lesson: str, lines: list[str]) -> str:
        self.type([*lines, "quit"])
        self.run(["--learner", learner, "read", lesson, "--linear"])
        return self.printed

    def sign_of(self, learner: str) -> str:
        self.run(["class", "learners", "8b"])
        found = re.search(rf"^{learner}\b.*\n +(\w+) ", self.printed, re.MULTILINE)
        assert found, self.printed
        return found[1]

    def code_of(self, pack: str) -> str:
        self.run(["sealing", "codes"])
        found = re.search(
            rf"{pack}.*?((?:\w{{4}}-){{3}}\w{{4}})|((?:\w{{4}}-){{3}}\w{{4}}).*?{pack}",
            self.printed,
            re.DOTALL,
        )
        assert found, self.printed
        return found[1] or found[2]


ANSWERS = {"mark-the-words-in-paragraph": [{"quote": "heartless"}, {"quote": "honest"}]}


def right_lines() -> list[str]:
    """The answers of the key as they are typed from a sheet."""
    lesson = open_lesson(LESSON)
    key = open_key(lesson)
    return [as_typed(one.form, key.bound[one.id].perfect(), lesson) for one in lesson.exercises]


@pytest.fixture
def follower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Follower:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(COURSE, "my-course")
    return Follower(monkeypatch, capsys)


def collected(follower: Follower) -> None:
    """The class as the first page on classes begins it."""
    for line in (
        "class assign 8b my-course/the-last-night-bus",
        "hand-in the-last-night-bus --to inbox",
        "collect inbox -c 8b",
    ):
        Path("inbox").mkdir(exist_ok=True)
        follower.do(["closeread", *line.split()])


def forked_and_doubled() -> None:
    """Two machines of ana, and of dora and emil two files of one record that contradict each other."""
    lesson = open_lesson(LESSON)
    (choice,) = (one for one in lesson.exercises if one.task.prompt.startswith("Who doubts"))
    said: list[dict[str, Raw]] = [
        {choice.id: ["omar-diaz-the-nurse"]},
        {choice.id: ["nobody-that-we-can-ask"]},
    ]
    write(Path("inbox"), handed_in(lesson, "ana", said[0], record=digest("another machine")), "ana2.handin")
    for name in ("dora", "emil"):
        for number, answers in enumerate(said):
            made = handed_in(lesson, name, answers, minute=60 * number)
            write(Path("inbox"), made, f"{name}{number}.handin")


@pytest.mark.thorough
def test_a_class_by_file(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    do = follower.do

    def prepared(words: list[str]) -> None:
        if words[1:] == ["class", "learners", "8b"]:
            forked_and_doubled()
            follower.run(["collect", "inbox", "-c", "8b"])
            monkeypatch.setattr(follower, "do", do)
        do(words)

    monkeypatch.setattr(follower, "do", prepared)
    follower.follow("classroom.md")
    assert len(follower.done) >= 16
    (report,) = reports("8b", None, home())
    assert [one.score for one in report.learners if one.pseudonym == "Dan"] == [1]


@pytest.mark.thorough
async def test_a_class_on_the_screen(follower: Follower) -> None:
    collected(follower)
    follower.follow("class-screen.md")
    assert [wish.lesson for wish in follower.looks] == [
        None,
        None,
        "the-last-night-bus",
        "the-last-night-bus",
    ]
    for wish in follower.looks:
        app = ClassApp(PlayRequest(None, (), here(), classes=wish), wish)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            shown = screen_text(app)
        assert ("The last night bus" in shown) or wish.path is None, shown


def test_the_class_report(follower: Follower) -> None:
    collected(follower)
    (roster,) = (block.text for block in blocks("class-report.md") if block.sort == "csv")
    Path("8b-names.csv").write_text(roster.replace("quiet-heron-27", "ana"), "utf-8")
    export = 'Student,ID,SIS User ID,SIS Login ID,Section\n"Berg, Ana",1,,a.berg,8b\n'
    Path("export.csv").write_text(export, "utf-8")
    follower.follow("class-report.md")
    assert {"8b.html", "8b.csv", "t.html", "talks.html", "wall.html", "import.csv"} <= {
        one.name for one in Path().iterdir()
    }
    assert "Ana Berg" not in Path("wall.html").read_text("utf-8")


def test_a_blind_cross_check(follower: Follower) -> None:
    before = (LESSON / "lesson.yaml").read_text("utf-8")
    follower.follow("crosscheck.md")
    assert len(list(Path("readings").iterdir())) == 2
    assert before != (LESSON / "lesson.yaml").read_text("utf-8")


@pytest.mark.thorough
def test_a_sealed_test(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sealed_course, unsealing):
        monkeypatch.setattr(module, "stretched", quick)
    Path("inbox").mkdir()
    follower.follow("sealed.md")
    assert ["unseal", "monday.zip", "7KQ2-M9XC-4TPA-HW3E"] in follower.done
