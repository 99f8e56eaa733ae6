"""The ids that a lesson gives to its exercises, options, rows, items, facts, claims and columns."""

from collections.abc import Collection, Iterator, Mapping

from lessons.kinds.anchored import Mapping as Fields
from lessons.kinds.anchored import exercises
from lessons.kinds.registry import KINDS, kind_of
from lessons.kinds.roles import answer_node, exercise_node, lists_in, renamed
from lessons.loading.document import Value
from lessons.model.fields import ListPath
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


def renamed_lesson(lesson: Fields, ids: Mapping[str, str]) -> Fields:
    """The value of lesson.yaml with other ids."""
    made: list[Value] = []
    for exercise in exercises(lesson):
        kind = KINDS[str(exercise["kind"])]
        new = renamed(exercise_node(kind.task, exercise), _names(exercise, ids))
        assert isinstance(new, dict)  # a mapping stays one
        made.append({**new, "id": ids.get(str(exercise["id"]), exercise["id"])})
    return {**lesson, "exercises": made}


def renamed_key(key: Fields, lesson: Fields, ids: Mapping[str, str]) -> Fields:
    """The value of key.yaml with other ids; ``lesson`` is that of lesson.yaml, with the ids of before."""
    asked = {str(exercise["id"]): exercise for exercise in exercises(lesson)}
    answers = key.get("answers")
    made: Fields = {
        ids.get(id, id): renamed(
            answer_node(KINDS[str(asked[id]["kind"])].key, answer), _names(asked[id], ids)
        )
        for id, answer in (answers.items() if isinstance(answers, dict) else ())
        if isinstance(answer, dict) and id in asked
    }
    return {**key, "answers": made}


def _names(exercise: Fields, ids: Mapping[str, str]) -> dict[ListPath, Mapping[str, str]]:
    """The new ids for every list of an exercise."""
    lists = lists_in(KINDS[str(exercise["kind"])].task, exercise, kept=True)
    return {path: ids for path, _entries in lists}
