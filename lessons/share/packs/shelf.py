"""The packs that were opened directly: each lies in a folder of the learner's own, named by its checksum."""

from collections.abc import Iterable
from pathlib import Path

from lessons.loading.catalogue import is_course, is_folder_name, is_lesson


def opened_before(home: Path) -> tuple[Path, ...]:
    """The course folders of the packs that were opened here, by name; of several with one name the latest."""
    folders = [folder for folder in (home / "packs").glob("*/*") if is_course(folder)]
    folders.sort(key=lambda folder: folder.stat().st_mtime)
    return tuple(folder for _name, folder in sorted({folder.name: folder for folder in folders}.items()))


def with_opened(roots: Iterable[Path], home: Path) -> tuple[Path, ...]:
    """Course folders, and those of the packs opened here: everything that a record may be about."""
    return tuple(dict.fromkeys([*roots, *opened_before(home)]))


def pack_called(word: str, home: Path) -> Path | None:
    """The course folder, or with ``course/lesson`` the lesson folder, of a pack opened here; the latest of its name."""
    course, _slash, lesson = word.rstrip("/").partition("/")
    folder = next((folder for folder in opened_before(home) if folder.name == course), None)
    if folder is None or not lesson:
        return folder
    return folder / lesson if is_folder_name(lesson) and is_lesson(folder / lesson) else None
