"""A kind owns its exercise: nothing outside its room knows one by its name, or asks what sort of key it has."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.kinds.base import Bound
from lessons.kinds.registry import KINDS
from tests.helpers.source import PRODUCT, ROOT, nodes, short, tree

OUTSIDE = [path for path in PRODUCT if not path.is_relative_to(ROOT / "lessons" / "kinds")]
UNTYPED = ("kinds", "lesson", "play")
"""Rooms without ``Any``."""


def strings(node: ast.AST) -> list[str]:
    return [
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def names_of_kinds(module: ast.Module) -> Iterator[str]:
    """Where a file decides by the name of a kind, or lists names of kinds."""
    for node in ast.walk(module):
        found: list[str] = []
        match node:
            case ast.Compare() | ast.Subscript():
                known = [text for text in strings(node) if text in KINDS]
                found = known if known and "kind" in ast.unparse(node).lower() else []
            case ast.Match() if "kind" in ast.unparse(node.subject).lower():
                found = [text for case in node.cases for text in strings(case.pattern) if text in KINDS]
            case ast.Set(elts=items) | ast.Tuple(elts=items) | ast.List(elts=items) | ast.Dict(keys=items):
                texts = [one.value for one in items if isinstance(one, ast.Constant)]
                known = [text for text in texts if isinstance(text, str) and text in KINDS]
                found = known if len(known) > 2 and len(known) == len(items) else []
        if found:
            yield f"line {node.lineno}: {', '.join(found)}"  # type: ignore[attr-defined]


def every_bound(sort: type[Bound] = Bound) -> Iterator[type[Bound]]:
    for one in sort.__subclasses__():
        yield one
        yield from every_bound(one)


def sorts_of_key(path: Path) -> Iterator[str]:
    """Names of sorts of bound keys that a file uses."""
    own = {one.__name__ for one in every_bound() if one.__module__.startswith("lessons.kinds")}
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in own)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("isinstance", "issubclass"):
            asked = {one.id for one in ast.walk(node.args[1]) if isinstance(one, ast.Name)}
            yield from sorted(asked & {*own, "Bound", "MarkKey"})


@pytest.mark.parametrize(
    "text",
    [
        "if exercise.kind.name == 'omission': pass",
        "if task.get('kind') in ('label', 'scale'): pass",
        "match kind:\n    case 'short': pass",
        "made = KINDS['mark']",
        "STRANDS = {'mark': 1, 'label': 2, 'scale': 3}",
    ],
)
def test_a_name_is_seen(text: str) -> None:
    assert list(names_of_kinds(ast.parse(text)))


def test_no_kind_is_known_by_its_name() -> None:
    found = {short(path): list(names_of_kinds(tree(path))) for path in OUTSIDE}
    assert {path: names for path, names in found.items() if names} == {}


def test_nobody_asks_what_sort_a_bound_key_is() -> None:
    found = {short(path): list(sorts_of_key(path)) for path in OUTSIDE}
    assert {path: sorts for path, sorts in found.items() if sorts} == {}


def test_the_core_is_typed() -> None:
    untyped = [
        f"{short(path)}: line {node.lineno}"
        for room in UNTYPED
        for path in sorted((ROOT / "lessons" / room).rglob("*.py"))
        for node in nodes(path)
        if isinstance(node, ast.Name) and node.id == "Any"
    ]
    assert untyped == []
