"""What a first look at a lesson in one file needs: whether it is one, and the ids of its exercises.

The kinds are not asked: the home screen must not load them.
"""

from collections.abc import Sequence

from lessons.loading.document import Value, mapping_of, texts_in
from lessons.loading.suggestion import closest
from lessons.text.ids import NOTHING_KEPT, KeptTexts, id_of, ids_of, sum_of

MADE = "in one file"
"""In an outline, a field that no file has: the answers stand beside the questions."""
EXERCISES = "exercises"
KEY = "key"
"""The field of an exercise with ``kind:`` that holds its answer, in a lesson in one file."""
YES, NO = ("yes", "true"), ("no", "false")
SHORT_PATH = "short-path"
"""The field that puts an exercise on the short path, in a lesson in one file."""


def is_one_file(value: Value) -> bool:
    """Whether the value of a lesson.yaml holds the answers beside the questions.

    There an exercise begins with its kind and its question, or has its answer under ``key:``; in a lesson with a
    key.yaml an exercise has ``kind:`` and no answer. A lesson that is only begun, with nothing below ``exercises:``, is
    in one file unless it says ``format:``, as one in two files must.
    """
    name = exercises_key(value)
    exercises = value.get(name) if isinstance(value, dict) else None
    entries = [one for one in exercises if isinstance(one, dict)] if isinstance(exercises, list) else []
    if isinstance(value, dict) and name in value and not exercises:
        return "format" not in value
    return any(KEY in one or ("kind" not in one and next(iter(one), "id") != "id") for one in entries)


def exercises_key(value: Value) -> str:
    """What a lesson.yaml calls its exercises: their right name where it stands there, else the one that is meant by it.

    Only a list can be meant.
    """
    if not isinstance(value, dict) or EXERCISES in value:
        return EXERCISES
    lists = [name for name, inner in value.items() if isinstance(inner, list)]
    return next((name for name in lists if closest(name, [EXERCISES])), EXERCISES)


def exercise_ids(exercises: Value, kept: KeptTexts = NOTHING_KEPT) -> list[str]:
    """An id for each exercise of a lesson in one file: its own, or one made of the first words of its question.

    ``kept`` are questions of before by their ids. An exercise without a question is named by its kind and its
    paragraphs: the words of its lines may be the answer.
    """
    entries = exercises if isinstance(exercises, list) else []
    own = [_text(one, "id") for one in entries]
    given = [id if id_of(id) == id else "" for id in own]
    was = {old for one in entries if isinstance(one, dict) for old in _listed(one.get("was"))}
    sums = [*map(said_with, entries)] if kept.sums else ()
    return [*ids_of([*map(about, entries)], given, [*map(_start, entries)], kept.without(was), sums)]


def said_with(exercise: Value) -> str:
    """A checksum of all that an exercise says beside its question."""
    question = _question(exercise)
    said = {name: value for name, value in mapping_of(exercise).items() if name != SHORT_PATH}
    return sum_of(text for text in texts_in(said) if text != question)


def _listed(value: Value) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def outlined(value: Value, kept: KeptTexts = NOTHING_KEPT) -> Value:
    """The value of a lesson in one file as a first look at one in two files would have it."""
    if not isinstance(value, dict):
        return value
    entries = value.get(exercises_key(value))
    ids = exercise_ids(entries, kept)
    listed: list[Value] = [
        {"id": id, **({"was": one["was"]} if isinstance(one, dict) and "was" in one else {})}
        for id, one in zip(ids, entries if isinstance(entries, list) else (), strict=True)
    ]
    usual: dict[str, Value] = {"format": "1", "summary": value.get("title"), MADE: None}
    short: dict[str, Value] = {"short": [*path]} if (path := short_path(value, ids)) else {}
    return {**usual, **value, **short, "exercises": listed}


def short_path(value: dict[str, Value], ids: Sequence[str]) -> tuple[str, ...]:
    """The ids of the exercises on the short path of a lesson in one file: those that say so, and those in ``short``.

    ``ids`` are those of the exercises in their order.
    """
    entries = value.get(exercises_key(value))
    said = {
        id
        for id, one in zip(ids, entries if isinstance(entries, list) else (), strict=True)
        if _text(one, SHORT_PATH) in YES
    }
    named = _listed(value.get("short"))
    return (*(id for id in ids if id in said or id in named), *(id for id in named if id not in ids))


def _text(value: Value, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _question(exercise: Value) -> str:
    kind, question = next(iter(exercise.items()), ("", None)) if isinstance(exercise, dict) else ("", None)
    return question if isinstance(question, str) and kind != "kind" else ""


def _start(exercise: Value) -> str:
    """What an id is made of: the question; without one the kind and the paragraphs."""
    where = exercise.get("where") if isinstance(exercise, dict) else None
    labels = where if isinstance(where, list) else [where]
    named = " ".join(
        [str(next(iter(exercise), "")) if isinstance(exercise, dict) else "", *map(str, filter(None, labels))]
    )
    return _question(exercise) or named


def about(exercise: Value) -> str:
    """What tells an exercise from others that begin alike: its question, else the first words of its first list."""
    if not isinstance(exercise, dict):
        return ""
    return _question(exercise) or _first_text(exercise)


def _first_text(exercise: dict[str, Value]) -> str:
    for name, value in exercise.items():
        if name == "quote" and isinstance(value, str):
            return value
        if not isinstance(value, list) or not value:
            continue
        line = value[0]
        if isinstance(line, dict):
            return next((text for text in line.values() if isinstance(text, str)), "")
    return ""
