"""From a contested item to the teacher's answer on the learner's screen, and the grade book after it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lessons.assembly.keys import open_key
from lessons.assembly.lesson import Lesson
from lessons.assembly.opening import open_lesson
from lessons.cli.linear.contesting import answered, contest
from lessons.cli.main import run
from lessons.exchange.hand_in import HandIn
from lessons.model.answer import Raw
from lessons.session import Session
from lessons.store import MemoryRecord
from tests.helpers.classes import digest, write
from tests.helpers.marking import mark_of
from tests.helpers.tiny import COURSE


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    shutil.copytree(COURSE, tmp_path / "course")
    return tmp_path / "course" / "tiny"


def play(folder: Path, exercise: str, answer: Raw, record: MemoryRecord | None = None) -> Session:
    lesson = open_lesson(folder)
    session = Session(lesson, record or MemoryRecord(), lambda: open_key(lesson))
    session.goto([one.id for one in lesson.exercises].index(exercise))
    if session.result is None:
        session.answer(answer)
        session.commit()
    return session


def contested(folder: Path, exercise: str, answer: Raw, words: str, reason: str) -> MemoryRecord:
    """A learner's record: one answer, and the item with these words contested."""
    record = MemoryRecord()
    session = play(folder, exercise, answer, record)
    assert session.result is not None
    part = next(part for part in session.result.parts if part.text == words) if words else None
    session.contest(part, reason)
    return record


def hand_in(lesson: Lesson, name: str, record: MemoryRecord, inbox: Path) -> None:
    made = HandIn(
        name, digest(name), lesson.course, lesson.id, "2026-01-31T10:00:00.000Z", tuple(record.kept)
    )
    write(inbox, made)


def disputes(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    capsys.readouterr()
    assert run(["class", "disputes", "8b", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["lessons"][0]["disputes"]
    assert isinstance(found, list)
    return found


HATE = "\u201cEveryone in the town hates the plan\u201d"
CASES: list[tuple[str, Any, str, str, str, int]] = [
    ("find-loaded", "greedy", "reckless", "debatable", "debatable: true", 0),
    ("find-loaded", "greedy", "reckless", "removed", "", 0),
    ("find-loaded", "on Tuesday", "on Tuesday", "right", "on Tuesday", 40),
    ("who-says", ["mayor"], "The mayor", "right", "credit: 1", 100),
    (
        "who-stands-behind",
        {"hate": "shop"},
        HATE,
        "right",
        "[writer, shop]",
        50,
    ),
    ("count-police", "nil", "Your answer", "right", "nil", 100),
]


@pytest.mark.parametrize(("exercise", "answer", "words", "accept", "in_key", "least"), CASES)
def test_an_accepted_dispute_changes_the_key_and_raises_the_score(
    tiny: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    exercise: str,
    answer: Any,
    words: str,
    accept: str,
    in_key: str,
    least: int,
) -> None:
    lesson = open_lesson(tiny)
    if exercise == "find-loaded":
        answer = [mark_of(lesson.article, answer)]
    record = contested(tiny, exercise, answer, words, "the word is plain")
    hand_in(lesson, "ana", record, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    (dispute,) = disputes(capsys)
    assert [(one["learner"], one["reason"]) for one in dispute["reasons"]] == [("ana", "the word is plain")]
    before = (tiny / "key.yaml").read_text()
    told = ["class", "decide", "8b", "tiny", dispute["tag"], "--accept", accept, "--answer", "You are right."]
    assert run(told) == 0, capsys.readouterr().err
    after = (tiny / "key.yaml").read_text()
    assert after.count(in_key) > before.count(in_key) or accept == "removed"
    assert after != before
    assert run(["check", str(tiny)]) in (0, 1)
    assert " error" not in capsys.readouterr().out
    assert run(["rescore", "8b"]) == 0
    assert "would lose" not in capsys.readouterr().out
    session = play(tiny, exercise, None, record)
    assert session.result is not None
    assert session.result.score * 100 >= least
    (reply,) = session.contests.take_replies()
    assert reply.reply is not None
    assert (reply.reply.verdict, reply.reply.answer) == (accept, "You are right.")
    assert session.contests.take_replies() == ()
    assert play(tiny, exercise, None, record).contests.take_replies() == ()


def test_a_key_that_stands_is_explained_to_who_contested_and_to_nobody_else(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = open_lesson(tiny)
    records = {
        name: contested(tiny, "who-says", ["mayor"], "The mayor", f"says {name}") for name in ("ana", "ben")
    }
    for name, record in records.items():
        hand_in(lesson, name, record, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    (dispute,) = disputes(capsys)
    before = (tiny / "key.yaml").read_bytes()
    assert run(["class", "decide", "8b", "tiny", dispute["tag"], "--answer", "He is not [quoted]."]) == 0
    assert (tiny / "key.yaml").read_bytes() == before
    assert disputes(capsys)[0]["decision"]["verdict"] == "stands"
    for record in records.values():
        lines = answered(play(tiny, "who-says", None, record))
        assert lines[-1] == "Your teacher: the key stands. He is not [quoted]."
    assert answered(play(tiny, "who-says", ["mayor"])) == []
    assert "ana" not in (tiny / "replies.yaml").read_text()


def test_what_cannot_be_changed_safely_is_left_to_the_teacher(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson = open_lesson(tiny)
    hand_in(lesson, "ana", contested(tiny, "chain", ["page", "vote", "desk"], "", "why not"), tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    (dispute,) = disputes(capsys)
    told = ["class", "decide", "8b", "tiny", dispute["tag"], "--accept", "right", "--answer", "Yes."]
    before = (tiny / "key.yaml").read_bytes()
    assert run(told) == 1
    assert "by hand" in capsys.readouterr().err
    assert (tiny / "key.yaml").read_bytes() == before
    assert disputes(capsys)[0]["decision"] is None
    assert run([*told, "--by-hand"]) == 0
    assert disputes(capsys)[0]["decision"]["verdict"] == "right"


def test_contesting_line_by_line(tiny: Path) -> None:
    session = play(tiny, "who-says", ["mayor"])
    assert contest(session, "")[-1].startswith("Type 'contest'")
    assert contest(session, "9 because")[-1].startswith("Type 'contest'")
    assert contest(session, "1 ...") == ["Say why: your teacher reads the reason."]
    assert session.result is not None
    number = 1 + [part.text for part in session.result.parts].index("The mayor")
    assert contest(session, f"{number} he is named")[0].startswith("You contest: The mayor.")
    assert [one.reason for one in session.contests.of("who-says").values()] == ["he is named"]
    session.retry()
    assert contest(session, "1 again")[0].startswith("You can contest what is explained")
