"""Where readers and the key differ: the phrase nobody marked, the word two of three marked, the other option.

Something is disputed when at least half of those who answered differ from the key there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lessons.i18n import _, plural
from lessons.kinds.base import Bound
from lessons.kinds.item import Item
from lessons.kinds.mark import place_of
from lessons.kinds.marking import MarkKey
from lessons.kinds.units import bits
from lessons.kinds.wording import either, plain_line
from lessons.lesson.lesson import Exercise
from lessons.model.answer import Answer, MarkAnswer, OrderAnswer, TextAnswer
from lessons.model.form import CustomForm, Form, GridForm, OrderForm, PickForm, Side, TextForm
from lessons.model.result import Result, Verdict
from lessons.reports.decisions import ONE, Decided, items, marked_words, part_of, values
from lessons.text.spans import Span

Trail = tuple[str | int, ...]
_LONGEST = 80
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

    @property
    def offered(self) -> bool:
        """Whether the key should be made to call it debatable: it can, and two readers or more ask for it."""
        return self.trail is not None and len(self.readers) > 1


def some_of(count: int, of: int) -> str:
    """``2 of 3 readers``."""
    return plural("{count} of {of} reader", "{count} of {of} readers", of).format(count=count, of=of)


def short(words: str) -> str:
    """Words for a sentence: without quotation marks around them all, and not too long."""
    if words[:1] + words[-1:] in _PAIRS and len(words) > 2 and not set(words[1:-1]) & set("".join(_PAIRS)):
        words = words[1:-1]
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "\u2026"


_AGREES = (Verdict.RIGHT, Verdict.LEFT, Verdict.DEBATABLE)


def disputes(
    exercise: Exercise, bound: Bound, perfect: Answer, given: Sequence[Given]
) -> tuple[Dispute, ...]:
    """Everything disputed in one exercise; ``given`` holds only readers who answered it."""
    if not given:
        return ()
    if bound.marks is not None:
        return mark_disputes(exercise, bound.marks, given)
    keyed = {item.id: item for item in bound.items()}
    match exercise.form:
        case PickForm(several=True):
            return tuple(_options(exercise, keyed, given))
        case GridForm() | CustomForm():
            return tuple(_cells(exercise, keyed, perfect, given))
        case TextForm(long=True):
            return tuple(_rules(given))
    return tuple(_whole(exercise, perfect, given))


# Lists and tables ---------------------------------------------------------------------------------------------------


def _options(exercise: Exercise, keyed: Mapping[str, Item], given: Sequence[Given]) -> list[Dispute]:
    disputed = []
    for item in items(exercise):
        parts = {one.reader: part_of(exercise, item, one.result) for one in given}
        away = [reader for reader, part in parts.items() if part and part.verdict not in _AGREES]
        if not away or 2 * len(away) < len(given):
            continue
        part = parts[away[0]]
        if part is not None and part.verdict is Verdict.MISSED:
            template = _("{some} left out \u201c{words}\u201d; the key picks it")
        else:
            template = _("{some} picked \u201c{words}\u201d; the key does not")
        said = template.format(some=some_of(len(away), len(given)), words=short(item.text))
        trail = _free(exercise, keyed[item.id])
        advice = "" if trail else _advice(keyed[item.id])
        disputed.append(Dispute(item.id, short(item.text), said, tuple(away), len(given), trail, advice))
    return disputed


def _cells(
    exercise: Exercise, keyed: Mapping[str, Item], perfect: Answer, given: Sequence[Given]
) -> list[Dispute]:
    disputed = []
    right = values(exercise, perfect)
    for item in items(exercise):
        said = {one.reader: values(exercise, one.answer).get(item.id) for one in given}
        answered = [one for one in given if said[one.reader] is not None]
        parts = {one.reader: part_of(exercise, item, one.result) for one in answered}
        away = [
            reader
            for reader, part in parts.items()
            if part and part.verdict not in _AGREES and said[reader] != right.get(item.id)
        ]
        part = parts[away[0]] if away else None
        if part is None or 2 * len(away) < len(answered):
            continue
        names = _named(exercise.form, item)
        others = [names.get(str(value), str(value)) for reader in away if (value := said[reader]) is not None]
        template = _(
            "{some} said \u201c{other}\u201d of \u201c{words}\u201d; the key says \u201c{expected}\u201d"
        )
        sentence = template.format(
            some=some_of(len(away), len(answered)),
            other=either([name for name, _times in Counter(others).most_common()]),
            words=short(part.text),
            expected=short(part.expected),
        )
        judged = keyed[part.id]
        split = [
            reader for reader in away if (said[reader] == judged.free) != (right.get(item.id) == judged.free)
        ]
        trail = _free(exercise, judged) if 2 * len(split) >= len(away) else None
        advice = "" if trail else _advice(judged)
        disputed.append(
            Dispute(
                item.id,
                short(part.text),
                sentence,
                tuple(away),
                len(answered),
                trail,
                advice,
                part.span,
                part.side,
            )
        )
    return disputed


def _free(exercise: Exercise, item: Item) -> Trail | None:
    """Where the key can call the item debatable."""
    return ("answers", exercise.id, *item.at) if item.free is not None and item.at is not None else None


def _advice(item: Item) -> str:
    return item.advice or _("if both can be defended, accept both, as in is: [one, other]")


def _named(form: Form, item: Decided) -> dict[str, str]:
    """Plain words for the options of a cell, or of a question."""
    if isinstance(form, CustomForm):
        return next(
            {id: short(text) for id, text in one.options.items()} for one in form.asked() if one.id == item.id
        )
    assert isinstance(form, GridForm)  # only tables have cells
    column = form.columns[0]
    if len(form.columns) > 1:
        column = next(one for one in form.columns if item.id.endswith(f".{one.id}"))
    return {option.id: short(plain_line(option.text)) for option in column.options}


# Answers that are right or wrong as a whole -------------------------------------------------------------------------


def _rules(given: Sequence[Given]) -> list[Dispute]:
    """Rules for a rewritten sentence that half of the readers break."""
    disputed = []
    parts = {part.id: part for one in given for part in one.result.parts if part.verdict not in _AGREES}
    for id, part in parts.items():
        away = [
            one.reader
            for one in given
            if any(other.id == id and other.verdict not in _AGREES for other in one.result.parts)
        ]
        if 2 * len(away) >= len(given):
            template = _("{some} did not do this in their sentence: {rule}")
            said = template.format(some=some_of(len(away), len(given)), rule=short(part.text))
            advice = _("read their sentences; add the wordings that are as good to the key")
            disputed.append(Dispute(id, short(part.text), said, tuple(away), len(given), None, advice))
    return disputed


def _whole(exercise: Exercise, perfect: Answer, given: Sequence[Given]) -> list[Dispute]:
    away = [one for one in given if one.result.score < 1]
    if not away or 2 * len(away) < len(given):
        return []
    others = [name for name, _times in Counter(_shown(exercise, one.answer) for one in away).most_common()]
    template = _("{some} said \u201c{other}\u201d; the key says \u201c{expected}\u201d")
    said = template.format(
        some=some_of(len(away), len(given)), other=either(others), expected=_shown(exercise, perfect)
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
            names = {row.id: short(plain_line(row.text)) for row in form.items}
            return " > ".join(names[id] for id in order)
        case TextAnswer(text):
            return short(" ".join(text.split())) or _("nothing")
    said = values(exercise, answer)
    options = (
        {option.id: plain_line(option.text) for option in form.options} if isinstance(form, PickForm) else {}
    )
    return either(short(options.get(str(value), str(value))) for value in said.values()) or _("nothing")


def mark_disputes(exercise: Exercise, bound: MarkKey, given: Sequence[Given]) -> tuple[Dispute, ...]:
    """What is disputed among marks, in the order of the text."""
    disputed = [*_missed(exercise, bound, given), *_misnamed(bound, given), *_extra(bound, given)]
    return tuple(sorted(disputed, key=lambda dispute: dispute.span or (0, 0)))


def _missed(exercise: Exercise, bound: MarkKey, given: Sequence[Given]) -> list[Dispute]:
    """Phrases of the key that half of the readers did not mark. Where n are enough, others need not be marked."""
    if bound.need is not None:
        return []
    disputed = []
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
                template = _("{some} marked a part of \u201c{words}\u201d; the key has all of it")
                said = template.format(some=some_of(partly, len(given)), words=words)
            if len(away) < len(given):
                template = _("{some} marked \u201c{words}\u201d; the key has it")
                said = template.format(some=some_of(len(given) - len(away), len(given)), words=words)
            trail = ("answers", exercise.id, *place_of(phrase.id))
            disputed.append(
                Dispute(phrase.id, words, said, tuple(away), len(given), trail, "", phrase.span, bound.side)
            )
    return disputed


def _misnamed(bound: MarkKey, given: Sequence[Given]) -> list[Dispute]:
    """Phrases that half of those who marked them call by a name the key does not accept."""
    disputed = []
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
            template = _("{some} called \u201c{words}\u201d {other}; the key says {technique}")
            technique = bound.names.get(phrase.technique or "", phrase.technique or "")
            said = template.format(
                some=some_of(len(away), len(named)), words=words, other=either(other), technique=technique
            )
            advice = _("if both names are right, add the other one under also:")
            disputed.append(
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
    return disputed


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
    disputed: list[Dispute] = []
    strange = 0
    for span in bound.units.stretches(chosen):
        held = bound.units.marked([span])
        who = tuple(one.reader for one in given if _marked(bound, one) & held)
        trap = next((trap for trap in bound.traps if trap.words & held), None)
        template, advice = _foreign(trap is not None)
        words = _words(bound, span)
        said = template.format(some=some_of(len(who), len(given)), words=words)
        id = trap.id if trap is not None else f"x{strange}"
        strange += trap is None
        disputed.append(Dispute(id, words, said, who, len(given), None, advice, span, bound.side))
    return disputed


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
