"""Packs that are opened directly: unpacked once into a folder of the learner's own, named by their checksum."""

from pathlib import Path

from lessons.exchange.unpack import read_pack, write_folder
from lessons.loading.catalogue import is_course
from lessons.store.places import home


def opened(path: Path) -> Path:
    """The course folder of a pack, unpacked now or earlier. Raises ``LessonError`` and ``OSError``.

    The pack is checked each time; its folder is ``packs/<checksum>/<name>`` in ``CLOSEREAD_HOME``.
    """
    found = read_pack(path)
    folder = home() / "packs" / found.sha256[:32] / found.manifest.name
    if not is_course(folder):
        write_folder(found, folder)
    return folder
