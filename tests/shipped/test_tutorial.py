"""docs/first-lesson.md, step by step: its files are written, its edits made, its commands run, its output compared.

In the page, ```` ```sh ```` is a command, ```` ```text ```` below it what it prints, ```` ```markdown NAME ```` a file,
```` ```diff NAME ```` an edit, ```` ```append NAME ```` lines for the end of a file.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from lessons.checking.run import check

PAGE = Path(__file__).parents[2] / "docs" / "first-lesson.md"
BESIDE = "<!-- in a window of its own -->\n"
"""Stands before a command that does not end."""


class Step(NamedTuple):
    sort: str
    name: str
    text: str
    line: int
    beside: bool


def steps() -> list[Step]:
    page = PAGE.read_text("utf-8")
    blocks = re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [
        Step(
            sort=block[1],
            name=block[2],
            text=block[3],
            line=page.count("\n", 0, block.start()) + 1,
            beside=page[: block.start()].endswith(BESIDE),
        )
        for block in blocks
    ]


def edited(text: str, edit: str) -> str:
    """The text with the lines that begin with ``-`` or a space replaced by those that begin with ``+`` or a space."""
    lines = edit.splitlines(keepends=True)
    assert {line[0] for line in lines} <= {"-", "+", " "}, edit
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    assert text.count(old) == 1, f"stands there {text.count(old)} times:\n{old}"
    return text.replace(old, new)


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder with the program in it, as a person has it after installing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "closeread"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lessons "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's commands are for a shell")
def test_the_page_works_step_by_step(tmp_path: Path, bin_folder: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    printed: str | None = None
    done = 0
    for step in steps():
        where = f"{PAGE.name}:{step.line}"
        path = folder / step.name
        if step.sort == "sh" and not step.beside:
            run = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", step.text],
                cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True, timeout=60,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            printed = run.stdout
            assert run.returncode in (0, 1), f"{where}: {printed}"
            assert "Traceback" not in printed, where
        elif step.sort == "text":
            assert printed == step.text, where
        elif step.sort == "markdown":
            path.write_text(step.text, "utf-8")
        elif step.sort == "append":
            path.write_text(path.read_text("utf-8") + step.text, "utf-8")
        elif step.sort == "diff":
            path.write_text(edited(path.read_text("utf-8"), step.text), "utf-8")
        else:
            assert step.sort == "sh", f"{where}: what is a block of {step.sort}?"
        done += 1
    assert done > 25
    assert list(check([folder / "my-course"])) == []
    for text in folder.rglob("*.yaml"):
        assert not re.search(r"Say (why|how|what|when|where)|A fact that", text.read_text("utf-8")), text


def test_the_page_tells_every_mistake_it_makes() -> None:
    """The page teaches with mistakes: an error, a typo, a missing answer, a date and a quotation that stands twice."""
    told = "".join(step.text for step in steps() if step.sort == "text")
    for code in ("A501", "F302", "F204", "L807", "A502"):
        assert f" {code}: " in told
