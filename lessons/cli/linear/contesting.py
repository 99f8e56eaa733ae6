"""Contesting a key item line by line: items are numbered as the explanation tells them."""

import re

from lessons.cli.linear.naming import ended, said, shown
from lessons.i18n import _, plural
from lessons.loading.replies_source import unreadable_replies, verdict_words
from lessons.play import Session
from lessons.play.contesting import Contest
from lessons.record.recorder import RecordError

_FORM = re.compile(r"([0-9]{1,3})(?:\s*[,:.]\s*|\s+)(\S.*)", re.DOTALL)
_LEAD = re.compile(r"because\b[\s,:]*", re.IGNORECASE)


def contest(session: Session, rest: str) -> list[str]:
    """``2 because ...``: contest the second item, ``0 ...`` the whole exercise; alone, tell the numbers.

    The reason is what follows: the "because" that leads to it does not belong to it.
    """
    result = session.result
    if result is None:
        return [_("You can contest what is explained: hand the answer in first.")]
    found = _FORM.fullmatch(rest.strip())
    number = int(found[1]) if found else -1
    if found is None or number > len(result.parts):
        lines = [f"{place}. {shown(part.text)}" for place, part in enumerate(result.parts, 1)]
        return [*lines, _("Type 'contest', the number of the item (0: the whole exercise) and your reason.")]
    part = result.parts[number - 1] if number else None
    try:
        session.contest(part, _LEAD.sub("", found[2]))
    except ValueError:
        return [_("Say why: your teacher reads the reason.")]
    except RecordError:
        return [_("Not kept: the record refuses. Try again.")]
    words = part.text if part is not None else _("the whole exercise")
    told = _("You contest: {words} Your teacher reads it when you hand in.")
    return [told.format(words=ended(shown(words)))]


def contested(session: Session) -> list[str]:
    """What is contested in the explained exercise, with the answers."""
    return [line for one in session.contests.of(session.exercise.id).values() for line in _lines(one)]


def answered(session: Session) -> list[str]:
    """On opening a lesson: what the teacher answered since the last time."""
    replied = session.contests.take_replies()
    unreadable = [unreadable_replies()] if session.contests.reply_unreadable else []
    if not replied:
        return unreadable
    told = plural(
        "Your teacher answered {count} thing that you contested:",
        "Your teacher answered {count} things that you contested:",
        len(replied),
    )
    return [told.format(count=len(replied)), *(line for one in replied for line in _lines(one)), *unreadable]


def _lines(one: Contest) -> list[str]:
    words = one.words or _("the whole exercise")
    told = _("You contest: {words} Because: {reason}")
    lines = [told.format(words=ended(shown(words)), reason=ended(shown(one.reason)))]
    if one.reply is not None:
        told = _("Your teacher: {verdict}. {answer}")
        lines.append(
            told.format(verdict=verdict_words(one.reply.verdict), answer=said(one.reply.answer)).rstrip()
        )
    return lines
