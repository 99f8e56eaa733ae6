"""The tables for teachers: every kind with its purpose, every term with its id."""

import re
from pathlib import Path

from lessons.kinds.registry import KINDS
from lessons.loading.glossary_source import read_glossary

ROOT = Path(__file__).parents[2]


def test_every_kind_has_its_purpose() -> None:
    page = (ROOT / "docs" / "kinds.md").read_text("utf-8")
    kinds = re.findall(r"^\| .* \| `(\w+)` \| [\d a-z]+ \| \d+ \|$", page, re.MULTILINE)
    assert sorted(kinds) == sorted(KINDS)


def test_every_term_stands_with_its_id_and_its_definition() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = {line for line in page if line.startswith("| `")}
    terms = set()
    for folder in ("content", "content/close-to-home"):
        glossary, problems = read_glossary(ROOT / folder / "techniques.yaml")
        assert not problems
        terms |= {f"| `{one.id}` | {one.name} | {one.definition} |" for one in glossary.techniques}
    assert rows == terms
