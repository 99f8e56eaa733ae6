"""A kind that is written in one file: everything works with it, and no other file is touched.

It is a ``match`` under other names, with lists of its own whose ids tell the answer.
"""

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from lessons.author.json_schema import schema_text
from lessons.author.stubs import stub
from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.main import run
from lessons.kinds import registry
from lessons.kinds.accepted import AcceptedField
from lessons.kinds.base import Bench, Example, Key, Kind, Task
from lessons.kinds.grid import COLUMN, BoundGrid
from lessons.kinds.match import bind_rows
from lessons.kinds.reading import write
from lessons.kinds.rows import OptionText, RowField, rows_of
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import shipped
from lessons.loading.glossary_source import read_glossary
from lessons.model.answer import GridAnswer
from lessons.model.fields import Fields, Identifier, Kept, Of
from lessons.model.form import Column, Form, GridForm, Option
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.reports.crosscheck import Reading, cross_check
from lessons.review.card import fresh_for
from lessons.share.packs.unpack import unpack
from lessons.share.standoff.choosing_copies import bind_all
from tests.helpers.sealed import opened_key, plain_files, sealed
from tests.helpers.standoff import textless
from tests.helpers.tiny import COURSE, TINY
from tui.boards.answers import answer_board

TEMPLATE = """
  # sort-mail: the student puts each letter into its hole.
  - id: {{id}}
    kind: sort-mail
    strand: sourcing
    prompt: {{prompt: Where does each letter belong?}}
    letters:
      bill-is-private: {quote: The tram will cost 12 million crowns}
      ad-is-public: {text: An advert}
      notice-is-public: {text: A notice}
    holes:
      private-right: Private
      public-right: Public
      nowhere-wrong: Nowhere
# key.yaml

  {{id}}:
    letters:
      bill-is-private: {is: private-right, why: It names a customer.}
      ad-is-public: {is: public-right, why: Everybody gets it., wrong: {private-right: It names nobody.}}
      notice-is-public: {is: [public-right, nowhere-wrong], why: It hangs on a wall.}
    why: Look at whom a letter names.
"""


class MailTask(Task):
    """Fields in lesson.yaml."""

    letters: Annotated[dict[Identifier, RowField], Field(min_length=1)]
    """What is sorted."""
    holes: Annotated[dict[Identifier, OptionText], Field(min_length=2)]
    """Where it goes."""


class MailKey(Key):
    """Fields in key.yaml."""

    letters: dict[Annotated[Identifier, Of(("letters",))], Annotated[AcceptedField, Of(("holes",))]]
    """The hole of each letter."""


@dataclass(frozen=True)
class BoundMail(BoundGrid):
    """The hole of each letter."""

    def rule(self) -> str:
        """The rule for students."""
        return "Each letter in its hole earns an equal share."


class SortMail(Kind[MailTask, MailKey]):
    """Put letters into holes."""

    name = "sort-mail"
    example = Example("morning-mail", "sourcing", template=TEMPLATE)
    task = MailTask
    key = MailKey

    def form(self, task: MailTask, bench: Bench) -> GridForm:
        """Letters against holes."""
        holes = tuple(Option(id, text) for id, text in task.holes.items())
        return GridForm(rows_of(bench, task.letters, ("letters",), task.where), (Column(COLUMN, "", holes),))

    def bind(self, task: MailTask, key: MailKey, form: Form, bench: Bench) -> BoundMail:
        """What each letter accepts."""
        assert isinstance(form, GridForm)
        return BoundMail(bind_rows(key.letters, form, bench))


ID = SortMail.example.id


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course with an exercise of the new kind, as ``closeread new exercise`` prints it."""
    monkeypatch.setitem(registry._BY_NAME, SortMail.name, SortMail())
    glossary, _problems = read_glossary(shipped() / "techniques.yaml")
    made = stub(SortMail.name, None, glossary)
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    lesson, key = folder / "tiny" / "lesson.yaml", folder / "tiny" / "key.yaml"
    lesson.write_text(lesson.read_text() + made.asked)
    key.write_text(key.read_text().replace("answers:\n", "answers:\n" + made.answered, 1))
    return folder


@pytest.fixture
def lesson(course: Path) -> Lesson:
    return open_lesson(course / "tiny")


def test_check_new_and_the_schemas_know_it(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(course / "tiny"), "--format", "json"]) == 0
    assert ID not in capsys.readouterr().out
    assert run(["new", "exercise", SortMail.name]) == 0
    assert "bill-is-private" in capsys.readouterr().out
    assert SortMail.name in schema_text("lesson")
    assert "The hole of each letter." in schema_text("key")


def test_it_is_played_scored_and_explained(
    lesson: Lesson, course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(lesson, MemoryRecord(), lambda: open_key(lesson))
    session.goto(len(lesson.exercises) - 1)
    session.answer(GridAnswer({("bill-is-private", COLUMN): "private-right"}))
    result = session.commit()
    assert str(result.score) == "1/3"
    assert result.rule == "Each letter in its hole earns an equal share."
    answers = course / "answers.json"
    answers.write_text(json.dumps({ID: write(open_key(lesson).bound[ID].perfect())}))
    session.retry()
    assert "Private" in "\n".join(Player(session, Console(io.StringIO(), io.StringIO())).take("1 = a"))
    board = answer_board(lesson, lesson.exercise(ID), session.draft)
    assert board.answer == session.draft
    assert run(["score", str(course / "tiny"), str(answers), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"][ID]["score"] == 1


def test_reports_and_review_ask_its_items(lesson: Lesson) -> None:
    key = open_key(lesson)
    wrong = GridAnswer({(row, COLUMN): "nowhere-wrong" for row in ("bill-is-private", "ad-is-public")})
    readings = [Reading(name, {ID: wrong}) for name in ("ana", "ben")]
    (checked,) = (one for one in cross_check(lesson, key, readings).exercises if one.exercise.id == ID)
    assert [dispute.item for dispute in checked.disputes] == ["bill-is-private", "ad-is-public"]
    assert "accept both" in checked.disputes[0].advice
    assert fresh_for(key.bound[ID], "bill-is-private") == ()


def test_what_was_renamed_in_its_lists_keeps_its_answers(course: Path) -> None:
    before, record = open_lesson(course / "tiny"), MemoryRecord()
    session = Session(before, record, lambda: open_key(before))
    session.goto(len(before.exercises) - 1)
    session.answer(open_key(before).bound[ID].perfect())
    session.commit()
    for file in (course / "tiny" / "lesson.yaml", course / "tiny" / "key.yaml"):
        text = file.read_text().replace("{text: An advert}", "{text: An advert, was: ad-is-public}")
        text = text.replace("public-right: Public\n", "public-right: {text: Public, was: public-right}\n")
        text = text.replace("ad-is-public: {", "advert: {").replace("public-right:", "public:")
        file.write_text(text.replace("is: public-right", "is: public").replace("[public-right,", "[public,"))
    after = open_lesson(course / "tiny")
    again = Session(after, record, lambda: open_key(after)).first_result(ID)
    assert again is not None
    assert again.score == 1
    assert [part.id for part in again.parts] == ["bill-is-private", "advert", "notice-is-public"]


def test_a_sealed_pack_renames_lists_it_has_never_heard_of(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(course, tmp_path / "pack.zip", monkeypatch)
    for name, data in plain_files(tmp_path / "pack.zip").items():
        for told in (b"is-private", b"is-public", b"-right", b"-wrong"):
            assert told not in data, name
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    folder = tmp_path / pack.folder / "tiny"
    lesson = open_lesson(folder)
    (folder / "key.yaml").write_text(opened_key(tmp_path / pack.folder, "tiny", pack.code))
    key = open_key(lesson)
    scores = {exercise.kind.name: key.bound[exercise.id] for exercise in lesson.exercises}
    bound = scores[SortMail.name]
    assert bound.score(bound.perfect()).score == 1
    assert all(item.id.startswith("x") for item in bound.items())


def test_a_lesson_without_its_texts_anchors_quotations_it_has_never_heard_of(
    course: Path, tmp_path: Path
) -> None:
    textless(course, tmp_path / "bare")
    folder = tmp_path / "bare" / "tiny"
    assert "12 million crowns" not in (folder / "lesson.yaml").read_text()
    bind_all([folder], [TINY / "article.md", TINY / "beside.md"])
    lesson = open_lesson(folder)
    bound = open_key(lesson).bound[ID]
    assert bound.score(bound.perfect()).score == 1
    assert lesson.exercise(ID).form == open_lesson(course / "tiny").exercise(ID).form


def test_ids_that_do_not_say_what_they_are_define_no_kind() -> None:
    class Loose(Fields):
        is_: Identifier

    class LooseKey(Key):
        boxes: dict[Annotated[Identifier, Kept()], Loose]

    with pytest.raises(TypeError, match=r"LooseKey\.boxes\.is_"):

        class Loosely(SortMail):
            key = LooseKey  # type: ignore[assignment]
