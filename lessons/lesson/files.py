"""What stands in lesson.yaml and key.yaml outside the exercises, whose fields belong to their kinds."""

from collections.abc import Iterator
from typing import Annotated, TypeVar

from pydantic import Field, ValidationError

from lessons.loading.catalogue import own_id
from lessons.model.fields import (
    AS_WHOLE,
    Fields,
    Flag,
    Identifiers,
    Integer,
    Line,
    Quote,
    Shorter,
    TechniqueId,
    Text,
)
from lessons.model.form import Side

N = TypeVar("N", bound=Fields)

FORMAT = 1
"""The version of the file format that this program reads."""
FolderName = Annotated[
    str, Field(max_length=100, pattern=r'^[^\s/\\:*?"<>|.]([^/\\:*?"<>|\n]*[^\s/\\:*?"<>|])?$')
]
"""What may name a folder on every system."""


class BackgroundField(Fields):
    """One thing to know before reading."""

    name: Line
    """A name, or a day."""
    text: Text
    """What to know of it; never scored."""


class MinutesField(Fields):
    """How long a student needs, the whole lesson and its short path apart."""

    whole: Annotated[Integer, Field(ge=1, le=600)]
    """For the whole lesson."""
    short: Annotated[Integer | None, Field(ge=1, le=600)] = None
    """For the short path."""


class LessonFile(Fields):
    """lesson.yaml."""

    format: Integer
    """The version of the file format."""
    id: FolderName | None = None
    """The name of the lesson in records and hand-ins, whatever its folder is called; leave it as it is once in use."""
    title: Line
    """The title of the lesson."""
    summary: Text
    """What it is about, in one sentence; shown on the home screen."""
    minutes: (
        Annotated[MinutesField, AS_WHOLE, Shorter({"type": "integer", "minimum": 1, "maximum": 600})] | None
    ) = None
    """How long a student needs; left out, it is worked out: words / 150 + 0.2 x decisions."""
    short: Identifiers = ()
    """The ids of the exercises on the short path, if the lesson has one."""
    level: Annotated[Integer, Field(ge=1, le=3)] = 1
    """1 easy, 2 or 3 hard."""
    article: Line = "article.md"
    """The file with the text."""
    beside: Line | None = None
    """The file of a second text to compare with."""
    goals: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    """What students can do afterwards."""
    background: Annotated[tuple[BackgroundField, ...], Field(strict=False)] = ()
    """Who and what is named in the texts, and what happened before."""
    exercises: Annotated[tuple[dict[str, object], ...], Field(strict=False, min_length=1, max_length=200)]
    """The exercises, in the order in which they are done."""


class AnnotationField(Quote):
    """One note on the finished article."""

    technique: TechniqueId | None = None
    """Its technique, an id of the glossary."""
    direction: Line | None = None
    """Whom it favours or harms, in signs of your own, such as ``-W``."""
    plain: str = ""
    """Plainer words for it."""
    why: Text
    """What the words do to the reader."""
    debatable: Flag = False
    """Careful readers differ."""
    in_: Annotated[Side, Field(alias="in")] = "main"
    """The article it stands in."""


class CreditField(Quote):
    """One thing the article does well."""

    why: Text
    """What is good about it."""
    in_: Annotated[Side, Field(alias="in")] = "main"
    """The article it stands in."""


class KeyFile(Fields):
    """key.yaml."""

    format: Integer
    """The version of the file format."""
    answers: dict[str, object]
    """One answer for each exercise, under its id."""
    dated: Line | None = None
    """The day the article appeared, when its page does not say so: what students are to find out stays in the key."""
    annotations: Annotated[tuple[AnnotationField, ...], Field(strict=False)] = ()
    """The annotated article that students see at the end."""
    credits: Annotated[tuple[CreditField, ...], Field(strict=False)] = ()
    """What the article does well; shown at the end too."""


def salvaged_lesson(value: object) -> LessonFile:
    """What can be read of a lesson.yaml whose outermost fields have errors, so that its exercises are judged too.

    The entries of ``exercises`` stay at their places, whatever they are.
    """
    fields = value if isinstance(value, dict) else {}
    exercises = fields.get("exercises")
    return LessonFile.model_construct(
        format=_salvaged_format(fields),
        id=own_id(fields) or None,
        title=_text(fields, "title", "?"),
        summary=_text(fields, "summary", "?"),
        article=_text(fields, "article", "article.md"),
        beside=_text(fields, "beside", "") or None,
        exercises=tuple(exercises) if isinstance(exercises, list) else (),
    )


def salvaged_key(value: object) -> KeyFile:
    """What can be read of a key.yaml whose outermost fields have errors; notes with errors are left out."""
    fields = value if isinstance(value, dict) else {}
    answers = fields.get("answers")
    return KeyFile.model_construct(
        format=_salvaged_format(fields), answers=answers if isinstance(answers, dict) else {}
    )


def sound_notes(value: object, name: str, model: type[N]) -> Iterator[tuple[int, N]]:
    """The notes under ``name`` that have no errors, each with its place in the list."""
    notes = value.get(name) if isinstance(value, dict) else None
    for index, note in enumerate(notes if isinstance(notes, list) else ()):
        try:
            yield index, model.model_validate(note)
        except ValidationError:
            continue  # told with the file as a whole


def _salvaged_format(fields: dict[str, object]) -> int:
    """The format number; the one this program reads when there is none, which is reported elsewhere."""
    found = str(fields.get("format"))
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else FORMAT


def _text(fields: dict[str, object], name: str, default: str) -> str:
    text = fields.get(name)
    return text if isinstance(text, str) and text else default
