"""The shipped glossary: whole, in step with the teacher's page, and plain enough to read."""

import re
from pathlib import Path

import pytest

from lessons.loading.glossary_source import read_glossary
from lessons.model.glossary import Glossary

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = {
    "attack-on-reputation": {
        "name-calling",
        "guilt-by-association",
        "doubt",
        "appeal-to-hypocrisy",
        "questioning-the-reputation",
    },
    "justification": {
        "flag-waving",
        "appeal-to-authority",
        "appeal-to-popularity",
        "appeal-to-values",
        "appeal-to-fear",
    },
    "distraction": {"straw-man", "red-herring", "whataboutism"},
    "simplification": {"causal-oversimplification", "false-dilemma", "consequential-oversimplification"},
    "call": {"slogan", "conversation-killer", "appeal-to-time"},
    "manipulative-wording": {"loaded-language", "obfuscation", "exaggeration", "repetition"},
}
"""The 23 techniques of SemEval-2023 task 3, by family."""


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    read, problems = read_glossary(ROOT / "content" / "techniques.yaml")
    assert not problems, "\n".join(map(str, problems))
    return read


def test_language_has_the_published_techniques(glossary: Glossary) -> None:
    families = {family.id for family in glossary.families if family.strand == "language"}
    found = {
        family: {technique.id for technique in glossary.techniques if technique.family == family}
        for family in families
    }
    assert found == PUBLISHED


def test_every_strand_has_techniques(glossary: Glossary) -> None:
    strand = {family.id: family.strand for family in glossary.families}
    assert {strand[technique.family] for technique in glossary.techniques} == {
        "language",
        "sourcing",
        "omission",
    }
    assert {technique.family for technique in glossary.techniques} == set(strand)


def test_every_entry_is_whole(glossary: Glossary) -> None:
    for technique in glossary.techniques:
        for text in (technique.definition, technique.example, technique.example_why, technique.is_not):
            assert text.strip(), technique.id
            assert text.rstrip()[-1] in ".?!\"*'", (technique.id, text)
    assert len({technique.name for technique in glossary.techniques}) == len(glossary.techniques)


def test_definitions_are_one_short_sentence(glossary: Glossary) -> None:
    for technique in glossary.techniques:
        sentences = re.findall(r"[.?!](?=\s|$)", technique.definition)
        assert len(sentences) == 1, technique.id
        assert len(technique.definition.split()) <= 28, technique.id


def test_published_techniques_have_names_in_other_languages(glossary: Glossary) -> None:
    published = set().union(*PUBLISHED.values())
    for technique in glossary.techniques:
        if technique.id in published:
            assert {"de", "fr"} <= {language for language, _ in technique.names}, technique.id


def test_the_teachers_page_prints_the_same_line_and_yardstick(glossary: Glossary) -> None:
    page = _one_line((ROOT / "docs" / "course.md").read_text(encoding="utf-8"))
    assert _one_line(glossary.line) in page
    assert [question.id for question in glossary.yardstick] == [f"y{number}" for number in range(1, 9)]
    for number, question in enumerate(glossary.yardstick, 1):
        assert f"| {number} | {_one_line(question.text)} |" in page, question.id
        assert question.help, question.id


def _one_line(text: str) -> str:
    return " ".join(text.split())
