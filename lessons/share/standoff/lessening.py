"""A lesson made smaller: what a copy of the article does not support is taken out of both files.

What goes follows from the roles of the fields (``lessons.kinds.roles``). Lost words take the nearest entry with them
that an exercise can do without: an item of a list in its answer, an optional quotation, or a row, which is an entry of
a list of lesson.yaml whose entries may quote. A row goes with its answer and with everything that names it. An exercise
that has no such entry around what was lost goes as a whole.
"""

from dataclasses import replace

from lessons.kinds.anchored import exercises, with_short_path
from lessons.kinds.base import Key, Kind, Task
from lessons.kinds.roles import (
    FieldNode,
    answer_node,
    exercise_node,
    list_nodes,
    needed_in,
    nodes_in,
    quotations_in,
    quotes,
)
from lessons.loading.document import FileFields, Trail, Value
from lessons.model.fields import ListPath, Of, Role


def drop_exercise(lesson: FileFields, key: FileFields, id: str) -> None:
    """Take an exercise and its answer out."""
    # Compared as text, as ids are named here: what stands under id: in a damaged file may be no text at all.
    lesson["exercises"] = [exercise for exercise in exercises(lesson) if str(exercise.get("id")) != id]
    ids = {str(one.get("id")): str(one.get("id")) for one in exercises(lesson)}
    left = dict(with_short_path(lesson, ids))  # a copy: without a short path it is the lesson itself
    lesson.clear()
    lesson.update(left)
    answers = key.get("answers")
    if isinstance(answers, dict):
        answers.pop(id, None)


class Lessening:
    """What goes out of one exercise and its answer; both are changed in place by ``take_out``."""

    def __init__(self, kind: Kind[Task, Key], exercise: FileFields, answer: Value) -> None:
        self.task = exercise_node(kind.task, exercise)
        self.answer = answer_node(kind.key, answer if isinstance(answer, dict) else {})
        self.rows: list[tuple[ListPath, str]] = []
        """Rows that go, each with the list it is from."""
        self.parts: list[FieldNode] = []
        """Other entries that go."""
        self._lists = {node.path: node for node in list_nodes(self.task)}

    def to_find(self) -> int:
        """How many quotations of the answer, as it is now, are to be found; those aside that are debatable."""
        count = 0
        for node in quotations_in(replace(self.answer)):
            field = node.field(Role.DEBATABLE)
            value = node.value if isinstance(node.value, dict) else {}
            count += field is not None and value.get(field) != "true"
        return count

    def at(self, trail: Trail, *, in_task: bool) -> FieldNode | None:
        """The innermost value at a place of the exercise, or of its answer, whose role is known."""
        best: FieldNode | None = None
        for node in nodes_in(self.task if in_task else self.answer):
            if not node.is_key and node.at == trail[: len(node.at)]:
                best = node
        return best

    def lose(self, node: FieldNode) -> bool:
        """Note that a text, a quotation or an id is lost; ``False`` when the exercise cannot do without it."""
        start = node
        while (parent := node.parent) is not None:
            if parent.type.entries is not None:
                if (row := self._row(parent, node)) is not None:
                    self._lose_row(*row)
                    return True
                if not start.in_task and _is_optional(parent):  # then so is each entry of it
                    return self._lose_part(node)
            elif self._can_do_without(parent, node, start):
                return self._lose_part(node)
            node = parent
        return False

    def _row(self, mapping: FieldNode, node: FieldNode) -> tuple[ListPath, str] | None:
        """The row that an entry of a mapping is, or answers."""
        id = node.ids[-1]
        if mapping.defines:
            path: ListPath | None = mapping.path
        else:
            key = next(child for child in mapping.children if child.is_key and child.value == id)
            path = key.list_of(self._lists)
        entries = self._lists[path].type.entries if path in self._lists else None
        return (path, id) if path is not None and entries is not None and quotes(entries[1]) else None

    @staticmethod
    def _can_do_without(parent: FieldNode, node: FieldNode, start: FieldNode) -> bool:
        """Whether a list or a mapping with fixed fields still says something without this item or field."""
        if parent.type.items:  # answers may count on the places in a list of lesson.yaml
            fixed = not parent.type.of_any_length or (start.in_task and not start.type.is_id)
            return isinstance(parent.value, list) and not fixed
        if parent.type.model is None or not isinstance(parent.value, dict):
            return False
        if not _is_optional(node):
            return False
        return not _is_text(start) or not (start.in_task or node is start)

    def _lose_part(self, node: FieldNode) -> bool:
        if node not in self.parts:
            self.parts.append(node)
        around = node.parent
        if around is None or not around.type.items or any(one not in self.parts for one in around.children):
            return True
        nested = around.parent is not None and bool(around.parent.type.items)
        nothing_left = nested or (node.type.is_id and not _is_optional(around))
        return self.lose(around) if nothing_left else True

    def _lose_row(self, path: ListPath, id: str) -> None:
        if (path, id) in self.rows:
            return
        self.rows.append((path, id))
        for node in (*nodes_in(self.task), *nodes_in(self.answer)):
            if node.value != id or not node.type.is_id or node.list_of(self._lists) != path:
                continue
            if node.is_key:
                continue  # taken out with its entry
            if node not in self.parts:
                self.lose(node)

    def take_out(self) -> None:
        """Take out of both files what was noted."""
        lost = {*self.rows}
        for root in (self.task, self.answer):
            for node in [*nodes_in(root)]:
                if node.is_key and isinstance(node.value, str) and node.parent is not None:
                    path = node.list_of(self._lists)
                    if (
                        path is not None
                        and (path, node.value) in lost
                        and isinstance(node.parent.value, dict)
                    ):
                        node.parent.value.pop(node.value, None)
        for node in self.parts:
            around = node.parent.value if node.parent is not None else None
            if isinstance(around, list):
                around[:] = [one for one in around if one is not node.value]
            elif isinstance(around, dict):
                around.pop(node.step or node.ids[-1], None)


def _is_text(node: FieldNode) -> bool:
    return isinstance(node.value, str) and not node.type.is_id


def _is_optional(node: FieldNode) -> bool:
    """Whether it is a field that a mapping may be without."""
    model = node.parent.type.model if node.parent is not None else None
    return model is not None and node.step not in needed_in(model) and not _is_needed(node)


def _is_needed(node: FieldNode) -> bool:
    return isinstance(node.refers, Of) and node.refers.needed
