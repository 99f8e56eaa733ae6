"""Every exercise of docs/one-file.md, short and full, is checked, bound and scored: what is documented works."""

import re
import shutil
from pathlib import Path

import pytest

from lessons.checking.run import check
from lessons.kinds.registry import KINDS
from lessons.model.problem import Severity
from tests.helpers.shipped_lessons import key_of, opened

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "one-file.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (\w+): (.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE))
HEAD = "title: T\nbeside: beside.md\nexercises:\n"


def blocks(kind: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", SECTIONS[kind], re.DOTALL | re.MULTILINE)


def test_every_kind_stands_on_the_page() -> None:
    assert set(SECTIONS) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_exercises_work(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(ROOT / "tests" / "pool" / "eleven-short", folder)
    assert len(blocks(kind)) >= 2
    (folder / "lesson.yaml").write_text(HEAD + "".join(blocks(kind)), "utf-8")
    problems = [
        one for one in check([folder]) if one.severity is Severity.ERROR and not one.code.startswith("L")
    ]
    assert problems == []
    lesson = opened(folder)
    key = key_of(lesson.folder)
    assert {exercise.kind.name for exercise in lesson.exercises} == {kind}
    for exercise in lesson.exercises:
        bound = key.bound[exercise.id]
        assert bound.score(bound.perfect()).score == 1


def test_the_first_example_of_the_page_works(tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    shutil.copytree(ROOT / "tests" / "pool" / "eleven-short", folder)
    match = re.search(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert match is not None
    (folder / "lesson.yaml").write_text(match[1], "utf-8")
    assert [one for one in check([folder]) if one.severity is Severity.ERROR] == []
