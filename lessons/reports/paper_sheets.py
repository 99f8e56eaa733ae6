"""A lesson on paper: the student's sheet, the answers with their reasons, the teacher's page; and their one HTML file.

A kind is printed by its form, and answers are told by its bound key, as the line by line route does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import assert_never

from lessons.i18n import _
from lessons.kinds.base import Bound
from lessons.kinds.wording import verdict_name
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.lesson.reading_time import reads_beside, said_or_needed
from lessons.model.answer import GridAnswer, Mark, MarkAnswer, TextAnswer
from lessons.model.form import Form, GridForm, MarkForm, OrderForm, PickForm, Row, Side, TextForm
from lessons.model.paper import Paper, PaperLines, PaperList, PaperPart, PaperTable, PaperText, lettered
from lessons.model.result import Part, Verdict
from lessons.prose import lines, one_line
from lessons.reports.glossary_text import asked_for
from lessons.reports.html_page import html_page, templates
from lessons.reports.paper_lines import PaperArticle, is_long, paper_articles
from lessons.reports.plan_sheet import SheetPlan
from lessons.text.spans import Span

FOLDER = Path(__file__).parent / "paper"
_MARK_ROWS = 6
"""Rows for marks: always as many, or they would tell how much there is to find."""
_CIRCLED = 8
"""Most letters to circle in one cell; of more options the letter is written."""
_NBSP = "\u00a0"
"""Keeps letters to circle on one line."""
_INLINE = 90
"""Most characters of a legend that stands on one line."""
_WORDS_A_LINE = 12
"""By hand."""
_LABEL = 200
"""Most characters of a label at the head of each page."""


@dataclass(frozen=True, slots=True)
class SheetText:
    """A text of the lesson: what its page says of itself, and its lines."""

    title: str
    about: str
    printed: PaperArticle


@dataclass(frozen=True, slots=True)
class SheetExercise:
    """An exercise on the student's sheet."""

    number: int
    prompt: tuple[str, ...]
    where: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """One thing that the key judges."""

    sign: str
    words: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetAnswers:
    """The answers of an exercise."""

    number: int
    prompt: str
    answers: tuple[SheetAnswer, ...]
    why: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class SheetNote:
    """What the teacher's page says of an exercise, or of words of a text."""

    title: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the template shows."""

    title: str
    summary: str
    labels: tuple[str, ...]
    """What stands at the head of every page: that a text is a rendition, or invented."""
    background: tuple[tuple[str, str], ...]
    """Name or day, and what to know of it before reading."""
    texts: tuple[SheetText, ...]
    exercises: tuple[SheetExercise, ...]
    terms: tuple[tuple[str, str], ...]
    """Name and definition of each technique that is asked for."""
    answers: tuple[SheetAnswers, ...] = ()
    goals: tuple[str, ...] = ()
    minutes: int = 0
    exercise_notes: tuple[SheetNote, ...] = ()
    text_notes: tuple[SheetNote, ...] = ()
    plan: SheetPlan | None = None
    dense: bool = False
    """Whether everything is set a little smaller and closer, as the texts are long."""
    path: str = ""
    """That only the short path is asked; else empty."""

    @property
    def number(self) -> str:
        """Six digits, the same on all sheets that belong together."""
        sheet = repr((self.title, self.texts, self.exercises))
        return f"{int(sha256(sheet.encode(errors='replace')).hexdigest(), 16) % 1_000_000:06d}"


def printed(
    lesson: Lesson,
    key: AnswerKey | None,
    *,
    answers: bool = False,
    notes: bool = False,
    plan: SheetPlan | None = None,
    sheet: bool = True,
) -> bytes:
    """The HTML file with the student's ``sheet``, and with the other sheets that are wished for and need the key.

    On a short path the second text is left out where no exercise is about it. ``ValueError`` where sheets that need a
    key are wished for without one.
    """
    if lesson.is_short and not any(map(reads_beside, lesson.exercises)):
        lesson = replace(lesson, beside=None)
    sheets = replace(student_sheet(lesson), plan=plan, path=_("short path") if lesson.is_short else "")
    if answers or notes:
        if key is None:
            raise ValueError("answers and notes are in the key")
        texts = paper_articles(lesson)
        if answers:
            told = (_answers(lesson, texts, number, key) for number in range(len(lesson.exercises)))
            sheets = replace(sheets, answers=tuple(told))
        if notes:
            sheets = replace(
                sheets,
                goals=tuple(one_line(goal) for goal in lesson.goals),
                minutes=_minutes(lesson, key),
                exercise_notes=tuple(_exercise_notes(lesson)),
                text_notes=tuple(_text_notes(lesson, texts, key)),
            )
    return html_page(
        FOLDER, templates(FOLDER, {"nbsp": _NBSP}), "page.html", sheets=sheets, notes=notes, sheet=sheet
    )


def _minutes(lesson: Lesson, key: AnswerKey) -> int:
    """Of what is asked: the whole lesson or its short path."""
    needed = said_or_needed(lesson, key.bound, key.why)
    return needed.short or needed.whole if lesson.is_short else needed.whole


# The student's sheet


def student_sheet(lesson: Lesson) -> Sheets:
    """The sheet alone: nothing of it comes from the key."""
    texts = paper_articles(lesson)
    exercises = []
    for number, exercise in enumerate(lesson.exercises, 1):
        paper = _paper(exercise.form, lesson, texts)
        prompt = tuple(filter(None, lines(exercise.task.prompt)))
        exercises.append(SheetExercise(number, prompt, _where(exercise, texts), paper))
    return Sheets(
        one_line(lesson.title),
        one_line(lesson.summary),
        tuple(dict.fromkeys(label for text in texts.values() for label in _labels(text))),
        tuple((name, one_line(meaning)) for name, meaning in lesson.glossary.background),
        tuple(_text(text) for text in texts.values()),
        tuple(exercises),
        tuple(asked_for(lesson)),
        dense=is_long(lesson),
    )


def _labels(text: PaperArticle) -> Iterator[str]:
    """That a text is a rendition, and what its page says before all else: of an invented one, that it is invented."""
    if text.article.masthead.rendition:
        yield _("Classroom rendition: the sentences are ours.")
        return
    first = next(iter(text.article.blocks), None)
    if first is not None and first.role == "furniture":
        yield " ".join(text.article.text[slice(*first.span)].split())[:_LABEL]


def _text(text: PaperArticle) -> SheetText:
    head = text.article.masthead
    follows = _("It follows {work}.").format(work=head.follows) if head.follows else None
    about = [head.outlet, head.byline, head.published, follows, head.rights]
    return SheetText(head.title, " \u00b7 ".join(" ".join(one.split()) for one in about if one), text)


def _where(exercise: Exercise, texts: dict[Side, PaperArticle]) -> str:
    """The lines that are asked about, where these are not the whole text."""
    form = exercise.form
    side: Side = form.side if isinstance(form, MarkForm) else "main"
    scope = form.scope if isinstance(form, MarkForm) else exercise.scope
    text = texts.get(side, texts["main"])
    if not scope or (len(scope) == len(text.article.blocks) and not isinstance(form, MarkForm)):
        return ""
    runs: list[list[Span]] = []
    order = [block.span for block in text.article.blocks]
    following = dict(pairwise(order))
    for span in sorted(scope):
        if runs and following.get(runs[-1][-1]) == span:
            runs[-1].append(span)
        else:
            runs.append([span])
    joined = ", ".join(text.numbers(Span(run[0].start, run[-1].end)) for run in runs)
    return _("Lines {numbers}").format(numbers=joined)


def _paper(form: Form, lesson: Lesson, texts: dict[Side, PaperArticle]) -> Paper:
    """The form as parts of a sheet."""
    match form:
        case MarkForm():
            return Paper(tuple(_marks(form)))
        case PickForm():
            tick = _("Tick all that are right.") if form.several else _("Tick one.")
            options = lettered([one_line(option.text) for option in form.options])
            return Paper((PaperText(tick), PaperList(options, boxes=True)))
        case GridForm():
            return Paper(tuple(_grid(form, texts)))
        case OrderForm():
            ends = _("1 is: {first}. The last is: {last}.") if form.first and form.last else ""
            told = _("Write 1, 2, 3 and so on into the boxes.")
            if ends:
                told += " " + ends.format(first=one_line(form.first), last=one_line(form.last))
            rows = tuple(("", _row(row, texts)) for row in form.items)
            return Paper((PaperText(told), PaperTable((_("Place"), ""), rows)))
        case TextForm():
            return Paper(tuple(_writing(form, texts)))
        case _:
            return form.on_paper()
    assert_never(form)


def _marks(form: MarkForm) -> Iterator[PaperPart]:
    yield PaperText(
        _("Underline in the text. Copy each stretch into a row; there may be more rows than you need.")
    )
    if form.need:
        yield PaperText(_("Find at least {n}.").format(n=form.need))
    heads = [_("Line"), _("Words"), _("A plainer wording")]
    if form.techniques:
        yield PaperList(lettered([one_line(option.text) for option in form.techniques]))
        heads.insert(2, _("Letter"))
    rows = max(_MARK_ROWS, form.need or 0)
    yield PaperTable(tuple(heads), (("",) * len(heads),) * rows, roomy=True)


def _grid(form: GridForm, texts: dict[Side, PaperArticle]) -> Iterator[PaperPart]:
    """A legend a question, and a cell of letters to circle, or for the letter, in each row."""
    heads, cells = [""], []
    for column in form.columns:
        options = [one_line(option.text) for option in column.options]
        names = option_names(form, column.id)
        told = one_line(column.text)
        if column.only_if is not None:
            other = next(one for one in form.columns if one.id == column.only_if[0])
            letter = option_names(form, other.id)[column.only_if[1]]
            told = _("{question} (only where you chose {letter})").format(question=told, letter=letter)
        pairs = zip(names.values(), options, strict=True)
        legend = [("" if text.startswith(f"{name}:") else name, text) for name, text in pairs]
        inline = " \u00b7 ".join(" ".join(pair).strip() for pair in legend)
        if len(inline) <= _INLINE:
            yield PaperText(f"{told} {inline}".lstrip())
        else:
            if told:
                yield PaperText(told)
            yield PaperList(tuple(legend))
        heads.append(one_line(column.text))
        cells.append((_NBSP * 2).join(names.values()) if len(names) <= _CIRCLED else "")
    yield PaperText(_("Circle the letter, or write it where there is none."))
    shown = tuple(heads) if len(form.columns) > 1 else ()
    yield PaperTable(shown, tuple((_row(row, texts), *cells) for row in form.rows))


def option_names(form: GridForm, column: str) -> dict[str, str]:
    """What each option of a column is called on paper, by its id: its letter, or the number of a step."""
    asked = next(one for one in form.columns if one.id == column)
    if asked.steps:
        return {option.id: option.id for option in asked.options}
    names = lettered([option.id for option in asked.options])
    return {id: name for name, id in names}


def _writing(form: TextForm, texts: dict[Side, PaperArticle]) -> Iterator[PaperPart]:
    if form.original_span is not None:
        text = texts["main"]
        words = " ".join(text.article.text[slice(*form.original_span)].split())
        line = _("line {n}").format(n=text.numbers(form.original_span))
        yield PaperText(f"\u201c{words}\u201d ({line})")
    elif form.original:
        yield PaperText(f"\u201c{one_line(form.original)}\u201d")
    if form.must:
        yield PaperList(tuple(("\u2013", one_line(rule)) for rule in form.must))
    if form.words:
        fewest, most = form.words
        yield PaperText(_("Write {fewest} to {most} words.").format(fewest=fewest, most=most))
    most = form.words[1] if form.words else 40
    yield PaperLines(min(max(2, -(-most // _WORDS_A_LINE)), 8) if form.long else 1)


def _row(row: Row, texts: dict[Side, PaperArticle]) -> str:
    """The words of a row; of a quotation with its line."""
    if row.span is None:
        return one_line(row.text)
    text = texts.get(row.side, texts["main"])
    words = " ".join(text.article.text[slice(*row.span)].split())
    return f"\u201c{words}\u201d ({_('line {n}').format(n=text.numbers(row.span))})"


# The answers


def _answers(lesson: Lesson, texts: dict[Side, PaperArticle], index: int, key: AnswerKey) -> SheetAnswers:
    exercise = lesson.exercises[index]
    bound = key.bound[exercise.id]
    perfect = bound.perfect()
    told = [_told(lesson, texts, exercise, part) for part in bound.score(perfect).parts if part.text]
    if isinstance(exercise.form, MarkForm):
        told += _side_phrases(lesson, texts, exercise, bound)
    if isinstance(exercise.form, GridForm) and isinstance(perfect, GridAnswer):
        told = _with_others(exercise.form, bound, perfect, told)
    if isinstance(exercise.form, PickForm):
        names = {id: name for name, id in lettered([option.id for option in exercise.form.options])}
        parts = [part for part in bound.score(perfect).parts if part.text]
        told = [
            replace(one, words=f"{names.get(part.id, '')} {one.words}")
            for part, one in zip(parts, told, strict=True)
        ]
    if isinstance(perfect, TextAnswer):
        told.insert(0, SheetAnswer("+", _("For example: {words}").format(words=perfect.text), ()))
    if not told:
        told = [SheetAnswer("+", _("Nothing is to be marked."), ())]
    prompt = next(iter(filter(None, lines(exercise.task.prompt))), "")
    why = tuple(filter(None, lines(key.why[exercise.id])))
    return SheetAnswers(index + 1, prompt, tuple(told), why, one_line(bound.rule()))


def _told(lesson: Lesson, texts: dict[Side, PaperArticle], exercise: Exercise, part: Part) -> SheetAnswer:
    marks = isinstance(exercise.form, MarkForm)
    words = " ".join(part.text.split()) if marks else one_line(part.text)
    if part.span is not None:
        line = _("line {n}").format(n=texts.get(part.side, texts["main"]).numbers(part.span))
        words = f"\u201c{words}\u201d ({line})" if marks else f"{words} ({line})"
    technique = lesson.glossary.technique(part.technique) if part.technique else None
    expected = one_line(part.expected)
    said = [
        expected if not isinstance(exercise.form, PickForm) else "",
        technique.name if technique is not None and technique.name not in part.expected else "",
        _("Plain: {words}").format(words=one_line(part.plain)) if part.plain else "",
        *lines(part.why),
    ]
    called = ""
    if part.verdict in (Verdict.TRAP, Verdict.DEBATABLE):
        called = f" [{part.called or verdict_name(part.verdict, marks)}]"
    return SheetAnswer(part.verdict.sign, words + called, tuple(filter(None, said)))


def _side_phrases(
    lesson: Lesson, texts: dict[Side, PaperArticle], exercise: Exercise, bound: Bound
) -> Iterator[SheetAnswer]:
    """Traps and debatable phrases, told as to somebody who marked them."""
    marks = bound.marks
    if marks is None:
        return
    for phrase in (*marks.traps, *marks.debatable):
        for part in bound.score(MarkAnswer((Mark(phrase.span),))).parts:
            if part.id == phrase.id and part.verdict in (Verdict.TRAP, Verdict.DEBATABLE):
                yield _told(lesson, texts, exercise, part)


def _with_others(
    form: GridForm, bound: Bound, perfect: GridAnswer, told: Sequence[SheetAnswer]
) -> list[SheetAnswer]:
    """The letters of what is accepted before each answer, and behind it what is said of the other options."""
    names = {column.id: option_names(form, column.id) for column in form.columns}
    right = [part for part in bound.score(perfect).parts if part.text]
    letters: dict[str, list[str]] = {part.id: [] for part in right}
    others: dict[str, list[str]] = {part.id: [] for part in right}
    for column in form.columns:
        mine = {part.id for part in right if part.id in _parts_of(form, column.id)}
        for option in column.options:
            cells = {cell: option.id if cell[1] == column.id else id for cell, id in perfect.cells.items()}
            parts = {part.id: part for part in bound.score(GridAnswer(cells)).parts}
            for whole in right:
                part = parts.get(whole.id)
                if whole.id not in mine or part is None:
                    continue
                name = names[column.id][option.id]
                if part.verdict is Verdict.RIGHT:
                    letters[whole.id].append(name)
                else:
                    known = {*lines(whole.why)}
                    more = " ".join(one for one in lines(part.why) if one not in known)
                    if more:
                        others[whole.id].append(_("not {letter}: {why}").format(letter=name, why=more))
    return [
        replace(
            one,
            said=(*(["/".join(letters[part.id])] if letters[part.id] else []), *one.said, *others[part.id]),
        )
        for part, one in zip(right, told, strict=True)
    ]


def _parts_of(form: GridForm, column: str) -> set[str]:
    """The ids that parts of a column may have: the row's own for the first column, else ``row.column``."""
    first = form.columns[0].id == column
    return {f"{row.id}.{column}" for row in form.rows} | ({row.id for row in form.rows} if first else set())


# The teacher's page


def _exercise_notes(lesson: Lesson) -> Iterator[SheetNote]:
    strands = {"language": _("language"), "sourcing": _("sourcing"), "omission": _("omission")}
    for number, exercise in enumerate(lesson.exercises, 1):
        prompt = next(iter(filter(None, lines(exercise.task.prompt))), "")
        hints = [_("Hint: {hint}").format(hint=one_line(hint)) for hint in exercise.task.hints]
        yield SheetNote(f"{number}. {prompt} ({strands[exercise.task.strand]})", tuple(hints))


def _text_notes(lesson: Lesson, texts: dict[Side, PaperArticle], key: AnswerKey) -> Iterator[SheetNote]:
    for note in key.notes:
        numbers = [texts.get(note.side, texts["main"]).numbers(span) for span in note.spans[:1]]
        line = f" ({_('line {n}').format(n=numbers[0])})" if numbers else ""
        technique = lesson.glossary.technique(note.technique) if note.technique else None
        said = [
            _("Done well") if note.credit else _("Debatable") if note.debatable else "",
            one_line(technique.name) if technique is not None else "",
            _("Plain: {words}").format(words=one_line(note.plain)) if note.plain else "",
            *lines(note.why),
        ]
        yield SheetNote(f"\u201c{one_line(note.quote)}\u201d{line}", tuple(filter(None, said)))
