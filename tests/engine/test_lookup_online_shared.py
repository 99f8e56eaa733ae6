"""A slip about a real page in lessons that are handed out: in a sealed test, and without the lesson's own text."""

import io
import shutil
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.kinds.slip import SlipAnswer, SlipForm
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.school.book import standing_scores
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from lessons.share.packs.unpack import unpack
from tests.engine.test_lookup_online import GOOD, ONLINE, lesson_in, slip
from tests.helpers.answering import say
from tests.helpers.place import here, home, open_journal
from tests.helpers.sealed import sealed
from tests.helpers.tiny import COURSE


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one lesson with a slip of weight 1."""
    folder = tmp_path / "own" / "course"
    folder.mkdir(parents=True)
    for name in ("course.yaml", "techniques.yaml"):
        shutil.copy(COURSE / name, folder / name)
    file = folder / "course.yaml"
    head, _lessons, _rest = file.read_text("utf-8").partition("\nlessons:")
    file.write_text(f"{head}\nlessons: [at-home]\n", "utf-8")
    lesson_in(folder, "weight: 1")
    return folder


def filled(form: SlipForm) -> dict[str, Any]:
    """The good slip, its verdict under the id that it has in this lesson."""
    (seller,) = (one.id for one in form.verdicts if one.text.startswith("Somebody who sells"))
    return {**GOOD, "verdict": seller}


def test_in_a_sealed_test_it_comes_back_to_its_teacher(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "teacher"))
    pack = sealed(course, tmp_path / "test.zip", monkeypatch)
    test = tmp_path / "students" / pack.folder / "at-home"
    unpack(tmp_path / "test.zip", test.parent)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "student"))
    with open_journal(here().settings.learner()) as record:
        session = Session(open_lesson(test, home()), record, lambda: pytest.fail("a test opens no key"))
        assert "register.example" not in repr(session.lesson.exercises)
        for exercise in session.lesson.exercises:
            if isinstance(exercise.form, SlipForm):
                assert exercise.id != ONLINE
                say(session, filled(exercise.form))
            session.hand_in()
            session.next()
    assert run(["hand-in", str(test), "--to", str(inbox), "--as", "quiet-heron"]) == 0
    monkeypatch.setenv("CLOSEREAD_HOME", str(tmp_path / "teacher"))
    assert run(["collect", str(inbox), "-c", "8b"]) == 0
    (report,) = reports("8b", None, home())
    (told,) = (one for one in report.exercises if one.exercise.id == ONLINE)
    assert told.answered == 1
    assert told.said == ("The verdict: Somebody who sells it (1).",)
    (learner,) = report.learners
    assert [remark.count for remark in learner.remarks if remark.sort == "unmarked"] == [1]
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.StringIO("4 Well looked up.\n"))
    assert run(["class", "mark", "8b", f"{pack.folder}/at-home"]) == 0
    assert "+ You left the page: https://register.example/4471" in capsys.readouterr().out
    (report,) = reports("8b", None, home())
    with ClassStore(class_path("8b", home()), "8b") as store:
        marks = standing_scores(store, report.lesson)
    assert marks[learner.id, ONLINE].score == 1
    assert report.learners[0].score == Fraction(1, 2), "the choice was left open"


def test_without_the_text_it_is_bound_and_ticked_as_before(course: Path, tmp_path: Path) -> None:
    whole = open_lesson(course / "at-home")
    assert run(["pack", "--without-text", str(course), "-o", str(tmp_path / "pack.zip")]) == 0
    unpack(tmp_path / "pack.zip", tmp_path / "course")
    folder = tmp_path / "course" / "at-home"
    assert run(["bind", str(folder), str(course / "at-home" / "article.md")]) == 0
    lesson = open_lesson(folder, home())
    assert lesson.article.text == whole.article.text
    form, bound = slip(lesson)
    own_form, own = slip(whole)
    assert [one.text for one in form.verdicts] == [one.text for one in own_form.verdicts]
    for change in ({}, {"looked": "pool-friends.example"}, {"sentence": ""}, {"who": ""}):
        answer, same = (one.read({**filled(one), **change}) for one in (form, own_form))
        assert isinstance(answer, SlipAnswer)
        assert bound.score(answer).score == own.score(same).score
    assert open_key(lesson).weights == open_key(whole).weights


def test_a_sentence_of_the_lesson_itself_is_known_there_too(course: Path, tmp_path: Path) -> None:
    run(["pack", "--without-text", str(course), "-o", str(tmp_path / "pack.zip")])
    unpack(tmp_path / "pack.zip", tmp_path / "course")
    folder = tmp_path / "course" / "at-home"
    assert run(["bind", str(folder), str(course / "at-home" / "article.md")]) == 0
    form, bound = slip(open_lesson(folder, home()))
    copied = "the best pool of the whole valley, says everybody who swims there"
    ticks = {
        part.id for part in bound.score(form.read({**filled(form), "sentence": copied})).parts if part.credit
    }
    assert "sentence" not in ticks
