"""Two rooms never share a name for two things: what still does, and why.

A command and a screen are called by what they show, so ``cli/progress.py`` and ``screens/progress.py`` may carry the
name of the engine's ``progress.py``: one thing, seen through another door. Both lists only ever get shorter.
"""

import ast
from collections import defaultdict
from pathlib import Path

from tests.helpers.source import PRODUCT, nodes

AT_ANOTHER_DOOR = {
    "classes",
    "crosscheck",
    "grid",
    "hand_in",
    "lesson",
    "mark",
    "opening",
    "preview",
    "progress",
    "settings",
}
"""One thing: the engine's, and the command or the screen that shows it."""
TYPES_DEFINED_TWICE = {
    "Entry": "a key or a dash of YAML; a paragraph of a list on the screen",
    "Mark": "what a reader marked; what the YAML parser calls a place in its file",
}
"""Neither side meets the other: one is a file's, the other a reader's or the screen's."""


def test_two_rooms_share_no_file_name() -> None:
    rooms: dict[str, set[Path]] = defaultdict(set)
    for path in PRODUCT:
        if path.stem != "__init__":
            rooms[path.stem].add(path.parent)
    assert not {name for name, folders in rooms.items() if len(folders) > 1} - AT_ANOTHER_DOOR


def test_a_type_is_defined_once() -> None:
    places: dict[str, set[Path]] = defaultdict(set)
    for path in PRODUCT:
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                places[node.name].add(path)
    assert not {name for name, paths in places.items() if len(paths) > 1} - TYPES_DEFINED_TWICE.keys()
