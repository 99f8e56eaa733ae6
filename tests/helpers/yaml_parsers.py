"""A text of YAML read by both parsers, and in what the two readings differ."""

from pathlib import Path

import pytest
import yaml

from lessons.loading import yaml_parser
from lessons.loading.document import Branch, Document, Node
from lessons.loading.yaml_source import read_yaml_text

C_PARSER = getattr(yaml, "CSafeLoader", None)


def difference(text: str) -> str:
    """What one parser reads and the other does not: values, places of keys and values, codes; empty for nothing.

    Of a text that both refuse only that counts: where each of them gave up is its own.
    """
    one, other = read(text, C_PARSER), read(text, yaml_parser.PureLoader)
    if one.broken and other.broken:
        return ""
    first, second = seen(one), seen(other)
    return "" if first == second else f"{first}\n{second}"


def read(text: str, parser: object) -> Document:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_parser, "LOADER", parser)
        return read_yaml_text(text, Path("f.yaml"))


def seen(document: Document) -> tuple[object, ...]:
    problems = [str(problem) for problem in document.problems]
    return repr(document.value), places(document.root) if document.value is not None else (), problems


def places(node: Node) -> tuple[object, ...]:
    if isinstance(node, Branch):
        keys = {key: (mark.line, mark.column, places(value)) for key, (mark, value) in node.keys.items()}
        return node.mark.line, node.mark.column, keys, [places(item) for item in node.items]
    return node.line, node.column
