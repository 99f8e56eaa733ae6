"""Pages that are followed step by step: files are written, edits made, commands run, keys pressed, output compared.

In a page, ```` ```sh ```` is a command, ```` ```text ```` below it what it prints, ```` ```markdown NAME ```` a file,
```` ```diff NAME ```` an edit, ```` ```keys ```` what is typed into ``closeread write``, ```` ```screen ```` lines that
its screen then shows, and ```` ```yaml NAME ```` lines that stand in a file then.
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
from lessons.cli.read import lesson_meant
from tests.helpers.writing import Writer, writing

DOCS = Path(__file__).parents[2] / "docs"
WRITTEN, BY_HAND, TWO_ARTICLES = "first-lesson.md", "by-hand.md", "second-article.md"
FOLLOWED = Path(__file__).parents[1] / "tutorial" / "my-course"
"""The course that comes out; the pages on classes go on with it."""
BESIDE = "<!-- in a window of its own -->\n"
"""Stands before a command that does not end."""
SHOWN = "```text\na                 a key"
"""Begins the box that explains the other boxes."""
KEYS = {
    "→": "right",
    "←": "left",
    "↑": "up",
    "↓": "down",
    "Esc": "escape",
    "Ctrl+N": "ctrl+n",
    **{name: name.lower() for name in ("Enter", "Tab", "Home", "End", "Backspace")},
}
"""Keys by what the page calls them; anything else is typed."""
WRITE = "closeread write "


class Step(NamedTuple):
    sort: str
    name: str
    text: str
    line: int
    beside: bool


def steps(page: str) -> list[Step]:
    text = (DOCS / page).read_text("utf-8")
    blocks = re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        Step(
            sort=block[1],
            name=block[2],
            text=block[3],
            line=text.count("\n", 0, block.start()) + 1,
            beside=text[: block.start()].endswith(BESIDE),
        )
        for block in blocks
        if not block[0].startswith(SHOWN)
    ]


def edited(text: str, edit: str) -> str:
    """The text with the lines that begin with ``-`` or a space replaced by those that begin with ``+`` or a space."""
    lines = edit.splitlines(keepends=True)
    assert {line[0] for line in lines} <= {"-", "+", " "}, edit
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    assert text.count(old) == 1, f"stands there {text.count(old)} times:\n{old}"
    return text.replace(old, new)


def typed(line: str) -> str:
    """The keys of a line of the page: a text after ``>`` and Enter, else keys and words, up to two spaces."""
    if line.startswith(">"):
        text = line[1:].strip() if line.startswith("> ") and line[1:3] != "  " else ""
        return f"{text}<enter>"
    words = line.partition("  ")[0].split()
    return "".join(f"<{KEYS[word]}>" if word in KEYS else word for word in words)


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder with the program in it, as a person has it after installing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "closeread"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lessons "$@"\n')
    program.chmod(0o755)
    return folder


def run(command: str, folder: Path, bin_folder: Path) -> str:
    """What a command of the page prints."""
    environment = {**os.environ, "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert ended.returncode in (0, 1), ended.stdout
    assert "Traceback" not in ended.stdout
    return ended.stdout


async def at_the_keys(writer: Writer, step: Step) -> None:
    """Press the keys of a step, or compare what the screen shows."""
    if step.sort == "keys":
        for line in step.text.splitlines():
            await writer.type(typed(line))
        await writer.look()
        return
    shown = await writer.shown()
    for line in step.text.splitlines():
        assert line in shown, f"line {step.line}: not on the screen: {line}\n{shown}\n{writer.file}"


def on_paper(path: Path, step: Step) -> None:
    """Write a file, change it, or compare it."""
    if step.sort == "markdown":
        path.write_text(step.text, "utf-8")
    elif step.sort == "yaml":
        assert step.text in path.read_text("utf-8"), step.line
    else:
        assert step.sort == "diff", f"line {step.line}: what is a block of {step.sort}?"
        path.write_text(edited(path.read_text("utf-8"), step.text), "utf-8")


@pytest.mark.thorough
@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's commands are for a shell")
@pytest.mark.parametrize("page", [WRITTEN, BY_HAND, TWO_ARTICLES])
async def test_the_page_works_step_by_step(page: str, tmp_path: Path, bin_folder: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    if page == TWO_ARTICLES:  # it goes on where the first page ended
        shutil.copytree(FOLLOWED, folder / "my-course")
    printed = ""
    waiting = steps(page)
    assert len(waiting) > 6
    while waiting:
        step = waiting.pop(0)
        if step.text.startswith(WRITE):
            lesson = lesson_meant(folder / step.text.removeprefix(WRITE).strip())
            async with writing(lesson) as writer:
                while waiting and waiting[0].sort in ("keys", "screen"):
                    await at_the_keys(writer, waiting.pop(0))
        elif step.sort == "sh" and not step.beside:
            printed = run(step.text, folder, bin_folder)
        elif step.sort == "text":
            assert printed == step.text, step.line
        elif step.sort != "sh":
            on_paper(folder / step.name, step)
    assert list(check([folder / "my-course"])) == []
    if page == WRITTEN:
        for name in ("lesson.yaml", "article.md"):
            made, followed = (root / "the-last-night-bus" / name for root in (folder / "my-course", FOLLOWED))
            assert made.read_text("utf-8") == followed.read_text("utf-8")
    for text in folder.rglob("*.yaml"):
        assert not re.search(r"Say (why|how|what|when|where)|A fact that", text.read_text("utf-8")), text


def test_the_page_tells_every_mistake_it_makes() -> None:
    """By hand, mistakes teach: an error, a typo, a missing answer, a date and a quotation that stands twice."""
    told = "".join(step.text for step in steps(BY_HAND) if step.sort == "text")
    for code in ("A501", "F302", "F204", "L807", "A502"):
        assert f" {code}: " in told
