"""``closeread serve`` as a process of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def process(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The command with these words, killed at the end of the block unless it has ended."""
    command = [sys.executable, "-c", "from tui.launch import main; main()", "serve", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ}
    ) as one:
        try:
            yield one
        finally:
            one.kill()


def told(one: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """The address that it tells, without a slash at its end, and the code of each class."""
    assert one.stdout is not None
    said = ""
    for line in one.stdout:
        said += line
        if "Ctrl+C" in line:
            break
    address = re.search(r"Address +(\S+)/", said)
    codes = re.findall(r"Class code +([A-Z0-9 ]+)", said)
    assert address, said
    return address[1], [code.replace(" ", "") for code in codes]
