"""The glossary of a course: techniques in families, and the yardstick."""

from dataclasses import dataclass
from typing import Literal

Strand = Literal["language", "sourcing", "omission"]
"""What an exercise, a technique or a question of the yardstick trains."""


@dataclass(frozen=True, slots=True)
class Technique:
    """One entry of the glossary."""

    id: str
    family: str
    name: str
    definition: str
    example: str = ""
    example_why: str = ""
    is_not: str = ""
    names: tuple[tuple[str, str], ...] = ()
    """(language tag, name) pairs."""


@dataclass(frozen=True, slots=True)
class Family:
    """A group of techniques or codes that belong together; a wrong pick within it earns half."""

    id: str
    name: str
    strand: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class YardstickQuestion:
    """One question of the yardstick, asked of every article."""

    id: str
    strand: str
    text: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Families, techniques and the yardstick of a course."""

    families: tuple[Family, ...] = ()
    techniques: tuple[Technique, ...] = ()
    yardstick: tuple[YardstickQuestion, ...] = ()
    line: str = ""
    """The editorial line of the course."""
    background: tuple[tuple[str, str], ...] = ()
    """Who and what is named in the texts of the lesson at hand, and what happened before: name or day, and meaning."""

    def with_more(self, other: "Glossary") -> "Glossary":
        """This glossary, and what another one has besides: families, techniques and questions of other ids."""
        families = {family.id for family in self.families}
        techniques = {technique.id for technique in self.techniques}
        questions = {question.id for question in self.yardstick}
        return Glossary(
            (*self.families, *(one for one in other.families if one.id not in families)),
            (*self.techniques, *(one for one in other.techniques if one.id not in techniques)),
            (*self.yardstick, *(one for one in other.yardstick if one.id not in questions)),
            self.line or other.line,
            self.background or other.background,
        )

    def technique(self, id: str) -> Technique | None:
        """The technique with this id, or ``None``."""
        return next((technique for technique in self.techniques if technique.id == id), None)

    def family_of(self, id: str) -> str | None:
        """The family id of a technique id, or ``None`` for an unknown one."""
        technique = self.technique(id)
        return technique.family if technique else None
