"""What is handed in of a test is sealed for its teacher, also when the student never came back to end it."""

from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.play.rules import Limit
from lessons.share.handing_in.hand_in import HandInError, from_bytes
from lessons.share.sealing.sealed_files import held_keys, is_sealed, open_sealed
from tests.helpers.answering import say
from tests.helpers.place import here, home, open_journal
from tests.helpers.sealed import sealed_tiny
from tests.helpers.tiny import TINY


def take(lesson: Path, *, end: bool) -> None:
    """Hand one answer in, begin another."""
    with open_journal(here().settings.learner()) as record:
        session = Session(open_lesson(lesson), record, lambda: pytest.fail("a test opens no key"))
        session.hand_in()
        session.next()
        say(session, [{"start": 52, "end": 58}])
        session.flush()
        if end:
            session.finish()


def test_the_hand_in_of_a_test_opens_with_the_teachers_key_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, pack = sealed_tiny(tmp_path, monkeypatch)
    take(lesson, end=True)
    file = tmp_path / "a.handin"
    assert run(["hand-in", str(lesson), "-o", str(file)]) == 0
    assert "The file is sealed" in capsys.readouterr().out
    data = file.read_bytes()
    assert is_sealed(data)
    assert pack.folder.encode() not in data
    with pytest.raises(HandInError):
        from_bytes(data)
    hand_in = from_bytes(open_sealed(held_keys(home()).private, data))
    assert hand_in.course == pack.folder
    assert len([event for event in hand_in.events if event.name == "committed"]) == 2


def test_a_test_whose_time_is_over_is_ended_by_handing_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, _pack = sealed_tiny(tmp_path, monkeypatch, minutes=30)
    assert run(["hand-in", str(lesson)]) == 1
    assert "nothing to hand in" in capsys.readouterr().err
    take(lesson, end=False)
    file = tmp_path / "a.handin"
    assert run(["hand-in", str(lesson), "-o", str(file)]) == 0
    assert "not ended yet" in capsys.readouterr().err
    monkeypatch.setattr(Limit, "left", property(lambda self: -1.0))
    assert run(["hand-in", str(lesson), "-o", str(file)]) == 0
    assert "not ended yet" not in capsys.readouterr().err
    hand_in = from_bytes(open_sealed(held_keys(home()).private, file.read_bytes()))
    taken = [event.data.get("taken") for event in hand_in.events if event.name == "committed"]
    assert taken == [None, True]
    assert hand_in.events[-1].name == "finished"


def test_practice_is_handed_in_as_before(tmp_path: Path) -> None:
    from lessons.lesson.keys import open_key

    with open_journal(here().settings.learner()) as record:
        lesson = open_lesson(TINY)
        Session(lesson, record, lambda: open_key(lesson)).commit()
    file = tmp_path / "a.handin"
    assert run(["hand-in", str(TINY), "-o", str(file)]) == 0
    assert from_bytes(file.read_bytes()).lesson == "tiny"
