"""The ids that a lesson gives to its exercises, options, rows, items, facts, claims and columns."""

from collections.abc import Collection, Iterator, Mapping

from lessons.kinds.registry import kind_of
from lessons.kinds.roles import lists_in
from lessons.loading.document import Value
from lessons.share.standoff.anchored import exercises
from lessons.share.standoff.passages import Finder


def own_ids(lesson: Value) -> Iterator[str]:
    """Every id that a lesson.yaml defines; some come more than once."""
    for exercise in exercises(lesson):
        yield str(exercise.get("id", ""))
        kind = kind_of(exercise)
        for _path, entries in lists_in(kind.task, exercise, kept=True) if kind is not None else ():
            yield from entries


def leaking_ids(lesson: Value, finder: Finder, kept: Collection[str]) -> dict[str, str]:
    """The ids that say a passage of the article, and an id that says nothing for each; not for those kept."""
    taken = set(own_ids(lesson))
    new: dict[str, str] = {}
    for id in own_ids(lesson):
        if id not in new and id not in kept and finder.passages(id):
            number = len(new) + 1
            while f"x{number}" in taken:
                number += 1
            new[id] = f"x{number}"
            taken.add(new[id])
    return new


def renamed(value: dict[str, Value], ids: Mapping[str, str]) -> dict[str, Value]:
    """The value of lesson.yaml or key.yaml with other ids, wherever they are named."""
    done = _renamed(value, ids)
    assert isinstance(done, dict)  # a mapping stays one
    return done


def _renamed(value: Value, ids: Mapping[str, str]) -> Value:
    if isinstance(value, dict):
        return {ids.get(name, name): _renamed(inner, ids) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, ids) for inner in value]
    return ids.get(value, value) if isinstance(value, str) else value
