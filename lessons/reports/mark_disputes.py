"""Where readers marked other words than the key, or called them by another name."""

from collections import Counter
from collections.abc import Sequence

from lessons.i18n import _
from lessons.kinds.mark_binding import place_of
from lessons.kinds.marking import MarkKey
from lessons.kinds.units import bits
from lessons.kinds.wording import either
from lessons.lesson.lesson import Exercise
from lessons.model.answer import Answer, MarkAnswer
from lessons.model.span import Span
from lessons.reports.decisions import marked_words
from lessons.reports.dispute import Dispute, Given, short, some_of


def mark_disputes(exercise: Exercise, bound: MarkKey, given: Sequence[Given]) -> tuple[Dispute, ...]:
    """What is disputed among marks, in the order of the text."""
    found = [*_missed(exercise, bound, given), *_misnamed(bound, given), *_extra(bound, given)]
    return tuple(sorted(found, key=lambda dispute: dispute.span or (0, 0)))


def _missed(exercise: Exercise, bound: MarkKey, given: Sequence[Given]) -> list[Dispute]:
    """Phrases of the key that half of the readers did not mark. Where n are enough, others need not be marked."""
    if bound.need is not None:
        return []
    made = []
    for phrase in bound.phrases:
        away = [
            one.reader
            for one in given
            if 2 * (_marked(bound, one) & phrase.core).bit_count() < phrase.core.bit_count()
        ]
        if 2 * len(away) >= len(given):
            words = _words(bound, phrase.span)
            said = _("the key has \u201c{words}\u201d; nobody marked it").format(words=words)
            partly = sum(bool(_marked(bound, one) & phrase.core) for one in given)
            if partly and len(away) == len(given):
                told = _("{some} marked a part of \u201c{words}\u201d; the key has all of it")
                said = told.format(some=some_of(partly, len(given)), words=words)
            if len(away) < len(given):
                told = _("{some} marked \u201c{words}\u201d; the key has it")
                said = told.format(some=some_of(len(given) - len(away), len(given)), words=words)
            trail = ("answers", exercise.id, *place_of(phrase.id))
            made.append(
                Dispute(phrase.id, words, said, tuple(away), len(given), trail, "", phrase.span, bound.side)
            )
    return made


def _misnamed(bound: MarkKey, given: Sequence[Given]) -> list[Dispute]:
    """Phrases that half of those who marked them call by a name the key does not accept."""
    made = []
    for phrase in bound.phrases if bound.techniques is not None else ():
        named = {one.reader: names_given(bound, phrase.core, one.answer) for one in given}
        named = {reader: names for reader, names in named.items() if names}
        away = {
            reader: names
            for reader, names in named.items()
            if all(phrase.credits.get(name) != 1 for name in names)
        }
        if away and 2 * len(away) >= len(named):
            words = _words(bound, phrase.span)
            other = sorted({bound.names.get(name, name) for names in away.values() for name in names})
            told = _("{some} called \u201c{words}\u201d {other}; the key says {technique}")
            technique = bound.names.get(phrase.technique or "", phrase.technique or "")
            said = told.format(
                some=some_of(len(away), len(named)), words=words, other=either(other), technique=technique
            )
            advice = _("if both names are right, add the other one under also:")
            made.append(
                Dispute(
                    f"{phrase.id}.technique",
                    words,
                    said,
                    tuple(away),
                    len(named),
                    None,
                    advice,
                    phrase.span,
                    bound.side,
                )
            )
    return made


def names_given(bound: MarkKey, words: int, answer: Answer) -> set[str]:
    """The techniques that a reader named on any of these words."""
    assert isinstance(answer, MarkAnswer)  # what a form of marks takes
    return {
        mark.technique
        for mark in answer.marks
        if mark.technique is not None and bound.units.marked([mark.span]) & words
    }


def _extra(bound: MarkKey, given: Sequence[Given]) -> list[Dispute]:
    """Neighbouring words that half of the readers marked and the key does not have, or has as a trap."""
    free = bound.counted & ~bound.wanted
    votes = Counter(word for one in given for word in bits(_marked(bound, one) & free))
    chosen = sum(1 << word for word, count in votes.items() if 2 * count >= len(given))
    made: list[Dispute] = []
    strange = 0
    for span in bound.units.stretches(chosen):
        held = bound.units.marked([span])
        who = tuple(one.reader for one in given if _marked(bound, one) & held)
        trap = next((trap for trap in bound.traps if trap.words & held), None)
        told, advice = _foreign(trap is not None)
        words = _words(bound, span)
        said = told.format(some=some_of(len(who), len(given)), words=words)
        id = trap.id if trap is not None else f"x{strange}"
        strange += trap is None
        made.append(Dispute(id, words, said, who, len(given), None, advice, span, bound.side))
    return made


def _foreign(trap: bool) -> tuple[str, str]:
    """What is said of words that are not to be found, and what can be done."""
    if trap:
        return (
            _("{some} marked \u201c{words}\u201d; the key has it as a trap"),
            _("if careful readers can see it so, move it from traps: to mark: with debatable: true"),
        )
    return (
        _("{some} marked \u201c{words}\u201d; the key does not have it"),
        _("if careful readers can see it so, add the words under mark: with debatable: true and a why"),
    )


def _marked(bound: MarkKey, one: Given) -> int:
    assert isinstance(one.answer, MarkAnswer)  # what a form of marks takes
    return marked_words(bound, one.answer)


def _words(bound: MarkKey, span: Span) -> str:
    return short(" ".join(bound.text[span.start : span.end].split()))
