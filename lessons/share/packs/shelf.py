"""Packs that are opened directly: unpacked once into a folder of the learner's own, named by their checksum."""

from collections.abc import Iterable
from pathlib import Path

from lessons.loading.catalogue import is_course, is_folder_name, is_lesson
from lessons.loading.seal_source import read_seal
from lessons.model.course import Seal
from lessons.model.problem import LessonError, Place, Problem


def opened(path: Path, home: Path) -> Path:
    """The course folder of a pack, unpacked now or earlier. Raises ``LessonError`` and ``OSError``.

    The pack is checked each time; its folder is ``packs/<checksum>/<name>`` in ``home``.
    """
    from lessons.share.packs.unpack import (
        read_pack,
        write_folder,
    )  # the home screen comes here too, and opens none

    pack = read_pack(path)
    folder = home / "packs" / pack.sha256[:32] / pack.manifest.name
    if not is_course(folder):
        write_folder(pack, folder, replacing=True)  # what is left of a deleted one
    return folder


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


def seal_of(path: Path, home: Path) -> Seal:
    """The seal of a sealed pack. Raises ``LessonError`` for any other file."""
    seal = read_seal(opened(path, home))
    if seal is None:
        fix = "name the pack that 'closeread pack --seal' made"
        raise LessonError([Problem(Place(path), "P922", "a pack that is not sealed", "a sealed pack", fix)])
    return seal
