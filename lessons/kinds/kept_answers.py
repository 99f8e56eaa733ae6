"""Typed answers in the form that the record keeps, and kept answers read again with the text of today.

In the record marks carry their words, so that they survive a corrected text: a saved mark is ``{"start", "end",
"technique"?, "exact", "prefix", "suffix"}``. When the text has changed, the mark is found again by its words and their
neighbours where that place is unique, and is counted as lost otherwise: it never moves silently. (Modelled on
TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model.)
"""

from collections.abc import Iterator

from lessons.anchoring.reanchor import CONTEXT, SavedMark, reanchor
from lessons.kinds.written_answers import MOST_ENTRIES, is_blank, read, write, written_mark
from lessons.model.answer import (
    Answer,
    AnswerError,
    Mark,
    MarkAnswer,
    Raw,
)
from lessons.model.article import Article
from lessons.model.form import (
    CustomForm,
    Form,
    GridForm,
    MarkForm,
    OrderForm,
    PickForm,
)
from lessons.text.spans import Span


def keep(form: Form, answer: Answer, article: Article, beside: Article | None) -> Raw:
    """The answer in the form the record keeps."""
    if isinstance(form, CustomForm):
        return form.keep(answer)
    if not isinstance(form, MarkForm) or not isinstance(answer, MarkAnswer):
        return write(answer)
    text = (beside if form.side == "beside" and beside is not None else article).text
    return [_kept(mark, text) for mark in answer.marks]


def _kept(mark: Mark, text: str) -> Raw:
    (start, end), written = mark.span, written_mark(mark)
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return {**written, "exact": text[start:end], "prefix": prefix, "suffix": suffix}


def reread(form: Form, raw: Raw, article: Article, beside: Article | None) -> tuple[Answer, int]:
    """A kept answer as an answer to the text of today, and how many of its marks were lost.

    Raises ``AnswerError`` when the kept answer no longer fits the form, for instance because an option is gone.
    """
    if isinstance(form, CustomForm) and not is_blank(raw):
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
            return () if is_blank(raw) else form.reread(raw)[1]
        if not isinstance(form, MarkForm) or not isinstance(raw, list):
            read(form, raw, article, beside)
            return ()
        lost = [mark for mark in raw[:MOST_ENTRIES] if reread(form, [mark], article, beside)[1]]
    except AnswerError:
        return None
    return tuple(_words(mark.get("exact")) if isinstance(mark, dict) else "?" for mark in lost)


def gone_from(form: Form, raw: Raw) -> tuple[str, ...]:
    """The ids of rows, columns and options in a kept answer that the form does not have any more, each once.

    A form of a kind's own names what is gone itself. Marks are found again by their words, and typed answers have no
    ids: none of them is named here.
    """
    match form:
        case CustomForm():
            return tuple(dict.fromkeys(form.gone(raw)))
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
