"""Fixture files: cases of a title, an input and what is expected, set apart by lines that hold one point.

title
.
input
.
expected
.
"""

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "engine" / "fixtures"


class Case(NamedTuple):
    """One case; in ``given`` the letters ``→`` stand for tabs."""

    title: str
    given: str
    expected: str


def cases(name: str) -> list[Case]:
    """The cases of a fixture file, in order."""
    parts = re.split(r"^\.\n", (FOLDER / name).read_text("utf-8"), flags=re.MULTILINE)
    assert len(parts) % 3 == 1, "each case has a title, an input and what is expected"
    assert not parts.pop().strip()
    found = [
        Case(title.strip(), given.replace("→", "\t").removesuffix("\n"), expected.strip("\n"))
        for title, given, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    assert len({case.title for case in found}) == len(found), "each title once"
    return found
