"""Raw JSON answers become typed answers, by the form they fill in; and back.

The raw forms are in docs/score-files.md. Blank is ``None``, ``""``, ``[]`` or ``{}`` in every form. Everything
else that does not have its form raises ``AnswerError``: what was found, what was expected and how to mend it.
"""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from lessons.anchoring.describe import Described
from lessons.anchoring.quote import locate
from lessons.model.answer import (
    Answer,
    AnswerError,
    CustomAnswer,
    GridAnswer,
    Mark,
    MarkAnswer,
    OrderAnswer,
    PickAnswer,
    Raw,
    TextAnswer,
)
from lessons.model.article import Article
from lessons.model.form import (
    Column,
    CustomForm,
    Form,
    GridForm,
    MarkForm,
    OrderForm,
    PickForm,
    TextForm,
)
from lessons.text import normalise, visible
from lessons.text.spans import Span

MOST_ENTRIES = 5_000
"""Marks, picks or rows in one answer."""
MOST_TEXT = 20_000
"""Characters of a typed answer or a quote."""

_OFFSETS = frozenset({"start", "end", "technique"})
_ANCHOR = frozenset({"quote", "before", "after", "nth", "where", "all", "technique"})


def read(form: Form, raw: Raw, article: Article, beside: Article | None) -> Answer:
    """The answer that ``raw`` gives to ``form``; raises ``AnswerError`` when it does not have that form.

    Offsets and quotes of marks refer to ``beside`` when the form's side says so, else to ``article``.
    """
    match form:
        case MarkForm():
            return _marks(form, raw, beside if form.side == "beside" and beside is not None else article)
        case PickForm():
            return _picks(form, raw)
        case GridForm():
            return _grid(form, raw)
        case OrderForm():
            return _order(form, raw)
        case TextForm():
            return _text(raw)
        case CustomForm():
            return form.blank() if is_blank(raw) else form.read(raw)


def answered(form: Form, draft: Answer | None) -> Answer:
    """The draft as an answer: blank when nothing was done."""
    return draft if draft is not None else blank(form)


def blank(form: Form) -> Answer:
    """The answer of those who leave the form as it is."""
    match form:
        case MarkForm():
            return MarkAnswer()
        case PickForm():
            return PickAnswer()
        case GridForm():
            return GridAnswer()
        case OrderForm():
            return OrderAnswer()
        case TextForm():
            return TextAnswer()
        case CustomForm():
            return form.blank()


def can_go_back(form: Form, before: Answer | None, after: Answer | None) -> bool:
    """Whether a change of an answer can be undone as far as its form goes."""
    none = blank(form)
    return (onward(form, after, before) or none) == (before or none)


def onward(form: Form, before: Answer | None, after: Answer | None) -> Answer | None:
    """The answer after a change, with what the form does not let a student take back; ``None`` for none.

    Raises ``AnswerError`` for one that the form does not allow.
    """
    if not isinstance(form, CustomForm) or before is after is None:
        return after
    none = form.blank()
    return form.onward(before if before is not None else none, after if after is not None else none)


def begun_again(form: Form, answer: Answer | None) -> Answer | None:
    """What is left of an answer when its exercise is tried again as practice: the answer, to be mended."""
    return form.begun_again(answer) if isinstance(form, CustomForm) else answer


def fitted(form: Form, answer: Answer) -> Answer:
    """An answer that a front end made, as it is kept: its text normalised, without cells that are not asked for.

    Raises ``AnswerError`` for one that is too long. That its ids are those of the form is the front end's part.
    """
    match form, answer:
        case TextForm(), TextAnswer(text):
            return _text(text)
        case GridForm(), GridAnswer(cells):
            asked = {
                (row.id, column.id)
                for row in form.rows
                for column in form.columns
                if column.only_if is None or cells.get((row.id, column.only_if[0])) == column.only_if[1]
            }
            return GridAnswer({cell: option for cell, option in cells.items() if cell in asked})
        case MarkForm(), MarkAnswer(marks) if len(marks) > MOST_ENTRIES:
            raise AnswerError(f"{len(marks)} marks", f"at most {MOST_ENTRIES}", "leave some out")
    return answer


def write(answer: Answer) -> Raw:
    """The answer as a JSON value that ``read`` takes back."""
    match answer:
        case MarkAnswer(marks):
            return [written_mark(mark) for mark in marks]
        case PickAnswer(picked):
            return [*sorted(picked)]
        case GridAnswer(cells):
            rows: dict[str, Raw] = {}
            for (row, column), option in cells.items():
                cell = rows.setdefault(row, {})
                assert isinstance(cell, dict)
                cell[column] = option
            return rows
        case OrderAnswer(items):
            return list(items)
        case TextAnswer(text):
            return text
        case CustomAnswer():
            return answer.written()


def written_mark(mark: Mark) -> dict[str, Raw]:
    """A mark as it is written in a score file: offsets, and the technique where one is named."""
    written: dict[str, Raw] = {"start": mark.span.start, "end": mark.span.end}
    if mark.technique is not None:
        written["technique"] = mark.technique
    return written


# What all forms share ---------------------------------------------------------------------------------------


def is_blank(raw: Raw) -> bool:
    """Whether a raw answer is blank, in whatever form."""
    return raw is None or raw == "" or raw == [] or raw == {}


def in_message(value: object) -> str:
    """A value for a message: short, on one line, inert."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**12:
        return "a very large number"
    text = (
        json.dumps(value, ensure_ascii=False)
        if not isinstance(value, str)
        else json.dumps(value[:60], ensure_ascii=False)
    )
    return visible(text)


def _listed(raw: Raw, what: str, example: str) -> list[Raw]:
    if not isinstance(raw, list):
        raise AnswerError(in_message(raw), f"a list of {what}", f"write {example}")
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} {what}", f"at most {MOST_ENTRIES}", "leave some out")
    return raw


def id_in(value: object, allowed: Iterable[str], what: str, place: str = "") -> str:
    """A known id, or an error with the id that was probably meant."""
    ids = list(allowed)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 and str(value) in ids:
        return str(value)
    if isinstance(value, str) and value in ids:
        return value
    shown = ", ".join(ids[:12]) + (", ..." if len(ids) > 12 else "")
    fix = f"use one of: {shown}"
    if isinstance(value, str):
        close = get_close_matches(value[:100], ids, 1)
        fix = f"did you mean {close[0]!r}?" if close else fix
        raise AnswerError(f"{place}unknown {what} {in_message(value)}", f"the id of one {what}", fix)
    raise AnswerError(f"{place}{in_message(value)}", f"the id of one {what}", fix)


# Marks ------------------------------------------------------------------------------------------------------


def _marks(form: MarkForm, raw: Raw, article: Article) -> MarkAnswer:
    if is_blank(raw):
        return MarkAnswer()
    marks: list[Mark] = []
    labels = tuple(block.label for block in article.blocks if block.span in form.scope)
    for number, entry in enumerate(_listed(raw, "marks", '[{"start": 10, "end": 27}]'), 1):
        place = f"mark {number}: "
        if not isinstance(entry, dict):
            raise AnswerError(
                place + in_message(entry),
                "a mapping with start and end, or with quote",
                'write {"quote": "..."}',
            )
        technique = _technique(form, entry.get("technique"), place)
        spans = (
            _quoted(entry, article, labels, place) if "quote" in entry else (_offsets(entry, article, place),)
        )
        marks.extend(Mark(span, technique) for span in spans)
        if len(marks) > MOST_ENTRIES:
            raise AnswerError(
                f"more than {MOST_ENTRIES} marks",
                f"at most {MOST_ENTRIES}",
                "quote with all: true less often",
            )
    return MarkAnswer(tuple(marks))


def _technique(form: MarkForm, value: Raw, place: str) -> str | None:
    """The technique named; dropped where the exercise asks for none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise AnswerError(
            place + in_message(value), "technique: the id of one technique", "write its id as text"
        )
    if not form.techniques:
        return None
    return id_in(value, (option.id for option in form.techniques), "technique", place)


def _offsets(entry: Mapping[str, Raw], article: Article, place: str) -> Span:
    only_known(entry, _OFFSETS, place)
    start, end = (_integer(entry, name, place) for name in ("start", "end"))
    if not 0 <= start < end <= len(article.text):
        found = f"{place}start {in_message(start)}, end {in_message(end)}"
        expected = f"0 <= start < end <= {len(article.text)}, the length of the text"
        raise AnswerError(found, expected, "count code points of the plain text from 0; end is exclusive")
    return Span(start, end)


def _integer(entry: Mapping[str, Raw], name: str, place: str) -> int:
    if name not in entry:
        raise AnswerError(f"{place}no {name}", "start and end, or quote", f"add {name}")
    value = entry[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise AnswerError(
            f"{place}{name}: {in_message(value)}",
            "a whole number",
            "write it without quotation marks or point",
        )
    return value


def only_known(entry: Mapping[str, Raw], allowed: frozenset[str], place: str = "") -> None:
    """Raise ``AnswerError`` for a field that is none of those allowed, with the one that was probably meant."""
    for name in entry:
        if name not in allowed:
            close = get_close_matches(str(name)[:100], sorted(allowed), 1)
            fix = f"did you mean {close[0]!r}?" if close else "leave it out"
            raise AnswerError(
                f"{place}unknown field {in_message(name)}", f"one of {', '.join(sorted(allowed))}", fix
            )


def _quoted(
    entry: Mapping[str, Raw], article: Article, labels: tuple[str, ...], place: str
) -> tuple[Span, ...]:
    """Where a quoted mark stands: in the exercise's own blocks first, else anywhere in the article."""
    only_known(entry, _ANCHOR, place)
    anchor = _anchor(entry, place)
    located = locate(article, anchor, default_where=labels)
    if not located.spans and not anchor.where:
        located = (
            locate(article, anchor) if located.trouble is None or located.trouble.code == "A504" else located
        )
    if located.trouble is not None:
        trouble = located.trouble
        raise AnswerError(place + visible(trouble.found), trouble.expected, visible(trouble.fix))
    return located.spans


def _anchor(entry: Mapping[str, Raw], place: str) -> Described:
    texts = {name: entry.get(name, "") for name in ("quote", "before", "after")}
    for name, value in texts.items():
        if not isinstance(value, str) or len(value) > MOST_TEXT:
            raise AnswerError(
                f"{place}{name}: {in_message(value)}",
                f"text of at most {MOST_TEXT} characters",
                "quote the words",
            )
    nth = _integer(entry, "nth", place) if entry.get("nth") is not None else None
    every = entry.get("all", False)
    if not isinstance(every, bool):
        raise AnswerError(f"{place}all: {in_message(every)}", "true or false", "leave it out, or write true")
    where = entry.get("where") or []
    blocks = where if isinstance(where, list) else [where]
    if len(blocks) > MOST_ENTRIES or not all(
        isinstance(label, (str, int)) and label is not True for label in blocks
    ):
        raise AnswerError(f"{place}where: {in_message(where)}", "a list of block labels", 'write ["1", "h1"]')
    named = tuple(label if isinstance(label, str) else in_message(label) for label in blocks)
    quote, before, after = (str(text) for text in texts.values())
    return Described(quote, before, after, nth, named, every)


# The other forms --------------------------------------------------------------------------------------------


def _picks(form: PickForm, raw: Raw) -> PickAnswer:
    if is_blank(raw):
        return PickAnswer()
    ids = [option.id for option in form.options]
    entries = (
        [raw]
        if isinstance(raw, (str, int)) and not isinstance(raw, bool)
        else _listed(raw, "option ids", f'["{ids[0]}"]')
    )
    picked = frozenset(id_in(entry, ids, "option") for entry in entries)
    if len(picked) > 1 and not form.several:
        raise AnswerError(f"{len(picked)} options", "one option", "pick one")
    return PickAnswer(picked)


def _grid(form: GridForm, raw: Raw) -> GridAnswer:
    if is_blank(raw):
        return GridAnswer()
    if not isinstance(raw, dict):
        raise AnswerError(in_message(raw), "a mapping from row id to answer", 'write {"row": "option"}')
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} rows", f"at most {len(form.rows)}", "answer each row once")
    rows = [row.id for row in form.rows]
    cells: dict[tuple[str, str], str] = {}
    for name, value in raw.items():
        row = id_in(name, rows, "row")
        if not is_blank(value):
            answers = _cells(form, row, value)
            cells.update(((row, column), option) for column, option in answers.items())
    return GridAnswer(cells)


def _cells(form: GridForm, row: str, value: Raw) -> dict[str, str]:
    """The answered cells of one row; a cell that is not asked for after the others is dropped."""
    columns = {column.id: column for column in form.columns}
    place = f"row {row!r}: "
    if not isinstance(value, dict):
        first, *others = form.columns
        if any(column.only_if is None for column in others):
            fix = f'write {{"{first.id}": "..."}}'
            raise AnswerError(place + in_message(value), "a mapping from column id to option id", fix)
        return {first.id: _option(first, value, place)}
    answers: dict[str, str] = {}
    for name, option in value.items():
        column = columns[id_in(name, columns, "column", place)]
        if not is_blank(option):
            answers[column.id] = _option(column, option, f"{place}column {column.id!r}: ")
    for column in form.columns:
        if column.only_if is not None and answers.get(column.only_if[0]) != column.only_if[1]:
            answers.pop(column.id, None)
    return answers


def _option(column: Column, value: Raw, place: str) -> str:
    return id_in(value, (option.id for option in column.options), "option", place)


def _order(form: OrderForm, raw: Raw) -> OrderAnswer:
    if is_blank(raw):
        return OrderAnswer()
    ids = [row.id for row in form.items]
    entries = [id_in(entry, ids, "item") for entry in _listed(raw, "item ids", f'["{ids[0]}", ...]')]
    twice = next((id for number, id in enumerate(entries) if id in entries[:number]), None)
    if twice is not None:
        raise AnswerError(f"item {twice!r} twice", "each item once", "take one of them out")
    return OrderAnswer(tuple(entries))


def _text(raw: Raw) -> TextAnswer:
    if is_blank(raw):
        return TextAnswer()
    if not isinstance(raw, str):
        raise AnswerError(in_message(raw), "text", "put it in quotation marks")
    if len(raw) > MOST_TEXT:
        raise AnswerError(f"{len(raw)} characters", f"at most {MOST_TEXT}", "write less")
    return TextAnswer(normalise(raw))
