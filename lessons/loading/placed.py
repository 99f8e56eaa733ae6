"""Values that know where their author wrote them, so that a file can be put together anew and its faults still be
shown at the author's lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.loading.document import START, Branch, Document, Mark, Node, Value
from lessons.model.problem import Problem
from lessons.model.scalar import Plain


@dataclass(frozen=True, slots=True)
class Placed:
    """A value of a YAML file with its mark, and with that of the key it stands under."""

    value: "str | list[Placed] | dict[str, Placed] | None"
    mark: Mark
    key: Mark | None = None

    @property
    def text(self) -> str:
        """The text of a scalar; empty for an empty value, a list and a mapping."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def fields(self) -> "dict[str, Placed]":
        """What a mapping holds; nothing for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "list[Placed]":
        """What a list holds; a single value is a list of one, an empty value holds nothing."""
        if isinstance(self.value, list):
            return self.value
        return [] if self.value is None else [self]

    def here(self, value: "str | Sequence[Placed] | Mapping[str, Placed] | None") -> "Placed":
        """Another value at the same place; a text is one that was written without quotation marks."""
        if isinstance(value, str):
            return replace(self, value=value if isinstance(value, Plain) else Plain(value))
        if isinstance(value, Mapping):
            return replace(self, value=dict(value))
        return replace(self, value=None if value is None else list(value))

    def prose(self, text: str) -> "Placed":
        """A text at the same place that is never taken for a number or a flag."""
        return replace(self, value=text)

    def plain(self) -> Value:
        """The value without its places."""
        if isinstance(self.value, dict):
            return {name: inner.plain() for name, inner in self.value.items()}
        return [inner.plain() for inner in self.value] if isinstance(self.value, list) else self.value

    def document(self, file: Path, problems: tuple[Problem, ...] = ()) -> Document:
        """The value as that of a file."""
        return Document(file, self.plain(), problems, _node(self))


NOTHING = Placed(None, START)
"""A value that nobody wrote."""


def placed(document: Document) -> Placed:
    """The value of a document with its places."""
    return _placed(document.value, document.root, None)


def _placed(value: Value, node: Node, key: Mark | None) -> Placed:
    if not isinstance(node, Branch):
        return Placed(value if isinstance(value, str) else None, node, key)
    if isinstance(value, dict):
        inside = {
            name: _placed(inner, node.keys[name][1], node.keys[name][0]) for name, inner in value.items()
        }
        return Placed(inside, node.mark, key)
    items = value if isinstance(value, list) else []
    return Placed([_placed(*both, None) for both in zip(items, node.items, strict=True)], node.mark, key)


def _node(part: Placed) -> Node:
    if not isinstance(part.value, dict | list):
        return part.mark
    branch = Branch(part.mark)
    if isinstance(part.value, dict):
        branch.keys = {name: (inner.key or inner.mark, _node(inner)) for name, inner in part.value.items()}
    else:
        branch.items = [_node(inner) for inner in part.value]
    return branch


def without_line_ends(part: Placed) -> Placed:
    """The value without the line ends that ``|`` leaves behind its texts."""
    if isinstance(part.value, dict):
        return part.here({name: without_line_ends(inner) for name, inner in part.value.items()})
    if isinstance(part.value, list):
        return part.here([without_line_ends(inner) for inner in part.value])
    if isinstance(part.value, str) and not isinstance(part.value, Plain) and part.value.endswith("\n"):
        return part.prose(part.value.rstrip("\n"))
    return part
