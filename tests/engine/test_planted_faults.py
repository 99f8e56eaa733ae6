"""A lesson with more than forty planted faults: one run finds each at its line and column, and invents none."""

import re
import shutil
from pathlib import Path

from lessons.checking.run import check
from tests.helpers.fixture_cases import FOLDER

MARK = re.compile(r"⟦([A-Z]\d{3})⟧")
"""Stands directly before the place of a fault, with its code."""
Fault = tuple[str, int, int, str]


def planted(source: Path, folder: Path) -> set[Fault]:
    """Copy the lesson without its marks; where they stood."""
    faults: set[Fault] = set()
    folder.mkdir(parents=True)
    for path in source.iterdir():
        lines = path.read_text("utf-8").split("\n")
        for number, line in enumerate(lines, 1):
            for mark in MARK.finditer(line):
                column = len(MARK.sub("", line[: mark.start()])) + 1
                faults.add((path.name, number, column, mark[1]))
        (folder / path.name).write_text(MARK.sub("", "\n".join(lines)), "utf-8")
    return faults


def test_every_planted_fault_is_found_where_it_is_and_none_is_invented(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "planted"
    faults = planted(FOLDER / "planted", folder)
    (folder / "SOURCES.md").write_text("# Sources\n")
    shutil.copy(Path(__file__).parents[2] / "content" / "techniques.yaml", folder.parent)
    found = {
        (problem.place.file.name, problem.place.line, problem.place.column, problem.code)
        for problem in check([folder])
    }
    assert found == faults
    assert len({code for *_place, code in faults}) >= 40
