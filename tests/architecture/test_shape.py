"""House rules that a machine can see: size of files and functions, names of modules, docstrings, no unfinished work."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = sorted([*(ROOT / "lessons").rglob("*.py"), *(ROOT / "tui").rglob("*.py")])
BANNED = {"utils", "helpers", "common", "manager", "util", "misc"}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_file_has_one_subject() -> None:
    assert not [short(path) for path in PRODUCT if path.stem in BANNED]
    assert not [short(path) for path in PRODUCT if len(path.read_text("utf-8").splitlines()) > 500]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_function_fits_a_screen() -> None:
    trees = {short(path): ast.parse(path.read_text("utf-8")) for path in PRODUCT}
    assert not [name for name, tree in trees.items() if not ast.get_docstring(tree)], (
        "a module says what it is"
    )
    assert not [
        f"{name}: {node.name}"
        for name, tree in trees.items()
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno > 60
    ]


def test_nothing_is_left_unfinished() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|coming soon)\b")
    assert not [short(path) for path in PRODUCT if unfinished.search(path.read_text("utf-8"))]
