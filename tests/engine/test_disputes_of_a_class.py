"""From a contested item to the teacher's answer on the learner's screen, and the grade book after it."""

import json
import shutil
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.linear.afterwards import contest, new_replies
from lessons.cli.main import run
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.model.answer import Raw
from lessons.model.form import GridForm, PickForm
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.share.handing_in.hand_in import HandIn
from tests.helpers.answering import say
from tests.helpers.classes import digest, write
from tests.helpers.marking import mark_of
from tests.helpers.place import open_journal
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
        say(session, answer)
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


COMMENT = "# by hand"


def in_one_file(folder: Path, *, new_ids: bool) -> None:
    """The lesson in one file, with a comment of its author's above each exercise."""
    assert run(["convert", str(folder), *(["--new-ids"] if new_ids else [])]) == 0
    file = folder / "lesson.yaml"
    file.write_text(file.read_text("utf-8").replace("\n  - ", f"\n  {COMMENT}\n  - "), "utf-8")


def lines_that_differ(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]


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


@pytest.mark.sample(1)
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


CASES_IN_ONE_FILE: list[tuple[int, Any, str, str, str, int]] = [
    (0, "greedy", "reckless", "debatable", "- debatable: reckless", 0),
    (0, "greedy", "reckless", "removed", "", 0),
    (0, "on Tuesday", "on Tuesday", "right", "- find: on Tuesday", 20),
    (0, "nonsense", "nonsense", "debatable", "- debatable: nonsense", 0),
    (4, ["The mayor"], "The mayor", "right", "- right: The mayor", 100),
    (
        5,
        ["The mayor, quoted", "Ada Brook", "The budget office"],
        "The mayor, quoted",
        "debatable",
        "- debatable:",
        100,
    ),
    (6, {HATE: "shop"}, HATE, "right", "is: [writer, shop]", 50),
    (11, "nil", "Your answer", "right", "- right: nil", 100),
]


@pytest.mark.sample(1)
@pytest.mark.parametrize(("number", "answer", "words", "accept", "in_file", "least"), CASES_IN_ONE_FILE)
@pytest.mark.parametrize("new_ids", [True, False])
def test_an_accepted_dispute_changes_a_line_of_a_lesson_in_one_file(
    tiny: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    number: int,
    answer: Any,
    words: str,
    accept: str,
    in_file: str,
    least: int,
    new_ids: bool,
) -> None:
    in_one_file(tiny, new_ids=new_ids)
    lesson = open_lesson(tiny)
    exercise = lesson.exercises[number]
    if number == 0:
        answer = [mark_of(lesson.article, answer)]
    elif isinstance(exercise.form, PickForm):
        answer = [option.id for option in exercise.form.options if option.text in answer]
    elif isinstance(exercise.form, GridForm):
        answer = {row.id: answer[row.text] for row in exercise.form.rows if row.text in answer}
    record = contested(tiny, exercise.id, answer, words, "the word is plain")
    hand_in(lesson, "ana", record, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    (dispute,) = disputes(capsys)
    file = tiny / "lesson.yaml"
    before = file.read_text("utf-8")
    told = ["class", "decide", "8b", "tiny", dispute["tag"], "--accept", accept, "--answer", "You are right."]
    assert run(told) == 0, capsys.readouterr().err
    after = file.read_text("utf-8")
    assert after != before
    assert in_file in after
    assert after.count(COMMENT) == before.count(COMMENT)
    assert len(lines_that_differ(before, after)) <= 9
    assert not (tiny / "key.yaml").exists()
    assert run(["check", str(tiny)]) in (0, 1)
    assert " error" not in capsys.readouterr().out
    assert run(["rescore", "8b"]) == 0
    assert "would lose" not in capsys.readouterr().out
    session = play(tiny, exercise.id, None, record)
    assert session.result is not None
    assert session.result.score * 100 >= least
    assert [one.id for one in open_lesson(tiny).exercises] == [one.id for one in lesson.exercises]


@pytest.mark.thorough
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
        lines = new_replies(play(tiny, "who-says", None, record))
        assert lines[-1] == "Your teacher: the key stands. He is not [quoted]."
    assert new_replies(play(tiny, "who-says", ["mayor"])) == []
    assert "ana" not in (tiny / "replies.yaml").read_text()


@pytest.mark.thorough
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


BROKEN = {
    "an unquoted colon": ('answer: "No."', "answer: No: look again."),
    "a conflict": ("replies:", "<<<<<<< ours\nreplies:"),
    "cut off": ("  - exercise", "  - [exercise"),
    "another verdict": ("verdict: stands", "verdict: maybe"),
    "a key misspelled": ("answer: ", "anser: "),
    "another shape": ("contested: [", "contested: more words\n    more: ["),
    "a newer format": ("format: 1", "format: 2"),
    "a list alone": ("format: 1\nreplies:\n", ""),
}


@pytest.mark.thorough
@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_replies_that_cannot_be_read_are_told_to_everybody_and_kept(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str]
) -> None:
    lesson = open_lesson(tiny)
    first = contested(tiny, "who-says", ["mayor"], "The mayor", "it is he")
    second = contested(tiny, "count-police", "nil", "Your answer", "nil is none")
    hand_in(lesson, "ana", first, tmp_path / "in")
    hand_in(lesson, "ben", second, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    tags = {dispute["exercise"]: dispute["tag"] for dispute in disputes(capsys)}
    assert run(["class", "decide", "8b", "tiny", tags["who-says"], "--answer", "No."]) == 0
    file, key = tiny / "replies.yaml", (tiny / "key.yaml").read_bytes()
    sound = file.read_text()
    assert change[0] in sound
    file.write_text(sound.replace(*change, 1))
    broken = file.read_bytes()
    capsys.readouterr()

    assert run(["check", str(tiny)]) == 1
    assert "replies.yaml:" in capsys.readouterr().out
    for options in ([], ["--accept", "right"], ["--accept", "right", "--by-hand"]):
        assert run(["class", "decide", "8b", "tiny", tags["count-police"], "--answer", "Yes.", *options]) == 1
        assert "replies.yaml" in capsys.readouterr().err
        assert file.read_bytes() == broken
        assert (tiny / "key.yaml").read_bytes() == key
    assert "cannot be read" in new_replies(play(tiny, "who-says", None, first))[-1]
    assert "cannot be read" in new_replies(play(tiny, "count-police", None, second))[-1]
    assert new_replies(play(tiny, "who-says", ["mayor"])) == []  # who contested nothing waits for nothing

    file.write_text(sound)
    assert run(["class", "decide", "8b", "tiny", tags["count-police"], "--answer", "Yes."]) == 0
    assert "Yes." in new_replies(play(tiny, "count-police", None, second))[-1]
    assert file.read_text().count("verdict:") == 2
    capsys.readouterr()
    assert run(["check", str(tiny), "--ignore", "L8"]) == 0


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "words",
    [
        ["hand-in", "{lesson}", "-o", "{file}"],
        ["class", "report", "8b", "--html", "{file}"],
        ["class", "report", "8b", "--csv", "{file}"],
        ["crosscheck", "{lesson}", "--answers", "{answers}", "--reader", "ana", "-o", "{file}", "--force"],
        ["pack", "{lesson}", "-o", "{file}"],
        ["sealing", "key", "-o", "{file}"],
    ],
    ids=lambda words: words[0] if words[0] != "class" else words[3],
)
@pytest.mark.parametrize("content", ["format: 1\nanswers: {}\n", "My notes.\n", ""])
def test_no_command_writes_over_a_file_of_another_kind(
    words: list[str], content: str, tiny: Path, tmp_path: Path
) -> None:
    record = contested(tiny, "who-says", ["mayor"], "The mayor", "it is he")
    hand_in(open_lesson(tiny), "ana", record, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    with open_journal("ana") as journal:
        for event in record.events("course", "tiny"):
            journal.append(event, sync=False)
    (tmp_path / "answers.json").write_text("{}")
    file = tmp_path / "key.yaml"
    file.write_text(content)
    named = {"lesson": str(tiny), "file": str(file), "answers": str(tmp_path / "answers.json")}
    assert run(["--learner", "ana", *(word.format(**named) for word in words)]) in (1, 2)
    assert file.read_text() == content


@pytest.mark.thorough
@pytest.mark.parametrize(("why", "in_key"), [("A date carries no feeling.", True), ("", False)])
def test_the_key_explains_what_was_said_for_all_and_not_the_answer_to_a_few(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], why: str, in_key: bool
) -> None:
    lesson = open_lesson(tiny)
    marked: Raw = [mark_of(lesson.article, "on Tuesday")]
    record = contested(tiny, "find-loaded", marked, "on Tuesday", "it is loaded")
    hand_in(lesson, "ana", record, tmp_path / "in")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(tiny)]) == 0
    (dispute,) = disputes(capsys)
    told = [
        "class",
        "decide",
        "8b",
        "tiny",
        dispute["tag"],
        "--accept",
        "right",
        "--answer",
        "Ana, you are right.",
    ]
    assert run([*told, *(["--why", why] if why else [])]) == 0
    key = (tiny / "key.yaml").read_text("utf-8")
    assert "Ana, you are right." not in key
    assert ("A date carries no feeling." in key) is in_key
    assert "Ana, you are right." in (tiny / "replies.yaml").read_text("utf-8")
