"""What stands in lesson.yaml and key.yaml outside the exercises, whose fields belong to their kinds."""

from typing import Annotated, Any

from pydantic import Field

from lessons.model.fields import Fields, Flag, Identifier, Integer, Line, Quote, Text
from lessons.model.form import Side

FORMAT = 1
"""The version of the file format that this program reads."""


class LessonFile(Fields):
    """lesson.yaml."""

    format: Integer
    title: Line
    summary: Text
    minutes: Annotated[Integer, Field(ge=1, le=600)]
    level: Annotated[Integer, Field(ge=1, le=3)] = 1
    article: Line = "article.md"
    beside: Line | None = None
    goals: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    exercises: Annotated[tuple[dict[str, Any], ...], Field(strict=False, min_length=1, max_length=200)]


class AnnotationField(Quote):
    """One note on the finished article."""

    technique: Identifier | None = None
    direction: Line | None = None
    plain: str = ""
    why: Text
    debatable: Flag = False
    in_: Annotated[Side, Field(alias="in")] = "main"


class CreditField(Quote):
    """One thing the article does well."""

    why: Text
    in_: Annotated[Side, Field(alias="in")] = "main"


class KeyFile(Fields):
    """key.yaml."""

    format: Integer
    answers: dict[str, Any]
    dated: Line | None = None
    """The day the article appeared, when its page does not say so: what students are to find out stays in the key."""
    annotations: Annotated[tuple[AnnotationField, ...], Field(strict=False)] = ()
    credits: Annotated[tuple[CreditField, ...], Field(strict=False)] = ()
