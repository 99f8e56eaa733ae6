"""The teacher's plan of a lesson: read with its faults told, and in the hands of nobody who has not the key."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.lesson.keys import open_key
from lessons.lesson.opening import open_lesson
from lessons.lesson.plan import read_plan
from lessons.share.packs.packing import gather
from lessons.share.sealing.sealed_course import Wish, seal_up
from lessons.share.sealing.sealed_files import teacher_keys
from lessons.share.standoff.textless import take_texts_out
from tests.helpers.place import home
from tests.helpers.shipped_lessons import LESSONS
from tests.helpers.tiny import TINY

PLAN = "aim: Hear a strong word.\nboard: Said, moaned\nmistakes: [\"Marking 'died'.\", Marking all]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson in a course, with a plan."""
    shutil.copytree(TINY.parent, tmp_path / "course")
    (tmp_path / "course" / TINY.name / "plan.yaml").write_text(PLAN)
    return tmp_path / "course" / TINY.name


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda folder: folder.name)
def test_each_shipped_lesson_has_a_plan(lesson: Path) -> None:
    plan, problems = read_plan(lesson)
    assert not problems
    assert plan is not None
    assert all((plan.aim, plan.board, plan.talk, plan.mistakes, plan.homework))


def test_one_text_is_a_list_of_one(folder: Path) -> None:
    plan, problems = read_plan(folder)
    assert plan is not None
    assert not problems
    assert (plan.board, plan.mistakes, plan.talk) == (
        ("Said, moaned",),
        ("Marking 'died'.", "Marking all"),
        (),
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("board: b\n", "F204", 1),
        ("aim: a\nhomwork: h\n", "F201", 2),
        ("aim: a\ntalk: {b: c}\n", "F205", 2),
        ("format: 2\naim: a\n", "F203", 1),
        ('aim: "a\nboard: b\n', "Y107", 1),
    ],
)
def test_check_tells_its_faults_at_their_lines(folder: Path, text: str, code: str, line: int) -> None:
    (folder / "plan.yaml").write_text(text)
    for asked in (folder, folder / "plan.yaml"):
        told = [problem for problem in check([asked]) if problem.place.file.name == "plan.yaml"]
        assert [(problem.code, problem.place.line) for problem in told] == [(code, line)]


def test_no_other_plan_makes_another_key(folder: Path) -> None:
    version = open_key(open_lesson(folder)).version
    (folder / "plan.yaml").write_text("aim: Another one\n")
    assert open_key(open_lesson(folder)).version == version


def test_a_sealed_pack_leaves_it_out_and_an_open_one_takes_it(folder: Path) -> None:
    gathered = gather(folder)
    assert gathered.files[f"{TINY.name}/plan.yaml"] == PLAN.encode()
    keys = teacher_keys(home())
    seal_up(gathered, Wish("test", keys.public, keys.naming))
    assert not [name for name in gathered.files if name.endswith("plan.yaml")]


def test_without_its_texts_it_holds_no_two_words_of_the_article(folder: Path) -> None:
    words = open_lesson(folder).article.text.split()[3:9]
    (folder / "plan.yaml").write_text(f"aim: Marking {' '.join(words)!r}\nboard: Marking it\n")
    gathered = gather(folder)
    take_texts_out(gathered)
    plan = gathered.files[f"{TINY.name}/plan.yaml"].decode()
    assert not [pair for pair in pairwise(words) if " ".join(pair) in plan]
    assert "Marking it" in plan
