"""ids.yaml: the texts of a lesson in one file under the ids that they had when it was last put into use.

Ids are made of words, and answers are kept under ids. Once this file stands beside a lesson, a text that is the same,
or nearly the same, keeps its id however it is edited; a new one never gets the id of another. ``id:`` and ``was:`` in
the lesson decide before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.loading.document import Value
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Problem
from lessons.model.scalar import Plain

IDS_FILE = "ids.yaml"
_HEAD = """\
# Written by closeread when this lesson was put into use, and read again when it is opened: the ids under which answers
# are kept, with the texts that had them. Keep this file beside lesson.yaml; there is nothing to change in it.
"""
Texts = Mapping[str, str]
"""Texts by their ids."""


@dataclass(frozen=True)
class KeptIds:
    """The ids of a lesson."""

    exercises: Texts = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    """By exercise and name of a list."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file."""

    def with_later(self, later: "KeptIds") -> "KeptIds":
        """These ids and later ones, whose texts count; what is gone keeps its id, so that nothing else gets it."""
        lists = {
            id: {
                name: {**self.lists.get(id, {}).get(name, {}), **later.lists.get(id, {}).get(name, {})}
                for name in (*self.lists.get(id, {}), *later.lists.get(id, {}))
            }
            for id in (*self.exercises, *later.exercises)
        }
        return KeptIds({**self.exercises, **later.exercises}, lists)


def read_kept_ids(lesson: Path) -> KeptIds:
    """The ids kept beside a lesson; none where there is no such file. Never raises."""
    path = lesson / IDS_FILE
    if not path.is_file():
        return KeptIds()
    document = read_yaml(path)
    kept = _mapping(_mapping(document.value).get("exercises"))
    texts = {id: text for id, one in kept.items() if isinstance(text := _mapping(one).get("text"), str)}
    lists = {
        id: {name: _texts(inner) for name, inner in _mapping(one).items() if name != "text"}
        for id, one in kept.items()
    }
    return KeptIds(texts, lists, document.problems)


def written_ids(kept: KeptIds) -> str:
    """The text of the file."""
    exercises: dict[str, Value] = {
        id: {"text": text, **{name: dict(texts) for name, texts in kept.lists.get(id, {}).items() if texts}}
        for id, text in kept.exercises.items()
    }
    return _HEAD + to_yaml({"format": Plain("1"), "exercises": exercises})


def _texts(value: Value) -> Texts:
    return {id: text for id, text in _mapping(value).items() if isinstance(text, str)}


def _mapping(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
