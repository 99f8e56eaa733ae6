"""ids.yaml: the texts of a lesson in one file under the ids that they had when it was last put into use.

Ids are made of words, and answers are kept under ids. Once this file stands beside a lesson, a text that is the same,
or nearly the same, keeps its id however it is edited; a new one never gets the id of another. ``id:`` and ``was:`` in
the lesson decide before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lessons.loading.document import Value, mapping_of
from lessons.loading.yaml_edit import to_yaml
from lessons.loading.yaml_source import read_yaml
from lessons.model.problem import Problem
from lessons.model.scalar import Plain
from lessons.text.ids import NOTHING_KEPT, KeptTexts

IDS_FILE = "ids.yaml"
_HEAD = """\
# Written by closeread when this lesson was put into use, and read again when it is opened: the ids under which answers
# are kept, with the texts that had them. Keep this file beside lesson.yaml; there is nothing to change in it.
"""
_TEXT, _SUMS, _GONE = "text", "sums", "gone"
"""What an exercise has there beside its lists: its question, checksums of what else is said, and what has left."""


@dataclass(frozen=True)
class KeptIds:
    """The ids of a lesson."""

    exercises: KeptTexts = field(default_factory=KeptTexts)
    lists: Mapping[str, Mapping[str, KeptTexts]] = field(default_factory=dict)
    """By exercise and name of a list."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the file."""

    def with_later(self, later: "KeptIds") -> "KeptIds":
        """These ids and later ones, whose texts count; what is gone keeps its id, so that nothing else gets it."""
        lists = dict(self.lists)
        for id, named in later.lists.items():
            before = self.lists.get(id, {})
            now = {name: before.get(name, NOTHING_KEPT).with_later(texts) for name, texts in named.items()}
            lists[id] = {**before, **now}
        return KeptIds(self.exercises.with_later(later.exercises), lists)


def read_kept_ids(lesson: Path) -> KeptIds:
    """The ids kept beside a lesson; none where there is no such file. Never raises."""
    path = lesson / IDS_FILE
    if not path.is_file():
        return KeptIds()
    document = read_yaml(path)
    exercises, gone = (mapping_of(mapping_of(document.value).get(name)) for name in ("exercises", _GONE))
    lists = {id: _lists(mapping_of(one)) for id, one in (*gone.items(), *exercises.items())}
    sums = {id: mapping_of(mapping_of(one).get(_SUMS)).get(_TEXT) for id, one in exercises.items()}
    questions = KeptTexts(_questions(exercises), _questions(gone), _texts({**sums}))
    return KeptIds(questions, lists, document.problems)


def written_ids(kept: KeptIds) -> str:
    """The text of the file."""
    value: dict[str, Value] = {
        "format": Plain("1"),
        "exercises": {
            id: _entry(text, kept.lists.get(id, {}), kept.exercises.sums.get(id, ""))
            for id, text in kept.exercises.texts.items()
        },
    }
    if kept.exercises.gone:
        gone = kept.exercises.gone
        value[_GONE] = {id: _entry(text, kept.lists.get(id, {})) for id, text in gone.items()}
    return _HEAD + to_yaml(value)


def _entry(text: str, lists: Mapping[str, KeptTexts], sum: str = "") -> Value:
    entry: dict[str, Value] = {_TEXT: text}
    entry |= {name: dict(kept.texts) for name, kept in lists.items() if kept.texts}
    gone: dict[str, Value] = {name: dict(kept.gone) for name, kept in lists.items() if kept.gone}
    sums: dict[str, Value] = {_TEXT: sum} if sum else {}
    sums |= {name: dict(kept.sums) for name, kept in lists.items() if kept.sums}
    return {**entry, **({_SUMS: sums} if sums else {}), **({_GONE: gone} if gone else {})}


def _questions(exercises: Mapping[str, Value]) -> dict[str, str]:
    return {id: text for id, one in exercises.items() if isinstance(text := mapping_of(one).get(_TEXT), str)}


def _lists(entry: Mapping[str, Value]) -> dict[str, KeptTexts]:
    gone, sums = (mapping_of(entry.get(name)) for name in (_GONE, _SUMS))
    names = dict.fromkeys((*entry, *gone))
    return {
        name: KeptTexts(_texts(entry.get(name)), _texts(gone.get(name)), _texts(sums.get(name)))
        for name in names
        if name not in (_TEXT, _SUMS, _GONE)
    }


def _texts(value: Value) -> dict[str, str]:
    return {id: text for id, text in mapping_of(value).items() if isinstance(text, str)}
