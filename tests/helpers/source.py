"""The source of the program, for tests that read it: each file is parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("lessons", "tui", "server")
PRODUCT = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file's syntax tree: walking all trees costs a third of a second, and a dozen tests do."""
    return tuple(ast.walk(tree(path)))


def short(path: Path) -> str:
    """The path from the top of the project."""
    return path.relative_to(ROOT).as_posix()


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the program with its syntax tree."""
    for path in PRODUCT:
        yield short(path), tree(path)


def every_node() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every file of the program, with the file."""
    for path in PRODUCT:
        file = short(path)
        for node in nodes(path):
            yield file, node
