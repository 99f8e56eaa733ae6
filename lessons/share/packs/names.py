"""Which files a pack may hold: those that ``pack`` writes, and no other.

A pack may come from a stranger, and a file that closeread never looks at may be one that another program obeys: a
``.git/config``, a ``desktop.ini``, a ``Makefile``. So what ``pack`` may write is listed here, and both sides ask:
packing, and unpacking before a byte is written.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from lessons.loading.catalogue import COURSE_FILE, GLOSSARY_FILE, LESSON_FILE, SEALED_KEY_FILE
from lessons.loading.document import Value
from lessons.loading.seal_source import SEAL_FILE
from lessons.loading.yaml_source import read_yaml_bytes
from lessons.text.file_names import name_fault, one_form

DEEPEST = 6
"""Folders inside one another, counted with the file."""
SUFFIXES = (".yaml", ".yml", ".md", ".markdown", ".txt")
"""Endings of the files of a lesson, capitals or not."""
LICENCES = ("LICENSE", "LICENCE", "LICENSE.txt", "LICENCE.txt", "LICENSE.md", "LICENCE.md", "COPYING")
README = "README.md"
_OF_THE_COURSE = frozenset({COURSE_FILE, SEAL_FILE, README, *LICENCES})
TEXT_FIELDS = ("article", "beside")
"""Fields of lesson.yaml that name a file of the course."""


def bad_name(path: str) -> str:
    """Why a file of a pack may not have this path, as the end of a sentence; empty when it may."""
    return bad_folder(path) or _bad_kind(path)


def bad_folder(path: str) -> str:
    """Why a folder of a pack may not have this path, as the end of a sentence; empty when it may."""
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        return "is an absolute path"
    if "\\" in path:
        return "holds a backslash"
    parts = path.split("/")
    if ".." in parts:
        return "leads out of the folder"
    if len(parts) > DEEPEST:
        return f"lies more than {DEEPEST} folders deep"
    return next((why for part in parts if (why := name_fault(part))), "")


def _bad_kind(path: str) -> str:
    folder, _slash, name = path.rpartition("/")
    if name.lower().endswith(SUFFIXES) or (not folder and name in _OF_THE_COURSE):
        return ""
    if name == SEALED_KEY_FILE and folder and "/" not in folder:
        return ""
    return f"is none that 'closeread pack' writes: those end in {', '.join(SUFFIXES)}"


def same_names(paths: Iterable[str]) -> tuple[str, str] | None:
    """The first two paths, or folders of them, that are one on some systems; ``None`` when there are none."""
    forms: dict[str, str] = {}
    seen: set[str] = set()
    for path in paths:
        parts = path.rstrip("/").split("/")
        for length in range(1, len(parts) + 1):
            way = "/".join(parts[:length])
            earlier = forms.setdefault(one_form(way), way)
            if earlier != way:
                return earlier, way
        if way in seen:
            return way, way
        seen.add(way)
    return None


def strays(files: Mapping[str, bytes]) -> list[str]:
    """The files that belong to no lesson of a pack and that no course.yaml and lesson.yaml in it names, sorted.

    ``files`` are bytes by path in the course folder.
    """
    lessons = {
        path.partition("/")[0] for path in files if path.count("/") == 1 and path.endswith(f"/{LESSON_FILE}")
    }
    outside = {path for path in files if path not in _OF_THE_COURSE and path.partition("/")[0] not in lessons}
    if not outside:
        return []
    named = {posixpath.normpath(_text(_value(files, COURSE_FILE), "techniques")), GLOSSARY_FILE}
    for lesson in lessons:
        value = _value(files, f"{lesson}/{LESSON_FILE}")
        named |= {posixpath.normpath(f"{lesson}/{_text(value, key)}") for key in TEXT_FIELDS}
    return sorted(outside - named)


def _value(files: Mapping[str, bytes], path: str) -> dict[str, Value]:
    value = read_yaml_bytes(files.get(path, b""), Path(path)).value
    return value if isinstance(value, dict) else {}


def _text(value: dict[str, Value], key: str) -> str:
    text = value.get(key)
    return text if isinstance(text, str) else ""
