"""An editor's YAML language server completes, explains and checks a lesson with our schemas."""

import shutil
import subprocess
from pathlib import Path

import pytest

from lessons.cli.main import run
from lessons.kinds.registry import KINDS
from tests.helpers.language_server import LanguageServer

PACKAGE = "yaml-language-server@2.0.0"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of the language server, which npm installs into a folder of its own."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are needed to run yaml-language-server")
    folder = tmp_path_factory.mktemp("server")
    command = [
        npm,
        "install",
        "--prefix",
        str(folder),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        PACKAGE,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    if done.returncode:
        pytest.skip(f"npm cannot install {PACKAGE}: {done.stderr[-300:]}")
    return [node, str(folder / "node_modules" / ".bin" / "yaml-language-server")]


@pytest.mark.thorough
def test_an_editor_helps(server: list[str], tmp_path: Path) -> None:
    assert run(["new", str(tmp_path / "course"), *(word for kind in KINDS for word in ("--kind", kind))]) == 0
    folder = tmp_path / "course" / "market-square"
    with LanguageServer(server) as editor:
        for path in (folder / "lesson.yaml", tmp_path / "course" / "course.yaml"):
            assert editor.open(path, path.read_text()) == []
        text = (folder / "lesson.yaml").read_text()
        lines = text.split("\n")

        number = next(number for number, line in enumerate(lines) if line.startswith("    strand:"))
        assert "What it trains." in editor.hover(folder / "lesson.yaml", number, 6)

        typing = folder / "typing.yaml"
        head = text.partition("\n# What students see")[0]
        editor.open(typing, head + "\n  - \n")
        offered = editor.completion(typing, head.count("\n") + 1, 4)
        assert {item["label"] for item in offered} >= set(KINDS)

        problems = editor.open(folder / "wrong.yaml", text.replace("    family-credit:", "    famly-credit:"))
        assert "Property famly-credit is not allowed." in {problem["message"] for problem in problems}
