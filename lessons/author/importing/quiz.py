"""Quizzes in GIFT (Moodle) and in the plain text of text2qti (Canvas) as exercises: choice, match, short.

Feedback becomes the explanation of its answer. What has no like in a lesson is told with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lessons.author.importing.decoding import decode
from lessons.author.importing.intake import escaped
from lessons.author.importing.labelled import Loss, shown
from lessons.author.importing.lesson_text import Exercises, Tree
from lessons.author.importing.pieces import ImportRefused, clean
from lessons.author.importing.region import everything_of
from lessons.loading.source import plain_lines

MOST_QUESTIONS = 500
_EXPECTED = "a quiz in GIFT, or in the plain text of text2qti"


@dataclass
class _Answer:
    """An answer of a question: its words, what it earns, 0 to 1, and what is said of it."""

    words: str
    credit: Fraction
    why: str = ""
    pair: str = ""
    """Of a pair: what belongs to the words."""


@dataclass
class _Question:
    """A question of a quiz, whatever the quiz is written in."""

    line: int
    text: str = ""
    answers: list[_Answer] = field(default_factory=list)
    sort: str = ""
    """``choice``, ``several``, ``match`` or ``short``; empty for what does not fit."""
    why: str = ""
    if_right: str = ""
    if_wrong: str = ""
    trouble: str = ""
    """Why it does not fit, or what of it is lost."""
    settings: int = 0
    """How many lines it has with its name, its points and the like."""


def read_quiz(data: bytes, language: str) -> Exercises:
    """The exercises of a quiz, and what did not fit; ``language`` is its own. Raises ``ImportRefused``."""
    text = plain_lines(decode(data).text).removeprefix("\ufeff")
    questions = [*_gift(text, language)] if _is_gift(text) else [*_text2qti(text)]
    if not any(question.text for question in questions):
        fix = "see docs/import.md for what is read; export the quiz anew"
        raise ImportRefused("no question that is known here", _EXPECTED, fix)
    exercises: list[dict[str, Tree]] = []
    losses: list[Loss] = []
    for question in questions[:MOST_QUESTIONS]:
        source = (
            f"line {question.line}, {shown(question.text, 40)}" if question.text else f"line {question.line}"
        )
        exercise = _exercise(question) if question.sort else None
        if exercise is not None:
            exercises.append(exercise)
        trouble = question.trouble
        if exercise is None and not trouble and (question.text or question.answers):
            trouble = "it has too few answers, or none that is right"
        if trouble:
            losses.append(Loss(source, trouble))
    if settings := sum(question.settings for question in questions):
        told = f"{settings} lines with names, points and other settings of questions are left out"
        losses.append(Loss("the quiz", told))
    if len(questions) > MOST_QUESTIONS:
        losses.append(Loss("the quiz", f"{len(questions) - MOST_QUESTIONS} questions more are not taken"))
    return Exercises(tuple(exercises), tuple(losses))


# As exercises -------------------------------------------------------------------------------------------------------


def _exercise(question: _Question) -> dict[str, Tree] | None:
    """The exercise of a question; ``None`` where a lesson would not have enough to ask."""
    match question.sort:
        case "match":
            return _matched(question)
        case "short":
            return _typed(question)
    right = [one for one in question.answers if one.credit > 0]
    if not right or len(question.answers) < 2:
        return None
    several = question.sort == "several"
    lines: list[Tree] = []
    for one in question.answers:
        full = one.credit > 0 if several else one.credit == 1
        word = "right" if full else "wrong" if one.credit <= 0 else "partly"
        line: dict[str, Tree] = {word: one.words}
        if word == "partly" and one.credit != Fraction(1, 2):
            line["credit"] = str(one.credit)
        usual = question.if_right if full else question.if_wrong
        lines.append({**line, "why": one.why or usual or None})
    made: dict[str, Tree] = {"choice": question.text}
    if several or sum(one.credit == 1 for one in right) > 1:
        made["pick"] = "several" if several else "one"
    said = [question.why]
    for usual, answers in (
        (question.if_right, right),
        (question.if_wrong, [one for one in question.answers if one not in right]),
    ):
        if usual and all(one.why for one in answers):
            said.append(usual)  # no answer is left that it could explain
    return {**made, "answers": lines, "why": "\n\n".join(filter(None, said)) or None}


def _matched(question: _Question) -> dict[str, Tree] | None:
    options = [*dict.fromkeys(one.pair for one in question.answers)]
    rows = [one for one in question.answers if one.words]
    if len(options) < 2 or len(rows) < 2:
        return None
    lines: list[Tree] = [{"text": one.words, "is": one.pair, "why": one.why or None} for one in rows]
    return {
        "match": question.text,
        "options": options,
        "rows": lines,
        "why": question.why or None,
    }


def _typed(question: _Question) -> dict[str, Tree] | None:
    lines: list[Tree] = []
    if not any(one.credit == 1 for one in question.answers):
        return None
    for one in question.answers:
        word = "right" if one.credit == 1 else "partly" if one.credit > 0 else "wrong"
        line: dict[str, Tree] = {word: one.words}
        if word == "partly" and one.credit != Fraction(1, 2):
            line["credit"] = str(one.credit)
        if one.why:
            line["why"] = one.why
        lines.append(line)
    if question.if_wrong and not question.trouble:
        question.trouble = f"what it says of wrong answers is left out: {shown(question.if_wrong)}"
    why = "\n\n".join(filter(None, (question.why, question.if_right)))
    return {"short": question.text, "answers": lines, "why": why or None}


# GIFT ---------------------------------------------------------------------------------------------------------------


_GIFT_BRACES = re.compile(r"(?<!\\)\{")
_GIFT_TITLE = re.compile(r"::((?:\\.|[^:\\]|:(?!:))*)::", re.DOTALL)
_GIFT_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_GIFT_ESCAPE = re.compile(r"\\([~=#{}:\\])")
_GIFT_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{1,6})?)%")
_GIFT_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?=#|$)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,300}>")
_TRUTHS = {"de": ("Richtig", "Falsch"), "fr": ("Vrai", "Faux"), "es": ("Verdadero", "Falso")}


def _is_gift(text: str) -> bool:
    """Whether it has answers in braces; a quiz of text2qti has numbers at the beginning of its questions."""
    numbered = len(re.findall(r"(?m)^[0-9]+\.[ \t]+\S", text))
    return len(re.findall(r"(?<!\\)\{(?:[^{}\\]|\\.)*\}", text)) >= max(1, numbered)


def _gift(text: str, language: str) -> Iterator[_Question]:
    for line, paragraph in _paragraphs(text, comment="//"):
        if paragraph.lstrip().startswith("$CATEGORY:"):
            yield _Question(line, trouble=f"a category is left out: {shown(paragraph.strip())}")
            rest = paragraph.lstrip().partition("\n")[2]
            if not rest.strip():
                continue
            paragraph = rest
        yield _gift_question(line, paragraph, language)


def _paragraphs(text: str, comment: str) -> Iterator[tuple[int, str]]:
    """Lines between blank ones, and the number of the first; comments are left out."""
    first, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.lstrip().startswith(comment):
            continue
        if line.strip():
            first = first or number
            lines.append(line)
        elif lines:
            yield first, "\n".join(lines)
            first, lines = 0, []


def _gift_question(line: int, source: str, language: str) -> _Question:
    question = _Question(line)
    title = _GIFT_TITLE.match(source.lstrip())
    body = source.lstrip()[title.end() :] if title else source
    question.settings = title is not None
    open_ = _GIFT_BRACES.search(body)
    close = _closing(body, open_.end()) if open_ else -1
    shown_as = _GIFT_FORMAT.match(body.lstrip())
    form = shown_as[1] if shown_as else ""
    if open_ is None or close < 0:
        question.text = _gift_text(body, form)
        question.trouble = "a text without answers is not taken"
        return question
    before, inside, after = body[: open_.start()], body[open_.end() : close], body[close + 1 :]
    gap = " _____ " if after.strip() else ""
    question.text = _gift_text(f"{before.rstrip()}{gap}{after.strip()}" if gap else before, form)
    if _GIFT_BRACES.search(after):
        question.trouble = "a text with several gaps is not taken"
        return question
    inside, sign, general = _parted(inside, "####")
    question.why = _gift_text(general, form) if sign else ""
    _gift_answers(question, inside, form, _TRUTHS.get(language[:2].lower(), ("True", "False")))
    return question


def _closing(text: str, start: int) -> int:
    escaped_ = False
    for at in range(start, len(text)):
        if escaped_:
            escaped_ = False
        elif text[at] == "\\":
            escaped_ = True
        elif text[at] == "}":
            return at
    return -1


def _parted(text: str, sign: str) -> tuple[str, str, str]:
    """The text before and after a sign that no backslash stands before."""
    at = text.find(sign)
    while at > 0 and text[at - 1] == "\\":
        at = text.find(sign, at + 1)
    return (text, "", "") if at < 0 else (text[:at], sign, text[at + len(sign) :])


def _gift_answers(question: _Question, inside: str, form: str, truths: tuple[str, str]) -> None:
    truth = _GIFT_TRUTH.match(inside)
    if truth is not None:
        _truth(question, truth[1][0].upper() == "T", inside[truth.end() :], form, truths)
        return
    stripped = inside.strip()
    if stripped.startswith("#"):
        _number(question, stripped[1:], form)
        return
    if not stripped:
        question.trouble = "a question for a free text is not taken"
        return
    pieces = re.split(r"(?<!\\)([=~])", stripped)
    if pieces[0].strip():
        question.trouble = "answers that do not begin with = or ~ are not taken"
        return
    answers = [_gift_answer(sign, said, form) for sign, said in zip(pieces[1::2], pieces[2::2], strict=True)]
    question.answers = answers
    if all(sign == "=" for sign in pieces[1::2]):
        paired = [one for one in answers if one.pair]
        question.sort = "match" if paired and len(paired) == len(answers) else "short"
        if paired and question.sort == "short":
            question.sort, question.trouble = "", "pairs and answers in one question are not taken"
        return
    full = [one for one in answers if one.credit == 1]
    question.sort = "choice" if full else "several"
    if question.sort == "several" and any(one.credit > 0 for one in answers):
        weights = {one.credit for one in answers if one.credit > 0}
        if len(weights) > 1:
            question.trouble = "its right answers count differently; here each counts the same"


def _gift_answer(sign: str, said: str, form: str) -> _Answer:
    words, _sign, why = _parted(said, "#")
    weight = _GIFT_WEIGHT.match(words.strip())
    words = words.strip()[weight.end() :] if weight else words
    credit = Fraction(weight[1]) / 100 if weight else Fraction(sign == "=")
    left, arrow, right = _parted(words, "->")
    pair = _gift_text(right, form) if arrow else ""
    text = _gift_text(left if arrow else words, form)
    return _Answer(text, max(Fraction(0), min(credit, Fraction(1))), _gift_text(why, form), pair)


def _truth(question: _Question, right: bool, rest: str, form: str, truths: tuple[str, str]) -> None:
    """Feedback stands for the wrong answer first, then for the right one."""
    _before, _sign, said = _parted(rest, "#")
    if_wrong, _second, if_right = _parted(said, "#")
    question.sort = "choice"
    question.answers = [
        _Answer(word, Fraction(is_right), _gift_text(if_right if is_right else if_wrong, form))
        for word, is_right in ((truths[0], right), (truths[1], not right))
    ]


def _number(question: _Question, inside: str, form: str) -> None:
    """Numbers: exact ones are typed; a range has no like."""
    question.sort = "short"
    for piece in re.split(r"(?<!\\)[=~]", inside):
        if not piece.strip():
            continue
        words, _sign, why = _parted(piece, "#")
        weight = _GIFT_WEIGHT.match(words.strip())
        number = (words.strip()[weight.end() :] if weight else words).strip()
        value, _colon, error = number.partition(":")
        if ".." in number or (error.strip() and error.strip(" 0.") != ""):
            question.trouble = "a number within a range is not taken: a lesson asks for exact ones"
            question.sort = ""
            return
        credit = Fraction(weight[1]) / 100 if weight else Fraction(1)
        question.answers.append(_Answer(value.strip(), max(Fraction(0), credit), _gift_text(why, form)))


def _gift_text(text: str, form: str) -> str:
    """The words of a text without escapes and tags, as Markdown that reads the same."""
    body = text.strip()
    mark = _GIFT_FORMAT.match(body)
    form = mark[1] if mark else form
    body = _GIFT_ESCAPE.sub(r"\1", (body[mark.end() :] if mark else body).replace("\\n", "\n"))
    if form in ("", "html", "moodle") and _TAG.search(body):
        body = "\n\n".join(piece.text for piece in everything_of(body).pieces)
    return _in_paragraphs(body) if form == "markdown" else _as_markdown(_in_paragraphs(body))


def _in_paragraphs(text: str) -> str:
    """Paragraphs of a text, each on one line."""
    return "\n\n".join(" ".join(clean(one).split()) for one in re.split(r"\n[ \t]*\n", text) if one.strip())


def _as_markdown(text: str) -> str:
    """Signs are escaped only where Markdown would take them for its own."""
    risky = re.search(r"\*\S.*\*|(?<!\w)_[^\W_].*_|`|\[[^\]]*\]\(|(?m:^(?:#{1,6} |> |[-+*] |\d+[.)] ))", text)
    return "\n\n".join(escaped(one) for one in text.split("\n\n")) if risky else text


# text2qti -----------------------------------------------------------------------------------------------------------


_NUMBERED = re.compile(r"([0-9]{1,5})\.(?:[ \t]+(.*)|$)")
_CHOICE = re.compile(r"(\*?)([a-zA-Z])\)[ \t]+(.*)")
_TICK = re.compile(r"\[([ *])\][ \t]+(.*)")
_WORDING = re.compile(r"\*[ \t]+(.*)")
_NUMERIC = re.compile(r"=[ \t]+(.*)")
_FEEDBACK = re.compile(r"(\.\.\.|\+|-|!)[ \t]+(.*)")
_OPTION = re.compile(r"(?i)(?:quiz (?:title|description)|[a-z][a-z ]{2,40}):[ \t]")
_FREE = re.compile(r"(?:_{3,}|\^{3,})\s*$")


def _text2qti(text: str) -> Iterator[_Question]:
    """A line for each part of a question; lines that are indented go on with the part before them."""
    question: _Question | None = None
    part = ""
    comment = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() in ("COMMENT", "END_COMMENT"):
            comment = line.strip() == "COMMENT"
            continue
        if comment or line.lstrip().startswith("%"):
            continue
        if line.startswith(("GROUP", "END_GROUP")) or re.match(r"(?i)(?:text title|text):", line):
            if question is not None:
                yield question
            question = None
            yield _Question(number, trouble=f"it is left out: {shown(line)}")
            continue
        numbered = _NUMBERED.match(line)
        if numbered is not None:
            if question is not None:
                yield question
            question, part = _Question(number, numbered[2] or ""), "text"
        elif question is not None and line.strip():
            part = _part_of(question, line, part)
        elif question is None and _OPTION.match(line):
            yield _Question(number, settings=1)
        elif question is None and line.strip():
            yield _Question(number, trouble=f"it is left out: {shown(line)}")
    if question is not None:
        yield question


def _part_of(question: _Question, line: str, part: str) -> str:
    """Put a line where it belongs in the question; what it was."""
    if line[:1] in (" ", "\t"):
        _go_on(question, part, line.strip())
        return part
    if match := _CHOICE.match(line):
        question.sort = question.sort or "choice"
        question.answers.append(_Answer(match[3], Fraction(bool(match[1]))))
    elif match := _TICK.match(line):
        question.sort = "several"
        question.answers.append(_Answer(match[2], Fraction(match[1] == "*")))
    elif match := _WORDING.match(line):
        question.sort = "short"
        question.answers.append(_Answer(match[1], Fraction(1)))
    elif match := _NUMERIC.match(line):
        _numeric(question, match[1])
    elif match := _FEEDBACK.match(line):
        return _feedback(question, match[1], match[2])
    elif _FREE.match(line):
        question.trouble = "a question for a free text or a file is not taken"
    elif _OPTION.match(line):
        question.settings += 1
    else:
        question.trouble = question.trouble or f"a line that is not understood: {shown(line)}"
    return "answer"


def _go_on(question: _Question, part: str, words: str) -> None:
    if part == "text":
        question.text = f"{question.text} {words}".strip()
    elif part == "answer" and question.answers:
        question.answers[-1].words += f" {words}"
    elif part == "answer why" and question.answers:
        question.answers[-1].why += f" {words}"
    elif part in ("why", "if_right", "if_wrong"):
        setattr(question, part, f"{getattr(question, part)} {words}".strip())


def _feedback(question: _Question, sign: str, words: str) -> str:
    if sign == "..." and question.answers:
        question.answers[-1].why = words
        return "answer why"
    name = {"...": "why", "!": "why", "+": "if_right", "-": "if_wrong"}[sign]
    setattr(question, name, f"{getattr(question, name)}\n\n{words}".strip())
    return name


def _numeric(question: _Question, words: str) -> None:
    if re.search(r"\+-|\[|%", words):
        question.trouble = "a number within a range is not taken: a lesson asks for exact ones"
    else:
        question.sort = "short"
        question.answers.append(_Answer(words.strip(), Fraction(1)))
