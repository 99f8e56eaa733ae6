"""``lessons/disk.py`` alone opens files to read them: it waits for no pipe and takes no endless file.

What the program brings with it may be read as it is; every such place is named here, with the reason.
"""

import ast

from tests.helpers.source import PRODUCT, ROOT, short, tree

READERS = {"read_text", "read_bytes"}
"""Methods that read a file, whatever they are called on."""
FUNCTIONS = {
    "os": {"open", "fdopen"},
    "io": {"open", "open_code", "FileIO"},
    "codecs": {"open"},
    "click": {"File", "open_file"},
    "sqlite3": {"connect"},
    "tarfile": {"open"},
    "zipfile": {"ZipFile", "is_zipfile"},
    "fileinput": {"input"},
    "linecache": {"getline", "getlines"},
    "mmap": {"mmap"},
}
"""Functions that open or read one, by module."""
EXCEPTIONS = {
    "lessons/disk.py": "the reader",
    "lessons/record/journal.py": "opens a journal to append to it; refuses what is no file and what is too large",
    "lessons/record/lock.py": "opens lock files, of which nothing is read",
    "lessons/cli/main.py": "points the output of a closed pipe to nowhere",
    "lessons/school/databases.py": "a database, opened by SQLite once it is known to be a file",
    "lessons/author/templates.py": "the program's own templates",
    "lessons/share/standoff/textless.py": "the list of techniques that the program brings",
    "lessons/reports/html_page.py": "the program's own style sheets",
}
_MODE = set("rwaxbt+")


def reads(tree: ast.AST) -> list[int]:
    """Lines of the calls that open or read a file; archives made of bytes or of a stream are none."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _reads(node)]


def _reads(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id == "open" or (call.func.id == "ZipFile" and not _in_memory(call))
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    owner = call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    if name == "ZipFile":
        return not _in_memory(call)
    if name in READERS or name in FUNCTIONS.get(owner, ()):
        return True
    return name == "open" and owner != "webbrowser" and all(map(_is_mode, call.args))


def _is_mode(given: ast.expr) -> bool:
    return isinstance(given, ast.Constant) and isinstance(given.value, str) and set(given.value) <= _MODE


def _in_memory(call: ast.Call) -> bool:
    """Whether what is opened was made here: ``BytesIO(data)``, or a variable called ``stream``."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Call):
        return isinstance(first.func, ast.Name | ast.Attribute) and ast.unparse(first.func).endswith(
            "BytesIO"
        )
    return isinstance(first, ast.Name) and first.id == "stream"


def test_no_other_module_reads_files() -> None:
    found = [
        f"{short(path)}:{line}"
        for path in PRODUCT
        if short(path) not in EXCEPTIONS
        for line in reads(tree(path))
    ]
    assert not found


def test_the_exceptions_read() -> None:
    for name in EXCEPTIONS:
        assert reads(tree(ROOT / name)), f"{name} reads nothing any more"


def test_the_test_finds_what_reads() -> None:
    for code in (
        "open(path)",
        "open(path, 'rb')",
        "path.open()",
        "path.open('rb')",
        "(folder / name).read_bytes()",
        "files('lessons').joinpath('a').read_text('utf-8')",
        "os.open(path, os.O_RDONLY)",
        "zipfile.ZipFile(path)",
        "ZipFile(path)",
        "click.File('rb')",
        "sqlite3.connect(path)",
    ):
        assert reads(ast.parse(code)), code
    for code in (
        "zipfile.ZipFile(BytesIO(data))",
        "zipfile.ZipFile(io.BytesIO(data))",
        "archive.open(info)",
        "read_file(path, MAX_BYTES)",
        "webbrowser.open(address)",
    ):
        assert not reads(ast.parse(code)), code
