"""What of an answer comes back in review: the items that were missed, each under a name that lasts.

An item is a phrase (``m3``), a trap (``t0``), a row (``c7``) or one cell of it (``s1.named``), ``plain`` for false
alarms on plain words, or ``whole`` for an exercise that can only be asked as a whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lessons.model.form import Form, GridForm, MarkForm, TextForm
from lessons.model.result import Part, Verdict
from lessons.text.spans import Span

WHOLE, PLAIN = "whole", "plain"
_FAILED = (Verdict.MISSED, Verdict.WRONG, Verdict.TRAP)


@dataclass(frozen=True, slots=True)
class Missed:
    """One item that was missed."""

    item: str
    words: str = ""
    """The words of a marked phrase or trap, which tell it from another one when the key is changed; else empty."""
    technique: str | None = None
    spans: tuple[Span, ...] = ()
    """Where it stands in the article that is marked; empty for items that are not marked."""


def missed_of(form: Form, parts: Iterable[Part]) -> tuple[Missed, ...]:
    """The items of a graded answer that come back, in the order of its parts, each once.

    A long text does not come back: its model answer was shown, and copying it teaches little.
    """
    match form:
        case MarkForm():
            return _marks(form, parts)
        case GridForm():
            return _cells(form, parts)
        case TextForm(long=True):
            return ()
    return (Missed(WHOLE),) if any(part.verdict in _FAILED for part in parts) else ()


def _marks(form: MarkForm, parts: Iterable[Part]) -> tuple[Missed, ...]:
    """Phrases not found, or found and misnamed; traps; and all false alarms on plain words as one item."""
    items: dict[str, Missed] = {}
    alarms: list[Span] = []
    for part in parts:
        misnamed = part.verdict is Verdict.PARTLY and bool(form.techniques)
        if part.span is None or not (part.verdict in _FAILED or misnamed):
            continue
        if part.verdict is Verdict.WRONG:
            alarms.append(part.span)
        else:  # several places of one phrase are one item
            item = part.id.partition(".")[0]
            items.setdefault(item, Missed(item, part.text, part.technique, (part.span,)))
    if alarms:
        items[PLAIN] = Missed(PLAIN, spans=tuple(alarms))
    return tuple(items.values())


def _cells(form: GridForm, parts: Iterable[Part]) -> tuple[Missed, ...]:
    """Cells that cost or count; where one column depends on another, the row is asked as a whole."""
    by_row = any(column.only_if for column in form.columns)
    items: dict[str, Missed] = {}
    for part in parts:
        confused = part.verdict is Verdict.PARTLY and part.technique is not None
        if (part.verdict in _FAILED or confused) and (part.weight or part.credit < 0):
            item = part.id.partition(".")[0] if by_row else part.id
            items.setdefault(item, Missed(item, technique=part.technique))
    return tuple(items.values())
