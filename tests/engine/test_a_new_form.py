"""A kind that brings a form of its own in one file: all that shows no screen works with it, no other file touched.

A bell may be rung once, and cannot be unrung.
"""

import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import pytest

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.main import run
from lessons.kinds import registry
from lessons.kinds.base import Bench, Bound, Example, Key, Kind, Lazy, Task
from lessons.kinds.item import Item
from lessons.kinds.rows import OptionText
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Answer, AnswerError, CustomAnswer, Raw, answer_of
from lessons.model.fields import Identifier, Of
from lessons.model.form import Asked, CustomForm, Form
from lessons.model.result import Part, Score, Verdict
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.reports.crosscheck import Reading, cross_check
from lessons.share.packs.unpack import unpack
from tests.helpers.place import home
from tests.helpers.sealed import opened_key, plain_files, sealed
from tests.helpers.tiny import COURSE


@dataclass(frozen=True)
class Rung(CustomAnswer):
    bell: str | None = None
    loud: bool = False

    def written(self) -> Raw:
        return {"bell": self.bell, "loud": self.loud}


@dataclass(frozen=True)
class BellForm(CustomForm):
    bells: Mapping[str, str]

    @property
    def texts(self) -> Sequence[str]:
        return [*self.bells.values()]

    @property
    def decisions(self) -> int:
        return 1

    def asked(self) -> Sequence[Asked]:
        return (Asked("bell", "The bell", self.bells),)

    def chosen(self, answer: Answer) -> Mapping[str, str]:
        bell = answer_of(Rung, answer).bell
        return {"bell": bell} if bell else {}

    def blank(self) -> Rung:
        return Rung()

    def read(self, raw: Raw) -> Rung:
        bell = raw.get("bell") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or (bell is not None and bell not in self.bells):
            raise AnswerError("no bell", "the id of a bell", "ring one")
        return Rung(str(bell) if bell else None, raw.get("loud") is True)

    def keep(self, answer: Answer) -> Raw:
        return answer_of(Rung, answer).written()

    def reread(self, raw: Raw) -> tuple[Rung, tuple[str, ...]]:
        return self.read(raw), ()

    def onward(self, before: Answer, after: Answer) -> Rung:
        old, new = answer_of(Rung, before), answer_of(Rung, after)
        return replace(new, bell=old.bell or new.bell)


class BellTask(Task):
    bells: dict[Identifier, OptionText]
    """What may be rung."""


class BellKey(Key):
    rings: Annotated[Identifier, Of(("bells",))]
    """The bell that rings true."""


@dataclass(frozen=True)
class BoundBell(Bound):
    bells: Mapping[str, str]
    right: str

    @property
    def chance(self) -> Fraction:
        return Fraction(1, len(self.bells))

    def rule(self) -> str:
        return "The right bell earns everything."

    def score(self, answer: Answer) -> Score:
        bell = answer_of(Rung, answer).bell
        score = Fraction(bell == self.right)
        verdict = Verdict.MISSED if bell is None else Verdict.RIGHT if score else Verdict.WRONG
        part = Part(
            "bell",
            verdict,
            "The bell",
            score,
            given=self.bells.get(bell or "", ""),
            expected=self.bells[self.right],
        )
        return Score(score, (part,), f"That is {int(score) * 100} of 100.")

    def perfect(self) -> Rung:
        return Rung(self.right)

    def lazy(self) -> Iterator[Lazy]:
        yield from ()

    def items(self) -> tuple[Item, ...]:
        return (Item("bell", "The bell"),)


class Bell(Kind[BellTask, BellKey]):
    """Ring a bell."""

    name = "bell"
    example = Example(
        "sourcing", template="\n  - bell: Ring it.\n    bells: {a: A, b: B}\n    rings: a\n    why: So.\n"
    )
    task = BellTask
    key = BellKey

    def form(self, task: BellTask, bench: Bench) -> BellForm:
        return BellForm(dict(task.bells))

    def bind(self, task: BellTask, key: BellKey, form: Form, bench: Bench) -> BoundBell:
        return BoundBell(dict(task.bells), key.rings)


TASK = "- {id: bell, kind: bell, strand: sourcing, prompt: Ring it., bells: {true-bell: Church, false-bell: School}}\n"
KEY = "answers:\n  bell: {rings: true-bell, why: So.}\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(registry._BY_NAME, Bell.name, Bell())
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    lesson, key = folder / "tiny" / "lesson.yaml", folder / "tiny" / "key.yaml"
    lesson.write_text(lesson.read_text() + "".join(f"  {line}" for line in TASK.splitlines(keepends=True)))
    key.write_text(key.read_text().replace("answers:\n", KEY, 1))
    return folder


def test_it_is_checked_scored_kept_and_resumed(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(course / "tiny"), "--format", "json"]) == 0
    assert "bell" not in capsys.readouterr().out
    lesson = open_lesson(course / "tiny", home())
    record = MemoryRecord()
    attempt = Session(lesson, record, lambda: open_key(lesson))
    attempt.goto(len(lesson.exercises) - 1)
    attempt.answer(Rung("false-bell"))
    attempt.answer(Rung("true-bell", loud=True))
    assert attempt.draft == Rung("false-bell", loud=True)
    assert attempt.undo()
    assert attempt.draft == Rung("false-bell")
    assert not attempt.can_undo
    assert attempt.commit().score == 0
    again = Session(lesson, record, lambda: open_key(lesson))
    assert again.result is not None
    assert again.result.parts[0].verdict is Verdict.WRONG
    path = course / "answers.json"
    path.write_text(json.dumps({"bell": {"bell": "true-bell"}}))
    assert run(["score", str(course / "tiny"), str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"]["bell"]["score"] == 1


def test_readers_are_compared_in_it(course: Path) -> None:
    lesson = open_lesson(course / "tiny", home())
    readings = [Reading(name, {"bell": Rung("false-bell")}) for name in ("ana", "ben")]
    checked = cross_check(lesson, open_key(lesson), readings).exercises
    (bell,) = (one for one in checked if one.exercise.id == "bell")
    assert [dispute.said for dispute in bell.disputes] == [
        "2 of 2 readers said \u201cSchool\u201d of \u201cThe bell\u201d; the key says \u201cChurch\u201d"
    ]


def test_it_is_sealed(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = sealed(course, tmp_path / "pack.zip", monkeypatch)
    assert not [name for name, data in plain_files(tmp_path / "pack.zip").items() if b"true-bell" in data]
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    folder = tmp_path / pack.folder / "tiny"
    lesson = open_lesson(folder, home())
    (folder / "key.yaml").write_text(opened_key(tmp_path / pack.folder, "tiny", pack.code))
    (bound,) = (open_key(lesson).bound[one.id] for one in lesson.exercises if one.kind.name == "bell")
    assert bound.score(bound.perfect()).score == 1


def test_it_is_printed_as_its_questions(course: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.html"
    assert run(["print", str(course / "tiny"), "-o", str(sheet)]) == 0
    words = re.sub(r"<[^>]+>", "", sheet.read_text("utf-8"))
    for told in ("The bell", "School", "Church"):
        assert told in words


def test_it_is_answered_line_by_line_as_on_a_sheet(course: Path) -> None:
    lesson = open_lesson(course / "tiny", home())
    attempt = Session(lesson, MemoryRecord(), lambda: open_key(lesson))
    attempt.goto(len(lesson.exercises) - 1)
    player = Player(attempt, Console(io.StringIO(), io.StringIO()))
    task = "\n".join(player.take("task"))
    assert "The bell" in task
    assert "A. Church" in task
    assert "One letter for each question: 1; - for none." in task
    assert player.take("Z")[0].startswith("Not kept: there is no Z")
    assert player.take("a") == ["Your answer: A"]
    assert attempt.draft == Rung("true-bell")
    assert "100 of 100" in "\n".join(player.take("commit"))
