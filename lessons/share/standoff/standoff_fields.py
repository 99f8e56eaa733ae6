"""What stands in the files of a lesson without its text: the article to bring, anchors, hidden passages."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lessons.anchoring.detached import Detached
from lessons.model.article import Block
from lessons.model.fields import Fields, Flag, Integer, Line
from lessons.model.form import Side
from lessons.model.scalar import Plain


def _written(pattern: str) -> BeforeValidator:
    """A text that fits a pattern; other sorts of values are left to the field."""

    def look(value: Any) -> Any:
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            raise PydanticCustomError("written_otherwise", "expected another form")
        return value

    return BeforeValidator(look)


Digits = Annotated[str, _written("[0-9a-f]{0,4000}")]
"""One hexadecimal digit a word."""
Check = Annotated[str, _written("[0-9a-f]{6}")]
Count = Annotated[Integer, Field(ge=0, le=1_000_000)]


class BlockFields(Fields):
    """One block of the text: how long it is, and digits of the words at its ends."""

    label: Annotated[str, _written("[hf]?[1-9][0-9]{0,5}")]
    words: Count
    level: Annotated[Integer, Field(ge=0, le=6)] = 0
    """Heading level."""
    starts: Digits = ""
    ends: Digits = ""


class BringFields(Fields):
    """The article that readers bring themselves."""

    title: Line
    """What to look for."""
    outlet: Line | None = None
    published: Line | None = None
    language: Line = "en"
    rendition: Flag = False
    words: Count
    fingerprint: Annotated[str, _written("[0-9a-f]{64}")]
    salt: Annotated[str, _written("[0-9a-f]{16}")]
    blocks: Annotated[tuple[BlockFields, ...], Field(strict=False, min_length=1, max_length=10_000)]


class BringingFields(Fields):
    """The value of ``article`` or ``beside`` in lesson.yaml."""

    bring: BringFields


class PassageFields(Fields):
    """Words of the article that stand in a text of the lesson, hidden."""

    at: Annotated[Count, Field(ge=1)]
    words: Annotated[Digits, Field(min_length=1)]
    check: Check
    in_: Annotated[Side, Field(alias="in")] = "main"


class AnchorFields(Fields):
    """An anchor without its words; numbers of words count from 1."""

    at: Annotated[Count, Field(ge=1)]
    words: Annotated[Digits, Field(min_length=1)]
    check: Check
    before: Digits = ""
    after: Digits = ""
    need: Count
    cut: Annotated[tuple[Count, Count], Field(strict=False)] = (0, 0)
    edges: Annotated[tuple[str, str], Field(strict=False)] = ("", "")
    core: Annotated[tuple[Count, Count], Field(strict=False)] | None = None
    """First word of the core within the anchor, from 1, and how many words it has."""

    def detached(self) -> Detached:
        """The anchor as the engine holds it."""
        return Detached(
            self.at - 1, self.words, self.check, self.before, self.after, self.need, self.cut, self.edges
        )


def number(value: int) -> Plain:
    """A number as a file holds it."""
    return Plain(value)


def anchor_value(anchor: Detached) -> dict[str, Any]:
    """The anchor as it is written; what says nothing is left out."""
    value: dict[str, Any] = {"at": number(anchor.at + 1), "words": anchor.words, "check": anchor.check}
    value |= {"before": anchor.before} if anchor.before else {}
    value |= {"after": anchor.after} if anchor.after else {}
    value["need"] = number(anchor.need)
    if anchor.cut != (0, 0):
        value["cut"] = [number(count) for count in anchor.cut]
    if anchor.edges != ("", ""):
        value["edges"] = list(anchor.edges)
    return value


def block_value(block: Block, digits: str, ends: int) -> dict[str, Any]:
    """A block as it is written; ``digits`` are those of its words, ``ends`` how many are kept at each end."""
    value: dict[str, Any] = {"label": block.label, "words": number(len(digits))}
    value |= {"level": number(block.level)} if block.level else {}
    value |= {"starts": digits[:ends], "ends": digits[-ends:]} if digits else {}
    return value
