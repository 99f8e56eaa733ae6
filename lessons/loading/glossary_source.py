"""techniques.yaml becomes a ``Glossary``.

Codes: Y1xx and F2xx as everywhere, F203 another format, G401 a family that is not there.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from lessons.loading.document import Document
from lessons.loading.recovery import read_on
from lessons.loading.suggestion import did_you_mean
from lessons.loading.validation import shapes_of, validate
from lessons.loading.yaml_source import read_yaml_text
from lessons.model.fields import Fields, Identifier, Integer, Line, Text
from lessons.model.glossary import Family, Glossary, Strand, Technique, YardstickQuestion
from lessons.model.problem import Problem, Severity

FORMAT = 1
"""The version of techniques.yaml that this program reads."""


class FamilyFields(Fields):
    """A group of techniques."""

    name: Line
    """Its name."""
    strand: Strand
    """The strand it belongs to."""
    definition: Text | None = None
    """What its techniques have in common."""


class TechniqueFields(Fields):
    """One technique."""

    family: Identifier
    """The id of its family."""
    name: Line
    """Its name."""
    definition: Text
    """What it is, in one sentence."""
    example: Text | None = None
    """A sentence that uses it."""
    example_why: Annotated[Text | None, Field(alias="example-why")] = None
    """What the example shows."""
    not_: Annotated[Text | None, Field(alias="not")] = None
    """What is easily taken for it and is not."""
    names: dict[str, Line] = Field(default_factory=dict)
    """Its name in other languages, by language tag."""


class QuestionFields(Fields):
    """One question of the yardstick."""

    strand: Strand
    """The strand it belongs to."""
    ask: Text
    """The question."""
    help: Text | None = None
    """How to answer it."""


class GlossaryFile(Fields):
    """techniques.yaml."""

    format: Integer
    """The version of the file format."""
    line: Text | None = None
    """The editorial line of the course."""
    families: dict[Identifier, FamilyFields]
    """Groups of techniques, each under an id."""
    techniques: dict[Identifier, TechniqueFields]
    """The techniques, each under an id."""
    yardstick: dict[Identifier, QuestionFields] = Field(default_factory=dict)
    """The questions asked of every article, each under an id."""


def read_glossary(path: Path) -> tuple[Glossary, tuple[Problem, ...]]:
    """The glossary of a file and every problem of it; after an error the glossary is empty. Never raises."""
    return _glossary(read_on(path, shapes_of(GlossaryFile)))


def glossary_from_text(
    text: str, file: Path = Path("techniques.yaml")
) -> tuple[Glossary, tuple[Problem, ...]]:
    """As ``read_glossary``, for text in memory."""
    return _glossary(read_yaml_text(text, file))


def _glossary(document: Document) -> tuple[Glossary, tuple[Problem, ...]]:
    problems = document.problems
    if document.value is None and problems:
        return Glossary(), problems
    fields = validate(GlossaryFile, document.value, document)
    if isinstance(fields, list):
        return Glossary(), (*problems, *fields)
    problems = (*problems, *_faults(fields, document))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Glossary(), problems
    return _made(fields), problems


def _faults(fields: GlossaryFile, document: Document) -> list[Problem]:
    faults: list[Problem] = []
    if fields.format != FORMAT:
        found, fix = f"format {fields.format}", "use the version of closeread that reads it"
        faults.append(Problem(document.place(("format",)), "F203", found, f"format {FORMAT}", fix))
    for id, technique in fields.techniques.items():
        if technique.family not in fields.families:
            fix = did_you_mean(technique.family, fields.families) or "add it under families"
            place = document.place(("techniques", id, "family"))
            expected = f"one of {', '.join(fields.families)}"
            faults.append(Problem(place, "G401", f"unknown family {technique.family!r}", expected, fix))
    return faults


def _made(fields: GlossaryFile) -> Glossary:
    return Glossary(
        families=tuple(
            Family(id, family.name, family.strand, family.definition or "")
            for id, family in fields.families.items()
        ),
        techniques=tuple(
            Technique(
                id=id,
                family=technique.family,
                name=technique.name,
                definition=technique.definition,
                example=technique.example or "",
                example_why=technique.example_why or "",
                is_not=technique.not_ or "",
                names=tuple(technique.names.items()),
            )
            for id, technique in fields.techniques.items()
        ),
        yardstick=tuple(
            YardstickQuestion(id, question.strand, question.ask, question.help or "")
            for id, question in fields.yardstick.items()
        ),
        line=fields.line or "",
    )
