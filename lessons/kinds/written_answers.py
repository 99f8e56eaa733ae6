"""Raw JSON answers become typed answers, by the form they fill in; and back.

The raw forms are in docs/score-files.md. Blank is ``None``, ``""``, ``[]`` or ``{}`` in every form. Everything
else that does not have its form raises ``AnswerError``: what was found, what was expected and how to mend it.

In the record marks carry their words, so that they survive a corrected text: a saved mark is ``{"start", "end",
"technique"?, "exact", "prefix", "suffix"}``. When the text has changed, the mark is found again by its words and their
neighbours where that place is unique, and is counted as lost otherwise: it never moves silently. (Modelled on
TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model.)
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from lessons.anchoring.describe import Described
from lessons.anchoring.quote import locate
from lessons.anchoring.reanchor import CONTEXT, SavedMark, reanchor
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
            return form.blank() if _is_blank(raw) else form.read(raw)


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
            return [_written(mark) for mark in marks]
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


def _written(mark: Mark) -> dict[str, Raw]:
    written: dict[str, Raw] = {"start": mark.span.start, "end": mark.span.end}
    if mark.technique is not None:
        written["technique"] = mark.technique
    return written


# What all forms share ---------------------------------------------------------------------------------------


def _is_blank(raw: Raw) -> bool:
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
    if _is_blank(raw):
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
    if _is_blank(raw):
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
    if _is_blank(raw):
        return GridAnswer()
    if not isinstance(raw, dict):
        raise AnswerError(in_message(raw), "a mapping from row id to answer", 'write {"row": "option"}')
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} rows", f"at most {len(form.rows)}", "answer each row once")
    rows = [row.id for row in form.rows]
    cells: dict[tuple[str, str], str] = {}
    for name, value in raw.items():
        row = id_in(name, rows, "row")
        if not _is_blank(value):
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
        if not _is_blank(option):
            answers[column.id] = _option(column, option, f"{place}column {column.id!r}: ")
    for column in form.columns:
        if column.only_if is not None and answers.get(column.only_if[0]) != column.only_if[1]:
            answers.pop(column.id, None)
    return answers


def _option(column: Column, value: Raw, place: str) -> str:
    return id_in(value, (option.id for option in column.options), "option", place)


def _order(form: OrderForm, raw: Raw) -> OrderAnswer:
    if _is_blank(raw):
        return OrderAnswer()
    ids = [row.id for row in form.items]
    entries = [id_in(entry, ids, "item") for entry in _listed(raw, "item ids", f'["{ids[0]}", ...]')]
    twice = next((id for number, id in enumerate(entries) if id in entries[:number]), None)
    if twice is not None:
        raise AnswerError(f"item {twice!r} twice", "each item once", "take one of them out")
    return OrderAnswer(tuple(entries))


def _text(raw: Raw) -> TextAnswer:
    if _is_blank(raw):
        return TextAnswer()
    if not isinstance(raw, str):
        raise AnswerError(in_message(raw), "text", "put it in quotation marks")
    if len(raw) > MOST_TEXT:
        raise AnswerError(f"{len(raw)} characters", f"at most {MOST_TEXT}", "write less")
    return TextAnswer(normalise(raw))


def keep(form: Form, answer: Answer, article: Article, beside: Article | None) -> Raw:
    """The answer in the form the record keeps."""
    if isinstance(form, CustomForm):
        return form.keep(answer)
    if not isinstance(form, MarkForm) or not isinstance(answer, MarkAnswer):
        return write(answer)
    text = (beside if form.side == "beside" and beside is not None else article).text
    return [_kept(mark, text) for mark in answer.marks]


def _kept(mark: Mark, text: str) -> Raw:
    (start, end), written = mark.span, _written(mark)
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return {**written, "exact": text[start:end], "prefix": prefix, "suffix": suffix}


def reread(form: Form, raw: Raw, article: Article, beside: Article | None) -> tuple[Answer, int]:
    """A kept answer as an answer to the text of today, and how many of its marks were lost.

    Raises ``AnswerError`` when the kept answer no longer fits the form, for instance because an option is gone.
    """
    if isinstance(form, CustomForm) and not _is_blank(raw):
        answer, lost = form.reread(raw)
        return answer, len(lost)
    if not isinstance(form, MarkForm) or not isinstance(raw, list):
        return read(form, raw, article, beside), 0
    if len(raw) > MOST_ENTRIES:
        raise AnswerError(f"{len(raw)} marks", f"at most {MOST_ENTRIES}", "leave some out")
    text = (beside if form.side == "beside" and beside is not None else article).text
    techniques = {option.id for option in form.techniques}
    marks = []
    for mark in raw:
        span = _place(mark, text) if isinstance(mark, dict) else None
        if span is not None and isinstance(mark, dict):
            technique = mark.get("technique")
            marks.append(
                Mark(span, technique if isinstance(technique, str) and technique in techniques else None)
            )
    return MarkAnswer(tuple(marks)), len(raw) - len(marks)


def lost_words(form: Form, raw: Raw, article: Article, beside: Article | None) -> tuple[str, ...] | None:
    """The words of the marks of a kept answer that were lost; ``None`` for an answer that fits the form no more."""
    try:
        if isinstance(form, CustomForm):
            return () if _is_blank(raw) else form.reread(raw)[1]
        if not isinstance(form, MarkForm) or not isinstance(raw, list):
            read(form, raw, article, beside)
            return ()
        lost = [mark for mark in raw[:MOST_ENTRIES] if reread(form, [mark], article, beside)[1]]
    except AnswerError:
        return None
    return tuple(_words(mark.get("exact")) if isinstance(mark, dict) else "?" for mark in lost)


def gone_from(form: Form, raw: Raw) -> tuple[str, ...]:
    """The ids of rows, columns and options in a kept answer that the form does not have any more, each once.

    Marks are found again by their words, typed answers have no ids, and a kind with a form of its own reads its answers
    itself: none of them is named here.
    """
    match form:
        case PickForm():
            known = {option.id for option in form.options}
        case GridForm():
            known = {row.id for row in form.rows}
            known |= {
                id for column in form.columns for id in (column.id, *(one.id for one in column.options))
            }
        case OrderForm():
            known = {row.id for row in form.items}
        case _:
            return ()
    return tuple(dict.fromkeys(id for id in _ids_in(raw) if id not in known))


def _ids_in(raw: Raw) -> Iterator[str]:
    if isinstance(raw, dict):
        for name, inner in raw.items():
            yield from (name, *_ids_in(inner))
    elif isinstance(raw, list):
        for inner in raw:
            yield from _ids_in(inner)
    elif isinstance(raw, str | int) and not isinstance(raw, bool) and raw != "":
        yield str(raw)


def _place(mark: dict[str, Raw], text: str) -> Span | None:
    """Where a saved mark stands today: at its own offsets when nothing around it changed, else found again."""
    start, end, exact = mark.get("start"), mark.get("end"), mark.get("exact")
    if not isinstance(start, int) or not isinstance(end, int) or not isinstance(exact, str):
        return None
    if isinstance(start, bool) or isinstance(end, bool):
        return None
    prefix, suffix = _words(mark.get("prefix")), _words(mark.get("suffix"))
    if (
        0 <= start < end <= len(text)
        and text[start:end] == exact
        and text[max(0, start - CONTEXT) : start] == prefix
        and text[end : end + CONTEXT] == suffix
    ):
        return Span(start, end)
    return reanchor(text, SavedMark(start, end, exact, prefix, suffix))


def _words(value: Raw) -> str:
    return value if isinstance(value, str) else ""
