"""House rules that a machine can see: size of files and functions, names of modules, docstrings, no unfinished work."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = sorted([*(ROOT / "lessons").rglob("*.py"), *(ROOT / "tui").rglob("*.py")])
BANNED = {"utils", "helpers", "common", "manager", "util", "misc"}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PRODUCT, ids=short)
def test_a_file_has_one_subject(path: Path) -> None:
    assert path.stem not in BANNED
    assert len(path.read_text("utf-8").splitlines()) <= 330


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", PRODUCT, ids=short)
def test_a_function_fits_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "every module says what it is"
    long = [node.name for node in functions(tree) if (node.end_lineno or 0) - node.lineno > 60]
    assert not long


@pytest.mark.parametrize("path", PRODUCT, ids=short)
def test_nothing_is_left_unfinished(path: Path) -> None:
    assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError|coming soon)\b", path.read_text("utf-8"))
