"""What a YAML file holds, and where each part of it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lessons.model.problem import Place, Problem, Severity

Value = None | str | list["Value"] | dict[str, "Value"]
"""A scalar is text: a ``lessons.model.scalar.Plain`` when it was unquoted. ``None`` is an empty value."""
Trail = tuple[str | int, ...]
"""Where in a document: ``("exercises", 3, "prompt")``. The empty trail is the document itself."""


class Node(NamedTuple):
    """Places of one value: its own, and those of its children. Lines and columns from 1."""

    line: int
    column: int
    keys: "dict[str, tuple[int, int, Node]] | None" = None
    """For a mapping: line and column of the key, and the value's node."""
    items: "list[Node] | None" = None


_TOP = Node(1, 1)


@dataclass(frozen=True)
class Document:
    """A file's value with the place of every key and value, and what is wrong with the file.

    ``value`` is ``None`` for an empty file and for one that could not be read (then ``problems`` holds an
    error). After lesser faults, such as a key that stands twice, it is what could be read.
    """

    file: Path
    value: Value
    problems: tuple[Problem, ...]
    root: Node = _TOP

    @property
    def broken(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def value_at(self, trail: Trail) -> tuple[int, int]:
        """Line and column, from 1, of the value; of its nearest parent when there is no such value."""
        node, _, _ = self._walk(trail)
        return node.line, node.column

    def key_at(self, trail: Trail) -> tuple[int, int]:
        """Line and column of the key that the trail ends with; of the value when there is no such key."""
        node, key, missing = self._walk(trail)
        return key if key is not None and not missing else (node.line, node.column)

    def place(self, trail: Trail, *, key: bool = False) -> Place:
        """The place of the value, or with ``key`` of the key, for a ``Problem``."""
        return Place(self.file, *(self.key_at(trail) if key else self.value_at(trail)))

    def _walk(self, trail: Trail) -> tuple[Node, tuple[int, int] | None, bool]:
        node, key = self.root, None
        for step in trail:
            if node.keys is not None and isinstance(step, str) and step in node.keys:
                line, column, node = node.keys[step]
                key = (line, column)
            elif node.items is not None and isinstance(step, int) and 0 <= step < len(node.items):
                node, key = node.items[step], None
            else:
                return node, key, True
        return node, key, False
