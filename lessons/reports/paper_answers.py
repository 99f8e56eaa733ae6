"""What a learner wrote on a printed sheet, as a teacher types it: letters, numbers and words, by the form alone."""

import re
from collections.abc import Sequence

from lessons.anchoring.places import MANY, Places, found, places_of
from lessons.i18n import _
from lessons.kinds.written_answers import blank, fitted, read
from lessons.lesson.lesson import Lesson
from lessons.model.answer import (
    Answer,
    AnswerError,
    GridAnswer,
    Mark,
    MarkAnswer,
    OrderAnswer,
    PickAnswer,
    TextAnswer,
    answer_of,
)
from lessons.model.form import CustomForm, Form, GridForm, MarkForm, OrderForm, PickForm, TextForm
from lessons.model.paper import LETTERS, OPEN, lettered, named_by
from lessons.reports.paper_lines import PaperArticle, paper_articles
from lessons.reports.paper_sheets import option_names
from lessons.text.spans import Span

_TO = ".."
"""Stands between the first and the last words of a long mark."""
_BETWEEN = ";"
"""Stands between two marks."""
_MARK = re.compile(r"(?:(?P<line>\d+)(?P<letter>[A-Za-z]?)\s+)?(?P<words>\S.*)", re.DOTALL)


def how_to_type(form: Form) -> str:
    """How an answer to the form is typed, in a sentence."""
    match form:
        case MarkForm():
            if form.techniques:
                return _("Line with letter, then words, ; between marks: 3B soared; 7A the day .. family")
            return _("Line, then words, ; between marks: 3 soared; 7 the day .. family (from .. to)")
        case PickForm():
            last = lettered([option.id for option in form.options])[-1][0]
            template = (
                _("All ticked letters, up to {last}: AC") if form.several else _("One letter, up to {last}")
            )
            return template.format(last=last)
        case GridForm():
            if len(form.columns) > 1:
                return _(
                    "The letters row by row, a blank between rows; rows: {rows}; - for an empty cell"
                ).format(rows=len(form.rows))
            return _("The letters down the rows: {rows} of them; - for an empty one").format(
                rows=len(form.rows)
            )
        case OrderForm():
            return _("The numbers down the rows: {rows} of them; - for an empty one").format(
                rows=len(form.items)
            )
        case TextForm():
            return _("The words")
        case CustomForm():
            return form.how_to_type()


def typed_answer(form: Form, typed: str, lesson: Lesson) -> Answer:
    """The answer that was typed; ``-`` is the blank one. Raises ``AnswerError``: nothing is guessed."""
    words = typed.strip()
    if words in ("", OPEN):
        return blank(form)
    match form:
        case MarkForm():
            return _marks(form, words, paper_articles(lesson)[form.side])
        case PickForm():
            names = dict(lettered([option.id for option in form.options]))
            tokens = (
                words.split() if len(names) > len(LETTERS) else [*"".join(words.replace(",", " ").split())]
            )
            answer: Answer = PickAnswer(frozenset(named_by(token, names) for token in tokens))
            if len(answer_of(PickAnswer, answer).picked) > 1 and not form.several:
                raise AnswerError(words[:60], _("one letter"), _("two ticks are no answer: type -"))
            return answer
        case GridForm():
            return _grid(form, words, lesson)
        case OrderForm():
            return _order(form, words)
        case TextForm():
            return read(form, words, lesson.article, lesson.beside)
        case CustomForm():
            return form.typed(words)


def as_typed(form: Form, answer: Answer, lesson: Lesson) -> str:
    """The answer as it would be typed; ``-`` for the blank one."""
    if answer == blank(form):
        return OPEN
    match form:
        case MarkForm():
            text = paper_articles(lesson)[form.side]
            letters = {id: name for name, id in lettered([option.id for option in form.techniques])}
            marks = answer_of(MarkAnswer, answer).marks
            return f"{_BETWEEN} ".join(
                f"{text.number(mark.span.start)}{letters.get(mark.technique or '', '')} "
                + " ".join(text.article.text[slice(*mark.span)].split())
                for mark in sorted(marks, key=lambda mark: mark.span)
            )
        case PickForm():
            names = lettered([option.id for option in form.options])
            picked = answer_of(PickAnswer, answer).picked
            return ("" if len(names) <= len(LETTERS) else " ").join(
                name for name, id in names if id in picked
            )
        case GridForm():
            cells = answer_of(GridAnswer, answer).cells
            by_column = {column.id: option_names(form, column.id) for column in form.columns}
            rows = [
                [
                    by_column[column.id].get(cells.get((row.id, column.id), ""), OPEN)
                    for column in form.columns
                ]
                for row in form.rows
            ]
            wide = any(len(name) > 1 for names_of in by_column.values() for name in names_of.values())
            if wide:
                return " ".join(name for row in rows for name in row)
            return ("" if len(form.columns) == 1 else " ").join("".join(row) for row in rows)
        case OrderForm():
            places = {id: str(place) for place, id in enumerate(answer_of(OrderAnswer, answer).items, 1)}
            return ("" if len(form.items) < 10 else " ").join(places.get(row.id, OPEN) for row in form.items)
        case TextForm():
            return answer_of(TextAnswer, answer).text
        case CustomForm():
            return form.as_typed(answer)


def _grid(form: GridForm, words: str, lesson: Lesson) -> GridAnswer:
    by_column = [{name: id for id, name in option_names(form, column.id).items()} for column in form.columns]
    wide = any(len(name) > 1 for names in by_column for name in names)
    rows = words.split()
    if wide and len(form.columns) > 1:  # one name a word, row by row
        rows = [" ".join(rows[at : at + len(form.columns)]) for at in range(0, len(rows), len(form.columns))]
    elif not wide and (len(form.columns) == 1 or len(rows) == 1):
        run, width = "".join(rows), len(form.columns)
        rows = [run[at : at + width] for at in range(0, len(run), width)]
    if len(rows) != len(form.rows):
        raise AnswerError(
            _("rows answered: {count}").format(count=len(rows)),
            _("{count}, one after the other").format(count=len(form.rows)),
            _("- stands for an empty cell"),
        )
    cells: dict[tuple[str, str], str] = {}
    for row, typed in zip(form.rows, rows, strict=True):
        names = typed.split() if wide else [*typed]
        if len(names) > len(form.columns):
            raise AnswerError(typed[:60], _("letters a row: {count}").format(count=len(form.columns)))
        for column, known, name in zip(form.columns, by_column, names, strict=False):
            if name != OPEN:
                cells[row.id, column.id] = named_by(name, known)
    answer = fitted(form, GridAnswer(cells))  # what was not to be answered in a row does not count
    return answer_of(GridAnswer, answer)


def _order(form: OrderForm, words: str) -> OrderAnswer:
    count = len(form.items)
    tokens = words.split() if count > 9 else [*"".join(words.split())]
    if len(tokens) != count:
        found_there = _("numbers: {count}").format(count=len(tokens))
        raise AnswerError(
            found_there, _("numbers: {count}").format(count=count), _("- stands for an empty cell")
        )
    names = {str(number): str(number) for number in range(1, count + 1)}
    placed: dict[int, str] = {}
    for row, token in zip(form.items, tokens, strict=True):
        if token == OPEN:
            continue
        place = int(named_by(token, names))
        if place in placed:
            raise AnswerError(
                _("{number} twice").format(number=place), _("each number once"), _("type - for one")
            )
        placed[place] = row.id
    return OrderAnswer(tuple(placed[place] for place in sorted(placed)))


def _marks(form: MarkForm, words: str, text: PaperArticle) -> MarkAnswer:
    letters = dict(lettered([option.id for option in form.techniques]))
    marks: list[Mark] = []
    for piece in filter(None, (piece.strip() for piece in words.split(_BETWEEN))):
        match = _MARK.fullmatch(piece)
        assert match is not None  # a piece has a character that is no blank
        line, letter = match["line"], match["letter"]
        technique = named_by(letter, letters) if letter and letters else None
        marks.append(Mark(_place(text, form.scope, match["words"], line or ""), technique))
    return MarkAnswer(tuple(marks))


def _place(text: PaperArticle, scope: Sequence[Span], words: str, line: str) -> Span:
    """Where the words stand: beginning in that line, or once in what is asked about; as written, else in any case.

    Of long ones the first and the last are enough, with two points between: ``nobody .. safe``.
    """
    first, _points, last = words.partition(_TO)
    ends = [(words, "")] + ([(first.strip(), last.strip())] if first.strip() and last.strip() else [])
    whole = text.article.text
    for inside in (whole, _lowered(whole)):
        for first, last in (
            ends if inside is whole else [(_lowered(one), _lowered(other)) for one, other in ends]
        ):
            for ranges in ([Span(0, len(whole))],) if line else (scope, [Span(0, len(whole))]):
                spans = found(places_of(inside), first, ranges, ("", ""), MANY)
                spans = [span for span in spans if not line or str(text.number(span.start)) == line]
                spans = [*filter(None, (_up_to(places_of(inside), text, span, last) for span in spans))]
                if len(spans) == 1:
                    return spans[0]
                if spans:
                    told = _("{words} stands there more than once").format(words=words[:60])
                    raise AnswerError(
                        told, _("words that stand there once"), _("type the line and a word more")
                    )
    raise AnswerError(
        _("{words} does not stand there").format(words=words[:60]),
        _("words as they stand in the text, after the number of the line in which they begin"),
        _("look at the line again; ; stands between two marks"),
    )


def _up_to(places: Places, text: PaperArticle, span: Span, last: str) -> Span | None:
    """From the first words to the next that are the last ones, in the same block."""
    if not last:
        return span
    block = next(
        (one.span for one in text.article.blocks if one.span.start <= span.start < one.span.end), span
    )
    ends = found(places, last, [Span(span.end, block.end)], ("", ""), 1)
    return Span(span.start, ends[0].end) if ends else None


def _lowered(text: str) -> str:
    """In small letters, each in its place."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
