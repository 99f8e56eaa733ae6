"""Where readers and the key differ: the phrase nobody marked, the word two of three marked, the other option.

Something is disputed when at least half of those who answered differ from the key there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lessons.assembly.lesson import Exercise
from lessons.i18n import _, plural
from lessons.kinds.mark_binding import place_of
from lessons.kinds.marking import MarkKey, SidePhrase
from lessons.kinds.units import bits
from lessons.kinds.wording import either, plain_line
from lessons.model.answer import Answer, MarkAnswer, OrderAnswer, TextAnswer
from lessons.model.form import Form, GridForm, OrderForm, PickForm, Side, TextForm
from lessons.model.result import Result, Verdict
from lessons.model.span import Span
from lessons.reports.decisions import ONE, Item, items, marked_words, part_of, values

Trail = tuple[str | int, ...]
_LONGEST = 80
_AGREES = (Verdict.RIGHT, Verdict.LEFT, Verdict.DEBATABLE)
_MATTERS = "matters"
_PAIRS = ("\u201c\u201d", '""')


@dataclass(frozen=True, slots=True)
class Given:
    """What one reader answered to an exercise, graded."""

    reader: str
    answer: Answer
    result: Result


@dataclass(frozen=True, slots=True)
class Dispute:
    """One thing in which at least half of the readers who answered differ from the key."""

    item: str
    """Id of the phrase, option or cell; ``x0``, ``x1`` ... for words that the key does not have."""
    words: str
    """What it is about."""
    said: str
    """The difference in one sentence."""
    readers: tuple[str, ...]
    """Who differs from the key."""
    of: int
    """How many readers answered."""
    trail: Trail | None = None
    """Where key.yaml can say ``debatable: true``; ``None`` where it cannot."""
    advice: str = ""
    """What else can be done, where it cannot."""
    span: Span | None = None
    side: Side = "main"


def disputes(exercise: Exercise, bound: Any, perfect: Answer, given: Sequence[Given]) -> tuple[Dispute, ...]:
    """Everything disputed in one exercise; ``given`` holds only readers who answered it."""
    if not given:
        return ()
    if isinstance(bound, MarkKey):
        found = [*_missed(exercise, bound, given), *_misnamed(bound, given), *_extra(bound, given)]
        return tuple(sorted(found, key=lambda dispute: dispute.span or (0, 0)))
    match exercise.form:
        case PickForm(several=True):
            return tuple(_options(exercise, given))
        case GridForm():
            return tuple(_cells(exercise, perfect, given))
        case TextForm(long=True):
            return tuple(_rules(given))
    return tuple(_whole(exercise, perfect, given))


# Marks ------------------------------------------------------------------------------------------------------------


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
            if len(away) < len(given):
                told = _("{some} marked \u201c{words}\u201d; the key has it")
                said = told.format(some=_some(len(given) - len(away), len(given)), words=words)
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
            told = _("{some} call \u201c{words}\u201d {other}; the key says {technique}")
            technique = bound.names.get(phrase.technique or "", phrase.technique or "")
            said = told.format(
                some=_some(len(away), len(named)), words=words, other=either(other), technique=technique
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
    """Neighbouring words that half of the readers marked and the key does not have."""
    free = bound.counted & ~bound.wanted
    votes = Counter(word for one in given for word in bits(_marked(bound, one) & free))
    chosen = sum(1 << word for word, count in votes.items() if 2 * count >= len(given))
    made = []
    for number, span in enumerate(bound.units.stretches(chosen)):
        held = bound.units.marked([span])
        who = [one.reader for one in given if _marked(bound, one) & held]
        words = _words(bound, span)
        trap = next((trap for trap in bound.traps if trap.words & held), None)
        made.append(_alien(f"x{number}", words, who, len(given), trap, span, bound.side))
    return made


def _alien(
    id: str, words: str, who: list[str], of: int, trap: SidePhrase | None, span: Span, side: Side
) -> Dispute:
    if trap is None:
        told = _("{some} marked \u201c{words}\u201d; the key does not have it")
        advice = _(
            "if careful readers can see it so, add the words under mark: with debatable: true and a why"
        )
    else:
        told = _("{some} marked \u201c{words}\u201d; the key has it as a trap")
        advice = _("if careful readers can see it so, move it from traps: to mark: with debatable: true")
    said = told.format(some=_some(len(who), of), words=words)
    return Dispute(trap.id if trap else id, words, said, tuple(who), of, None, advice, span, side)


def _marked(bound: MarkKey, one: Given) -> int:
    assert isinstance(one.answer, MarkAnswer)  # what a form of marks takes
    return marked_words(bound, one.answer)


def _words(bound: MarkKey, span: Span) -> str:
    return _short(" ".join(bound.text[span.start : span.end].split()))


# Lists and tables ---------------------------------------------------------------------------------------------------


def _options(exercise: Exercise, given: Sequence[Given]) -> list[Dispute]:
    made = []
    for item in items(exercise):
        parts = {one.reader: part_of(exercise, item, one.result) for one in given}
        away = [reader for reader, part in parts.items() if part and part.verdict not in _AGREES]
        if not away or 2 * len(away) < len(given):
            continue
        part = parts[away[0]]
        if part is not None and part.verdict is Verdict.MISSED:
            told = _("{some} left out \u201c{words}\u201d; the key picks it")
        else:
            told = _("{some} picked \u201c{words}\u201d; the key does not")
        said = told.format(some=_some(len(away), len(given)), words=_short(item.text))
        trail: Trail | None = ("answers", exercise.id, "options", item.id)
        advice = ""
        if exercise.kind.name != "choice":
            trail, advice = None, _("if both are right, accept both places, as in is: [there, both]")
        made.append(Dispute(item.id, _short(item.text), said, tuple(away), len(given), trail, advice))
    return made


def _cells(exercise: Exercise, perfect: Answer, given: Sequence[Given]) -> list[Dispute]:
    made = []
    right = values(exercise, perfect)
    for item in items(exercise):
        said = {one.reader: values(exercise, one.answer).get(item.id) for one in given}
        answered = [one for one in given if said[one.reader] is not None]
        parts = {one.reader: part_of(exercise, item, one.result) for one in answered}
        away = [reader for reader, part in parts.items() if part and part.verdict not in _AGREES]
        part = parts[away[0]] if away else None
        if part is None or 2 * len(away) < len(answered):
            continue
        names = _named(exercise.form, item)
        others = [names.get(str(value), str(value)) for reader in away if (value := said[reader]) is not None]
        told = _("{some} say \u201c{other}\u201d of \u201c{words}\u201d; the key says \u201c{expected}\u201d")
        sentence = told.format(
            some=_some(len(away), len(answered)),
            other=either([name for name, _times in Counter(others).most_common()]),
            words=_short(part.text),
            expected=_short(part.expected),
        )
        split = [reader for reader in away if (said[reader] == _MATTERS) != (right.get(item.id) == _MATTERS)]
        trail: Trail | None = None
        if (
            exercise.kind.name == "omission"
            and not item.id.endswith(".claim")
            and 2 * len(split) >= len(away)
        ):
            trail = ("answers", exercise.id, "facts", item.id.partition(".")[0])
        advice = "" if trail else _advice(exercise, item)
        made.append(
            Dispute(
                item.id,
                _short(part.text),
                sentence,
                tuple(away),
                len(answered),
                trail,
                advice,
                part.span,
                part.side,
            )
        )
    return made


def _advice(exercise: Exercise, item: Item) -> str:
    if exercise.kind.name == "scale":
        return _("if both steps can be defended, make it a range, as in is: [2, 3]")
    if exercise.kind.name == "omission":
        field = "claim" if item.id.endswith(".claim") else "class"
        return _("if both can be defended, accept both, as in {field}: [one, other]").format(field=field)
    return _("if both can be defended, accept both, as in is: [one, other]")


def _named(form: Form, item: Item) -> dict[str, str]:
    """Plain words for the options of a cell."""
    assert isinstance(form, GridForm)  # only tables have cells
    column = form.columns[0]
    if len(form.columns) > 1:
        column = next(one for one in form.columns if item.id.endswith(f".{one.id}"))
    return {option.id: _short(plain_line(option.text)) for option in column.options}


# Answers that are right or wrong as a whole -------------------------------------------------------------------------


def _rules(given: Sequence[Given]) -> list[Dispute]:
    """Rules for a rewritten sentence that half of the readers break."""
    made = []
    parts = {part.id: part for one in given for part in one.result.parts if part.verdict not in _AGREES}
    for id, part in parts.items():
        away = [
            one.reader
            for one in given
            if any(other.id == id and other.verdict not in _AGREES for other in one.result.parts)
        ]
        if 2 * len(away) >= len(given):
            told = _("{some} did not do this in their sentence: {rule}")
            said = told.format(some=_some(len(away), len(given)), rule=_short(part.text))
            advice = _("read their sentences; add the wordings that are as good to the key")
            made.append(Dispute(id, _short(part.text), said, tuple(away), len(given), None, advice))
    return made


def _whole(exercise: Exercise, perfect: Answer, given: Sequence[Given]) -> list[Dispute]:
    away = [one for one in given if one.result.score < 1]
    if not away or 2 * len(away) < len(given):
        return []
    others = [name for name, _times in Counter(_shown(exercise, one.answer) for one in away).most_common()]
    told = _("{some} say \u201c{other}\u201d; the key says \u201c{expected}\u201d")
    said = told.format(
        some=_some(len(away), len(given)), other=either(others), expected=_shown(exercise, perfect)
    )
    readers = tuple(one.reader for one in away)
    return [Dispute(ONE, "", said, readers, len(given), None, _advice_whole(exercise.form))]


def _advice_whole(form: Form) -> str:
    match form:
        case OrderForm():
            return _("if two items may stand either way, put them in an inner list, as in [a, [b, c]]")
        case PickForm():
            return _("if it can be defended, give that option a credit such as 0.5")
    return _("if it is right, add it under accept:")


def _shown(exercise: Exercise, answer: Answer) -> str:
    form = exercise.form
    match answer:
        case OrderAnswer(order) if isinstance(form, OrderForm):
            names = {row.id: _short(plain_line(row.text)) for row in form.items}
            return " > ".join(names[id] for id in order)
        case TextAnswer(text):
            return _short(" ".join(text.split())) or _("nothing")
    said = values(exercise, answer)
    options = (
        {option.id: plain_line(option.text) for option in form.options} if isinstance(form, PickForm) else {}
    )
    return either(_short(options.get(str(value), str(value))) for value in said.values()) or _("nothing")


def _some(count: int, of: int) -> str:
    """``2 of 3 readers``."""
    return plural("{count} of {of} reader", "{count} of {of} readers", of).format(count=count, of=of)


def _short(words: str) -> str:
    """Words for a sentence: without quotation marks around them all, and not too long."""
    if words[:1] + words[-1:] in _PAIRS and len(words) > 2 and not set(words[1:-1]) & set("".join(_PAIRS)):
        words = words[1:-1]
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "\u2026"
