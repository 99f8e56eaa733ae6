"""The lessons on the published originals: numbers and hashes, and where copies are at hand they bind and play.

Copies are looked for as .txt in the folder that CLOSEREAD_ORIGINALS names; none comes with the program.
"""

import os
import random
from itertools import pairwise
from pathlib import Path

import pytest

from lessons.anchoring.detached import Fate
from lessons.checking.run import check
from lessons.cli.call import Exit
from lessons.cli.main import run
from lessons.kinds.written_answers import read, write
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.lesson.standoff_files import read_standoff
from lessons.loading.catalogue import read_course, shipped
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Severity
from lessons.share.standoff.binding import bind_all
from lessons.share.standoff.passages import FUNCTION_WORDS
from tests.engine.test_standoff import strings_of, words_of_text
from tests.helpers.changed_copies import changed
from tests.helpers.place import home

ORIGINALS = shipped() / "originals"
LESSONS = sorted(path.parent for path in ORIGINALS.glob("*/lesson.yaml"))
COPIES = (
    sorted(Path(os.environ["CLOSEREAD_ORIGINALS"]).glob("*.txt"))
    if os.environ.get("CLOSEREAD_ORIGINALS")
    else []
)
with_copies = pytest.mark.skipif(not COPIES, reason="CLOSEREAD_ORIGINALS names no folder with copies")


def test_all_five_are_there_and_no_text_of_them() -> None:
    course = read_course(ORIGINALS)
    assert [card.id for card in course.lessons] == [
        "unsigned-column",
        "broadcasters-recap",
        "republished-recap",
        "unsourced-summary",
        "explainer",
    ]
    assert all(card.bring and not card.trouble for card in course.lessons)
    names = {path.name for path in ORIGINALS.rglob("*") if path.is_file()}
    assert names == {"course.yaml", "lesson.yaml", "key.yaml", "SOURCES.md"}


@pytest.mark.parametrize("folder", LESSONS, ids=lambda folder: folder.name)
def test_each_is_sound_and_waits_for_a_copy(folder: Path) -> None:
    source = read_standoff(folder)
    assert len(source.anchors("main")) > 15
    assert [problem.code for problem in check([folder])] == ["S901"]


def test_they_are_opened_by_name(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert run(["originals", "--linear"]) == Exit.OK
    monkeypatch.setattr("sys.stdin", io.StringIO("quit\n"))
    assert run(["read", "originals", "--linear"]) == Exit.OK
    assert "Bring your own copy of: the unsigned opinion column" in capsys.readouterr().out
    assert run(["read", "originals/explainer", "--linear"]) == Exit.PROBLEMS
    assert "closeread bind" in capsys.readouterr().err


def lesson_of(copy: Path) -> Path:
    """The lesson that a copy binds."""
    words = words_of_text(copy.read_text("utf-8"))
    return min(LESSONS, key=lambda folder: abs(read_standoff(folder).bring["main"].words - len(words)))


@with_copies
def test_no_two_neighbouring_words_of_an_original_can_be_read() -> None:
    for copy in COPIES:
        pairs = set(pairwise(words_of_text(copy.read_text("utf-8"))))
        pairs = {
            pair for pair in pairs if any(not word.isdigit() and word not in FUNCTION_WORDS for word in pair)
        }
        for path in lesson_of(copy).iterdir():
            texts = strings_of(read_yaml(path).value) if path.suffix == ".yaml" else [path.read_text("utf-8")]
            assert not pairs & {pair for text in texts for pair in pairwise(words_of_text(text))}, path


@with_copies
def test_bound_to_the_originals_they_play(monkeypatch: pytest.MonkeyPatch) -> None:
    done = bind_all(LESSONS, COPIES, home())
    assert not done.problems
    assert len(done.bound) == len(COPIES)
    for bound in done.bound:
        assert bound.report.complete
        assert bound.report.texts[0].exact
        lesson = open_lesson(ORIGINALS / bound.report.lesson)
        key = open_key(lesson)
        assert len(lesson.exercises) >= 3
        for exercise in lesson.exercises:
            best = write(key.bound[exercise.id].perfect())
            answer = read(exercise.form, best, lesson.article, None)
            assert key.bound[exercise.id].score(answer).score == 1
        assert not [problem for problem in check([bound.folder]) if problem.severity is Severity.ERROR]


@with_copies
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
def test_damaged_originals_bind_to_no_wrong_place(share: float, tmp_path: Path) -> None:
    for number, copy in enumerate(COPIES):
        words = copy.read_text("utf-8").split(" ")
        made, _came = changed(words, share, random.Random(number))
        path = tmp_path / f"{number}.txt"
        path.write_text(" ".join(made), "utf-8")
        done = bind_all([lesson_of(copy)], [path], home())
        if not done.bound:
            assert {problem.code for problem in done.problems} <= {"S905", "S908"}
            continue
        report = done.bound[0].report
        whole = bind_all([lesson_of(copy)], [copy], home()).bound[0].report
        by_place = {(anchor.exercise, anchor.item, anchor.block): anchor.words for anchor in whole.anchors}
        for anchor in report.anchors:
            if anchor.fate is not Fate.LOST:
                expected = by_place[anchor.exercise, anchor.item, anchor.block]
                assert words_of_text(anchor.words) == words_of_text(expected)
                assert anchor.now == anchor.block
