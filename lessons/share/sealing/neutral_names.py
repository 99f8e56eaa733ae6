"""A lesson whose ids and orders say nothing of its key.

Authors name and sort things with the answer in mind: ``later-speech``, ``o1`` for the right option, the items of
an order as they belong. A sealed lesson therefore gets other ids for its exercises, rows, items, facts, claims and
options, and another order of them:

- An id becomes ``x`` and a keyed hash (BLAKE2b, RFC 7693) of the place and the old id. Without the teacher's
  naming key the old id can be neither read nor guessed; with it the same id gets the same name in every pack, so
  that answers are given their old ids again, also after the lesson was corrected.
- Rows that all quote one article come in the order of the article; everything else is sorted by the words that
  students read. Both orders are made from what students see, so they can tell nothing else.

Steps of a scale, columns of a ledger and the exercises themselves keep their order: students need it.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from lessons.kinds.anchored import exercises, with_short_path
from lessons.kinds.registry import KINDS, kind_of
from lessons.kinds.roles import FieldNode, answer_node, exercise_node, lists_in, name_of, renamed, rewritten
from lessons.kinds.wording import plain_line
from lessons.lesson.lesson import Exercise, Lesson, old_ids
from lessons.loading.document import FileFields, Value
from lessons.model.fields import ListPath, Role
from lessons.model.form import GridForm, OrderForm

_BYTES = 5
"""Bytes of the hash in an id: 8 letters of base32."""
_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class LessonNames:
    """The names that a sealed lesson uses, by the ids of the teacher's own."""

    exercises: Mapping[str, str]
    inside: Mapping[str, Mapping[str, str]]
    """For each exercise, under its old id: old id -> name, of everything in it that has one."""
    before: Mapping[str, Sequence[str]]
    """The names that ``was`` stands for, by the name of today."""


def names_of(lesson: Value, naming: bytes, place: str) -> LessonNames:
    """The names for a value of lesson.yaml. ``naming`` is secret; ``place`` is the name of the lesson's folder."""
    tasks = exercises(lesson)
    ids = [str(exercise.get("id", "")) for exercise in tasks]
    before: dict[str, list[str]] = {}
    for id, exercise in zip(ids, tasks, strict=True):
        before[_name(naming, place, id)] = [_name(naming, place, old) for old in old_ids(exercise)]
        for own, value in _own_ids(exercise):
            today = _name(naming, place, id, own)
            every = (
                _name(naming, place, *path)
                for path in product((id, *old_ids(exercise)), (own, *old_ids(value)))
            )
            before[today] = [name for name in dict.fromkeys(every) if name != today]
    return LessonNames(
        {id: _name(naming, place, id) for id in ids},
        {
            id: {own: _name(naming, place, id, own) for own, _value in _own_ids(exercise)}
            for id, exercise in zip(ids, tasks, strict=True)
        },
        before,
    )


def _name(naming: bytes, *path: str) -> str:
    what = "\0".join(path).encode()
    digest = hashlib.blake2b(what, digest_size=_BYTES, key=naming, person=b"closeread-ids").digest()
    return "x" + base64.b32encode(digest).decode().lower()


def _own_ids(exercise: FileFields) -> Iterable[tuple[str, Value]]:
    """The ids of rows, options and whatever else has ids that may tell the answer, with what stands under them."""
    for _path, entries in _lists(exercise):
        yield from entries.items()


def _lists(exercise: FileFields) -> Iterator[tuple[ListPath, Mapping[str, Value]]]:
    """The lists of an exercise by their places; those of columns and steps keep their ids."""
    kind = kind_of(exercise)
    return lists_in(kind.task, exercise) if kind is not None else iter(())


def neutral_lesson(value: FileFields, lesson: Lesson, names: LessonNames) -> FileFields:
    """The value of lesson.yaml with these names, in an order that says nothing; ``lesson`` is the same, opened."""
    neutral: list[Value] = [
        _neutral_exercise(exercise, lesson.exercise(str(exercise["id"])), names)
        for exercise in exercises(value)
    ]
    return with_short_path({**value, "exercises": neutral}, names.exercises)


def _neutral_exercise(fields: FileFields, exercise: Exercise, names: LessonNames) -> FileFields:
    inside, places = _by_list(fields, names.inside[exercise.id]), _places(exercise)

    def neutral(node: FieldNode, value: Value) -> Value:
        if node.tells and isinstance(value, dict) and isinstance(node.value, dict):
            where = places if len(node.path) == 1 else {}
            return _sorted(dict(zip(node.value, value.items(), strict=True)), where, names.before)
        if isinstance(value, list) and node.refers is Role.TECHNIQUE:
            return [*sorted(map(str, value))]  # a list to choose from
        return name_of(node, value, inside)

    kind = KINDS[str(fields.get("kind"))]
    new = rewritten(exercise_node(kind.task, fields), neutral)
    assert isinstance(new, dict)  # a mapping stays one
    new["id"] = names.exercises[exercise.id]
    new.pop("was", None)
    if old := names.before.get(names.exercises[exercise.id]):
        new["was"] = [*old]
    return new


def _by_list(exercise: FileFields, names: Mapping[str, str]) -> dict[ListPath, Mapping[str, str]]:
    """The names inside an exercise, for each list whose ids may tell the answer."""
    return {path: {id: names[id] for id in entries} for path, entries in _lists(exercise)}


def _places(exercise: Exercise) -> dict[str, int]:
    """Where each row stands in the article, when all rows quote the same one."""
    form = exercise.form
    rows = form.rows if isinstance(form, GridForm) else form.items if isinstance(form, OrderForm) else ()
    places = {row.id: row.span.start for row in rows if row.span is not None}
    return places if len(places) == len(rows) and len({row.side for row in rows}) == 1 else {}


def _sorted(
    entries: Mapping[str, tuple[str, Value]], places: Mapping[str, int], before: Mapping[str, Sequence[str]]
) -> FileFields:
    """The entries of a list, each with its new name, by their old ids; ``places`` are where they stand."""
    in_article = all(id in places for id in entries)
    order = sorted(
        entries, key=lambda id: (places[id] if in_article else 0, _words(entries[id][1]), entries[id][0])
    )
    return {name: _with_was(value, before.get(name, ())) for name, value in (entries[id] for id in order)}


def _with_was(value: Value, old: Sequence[str]) -> Value:
    """A row or an option with the names that it had in earlier packs."""
    if not old and not old_ids(value):
        return value
    fields: FileFields = dict(value) if isinstance(value, dict) else {"text": value}
    fields.pop("was", None)
    if old:
        fields["was"] = [*old]
    return fields


def _words(value: Value) -> list[tuple[int, str]]:
    """What students read, to sort by: numbers by their size, letters without their case."""
    text = value
    if isinstance(value, dict):
        text = value.get("text") or value.get("quote")
    shown = plain_line(text if isinstance(text, str) else "").casefold()
    parts = _DIGITS.split(shown)
    return [(int(part) if part.isascii() and part.isdigit() else 0, part) for part in parts]


def neutral_key(value: FileFields, lesson: Value, names: LessonNames) -> FileFields:
    """The value of key.yaml with the same names."""
    answers = value.get("answers")
    asked = {str(exercise.get("id", "")): exercise for exercise in exercises(lesson)}
    renamed_answers: FileFields = {
        names.exercises[id]: _answer(answer, asked[id], names.inside[id])
        for id, answer in (answers.items() if isinstance(answers, dict) else ())
        if isinstance(answer, dict)
    }
    return {**value, "answers": renamed_answers}


def _answer(answer: FileFields, exercise: FileFields, names: Mapping[str, str]) -> Value:
    """One answer, its ids renamed where its kind has ids and nowhere else: an explanation may read like one."""
    kind = KINDS[str(exercise.get("kind"))]
    return renamed(answer_node(kind.key, answer), _by_list(exercise, names))
