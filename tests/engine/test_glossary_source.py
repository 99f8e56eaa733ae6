"""techniques.yaml becomes a glossary, or problems with their places."""

from pathlib import Path

import pytest

from lessons.loading.catalogue import GLOSSARY_FILE, shipped
from lessons.loading.glossary_source import glossary_from_text, read_glossary
from lessons.model.glossary import Family, Glossary, Technique, YardstickQuestion

TEXT = """\
format: 1
line: Same yardstick.
families:
  wording: {name: Wording, strand: language, definition: Words push.}
  voice: {name: Voice, strand: sourcing}
techniques:
  loaded:
    family: wording
    name: Loaded
    definition: Strong words.
    example: "*Feverish* warnings."
    example-why: The heat is the writer's.
    not: A serious topic.
    names: {de: Wertend}
yardstick:
  y1: {strand: language, ask: Whose voice?, help: Look for marks.}
"""


def test_a_glossary() -> None:
    glossary, problems = glossary_from_text(TEXT)
    assert problems == ()
    assert glossary == Glossary(
        families=(
            Family("wording", "Wording", "language", "Words push."),
            Family("voice", "Voice", "sourcing"),
        ),
        techniques=(
            Technique(
                "loaded",
                "wording",
                "Loaded",
                "Strong words.",
                "*Feverish* warnings.",
                "The heat is the writer's.",
                "A serious topic.",
                (("de", "Wertend"),),
            ),
        ),
        yardstick=(YardstickQuestion("y1", "language", "Whose voice?", "Look for marks."),),
        line="Same yardstick.",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1", "format: 2", ["1:9 F203"]),
        ("family: wording", "family: wordnig", ["8:13 G401"]),
        ("strand: sourcing", "strand: sources", ["5:32 F206"]),
        ("    name: Loaded\n", "", ["8:5 F204"]),
        ("example-why", "example_why", ["12:5 F201"]),
        ("loaded:", "Loaded:", ["7:3 F209"]),
        ("line: Same", "line: [Same", ["3:9 Y107"]),
    ],
)
def test_problems(old: str, new: str, expected: list[str]) -> None:
    glossary, problems = glossary_from_text(TEXT.replace(old, new))
    assert [f"{p.place.line}:{p.place.column} {p.code}" for p in problems] == expected
    assert glossary == Glossary()


def test_an_unknown_family_gets_a_suggestion() -> None:
    problems = glossary_from_text(TEXT.replace("family: wording", "family: wordin"))[1]
    assert problems[0].fix == "did you mean 'wording'?"


def test_the_shipped_glossary_is_whole() -> None:
    glossary, problems = read_glossary(shipped() / GLOSSARY_FILE)
    assert problems == ()
    assert len(glossary.techniques) >= 23
    assert {family.strand for family in glossary.families} >= {"language", "sourcing"}


def test_a_missing_file() -> None:
    glossary, problems = read_glossary(Path("nowhere.yaml"))
    assert glossary == Glossary()
    assert [problem.code for problem in problems] == ["Y101"]
