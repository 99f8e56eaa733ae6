"""Building blocks of the file formats: strict, frozen, unknown keys refused, texts exactly as typed.

The YAML reader hands over every scalar as text (``Plain`` when it was unquoted), so that ``no``, ``12:30`` and
``1_000`` stay what the teacher typed. The *field* decides whether it wants a text, a number or a flag.
"""

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from lessons.model.scalar import Plain as Plain


class Fields(BaseModel):
    """A mapping in a file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


JsonSchema = dict[str, Any]
"""A JSON Schema, or a part of one."""


@dataclass(frozen=True, eq=False)
class InSchema:
    """Annotation for JSON Schema alone: the schema of a field that reads what its type does not say."""

    schema: JsonSchema

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """The schema given, whatever the type."""
        return dict(self.schema)


@dataclass(frozen=True, eq=False)
class Shorter:
    """Annotation for JSON Schema alone: a field that may be written in a shorter way as well."""

    schema: JsonSchema

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """The shorter way, or the full one."""
        return {"anyOf": [dict(self.schema), handler(core)]}


ANY_TEXT: JsonSchema = {"type": ["string", "number", "boolean"]}
"""What a text may look like to a reader that does not take everything for text."""
ANY_ID: JsonSchema = {**ANY_TEXT, "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}
ANY_NUMBER: JsonSchema = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[-+]?[0-9]{1,9}/0*[1-9][0-9]{0,8}$"}]
}


ListPath = tuple[str, ...]
"""Where a list stands in the exercise's mapping in lesson.yaml: ``("rows",)``, ``("columns", "named", "options")``."""


class Role(Enum):
    """Annotation that says what a field is; ``lessons.kinds.roles`` follows them. Of what an id is, ``Of`` says too."""

    ID = "an id"
    KEPT = "ids that tell nothing: those of the program, of questions in their order, of former days"
    TECHNIQUE = "ids of techniques of the glossary"
    QUESTION = "words that cannot be done without: what is asked, or what an answer is held against"
    EXPLANATION = "words for students that help and may have a gap: an explanation, a hint"
    LABELS = "labels of blocks of the article"
    NUMBER = "a number"
    CHOICE = "one of a few words of the program"
    QUOTED = "words of the article, or what decides between their occurrences"
    CORE = "the words of the quotation beside it that must be found"
    WEIGHT = "what the quotation beside it counts"
    DEBATABLE = "whether the quotation beside it costs and earns nothing"
    NEED = "how many quotations of the key are to be found"


@dataclass(frozen=True)
class Of:
    """Annotation of ids that are those of a list in lesson.yaml; ``*`` is an id under which they stand."""

    path: ListPath
    needed: bool = False
    """Whether the entry that holds them has nothing to ask when none of them is left."""


def _integer(value: Any) -> Any:
    if isinstance(value, Plain):
        if re.fullmatch(r"[-+]?[0-9]{1,9}", value):
            return int(value)
        raise PydanticCustomError("whole_number", "expected a whole number")
    return value


def _fraction(value: Any) -> Any:
    readable = isinstance(value, Plain) and re.fullmatch(
        r"[-+]?[0-9]{1,9}(\.[0-9]{1,9}|/0*[1-9][0-9]{0,8})?", value
    )
    if not readable:
        raise PydanticCustomError("number", "expected a number such as 1, 0.5 or 1/3")
    return Fraction(value)


def _flag(value: Any) -> Any:
    if isinstance(value, Plain) and value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("flag", "expected true or false")


def _identifier(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", value):
        raise PydanticCustomError("identifier", "expected lower-case letters, digits and hyphens")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _with_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _as_whole(value: Any) -> Any:
    return {"whole": value} if isinstance(value, str) else value


ONE_OR_MORE = BeforeValidator(_listed)
"""Annotation of a list that may be written as its one entry."""
AS_TEXT = BeforeValidator(_with_text)
"""Annotation of a mapping that may be written as its ``text``."""
AS_WHOLE = BeforeValidator(_as_whole)
"""Annotation of a mapping that may be written as its ``whole``."""


Text = Annotated[str, Field(min_length=1, max_length=20_000)]
"""Markdown or plain text; never empty."""
Question = Annotated[Text, Role.QUESTION]
"""A text that cannot be done without."""
Explanation = Annotated[Text, Role.EXPLANATION]
"""A text that may have a gap."""
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\n]*$")]
"""Text on one line."""
Identifier = Annotated[str, BeforeValidator(_identifier), InSchema(ANY_ID), Role.ID]
"""A stable name: lower-case letters, digits and hyphens, at most 64."""
KeptId = Annotated[Identifier, Role.KEPT]
"""An id that tells nothing."""
TechniqueId = Annotated[Identifier, Role.TECHNIQUE]
"""A technique of the glossary."""
Integer = Annotated[int, BeforeValidator(_integer), Role.NUMBER]
Number = Annotated[Fraction, BeforeValidator(_fraction), InSchema(ANY_NUMBER), Role.NUMBER]
"""An exact number: ``1``, ``0.5`` or ``1/3``."""
Flag = Annotated[bool, BeforeValidator(_flag), Role.CHOICE]
Texts = Annotated[tuple[Text, ...], ONE_OR_MORE, Field(strict=False), Shorter(ANY_TEXT)]
"""One text or a list of texts."""
Explanations = Annotated[Texts, Role.EXPLANATION]
"""One text or a list of texts, each of which may have a gap."""
Labels = Annotated[Texts, Role.LABELS]
"""Labels of blocks: ``[1, 2]``, ``[h1]``."""
Identifiers = Annotated[tuple[Identifier, ...], ONE_OR_MORE, Field(strict=False), Shorter(ANY_ID)]
"""One id or a list of ids."""
TechniqueIds = Annotated[Identifiers, Role.TECHNIQUE]
"""One technique or a list of techniques of the glossary."""


class Quote(Fields):
    """An anchor: words quoted from the article, with what decides when they stand there more than once."""

    quote: Annotated[Text, Role.QUOTED]
    """The words, exactly as in the article; kinds of quotation marks, dashes and spaces do not matter."""
    before: Annotated[str, Role.QUOTED] = ""
    """Words that stand directly before the quote."""
    after: Annotated[str, Role.QUOTED] = ""
    """Words that stand directly after it."""
    nth: Annotated[Integer | None, Field(ge=1)] = None
    """Take the nth occurrence, counted from 1 among those that fit everything else."""
    where: Labels = ()
    """Block labels to look in: ``[1, 2]``, ``[h1]``."""
    all: Flag = False
    """Every occurrence on purpose."""
