"""Rows and options: lines of a grid or an order, each a text or a quotation, and what may be picked."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from lessons.kinds.base import Bench
from lessons.kinds.wording import plain_line, quoted
from lessons.loading.document import Trail
from lessons.model.fields import ANY_ID, ANY_TEXT, AS_TEXT, Identifiers, Question, Quote, Role, Shorter
from lessons.model.form import Option, Row
from lessons.text.spans import Span


class RowFields(Quote):
    """A row in lesson.yaml: ``text``, or ``quote`` with the fields of an anchor and ``in``."""

    text: Question | None = None
    """What the row says, when it is no quotation."""
    quote: Annotated[str, Role.QUOTED] = ""
    """Words of the article, exactly as they stand there."""
    in_: Annotated[Literal["main", "beside"], Field(alias="in")] = "main"
    """Which article the quotation is from."""
    was: Annotated[Identifiers, Role.KEPT] = ()
    """Ids that the row had before: what was answered under them belongs to it."""


RowField = Annotated[RowFields, AS_TEXT, Shorter(ANY_TEXT)]
"""A row: a text, or a mapping with ``quote``."""


def _text_of(value: object) -> object:
    """The text of an option that is written with the ids it had before, which ``assembly.renames`` reads."""
    if isinstance(value, dict) and set(value) <= {"text", "was"} and "text" in value:
        _OLD_IDS.validate_python(value.get("was", []))
        return value["text"]
    return value


_OLD_IDS = TypeAdapter(Identifiers)
OptionText = Annotated[
    Question,
    BeforeValidator(_text_of),
    Shorter(
        {
            "type": "object",
            "properties": {
                "text": {**ANY_TEXT, "description": "What may be picked."},
                "was": {
                    "anyOf": [ANY_ID, {"type": "array", "items": ANY_ID}],
                    "description": "Ids that the option had before: what was answered under them belongs to it.",
                },
            },
            "required": ["text"],
            "additionalProperties": False,
        }
    ),
]
"""What may be picked: a text, or a mapping with ``text`` and ``was``, the ids that the option had before."""


def rows_of(
    bench: Bench, fields: Mapping[str, RowFields], at: Trail, where: tuple[str, ...] = ()
) -> tuple[Row, ...]:
    """The rows of a form in the order of the file; faults are noted for quotations that do not anchor.

    ``where`` are the exercise's own block labels.
    """
    rows = tuple(_row(bench, id, row, (*at, id), where) for id, row in fields.items())
    _warn_of_twins(bench, at, "rows", [(row.id, plain_line(row.text), row.span) for row in rows])
    return rows


def _row(bench: Bench, id: str, row: RowFields, at: Trail, where: tuple[str, ...]) -> Row:
    if row.text is not None:
        if row.quote:
            bench.fault("K705", at, "both a text and a quotation", "one of them", "remove text: or quote:")
        return Row(id, row.text)
    if not row.quote:
        bench.fault(
            "K706", at, "neither a text nor a quotation", "a text or quote:", "write what the row says"
        )
        return Row(id, "")
    if row.in_ == "beside" and bench.beside is None:
        bench.fault(
            "K707", (*at, "in"), "in: beside", "a lesson with a second article", "add beside: to lesson.yaml"
        )
        return Row(id, quoted(row.quote, bench.side(row.in_).masthead.language))
    spans = bench.spans(row, at, row.in_, where if row.in_ == "main" else ())
    if not spans:
        return Row(id, quoted(row.quote, bench.side(row.in_).masthead.language), None, row.in_)
    span = spans[0]
    return Row(
        id,
        quoted(bench.side(row.in_).text[span.start : span.end], bench.side(row.in_).masthead.language),
        span,
        row.in_,
    )


def distinct(bench: Bench, at: Trail, options: Sequence[Option]) -> None:
    """Warn when two options read the same, so that nobody can tell them apart."""
    _warn_of_twins(bench, at, "options", [(one.id, plain_line(one.text), None) for one in options])


def _warn_of_twins(
    bench: Bench, at: Trail, noun: str, entries: Sequence[tuple[str, str, Span | None]]
) -> None:
    """Warn of entries, each an id with its text and its place in the article, that read the same."""
    seen: dict[tuple[str, Span | None], str] = {}
    for id, text, span in entries:
        alike = (text.casefold(), span)
        if text and alike in seen:
            found = f"{id!r} reads the same as {seen[alike]!r}"
            bench.warn("K708", (*at, id), found, f"{noun} that differ", "reword one of them")
        seen.setdefault(alike, id)
