"""Handing in from inside a lesson: the folder, the name, what is remembered, and every failure in words."""

import io
from pathlib import Path

import pytest

from lessons.cli.linear.console import Console
from lessons.cli.linear.player import Player
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.share.handing_in.hand_in import from_bytes
from lessons.share.handing_in.handing_in import HandingInError, hand_over, inbox, name_of
from tests.helpers.answering import say
from tests.helpers.place import here, open_journal
from tests.helpers.tiny import TINY

LEARNER = "the user of this machine"


@pytest.fixture
def inbox_of_teacher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def answered(*, finish: bool = True) -> None:
    """One answer in the record of the learner."""
    lesson = open_lesson(TINY)
    with open_journal(LEARNER) as record:
        session = Session(lesson, record, lambda: open_key(lesson))
        session.goto(4)
        say(session, "brook")
        session.commit()
        if finish:
            session.finish()


def test_a_hand_in_goes_under_a_made_up_name_to_the_folder_named_and_both_are_remembered(
    inbox_of_teacher: Path,
) -> None:
    answered()
    assert inbox(here()) == Path.cwd()
    done = hand_over(TINY, here(LEARNER), folder=str(inbox_of_teacher))
    assert (done.file.parent, done.answered, done.sealed) == (inbox_of_teacher, 1, False)
    assert done.name == name_of(here(LEARNER)) != LEARNER
    assert LEARNER.encode() not in done.file.read_bytes()
    assert from_bytes(done.file.read_bytes()).learner == done.name
    assert inbox(here()) == inbox_of_teacher
    again = hand_over(TINY, here(LEARNER), name=" blue  otter ")
    assert (again.name, again.file.parent) == ("blue otter", inbox_of_teacher)
    assert name_of(here(LEARNER)) == "blue otter"


def test_the_name_that_was_made_up_is_not_taken_for_one_that_was_typed(inbox_of_teacher: Path) -> None:
    answered()
    hand_over(TINY, here(LEARNER), name_of(here(LEARNER)), str(inbox_of_teacher))
    assert here().settings.get("hands in as: the-user-of-this-machine") is None
    assert not [key for key in (here().settings.get(f"hands in as: {LEARNER}"),) if key]


def test_the_inbox_of_the_machine_is_used_until_another_was_named(
    inbox_of_teacher: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered()
    monkeypatch.setenv("CLOSEREAD_INBOX", str(inbox_of_teacher))
    assert hand_over(TINY, here(LEARNER)).file.parent == inbox_of_teacher
    assert here().settings.get("hands in to") is None
    assert run(["--learner", LEARNER, "hand-in", str(TINY)]) == 0
    assert str(inbox_of_teacher) in capsys.readouterr().out
    other = inbox_of_teacher / "other"
    other.mkdir()
    assert hand_over(TINY, here(LEARNER), folder=str(other)).file.parent == other
    assert hand_over(TINY, here(LEARNER)).file.parent == other


@pytest.mark.parametrize(
    ("name", "folder", "said"),
    [
        ("x" * 65, "", "a name of 65 characters"),
        ("", "missing", "there is no folder"),
        ("", "~nobody-here/x", "there is no folder"),
        ("", "a file", "there is no folder"),
        ("", "x" * 5000, "there is no folder|too long"),
    ],
)
def test_what_cannot_be_handed_in_is_told_with_what_mends_it(
    inbox_of_teacher: Path, name: str, folder: str, said: str
) -> None:
    Path("a file").write_text("")
    answered()
    with pytest.raises(HandingInError, match=said) as told:
        hand_over(TINY, here(LEARNER), name, folder)
    assert told.value.fix
    assert here().settings.get("hands in to") is None
    assert not list(Path.cwd().glob("**/*.handin"))


def test_without_an_answer_there_is_nothing_to_hand_in(inbox_of_teacher: Path) -> None:
    with open_journal(LEARNER) as record:
        lesson = open_lesson(TINY)
        Session(lesson, record, lambda: open_key(lesson))
    with pytest.raises(HandingInError, match="no answer was committed"):
        hand_over(TINY, here(LEARNER))


def test_line_by_line_the_end_of_a_lesson_is_handed_in(inbox_of_teacher: Path) -> None:
    answered(finish=False)
    lesson = open_lesson(TINY)
    with open_journal(LEARNER) as record:
        session = Session(lesson, record, lambda: open_key(lesson))
        player = Player(session, Console(io.StringIO(), io.StringIO()), here(LEARNER))
        assert "not finished yet" in player.take("hand in")[0]
        assert "'hand in' hands your answers in to your teacher." in "\n".join(
            [*player.take("finish"), *player.take("finish")]
        )
        refused = player.take("hand in missing")
        assert "there is no folder" in refused[0]
        assert str(Path.cwd()) in refused[1]
        told = player.take(f"hand in {inbox_of_teacher}")
        assert told[0] == f"1 answer is handed in as '{name_of(here(LEARNER))}'."
        assert Path(told[1].removeprefix("File: ")).parent == inbox_of_teacher
        assert player.take("hand in")[1] == told[1]
        assert "hand in:" in "\n".join(player.take("help"))
