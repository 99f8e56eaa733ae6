"""A kind that is written in one file: everything works with it, and no other file is touched.

It is a ``match`` under other names, with lists of its own whose ids tell the answer.
"""

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BeforeValidator, Field, create_model

from lessons.author.converting import exercise_in_two_files
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
from lessons.kinds.rows import OptionText, RowField, RowFields, rows_of
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.catalogue import shipped
from lessons.loading.glossary_source import read_glossary
from lessons.loading.yaml_source import read_yaml
from lessons.model.answer import GridAnswer
from lessons.model.fields import (
    Explanation,
    Explanations,
    Fields,
    Identifier,
    Integer,
    KeptId,
    Number,
    Of,
    Question,
    Quote,
    Text,
)
from lessons.model.form import Column, Form, GridForm, Option
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.reports.crosscheck import Reading, cross_check
from lessons.review.card import fresh_for
from lessons.share.packs.unpack import unpack
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.binding_report import BindingReport
from tests.helpers.place import home
from tests.helpers.sealed import opened_key, plain_files, sealed
from tests.helpers.standoff import differences, textless
from tests.helpers.tiny import COURSE, TINY
from tui.boards.answers import answer_board

TEMPLATE = """
  # sort-mail: the student puts each letter into its hole.
  - sort-mail: {{prompt: Where does each letter belong?}}
    holes:
      private-right: Private
      public-right: Public
      nowhere-wrong: Nowhere
    letters:
      - quote: The tram will cost 12 million crowns
        id: bill-is-private
        is: Private
        why: It names a customer.
      - text: An advert
        id: ad-is-public
        is: public-right
        why: Everybody gets it.
        wrong:
          private-right: It names nobody.
      - text: A notice
        id: notice-is-public
        is: [public-right, nowhere-wrong]
        why: It hangs on a wall.
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
    example = Example("sourcing", template=TEMPLATE)
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


ID = "where-does-each-letter-belong"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course with an exercise of the new kind, as ``closeread new exercise`` prints it."""
    monkeypatch.setitem(registry._BY_NAME, SortMail.name, SortMail())
    glossary, _problems = read_glossary(shipped() / "techniques.yaml")
    asked, answered = exercise_in_two_files(shipped(), stub(SortMail.name, None, glossary), glossary)
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    lesson, key = folder / "tiny" / "lesson.yaml", folder / "tiny" / "key.yaml"
    lesson.write_text(lesson.read_text() + asked)
    key.write_text(key.read_text().replace("answers:\n", "answers:\n" + answered, 1))
    return folder


@pytest.fixture
def lesson(course: Path) -> Lesson:
    return open_lesson(course / "tiny", home())


def test_check_new_and_the_schemas_know_it(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(course / "tiny"), "--format", "json"]) == 0
    assert ID not in capsys.readouterr().out
    assert run(["new", "exercise", SortMail.name]) == 0
    assert "bill-is-private" in capsys.readouterr().out
    assert SortMail.name in schema_text("lesson")
    assert "The hole of each letter." in schema_text("key")


def test_it_is_written_in_one_file_and_converted(course: Path) -> None:
    """By the fields that its task and its key have in common, without a line of its own."""
    before = open_lesson(course / "tiny", home())
    assert run(["convert", str(course / "tiny")]) == 0
    assert "  - sort-mail: Where does each letter belong?\n" in (course / "tiny" / "lesson.yaml").read_text()
    after = open_lesson(course / "tiny", home())
    assert after.exercise(ID).form == before.exercise(ID).form
    assert open_key(after).bound[ID].perfect() == open_key(before).bound[ID].perfect()


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


def test_a_class_is_graded_in_it(
    lesson: Lesson, course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(course.parent)
    (course.parent / "in").mkdir()
    tiny, number = str(course / "tiny"), len(lesson.exercises)
    for name, typed in (("ana", "1 = a"), ("ben", "1 = b")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"goto {number}\n{typed}\ncommit\ncommit\nquit\n"))
        assert run(["--learner", name, "read", tiny, "--linear"]) == 0
        assert run(["--learner", name, "hand-in", tiny, "--to", "in", "--as", name]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", tiny]) == 0
    capsys.readouterr()
    assert run(["class", "report", "8b"]) == 0
    report = capsys.readouterr().out
    assert ID in report
    assert "The tram will cost 12 million crowns" in " ".join(report.split())


def test_what_was_renamed_in_its_lists_keeps_its_answers(course: Path) -> None:
    before, record = open_lesson(course / "tiny", home()), MemoryRecord()
    session = Session(before, record, lambda: open_key(before))
    session.goto(len(before.exercises) - 1)
    session.answer(open_key(before).bound[ID].perfect())
    session.commit()
    for file in (course / "tiny" / "lesson.yaml", course / "tiny" / "key.yaml"):
        text = file.read_text().replace(
            "ad-is-public: An advert", "advert: {text: An advert, was: ad-is-public}"
        )
        text = text.replace("public-right: Public\n", "public-right: {text: Public, was: public-right}\n")
        text = text.replace("      ad-is-public:\n", "      advert:\n").replace("public-right:", "public:")
        file.write_text(text.replace("is: public-right", "is: public").replace("[public-right,", "[public,"))
    after = open_lesson(course / "tiny", home())
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
    lesson = open_lesson(folder, home())
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
    bind_all([folder], [TINY / "article.md", TINY / "beside.md"], home())
    lesson = open_lesson(folder, home())
    bound = open_key(lesson).bound[ID]
    assert bound.score(bound.perfect()).score == 1
    assert lesson.exercise(ID).form == open_lesson(course / "tiny", home()).exercise(ID).form


# A kind with everything that fields can be -------------------------------------------------------------------------

RELAY_TASK = """
  - id: relay
    kind: relay
    strand: language
    prompt: Who gets which prize?
    notes: [Read the greedy mayor twice., Then look again.]
    seconds: 90
    prizes: {gold-right: Gold, tin-wrong: Tin, paper-wrong: Paper}
    shown: [tin-wrong, gold-right, paper-wrong]
    teams:
      left-wins:
        name: The left
        captain: ada-first
        motto: Nobody hates the greedy mayor.
        proof: {quote: Work starts in June}
        members:
          ada-first: {quote: The tram will cost 12 million crowns}
          bea-second: Bea
          eve-third: Eve
      right-loses:
        name: The right
        captain: cyd-first
        members: {cyd-first: Cyd, dan-last: {quote: Everyone in the town, note: Look at the greedy mayor.}}
"""
RELAY_KEY = """
  relay:
    points: 1/2
    evidence: {quote: Work starts in June}
    found:
      - {quote: greedy mayor, why: It judges., count: 2, said: {text: a word like greedy mayor}}
      - {quote: 12 million crowns, why: It counts.}
    likes: [a prize, the prize of the greedy mayor]
    proofs: {gold-right: {quote: 900 metres long}, tin-wrong: {quote: Work starts}}
    rounds: [left-wins, right-loses]
    links: {gold-right: {worse: [tin-wrong, paper-wrong], best: gold-right}}
    teams:
      left-wins:
        ada-first: {is: gold-right, wrong: {tin-wrong: The greedy mayor has tin.}}
        bea-second: [gold-right, paper-wrong]
        eve-third: tin-wrong
      right-loses: {cyd-first: tin-wrong, dan-last: {is: paper-wrong, why: He is last.}}
    why: The greedy mayor gives prizes.
"""


class MemberFields(RowFields):
    note: Explanation | None = None


def _lifted(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class TeamFields(Fields):
    name: Question
    captain: Annotated[Identifier, Of(("teams", "*", "members"))]
    motto: Explanation | None = None
    proof: Quote | None = None
    members: dict[Identifier, Annotated[MemberFields, BeforeValidator(_lifted)]]


class RelayTask(Task):
    notes: Explanations = ()
    seconds: Integer
    prizes: dict[Identifier, OptionText]
    shown: Annotated[tuple[Annotated[Identifier, Of(("prizes",))], ...], Field(strict=False)] = ()
    teams: dict[Identifier, TeamFields]


class SaidFields(Fields):
    text: Question


class FoundFields(Quote):
    why: Explanation
    count: Integer | None = None
    said: SaidFields | None = None


class LinkFields(Fields):
    worse: Annotated[tuple[Identifier, ...], Of(("prizes",)), Field(strict=False)] = ()
    best: Annotated[Identifier, Of(("prizes",))]


class RelayKey(Key):
    points: Number
    evidence: Quote | None = None
    found: Annotated[tuple[FoundFields, ...], Field(strict=False)]
    likes: Annotated[tuple[Question, ...], Field(strict=False)]
    rounds: Annotated[tuple[Annotated[Identifier, Of(("teams",))], ...], Field(strict=False)]
    links: dict[Annotated[Identifier, Of(("prizes",))], LinkFields]
    proofs: dict[Annotated[Identifier, Of(("prizes",))], Quote] = Field(default_factory=dict)
    teams: dict[
        Annotated[Identifier, Of(("teams",))],
        dict[Annotated[Identifier, Of(("teams", "*", "members"))], Annotated[AcceptedField, Of(("prizes",))]],
    ]


class Relay(SortMail):
    """Give each member of each team a prize."""

    name = "relay"
    task = RelayTask  # type: ignore[assignment]
    key = RelayKey  # type: ignore[assignment]

    def form(self, task: RelayTask, bench: Bench) -> GridForm:  # type: ignore[override]
        holes = tuple(Option(id, text) for id, text in task.prizes.items())
        rows = [
            row
            for id, team in task.teams.items()
            for row in rows_of(bench, team.members, ("teams", id, "members"), task.where)
        ]
        for team in task.teams.values():
            assert team.captain in team.members
            assert team.proof is None or bench.spans(team.proof, ("teams",))
        assert not {*task.shown} - {*task.prizes}
        return GridForm(tuple(rows), (Column(COLUMN, "", holes),))

    def bind(self, task: RelayTask, key: RelayKey, form: Form, bench: Bench) -> BoundMail:  # type: ignore[override]
        assert isinstance(form, GridForm)
        for found in (*key.found, *([key.evidence] if key.evidence else [])):
            assert bench.spans(found, ("found",))
        assert {*key.rounds} == {*task.teams} == {*key.teams}
        assert {*key.links} | {one for link in key.links.values() for one in (link.best, *link.worse)} <= {
            *task.prizes
        }
        cells = {member: cell for team in key.teams.values() for member, cell in team.items()}
        return BoundMail(bind_rows(cells, form, bench))


@pytest.fixture
def relay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course with an exercise of that kind."""
    monkeypatch.setitem(registry._BY_NAME, Relay.name, Relay())
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    for name, text in (("lesson.yaml", RELAY_TASK), ("key.yaml", RELAY_KEY)):
        path = folder / "tiny" / name
        old = path.read_text()
        path.write_text(
            old + text if name == "lesson.yaml" else old.replace("answers:\n", "answers:" + text, 1)
        )
    assert open_key(open_lesson(folder / "tiny", home())).bound["relay"]
    return folder


def bare_and_bound(course: Path, folder: Path, changes: dict[str, str]) -> tuple[Any, Any, BindingReport]:
    """Exercise and answer bound to a copy of the article with these changes, and the report."""
    textless(course, folder / "bare")
    text = (TINY / "article.md").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "copy.md").write_text(text)
    bare = folder / "bare" / "tiny"
    for name in ("lesson.yaml", "key.yaml"):
        for words in ("greedy mayor", "12 million", "Work starts", "Everyone in"):
            assert words not in (bare / name).read_text(), name
    done = bind_all([bare], [folder / "copy.md", TINY / "beside.md"], home())
    (bound,) = done.bound
    lesson, key = (read_yaml(bound.folder / name).value for name in ("lesson.yaml", "key.yaml"))
    assert isinstance(lesson, dict)
    assert isinstance(key, dict)
    tasks: Any = {one["id"]: one for one in lesson["exercises"]}  # type: ignore[index,union-attr,call-overload]
    answers: Any = key["answers"]
    return tasks.get("relay"), answers.get("relay"), bound.report


def test_all_its_lists_are_sealed_wherever_they_stand(
    relay: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(relay, tmp_path / "pack.zip", monkeypatch)
    for name, data in plain_files(tmp_path / "pack.zip").items():
        for telling in (
            b"-right",
            b"-wrong",
            b"-wins",
            b"-loses",
            b"-first",
            b"-second",
            b"-third",
            b"-last",
        ):
            assert telling not in data, name
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    folder = tmp_path / pack.folder / "tiny"
    lesson = open_lesson(folder, home())
    (folder / "key.yaml").write_text(opened_key(tmp_path / pack.folder, "tiny", pack.code))
    (bound,) = (open_key(lesson).bound[one.id] for one in lesson.exercises if one.kind.name == "relay")
    assert bound.score(bound.perfect()).score == 1


def test_all_its_quotations_come_back_from_an_exact_copy(relay: Path, tmp_path: Path) -> None:
    before = {name: read_yaml(relay / "tiny" / name).value for name in ("lesson.yaml", "key.yaml")}
    task, answer, report = bare_and_bound(relay, tmp_path, {})
    assert report.complete
    old: Any = before["lesson.yaml"]
    assert differences(next(one for one in old["exercises"] if one["id"] == "relay"), task) == []
    old = before["key.yaml"]
    assert differences(old["answers"]["relay"], answer) == []


@pytest.mark.thorough
def test_a_copy_that_lacks_words_leaves_gaps_and_takes_out_what_cannot_have_one(
    relay: Path, tmp_path: Path
) -> None:
    task, answer, report = bare_and_bound(
        relay, tmp_path, {"*greedy* mayor": "kind major", "Work starts": "It begins"}
    )
    left = task["teams"]["left-wins"]
    assert left["motto"] == "Nobody hates the […]."
    assert task["notes"] == ["Read […] twice.", "Then look again."]
    assert "proof" not in left
    assert "evidence" not in answer
    assert [one["quote"] for one in answer["found"]] == ["12 million crowns"]
    assert answer["likes"] == ["a prize"]
    assert {id: one["quote"] for id, one in answer["proofs"].items()} == {"gold-right": "900 metres long"}
    assert answer["why"] == "[…] gives prizes."
    assert answer["teams"]["left-wins"]["ada-first"]["wrong"] == {"tin-wrong": "[…] has tin."}
    told = {item for item in report.items if item.startswith("relay")}
    assert told == {
        f"relay, {one}"
        for one in ("left-wins proof", "evidence", "found 1", "said", "like 2", "proofs tin-wrong")
    }
    assert not [one for one in report.exercises if one.startswith("relay")]


@pytest.mark.thorough
def test_a_lost_row_goes_with_all_that_names_it(relay: Path, tmp_path: Path) -> None:
    task, answer, report = bare_and_bound(relay, tmp_path, {"Everyone in the town": "Many"})
    assert [*task["teams"]["right-loses"]["members"]] == ["cyd-first"]
    assert [*answer["teams"]["right-loses"]] == ["cyd-first"]
    assert "relay, members dan-last" in report.items


@pytest.mark.thorough
def test_what_needs_a_lost_row_goes_too(relay: Path, tmp_path: Path) -> None:
    task, answer, report = bare_and_bound(relay, tmp_path, {"cost 12 million crowns": "be dear"})
    assert (
        [*task["teams"]] == [*answer["teams"]] == answer["rounds"] == ["right-loses"]
    )  # its captain was lost
    assert {"relay, members ada-first", "relay, teams left-wins"} <= {*report.items}


def test_what_was_renamed_in_nested_lists_keeps_its_answers(relay: Path) -> None:
    folder = relay / "tiny"
    before = open_lesson(folder, home())
    raw = write(open_key(before).bound["relay"].perfect())
    for name in ("lesson.yaml", "key.yaml"):
        text = (folder / name).read_text()
        text = text.replace("bea-second: Bea", "bea-second: {text: Bea, was: bea-second}")
        (folder / name).write_text(text.replace("bea-second:", "bea:"))
    today = open_lesson(folder, home())
    exercise = today.exercise("relay")
    answer = read(exercise.form, exercise.renames.answer(raw), today.article, today.beside)
    assert open_key(today).bound["relay"].score(answer).score == 1


class Loose(Fields):
    is_: Identifier


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (Identifier, "TestKey.field: an id, but of what"),
        (dict[Identifier, Explanation], "TestKey.field: an id, but of what"),
        (dict[KeptId, Loose], "TestKey.field.is_: an id, but of what"),
        (Annotated[Identifier, Of(("bill",))], r"TestKey.field: the exercise has no list \('bill',\)"),
        (Text, "TestKey.field: a str, but what for"),
        (str, "TestKey.field: a str, but what for"),
        (str | None, "TestKey.field: a str, but what for"),
        (Explanation | tuple[Text, ...], "TestKey.field: a str, but what for"),
        (dict[str, Explanation], "TestKey.field: a str, but what for"),
        (tuple[Integer, bool], "TestKey.field: a bool, but what for"),
        (int, "TestKey.field: a int, but what for"),
        (object, "TestKey.field: a object, but what for"),
    ],
)
def test_a_field_that_does_not_say_what_it_is_defines_no_kind(field: Any, told: str) -> None:
    loose = create_model("TestKey", __base__=Key, field=(field, ...))
    with pytest.raises(TypeError, match=told):
        type("Loosely", (SortMail,), {"key": loose})


def test_the_same_holds_for_what_students_see() -> None:
    loose = create_model("TestTask", __base__=MailTask, best=(Identifier, ...), said=(Text, ...))
    with pytest.raises(TypeError, match=r"(?s)TestTask.best: an id.*TestTask.said: a str"):
        type("Loosely", (SortMail,), {"task": loose})
