"""The example of every kind in docs/lesson-format.md can be read and bound: what is documented works."""

import re
from pathlib import Path

import pytest

from lessons.kinds.base import Bench
from lessons.kinds.registry import KINDS
from lessons.loading.glossary_source import read_glossary
from lessons.loading.validation import validate
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Severity
from tests.helpers.articles import article_of

ROOT = Path(__file__).parents[2]
FORMAT = (ROOT / "docs" / "lesson-format.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"### (\w+): .*?```yaml\n(.*?)```", FORMAT, re.DOTALL))
ARTICLE = article_of(
    "At the club's meeting the feverish warnings were political theatre, nonsense, and he was haunted by them.",
    "Citizens across Europe want not of submission, but of peace. Russia wants peace.",
    "Sanctions may have bruised the economy.",
)


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_example_works(name: str, tmp_path: Path) -> None:
    lesson, key = EXAMPLES[name].split("# key.yaml\n")
    (tmp_path / "lesson.yaml").write_text(lesson, "utf-8")
    (tmp_path / "key.yaml").write_text(key, "utf-8")
    asked, answered = read_yaml(tmp_path / "lesson.yaml"), read_yaml(tmp_path / "key.yaml")
    assert [*asked.problems, *answered.problems] == []
    assert isinstance(asked.value, list)
    assert isinstance(asked.value[0], dict)
    assert isinstance(answered.value, dict)
    fields = dict(asked.value[0])
    assert fields.pop("kind") == name
    kind = KINDS[name]
    glossary, _problems = read_glossary(ROOT / "content" / "techniques.yaml")
    bench = Bench(ARTICLE, ARTICLE, glossary)
    task = validate(kind.task, fields, asked)
    assert not isinstance(task, list), task
    form = kind.form(task, bench)
    typed = validate(kind.key, answered.value[task.id], answered)
    assert not isinstance(typed, list), typed
    bound = kind.bind(task, typed, form, bench)
    assert [fault for fault in bench.faults if fault.severity is Severity.ERROR] == []
    assert 0 <= bound.chance < 1
