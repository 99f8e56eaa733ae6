"""The end of a lesson in lines: figures, what was missed, the annotated article, and three lines to take away."""

from collections.abc import Sequence
from dataclasses import replace

from lessons.cli.linear.explain import Sides, part_line
from lessons.cli.linear.naming import said, said_lines, shown
from lessons.i18n import _
from lessons.lesson.lesson import Note
from lessons.model.glossary import Glossary
from lessons.model.result import percent
from lessons.play import Session, Summary
from lessons.play.summary import strand_name, withdrawn_line
from lessons.text import visible


def figures(session: Session, summary: Summary) -> list[str]:
    """The score in all, per strand and per technique."""
    lines = [
        _(
            "Score: {score} of 100 (a blind guess gets about {chance}). {answered} of {total} exercises answered."
        ).format(
            score=percent(summary.score),
            chance=percent(summary.chance),
            answered=summary.answered,
            total=summary.total,
        )
    ]
    for strand in summary.strands:
        told = _(
            "{strand}: {score} of 100 (a blind guess gets about {chance}). {answered} of {total} answered."
        )
        lines.append(
            told.format(
                strand=strand_name(strand.strand).capitalize(),
                score=percent(strand.score),
                chance=percent(strand.chance),
                answered=strand.answered,
                total=strand.total,
            )
        )
    for technique in summary.techniques:
        told = _("{technique}: found {found}, missed {missed}.")
        name = technique_name(session.lesson.glossary, technique.technique)
        lines.append(told.format(technique=name, found=technique.found, missed=technique.missed))
    lines += since(session, summary)
    if summary.hits or summary.false_alarms:
        told = _("Marks on key phrases: {hits}. False alarms: {alarms}.")
        lines.append(told.format(hits=summary.hits, alarms=summary.false_alarms))
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
    told = _("'explain {number}' tells your first answer to exercise {number}, and why.")
    return [*lines, told.format(number=numbers[asked])]


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
