"""What the pages say of paper: each command runs, and each example of what is typed is an answer."""

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from lessons.cli.class_report import reports
from lessons.cli.main import run
from lessons.kinds.shelf_form import ShelfForm
from lessons.model.form import MarkForm
from lessons.reports.paper_answers import as_typed, typed_answer
from tests.helpers.place import home
from tests.helpers.shipped_lessons import AT_HOME, CLOSE_TO_HOME, key_of, opened

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = [
    ("print.md", "A lesson on paper"),
    ("print.md", "Back into the class"),
    ("monday.md", "Print it"),
    ("monday.md", "Afterwards"),
]


def commands(page: str, title: str) -> list[list[str]]:
    text = (DOCS / page).read_text("utf-8")
    (section,) = re.findall(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for block in blocks for line in block.splitlines()]


@pytest.mark.sample(2)
@pytest.mark.parametrize(("page", "title"), SECTIONS, ids=[title for _page, title in SECTIONS])
def test_the_commands_run(page: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lesson = opened(CLOSE_TO_HOME / "two-stories")
    key = key_of(lesson.folder)
    lines = [as_typed(one.form, key.bound[one.id].perfect(), lesson) for one in lesson.exercises]
    there = commands(page, title)
    assert there
    for words in there:
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(["Ana", *lines, ""])))
        assert run(words) == 0, words
        if words[0] == "class":
            (report,) = reports("8b", None, home())
            assert [one.score for one in report.learners] == [1]
        else:
            assert list(tmp_path.glob("*.html"))


def test_what_is_typed_for_a_shelf_is_an_answer() -> None:
    for folder in AT_HOME:
        lesson = opened(folder)
        for exercise in lesson.exercises:
            if isinstance(exercise.form, ShelfForm):
                card = exercise.form.cards[4]
                words = card.inside.text[slice(*card.asked.scope[0])].split(".")[0]
                answer = exercise.form.typed(f"257 b 5 {words}")
                ids = [one.id for one in exercise.form.cards]
                assert answer.opened == (ids[1], ids[4], ids[6])
                assert answer.card == ids[4]
                assert answer.verdict == exercise.form.verdicts[1].id
                assert len(answer.words) == 1
                assert exercise.form.typed("257").verdict is None
                assert exercise.form.typed("- a").opened == ()


def test_marks_may_stand_without_a_line() -> None:
    lesson = opened(CLOSE_TO_HOME / "two-stories")
    form = next(one.form for one in lesson.exercises if isinstance(one.form, MarkForm))
    word = next(word for word in lesson.article.text[slice(*form.scope[0])].split() if len(word) > 8)
    assert typed_answer(form, word, lesson) == typed_answer(form, word.upper(), lesson)
