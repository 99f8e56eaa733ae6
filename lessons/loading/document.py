"""What a YAML file holds, and where each part of it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from lessons.model.problem import Place, Problem, Severity

Value = None | str | list["Value"] | dict[str, "Value"]
"""A scalar is text: a ``lessons.model.scalar.Plain`` when it was unquoted. ``None`` is an empty value."""
FileFields = dict[str, Value]
"""A mapping of a file."""
Trail = tuple[str | int, ...]
"""Where in a document: ``("exercises", 3, "prompt")``. The empty trail is the document itself."""


class Mark(Protocol):
    """A place as the YAML parser gives it: line and column counted from 0."""

    @property
    def line(self) -> int:
        """Lines before it."""

    @property
    def column(self) -> int:
        """Code points before it on its line."""


class Start(NamedTuple):
    """The mark of a document's beginning."""

    line: int = 0
    column: int = 0


START = Start()


class Branch:
    """A list or mapping: its own mark, and what it holds with the marks of that.

    ``keys`` has the mark of the key and the value's node for each key of a mapping; ``items`` the nodes of
    a list. A node is a ``Branch``, or the mark of a scalar: the parser's marks are kept as they are, since
    few are ever asked for.
    """

    __slots__ = ("items", "keys", "mark")

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.keys: dict[str, tuple[Mark, Node]] = {}
        self.items: list[Node] = []


Node = Branch | Mark


def with_lines(node: Node, numbers: Sequence[int]) -> Node:
    """The places with the lines of the file, each line's number in turn, where lines were put into what was read."""
    if not isinstance(node, Branch):
        return Start(numbers[min(node.line, len(numbers) - 1)] - 1, node.column)
    mark = with_lines(node.mark, numbers)
    assert not isinstance(mark, Branch)
    branch = Branch(mark)
    branch.items = [with_lines(item, numbers) for item in node.items]
    for name, (key, value) in node.keys.items():
        place = with_lines(key, numbers)
        assert not isinstance(place, Branch)
        branch.keys[name] = place, with_lines(value, numbers)
    return branch


@dataclass(frozen=True)
class Document:
    """A file's value with the place of every key and value, and what is wrong with the file.

    ``value`` is ``None`` for a file that holds nothing or could not be read; ``problems`` then holds an
    error. After lesser faults, such as a key that stands twice, it is what could be read.
    """

    file: Path
    value: Value
    problems: tuple[Problem, ...]
    root: Node = START
    first_line: int = 1
    """The file's line in which the document begins: more than 1 for a part of a file."""
    guessed: frozenset[int] = frozenset()
    """The lines of a broken file that were read in a way their author may not have meant."""

    @property
    def broken(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def value_at(self, trail: Trail) -> tuple[int, int]:
        """Line and column, from 1, of the value; of its nearest parent when there is no such value."""
        node, _ = self._walk(trail)
        return self._numbers(node.mark if isinstance(node, Branch) else node)

    def key_at(self, trail: Trail) -> tuple[int, int]:
        """Line and column of the key that the trail ends with; of the value when there is no such key."""
        _, key = self._walk(trail)
        return self._numbers(key) if key is not None else self.value_at(trail)

    def place(self, trail: Trail, *, key: bool = False) -> Place:
        """The place of the value, or with ``key`` of the key, for a ``Problem``."""
        return Place(self.file, *(self.key_at(trail) if key else self.value_at(trail)))

    def _numbers(self, mark: Mark) -> tuple[int, int]:
        return mark.line + self.first_line, mark.column + 1

    def _walk(self, trail: Trail) -> tuple[Node, Mark | None]:
        """The node at the trail or its nearest parent, and the mark of the key that the trail ends with."""
        node = self.root
        key: Mark | None = None
        for step in trail:
            key = None
            if isinstance(node, Branch) and isinstance(step, str) and step in node.keys:
                key, node = node.keys[step]
            elif isinstance(node, Branch) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
            else:
                break
        return node, key


def mapping_of(value: Value) -> dict[str, Value]:
    """The value where it is a mapping; else an empty one."""
    return value if isinstance(value, dict) else {}


def texts_in(value: Value) -> Iterator[str]:
    """The texts of a value, in the order of the file; names of fields are none."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(inner)
