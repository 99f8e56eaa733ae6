"""The files of a lesson without its text: the article to bring, anchors, hidden passages, read and checked."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lessons.anchoring.detached import Detached
from lessons.kinds.anchored import AnchorPlace, in_key, in_lesson
from lessons.loading.catalogue import KEY_FILE, LESSON_FILE, comes_without_text
from lessons.loading.document import Document, FileFields, Trail
from lessons.loading.source import read_source
from lessons.loading.validation import validate
from lessons.loading.yaml_source import read_outline, read_yaml, read_yaml_bytes
from lessons.model.article import Block
from lessons.model.fields import Fields, Flag, Integer, Line
from lessons.model.form import Side
from lessons.model.problem import LessonError, Problem, Severity
from lessons.model.scalar import Plain


def _written(pattern: str) -> BeforeValidator:
    """A text that fits a pattern; other sorts of values are left to the field."""

    def look(value: object) -> object:
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


def anchor_value(anchor: Detached) -> FileFields:
    """The anchor as it is written; what says nothing is left out."""
    value: FileFields = {"at": number(anchor.at + 1), "words": anchor.words, "check": anchor.check}
    value |= {"before": anchor.before} if anchor.before else {}
    value |= {"after": anchor.after} if anchor.after else {}
    value["need"] = number(anchor.need)
    if anchor.cut != (0, 0):
        value["cut"] = [number(count) for count in anchor.cut]
    if anchor.edges != ("", ""):
        value["edges"] = list(anchor.edges)
    return value


def block_value(block: Block, digits: str, ends: int) -> FileFields:
    """A block as it is written; ``digits`` are those of its words, ``ends`` how many are kept at each end."""
    value: FileFields = {"label": block.label, "words": number(len(digits))}
    value |= {"level": number(block.level)} if block.level else {}
    value |= {"starts": digits[:ends], "ends": digits[-ends:]} if digits else {}
    return value


FORMAT = "1"
_ARTICLES: dict[Side, str] = {"main": "article", "beside": "beside"}
"""The field of lesson.yaml that names each article."""


@dataclass
class StandoffSource:
    """A lesson without its text."""

    folder: Path
    lesson: FileFields
    key: FileFields
    bring: dict[Side, BringFields] = field(default_factory=dict)
    """The articles to bring."""
    texts: dict[Side, Path] = field(default_factory=dict)
    """The articles that the lesson has."""
    passages: dict[str, tuple[PassageFields, ...]] = field(default_factory=dict)
    """Hidden passages by the name of the file."""
    _anchors: dict[tuple[str, Trail], tuple[AnchorFields, ...]] = field(default_factory=dict)

    def anchors(self, side: Side) -> list[Detached]:
        """All anchors in one of the articles, in the order of the files."""
        places = (*in_lesson(self.lesson, "anchor"), *in_key(self.key, self.lesson, "anchor"))
        return [
            fields.detached() for place in places if place.side == side for fields in self.anchors_of(place)
        ]

    def anchors_of(self, place: AnchorPlace) -> tuple[AnchorFields, ...]:
        """The anchors of a place: one, or several for "every place"."""
        return self._anchors[_file(place), place.trail]


def waits_for_text(folder: Path) -> bool:
    """Whether the lesson in a folder comes without its text; most files are not parsed to know it."""
    text = read_source(folder / LESSON_FILE).text
    if text is None or "bring" not in text:
        return False
    return comes_without_text(read_outline(folder / LESSON_FILE, frozenset({"id"})).value)


def read_standoff(folder: Path, read: Callable[[Path], Document] = read_yaml) -> StandoffSource:
    """The lesson in a folder, whose files ``read`` reads.

    Raises ``LessonError`` with every problem, also when it brings its text.
    """
    return _read(folder, {name: read(folder / name) for name in (LESSON_FILE, KEY_FILE)})


def standoff_of(folder: Path, files: Mapping[str, bytes]) -> StandoffSource:
    """As ``read_standoff``, of files that are not written yet; ``folder`` is where they are to lie."""
    return _read(
        folder, {name: read_yaml_bytes(files[name], folder / name) for name in (LESSON_FILE, KEY_FILE)}
    )


def _read(folder: Path, documents: Mapping[str, Document]) -> StandoffSource:
    problems = [problem for document in documents.values() for problem in document.problems]
    lesson, key = (document.value for document in documents.values())
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if not isinstance(lesson, dict) or not isinstance(key, dict):
        raise LessonError(errors)
    if not comes_without_text(lesson):
        at = documents[LESSON_FILE].place(("article",), key=True)
        fix = "play it: there is nothing to bind"
        raise LessonError([Problem(at, "S909", "a lesson with its text", "one without", fix)])
    source = StandoffSource(folder, lesson, key)
    found = [*errors, *_bring(source, documents[LESSON_FILE])]
    for name, document in documents.items():
        found += _formats(document)
        found += _passages(source, name, document)
    for place in (*in_lesson(lesson, "anchor"), *in_key(key, lesson, "anchor")):
        found += _anchor(source, place, documents[_file(place)])
    if found:
        raise LessonError(found)
    return source


def _file(place: AnchorPlace) -> str:
    return LESSON_FILE if place.trail[0] == "exercises" else KEY_FILE


def _formats(document: Document) -> Iterator[Problem]:
    value = document.value
    if isinstance(value, dict) and value.get("format") != FORMAT:
        fix = "install the version of closeread that reads it"
        yield Problem(document.place(("format",)), "F203", "another format", f"format {FORMAT}", fix)


def _bring(source: StandoffSource, document: Document) -> Iterator[Problem]:
    for side, name in _ARTICLES.items():
        value = source.lesson.get(name, "article.md" if side == "main" else None)
        if isinstance(value, dict):
            fields = validate(BringingFields, value, document, (name,))
            if isinstance(fields, list):
                yield from fields
            elif sum(block.words for block in fields.bring.blocks) != fields.bring.words:
                place = document.place((name, "bring", "words"))
                fix = "get the lesson again"
                yield Problem(
                    place, "S902", "a number of words that its blocks do not have", "their sum", fix
                )
            else:
                source.bring[side] = fields.bring
        elif isinstance(value, str):
            source.texts[side] = source.folder / value


def _passages(source: StandoffSource, name: str, document: Document) -> Iterator[Problem]:
    value = document.value
    listed = value.get("passages", []) if isinstance(value, dict) else []
    passages: list[PassageFields] = []
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        passage = validate(PassageFields, entry, document, ("passages", index))
        if isinstance(passage, list):
            yield from passage
        else:
            passages.append(passage)
    source.passages[name] = tuple(passages)


def _anchor(source: StandoffSource, place: AnchorPlace, document: Document) -> Iterator[Problem]:
    value = place.mapping["anchor"]
    entries = [((), value)] if not isinstance(value, list) else [((at,), one) for at, one in enumerate(value)]
    anchors: list[AnchorFields] = []
    for step, entry in entries:
        trail: Trail = (*place.trail, "anchor", *step)
        anchor = validate(AnchorFields, entry, document, trail)
        if isinstance(anchor, list):
            yield from anchor
            continue
        bring = source.bring.get(place.side)
        if bring is None and isinstance(source.lesson.get(_ARTICLES[place.side]), dict):
            continue  # what is wrong with the article to bring is told already
        if bring is None or anchor.at + len(anchor.words) - 1 > bring.words:
            found = "an anchor outside the article to bring"
            yield Problem(document.place(trail), "S902", found, "a place in it", "get the lesson again")
        else:
            anchors.append(anchor)
    source._anchors[_file(place), place.trail] = tuple(anchors)
