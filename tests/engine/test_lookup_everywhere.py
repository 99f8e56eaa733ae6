"""A shelf of cards sealed, without its text, in a class, between readers and in review: with no line about its kind."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lessons.cli.linear.console import Console
from lessons.cli.linear.reviewing import review
from lessons.cli.main import run
from lessons.kinds.shelf_form import ShelfAnswer
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import as_renamed, orphans_of
from lessons.lesson.opening import open_lesson
from lessons.play import Session
from lessons.play.missed import missed_of
from lessons.record import MemoryRecord
from lessons.reports.crosscheck import Reading, cross_check
from lessons.share.packs.unpack import unpack
from lessons.share.standoff.binding import bind_all
from tests.helpers.answering import say
from tests.helpers.place import home
from tests.helpers.reviewing import Calendar, deck, do_lesson
from tests.helpers.sealed import opened_key, plain_files, sealed
from tests.helpers.standoff import textless
from tests.helpers.tiny import STORIES, TWO_STORIES

PAPERS = ShelfAnswer(("papers",), "few", "papers")
BOARD = ShelfAnswer(("board",), "few", "board")
STARS = ShelfAnswer(("stars", "quiet"), "many", "quiet")


def test_a_sealed_pack_tells_nothing_and_scores_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(STORIES, tmp_path / "pack.zip", monkeypatch)
    for name, data in plain_files(tmp_path / "pack.zip").items():
        for told in (b"papers:", b"look-alike", b"decides", b"few:", b"core"):
            assert told not in data, (name, told)
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    folder = tmp_path / pack.folder / "two-stories"
    lesson = open_lesson(folder, home())
    (folder / "key.yaml").write_text(opened_key(tmp_path / pack.folder, "two-stories", pack.code))
    (exercise,) = (one for one in lesson.exercises if one.kind.name == "lookup")
    bound = open_key(lesson).bound[exercise.id]
    assert bound.score(bound.perfect()).score == 1
    own = open_key(open_lesson(TWO_STORIES)).bound["owner"]
    assert bound.chance == own.chance


def test_a_test_takes_it_as_practice_does_and_explains_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = sealed(STORIES, tmp_path / "pack.zip", monkeypatch)
    unpack(tmp_path / "pack.zip", tmp_path / pack.folder)
    lesson = open_lesson(tmp_path / pack.folder / "two-stories", home())
    record = MemoryRecord()
    attempt = Session(lesson, record, lambda: open_key(lesson))
    index = next(at for at, one in enumerate(lesson.exercises) if one.kind.name == "lookup")
    attempt.goto(index)
    form: Any = lesson.exercises[index].form
    first = form.cards[0].id
    attempt.answer(ShelfAnswer((first,), form.verdicts[0].id))
    attempt.hand_in()
    assert attempt.result is None
    (committed,) = (event for event in record.everything() if event.name == "committed")
    assert committed.data["answer"] == {"opened": [first], "verdict": form.verdicts[0].id}


def test_a_lesson_without_its_text_comes_back_whole_from_a_copy(tmp_path: Path) -> None:
    textless(STORIES, tmp_path / "bare")
    folder = tmp_path / "bare" / "two-stories"
    bind_all([folder], [TWO_STORIES / "article.md", TWO_STORIES / "beside.md"], home())
    lesson = open_lesson(folder, home())
    before = open_lesson(TWO_STORIES)
    assert lesson.exercise("owner").form == before.exercise("owner").form
    bound = open_key(lesson).bound["owner"]
    assert bound.score(bound.perfect()).score == 1


def test_readers_are_compared_by_first_card_verdict_and_card() -> None:
    lesson = open_lesson(TWO_STORIES)
    key = open_key(lesson)
    readings = [
        Reading("ana", {"owner": BOARD}),
        Reading("ben", {"owner": BOARD}),
        Reading("cem", {"owner": PAPERS}),
    ]
    (checked,) = (one for one in cross_check(lesson, key, readings).exercises if one.exercise.id == "owner")
    assert [dispute.item for dispute in checked.disputes] == ["card"]
    assert "Sleepless?" in checked.disputes[0].said
    assert {group.name for group in checked.groups} >= {"The verdict", "The card that decides"}


def test_what_was_missed_comes_back_as_a_whole() -> None:
    lesson = open_lesson(TWO_STORIES)
    bound, form = open_key(lesson).bound["owner"], lesson.exercise("owner").form
    assert [one.item for one in missed_of(form, bound.score(STARS).parts)] == ["whole"]
    assert missed_of(form, bound.score(bound.perfect()).parts) == ()


def test_an_item_of_it_can_be_contested() -> None:
    lesson = open_lesson(TWO_STORIES)
    attempt = Session(lesson, MemoryRecord(), lambda: open_key(lesson))
    attempt.goto(len(lesson.exercises) - 1)
    attempt.answer(PAPERS)
    result = attempt.commit()
    part = next(one for one in result.parts if one.id == "year.opened")
    attempt.contest(part, "It counts letters of last year.")
    assert [*attempt.contests.of("owner")] == ["year.opened"]


def test_a_score_file_may_quote_the_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer: Any = {
        "opened": ["papers"],
        "verdict": "few",
        "card": "papers",
        "words": [{"quote": "nine households"}],
    }
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"owner": answer}))
    assert run(["score", str(TWO_STORIES), str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["exercises"]["owner"]["score"] == 1
    lesson = open_lesson(TWO_STORIES)
    kept = write(read(lesson.exercise("owner").form, answer, lesson.article, lesson.beside))
    assert isinstance(kept, dict)
    assert kept["opened"] == ["papers"]


def test_a_class_report_tells_first_cards_verdicts_and_wrong_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    number = len(open_lesson(TWO_STORIES).exercises)
    typed = {
        "ana": "open 4\nopen 4\nverdict b\nproof 4 nine households\n",
        "ben": "open 2\nopen 2\nverdict b\ndecides 2\n",
        "cem": "open 2\nopen 2\nopen 6\nopen 6\nverdict b\nproof 6 nine senders\n",
        "dua": "open 1\nopen 1\nverdict a\ndecides 1\n",
    }
    for name, lines in typed.items():
        monkeypatch.setattr("sys.stdin", io.StringIO(f"goto {number}\n{lines}commit\ncommit\nquit\n"))
        assert run(["--learner", name, "read", str(TWO_STORIES), "--linear"]) == 0
        assert run(["--learner", name, "hand-in", str(TWO_STORIES), "--to", "in", "--as", name]) == 0
    assert run(["collect", "in", "-c", "8b", "--lesson", str(TWO_STORIES)]) == 0
    capsys.readouterr()
    assert run(["class", "report", "8b"]) == 0
    report = " ".join(capsys.readouterr().out.split())
    assert "The card opened first: Sleepless? (2); Item 6 (1); We are many (1)." in report
    assert "The verdict: No, far fewer did (3); Yes, 41 households did (1)." in report
    assert "Right for the wrong reason: 1 of 4." in report
    assert "The words that prove it: +2 o2" in report
    assert run(["class", "report", "8b", "--html", "report.html"]) == 0
    page = (tmp_path / "report.html").read_text()
    assert "Right for the wrong reason: 1 of 4." in page
    assert "The card opened first: Sleepless? (2)" in page


def test_it_comes_back_in_review_with_a_closed_shelf() -> None:
    record = Calendar()
    do_lesson(record, {"owner": write(STARS)}, folder=TWO_STORIES)
    record.on(1)
    out = io.StringIO()
    lines = ["open 4", "open 4", "verdict b", "proof 4 nine households", "commit", "next"]
    review(deck(record, STORIES), record, Console(io.StringIO("\n".join(lines)), out), lambda: record.now)
    told = out.getvalue()
    assert "3 of 3 opens left." in told
    assert "Right: Your verdict." in told
    (reviewed,) = (event for event in record.kept if event.name == "reviewed")
    assert reviewed.data["right"] is True


def test_a_blind_reading_keeps_what_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    number = len(open_lesson(TWO_STORIES).exercises)
    lines = f"goto {number}\nopen 2\nopen 2\nverdict b\ndecides 2\ncommit\ncommit\nfinish\nfinish\n"
    for name in ("ana", "ben"):
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        assert run(["crosscheck", str(TWO_STORIES), "--reader", name, "-o", f"{name}.json"]) == 0
    kept = json.loads((tmp_path / "ana.json").read_text())
    assert kept["answers"]["owner"] == {"opened": ["board"], "verdict": "few", "card": "board"}
    capsys.readouterr()
    assert run(["crosscheck", "--report", str(TWO_STORIES), "ana.json", "ben.json"]) == 0
    report = " ".join(capsys.readouterr().out.split())
    assert "2 of 2 readers said \u201cSleepless?\u201d of \u201cThe card it rests on\u201d" in report
    assert "\u201cYour verdict\u201d" not in report


@pytest.mark.parametrize("was", [False, True])
def test_a_card_and_a_verdict_that_are_gone_are_told(was: bool, tmp_path: Path) -> None:
    """Opened, named or chosen once: whatever of an answer the shelf does not have any more, unless it was renamed."""
    course = Path(shutil.copytree(STORIES, tmp_path / "course"))
    record = MemoryRecord()
    lesson = open_lesson(course / "two-stories")
    attempt = Session(lesson, record, lambda: open_key(lesson))
    attempt.goto([one.kind.name for one in lesson.exercises].index("lookup"))
    exercise = attempt.exercise.id
    say(attempt, write(PAPERS))
    attempt.commit()
    (event,) = (one for one in record.kept if one.name == "committed")
    assert orphans_of(lesson, event) == ()
    task, key = (course / "two-stories" / name for name in ("lesson.yaml", "key.yaml"))
    key.write_text(
        key.read_text("utf-8").replace("papers:", "journals:").replace("is: few", "is: some"), "utf-8"
    )
    card, verdict = "      papers:\n", "      few: No, far fewer did\n"
    text = task.read_text("utf-8")
    assert card in text
    assert verdict in text
    if was:
        text = text.replace(card, "      journals:\n        was: papers\n")
        text = text.replace(verdict, "      some: {text: 'No, far fewer did', was: few}\n")
    else:
        text = text.replace(card, "      journals:\n").replace(verdict, "      some: No, far fewer did\n")
    task.write_text(text, "utf-8")
    later = open_lesson(course / "two-stories")
    (renamed,) = as_renamed(later, [event])
    assert orphans_of(later, renamed) == (() if was else (f"{exercise}/papers", f"{exercise}/few"))
