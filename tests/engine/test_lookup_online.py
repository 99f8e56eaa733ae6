"""A real page looked up at home: what is ticked, that it gives no points, the teacher's mark and its way back."""

import io
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lessons.checking.run import check
from lessons.cli.class_report import reports
from lessons.cli.main import group, run
from lessons.kinds.slip import BoundSlip, SlipAnswer, SlipForm
from lessons.lesson.keys import open_key
from lessons.lesson.lesson import Lesson
from lessons.lesson.opening import open_lesson
from lessons.loading.replies_source import read_replies
from lessons.model.answer import PickAnswer
from lessons.model.problem import Severity
from lessons.play import Session
from lessons.record import MemoryRecord
from lessons.reports.classes.text import as_text
from lessons.school.book import TOTAL, history, standing_scores
from lessons.school.classes import class_path
from lessons.school.store import ClassStore
from tests.helpers.classes import handed_in, write
from tests.helpers.place import home
from tests.helpers.tiny import TINY

ARTICLE = """---
title: The pool page
published: 2026-05-20
language: en
---

# The pool

The pool of the town is the best pool of the whole valley, says everybody who swims there. It rained in May.
"""
LESSON = """format: 1
title: At home
summary: Look up a page.
minutes: 30
goals: [Look up who is behind a page.]
article: article.md
exercises:
  - id: crowd
    kind: choice
    strand: sourcing
    prompt: Who says so?
    options: {nobody: Nobody who can be asked, council: The council}
  - id: your-turn
    kind: lookup
    mode: online
    strand: sourcing
    prompt: Choose a page that recommends something. Who is behind it?
    verdicts: {seller: Somebody who sells it, neutral: Somebody who gains nothing, open: I could not find out}
    not-from: [wikipedia.org]
    WEIGHT
"""
KEY = """format: 1
answers:
  crowd:
    options: {nobody: {credit: 1, why: Nobody is named.}, council: {why: It does not say so.}}
    why: A crowd is no source.
  your-turn: {EXPECT why: It stands seldom on the page.}
"""
GOOD: dict[str, Any] = {
    "page": "https://www.pool-friends.example/best",
    "looked": "https://register.example/4471",
    "who": "The firm Bluewater",
    "date": "2026-05-01",
    "sentence": "The owner of this page is the firm Bluewater in the city.",
    "verdict": "seller",
}
ONLINE = "your-turn"


def lesson_in(folder: Path, weight: str = "", expect: str = "") -> Lesson:
    folder = folder / "at-home"
    folder.mkdir(parents=True)
    (folder / "article.md").write_text(ARTICLE, "utf-8")
    (folder / "lesson.yaml").write_text(LESSON.replace("WEIGHT", weight), "utf-8")
    (folder / "key.yaml").write_text(KEY.replace("EXPECT", expect), "utf-8")
    return open_lesson(folder)


def slip(lesson: Lesson) -> tuple[SlipForm, BoundSlip]:
    form, bound = lesson.exercise(ONLINE).form, open_key(lesson).bound[ONLINE]
    assert isinstance(form, SlipForm)
    assert isinstance(bound, BoundSlip)
    return form, bound


def ticked(lesson: Lesson, **fields: str) -> set[str]:
    form, bound = slip(lesson)
    score = bound.score(form.read({**GOOD, **fields}))
    return {part.id for part in score.parts if part.credit}


ALL = {"left", "who", "sentence", "date"}


def test_a_good_slip_has_all_ticks_and_an_empty_one_none(tmp_path: Path) -> None:
    lesson = lesson_in(tmp_path)
    form, bound = slip(lesson)
    assert ticked(lesson) == ALL
    assert bound.score(SlipAnswer()).score == 0
    assert bound.score(bound.perfect()).score == 1
    assert form.read(form.keep(bound.perfect())) == bound.perfect()
    assert bound.chance == 0
    assert len(bound.rubric) == 5


@pytest.mark.parametrize(
    ("looked", "left"),
    [
        ("register.example", True),
        ("http://register.example:8080/x?y=https://pool-friends.example", True),
        ("https://pool-friends.example/about", False),
        ("https://news.pool-friends.example", False),
        ("HTTPS://WWW.Pool-Friends.Example", False),
        ("https://en.wikipedia.org/wiki/Pool", False),
        ("https://notwikipedia.org", True),
        ("a friend", False),
        ("", False),
        ("http://[", False),
        ("https://pool-friends.example@evil.example/", True),
        ("javascript:alert(1)", False),
    ],
)
def test_leaving_the_page_is_another_host(tmp_path: Path, looked: str, left: bool) -> None:
    assert ("left" in ticked(lesson_in(tmp_path), looked=looked)) == left


@pytest.mark.parametrize(
    ("field", "words", "given"),
    [
        ("who", "pool-friends", False),
        ("who", "Pool Friends", False),
        ("who", "???", False),
        ("who", "4471", False),
        ("who", "A sports club", True),
        ("date", "2026-02-30", False),
        ("date", "2999-01-01", False),
        ("date", "yesterday", False),
        ("date", "11 June 2026", True),
        ("date", "11.6.2026", True),
        ("date", "None found", True),
        ("sentence", "It is the firm.", False),
        ("sentence", "word " * 41, False),
        ("sentence", "word " * 40, True),
        ("sentence", "The pool of the town is the best pool of the whole valley", False),
        ("sentence", "He wrote that the pool of the town has belonged to a hotel since last May", True),
    ],
)
def test_each_tick_by_its_rule(tmp_path: Path, field: str, words: str, given: bool) -> None:
    assert (field in ticked(lesson_in(tmp_path), **{field: words})) == given


def test_expected_words_give_a_fifth_tick(tmp_path: Path) -> None:
    lesson = lesson_in(tmp_path, expect="expect: [Bluewat*, hotel chain],")
    assert ticked(lesson) == ALL | {"expected"}
    assert "expected" not in ticked(lesson, who="A club", sentence="The owner of this page is a sports club.")
    _form, bound = slip(lesson)
    assert bound.score(bound.perfect()).score == 1


def test_it_counts_in_no_total_and_says_so(tmp_path: Path) -> None:
    lesson = lesson_in(tmp_path, weight="weight: 3")
    session = Session(lesson, MemoryRecord(), lambda: open_key(lesson))
    session.answer(PickAnswer(frozenset({"nobody"})))
    session.commit()
    session.next()
    form, _bound = slip(lesson)
    session.answer(form.read(GOOD))
    result = session.commit()
    assert result.rubric
    session.finish()
    assert session.summary().score == 1, "the choice alone"
    assert not [part for id, part in session.summary().missed if id == ONLINE]


HELD_IN: dict[str, Any] = {"crowd": "nobody", ONLINE: GOOD}


def class_of(tmp_path: Path, weight: str) -> Lesson:
    """Ana and Ben handed in, Cleo left the page out."""
    lesson = lesson_in(tmp_path, weight)
    for name, answers in {
        "Ana": HELD_IN,
        "Ben": {**HELD_IN, "crowd": "council"},
        "Cleo": {"crowd": "nobody"},
    }.items():
        write(tmp_path / "in", handed_in(lesson, name, answers))
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(lesson.folder)]) == 0
    return lesson


def mark(monkeypatch: pytest.MonkeyPatch, lesson: Lesson, *lines: str, again: bool = False) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run(["class", "mark", "8b", str(lesson.folder), *(["--again"] if again else [])])


def scores() -> dict[str, Fraction]:
    (report,) = reports("8b", None, home())
    return {one.name: one.score for one in report.learners}


def waiting() -> dict[str, int]:
    (report,) = reports("8b", None, home())
    return {
        one.name: remark.count
        for one in report.learners
        for remark in one.remarks
        if remark.sort == "unmarked"
    }


def test_before_the_mark_ticks_count_nothing_and_the_report_says_what_waits(tmp_path: Path) -> None:
    class_of(tmp_path, "weight: 1")
    assert scores() == {"Ana": 1, "Ben": 0, "Cleo": 1}
    assert waiting() == {"Ana": 1, "Ben": 1}
    (report,) = reports("8b", None, home())
    assert any("waits for your mark" in line for line in as_text(report))
    assert all(ONLINE not in one.scores for one in report.learners), "no score before there is a mark"


def test_the_mark_counts_by_its_weight_and_can_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = class_of(tmp_path, "weight: 1")
    assert mark(monkeypatch, lesson, "2 Which finding decides?", "4") == 0
    assert scores() == {"Ana": Fraction(3, 4), "Ben": Fraction(1, 2), "Cleo": 1}
    assert waiting() == {}
    assert mark(monkeypatch, lesson, "3", "") == 0, "nothing waits, nothing is asked"
    assert scores()["Ana"] == Fraction(3, 4)
    assert mark(monkeypatch, lesson, "3", again=True) == 0
    assert scores()["Ana"] == Fraction(7, 8)
    with ClassStore(class_path("8b", home()), "8b") as store:
        ana = next(one.id for one in store.pupils() if one.pseudonym == "Ana")
        rows = history(store, lesson, ana, ONLINE)
        assert [(one.cause, one.score) for one in rows] == [
            ("marked", Fraction(1, 2)),
            ("marked", Fraction(3, 4)),
        ]
        assert rows[0].reason == "Which finding decides?"
        assert standing_scores(store, lesson)[ana, TOTAL].score == Fraction(7, 8)
    result = CliRunner().invoke(group, ["class", "history", "8b", str(lesson.folder), "Ana"])
    assert result.exit_code == 0
    assert f"Ana: {ONLINE}: 50, your mark, key 1" in result.output
    assert run(["rescore", "8b"]) == 0
    assert scores()["Ana"] == Fraction(7, 8)


@pytest.mark.parametrize("weight", ["", "weight: 1"])
def test_the_report_shows_marks_and_no_share_of_ticks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weight: str
) -> None:
    lesson = class_of(tmp_path, weight)

    def told() -> tuple[Fraction | None, str]:
        (report,) = reports("8b", None, home())
        (line,) = (line for line in as_text(report) if f"{ONLINE} (lookup)" in line)
        return next(one.facility for one in report.exercises if one.exercise.id == ONLINE), line

    mean, line = told()
    assert mean is None
    assert line.endswith("2 answered, median 32 s")
    assert mark(monkeypatch, lesson, "2", "3") == 0
    mean, line = told()
    assert mean == Fraction(5, 8)
    assert "your marks: mean 62" in line
    assert "guessing" not in line


def test_a_mark_of_weight_0_is_told_and_counts_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = class_of(tmp_path, "")
    before = scores()
    assert mark(monkeypatch, lesson, "0", "4") == 0
    assert scores() == before
    assert waiting() == {}


def test_it_goes_on_with_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = class_of(tmp_path, "weight: 1")
    mark(monkeypatch, lesson, "", "4")
    assert waiting() == {"Ana": 1}
    mark(monkeypatch, lesson, "5", "nonsense", "\x1b[31m", "?", "<", "4 Well read.")
    assert waiting() == {}
    assert scores()["Ana"] == 1


def test_the_learner_reads_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = lesson_in(tmp_path, "weight: 1")
    record = MemoryRecord()
    session = Session(lesson, record, lambda: open_key(lesson))
    session.goto(1)
    form, _bound = slip(lesson)
    session.answer(form.read(GOOD))
    session.commit()
    (own,) = [event for event in record.kept if event.name == "committed"]
    hand_in = handed_in(lesson, "Ana", {}, extra=(own,))
    write(tmp_path / "in", hand_in)
    assert run(["collect", str(tmp_path / "in"), "-c", "8b", "--lesson", str(lesson.folder)]) == 0
    assert mark(monkeypatch, lesson, "3 You found the owner. What does he sell?") == 0
    later = Session(lesson, record, lambda: open_key(lesson))
    (told,) = later.contests.take_replies()
    assert told.reply is not None
    assert (told.reply.verdict, told.reply.mark, told.reply.most) == ("marked", 3, 4)
    assert told.reply.answer == "You found the owner. What does he sell?"
    assert not read_replies(lesson.folder).problems
    assert later.contests.take_replies() == ()


def test_another_answer_waits_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = class_of(tmp_path, "weight: 1")
    mark(monkeypatch, lesson, "4", "4")
    with ClassStore(class_path("8b", home()), "8b") as store:
        sha = store.connection.exec_driver_sql(
            "select sha256 from hand_ins join learners on learner = id where pseudonym = 'Ana'"
        ).scalar()
    assert run(["class", "learners", "8b", "withdraw", "Ana", str(sha)[:8]]) == 0
    write(tmp_path / "in", handed_in(lesson, "Ana", HELD_IN, minute=30, record="a" * 32), "again.handin")
    assert run(["collect", str(tmp_path / "in"), "-c", "8b"]) == 0
    assert waiting() == {"Ana": 1}


def test_old_replies_read_as_before(tmp_path: Path) -> None:
    lesson = lesson_in(tmp_path)
    reply = {"exercise": "crowd", "verdict": "stands", "answer": "Look.", "contested": ["ab"]}
    (lesson.folder / "replies.yaml").write_text(json.dumps({"format": 1, "replies": [reply]}), "utf-8")
    assert not read_replies(lesson.folder).problems


ONE_FILE = """format: 1
title: At home
summary: Look up a page.
minutes: 30
goals: [Look up who is behind a page.]
article: article.md
exercises:
  - lookup: Choose a page that recommends something. Who is behind it?
    mode: online
    strand: sourcing
    weight: 2
    verdicts: [Somebody who sells it, Somebody who gains nothing from it, I could not find out]
    not-from: [wikipedia.org]
    expect: [Bluewat*]
    why: It stands seldom on the page.
"""


def test_in_one_file_it_is_written_out_and_joined_again(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "article.md").write_text(ARTICLE, "utf-8")
    (folder / "lesson.yaml").write_text(ONE_FILE, "utf-8")
    lesson = open_lesson(folder)
    (exercise,) = lesson.exercises
    assert exercise.teachers_weight == 2
    assert exercise.weight == 0
    bound = open_key(lesson).bound[exercise.id]
    assert bound.score(bound.perfect()).score == 1
    assert run(["convert", str(folder), "--to-two-files"]) == 0
    two = open_lesson(folder)
    assert two.exercises[0].form == exercise.form
    assert (folder / "key.yaml").is_file()
    assert run(["convert", str(folder)]) == 0
    assert not (folder / "key.yaml").exists()
    again = open_lesson(folder)
    assert again.exercises[0].form == exercise.form
    assert open_key(again).bound[exercise.id].score(bound.perfect()).score == 1


def test_line_by_line_it_is_filled_in_and_sent_to_the_teacher(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = lesson_in(tmp_path)
    lines = [
        "next",
        "skip",
        *(f"{name} {words}" for name, words in GOOD.items() if name != "verdict"),
        "verdict a",
    ]
    lines += ["who The firm \x1b[31mBluewater", "show", "commit", "where", "quit"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert run(["read", str(lesson.folder), "--linear"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "your teacher gives the mark, 0 to 4" in out
    assert "4 of 4 ticks" in out
    assert "for your teacher to mark" in out
    assert "blind guess" not in out


def test_the_documented_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "classroom.md").read_text("utf-8")
    commands = re.findall(r"^    closeread (class mark .*?) *#", page, re.MULTILINE)
    assert len(commands) == 2
    lesson = class_of(tmp_path, "weight: 1")
    for command in commands:
        monkeypatch.setattr(sys, "stdin", io.StringIO("4\n3 Whose word is it?\n"))
        assert run(command.replace("behind-this-page", lesson.id).split()) == 0
    assert waiting() == {}


# Writing one -------------------------------------------------------------------------------------------------------


def a_lesson(tmp_path: Path) -> Path:
    """One about the article of the tiny course, still without exercises."""
    article = TINY / "article.md"
    made = CliRunner().invoke(group, ["new", str(tmp_path / "own"), "--from", str(article), "--empty"])
    assert made.exit_code == 0, made.output
    return next(path.parent for path in (tmp_path / "own").glob("*/lesson.yaml"))


def test_one_to_paste_can_be_played_at_once(tmp_path: Path) -> None:
    folder = a_lesson(tmp_path)
    printed = CliRunner().invoke(group, ["new", "exercise", "lookup", "online"])
    file = folder / "lesson.yaml"
    head, _exercises, _end = file.read_text().partition("exercises:")
    file.write_text(f"{head}exercises:\n{printed.output}")
    lesson = open_lesson(folder)
    assert isinstance(lesson.exercises[0].form, SlipForm)
    assert [one.code for one in check([folder]) if one.severity is Severity.ERROR] == []


def test_for_a_lesson_in_two_files_it_is_printed_in_two_parts() -> None:
    printed = CliRunner().invoke(group, ["new", "exercise", "lookup", "online", "--in", str(TINY)])
    assert printed.exit_code == 0
    asked, answered = printed.output.split("# Paste this into key.yaml, under answers:")
    assert "mode: online" in asked
    assert "why:" in answered
    assert "mode" not in answered


@pytest.mark.parametrize("words", ["lookup offline", "online", "choice online", "lookup online more"])
def test_there_are_no_others(words: str) -> None:
    result = CliRunner().invoke(group, ["new", "exercise", *words.split()])
    assert result.exit_code == 2
    assert "lookup online" in result.output


def test_it_is_written_question_by_question(tmp_path: Path) -> None:
    folder = a_lesson(tmp_path)
    lines = [
        "add lookup online",
        "Who is behind it?",
        "",
        r"A seller\nNobody\nI do not know",
        "example.org",
    ]
    lines += ["owner*", "", "Ask who pays.", "quit"]
    result = CliRunner().invoke(group, ["write", str(folder), "--linear"], input="\n".join([*lines, ""]))
    assert result.exit_code == 0, result.output
    assert "cards" not in result.output.casefold(), "a slip has no shelf"
    lesson = open_lesson(folder)
    (exercise,) = lesson.exercises
    assert exercise.task.prompt == "Who is behind it?"
    assert isinstance(exercise.form, SlipForm)
    assert [one.text for one in exercise.form.verdicts] == ["A seller", "Nobody", "I do not know"]
    bound = open_key(lesson).bound[exercise.id]
    assert isinstance(bound, BoundSlip)
    assert bound.expect
    assert [one.code for one in check([folder]) if one.severity is Severity.ERROR] == []
