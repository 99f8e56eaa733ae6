"""Where readers and the key differ: the phrase nobody marked, the word two of three marked, the other option.

Something is disputed when at least half of those who answered differ from the key there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from lessons.i18n import _
from lessons.kinds.base import Bound
from lessons.kinds.item import Item
from lessons.kinds.wording import either, plain_line
from lessons.lesson.lesson import Exercise
from lessons.model.answer import Answer, OrderAnswer, TextAnswer
from lessons.model.form import Form, GridForm, OrderForm, PickForm, TextForm
from lessons.model.result import Verdict
from lessons.reports.decisions import ONE, Decided, items, part_of, values
from lessons.reports.dispute import Dispute, Given, Trail, short, some_of
from lessons.reports.mark_disputes import mark_disputes

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
        case GridForm():
            return tuple(_cells(exercise, keyed, perfect, given))
        case TextForm(long=True):
            return tuple(_rules(given))
    return tuple(_whole(exercise, perfect, given))


# Lists and tables ---------------------------------------------------------------------------------------------------


def _options(exercise: Exercise, keyed: Mapping[str, Item], given: Sequence[Given]) -> list[Dispute]:
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
        said = told.format(some=some_of(len(away), len(given)), words=short(item.text))
        trail = _free(exercise, keyed[item.id])
        advice = "" if trail else _advice(keyed[item.id])
        made.append(Dispute(item.id, short(item.text), said, tuple(away), len(given), trail, advice))
    return made


def _cells(
    exercise: Exercise, keyed: Mapping[str, Item], perfect: Answer, given: Sequence[Given]
) -> list[Dispute]:
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
        told = _(
            "{some} said \u201c{other}\u201d of \u201c{words}\u201d; the key says \u201c{expected}\u201d"
        )
        sentence = told.format(
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
        made.append(
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
    return made


def _free(exercise: Exercise, item: Item) -> Trail | None:
    """Where the key can call the item debatable."""
    return ("answers", exercise.id, *item.at) if item.free is not None and item.at is not None else None


def _advice(item: Item) -> str:
    return item.advice or _("if both can be defended, accept both, as in is: [one, other]")


def _named(form: Form, item: Decided) -> dict[str, str]:
    """Plain words for the options of a cell."""
    assert isinstance(form, GridForm)  # only tables have cells
    column = form.columns[0]
    if len(form.columns) > 1:
        column = next(one for one in form.columns if item.id.endswith(f".{one.id}"))
    return {option.id: short(plain_line(option.text)) for option in column.options}


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
            said = told.format(some=some_of(len(away), len(given)), rule=short(part.text))
            advice = _("read their sentences; add the wordings that are as good to the key")
            made.append(Dispute(id, short(part.text), said, tuple(away), len(given), None, advice))
    return made


def _whole(exercise: Exercise, perfect: Answer, given: Sequence[Given]) -> list[Dispute]:
    away = [one for one in given if one.result.score < 1]
    if not away or 2 * len(away) < len(given):
        return []
    others = [name for name, _times in Counter(_shown(exercise, one.answer) for one in away).most_common()]
    told = _("{some} said \u201c{other}\u201d; the key says \u201c{expected}\u201d")
    said = told.format(
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
