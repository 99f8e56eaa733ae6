"""What follows an answer and a lesson, in lines: the verdict, what is contested, the end, and handing in."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lessons.cli.linear.addresses import Addresses
from lessons.cli.linear.speech import ended, said, said_lines, shown
from lessons.context import Context
from lessons.i18n import _, plural
from lessons.kinds.wording import about_guessing, fair_word
from lessons.lesson.lesson import Note
from lessons.loading.replies_source import reply_words, unreadable_replies
from lessons.model.article import Article
from lessons.model.form import Form, MarkForm
from lessons.model.glossary import Glossary
from lessons.model.result import Part, Result, Verdict, percent
from lessons.play import Session, Summary
from lessons.play.contesting import Contest
from lessons.play.summary import strand_name, withdrawn_line
from lessons.record.paths import has_joined
from lessons.record.recorder import RecordError
from lessons.text import visible


def score_line(result: Result) -> str:
    """The arithmetic and the score, next to what guessing would give."""
    if result.rubric:
        marked = _("No points here: your teacher gives the mark, 0 to {most}.").format(
            most=len(result.rubric) - 1
        )
        return f"{marked} {said(result.arithmetic)}"
    message = _("{score} of 100 (a blind guess gets about {chance}).").format(
        score=percent(result.score), chance=percent(result.chance)
    )
    return " ".join(filter(None, (said(result.arithmetic), message, fair_word(result.score))))


def explanation(result: Result, form: Form, articles: "Sides", glossary: Glossary) -> list[str]:
    """Everything there is to say about a committed answer, one thing a line."""
    lines = [score_line(result)]
    lines += [part_line(part, form, articles, glossary) for part in result.parts]
    if result.why:
        lines.append(_("Why: {why}").format(why=said(result.why)))
    if result.rule:
        guessing = "" if result.rubric else f" {about_guessing()}"
        lines.append(_("How it is scored: {rule}").format(rule=f"{said(result.rule)}{guessing}"))
    return lines


class Sides:
    """The articles of a lesson, with their addresses."""

    def __init__(self, main: Article, beside: Article | None) -> None:
        self.main = Addresses(main)
        self.beside = Addresses(beside) if beside is not None else None

    def of(self, side: str) -> Addresses:
        """The article of that side; the main one when there is no second."""
        return self.beside if side == "beside" and self.beside is not None else self.main

    def place(self, side: str, words: str) -> str:
        """A place in words, with its text when that is the second one."""
        return _("other text, {place}").format(place=words) if side == "beside" and self.beside else words


def part_line(part: Part, form: Form, articles: Sides, glossary: Glossary) -> str:
    """One item: its sign, the verdict in words, what it is, what was answered, what was accepted, and why."""
    marks = isinstance(form, MarkForm)
    name = part.called.capitalize() or verdict_name(part.verdict, form)
    line = f"{part.verdict.sign} {name}: {ended(_item(part, form, articles))}"
    if part.technique:
        known = glossary.technique(part.technique)
        technique = known.name if known else part.technique
        if technique not in (part.given, part.expected):
            line += " " + _("{technique}.").format(technique=visible(technique))
    if part.given and part.verdict is not Verdict.LEFT and not (part.verdict is Verdict.RIGHT and marks):
        line += " " + _("You said: {given}").format(given=ended(shown(part.given)))
    if part.expected and part.verdict not in (Verdict.RIGHT, Verdict.LEFT):
        line += " " + _("Accepted: {expected}").format(expected=ended(shown(part.expected)))
    if part.plain:
        words = said(part.plain)
        line += " " + _("Plain: {words}.").format(words=words if words.startswith("(") else f'"{words}"')
    return f"{line} {said(part.why)}".rstrip()


def _item(part: Part, form: Form, articles: Sides) -> str:
    if part.span is None:
        return shown(part.text) or visible(part.id)
    addresses = articles.of(part.side)
    marks = isinstance(form, MarkForm)
    place = articles.place(part.side, addresses.in_words(part.span, exact=marks))
    words = f'"{shown(addresses.article.text[slice(*part.span)])}"' if marks else shown(part.text)
    return f"{words} ({place})"


def verdict_name(verdict: Verdict, form: Form) -> str:
    """The verdict as a word for students; marks are found or missed, other answers right or wrong."""
    marking = isinstance(form, MarkForm)
    match verdict:
        case Verdict.RIGHT:
            return _("Found") if marking else _("Right")
        case Verdict.PARTLY:
            return _("Partly found") if marking else _("Partly right")
        case Verdict.MISSED:
            return _("Missed")
        case Verdict.WRONG:
            return _("False alarm") if marking else _("Wrong")
        case Verdict.TRAP:
            return _("Trap")
        case Verdict.DEBATABLE:
            return _("Debatable")
        case Verdict.LEFT:
            return _("Not picked, rightly")


_FORM = re.compile(r"([0-9]{1,3})(?:\s*[,:.]\s*|\s+)(\S.*)", re.DOTALL)
_LEAD = re.compile(r"because\b[\s,:]*", re.IGNORECASE)


def contest(session: Session, rest: str) -> list[str]:
    """``2 because ...``: contest the second item, ``0 ...`` the whole exercise; alone, tell the numbers.

    The reason is what follows: the "because" that leads to it does not belong to it.
    """
    result = session.result
    if result is None:
        return [_("You can contest what is explained: hand the answer in first.")]
    numbered = _FORM.fullmatch(rest.strip())
    number = int(numbered[1]) if numbered else -1
    if numbered is None or number > len(result.parts):
        lines = [f"{place}. {shown(part.text)}" for place, part in enumerate(result.parts, 1)]
        return [*lines, _("Type 'contest', the number of the item (0: the whole exercise) and your reason.")]
    part = result.parts[number - 1] if number else None
    try:
        session.contest(part, _LEAD.sub("", numbered[2]))
    except ValueError:
        return [_("Say why: your teacher reads the reason.")]
    except RecordError:
        return [_("Not kept: the record refuses. Try again.")]
    words = part.text if part is not None else _("the whole exercise")
    message = _("You contest: {words} Your teacher reads it when you hand in.")
    return [message.format(words=ended(shown(words)))]


def contests_made(session: Session) -> list[str]:
    """What is contested in the explained exercise, with the answers."""
    return [line for one in session.contests.of(session.exercise.id).values() for line in _contest_lines(one)]


def new_replies(session: Session) -> list[str]:
    """On opening a lesson: what the teacher answered since the last time."""
    replied = session.contests.take_replies()
    unreadable = [unreadable_replies()] if session.contests.reply_unreadable else []
    if not replied:
        return unreadable
    message = plural(
        "Your teacher answered or marked {count} thing:",
        "Your teacher answered or marked {count} things:",
        len(replied),
    )
    return [
        message.format(count=len(replied)),
        *(line for one in replied for line in _contest_lines(one)),
        *unreadable,
    ]


def _contest_lines(one: Contest) -> list[str]:
    words = one.words or _("the whole exercise")
    message = _("You contest: {words} Because: {reason}")
    lines = [message.format(words=ended(shown(words)), reason=ended(shown(one.reason)))] if one.reason else []
    if one.reply is not None:
        message = _("Your teacher: {verdict}. {answer}")
        lines.append(message.format(verdict=reply_words(one.reply), answer=said(one.reply.answer)).rstrip())
    return lines


def figures(session: Session, summary: Summary) -> list[str]:
    """The score in all, per strand and per technique."""
    template = (
        _(
            "Score on the short path: {score} of 100 (a blind guess gets about {chance}). "
            "{answered} of {total} exercises answered."
        )
        if summary.short
        else _(
            "Score: {score} of 100 (a blind guess gets about {chance}). {answered} of {total} exercises answered."
        )
    )
    lines = [
        template.format(
            score=percent(summary.score),
            chance=percent(summary.chance),
            answered=summary.answered,
            total=summary.total,
        )
    ]
    for strand in summary.strands:
        message = _(
            "{strand}: {score} of 100 (a blind guess gets about {chance}). {answered} of {total} answered."
        )
        lines.append(
            message.format(
                strand=strand_name(strand.strand).capitalize(),
                score=percent(strand.score),
                chance=percent(strand.chance),
                answered=strand.answered,
                total=strand.total,
            )
        )
    for technique in summary.techniques:
        message = _("{technique}: found {found}, missed {missed}.")
        name = technique_name(session.lesson.glossary, technique.technique)
        lines.append(message.format(technique=name, found=technique.found, missed=technique.missed))
    lines += since(session, summary)
    if summary.hits or summary.false_alarms:
        message = _("Marks on key phrases: {hits}. False alarms: {alarms}.")
        lines.append(message.format(hits=summary.hits, alarms=summary.false_alarms))
    return lines


def since(session: Session, summary: Summary) -> list[str]:
    """Answers whose score of the day stands, and what has changed since; exercises that were withdrawn."""
    numbers = {exercise.id: number for number, exercise in enumerate(session.lesson.exercises, 1)}
    lines = [
        _("Exercise {number}: {sentences}").format(number=numbers[id], sentences=visible(" ".join(sentences)))
        for id, sentences in summary.changed
    ]
    return [*lines, *(visible(withdrawn_line(one)) for one in summary.withdrawn)]


def missed(session: Session, summary: Summary, sides: Sides) -> list[str]:
    """What cost, below the question it was asked with."""
    if not summary.missed:
        return []
    numbers = {exercise.id: number for number, exercise in enumerate(session.lesson.exercises, 1)}
    lines = [_("What you missed:")]
    asked = ""
    for id, part in summary.missed:
        exercise = session.lesson.exercise(id)
        if id != asked:
            question = said_lines(exercise.task.prompt)[0]
            lines.append(_("Exercise {number}. {question}").format(number=numbers[id], question=question))
        asked = id
        lines.append(part_line(replace(part, why=""), exercise.form, sides, session.lesson.glossary))
    message = _("'explain {number}' tells your first answer to exercise {number}, and why.")
    return [*lines, message.format(number=numbers[asked])]


def annotated(notes: Sequence[Note], sides: Sides, glossary: Glossary) -> list[str]:
    """Every annotation in the order of the text, then what the article does well."""

    def order(note: Note) -> tuple[bool, int]:
        return note.side == "beside", note.spans[0].start if note.spans else 0

    lines = []
    annotations = sorted((note for note in notes if not note.credit), key=order)
    if annotations:
        lines.append(_("The annotated article:"))
        lines += [_note(note, sides, glossary) for note in annotations]
    credits = sorted((note for note in notes if note.credit), key=order)
    if credits:
        lines.append(_("What this article does well:"))
        lines += [_note(note, sides, glossary) for note in credits]
    return lines


def advice(summary: Summary) -> list[str]:
    """Strong, weak, next."""
    return [
        _("Strong: {line}").format(line=said(summary.strong)),
        _("Weak: {line}").format(line=said(summary.weak)),
        _("Next: {line}").format(line=said(summary.next)),
    ]


def technique_name(glossary: Glossary, id: str) -> str:
    """The name of a technique; its id when the glossary does not know it."""
    technique = glossary.technique(id)
    return visible(technique.name if technique else id)


def _note(note: Note, sides: Sides, glossary: Glossary) -> str:
    addresses = sides.of(note.side)
    words, place = f'"{visible(note.quote)}"', ""
    if note.spans:
        words = f'"{shown(addresses.article.text[slice(*note.spans[0])])}"'
        place = sides.place(note.side, addresses.in_words(note.spans[0], exact=False))
        place = place[:1].upper() + place[1:] + ": "
    line = f"{place}{words}."
    if note.debatable:
        line += " " + _("Debatable.")
    if note.technique:
        line += " " + _("{technique}.").format(technique=technique_name(glossary, note.technique))
    if note.plain:
        line += " " + _('Plain: "{words}".').format(words=said(note.plain))
    return f"{line} {said(note.why)}".rstrip()


def hand_in(session: Session, context: Context, rest: str) -> list[str]:
    """``in`` or ``in FOLDER``: at the end of the lesson, to the class that was joined, or a file for the teacher."""
    from lessons.share.handing_in.handing_in import HandingInError, hand_over, inbox, told_left_out

    if not session.finished:
        return [_("The lesson is not finished yet. 'finish' ends it; then you can hand in.")]
    session.flush()
    folder = rest.partition(" ")[2].strip()
    if not folder and has_joined(context.home):
        from lessons.share.joining.outbox import try_class

        try:
            handed = try_class(session.lesson.folder, context)
        except HandingInError as error:
            return [
                _nothing_handed_in(error.found, error.fix),
                _("'hand in FOLDER' writes a file into a folder."),
            ]
        if handed is not None:
            lines = [handed.sentence(), *told_left_out(handed.left_out)]
            return [*lines, _("It is sealed: your teacher alone can open it.")] if handed.sealed else lines
    try:
        done = hand_over(session.lesson.folder, context, folder=folder)
    except HandingInError as error:
        return [
            _nothing_handed_in(error.found, error.fix),
            _("'hand in FOLDER' names a folder. Now it goes to: {folder}").format(
                folder=_shown(inbox(context))
            ),
        ]
    message = plural(
        "{count} answer is handed in as '{name}'.",
        "{count} answers are handed in as '{name}'.",
        done.answered,
    )
    lines = [
        message.format(count=done.answered, name=visible(done.name)),
        _("File: {file}").format(file=_shown(done.file)),
    ]
    lines += told_left_out(done.left_out)
    return [*lines, _("The file is sealed: your teacher alone can open it.")] if done.sealed else lines


def _nothing_handed_in(found: str, fix: str) -> str:
    message = _("Nothing was handed in: {found}. To mend it: {fix}.")
    return message.format(found=visible(found), fix=visible(fix))


def _shown(path: Path) -> str:
    return visible(str(path))
