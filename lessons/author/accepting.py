"""A contested item accepted: what has to change in the answers, where the program can do it safely."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lessons.author.answer_files import AnswerFile
from lessons.author.quotable import anchored
from lessons.i18n import _
from lessons.kinds.item import Item
from lessons.kinds.mark import place_of
from lessons.kinds.marking import MarkKey
from lessons.lesson.lesson import AnswerKey, Exercise, Lesson
from lessons.loading.document import Trail
from lessons.model.form import GridForm, PickForm
from lessons.text.spans import Span

Acceptance = Literal["right", "debatable", "removed"]


@dataclass(frozen=True, slots=True)
class Concession:
    """What the teacher accepts."""

    item: str
    """Id of the item in the key of today; empty for marked words that no item has."""
    span: Span | None
    """Of marked words: where they stand today."""
    given: tuple[str, ...]
    """Ids of the options that those who contest gave."""
    why: str
    """The new item's explanation for all; empty for none but that it is accepted."""
    technique: str = ""
    """Of a new phrase, where the exercise asks for names."""


def accepted(
    file: AnswerFile,
    lesson: Lesson,
    key: AnswerKey,
    exercise: Exercise,
    how: Acceptance,
    concession: Concession,
) -> AnswerFile | str:
    """The changed file; or, in a sentence, why a person has to change it."""
    bound = key.bound[exercise.id]
    if bound.marks is not None:
        changed = _marks(file, lesson, bound.marks, exercise, how, concession)
    else:
        changed = _item(file, exercise, bound.items(), how, concession)
    return changed if changed is not None else _by_hand(file, exercise, how)


def _by_hand(file: AnswerFile, exercise: Exercise, how: Acceptance) -> str:
    message = (
        _("this cannot be changed safely by the program; change answers: {exercise}: in key.yaml by hand")
        if file.lesson is None
        else _("this cannot be changed safely by the program; change line {line} and those below it by hand")
    )
    line = file.line(("answers", exercise.id))
    return message.format(exercise=exercise.id, line=line) + (
        "" if how != "right" else "; " + _("accept what was answered there")
    )


def _marks(
    file: AnswerFile,
    lesson: Lesson,
    bound: MarkKey,
    exercise: Exercise,
    how: Acceptance,
    concession: Concession,
) -> AnswerFile | None:
    if concession.item:
        trail: Trail = ("answers", exercise.id, *place_of(concession.item))
        if how == "removed":
            return file.without(trail)
        if concession.item.startswith("m"):
            return file.debatable(trail) if how == "debatable" else None
        changed = file.without(trail)
        if changed is None:
            return None
        file = changed
    if how == "removed" or concession.span is None:
        return None
    words = anchored(lesson.side(bound.side), concession.span)
    if words is None or "where" in words.anchor:
        return None
    entry = {name: _read(text) for name, text in words.anchor.items()}
    if concession.technique:
        entry["technique"] = concession.technique
    if how == "debatable":
        entry["debatable"] = "true"
    entry["why"] = concession.why or _("Readers argued for these words, and they count.")
    return file.with_phrase(exercise.id, entry)


def _read(text: str) -> str:
    """A scalar as the reader gives it."""
    import json

    return str(json.loads(text)) if text.startswith('"') else text


def _item(
    file: AnswerFile, exercise: Exercise, items: Sequence[Item], how: Acceptance, concession: Concession
) -> AnswerFile | None:
    """The file with an item accepted; an exercise that asks one thing is that one item."""
    named = [one for one in items if one.id == concession.item or (not concession.item and len(items) == 1)]
    if not named or named[0].at is None or how == "removed":
        return None
    item, trail = named[0], ("answers", exercise.id, *(named[0].at or ()))
    if how == "debatable":
        return file.debatable(trail) if item.free is not None else None
    if item.accepts == "credit":
        return file.right(trail)
    if item.accepts == "list" and concession.given:
        return file.also(trail, concession.given[0])
    return None


def most_given(exercise: Exercise, item: str, answers: Iterable[Any]) -> tuple[str, ...]:
    """Ids of the options in the raw answers for an item, the most frequent first."""
    row, _dot, column = item.partition(".")
    counts: Counter[str] = Counter()
    for raw in answers:
        value = raw
        if isinstance(exercise.form, GridForm) and isinstance(raw, dict):
            value = raw.get(row)
            if isinstance(value, dict):
                value = value.get(column or exercise.form.columns[0].id)
        elif isinstance(exercise.form, PickForm):
            value = item
        if isinstance(value, str):
            counts[value] += 1
    return tuple(value for value, _times in counts.most_common())


def current_item(items: Sequence[tuple[str, str]], words: str, item: str) -> str:
    """The item's id in today's key, found by its words; empty when no item has them.

    ``items``: (id, words) of every item of the exercise; ``item``: the id it had when it was contested.
    """
    same = [id for id, text in items if text == words]
    if item in same:
        return item
    return same[0] if len(same) == 1 else ""
