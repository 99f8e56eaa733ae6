"""Ids that were others once: ``was`` in lesson.yaml, and records brought to the names of today.

Where ``was`` stands it decides, before anything is joined by its words: answers, drafts, reviews and contests of the
old id are those of the new one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lessons.model.answer import Raw
from lessons.record.event import Event

if TYPE_CHECKING:
    from lessons.lesson.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Renames:
    """The ids of today by those of before, of one exercise."""

    rows: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was renamed."""
        return bool(self.rows or self.columns or self.options)

    def answer(self, raw: Raw) -> Raw:
        """A raw answer under the names of today."""
        if isinstance(raw, str):
            return self.options.get(raw, raw)
        if isinstance(raw, list):
            known = {**self.options, **self.rows}
            return [known.get(one, one) if isinstance(one, str) else one for one in raw]
        if isinstance(raw, dict):
            return {self.rows.get(row, row): self._cells(cells) for row, cells in raw.items()}
        return raw

    def _cells(self, cells: Raw) -> Raw:
        if isinstance(cells, dict):
            return {self.columns.get(column, column): self.answer(option) for column, option in cells.items()}
        return self.answer(cells) if isinstance(cells, str) else cells

    def item(self, name: str) -> str:
        """The name of an item, such as a row, an option or a cell ``row.column``."""
        row, dot, column = name.partition(".")
        row = self.rows.get(row) or self.options.get(row) or row
        return f"{row}{dot}{self.columns.get(column, column)}"


def old_ids(value: object) -> tuple[str, ...]:
    """What ``was`` says in a mapping of lesson.yaml: one id or a list of ids."""
    was = value.get("was") if isinstance(value, dict) else None
    listed = was if isinstance(was, list) else [was]
    return tuple(str(one) for one in listed if isinstance(one, str))


def as_renamed(lesson: "Lesson", events: Iterable[Event]) -> list[Event]:
    """The events of a lesson under the names of today; those of other lessons as they are."""
    exercises = {old: one.id for one in lesson.exercises for old in one.was}
    inside = {one.id: one.renames for one in lesson.exercises if one.renames}
    if not exercises and not inside:
        return [*events]
    return [
        _renamed(event, exercises, inside)
        if (event.course, event.lesson) == (lesson.course, lesson.id)
        else event
        for event in events
    ]


def _renamed(event: Event, exercises: Mapping[str, str], inside: Mapping[str, Renames]) -> Event:
    id = exercises.get(event.exercise, event.exercise)
    names = inside.get(id, Renames())
    data = dict(event.data)
    if names:
        if "answer" in data:
            data["answer"] = names.answer(data["answer"])
        if isinstance(item := data.get("item"), str):
            data["item"] = names.item(item)
        if isinstance(missed := data.get("missed"), list):
            data["missed"] = [names.item(one) if isinstance(one, str) else one for one in missed]
        if isinstance(verdicts := data.get("verdicts"), dict):
            data["verdicts"] = {names.item(one): sign for one, sign in verdicts.items()}
    if isinstance(to := data.get("to"), str):
        data["to"] = exercises.get(to, to)
    for name in ("exercises", "unscored"):
        if isinstance(listed := data.get(name), list):
            data[name] = [exercises.get(one, one) if isinstance(one, str) else one for one in listed]
    return replace(event, exercise=id, data=data)
