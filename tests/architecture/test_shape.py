"""House rules that a machine can see: size of files and functions, names of modules, docstrings, no unfinished work."""

import ast
import re
from collections.abc import Iterator

from tests.helpers.source import PRODUCT, short, tree

BANNED = {"utils", "helpers", "common", "manager", "util", "misc"}


def test_a_file_has_one_subject() -> None:
    assert not [short(path) for path in PRODUCT if path.stem in BANNED]
    assert not [short(path) for path in PRODUCT if len(path.read_text("utf-8").splitlines()) > 500]


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_a_function_fits_a_screen() -> None:
    trees = {short(path): tree(path) for path in PRODUCT}
    assert not [name for name, module in trees.items() if not ast.get_docstring(module)], (
        "a module says what it is"
    )
    assert not [
        f"{name}: {node.name}"
        for name, module in trees.items()
        for node in functions(module)
        if (node.end_lineno or 0) - node.lineno > 60
    ]


def test_nothing_is_left_unfinished() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|coming soon)\b")
    assert not [short(path) for path in PRODUCT if unfinished.search(path.read_text("utf-8"))]


def test_every_screen_fills_the_terminal_as_it_is_now() -> None:
    """A screen of Textual alone may be laid out in two sizes in turn, for ever."""
    bare = re.compile(r"^class \w+\((?:Modal)?Screen\b", re.MULTILINE)
    assert [short(path) for path in PRODUCT if bare.search(path.read_text("utf-8"))] == ["tui/layout.py"]
