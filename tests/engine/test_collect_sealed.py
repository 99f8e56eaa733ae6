"""From a test to the grade book: sealed hand-ins are opened, put into the teacher's words and scored by the teacher."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.main import run
from lessons.kinds.written_answers import write
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.play import Session
from lessons.share.packs.unpack import unpack
from lessons.share.sealing.sealed_files import key_file
from lessons.share.sealing.sealed_packs import SealedPack, known_packs, remember
from tests.helpers.answering import say
from tests.helpers.place import here, home, open_journal
from tests.helpers.sealed import opened_key, quick, sealed
from tests.helpers.tiny import COURSE


class School:
    """A teacher with a course and an inbox, and a student with the test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, **rules: Any) -> None:
        self.folder, self.patch = folder, monkeypatch
        self.course = Path(shutil.copytree(COURSE, folder / "own" / "course"))
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.teach()
        self.pack = sealed(self.course, folder / "test.zip", monkeypatch, **rules)
        self.test = folder / "students" / self.pack.folder / "tiny"
        unpack(folder / "test.zip", self.test.parent)

    def teach(self) -> None:
        self.patch.setenv("CLOSEREAD_HOME", str(self.folder / "teacher"))

    def study(self) -> None:
        self.patch.setenv("CLOSEREAD_HOME", str(self.folder / "student"))

    def right_answers(self) -> dict[str, Raw]:
        """The key's own answers, by the names of the sealed lesson."""
        text = opened_key(self.test.parent, "tiny", self.pack.code)
        copy = Path(shutil.copytree(self.test.parent, self.folder / "open" / self.pack.folder)) / "tiny"
        (copy / "key.yaml").write_text(text, "utf-8")
        lesson = open_lesson(copy, home())
        key = open_key(lesson)
        return {one.id: write(key.bound[one.id].perfect()) for one in lesson.exercises}

    def take(self, answers: dict[str, Raw]) -> None:
        """Take the test and hand it in."""
        self.study()
        with open_journal(here().settings.learner()) as record:
            session = Session(
                open_lesson(self.test, home()), record, lambda: pytest.fail("a test opens no key")
            )
            for exercise in session.lesson.exercises:
                say(session, answers.get(exercise.id))
                session.hand_in()
                session.next()
        assert run(["hand-in", str(self.test), "--to", str(self.inbox), "--as", "quiet-heron"]) == 0

    def collect(self, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, Any]:
        self.teach()
        capsys.readouterr()
        code = run(["collect", str(self.inbox), "-c", "8b", "--format", "json", *more])
        return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    return School(tmp_path, monkeypatch)


def report(capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["class", "report", "8b"]) == 0
    return capsys.readouterr().out


def test_a_test_is_scored_with_the_teachers_own_key(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    school.take(school.right_answers())
    assert b"quiet-heron" not in next(school.inbox.iterdir()).read_bytes()
    code, told = school.collect(capsys)
    assert code == 0
    (file,) = told["files"]
    assert (file["outcome"], file["learner"]) == ("taken", "quiet-heron")
    assert [one["sort"] for one in file["remarks"]] == ["quick"]  # a program answers
    assert told["scored"] == {f"{school.pack.folder}/tiny": 16}
    assert "100" in report(capsys)


@pytest.mark.thorough
def test_a_key_mended_after_the_test_counts(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    answers = school.right_answers()
    school.take(answers)
    key = school.course / "tiny" / "key.yaml"
    key.write_text(key.read_text("utf-8").replace("accept: [0, none, zero]", "accept: [7]"), "utf-8")
    lesson = school.course / "tiny" / "lesson.yaml"
    lesson.write_text(lesson.read_text("utf-8").replace("The mayor\n", "Any mayor\n"), "utf-8")
    code, _told = school.collect(capsys)
    assert code == 0
    told = report(capsys)
    assert "12. count-police (short): 1 answered, mean 0" in told
    assert "5. who-says (choice): 1 answered, mean 100" in told
    assert "Any mayor" in told


@pytest.mark.thorough
def test_a_test_is_named_by_its_pack_or_its_course(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    school.take({})
    school.teach()
    assert run(["class", "assign", "8b", "unsigned-column"]) == 0
    code, told = school.collect(capsys)
    assert (code, told["files"][0]["outcome"]) == (1, "refused")
    assert f"{school.pack.folder}/tiny" in told["files"][0]["notes"][0]
    code, told = school.collect(capsys, "--lesson", f"{school.pack.folder}/tiny")
    assert (code, told["files"][0]["outcome"]) == (0, "taken")
    assert run(["class", "assign", "9a", str(school.folder / "test.zip")]) == 0
    assert str(school.course) in capsys.readouterr().out


@pytest.mark.thorough
def test_practice_before_the_test_is_not_its_first_answer(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    school.study()
    with open_journal(here().settings.learner()) as record:
        lesson = open_lesson(school.course / "tiny", home())
        Session(lesson, record, lambda: open_key(lesson)).commit()
    assert (
        run(["hand-in", str(school.course / "tiny"), "--to", str(school.inbox), "--as", "quiet-heron"]) == 0
    )
    school.take(school.right_answers())
    code, told = school.collect(
        capsys, "--lesson", str(school.course / "tiny"), "--lesson", f"{school.pack.folder}/tiny"
    )
    assert code == 0
    assert told["scored"] == {"course/tiny": 1, f"{school.pack.folder}/tiny": 16}


@pytest.mark.thorough
def test_another_key_a_changed_file_and_a_lost_key_take_nothing(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    school.take({})
    (file,) = school.inbox.iterdir()
    data = file.read_bytes()
    file.write_bytes(data[:-20] + b"AAAA" + data[-16:])
    code, told = school.collect(capsys)
    assert (code, told["files"][0]["outcome"]) == (1, "refused")
    file.write_bytes(data)
    key_file(home()).rename(key_file(home()).with_suffix(".away"))
    code, told = school.collect(capsys)
    assert (code, told["files"][0]["outcome"]) == (1, "refused")
    assert "bring back your copy" in told["files"][0]["notes"][0]
    assert run(["sealing", "key"]) == 0
    code, told = school.collect(capsys)
    assert "another teacher's key" in told["files"][0]["notes"][0]
    key_file(home()).with_suffix(".away").rename(key_file(home()))
    assert school.collect(capsys)[1]["files"][0]["outcome"] == "taken"


@pytest.mark.thorough
def test_an_open_hand_in_of_a_test_and_changed_rules_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path, monkeypatch, minutes=30)
    seal = school.test.parent / "seal.json"
    seal.write_text(seal.read_text("utf-8").replace('"minutes": 30', '"minutes": 90'), "utf-8")
    monkeypatch.setattr("lessons.share.handing_in.handing_in.teacher_key_of", lambda course: None)
    school.take({})
    notes = " ".join(school.collect(capsys)[1]["files"][0]["notes"])
    assert "rules of the test were changed" in notes
    assert "not sealed" in notes


@pytest.mark.thorough
def test_a_colleague_says_where_the_course_lies(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.take(school.right_answers())
    school.teach()
    remember(SealedPack(**{**fields(known_packs(home())[0][0]), "source": ""}), home())
    code, _told = run(["collect", str(school.inbox), "-c", "8b"]), capsys.readouterr()
    assert code == 1
    add = ["sealing", "add", str(school.folder / "test.zip")]
    assert run([*add, "--course", str(school.course)]) == 0
    assert school.collect(capsys)[1]["scored"] == {f"{school.pack.folder}/tiny": 16}
    assert run(add) == 0
    assert known_packs(home())[0][0].source == str(school.course)


def fields(pack: SealedPack) -> dict[str, Any]:
    return {name: getattr(pack, name) for name in SealedPack.__slots__}


@pytest.mark.thorough
def test_sealed_practice_is_collected_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path, monkeypatch, mode="practice", code="river bridge tram")
    monkeypatch.setattr("lessons.share.sealing.sealed_key.stretched", quick)
    school.study()
    assert run(["unseal", str(school.test.parent), "river bridge tram"]) == 0
    with open_journal(here().settings.learner()) as record:
        lesson = open_lesson(school.test, home())
        session = Session(lesson, record, lambda: open_key(lesson))
        session.goto(4)
        right = next(one.id for one in getattr(session.exercise.form, "options", ()) if "Ada" in one.text)
        say(session, right)
        session.commit()
    assert run(["hand-in", str(school.test), "--to", str(school.inbox)]) == 0
    code, told = school.collect(capsys)
    assert code == 0
    assert told["files"][0]["notes"] == []
    assert told["scored"] == {"course-sealed/tiny": 1}
