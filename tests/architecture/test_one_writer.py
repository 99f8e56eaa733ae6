"""``lessons/disk.py`` alone writes files: beside their place, brought to the disk, put there whole."""

import ast

from tests.helpers.source import PRODUCT, ROOT, short, tree

WRITERS = {"write_text", "write_bytes", "hardlink_to", "symlink_to"}
"""Methods that write, or give a name, whatever they are called on."""
FUNCTIONS = {
    "os": {"rename", "replace", "renames", "link", "symlink", "write", "pwrite"},
    "shutil": {"copy", "copy2", "copyfile", "copyfileobj", "copytree", "move"},
    "tempfile": {"mkstemp", "NamedTemporaryFile"},
}
"""Functions that do, by module."""
EXCEPTIONS = {
    "lessons/disk.py": "the writer",
    "lessons/record/journal.py": "appends lines to a journal and syncs each one that counts",
    "lessons/record/lock.py": "lock files say who holds them and hold nothing that could be lost",
    "lessons/cli/main.py": "points the output of a closed pipe to nowhere",
}


def writes(tree: ast.AST) -> list[int]:
    """Lines of the calls that write, rename or copy a file."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _writes(node)]


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open" and _mode(call.args[1:], call)
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    owner = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    if name in WRITERS or name in FUNCTIONS.get(owner, ()):
        return True
    if name == "replace" and len(call.args) == 1 and not call.keywords and owner != "dataclasses":
        return True  # Path.replace: that of texts has two
    if name == "open":
        if owner == "os":
            return any(isinstance(node, ast.Attribute) and node.attr in _FLAGS for node in ast.walk(call))
        return _mode(call.args, call)
    return False


_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}


def _mode(places: list[ast.expr], call: ast.Call) -> bool:
    """Whether a mode is given that writes; one that cannot be told counts as writing."""
    given = [*places[:1], *(word.value for word in call.keywords if word.arg == "mode")]
    for mode in given:
        if not (isinstance(mode, ast.Constant) and isinstance(mode.value, str)):
            return not isinstance(mode, ast.Name | ast.Attribute)
        if set(mode.value) & set("wax+"):
            return True
    return False


def test_no_other_module_writes_files() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in PRODUCT
        if short(path) not in EXCEPTIONS
        for line in writes(tree(path))
    ]
    assert not found


def test_the_exceptions_write() -> None:
    for name in EXCEPTIONS:
        assert writes(tree(ROOT / name)), f"{name} writes nothing any more"


def test_the_test_finds_what_writes() -> None:
    for code in (
        "open(path, 'w')",
        "open(path, mode='ab')",
        "path.open('xb')",
        "os.open(path, os.O_WRONLY)",
        "path.write_text('x')",
        "beside.replace(path)",
        "os.replace(a, b)",
        "shutil.copyfile(a, b)",
    ):
        assert writes(ast.parse(code)), code
    for code in ("open(path, 'rb')", "path.open('rb')", "text.replace('a', 'b')", "replace(event, id='')"):
        assert not writes(ast.parse(code)), code
